-- Metric: M10
-- Meaning: value per kilogram of a commodity code, by year.
-- Formula: sum of values / sum of kilograms, the kilograms being the first quantity where its unit is 千克, else the second.
-- Unit: units of currency per kilogram.
-- Edge cases: no unit of the code is kilogram that year: NULL NO_UNIT; rows without kilograms are left out of value and weight (rows_without_kg); complete is false where the year is not covered whole.
-- Source: domain reference, metrics M10.
-- Feeds: customs_query
-- Freshness: monthly, as released
-- Column period: Year YYYY.
-- Parameters: as_of, flow, currency, family (default D4, the broadest of the zone), product, place, partner, regime (a code or ALL)

CREATE OR REPLACE MACRO marts.kg_price(
    as_of := NULL, flow := 'X', currency := 'CNY', family := 'D4', product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL'
) AS TABLE
WITH goods AS (
    SELECT t.family AS family, t.year, t.product_code, t.basis, t.is_whole, t.months_have,
           sum(t.value_with_kg) AS value, sum(t.kg) AS kg, sum(t.rows_without_kg)::BIGINT AS rows_without_kg,
           min(t.vintage_min_v) AS vintage_min, max(t.vintage_max_v) AS vintage_max
    FROM ops.year_of_products(as_of := as_of, flow := flow, currency := currency, family := family,
                              product := product, place := place, partner := partner,
                              regime := regime) AS t
    GROUP BY ALL
)
SELECT g.family AS family, g.product_code, coalesce(place, 'ALL') AS place_code, coalesce(partner, 'ALL') AS partner_code,
       coalesce(regime, 'ALL') AS regime_code,
       flow AS flow, currency AS currency, g.year AS period,
       g.value::DOUBLE / nullif(g.kg, 0)::DOUBLE AS value,
       currency || ' per kg' AS unit,
       g.is_whole AND coalesce(g.kg, 0) > 0 AND g.rows_without_kg = 0 AS complete,
       CASE WHEN coalesce(g.kg, 0) = 0 THEN 'NO_UNIT' END AS reason,
       g.kg AS weight_kg, g.value AS trade_value, g.rows_without_kg, g.months_have, g.basis, g.vintage_min,
       g.vintage_max
FROM goods AS g;

CREATE OR REPLACE VIEW marts.kg_price AS FROM marts.kg_price();
