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
SELECT c.family AS family, coalesce(place, 'ALL') AS place_code, coalesce(partner, 'ALL') AS partner_code,
       coalesce(regime, 'ALL') AS regime_code, flow AS flow, currency AS currency, c.period, c.value,
       'HHI points' AS unit, c.complete, c.reason, c.partial_value, c.effective_parts AS effective_products,
       c.normalised, c.parts AS products, c.months_have, c.basis, c.vintage_min, c.vintage_max
FROM ops.concentration(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                       place := place, partner := partner, regime := regime, dimension := 'product',
                       digits := digits) AS c;

CREATE OR REPLACE VIEW marts.product_concentration AS FROM marts.product_concentration();
