"""Q61: no city trades more than its province, no province more than the nation; judged over the whole content.

Compared are months of one family, kind, flow and currency. What is known of a parent is its printed line, and the sum
of its codes where one closed release covers the whole family there; the larger counts. The nation without places (NAT)
is the parent of places of every basis, else the basis must be the same.
"""

from __future__ import annotations

from great_expectations.expectations.expectation import Expectation

from expectations.rules import set_rule

_MONTH = "family, period, period_kind, flow, currency"
_LINES = """
    SELECT CASE WHEN p.product_code = 'ALL' THEN 'ALL' ELSE l.family END AS family, p.period,
           p.period_kind::VARCHAR AS period_kind, p.flow::VARCHAR AS flow, p.currency::VARCHAR AS currency,
           p.geo_basis::VARCHAR AS geo_basis, p.place_code, p.month_value AS value,
           coalesce(p.month_half_unit, 0) AS half_unit
    FROM {batch} AS p LEFT JOIN core.printed_line AS l ON l.line_code = p.product_code
    WHERE p.known_to IS NULL AND p.state = 'V' AND p.month_value IS NOT NULL AND p.partner_code = 'ALL'
      AND p.regime_code = 'ALL' AND p.ownership = 'ALL' AND (p.product_code = 'ALL' OR l.family IS NOT NULL)
"""
_WHOLE = """
    WITH closed AS (
        SELECT row_number() OVER () AS n, c.*, left(c.period, 4)::INTEGER AS year FROM core.release_coverage AS c
        WHERE c.is_closed AND c.product_level = 'HS8' AND list_contains(c.covers_partners, '*')
          AND list_contains(c.covers_regimes, '*')
    ), covered AS (
        SELECT a.n, f.family, f.prefix, bool_or(a.hs = '*' OR starts_with(f.prefix, a.hs)) AS is_covered
        FROM (SELECT n, year, unnest(covers_hs) AS hs FROM closed) AS a
        JOIN core.product_family_member AS f ON a.year BETWEEN f.hs_year_from AND f.hs_year_to
        GROUP BY ALL
    )
    SELECT f.family, c.period, c.period_kind, c.geo_basis, c.flow, c.currency, c.by_partner, c.by_regime, c.by_place,
           unnest(c.covers_places) AS place_code
    FROM closed AS c JOIN (SELECT n, family FROM covered GROUP BY ALL HAVING bool_and(is_covered)) AS f USING (n)
"""
"""Places, months and levels of detail of which one closed release covers a whole family; the place may be *."""

_CODES = f"""
    SELECT f.family, t.period, t.period_kind::VARCHAR AS period_kind, t.flow::VARCHAR AS flow,
           t.currency::VARCHAR AS currency, t.geo_basis::VARCHAR AS geo_basis, t.place_code, sum(t.value) AS value,
           0 AS half_unit
    FROM core.fct_trade AS t
    JOIN core.product_family_member AS f
      ON starts_with(t.product_code, f.prefix) AND left(t.period, 4)::INTEGER BETWEEN f.hs_year_from AND f.hs_year_to
    SEMI JOIN asked AS a
      ON a.family = f.family AND a.period = t.period AND a.period_kind = t.period_kind::VARCHAR
     AND a.flow = t.flow::VARCHAR AND a.currency = t.currency::VARCHAR
    SEMI JOIN ({_WHOLE}) AS c
      ON c.family = f.family AND c.period = t.period AND c.period_kind = t.period_kind AND c.geo_basis = t.geo_basis
     AND c.flow = t.flow AND c.currency = t.currency AND c.by_partner = (t.partner_code <> 'ALL')
     AND c.by_regime = (t.regime_code <> 'ALL') AND c.by_place = (t.place_code <> 'ALL')
     AND c.place_code IN ('*', t.place_code)
    WHERE t.known_to IS NULL AND t.state = 'V' AND t.product_level = 'HS8' AND t.ownership = 'ALL'
      AND length(t.place_code) IN (2, 3)
    GROUP BY f.family, t.period, t.period_kind, t.flow, t.currency, t.geo_basis, t.place_code,
             t.partner_code <> 'ALL', t.regime_code <> 'ALL'
"""
"""Sums of codes by province, and of the nation where its releases do not split by place."""


def within_parent() -> Expectation:
    """Q61, as a warning: a place's month is no larger than that of the place that it lies in, but for rounding."""
    return set_rule(
        "Q61",
        "warn",
        "no city trades more than its province, no province more than the nation",
        f"""
        WITH line AS ({_LINES}), asked AS (SELECT DISTINCT {_MONTH} FROM line), figure AS (
            SELECT * FROM line UNION ALL ({_CODES})
        ), least AS (
            SELECT {_MONTH}, geo_basis, place_code, min(value - half_unit) AS low,
                   arg_min(value, value - half_unit) AS v
            FROM figure WHERE place_code <> 'ALL' GROUP BY ALL
        ), parent AS (
            SELECT {_MONTH}, geo_basis, place_code, max(value + half_unit) AS high FROM figure GROUP BY ALL
        )
        SELECT concat_ws(' / ', c.family, c.period, c.period_kind, c.flow, c.currency, c.place_code, p.place_code)
                   AS key,
               c.v AS measured, '<= ' || p.high AS allowed,
               c.family || ' of ' || c.period || ': ' || c.place_code || ' has ' || c.v || ', '
               || CASE p.place_code WHEN 'ALL' THEN 'the nation' ELSE p.place_code END
               || ', in which it lies, no more than ' || p.high AS message
        FROM least AS c JOIN parent AS p USING ({_MONTH})
        WHERE c.low > p.high AND (p.geo_basis = c.geo_basis OR p.geo_basis = 'NAT')
          AND (p.place_code = 'ALL' OR p.place_code <> c.place_code AND (
              p.place_code = left(c.place_code, 2)
              OR length(c.place_code) = 6 AND p.place_code = left(c.place_code, 4) || '00'))
        ORDER BY key
        """,
        level="content",
    )
