-- Metric: M41
-- Meaning: average yearly growth over two years, of a month and of the year to date.
-- Formula: sqrt(V_t / V_(t-2)) - 1; with the growth g of the last year, that of the year before it is (1 + value)^2 / (1 + g) - 1.
-- Unit: fraction.
-- Edge cases: as in yoy_growth, against the same months two years before: base 0 ZERO_BASE; base not covered NULL_BASE; V_t not covered INCOMPLETE; January of a year that has January and February as one JF_MERGED; preliminary and official figures in one of the two sums SCOPE_MISMATCH; the family's content changed in one of the two years FAMILY_BREAK. The year between need not be known: growth_last and growth_first are NULL then.
-- Source: domain reference, metrics M41.
-- Feeds: customs_query, customs_city
-- Freshness: monthly, as released
-- Column period_kind: M or JF for the measure month, YTD for the year to date.
-- Column v0: Value of the same months two years before, units of currency.
-- Column growth_last: Growth over the year before, fraction.
-- Column growth_first: Growth of the year before over the year before it, as the two-year growth implies it, fraction.
-- Parameters: as_of, flow, currency, family, product, place, partner, regime, as in month_value; measure is month or ytd

CREATE OR REPLACE MACRO marts.two_year_growth(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := NULL, partner := 'ALL',
    regime := 'ALL'
) AS TABLE
WITH pair AS (
    SELECT g.*, (left(g.period, 4)::INTEGER - 1)::VARCHAR || right(g.period, 2) AS period_between,
           CASE WHEN g.reason IS NULL THEN sqrt(g.v1::DOUBLE / g.v0::DOUBLE) - 1 END AS growth
    FROM ops.growth_by_level(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                             place := place, partner := partner, regime := regime, years := 2) AS g
), between_them AS (
    SELECT * FROM ops.figure_by_level(as_of := as_of, flow := flow, currency := currency, family := family,
                                      product := product, place := place, partner := partner, regime := regime) AS f
    WHERE f.reason IS NULL AND f.value > 0
)
SELECT g.family AS family, g.place_code, g.partner_code, g.regime_code, flow AS flow, currency AS currency, g.measure,
       g.period_kind, g.period,
       g.growth AS value,
       'fraction' AS unit,
       g.reason IS NULL AS complete,
       g.reason,
       g.v1, g.v0,
       CASE WHEN g.reason IS NULL THEN g.v1::DOUBLE / b.value::DOUBLE - 1 END AS growth_last,
       CASE WHEN g.reason IS NULL AND g.v1 > 0
            THEN ops.growth_implied(g.growth, g.v1::DOUBLE / b.value::DOUBLE - 1) END AS growth_first,
       g.geo_basis, g.basis, g.is_official, g.vintage_min, g.vintage_max
FROM pair AS g
LEFT JOIN between_them AS b
  ON b.family = g.family AND b.place_code = g.place_code AND b.partner_code = g.partner_code
 AND b.regime_code = g.regime_code AND b.measure = g.measure AND b.period_kind = g.period_kind AND b.basis = g.basis
 AND b.period = g.period_between;

CREATE OR REPLACE VIEW marts.two_year_growth AS FROM marts.two_year_growth();
