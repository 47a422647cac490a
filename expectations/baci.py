"""What must hold in a year of BACI."""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations.rules import complete, unique_key
from expectations.shared import code_pattern, not_negative, plain
from expectations.world import areas_are_known, known_areas, world_period
from lighting.registry import dataset

KEY = list(dataset("baci").key)
_NEEDED = [*KEY, "value_usd"]


def layout(scope: Mapping[str, str], limits: Mapping[str, float]) -> dict[str, str]:
    """Tables to judge: the typed rows with a computed column."""
    del scope, limits
    return plain(_NEEDED, {"areas_are_known": areas_are_known("exporter_code", "importer_code")})


def suite(scope: Mapping[str, str], limits: Mapping[str, float]) -> list[Expectation]:
    """The rules of the file."""
    return [
        complete(_NEEDED),
        code_pattern("exporter_code", r"\d{3}", "an exporter has 3 digits"),
        code_pattern("importer_code", r"\d{3}", "an importer has 3 digits"),
        known_areas("exporter_code", "importer_code"),
        code_pattern("hs6", r"\d{6}", "a commodity code has 6 digits"),
        world_period("year", scope, limits),
        not_negative("value_usd", rule="F19"),
        unique_key(KEY),
    ]
