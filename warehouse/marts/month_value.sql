-- Metric: M01
-- Meaning: export or import value of a month.
-- Formula: sum of the values known at as_of, of one kind: M month, or JF January and February published as one.
-- Unit: units of currency.
-- Edge cases: not released: NULL NOT_RELEASED; scope not covered by one level of detail, or a row of it in quarantine or in conflict: NULL INCOMPLETE, what there is in partial_value; released and no row for a single key: NULL NO_DATA; for a sum: 0; a single key in quarantine QUARANTINED, in conflict CONFLICT; preliminary and official figures in one sum: NULL SCOPE_MISMATCH, the sum in partial_value. A place has one row per geographic basis.
-- Source: domain reference, metrics M01; time rules 6 and 8.
-- Feeds: customs_query, customs_city
-- Freshness: monthly, as released
-- Parameters: as_of, flow (X, M), currency (CNY, USD), family (NULL for each), product (an HS prefix instead of a family), place, partner, regime (a code, ALL, or NULL for each)

CREATE OR REPLACE MACRO marts.month_value(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := NULL, partner := 'ALL',
    regime := 'ALL'
) AS TABLE
WITH level AS (
    SELECT * FROM ops.month_by_level(as_of := as_of, flow := flow, currency := currency, family := family,
                                     product := product, place := place, partner := partner, regime := regime)
), best AS (
    SELECT *, CASE WHEN l.place_code <> 'ALL' THEN l.geo_basis END AS place_basis FROM level AS l
    QUALIFY row_number() OVER (
        PARTITION BY l.family, place_code, partner_code, regime_code, period, period_kind, place_basis
        ORDER BY is_covered DESC, splits, product_level DESC, basis
    ) = 1
), shown AS (
    SELECT DISTINCT b.family AS family, b.place_code, b.partner_code, b.regime_code, b.place_basis, p.period, p.period_kind
    FROM best AS b
    JOIN core.dim_period AS p
      ON p.period_kind = 'M'
     AND p.period BETWEEN (SELECT min(period) FROM level) AND (SELECT max(period) FROM level)
    UNION
    SELECT b.family, b.place_code, b.partner_code, b.regime_code, b.place_basis, b.period, b.period_kind FROM best AS b
), judged AS (
    SELECT s.*, b.* EXCLUDE (family, place_code, partner_code, regime_code, period, period_kind, place_basis),
           CASE
               WHEN b.period IS NULL THEN 'NOT_RELEASED'
               WHEN b.is_one_key AND b.rows_conflict > 0 THEN 'CONFLICT'
               WHEN b.is_one_key AND b.rows_held > 0 THEN 'QUARANTINED'
               WHEN NOT b.is_covered OR b.rows_held > 0 OR b.rows_conflict > 0 THEN 'INCOMPLETE'
               WHEN b.is_one_key AND b.rows_v = 0 THEN 'NO_DATA'
               WHEN b.is_mixed THEN 'SCOPE_MISMATCH'
           END AS reason
    FROM shown AS s
    LEFT JOIN best AS b
      ON b.family = s.family AND b.place_code = s.place_code AND b.partner_code = s.partner_code
     AND b.regime_code = s.regime_code AND b.period = s.period AND b.period_kind = s.period_kind
     AND b.place_basis IS NOT DISTINCT FROM s.place_basis
)
SELECT j.family AS family, place_code, partner_code, regime_code, flow AS flow, currency AS currency, period,
       period_kind,
       CASE WHEN reason IS NULL THEN coalesce(j.value, 0) END AS value,
       currency AS unit,
       reason IS NULL AS complete,
       reason,
       CASE WHEN reason IN ('INCOMPLETE', 'SCOPE_MISMATCH') THEN j.value END AS partial_value,
       coalesce(rows_v, 0) AS fact_rows, coalesce(j.geo_basis, place_basis) AS geo_basis, basis, is_official,
       vintage_min, vintage_max
FROM judged AS j;

CREATE OR REPLACE VIEW marts.month_value AS FROM marts.month_value();
