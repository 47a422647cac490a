"""Rules and lookup columns of trade by commodity code of 8 digits: the customs online query, figures by enterprise.

A dataset's typed rows have period, hs8, partner_code, regime_code, value, qty1, unit1, qty2 and unit2.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import great_expectations.expectations as gxe
from great_expectations.expectations.expectation import Expectation

from expectations.rules import holds, row_rule
from expectations.shared import benford, first_period, no_market_share, not_negative, repeated_values
from lighting.units import PIECES, UNIT_CODES, unit_code

_LOG_PRICE = "ln(value::DOUBLE / qty1::DOUBLE)"
_ROUNDING = 1e-9
"""What logarithms of exact ratios may miss."""
_PIECES = ", ".join(
    f"'{unit}'" for unit in (*"个只台套辆件支", *(word for word, code in UNIT_CODES.items() if code == PIECES))
)


def lookup_tables(limits: Mapping[str, float], group: str = "''") -> dict[str, str]:
    """Tables for ``columns``: ``known`` codes, ``traded`` partners, ``medians`` of unit values.

    Lookups are null where no code table covers the year and code.

    Args:
        limits: limits of the rules.
        group: SQL over the typed rows of what unit values are not compared across, beside year, code and unit.
    """
    wide = limits["Q25"]
    known = f"""
        SELECT c.period, c.hs8, h.hs8 IS NOT NULL AS is_listed, h.unit1 AS expected_unit1,
               h.unit2 AS expected_unit2, h.unit1_code AS expected_unit1_code, h.unit2_code AS expected_unit2_code,
               CASE WHEN NOT regexp_full_match(c.hs8, '\\d{{8}}') THEN false
                    WHEN EXISTS (FROM hs8_coverage AS v WHERE v.year = c.year AND starts_with(c.hs8, v.prefix))
                    THEN h.hs8 IS NOT NULL END AS hs8_is_known,
               (SELECT arg_max([(b.kg_min / {wide})::DECIMAL(12, 4), (b.kg_max * {wide})::DECIMAL(12, 4)],
                               length(b.hs_prefix)) FROM kg_bands AS b
                WHERE starts_with(c.hs8, b.hs_prefix)) AS kg_band
        FROM (SELECT DISTINCT period, hs8, TRY_CAST(left(period, 4) AS INTEGER) AS year FROM typed) AS c
        LEFT JOIN hs8 AS h ON h.year = c.year AND h.hs8 = c.hs8
    """
    traded = """
        SELECT t.period, t.partner_code, t.partner_code = 'ALL' OR (p.partner_code IS NOT NULL AND
               coalesce(p.valid_to > TRY_STRPTIME(t.period || '01', '%Y%m%d')::DATE, true)) AS partner_is_valid
        FROM (SELECT DISTINCT period, partner_code FROM typed) AS t LEFT JOIN partners AS p USING (partner_code)
    """
    medians = f"""
        SELECT left(period, 4) AS year, hs8, unit1, {group} AS side, median({_LOG_PRICE}) AS log_median,
               mad({_LOG_PRICE}) AS log_mad
        FROM typed WHERE value > 0 AND qty1 > 0 GROUP BY ALL HAVING count(*) >= {limits["Q23_N"]}
    """
    return {"known": known, "traded": traded, "medians": medians}


def columns() -> str:
    """SQL of the computed columns that the rules expect, over ``typed AS t`` joined as ``joins`` says."""
    return f"""
               t.source_row, t.period, t.partner_code, t.value, k.hs8_is_known, o.partner_is_valid,
               t.regime_code = 'ALL' OR t.regime_code IN (FROM regimes) AS regime_is_known,
               coalesce(k.expected_unit2, k.expected_unit2_code) IS NOT NULL AS has_unit2,
               CASE WHEN k.is_listed AND t.unit1 IS NOT NULL THEN
                   {_same_unit(1)} AND CASE WHEN has_unit2 AND t.unit2 IS NOT NULL THEN {_same_unit(2)}
                                       ELSE has_unit2 = (t.unit2 IS NOT NULL) END END AS units_match,
               NOT (t.value = 0 AND t.qty1 > 0) AS quantity_has_value,
               NOT (t.value > 0 AND t.qty1 = 0) AS value_has_quantity,
               CASE WHEN t.value > 0 AND t.qty1 > 0 THEN abs({_LOG_PRICE} - m.log_median) END AS log_distance,
               log_distance / nullif(1.4826 * m.log_mad, 0) AS robust_z,
               CASE WHEN t.unit1 IN ({_PIECES}) AND t.unit2 = '千克' AND t.qty1 > 0 AND k.kg_band IS NOT NULL
                    THEN t.qty2 BETWEEN k.kg_band[1] * t.qty1::DECIMAL(26, 3)
                                 AND k.kg_band[2] * t.qty1::DECIMAL(26, 3) END AS weight_is_plausible"""


def joins(group: str = "''") -> str:
    """SQL that joins the lookup tables to ``typed AS t``; ``group`` as in ``lookup_tables``."""
    return f"""
        LEFT JOIN known AS k ON k.period = t.period AND k.hs8 = t.hs8
        LEFT JOIN traded AS o ON o.period = t.period AND o.partner_code = t.partner_code
        LEFT JOIN medians AS m ON m.year = left(t.period, 4) AND m.hs8 = t.hs8
         AND m.unit1 IS NOT DISTINCT FROM t.unit1 AND m.side = {group}"""


EXPLAINED = """
        SELECT t.*, s.robust_z, s.log_distance, k.kg_band,
               coalesce(k.expected_unit1, 'unit ' || k.expected_unit1_code) AS expected_unit1,
               coalesce(k.expected_unit2, 'unit ' || k.expected_unit2_code) AS expected_unit2
        FROM (FROM typed SEMI JOIN asked USING (source_row)) AS t
        JOIN (FROM staged SEMI JOIN asked USING (source_row)) AS s USING (source_row)
        LEFT JOIN known AS k ON k.period = t.period AND k.hs8 = t.hs8
    """
"""What the reasons of the rules name, of the rows that are asked for."""


def code_rules() -> list[Expectation]:
    """Q10, Q11, Q14: codes are listed."""
    return [
        holds(
            "Q10",
            "quarantine",
            "the commodity code has 8 digits and is listed in its year",
            "hs8_is_known",
            reason="'commodity code ' || hs8 || ' is not in the list of ' || left(period, 4)",
        ),
        holds(
            "Q11",
            "quarantine",
            "the partner code is listed and valid",
            "partner_is_valid",
            reason="'partner ' || partner_code || ' is not listed or no longer valid in ' || period",
        ),
        holds(
            "Q14",
            "quarantine",
            "the regime is one of the statistical regimes",
            "regime_is_known",
            reason="'trade regime ' || regime_code || ' is no statistical regime'",
        ),
    ]


def value_rules(scope: Mapping[str, str], limits: Mapping[str, float]) -> list[Expectation]:
    """Q16 to Q19 and Q22 to Q25: units, values, quantities, periods, unit values and weights."""
    return [
        holds(
            "Q16",
            "quarantine",
            "the units are those of the code in its year",
            "units_match",
            reason="'units ' || unit1 || ' / ' || coalesce(unit2, '-') || ' where the list has ' || expected_unit1"
            " || ' / ' || coalesce(expected_unit2, '-')",
        ),
        not_negative("value"),
        holds(
            "Q18",
            "quarantine",
            "a quantity has a value",
            "quantity_has_value",
            reason="'value 0 with quantity ' || qty1",
        ),
        holds(
            "Q19",
            "warn",
            "a value has a quantity",
            "value_has_quantity",
            reason="'value ' || value || ' with quantity 0'",
        ),
        first_period(scope, limits),
        row_rule(
            "Q23",
            "warn",
            "the unit value is near the file's median for its code and unit",
            gxe.ExpectColumnValuesToBeBetween,
            reason="'unit value is ' || round(robust_z, 1) || ' robust deviations from the median'",
            not_checkable="robust_z IS NULL",
            allowed=f"{limits['Q23']:g}",
            column="robust_z",
            max_value=limits["Q23"] + _ROUNDING,
        ),
        row_rule(
            "Q24",
            "quarantine",
            "the unit value is of the median's order",
            gxe.ExpectColumnValuesToBeBetween,
            reason="'unit value is ' || round(exp(log_distance)) || ' times the median or a part of it'",
            not_checkable="log_distance IS NULL",
            allowed=f"{limits['Q24']:g} times",
            column="log_distance",
            max_value=math.log(limits["Q24"]) + _ROUNDING,
        ),
        holds(
            "Q25",
            "warn",
            "a piece has a plausible weight",
            "weight_is_plausible",
            reason="round(qty2 / qty1, 6) || ' kg per piece, plausible are ' || kg_band[1] || ' to ' || kg_band[2]",
        ),
    ]


def file_rules(limits: Mapping[str, float], apart: str = "") -> list[Expectation]:
    """Q13 and Q53: what is odd in a file as a whole; ``apart`` as in ``no_market_share``."""
    return [no_market_share(limits, apart), repeated_values("value", limits), benford("value", limits)]


def _same_unit(number: int) -> str:
    """SQL: a unit is the listed one, or an English word for all units of its code; null where that is not known."""
    given, listed = f"t.unit{number}", f"k.expected_unit{number}"
    return f"coalesce({unit_code(given)} = {listed}_code, {given} = {listed})"
