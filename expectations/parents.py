"""Q61: no city trades more than its province, no province more than the nation; judged over the whole content.

Compared are months of one family, kind, flow and currency. What is known of a place is its printed line, and the sum
of its codes where closed releases cover the whole family there; of a parent the larger counts, of a place within it the
smaller. The nation without places (NAT) is the parent of places of every basis, else the basis must be the same. Only
tables of a city print places.
"""

from __future__ import annotations

from great_expectations.expectations.expectation import Expectation

from expectations.months import written
from expectations.rules import set_rule

_MONTH = "family, period, period_kind, flow, currency"
_LINES = """
    SELECT CASE WHEN p.product_code = 'ALL' THEN 'ALL' ELSE l.family END AS family, p.period,
           p.period_kind::VARCHAR AS period_kind, p.flow::VARCHAR AS flow, p.currency::VARCHAR AS currency,
           p.geo_basis::VARCHAR AS geo_basis, p.place_code, p.month_value AS value,
           coalesce(p.month_half_unit, 0) AS half_unit, true AS is_full, 'customs_city' AS dataset
    FROM core.fct_trade_printed AS p LEFT JOIN core.printed_line AS l ON l.line_code = p.product_code
    WHERE p.known_to IS NULL AND p.state = 'V' AND p.month_value IS NOT NULL AND p.partner_code = 'ALL'
      AND p.regime_code = 'ALL' AND p.ownership = 'ALL' AND (p.product_code = 'ALL' OR l.family IS NOT NULL)
"""
_LEVEL = "period, period_kind, flow, currency, geo_basis, by_partner, by_regime, by_place"
_SUMS = f"""
    level AS (
        SELECT {_LEVEL}, left(period, 4)::INTEGER AS year, unnest(covers_places) AS place, covers_hs
        FROM {{batch}}
        WHERE is_closed AND product_level = 'HS8' AND list_contains(covers_partners, '*')
          AND list_contains(covers_regimes, '*')
    ), asked AS (
        SELECT DISTINCT {_LEVEL}, year, place, unnest(covers_hs) AS hs FROM level
    ), member AS (
        SELECT y.year, m.family, m.prefix, count(*) OVER (PARTITION BY y.year, m.family) AS prefixes
        FROM (SELECT DISTINCT year FROM level) AS y
        JOIN core.product_family_member AS m ON y.year BETWEEN m.hs_year_from AND m.hs_year_to
    ), covered AS (
        SELECT DISTINCT {_LEVEL}, a.year, a.place, m.family, m.prefix
        FROM asked AS a JOIN member AS m ON m.year = a.year AND (a.hs = '*' OR starts_with(m.prefix, a.hs))
    ), product_of AS (
        SELECT DISTINCT c.year, c.product_code, m.family, m.prefixes
        FROM (
            SELECT DISTINCT left(period, 4)::INTEGER AS year, product_code
            FROM core.agg_trade_month WHERE product_level = 'HS8'
        ) AS c
        JOIN member AS m ON m.year = c.year AND starts_with(c.product_code, m.prefix)
    ), summed AS (
        SELECT o.family, o.year, period, period_kind, flow, currency, geo_basis, by_partner, by_regime, place_code,
               place_code <> 'ALL' AS by_place, sum(value) AS value, sum(rows_held + rows_conflict) = 0 AS is_full,
               any_value(prefixes) AS prefixes
        FROM core.agg_trade_month AS t
        JOIN product_of AS o ON o.product_code = t.product_code AND o.year = left(t.period, 4)::INTEGER
        WHERE product_level = 'HS8' AND ownership = 'ALL' AND length(place_code) IN (2, 3)
        GROUP BY ALL HAVING sum(rows_v) > 0
    ), whole AS (
        SELECT s.* FROM summed AS s JOIN covered AS c USING ({_LEVEL}, year, family)
        WHERE c.place IN ('*', s.place_code) GROUP BY ALL HAVING count(DISTINCT c.prefix) = s.prefixes
    )
"""
"""Sums of the codes of whole families by province, and of the nation where its releases do not split by place.

A family is whole in a month and level of detail if each of its prefixes is covered by a closed release; a sum is full
if nothing of it is in quarantine or in conflict.
"""


def within_parent() -> Expectation:
    """Q61, as a warning: a place's month is no larger than that of the place that it lies in, but for rounding."""
    return set_rule(
        "Q61",
        "warn",
        "no city trades more than its province, no province more than the nation",
        f"""
        WITH {_SUMS}, figure AS (
            {_LINES}
            UNION ALL
            SELECT family, period, period_kind::VARCHAR, flow::VARCHAR, currency::VARCHAR, geo_basis::VARCHAR,
                   place_code, value, 0, is_full, 'customs_query'
            FROM whole
        ), least AS (
            SELECT {_MONTH}, geo_basis, place_code, min(value - half_unit) AS low,
                   arg_min(value, value - half_unit) AS v, arg_min(dataset, value - half_unit) AS dataset
            FROM figure WHERE place_code <> 'ALL' GROUP BY ALL
        ), parent AS (
            SELECT {_MONTH}, geo_basis, place_code, max(value + half_unit) AS high
            FROM figure WHERE is_full GROUP BY ALL
        )
        SELECT concat_ws(' / ', c.family, c.period, c.period_kind, c.flow, c.currency, c.place_code, p.place_code)
                   AS key,
               c.v AS measured, '<= ' || p.high AS allowed, c.dataset,
               concat(c.family, ' of ', c.period, ': ', c.place_code, ' has ', {written("c.v")}, ', ',
                      CASE p.place_code WHEN 'ALL' THEN 'the nation' ELSE p.place_code END,
                      ', in which it lies, no more than ', {written("p.high")}) AS message
        FROM least AS c JOIN parent AS p USING ({_MONTH})
        WHERE c.low > p.high AND (p.geo_basis = c.geo_basis OR p.geo_basis = 'NAT')
          AND (p.place_code = 'ALL' OR p.place_code <> c.place_code AND (
              p.place_code = left(c.place_code, 2)
              OR length(c.place_code) = 6 AND p.place_code = left(c.place_code, 4) || '00'))
        ORDER BY key
        """,
        level="content",
    )
