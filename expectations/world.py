"""Rules that Comtrade and BACI share."""

from __future__ import annotations

from collections.abc import Mapping

import great_expectations.expectations as gxe
from great_expectations.expectations.expectation import Expectation

from expectations.rules import holds, row_rule
from expectations.shared import month_pattern

FIRST_YEAR = 1962
"""First year of Comtrade."""


def world_period(column: str, scope: Mapping[str, str], limits: Mapping[str, float]) -> Expectation:
    """Q22: the period is a year or a month up to the release."""
    first, last = f"{limits['Q22']:.0f}", scope["release_month"]
    years = "|".join(str(year) for year in range(FIRST_YEAR, int(last[:4]) + 1))
    return row_rule(
        "Q22",
        "quarantine",
        "the period is a year or a month up to the release",
        gxe.ExpectColumnValuesToMatchRegex,
        reason=f"'period ' || {column} || ' is no year from {FIRST_YEAR} and no month from {first} to {last}'",
        allowed=f"{FIRST_YEAR}, {first} to {last}",
        column=column,
        regex=f"^(?:{years}|{month_pattern(first, last)[1:-1]})$",
    )


def known_areas(first: str, second: str) -> Expectation:
    """Q11: both areas are listed; expects the computed column ``areas_are_known``."""
    return holds(
        "Q11",
        "warn",
        "reporter and partner are listed areas of Comtrade",
        "areas_are_known",
        reason=f"'area ' || {first} || ' or ' || {second} || ' is not listed'",
    )


def areas_are_known(first: str, second: str) -> str:
    """SQL of the computed column that ``known_areas`` expects."""
    listed = "(SELECT area_code FROM areas)"
    return f"(t.{first} IN {listed} AND t.{second} IN {listed})"
