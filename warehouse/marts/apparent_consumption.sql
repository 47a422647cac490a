-- Metric: M22
-- Meaning: size of the domestic market of an industry, and the share of a cluster in it.
-- Formula: market = sales + imports - exports; share = (sales of the cluster - its export delivery) / market. Where a cluster states no sales its output stands for them, which basis says.
-- Unit: units of currency for the market, fraction for the share.
-- Edge cases: an input is a bound: the figure is computed, with the reason BOUND_ONLY beside it; the share is no bound then. An input is missing INCOMPLETE; currencies differ SCOPE_MISMATCH; a market of nothing ZERO_DENOM; releases that differ CONFLICT. A share in the market of another year (market_year) is never complete. Of several sources a figure comes before a bound, then the latest published.
-- Source: domain reference, metrics M22.
-- Feeds: industry_output
-- Freshness: yearly, as published
-- Column period: Year YYYY.
-- Column period_kind: A year.
-- Column measure: market, or share of a cluster.
-- Column scope: Scope of the sales of the market: ALL, or ABOVE_SCALE for enterprises above the statistical size.
-- Column place_code: Place of the market; of a share the place of the cluster.
-- Column sales_value: Sales, or output of a cluster without sales, units of the currency.
-- Column exports_value: Export delivery, units of the currency.
-- Column basis: Measure, operator and source of each input.
-- Parameters: as_of, place (of the market), industry (a code; NULL for each), scope (of the market: ALL, ABOVE_SCALE; NULL for each), market_year (NULL for the year of the cluster's figures)

CREATE OR REPLACE MACRO marts.apparent_consumption(
    as_of := NULL, place := 'ALL', industry := NULL, scope := NULL, market_year := NULL
) AS TABLE
WITH chosen AS MATERIALIZED (
    SELECT f.*, f.measure || ' ' || coalesce(f.operator, '?') || ' ' || f.source_ref AS said
    FROM ops.industry_figure(as_of := as_of) AS f WHERE industry IS NULL OR f.industry_code = industry
), input AS (
    SELECT c.year, c.industry_code, c.scope, c.measure, c.operator, c.value, c.currency, c.said
    FROM chosen AS c WHERE c.geo_code = place AND c.measure IN ('SALES', 'EXPORT_DELIVERY') AND c.scope <> 'CLUSTER'
    UNION ALL
    SELECT c.year, c.industry_code, s.scope, c.measure, c.operator, c.value, c.currency, c.said
    FROM chosen AS c JOIN (VALUES ('ALL'), ('ABOVE_SCALE')) AS s (scope) ON c.scope IN (s.scope, 'ALL')
    WHERE c.geo_code = place AND c.measure = 'IMPORT'
    QUALIFY c.scope = s.scope OR count(*) OVER (PARTITION BY c.year, c.industry_code, s.scope) = 1
), market AS (
    SELECT i.year, i.industry_code, i.scope, count(*) AS found, count(i.value) AS stated,
           count(DISTINCT i.currency) AS currencies, min(i.currency) AS currency,
           bool_or(i.operator IS DISTINCT FROM '=') AS is_bound,
           bool_and(i.operator IN ('=', CASE i.measure WHEN 'EXPORT_DELIVERY' THEN '<' ELSE '>' END,
                                   CASE i.measure WHEN 'EXPORT_DELIVERY' THEN '<=' ELSE '>=' END)) AS is_least,
           bool_and(i.operator IN ('=', CASE i.measure WHEN 'EXPORT_DELIVERY' THEN '>' ELSE '<' END,
                                   CASE i.measure WHEN 'EXPORT_DELIVERY' THEN '>=' ELSE '<=' END)) AS is_most,
           max(i.value) FILTER (i.measure = 'SALES') AS sales_value,
           max(i.value) FILTER (i.measure = 'IMPORT') AS imports_value,
           max(i.value) FILTER (i.measure = 'EXPORT_DELIVERY') AS exports_value,
           sum(CASE i.measure WHEN 'EXPORT_DELIVERY' THEN -i.value ELSE i.value END) AS market_value,
           string_agg(i.said, '; ' ORDER BY i.measure DESC) AS basis
    FROM input AS i WHERE scope IS NULL OR i.scope = scope
    GROUP BY i.year, i.industry_code, i.scope
    HAVING count(*) FILTER (i.measure = 'SALES') > 0
), market_judged AS (
    SELECT m.*, CASE WHEN m.stated < m.found THEN 'CONFLICT' WHEN m.found < 3 THEN 'INCOMPLETE'
                     WHEN m.currencies > 1 THEN 'SCOPE_MISMATCH' END AS no_value
    FROM market AS m
), cluster AS (
    SELECT c.year, c.industry_code, c.geo_code, count(*) AS found, count(c.value) AS stated,
           count(DISTINCT c.currency) AS currencies, min(c.currency) AS currency,
           bool_or(c.operator IS DISTINCT FROM '=') AS is_bound,
           max(c.value) FILTER (c.measure <> 'EXPORT_DELIVERY') AS sales_value,
           max(c.value) FILTER (c.measure = 'EXPORT_DELIVERY') AS exports_value,
           string_agg(c.said, '; ' ORDER BY c.measure DESC) AS basis
    FROM (
        SELECT n.* FROM chosen AS n WHERE n.scope = 'CLUSTER' AND n.measure IN ('SALES', 'OUTPUT', 'EXPORT_DELIVERY')
        QUALIFY n.measure = 'EXPORT_DELIVERY' OR row_number() OVER (
            PARTITION BY n.year, n.industry_code, n.geo_code, n.measure = 'EXPORT_DELIVERY' ORDER BY n.measure DESC
        ) = 1
    ) AS c
    GROUP BY c.year, c.industry_code, c.geo_code
    HAVING count(*) FILTER (c.measure <> 'EXPORT_DELIVERY') > 0
), share AS (
    SELECT k.*, m.scope, m.year AS market_of, m.market_value, m.is_bound AS market_is_bound, m.basis AS market_basis,
           CASE WHEN k.stated < k.found THEN 'CONFLICT' WHEN k.found < 2 THEN 'INCOMPLETE'
                WHEN m.no_value IS NOT NULL THEN m.no_value
                WHEN k.currencies > 1 OR k.currency <> m.currency THEN 'SCOPE_MISMATCH'
                WHEN m.market_value = 0 THEN 'ZERO_DENOM' END AS no_value
    FROM cluster AS k
    JOIN market_judged AS m ON m.industry_code = k.industry_code AND m.year = coalesce(market_year, k.year)
)
SELECT 'market' AS measure, m.industry_code, m.scope, place AS place_code, m.year::VARCHAR AS period, 'A' AS period_kind,
       CASE WHEN m.no_value IS NULL THEN m.market_value::DOUBLE END AS value,
       coalesce(CASE WHEN m.currencies = 1 THEN m.currency END, 'currency') AS unit,
       m.no_value IS NULL AND NOT m.is_bound AS complete,
       coalesce(m.no_value, CASE WHEN m.is_bound THEN 'BOUND_ONLY' END) AS reason,
       CASE WHEN m.no_value IS NULL AND m.is_bound THEN CASE WHEN m.is_least THEN '>=' WHEN m.is_most THEN '<=' END
       END AS bound,
       m.sales_value, m.imports_value, m.exports_value, m.year::VARCHAR AS market_period, m.basis
FROM market_judged AS m
UNION ALL
SELECT 'share', s.industry_code, s.scope, s.geo_code, s.year::VARCHAR, 'A',
       CASE WHEN s.no_value IS NULL THEN (s.sales_value - s.exports_value)::DOUBLE / s.market_value::DOUBLE END,
       'fraction',
       s.no_value IS NULL AND NOT s.is_bound AND NOT s.market_is_bound AND s.market_of = s.year,
       coalesce(s.no_value, CASE WHEN s.is_bound OR s.market_is_bound THEN 'BOUND_ONLY' END),
       NULL,
       s.sales_value, NULL, s.exports_value, s.market_of::VARCHAR, s.basis || ' in ' || s.market_basis
FROM share AS s;

CREATE OR REPLACE VIEW marts.apparent_consumption AS FROM marts.apparent_consumption();
