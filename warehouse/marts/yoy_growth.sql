-- Metric: M03
-- Meaning: growth of a month, and of the year to date, over the same months of the year before; and the base that a printed growth implies.
-- Formula: V1 / V0 - 1. A printed growth g implies the base V1 / (1 + g), within [lo(V1) / (1 + hi(g)), hi(V1) / (1 + lo(g))] by half a printed unit.
-- Unit: fraction.
-- Edge cases: base 0 ZERO_BASE; base not covered NULL_BASE; V1 not covered INCOMPLETE; the family's content changed that year FAMILY_BREAK; V0 > 0 and V1 covered but absent -1; a printed growth that reaches -1 has no base (ZERO_BASE in printed_reason). is_consistent: the computed base lies in the interval.
-- Source: domain reference, metrics M03.
-- Feeds: customs_query, customs_city
-- Freshness: monthly, as released
-- Column period_kind: M or JF for the measure month, YTD for the year to date.
-- Parameters: as_of, flow, currency, family, product, place, partner, regime, as in month_value; measure is month or ytd

CREATE OR REPLACE MACRO marts.yoy_growth(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := NULL, partner := 'ALL',
    regime := 'ALL'
) AS TABLE
WITH pair AS (
    SELECT g.*,
           CASE
               WHEN NOT g.covered1 OR g.undecided1 THEN 'INCOMPLETE'
               WHEN NOT g.covered0 OR g.undecided0 THEN 'NULL_BASE'
               WHEN g.v0 = 0 THEN 'ZERO_BASE'
               WHEN g.is_break THEN 'FAMILY_BREAK'
           END AS reason
    FROM ops.growth_by_level(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                             place := place, partner := partner, regime := regime) AS g
), printed AS (
    SELECT l.family AS family, p.place_code, p.partner_code, p.regime_code, p.period, p.ytd_value, p.ytd_half_unit,
           p.ytd_yoy, p.ytd_yoy_half_unit
    FROM core.fct_trade_printed AS p JOIN core.printed_line AS l ON l.line_code = p.product_code
    WHERE p.known_from <= ops.moment(as_of) AND (p.known_to IS NULL OR p.known_to > ops.moment(as_of))
      AND p.state = 'V' AND p.flow::VARCHAR = flow AND p.currency::VARCHAR = currency AND p.ownership = 'ALL'
      AND p.ytd_yoy IS NOT NULL AND product IS NULL
)
SELECT g.family AS family, g.place_code, g.partner_code, g.regime_code, flow AS flow, currency AS currency,
       g.measure, g.period_kind, g.period,
       CASE WHEN g.reason IS NULL THEN g.v1::DOUBLE / g.v0::DOUBLE - 1 END AS value,
       'fraction' AS unit,
       g.reason IS NULL AS complete,
       g.reason,
       CASE WHEN g.covered1 AND NOT g.undecided1 THEN g.v1 END AS v1,
       CASE WHEN g.covered0 AND NOT g.undecided0 THEN g.v0 END AS v0,
       p.ytd_yoy AS printed_growth,
       ops.implied_base(p.ytd_value::DOUBLE, p.ytd_yoy::DOUBLE) AS implied_base,
       ops.implied_base_low(p.ytd_value::DOUBLE, p.ytd_half_unit::DOUBLE, p.ytd_yoy::DOUBLE,
                            p.ytd_yoy_half_unit::DOUBLE) AS implied_base_low,
       ops.implied_base_high(p.ytd_value::DOUBLE, p.ytd_half_unit::DOUBLE, p.ytd_yoy::DOUBLE,
                             p.ytd_yoy_half_unit::DOUBLE) AS implied_base_high,
       CASE WHEN p.ytd_yoy - p.ytd_yoy_half_unit <= -1 THEN 'ZERO_BASE' END AS printed_reason,
       CASE WHEN g.covered0 AND NOT g.undecided0 THEN g.v0::DOUBLE BETWEEN implied_base_low AND implied_base_high END
           AS is_consistent,
       g.basis, g.is_official, g.vintage_min, g.vintage_max
FROM pair AS g
LEFT JOIN printed AS p
  ON p.family = g.family AND p.place_code = g.place_code AND p.partner_code = g.partner_code
 AND p.regime_code = g.regime_code AND p.period = g.period AND g.measure = 'ytd';

CREATE OR REPLACE VIEW marts.yoy_growth AS FROM marts.yoy_growth();
