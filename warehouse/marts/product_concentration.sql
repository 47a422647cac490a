-- Metric: M16
-- Meaning: how much the year to date depends on few products of a family.
-- Formula: HHI = 10000 x sum of s² over HS codes of 6 digits; effective number and normalised value as in partner_concentration.
-- Unit: HHI points, 0..10000.
-- Edge cases: nothing traded ZERO_DENOM; one product: normalised NULL; months not covered, or a row in quarantine or in conflict, INCOMPLETE; January of a year that has January and February as one JF_MERGED; preliminary and official figures in one sum SCOPE_MISMATCH.
-- Source: domain reference, metrics M16.
-- Feeds: customs_query
-- Freshness: monthly, as released
-- Parameters: as_of, flow, currency, family, product, place, partner, regime (a code or ALL), digits (default 6)

CREATE OR REPLACE MACRO marts.product_concentration(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL', digits := 6
) AS TABLE
WITH level AS (
    SELECT * FROM ops.ytd_by_level(as_of := as_of, flow := flow, currency := currency, family := family,
                                   product := product, place := coalesce(place, 'ALL'),
                                   partner := coalesce(partner, 'ALL'), regime := coalesce(regime, 'ALL')) AS y
    WHERE y.product_level = 'HS8'
    QUALIFY row_number() OVER (
        PARTITION BY y.family, y.period ORDER BY y.months_have DESC, y.splits, y.basis
    ) = 1
), part AS (
    SELECT p.family AS family, p.period, p.basis, p.value::DOUBLE AS value
    FROM ops.ytd_parts(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                       place := coalesce(place, 'ALL'),
                       partner := coalesce(partner, 'ALL'), regime := coalesce(regime, 'ALL'), dimension := 'product',
                       digits := digits) AS p
    WHERE p.value > 0
), shared AS (
    SELECT p.*, p.value / sum(p.value) OVER (PARTITION BY p.family, p.period, p.basis) AS s FROM part AS p
), summed AS (
    SELECT l.family AS family, l.period, l.basis, l.months_have, l.vintage_min, l.vintage_max, l.reason,
           sum(q.s * q.s) AS h, count(q.s) AS products
    FROM level AS l
    LEFT JOIN shared AS q ON q.family = l.family AND q.period = l.period AND q.basis = l.basis
    GROUP BY ALL
), judged AS (
    SELECT s.* EXCLUDE (reason),
           CASE WHEN s.reason IS NOT NULL THEN s.reason WHEN s.products = 0 THEN 'ZERO_DENOM' END AS reason
    FROM summed AS s
)
SELECT j.family AS family, coalesce(place, 'ALL') AS place_code, coalesce(partner, 'ALL') AS partner_code,
       coalesce(regime, 'ALL') AS regime_code, flow AS flow,
       currency AS currency, j.period,
       CASE WHEN j.reason IS NULL THEN 10000 * j.h END AS value,
       'HHI points' AS unit,
       j.reason IS NULL AS complete,
       j.reason,
       CASE WHEN j.reason IN ('INCOMPLETE', 'SCOPE_MISMATCH') THEN 10000 * j.h END AS partial_value,
       CASE WHEN j.reason IS NULL THEN 1 / j.h END AS effective_products,
       CASE WHEN j.reason IS NULL AND j.products > 1 THEN (j.h - 1 / j.products) / (1 - 1 / j.products) END
           AS normalised,
       j.products, j.months_have, j.basis, j.vintage_min, j.vintage_max
FROM judged AS j;

CREATE OR REPLACE VIEW marts.product_concentration AS FROM marts.product_concentration();
