-- Metric: M09
-- Meaning: value per statutory unit of a commodity code, by year.
-- Formula: sum of values / sum of first quantities, within one code, one unit and one year.
-- Unit: units of currency per unit_name.
-- Edge cases: quantity 0 or not given: NULL NO_UNIT; rows without a quantity are left out of value and quantity (rows_without_quantity); never across units, although pieces of any name share one unit code; complete is false where the year is not covered whole.
-- Source: domain reference, metrics M09.
-- Feeds: customs_query
-- Freshness: monthly, as released
-- Column period: Year YYYY.
-- Parameters: as_of, flow, currency, family (default D4, the broadest of the zone), product, place, partner, regime (a code or ALL)

CREATE OR REPLACE MACRO marts.unit_value(
    as_of := NULL, flow := 'X', currency := 'CNY', family := 'D4', product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL'
) AS TABLE
WITH goods AS (
    SELECT t.family AS family, t.year, t.product_code, t.unit_name, t.basis, t.is_whole, t.months_have,
           sum(t.value_with_quantity) AS value, sum(t.quantity) AS quantity,
           sum(t.rows_without_quantity)::BIGINT AS rows_without_quantity, min(t.vintage_min_v) AS vintage_min,
           max(t.vintage_max_v) AS vintage_max
    FROM ops.year_of_products(as_of := as_of, flow := flow, currency := currency, family := family,
                              product := product, place := place, partner := partner,
                              regime := regime, dimension := 'unit') AS t
    GROUP BY ALL
)
SELECT g.family AS family, g.product_code, coalesce(place, 'ALL') AS place_code, coalesce(partner, 'ALL') AS partner_code,
       coalesce(regime, 'ALL') AS regime_code,
       flow AS flow, currency AS currency, g.year AS period,
       CASE WHEN g.unit_name IS NOT NULL THEN g.value::DOUBLE / nullif(g.quantity, 0)::DOUBLE END AS value,
       currency || ' per ' || coalesce(g.unit_name, 'unit') AS unit,
       g.is_whole AND coalesce(g.quantity, 0) > 0 AND g.unit_name IS NOT NULL AND g.rows_without_quantity = 0 AS complete,
       CASE WHEN coalesce(g.quantity, 0) = 0 OR g.unit_name IS NULL THEN 'NO_UNIT' END AS reason,
       g.unit_name, g.quantity, g.value AS trade_value, g.rows_without_quantity, g.months_have, g.basis, g.vintage_min, g.vintage_max
FROM goods AS g;

CREATE OR REPLACE VIEW marts.unit_value AS FROM marts.unit_value();
