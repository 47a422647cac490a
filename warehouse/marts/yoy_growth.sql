-- Metric: M03
-- Meaning: growth of a month, and of the year to date, over the same months of the year before; and the base that a printed growth implies.
-- Formula: V1 / V0 - 1. A printed growth g implies the base V1 / (1 + g), within [lo(V1) / (1 + hi(g)), hi(V1) / (1 + lo(g))] by half a printed unit.
-- Unit: fraction.
-- Edge cases: base 0 ZERO_BASE; base not covered NULL_BASE; V1 not covered INCOMPLETE, also where only a printed growth is there; January of a year that has January and February as one JF_MERGED; a joint January and February has both months as its base; preliminary and official figures in one of the two sums SCOPE_MISMATCH; the family's content changed that year FAMILY_BREAK; V0 > 0 and V1 covered but absent -1; a printed growth that reaches -1 has no base (ZERO_BASE in printed_reason). is_consistent: the computed base lies in the interval.
-- Source: domain reference, metrics M03.
-- Feeds: customs_query, customs_city, customs_express, customs_bulletin
-- Freshness: monthly, as released
-- Column period_kind: M or JF for the measure month, YTD for the year to date.
-- Parameters: as_of, flow, currency, family, product, place, partner, regime, as in month_value; measure is month or ytd

CREATE OR REPLACE MACRO marts.yoy_growth(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := NULL, partner := 'ALL',
    regime := 'ALL'
) AS TABLE
WITH pair AS (
    SELECT * FROM ops.growth_by_level(as_of := as_of, flow := flow, currency := currency, family := family,
                                      product := product, place := place, partner := partner, regime := regime)
), printed AS (
    SELECT l.family AS family, p.place_code, p.partner_code, p.regime_code, p.period, p.geo_basis::VARCHAR AS geo_basis,
           p.ytd_yoy, p.ytd_yoy - coalesce(p.ytd_yoy_half_unit, 0) <= -1 AS reaches_zero,
           ops.implied_base(p.ytd_value::DOUBLE, p.ytd_yoy::DOUBLE) AS base,
           ops.implied_base_low(p.ytd_value::DOUBLE, p.ytd_half_unit::DOUBLE, p.ytd_yoy::DOUBLE,
                                p.ytd_yoy_half_unit::DOUBLE) AS base_low,
           ops.implied_base_high(p.ytd_value::DOUBLE, p.ytd_half_unit::DOUBLE, p.ytd_yoy::DOUBLE,
                                 p.ytd_yoy_half_unit::DOUBLE) AS base_high,
           p.is_official, p.known_from
    FROM core.fct_trade_printed AS p JOIN core.printed_line AS l ON l.line_code = p.product_code
    WHERE p.known_from <= ops.moment(as_of) AND (p.known_to IS NULL OR p.known_to > ops.moment(as_of))
      AND p.state = 'V' AND p.flow::VARCHAR = flow AND p.currency::VARCHAR = currency AND p.ownership = 'ALL'
      AND p.ytd_yoy IS NOT NULL AND product IS NULL AND (family IS NULL OR l.family = family)
      AND (place IS NULL OR p.place_code = place) AND (partner IS NULL OR p.partner_code = partner)
      AND (regime IS NULL OR p.regime_code = regime)
    QUALIFY row_number() OVER (
        PARTITION BY l.family, p.place_code, p.partner_code, p.regime_code, p.period, p.geo_basis
        ORDER BY p.is_official DESC, p.known_from DESC, p.supersession_group, p.period_kind
    ) = 1
)
SELECT coalesce(g.family, p.family) AS family, coalesce(g.place_code, p.place_code) AS place_code,
       coalesce(g.partner_code, p.partner_code) AS partner_code, coalesce(g.regime_code, p.regime_code) AS regime_code,
       flow AS flow, currency AS currency, coalesce(g.measure, 'ytd') AS measure,
       coalesce(g.period_kind, 'YTD') AS period_kind, coalesce(g.period, p.period) AS period,
       CASE WHEN g.reason IS NULL THEN g.v1::DOUBLE / g.v0::DOUBLE - 1 END AS value,
       'fraction' AS unit,
       g.period IS NOT NULL AND g.reason IS NULL AS complete,
       CASE WHEN g.period IS NULL THEN 'INCOMPLETE' ELSE g.reason END AS reason,
       g.v1, g.v0, p.ytd_yoy AS printed_growth,
       CASE WHEN NOT p.reaches_zero THEN p.base END AS implied_base,
       CASE WHEN NOT p.reaches_zero THEN p.base_low END AS implied_base_low,
       CASE WHEN NOT p.reaches_zero THEN p.base_high END AS implied_base_high,
       CASE WHEN p.reaches_zero THEN 'ZERO_BASE' END AS printed_reason,
       g.v0::DOUBLE BETWEEN p.base_low AND p.base_high AS is_consistent,
       coalesce(g.geo_basis, p.geo_basis) AS geo_basis, g.basis, coalesce(g.is_official, p.is_official) AS is_official,
       coalesce(g.vintage_min, p.known_from) AS vintage_min, coalesce(g.vintage_max, p.known_from) AS vintage_max
FROM pair AS g
FULL JOIN printed AS p
  ON p.family = g.family AND p.place_code = g.place_code AND p.partner_code = g.partner_code
 AND p.regime_code = g.regime_code AND p.period = g.period AND p.geo_basis = g.geo_basis AND g.measure = 'ytd';

CREATE OR REPLACE VIEW marts.yoy_growth AS FROM marts.yoy_growth();
