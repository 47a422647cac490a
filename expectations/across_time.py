"""Rules that set the months of a feed beside each other, over the whole content (Q47, Q48, Q50, Q52).

They read the sums of months, never every figure, so that a night stays quick whatever the warehouse holds. Each finding
names its feed in the column ``dataset``. January and February published as one (JF) stand for both.
"""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations.months import MONTH, NUMBER, RELEASE, jumps, side, written
from expectations.row_counts import row_count
from expectations.rules import set_rule

_FEED = f"""
    {RELEASE}, feed AS (
        SELECT c.product_level, min(r.dataset) AS dataset
        FROM core.release_coverage AS c JOIN release AS r USING (release_id) GROUP BY ALL
    )
"""
_SCOPE = """
    scope AS (
        SELECT period, period_kind, geo_basis, flow, currency, product_level,
               list_sort(list_distinct(flatten(list(list_transform(covers_hs, lambda x: left(x, 4)))))) AS hs,
               list_sort(list_distinct(flatten(list(covers_partners)))) AS partners,
               CASE WHEN list_contains(hs, '*') THEN '*' ELSE hs::VARCHAR END
               || CASE WHEN list_contains(partners, '*') THEN '*' ELSE partners::VARCHAR END AS scope
        FROM core.release_coverage WHERE has_rows OR is_closed GROUP BY ALL
    )
"""
"""What was asked for in each month: months are compared only where that is the same."""


def row_counts(limits: Mapping[str, float]) -> Expectation:
    """Q47 of the online query; other feeds are counted in their own tables."""
    return row_count(
        "the online query",
        f"""
        {_SCOPE}, counted AS (
            SELECT 'customs_query' AS dataset, s.scope, period, sum(rows_v + rows_held + rows_conflict) AS n,
                   concat_ws(' / ', flow, currency, geo_basis, CASE WHEN by_partner THEN 'partner' END,
                             CASE WHEN by_regime THEN 'regime' END, CASE WHEN place_code <> 'ALL' THEN 'place' END)
                   AS stream
            FROM {{batch}} LEFT JOIN scope AS s USING (period, period_kind, geo_basis, flow, currency, product_level)
            WHERE period_kind = 'M' AND ownership = 'ALL' AND product_level = 'HS8' GROUP BY ALL
        )
        """,
        limits,
    )


def partners_lost(limits: Mapping[str, float]) -> Expectation:
    """Q48: the number of partners does not fall much from one month to the next."""
    return set_rule(
        "Q48",
        "warn",
        "the number of partners does not fall much from one month to the next",
        f"""
        WITH {_FEED}, {_SCOPE}, counted AS (
            SELECT f.dataset, geo_basis, flow, currency, period, s.scope, count(*) AS n,
                   {NUMBER.format("period")} AS month_no
            FROM {{batch}} AS p JOIN feed AS f USING (product_level)
            LEFT JOIN scope AS s USING (period, period_kind, geo_basis, flow, currency, product_level)
            WHERE period_kind = 'M' GROUP BY ALL
        )
        SELECT concat_ws(' / ', n.dataset, n.flow, n.currency, n.geo_basis, n.period) AS key, n.n AS measured,
               ceil({1 - limits["Q48"]} * b.n)::BIGINT || ' at least' AS allowed, n.dataset,
               concat(n.dataset, ', ', {side("n.flow")}, ' in ', n.currency, ': ', n.period,
                      ' has ', n.n, ' partners, ', b.period, ' has ', b.n,
                      '; check that the query was asked for all partners and was not cut') AS message
        FROM counted AS n
        JOIN counted AS b
          ON b.dataset = n.dataset AND b.geo_basis = n.geo_basis AND b.flow = n.flow AND b.currency = n.currency
         AND b.month_no = n.month_no - 1 AND b.scope IS NOT DISTINCT FROM n.scope
        WHERE b.n >= {limits["Q48_PARTNERS"]} AND n.n < {1 - limits["Q48"]} * b.n ORDER BY key
        """,
        allowed=f"{limits['Q48']:.0%} fewer",
        level="content",
    )


def never_seen(code: str, what: str, group: str, limits: Mapping[str, float]) -> Expectation:
    """Q50: a code does not come up for the first time when those of its group have been there for a year.

    Args:
        code: column of the code in the sums.
        what: the code, in words.
        group: SQL of the group: of a new group no code is news.
        limits: all limits.
    """
    return set_rule(
        "Q50",
        "warn",
        f"no {what} comes up for the first time",
        f"""
        WITH {_FEED}, seen AS (
            SELECT f.dataset, flow, currency, {group} AS whole, {code} AS code,
                   min({NUMBER.format("period")}) AS month_no
            FROM {{batch}} AS a JOIN feed AS f USING (product_level) WHERE rows_v > 0 GROUP BY ALL
        ), news AS (
            SELECT *, min(month_no) OVER (PARTITION BY dataset, flow, currency, whole) AS since_no FROM seen
        )
        SELECT concat_ws(' / ', dataset, flow, currency, {MONTH.format("month_no")}, '{what}') AS key,
               count(*) AS measured, 0 AS allowed, dataset,
               concat(dataset, ', ', {side("flow")}, ' in ', currency, ': ', {MONTH.format("month_no")},
                      ' has ', count(*), ' {what} never seen before: ',
                      array_to_string(list_slice(list(code ORDER BY code), 1, 10), ' '),
                      CASE WHEN count(*) > 10 THEN ' …' ELSE '' END, '; check them against the code table') AS message
        FROM news WHERE month_no - since_no >= {limits["Q50"]:.0f}
        GROUP BY dataset, flow, currency, month_no ORDER BY key
        """,
        allowed=f"in the first {limits['Q50']:.0f} months of its heading (partners: of the feed)",
        level="content",
    )


def family_jumps(limits: Mapping[str, float]) -> Expectation:
    """Q52: the value of a family is of the order of the month before. Months beside a joint one are not compared."""
    return set_rule(
        "Q52",
        "warn",
        "the value of a family is of the order of the month before",
        f"""
        WITH {_FEED}, {_SCOPE}, product_of AS (
            SELECT p.product_level, p.product_code, p.year, m.family
            FROM (SELECT DISTINCT product_level, product_code, left(period, 4) AS year FROM {{batch}}) AS p
            JOIN core.product_family_member AS m
              ON p.product_level = 'HS8' AND starts_with(p.product_code, m.prefix)
             AND p.year::INTEGER BETWEEN m.hs_year_from AND m.hs_year_to
            UNION
            SELECT p.product_level, p.product_code, p.year, l.family
            FROM (SELECT DISTINCT product_level, product_code, left(period, 4) AS year FROM {{batch}}) AS p
            JOIN core.printed_line AS l ON p.product_level = 'LINE' AND l.line_code = p.product_code
        ), summed AS (
            SELECT f.dataset, o.family, flow, currency, geo_basis, by_partner, by_regime,
                   CASE WHEN place_code = 'ALL' THEN 'the nation' WHEN length(place_code) = 2 THEN 'the provinces'
                        ELSE place_code END AS place, s.scope, period, {NUMBER.format("period")} AS month_no,
                   sum(value) AS value
            FROM (SELECT *, left(period, 4) AS year FROM {{batch}}) AS a
            JOIN product_of AS o USING (product_level, product_code, year)
            JOIN feed AS f USING (product_level)
            LEFT JOIN scope AS s USING (period, period_kind, geo_basis, flow, currency, product_level)
            WHERE period_kind = 'M' AND ownership = 'ALL' GROUP BY ALL
        ), jump AS (
            {jumps("dataset, family, flow, currency, geo_basis, by_partner, by_regime, place", limits)}
            QUALIFY row_number() OVER (
                PARTITION BY n.dataset, n.family, n.flow, n.currency, n.place, n.period
                ORDER BY n.by_partner::INTEGER + n.by_regime::INTEGER, n.by_partner
            ) = 1
        )
        SELECT concat_ws(' / ', dataset, flow, currency, family, place, period) AS key, round(size, 4) AS measured,
               {limits["Q52"]} AS allowed, dataset,
               concat(dataset, ', ', {side("flow")}, ' of ', family, ' in ', currency, ', ', place, ': ', period,
                      ' is ', round(exp(size), 2), ' times ', period_before, ' (', {written("value")}, ' after ',
                      {written("value_before")}, '); check units and completeness of both files') AS message
        FROM jump ORDER BY key
        """,
        allowed=f"{limits['Q52']:g} in logarithms",
        level="content",
    )
