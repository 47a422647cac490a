"""What must hold in a list of exchange rates."""

from __future__ import annotations

from collections.abc import Mapping

import great_expectations.expectations as gxe
from great_expectations.expectations.expectation import Expectation

from expectations.rules import complete, row_rule, set_rule, unique_key
from expectations.shared import code_pattern, one_of, plain
from lighting.registry import dataset

KEY = list(dataset("fx_rates").key)
AFTER = "199412"


def layout(scope: Mapping[str, str], limits: Mapping[str, float]) -> dict[str, str]:
    """Tables to judge: the typed rows."""
    del scope, limits
    return plain([*KEY, "rate"])


def suite(scope: Mapping[str, str], limits: Mapping[str, float]) -> list[Expectation]:
    """The rules of the file."""
    del scope
    low, high = limits["F21_MIN"], limits["F21_MAX"]
    return [
        complete([*KEY, "rate"]),
        code_pattern("month", r"\d{4}(?:0[1-9]|1[0-2])", "a month is YYYYMM"),
        code_pattern("base", "[A-Z]{3}", "the currency that is priced has 3 letters"),
        code_pattern("quote", "[A-Z]{3}", "the currency of the price has 3 letters"),
        one_of("rate_type", ["CUSTOMS", "MONTH_AVG", "PBOC_MID"]),
        row_rule(
            "F21",
            "quarantine",
            "a rate is positive",
            gxe.ExpectColumnValuesToBeBetween,
            reason="'rate ' || rate",
            allowed="> 0",
            column="rate",
            min_value=0,
            strict_min=True,
        ),
        unique_key(KEY),
        set_rule(
            "F21",
            "block",
            "yuan per dollar are in the order of what they were after 1994",
            f"""
            SELECT month AS key, rate AS measured, '{low:g} to {high:g}' AS allowed,
                   'row ' || source_row || ': ' || rate || ' yuan per dollar in ' || month
                   || ' lies outside {low:g} to {high:g}; the quote may be the other way round' AS message
            FROM {{batch}}
            WHERE base = 'USD' AND quote = 'CNY' AND month > '{AFTER}' AND rate NOT BETWEEN {low} AND {high}
            ORDER BY source_row
            """,
            allowed=f"{low:g} to {high:g}",
        ),
    ]
