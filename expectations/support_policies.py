"""What must hold in a list of policies of support."""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations.rules import complete, holds, unique_key
from expectations.shared import plain
from expectations.support import known_measures, not_negative
from lighting.registry import dataset

KEY = list(dataset("support_policies").key)
_NEEDED = [*KEY, "title", "issued_on"]


def layout(scope: Mapping[str, str], limits: Mapping[str, float]) -> dict[str, str]:
    """Tables to judge: the typed rows with computed columns."""
    del scope, limits
    return plain(
        _NEEDED,
        {
            "annual_budget_cny_is_positive": "t.annual_budget_cny >= 0",
            "ends_after_its_issue": "t.valid_to >= t.issued_on",
        },
    )


def suite(scope: Mapping[str, str], limits: Mapping[str, float]) -> list[Expectation]:
    """The rules of the file."""
    del scope, limits
    return [
        complete(_NEEDED),
        not_negative("annual_budget_cny"),
        holds(
            "F16",
            "quarantine",
            "a policy does not end before its issue",
            "ends_after_its_issue",
            reason="'issued on ' || issued_on || ', valid to ' || valid_to",
        ),
        known_measures("support_policies"),
        unique_key(KEY),
    ]
