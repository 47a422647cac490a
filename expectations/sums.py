"""Rules on details and the total that is printed for them (Q41, Q60), and on their shares (Q49)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from great_expectations.expectations.expectation import Expectation

from expectations.rules import Level, set_rule


@dataclass(frozen=True)
class Detail:
    """What is added up, and to which total.

    Attributes:
        what: the details, in words.
        same: columns that details and total have in common.
        is_part: SQL condition of a detail line.
        is_total: SQL condition of the total.
        is_full: SQL, an aggregate that is true if the details are all there are; else they may add up to less.
        least: how many details make a sum.
        where: SQL condition of all rows.
    """

    what: str
    same: Sequence[str]
    is_part: str
    is_total: str
    is_full: str = "true"
    least: int = 2
    where: str = "true"

    def sums(self, value: str, half_unit: str) -> str:
        """SQL: one row per total with its details: key, total_row, n, parts, total, tolerance, unit, is_full."""
        same = ", ".join(self.same)
        return f"""
            SELECT concat_ws(' / ', {same}) AS key, min(source_row) FILTER ({self.is_total}) AS total_row,
                   count({value}) FILTER ({self.is_part}) AS n, sum({value}) FILTER ({self.is_part}) AS parts,
                   sum({value}) FILTER ({self.is_total}) AS total, parts - total AS gap,
                   2 * min({half_unit}) FILTER ({self.is_total}) AS unit, {self.is_full} AS is_full,
                   CASE WHEN min({half_unit}) = max({half_unit}) THEN sum({half_unit}) FILTER ({self.is_part})
                        ELSE sum({half_unit}) END AS tolerance
            FROM {{batch}} WHERE {self.where} AND {value} IS NOT NULL AND ({self.is_part} OR {self.is_total})
            GROUP BY {same} HAVING n >= {self.least} AND total IS NOT NULL
        """


def adds_up(rule: str, detail: Detail, value: str, half_unit: str, words: str, level: Level = "set") -> Expectation:
    """Details add up to the printed total within rounding: n half units, or the sum of all where precisions differ.

    Gap and tolerance are told in units of the last printed digit of the total.

    Args:
        rule: ``Q41`` or ``Q60``.
        detail: what is added up.
        value: column of the value, units of the currency.
        half_unit: column of half a unit of its last printed digit, units of the currency.
        words: the value in words.
        level: ``set`` for a file, ``content`` for the whole warehouse.
    """
    which, of_all = ("'row ' || total_row", "") if level == "set" else ("key", ", whatever the files")
    return set_rule(
        rule,
        "block",
        f"{detail.what} add up to the printed total ({words}){of_all}",
        f"""
        SELECT key, {_units("gap")} AS measured, {_units("tolerance")} AS allowed,
               {which} || ': ' || n || ' {detail.what} ({words}) add up to ' || {_units("parts")}
               || ', the printed total is ' || {_units("total")} || '; the gap ' || {_units("gap")}
               || ' is beyond rounding (' || {_units("tolerance")} || ')' AS message
        FROM ({detail.sums(value, half_unit)})
        WHERE gap > tolerance OR is_full AND gap < -tolerance ORDER BY total_row
        """,
        allowed="n half units",
        level=level,
    )


def shares_add_to_1(detail: Detail, value: str, half_unit: str, words: str, limits: Mapping[str, float]) -> Expectation:
    """Q49: shares of all details add to 1; those of some of them to no more."""
    return set_rule(
        "Q49",
        "block",
        f"shares of {detail.what} add to 1 ({words})",
        f"""
        SELECT key, round(parts / total, 4) AS measured, '1 ± {limits["Q49"]}' AS allowed,
               'row ' || total_row || ': shares of {detail.what} ({words}) add to ' || round(parts / total, 4)
               AS message
        FROM ({detail.sums(value, half_unit)})
        WHERE total > 0 AND (round(parts / total - 1, 9) > {limits["Q49"]}
                             OR is_full AND round(1 - parts / total, 9) > {limits["Q49"]})
        ORDER BY total_row
        """,
        allowed=f"1 ± {limits['Q49']:g}",
    )


def _units(column: str) -> str:
    """SQL: a value in units of the last printed digit, without zeros behind the point."""
    return f"regexp_replace(({column} / unit)::DECIMAL(38, 2)::VARCHAR, '[.]?0+$', '')"
