"""What must hold in a workbook of the city customs."""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations.parents import within_parent
from expectations.rules import complete, holds, is_complete, set_rule, unique_key
from expectations.shared import (
    benford,
    first_period,
    no_export_to_china,
    no_market_share,
    not_negative,
    one_of,
    repeated_values,
)
from expectations.sums import Detail, adds_up, shares_add_to_1
from lighting.registry import dataset

KEY = list(dataset("customs_city").key)
_PARTS = "'SOE', 'FIE', 'PRIVATE', 'OTHER'"
_VALUES = (("value", "value_half_unit", "month"), ("ytd_value", "ytd_half_unit", "from January on"))
_PRINTED = (("month_value", "month_half_unit", "month"), ("ytd_value", "ytd_half_unit", "from January on"))


def _but(name: str) -> list[str]:
    return [column for column in KEY if column != name]


FLOWS = Detail("exports and imports", _but("flow"), "flow IN ('X', 'M')", "flow = 'XM'")
REGIMES = Detail(
    "trade regimes",
    _but("regime_code"),
    "regime_code <> 'ALL'",
    "regime_code = 'ALL'",
    is_full="coalesce(bool_or(regime_code = '39'), false)",
    least=1,
)
"""Regimes are all there where the rest is named: 39, other."""
PARTNERS = Detail("partners", _but("partner_code"), "partner_code <> 'ALL'", "partner_code = 'ALL'", "false", 1)

_STATED = ["supersession_group", *(n for n in KEY if n not in ("flow", "ownership")), "known_from"]
_STATED.remove("released_at")
_NOW = "known_to IS NULL AND state = 'V'"
ALL_FLOWS = Detail("exports and imports", [*_STATED, "ownership"], "flow IN ('X', 'M')", "flow = 'XM'", where=_NOW)
ALL_OWNERS = Detail(
    "kinds of ownership", [*_STATED, "flow"], f"ownership IN ({_PARTS})", "ownership = 'ALL'", where=_NOW
)
"""What was released at one moment, whatever the files it came in."""


_APART = """
    released_at, period_kind, geo_basis, length(place_code), right(place_code, 2) = '00', regime_code = 'ALL',
    ownership = 'ALL',
"""
"""What is not added up: a month that two releases state, places and the places in them, totals and their parts."""


def layout(scope: Mapping[str, str], limits: Mapping[str, float]) -> dict[str, str]:
    """Tables to judge: the typed rows with lookup columns."""
    del scope, limits
    staged = f"""
        SELECT t.*, (t.value IS NOT NULL OR t.ytd_value IS NOT NULL) AS has_figure,
               {is_complete(KEY, "t")},
               strftime(t.released_at, '%Y%m') >= t.period AS is_released,
               t.period_kind <> 'JF' OR right(t.period, 2) = '02' AS is_joint_month,
               t.partner_code = 'ALL' OR (p.partner_code IS NOT NULL AND
               coalesce(p.valid_to > TRY_STRPTIME(t.period || '01', '%Y%m%d')::DATE, true)) AS partner_is_valid,
               t.regime_code = 'ALL' OR t.regime_code IN (FROM regimes) AS regime_is_known,
               t.flow = 'X' AND t.partner_code = '142' AS is_to_china
        FROM typed AS t LEFT JOIN partners AS p USING (partner_code)
    """
    return {"staged": staged, "explained": "FROM staged"}


def suite(scope: Mapping[str, str], limits: Mapping[str, float]) -> list[Expectation]:
    """The rules of the file."""
    return [
        complete(KEY),
        holds(
            "MISSING",
            "quarantine",
            "a row has a value of the month or from January on",
            "has_figure",
            reason="'no value'",
        ),
        one_of("period_kind", ["M", "JF"]),
        one_of("flow", ["X", "M", "XM"]),
        one_of("currency", ["CNY", "USD"]),
        one_of("ownership", ["SOE", "FIE", "PRIVATE", "OTHER", "ALL"]),
        one_of("geo_basis", ["REG"]),
        holds(
            "Q11",
            "quarantine",
            "the partner code is listed and valid",
            "partner_is_valid",
            reason="'partner ' || partner_code || ' is not listed or no longer valid in ' || period",
        ),
        no_export_to_china(),
        holds(
            "Q14",
            "quarantine",
            "the regime is one of the statistical regimes",
            "regime_is_known",
            reason="'trade regime ' || regime_code || ' is no statistical regime'",
        ),
        not_negative("value"),
        not_negative("ytd_value", "value from January on"),
        first_period(scope, limits),
        holds(
            "Q22",
            "quarantine",
            "the period is not after the row's own release",
            "is_released",
            reason="'period ' || period || ' was released on ' || released_at::DATE",
        ),
        holds(
            "Q22",
            "quarantine",
            "January and February together are written as February",
            "is_joint_month",
            reason="'period ' || period || ' is no January and February'",
        ),
        no_market_share(limits, _APART, "concat_ws(' / ', product_code, flow, currency)"),
        unique_key(KEY),
        _ownership("value", "value_half_unit"),
        _ownership("ytd_value", "ytd_half_unit"),
        _ownership_shares(limits),
        *(adds_up("Q41", detail, *value) for detail in (REGIMES, PARTNERS) for value in _VALUES),
        *(shares_add_to_1(REGIMES, *value, limits) for value in _VALUES),
        *(adds_up("Q60", FLOWS, *value) for value in _VALUES),
        repeated_values("value", limits),
        benford("value", limits),
    ]


def content(limits: Mapping[str, float]) -> dict[str, list[Expectation]]:
    """Rules over the whole content: sums of what was released at one moment, and places within their parents."""
    del limits
    sums = [adds_up("Q60", detail, *value, level="content") for detail in (ALL_FLOWS, ALL_OWNERS) for value in _PRINTED]
    return {"core.fct_trade_printed": sums, "core.release_coverage": [within_parent()]}


def _ownership(value: str, half_unit: str) -> Expectation:
    """Q60: the kinds of ownership add up to the printed total; the tolerance is n half units, or their sum."""
    dimensions = ", ".join(name for name in KEY if name != "ownership")
    return set_rule(
        "Q60",
        "block",
        f"the kinds of ownership add up to the total ({value})",
        f"""
        SELECT key, gap AS measured, tolerance AS allowed,
               'row ' || total_row || ': the kinds of ownership add up to ' || parts || ', the printed total is '
               || total || '; the gap ' || gap || ' is beyond rounding (' || tolerance || ')' AS message
        FROM (
            SELECT concat_ws(' / ', {dimensions}) AS key,
                   min(source_row) FILTER (ownership = 'ALL') AS total_row,
                   sum({value}) FILTER (ownership IN ({_PARTS})) AS parts,
                   sum({value}) FILTER (ownership = 'ALL') AS total,
                   parts - total AS gap,
                   CASE WHEN min({half_unit}) = max({half_unit})
                        THEN sum({half_unit}) FILTER (ownership IN ({_PARTS})) ELSE sum({half_unit}) END AS tolerance
            FROM {{batch}} GROUP BY {dimensions}
            HAVING count(*) FILTER (ownership IN ({_PARTS})) >= 2
        ) WHERE abs(gap) > tolerance ORDER BY total_row
        """,
        allowed="n half units",
    )


def _ownership_shares(limits: Mapping[str, float]) -> Expectation:
    """Q49: shares of the kinds of ownership add to 1."""
    dimensions = ", ".join(name for name in KEY if name != "ownership")
    return set_rule(
        "Q49",
        "block",
        "shares by ownership add to 1",
        f"""
        SELECT key, round(shares, 4) AS measured, '1 ± {limits["Q49"]}' AS allowed,
               'row ' || total_row || ': shares by ownership add to ' || round(shares, 4) AS message
        FROM (
            SELECT concat_ws(' / ', {dimensions}) AS key, min(source_row) FILTER (ownership = 'ALL') AS total_row,
                   sum(value) FILTER (ownership IN ({_PARTS})) / nullif(sum(value) FILTER (ownership = 'ALL'), 0)
                       AS shares
            FROM {{batch}} GROUP BY {dimensions}
            HAVING count(*) FILTER (ownership IN ({_PARTS})) >= 2
        ) WHERE abs(round(shares - 1, 9)) > {limits["Q49"]} ORDER BY total_row
        """,
        allowed=f"1 ± {limits['Q49']:g}",
    )
