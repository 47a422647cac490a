-- Metric: M16
-- Meaning: how much the year to date depends on few products of a family.
-- Formula: HHI = 10000 x sum of s² over HS codes of 6 digits; effective number and normalised value as in partner_concentration.
-- Unit: HHI points, 0..10000.
-- Edge cases: nothing traded ZERO_DENOM; one product: normalised NULL; months not covered INCOMPLETE.
-- Source: domain reference, metrics M16.
-- Feeds: customs_query
-- Freshness: monthly, as released
-- Parameters: as_of, flow, currency, family, product, place, partner, regime (a code or ALL), digits (default 6)

CREATE OR REPLACE MACRO marts.product_concentration(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL', digits := 6
) AS TABLE
WITH part AS (
    SELECT p.*
    FROM ops.ytd_parts(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                       place := place, partner := partner, regime := regime, dimension := 'product',
                       digits := digits) AS p
    WHERE p.value > 0
    QUALIFY dense_rank() OVER (
        PARTITION BY p.family, p.period ORDER BY p.months_have DESC, p.splits, p.basis
    ) = 1
), shared AS (
    SELECT p.*, p.value::DOUBLE / sum(p.value) OVER (PARTITION BY p.family, p.period)::DOUBLE AS s FROM part AS p
), summed AS (
    SELECT q.family AS family, q.period, any_value(q.basis) AS basis, min(q.vintage_min) AS vintage_min,
           max(q.vintage_max) AS vintage_max, any_value(q.months_have) AS months_have,
           any_value(q.month_no) AS month_no, bool_or(q.is_undecided) AS is_undecided, sum(q.s * q.s) AS h,
           count(*) AS products
    FROM shared AS q GROUP BY q.family, q.period
), judged AS (
    SELECT s.*, CASE WHEN s.months_have < s.month_no OR s.is_undecided THEN 'INCOMPLETE' END AS reason FROM summed AS s
)
SELECT j.family AS family, place AS place_code, partner AS partner_code, regime AS regime_code, flow AS flow,
       currency AS currency, j.period,
       CASE WHEN j.reason IS NULL THEN 10000 * j.h END AS value,
       'HHI points' AS unit,
       j.reason IS NULL AS complete,
       j.reason,
       CASE WHEN j.reason = 'INCOMPLETE' THEN 10000 * j.h END AS partial_value,
       CASE WHEN j.reason IS NULL THEN 1 / j.h END AS effective_products,
       CASE WHEN j.reason IS NULL AND j.products > 1 THEN (j.h - 1 / j.products) / (1 - 1 / j.products) END
           AS normalised,
       j.products, j.months_have, j.basis, j.vintage_min, j.vintage_max
FROM judged AS j;

CREATE OR REPLACE VIEW marts.product_concentration AS FROM marts.product_concentration();
