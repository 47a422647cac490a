"""What must hold in any printed table of the national customs: its key, and its sums within rounding.

The tolerance is n half units of what is summed; where precision is mixed, the sum of all half units.
"""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations.rules import complete, holds, set_rule, unique_key
from expectations.shared import first_period, one_of, plain
from expectations.sums import Detail, shares_add_to_1
from lighting.registry import dataset

_KEY = "what, period, period_kind, product_code, partner_code, currency"
_CELLS = """
    WITH cell AS (
        SELECT *, 'of the month' AS what, month_value AS v, month_half_unit AS h FROM {batch}
        UNION ALL
        SELECT *, 'from January on' AS what, ytd_value AS v, ytd_half_unit AS h FROM {batch} WHERE period_kind = 'M'
    )
"""
"""Printed values one below the other; of January and February as one they are the same."""

LINES = Detail(
    "lines",
    ("period", "period_kind", "flow", "currency"),
    is_part="line_kind = 'LINE'",
    is_total="line_kind = 'TOTAL'",
    is_full="bool_and(is_whole)",
    least=1,
)
"""The lines of a table, which add up to its total if it lists all there are; parts and groups are left out."""
VALUES = (("month_value", "month_half_unit", "month"), ("ytd_value", "ytd_half_unit", "from January on"))


def layout_of(name: str) -> dict[str, str]:
    """Tables to judge: the typed rows with computed columns."""
    return plain(
        [*dataset(name).key, "line_kind"], {"is_joint_month": "t.period_kind <> 'JF' OR right(t.period, 2) = '02'"}
    )


def suite_of(name: str, scope: Mapping[str, str], limits: Mapping[str, float]) -> list[Expectation]:
    """The rules of a file of a dataset of printed tables; ``sums`` are added for tables with a total."""
    key = list(dataset(name).key)
    return [
        complete([*key, "line_kind"]),
        one_of("period_kind", ["M", "JF"]),
        one_of("flow", ["X", "M", "XM"]),
        one_of("currency", ["CNY", "USD"]),
        first_period(scope, limits),
        holds(
            "Q22",
            "quarantine",
            "January and February together are written as February",
            "is_joint_month",
            reason="'period ' || period || ' is no January and February'",
        ),
        unique_key(key),
        parts(),
    ]


def sums(limits: Mapping[str, float]) -> list[Expectation]:
    """Q41, Q60 and Q49: sums and shares of a table with totals, beside the sums of ``parts``."""
    return [_both_flows(), _whole(), _major(), *(shares_add_to_1(LINES, *value, limits) for value in VALUES)]


def parts() -> Expectation:
    """Q41: rows that are printed as of which are part of their line, and never more than it."""
    return set_rule(
        "Q41",
        "block",
        "the parts of a line add up to no more than the line",
        f"""
        {_CELLS}
        SELECT key, gap AS measured, tolerance AS allowed,
               'row ' || row || ': the rows printed as of which add up to ' || parts || ' ' || what
               || ', their line is ' || total || '; the gap ' || gap || ' is beyond rounding (' || tolerance || ')'
               AS message
        FROM (
            SELECT any_value(concat_ws(' / ', t.period, nullif(t.product_code, 'ALL'), nullif(t.partner_code, 'ALL'),
                                       t.flow, t.currency)) AS key,
                   t.source_row AS row, t.what AS what, sum(p.v) AS parts, any_value(t.v) AS total,
                   parts - total AS gap,
                   CASE WHEN min(p.h) = max(p.h) AND min(p.h) = any_value(t.h) THEN sum(p.h)
                        ELSE sum(p.h) + any_value(t.h) END AS tolerance
            FROM cell AS p JOIN cell AS t
              ON t.source_row = p.part_of AND t.flow = p.flow AND t.period = p.period AND t.what = p.what
            GROUP BY t.source_row, t.flow, t.period, t.what HAVING min(p.v) >= 0 AND total IS NOT NULL
        ) WHERE gap > tolerance ORDER BY row, key, what
        """,
        allowed="n half units",
    )


def _both_flows() -> Expectation:
    return set_rule(
        "Q60",
        "block",
        "exports and imports add up to both together",
        f"""
        {_CELLS}
        SELECT key, gap AS measured, tolerance AS allowed,
               'row ' || row || ': exports and imports add up to ' || parts || ' ' || what
               || ', both together are printed as ' || total || '; the gap ' || gap || ' is beyond rounding ('
               || tolerance || ')' AS message
        FROM (
            SELECT concat_ws(' / ', period, nullif(product_code, 'ALL'), nullif(partner_code, 'ALL'), currency) AS key,
                   what, min(source_row) AS row, sum(v) FILTER (flow IN ('X', 'M')) AS parts,
                   sum(v) FILTER (flow = 'XM') AS total, parts - total AS gap,
                   {_tolerance("flow IN ('X', 'M')")} AS tolerance
            FROM cell GROUP BY {_KEY}
            HAVING count(v) FILTER (flow IN ('X', 'M')) = 2 AND count(v) FILTER (flow = 'XM') = 1
        ) WHERE abs(gap) > tolerance ORDER BY row, what
        """,
        allowed="n half units",
    )


def _whole() -> Expectation:
    return set_rule(
        "Q41",
        "block",
        "the lines of a table that lists all of them add up to its total",
        _of_total("is_whole", "abs(gap) > tolerance", "the lines add up to"),
        allowed="n half units",
    )


def _major() -> Expectation:
    return set_rule(
        "Q41",
        "block",
        "the lines of a table of the major ones add up to no more than its total",
        _of_total("NOT is_whole", "gap > tolerance", "without parts of others the lines add up to"),
        allowed="n half units",
    )


def _of_total(where: str, fails: str, words: str) -> str:
    """Findings where the lines, without parts and groups, do not fit the total."""
    return f"""
        {_CELLS}
        SELECT key, gap AS measured, tolerance AS allowed,
               'row ' || row || ': {words} ' || parts || ' ' || what || ', the printed total is ' || total
               || '; the gap ' || gap || ' is beyond rounding (' || tolerance || ')' AS message
        FROM (
            SELECT concat_ws(' / ', period, flow, currency) AS key, what,
                   min(source_row) FILTER (line_kind = 'TOTAL') AS row, sum(v) FILTER (line_kind = 'LINE') AS parts,
                   sum(v) FILTER (line_kind = 'TOTAL') AS total, parts - total AS gap,
                   {_tolerance("line_kind = 'LINE'")} AS tolerance
            FROM cell WHERE {where} AND line_kind IN ('LINE', 'TOTAL')
            GROUP BY what, period, period_kind, flow, currency
            HAVING count(v) FILTER (line_kind = 'TOTAL') = 1 AND count(v) FILTER (line_kind = 'LINE') > 0
        ) WHERE {fails} ORDER BY key, what
    """


def _tolerance(of: str) -> str:
    """SQL: n half units of the parts; where precision is mixed the total's half unit is added."""
    return f"CASE WHEN min(h) = max(h) THEN sum(h) FILTER ({of}) ELSE sum(h) END"
