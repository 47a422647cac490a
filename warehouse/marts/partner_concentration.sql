-- Metric: M15
-- Meaning: how much exports (or imports) of the year to date depend on few partners.
-- Formula: s_i = V_i / (V_total - V_excluded); HHI = 10000 x sum of s²; effective number = 1 / sum of s²; normalised = (H - 1/n) / (1 - 1/n) with H = HHI / 10000 and n partners with V > 0.
-- Unit: HHI points, 0..10000.
-- Edge cases: partners that are no market (core.partner_exclusion) are left out of the shares and returned as excluded_share of the total; above 0.05 INCOMPLETE; nothing left ZERO_DENOM; n = 1: normalised NULL; months not covered, or a row in quarantine or in conflict, INCOMPLETE; January of a year that has January and February as one JF_MERGED; preliminary and official figures in one sum SCOPE_MISMATCH.
-- Source: domain reference, metrics M15.
-- Feeds: customs_query
-- Freshness: monthly, as released
-- Parameters: as_of, flow, currency, family, product, place, regime (a code or ALL)

CREATE OR REPLACE MACRO marts.partner_concentration(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', regime := 'ALL'
) AS TABLE
SELECT c.family AS family, coalesce(place, 'ALL') AS place_code, coalesce(regime, 'ALL') AS regime_code,
       flow AS flow, currency AS currency, c.period, c.value, 'HHI points' AS unit, c.complete, c.reason,
       c.partial_value, c.effective_parts AS effective_partners, c.normalised, c.parts AS partners, c.excluded_share,
       c.months_have, c.basis, c.vintage_min, c.vintage_max
FROM ops.concentration(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                       place := place, regime := regime, dimension := 'partner') AS c;

CREATE OR REPLACE VIEW marts.partner_concentration AS FROM marts.partner_concentration();
