"""What must hold in a printed table of trade by regime."""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations.rules import complete, holds, is_complete, set_rule, unique_key
from expectations.shared import first_period
from expectations.sums import Detail, adds_up, shares_add_to_1
from lighting.registry import dataset

KEY = list(dataset("customs_regime_totals").key)
REGIMES = Detail(
    "trade regimes",
    ("period", "period_kind", "flow", "currency"),
    is_part="line_kind = 'LINE'",
    is_total="line_kind = 'TOTAL'",
    is_full="bool_and(is_whole)",
    least=1,
)
VALUES = (("month_value", "month_half_unit", "month"), ("ytd_value", "ytd_half_unit", "from January on"))


def layout(scope: Mapping[str, str], limits: Mapping[str, float]) -> dict[str, str]:
    """Tables to judge: the typed rows with a lookup of the regime."""
    del scope, limits
    staged = f"""
        SELECT t.*, {is_complete(KEY, "t")},
               t.line_kind <> 'LINE' OR t.regime_code IN (FROM regimes) AS regime_is_known
        FROM typed AS t
    """
    return {"staged": staged, "explained": "FROM staged"}


def suite(scope: Mapping[str, str], limits: Mapping[str, float]) -> list[Expectation]:
    """The rules of the file."""
    sums = [adds_up("Q41", REGIMES, *value) for value in VALUES]
    shares = [shares_add_to_1(REGIMES, *value, limits) for value in VALUES]
    return [
        complete(KEY),
        first_period(scope, limits),
        holds(
            "CODE",
            "warn",
            "the line is a statistical regime by one of its names",
            "regime_is_known",
            reason="'line ' || line_label || ' is none of the statistical regimes'",
        ),
        unique_key(KEY),
        set_rule(
            "MISSING",
            "block",
            "the table prints the total of each flow",
            """
            SELECT flow AS key, 0 AS measured, 1 AS allowed,
                   'no line is the total of flow ' || flow || '; the first line of the table is' AS message
            FROM {batch} GROUP BY flow HAVING count(*) FILTER (line_kind = 'TOTAL') = 0 ORDER BY flow
            """,
            allowed="1",
        ),
        *sums,
        *shares,
    ]
