"""Q46: yuan and dollar figures of the same trade imply the exchange rate of their month."""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations.rules import Action, set_rule

_PAIRED = """
    paired AS (
        SELECT period, period_kind, flow FROM {batch} WHERE product_level = 'HS8'
        GROUP BY ALL HAVING count(DISTINCT currency) = 2
    ), whole AS (
        SELECT DISTINCT period, period_kind, flow, currency, geo_basis, by_partner, by_regime, by_place,
               unnest(covers_hs) AS prefix
        FROM core.release_coverage
        WHERE is_closed AND list_contains(covers_partners, '*') AND list_contains(covers_regimes, '*')
          AND list_contains(covers_places, '*')
    ), cell AS (
        SELECT period, period_kind, flow, currency, geo_basis, product_code, by_partner, by_regime,
               place_code <> 'ALL' AS by_place, sum(value) AS value, sum(rows_v) AS n,
               geo_basis || by_partner || by_regime || by_place AS level
        FROM {batch} SEMI JOIN paired USING (period, period_kind, flow)
        WHERE product_level = 'HS8' AND ownership = 'ALL' AND rows_v > 0 GROUP BY ALL
    ), known AS (
        SELECT c.*, EXISTS (
            FROM whole AS w
            WHERE w.period = c.period AND w.period_kind = c.period_kind AND w.flow = c.flow
              AND w.currency = c.currency AND w.geo_basis = c.geo_basis AND w.by_partner = c.by_partner
              AND w.by_regime = c.by_regime AND w.by_place = c.by_place
              AND (w.prefix = '*' OR starts_with(c.product_code, w.prefix))
        ) AS is_whole
        FROM cell AS c
    ), pair AS (
        SELECT y.period, y.period_kind::VARCHAR AS period_kind, y.flow::VARCHAR AS flow, y.value AS cny, d.value AS usd
        FROM known AS y
        JOIN known AS d USING (period, period_kind, flow, product_code)
        WHERE y.currency = 'CNY' AND d.currency = 'USD'
          AND (y.level = d.level AND y.n = d.n OR y.is_whole AND d.is_whole)
        QUALIFY row_number() OVER (
            PARTITION BY y.period, y.period_kind, y.flow, y.product_code
            ORDER BY y.level = d.level AND y.n = d.n DESC, y.n, d.n
        ) = 1
    ), total AS (
        SELECT 'customs_query' AS dataset, period, period_kind, flow, sum(cny) AS cny, sum(usd) AS usd
        FROM pair GROUP BY ALL
    )
"""
"""Totals of both currencies over what both have: the same level with as many figures, or both the whole."""
_PRINTED = """
    printed AS (
        SELECT *, coalesce(month_value, CASE WHEN period_kind = 'JF' THEN ytd_value END) AS value
        FROM {batch}
        WHERE known_to IS NULL AND state = 'V' AND supersession_group <> 'customs_city' AND value IS NOT NULL
    ), line AS (
        SELECT y.supersession_group, y.period, y.period_kind::VARCHAR AS period_kind, y.flow::VARCHAR AS flow,
               y.value AS cny, d.value AS usd, y.product_code = 'ALL' AS is_total
        FROM printed AS y
        JOIN printed AS d USING (supersession_group, period, period_kind, geo_basis, place_code, product_code,
                                 partner_code, regime_code, ownership, flow)
        WHERE y.currency = 'CNY' AND d.currency = 'USD'
    ), total AS (
        SELECT supersession_group AS dataset, period, period_kind, flow, sum(cny) AS cny, sum(usd) AS usd
        FROM (FROM line QUALIFY is_total = bool_or(is_total) OVER (
            PARTITION BY supersession_group, period, period_kind, flow)) GROUP BY ALL
    )
"""
"""The same of the printed lines of the nation: the lines of all goods where there are any, else all lines."""
_RATES = """
    rate AS (
        SELECT f.month, f.rate, f.rate_type
        FROM core.fct_fx_month AS f
        LEFT JOIN core.fx_preference AS named ON named.source = f.source
        LEFT JOIN core.fx_preference AS other ON other.source = '*'
        WHERE f.base = 'USD' AND f.quote = 'CNY' AND f.rate > 0
        QUALIFY row_number() OVER (
            PARTITION BY f.month
            ORDER BY list_position(['CUSTOMS', 'PBOC_MID', 'MONTH_AVG'], f.rate_type),
                     coalesce(named.preference, other.preference), f.source
        ) = 1
    )
"""
"""The customs rate of a month; where there is none, the central parity, else the average of the month."""


def rate_implied(limits: Mapping[str, float]) -> list[Expectation]:
    """Q46 of the online query, as a warning and, further off, as a finding that blocks."""
    return _rules("yuan and dollars", _PAIRED, limits)


def printed_rate_implied(limits: Mapping[str, float]) -> list[Expectation]:
    """Q46 of printed tables, as a warning and, further off, as a finding that blocks."""
    return _rules("printed yuan and dollars", _PRINTED, limits)


def _rules(what: str, totals: str, limits: Mapping[str, float]) -> list[Expectation]:
    near, far = limits["Q46_WARN"], limits["Q46_BLOCK"]
    return [
        _rule("warn", f"{what} imply about the customs rate", totals, f"> {near} AND off <= {far}", near),
        _rule("block", f"{what} do not miss the customs rate by far", totals, f"> {far}", far),
    ]


def _rule(action: Action, what: str, totals: str, trips: str, limit: float) -> Expectation:
    return set_rule(
        "Q46",
        action,
        what,
        f"""
        WITH {totals}, {_RATES}, implied AS (
            SELECT t.dataset, t.flow, t.period, t.period_kind, t.cny / nullif(t.usd, 0) AS implied,
                   avg(r.rate) AS rate, any_value(r.rate_type) AS rate_type
            FROM total AS t
            JOIN rate AS r
              ON r.month = t.period OR t.period_kind = 'JF' AND r.month = left(t.period, 4) || '01'
            GROUP BY ALL
        ), judged AS (
            SELECT *, round(abs(implied / rate - 1), 9) AS off FROM implied
        )
        SELECT concat_ws(' / ', dataset, flow, period_kind, period) AS key, round(100 * off, 3) || ' %' AS measured,
               '{100 * limit:g} %' AS allowed, dataset,
               concat(dataset, ', ', CASE flow WHEN 'X' THEN 'exports' WHEN 'M' THEN 'imports' ELSE 'both flows' END,
                      ' of ', period, ': yuan and dollars imply ', round(implied, 4), ' yuan per dollar, the rate (',
                      rate_type, ') is ', round(rate, 4),
                      '; check currency, unit and selection of both files, or deliver the customs rate') AS message
        FROM judged WHERE off {trips} ORDER BY key
        """,
        allowed=f"{limit:.1%}",
        level="content",
        needs=["core.fct_fx_month WHERE base = 'USD' AND quote = 'CNY'"],
    )
