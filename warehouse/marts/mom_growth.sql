-- Metric: M07
-- Meaning: growth of a month over the month before.
-- Formula: M_t / M_(t-1) - 1, both of one level of detail.
-- Unit: fraction.
-- Edge cases: January, February and March of a JF year NULL JF_MERGED (a JF year is one whose January or February is not covered as a month of its own; half of the joint figure stands in jf_average_month); nothing said of the month NOT_RELEASED; the month not covered, or a row of it in quarantine or in conflict INCOMPLETE; the month before not covered, or undecided NULL_BASE; the month before 0 ZERO_BASE; preliminary and official figures in one month SCOPE_MISMATCH; January of a year in which the family's content changed FAMILY_BREAK; the month covered but absent -1. The growth of a joint January and February over the year before is in yoy_growth and needs both months of both years.
-- Source: domain reference, metrics M07.
-- Feeds: customs_query, customs_city
-- Freshness: monthly, as released
-- Column v1: Value of the month, units of currency.
-- Column v0: Value of the month before, units of currency.
-- Column jf_average_month: Half of January and February published as one, in the rows of that year's January to March, units of currency.
-- Column vintage_min: Earliest release that went into either month, Asia/Shanghai.
-- Column vintage_max: Latest release that went into either month, Asia/Shanghai.
-- Parameters: as_of, flow, currency, family, product, place, partner, regime, as in month_value

CREATE OR REPLACE MACRO marts.mom_growth(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := NULL, partner := 'ALL',
    regime := 'ALL'
) AS TABLE
WITH level AS (
    SELECT m.*, m.rows_held + m.rows_conflict > 0 AS is_undecided
    FROM ops.month_by_level(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                            place := place, partner := partner, regime := regime) AS m
), scope AS (
    SELECT l.family AS family, l.place_code, l.partner_code, l.regime_code, l.basis, l.geo_basis, l.splits,
           l.product_level
    FROM level AS l GROUP BY ALL
), jf_year AS (
    SELECT l.family AS family, l.place_code, l.partner_code, l.regime_code, l.basis, left(l.period, 4) AS year,
           count(*) FILTER (l.period_kind = 'M' AND l.is_covered) < 2 AS is_jf_year,
           max(l.value / 2) FILTER (l.period_kind = 'JF' AND l.is_covered AND NOT l.is_undecided) AS average_month
    FROM level AS l WHERE right(l.period, 2) <= '02' GROUP BY ALL
), month AS (
    SELECT s.*, p.period, strftime(p.period_start - INTERVAL 1 DAY, '%Y%m') AS period_before
    FROM scope AS s
    JOIN core.dim_period AS p
      ON p.period_kind = 'M'
     AND p.period BETWEEN (SELECT min(CASE WHEN l.period_kind = 'JF' THEN left(l.period, 4) || '01' ELSE l.period END)
                           FROM level AS l)
                      AND (SELECT max(l.period) FROM level AS l)
), paired AS (
    SELECT m.*, j.average_month, right(m.period, 2) <= '03' AND coalesce(j.is_jf_year, n.period IS NOT NULL) AS is_merged,
           n.period IS NOT NULL AS is_known, coalesce(n.is_covered, false) AS covered1,
           coalesce(b.is_covered, false) AS covered0,
           CASE WHEN n.is_covered AND NOT n.is_undecided AND NOT n.is_mixed THEN coalesce(n.value, 0) END AS v1,
           CASE WHEN b.is_covered AND NOT b.is_undecided AND NOT b.is_mixed THEN coalesce(b.value, 0) END AS v0,
           coalesce(n.is_undecided, false) AS is_undecided,
           coalesce(n.is_mixed, false) OR coalesce(b.is_mixed, false) AS is_mixed,
           n.is_official IS NOT false AND b.is_official IS NOT false AS is_official,
           least(n.vintage_min, b.vintage_min) AS vintage_min, greatest(n.vintage_max, b.vintage_max) AS vintage_max
    FROM month AS m
    LEFT JOIN jf_year AS j
      ON j.family = m.family AND j.place_code = m.place_code AND j.partner_code = m.partner_code
     AND j.regime_code = m.regime_code AND j.basis = m.basis AND j.year = left(m.period, 4)
    LEFT JOIN level AS n
      ON n.family = m.family AND n.place_code = m.place_code AND n.partner_code = m.partner_code
     AND n.regime_code = m.regime_code AND n.basis = m.basis AND n.period_kind = 'M' AND n.period = m.period
    LEFT JOIN level AS b
      ON b.family = m.family AND b.place_code = m.place_code AND b.partner_code = m.partner_code
     AND b.regime_code = m.regime_code AND b.basis = m.basis AND b.period_kind = 'M' AND b.period = m.period_before
), judged AS (
    SELECT p.*,
           CASE
               WHEN p.is_merged THEN 'JF_MERGED'
               WHEN NOT p.is_known THEN 'NOT_RELEASED'
               WHEN NOT p.covered1 OR p.is_undecided THEN 'INCOMPLETE'
               WHEN p.is_mixed THEN 'SCOPE_MISMATCH'
               WHEN p.v0 IS NULL THEN 'NULL_BASE'
               WHEN p.v0 = 0 THEN 'ZERO_BASE'
               WHEN right(p.period, 2) = '01' AND EXISTS (
                   FROM ops.content_break(product := product) AS f WHERE f.family = p.family AND f.year = left(p.period, 4)::INTEGER
               ) THEN 'FAMILY_BREAK'
           END AS reason
    FROM paired AS p
), best AS (
    SELECT * FROM judged AS j
    QUALIFY row_number() OVER (
        PARTITION BY j.family, j.place_code, j.partner_code, j.regime_code, j.period,
                     CASE WHEN j.place_code <> 'ALL' THEN j.geo_basis END
        ORDER BY j.covered1 AND j.covered0 AND NOT j.is_merged DESC, j.covered1 AND NOT j.is_merged DESC,
                 j.average_month IS NOT NULL DESC, j.splits, j.product_level DESC, j.basis
    ) = 1
)
SELECT j.family AS family, j.place_code, j.partner_code, j.regime_code, flow AS flow, currency AS currency, j.period,
       CASE WHEN j.reason IS NULL THEN j.v1::DOUBLE / j.v0::DOUBLE - 1 END AS value,
       'fraction' AS unit,
       j.reason IS NULL AS complete,
       j.reason,
       j.v1, j.v0, CASE WHEN j.is_merged THEN j.average_month END AS jf_average_month,
       j.geo_basis, j.basis, j.is_official, j.vintage_min, j.vintage_max
FROM best AS j;

CREATE OR REPLACE VIEW marts.mom_growth AS FROM marts.mom_growth();
