-- Metric: M08
-- Meaning: value of the last 12 months, up to and with a month.
-- Formula: sum of 12 covered months; a joint January and February counts whole or not at all.
-- Unit: units of currency.
-- Edge cases: a month of the window is not covered, or a row of it is in quarantine or in conflict: NULL INCOMPLETE, what there is in partial_value; the window begins in the February or ends in the January of a JF year: JF_MERGED; preliminary and official figures in one sum: NULL SCOPE_MISMATCH, the sum in partial_value; the family's content changed within the window: FAMILY_BREAK.
-- Source: domain reference, metrics M08.
-- Feeds: customs_query, customs_city
-- Freshness: monthly, as released
-- Parameters: as_of, flow, currency, family, product, place, partner, regime, as in month_value

CREATE OR REPLACE MACRO marts.rolling_12m(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := NULL, partner := 'ALL',
    regime := 'ALL'
) AS TABLE
WITH used AS (
    SELECT * FROM ops.months_used(as_of := as_of, flow := flow, currency := currency, family := family,
                                  product := product, place := place, partner := partner, regime := regime)
), ends AS (
    SELECT DISTINCT u.family AS family, u.place_code, u.partner_code, u.regime_code, u.basis, u.geo_basis, u.splits,
           u.product_level, p.period, left(p.period, 4)::INTEGER * 12 + right(p.period, 2)::INTEGER AS month_at
    FROM used AS u
    JOIN core.dim_period AS p
      ON p.period_kind = 'M'
     AND p.period BETWEEN (SELECT min(period) FROM used) AND (SELECT max(period) FROM used)
), summed AS (
    SELECT e.family AS family, e.place_code, e.partner_code, e.regime_code, e.basis, e.geo_basis, e.splits,
           e.product_level, e.period,
           coalesce(sum(u.months) FILTER (u.is_covered), 0)::INTEGER AS months_have, sum(u.value) AS value,
           coalesce(sum(u.rows_held + u.rows_conflict), 0) > 0 AS is_undecided,
           coalesce(bool_or(u.is_mixed) OR bool_or(u.is_official) AND NOT bool_and(u.is_official), false) AS is_mixed,
           -- the window begins in the February of a year that has January and February as one
           coalesce(bool_or(u.period_kind = 'JF' AND u.month_at = e.month_at - 11), false) AS is_cut,
           min(u.vintage_min) AS vintage_min, max(u.vintage_max) AS vintage_max, bool_and(u.is_official) AS is_official
    FROM ends AS e
    LEFT JOIN used AS u
      ON u.family = e.family AND u.place_code = e.place_code AND u.partner_code = e.partner_code
     AND u.regime_code = e.regime_code AND u.basis = e.basis AND u.month_at BETWEEN e.month_at - 11 AND e.month_at
    GROUP BY ALL
), judged AS (
    SELECT s.*,
           CASE
               WHEN s.is_cut OR right(s.period, 2) = '01' AND EXISTS (
                   FROM used AS u
                   WHERE u.family = s.family AND u.place_code = s.place_code AND u.partner_code = s.partner_code
                     AND u.regime_code = s.regime_code AND u.basis = s.basis AND u.period_kind = 'JF'
                     AND u.year = left(s.period, 4)
               ) THEN 'JF_MERGED'
               WHEN s.months_have < 12 OR s.is_undecided THEN 'INCOMPLETE'
               WHEN s.is_mixed THEN 'SCOPE_MISMATCH'
               WHEN right(s.period, 2) <> '12' AND EXISTS (
                   FROM ops.content_break(product := product) AS f WHERE f.family = s.family AND f.year = left(s.period, 4)::INTEGER
               ) THEN 'FAMILY_BREAK'
           END AS reason
    FROM summed AS s
), best AS (
    SELECT * FROM judged AS j
    QUALIFY row_number() OVER (
        PARTITION BY j.family, j.place_code, j.partner_code, j.regime_code, j.period,
                     CASE WHEN j.place_code <> 'ALL' THEN j.geo_basis END
        ORDER BY j.reason IS NOT DISTINCT FROM 'JF_MERGED', j.months_have DESC, j.splits, j.product_level DESC, j.basis
    ) = 1
)
SELECT j.family AS family, j.place_code, j.partner_code, j.regime_code, flow AS flow, currency AS currency, j.period,
       CASE WHEN j.reason IS NULL THEN coalesce(j.value, 0) END AS value,
       currency AS unit,
       j.reason IS NULL AS complete,
       j.reason,
       CASE WHEN j.reason IN ('INCOMPLETE', 'SCOPE_MISMATCH') THEN j.value END AS partial_value,
       j.months_have, j.geo_basis, j.basis, j.is_official, j.vintage_min, j.vintage_max
FROM best AS j;

CREATE OR REPLACE VIEW marts.rolling_12m AS FROM marts.rolling_12m();
