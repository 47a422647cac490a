-- Metric: M13
-- Meaning: growth of the year to date in a part of prices, a part of quantities, and a part of what can not be compared.
-- Formula: ln(V1 / V0) = ln F_P + ln F_Q + unmatched, with the Fisher price and quantity index by commodity code (price_index) and unmatched = ln(cover0 / cover1).
-- Unit: natural logarithm.
-- Edge cases: cover0 and cover1 are 1: no part unmatched; V0 = 0 ZERO_BASE; V1 = 0 or no cell matched NO_MATCH; otherwise as price_index.
-- Source: IMF (2009), Export and Import Price Index Manual, chapter 16 (product test of the Fisher index); domain reference, metrics M13.
-- Feeds: customs_query
-- Freshness: monthly, as released
-- Column part_code: price, quantity or unmatched; NULL where there is no figure.
-- Parameters: as_of, flow, currency, family, product, place, partner, regime (a code or ALL), quantity_unit (first, or kg)

CREATE OR REPLACE MACRO marts.growth_decomposition(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL', quantity_unit := 'first'
) AS TABLE
WITH split AS (
    SELECT i.*,
           unnest(CASE WHEN i.reason IS NOT NULL THEN [NULL]
                       WHEN i.complete THEN ['price', 'quantity']
                       ELSE ['price', 'quantity', 'unmatched'] END) AS part_code
    FROM ops.fisher_index(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                           place := place, partner := partner, regime := regime, quantity_unit := quantity_unit) AS i
)
SELECT s.family AS family, s.place_code, s.partner_code, s.regime_code, s.flow, s.currency, s.period, s.part_code,
       CASE s.part_code WHEN 'price' THEN ln(s.value) WHEN 'quantity' THEN ln(s.quantity_index)
                        WHEN 'unmatched' THEN ln(s.cover0 / s.cover1) END AS value,
       'ln' AS unit,
       s.reason IS NULL AS complete,
       CASE WHEN s.reason = 'NO_MATCH' AND s.v0 = 0 THEN 'ZERO_BASE' ELSE s.reason END AS reason,
       CASE WHEN s.reason IS NULL THEN ln(s.v1::DOUBLE / s.v0::DOUBLE) END AS growth_ln,
       s.v1, s.v0, s.cover0, s.cover1, s.basis, s.vintage_min, s.vintage_max
FROM split AS s;

CREATE OR REPLACE VIEW marts.growth_decomposition AS FROM marts.growth_decomposition();
