"""What must hold in a list of trading partners."""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations.rules import complete, unique_key
from expectations.shared import code_pattern, plain, whole_list
from lighting.registry import dataset

KEY = list(dataset("trading_partners").key)


def layout(scope: Mapping[str, str], limits: Mapping[str, float]) -> dict[str, str]:
    """Tables to judge: the typed rows."""
    del scope, limits
    return plain(KEY)


def suite(scope: Mapping[str, str], limits: Mapping[str, float]) -> list[Expectation]:
    """The rules of the file."""
    del scope, limits
    return [
        complete(KEY),
        code_pattern("partner_code", r"\d{3}", "a partner code has 3 digits"),
        unique_key(KEY),
    ]


def content(limits: Mapping[str, float]) -> dict[str, list[Expectation]]:
    """Rules over the whole content, by the table that they read."""
    del limits
    return {"core.accepted_row": [whole_list("dim_partner")]}
