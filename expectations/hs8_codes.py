"""What must hold in a list of commodity codes."""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations.rules import complete, unique_key
from expectations.shared import code_pattern, plain, whole_list
from lighting.registry import dataset

KEY = list(dataset("hs8_codes").key)


def layout(scope: Mapping[str, str], limits: Mapping[str, float]) -> dict[str, str]:
    """Tables to judge: the typed rows."""
    del scope, limits
    return plain(KEY)


def suite(scope: Mapping[str, str], limits: Mapping[str, float]) -> list[Expectation]:
    """The rules of the file."""
    del scope, limits
    return [
        complete(KEY),
        code_pattern("hs8", r"\d{8}", "a commodity code has 8 digits"),
        unique_key(KEY),
    ]


def content(limits: Mapping[str, float]) -> dict[str, list[Expectation]]:
    """Rules over the whole content, by the table that they read."""
    del limits
    return {"core.accepted_row": [whole_list("dim_hs8", "key ->> 0", "count(DISTINCT left(key ->> 1, 2)) >= 90")]}
