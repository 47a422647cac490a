-- Metric: M23
-- Meaning: share of exports in the sales of an industry.
-- Formula: export delivery / sales, of one place, scope and year.
-- Unit: fraction.
-- Edge cases: one of both is a bound BOUND_ONLY, for the ratio of two bounds is no bound; one is missing INCOMPLETE; currencies differ SCOPE_MISMATCH; no sales ZERO_DENOM; releases that differ CONFLICT. Of several sources a figure comes before a bound, then the latest published.
-- Source: domain reference, metrics M23.
-- Feeds: industry_output
-- Freshness: yearly, as published
-- Column period: Year YYYY.
-- Column period_kind: A year.
-- Parameters: as_of, place (a code; NULL for each), industry (a code; NULL for each), scope (CLUSTER, ALL, ABOVE_SCALE; NULL for each)

CREATE OR REPLACE MACRO marts.export_intensity(as_of := NULL, place := NULL, industry := NULL, scope := NULL) AS TABLE
WITH chosen AS (
    SELECT f.* FROM ops.industry_figure(as_of := as_of) AS f
    WHERE f.measure IN ('SALES', 'EXPORT_DELIVERY') AND (place IS NULL OR f.geo_code = place)
      AND (industry IS NULL OR f.industry_code = industry) AND (scope IS NULL OR f.scope = scope)
), beside AS (
    SELECT c.year, c.geo_code, c.industry_code, c.scope, count(*) AS found, count(c.value) AS stated,
           count(DISTINCT c.currency) AS currencies, min(c.currency) AS currency,
           bool_or(c.operator IS DISTINCT FROM '=') AS is_bound,
           max(c.value) FILTER (c.measure = 'SALES') AS sales_value,
           max(c.value) FILTER (c.measure = 'EXPORT_DELIVERY') AS exports_value,
           string_agg(c.measure || ' ' || coalesce(c.operator, '?') || ' ' || c.source_ref, '; ' ORDER BY c.measure) AS basis
    FROM chosen AS c GROUP BY c.year, c.geo_code, c.industry_code, c.scope
), judged AS (
    SELECT b.*, CASE WHEN b.stated < b.found THEN 'CONFLICT' WHEN b.found < 2 THEN 'INCOMPLETE'
                     WHEN b.currencies > 1 THEN 'SCOPE_MISMATCH' WHEN b.is_bound THEN 'BOUND_ONLY'
                     WHEN b.sales_value = 0 THEN 'ZERO_DENOM' END AS reason
    FROM beside AS b
)
SELECT j.industry_code, j.geo_code AS place_code, j.scope, j.year::VARCHAR AS period, 'A' AS period_kind,
       CASE WHEN j.reason IS NULL THEN j.exports_value::DOUBLE / nullif(j.sales_value, 0)::DOUBLE END AS value,
       'fraction' AS unit,
       j.reason IS NULL AS complete,
       j.reason,
       j.exports_value, j.sales_value, CASE WHEN j.currencies = 1 THEN j.currency END AS currency, j.basis
FROM judged AS j;

CREATE OR REPLACE VIEW marts.export_intensity AS FROM marts.export_intensity();
