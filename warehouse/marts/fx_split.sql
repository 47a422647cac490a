-- Metric: M05
-- Meaning: growth in dollars from growth in yuan, so that the part of the exchange rate shows.
-- Formula: (1 + g_cny) = (1 + g_usd)(fx1 / fx0), fx in yuan per dollar of one rate_type; over more than one month fx = sum of yuan / sum of dollars.
-- Unit: fraction.
-- Edge cases: a rate is missing, or was not known at as_of: NULL_BASE; a joint January and February is converted at the mean of both rates; otherwise as yoy_growth.
-- Source: domain reference, metrics M05.
-- Feeds: customs_query, customs_city, fx_rates
-- Freshness: monthly, as released
-- Column period_kind: M or JF for the measure month, YTD for the year to date.
-- Parameters: as_of, flow, family, product, place, partner, regime, as in month_value; rate_type (MONTH_AVG, CUSTOMS, PBOC_MID)

CREATE OR REPLACE MACRO marts.fx_split(
    as_of := NULL, flow := 'X', family := NULL, product := NULL, place := NULL, partner := 'ALL', regime := 'ALL',
    rate_type := 'MONTH_AVG'
) AS TABLE
WITH pair AS (
    SELECT * FROM ops.growth_by_level(as_of := as_of, flow := flow, currency := 'CNY', family := family,
                                      product := product, place := place, partner := partner, regime := regime)
), rate AS (
    SELECT * FROM ops.fx_cny_per_usd(kind := rate_type, as_of := as_of)
), piece AS (
    SELECT m.family AS family, m.place_code, m.partner_code, m.regime_code, m.basis, 'month' AS measure,
           m.figure_kind AS of_kind, m.figure_period AS of_period, m.period, m.period_kind, m.value AS cny
    FROM ops.month_pieces(as_of := as_of, flow := flow, currency := 'CNY', family := family, product := product,
                          place := place, partner := partner, regime := regime) AS m
    UNION ALL
    SELECT u.family, u.place_code, u.partner_code, u.regime_code, u.basis, 'ytd', 'YTD', u.period, u.period,
           u.period_kind, u.value
    FROM ops.months_used(as_of := as_of, flow := flow, currency := 'CNY', family := family, product := product,
                         place := place, partner := partner, regime := regime) AS u
), month AS (
    SELECT e.*,
           -- a joint January and February is converted at the mean of both rates
           CASE WHEN e.period_kind = 'M' THEN r.rate::DOUBLE ELSE (r.rate::DOUBLE + j.rate::DOUBLE) / 2 END AS fx
    FROM piece AS e
    LEFT JOIN rate AS r ON r.month = e.period
    LEFT JOIN rate AS j ON j.month = left(e.period, 4) || '01'
), converted AS (
    SELECT p.family AS family, p.place_code, p.partner_code, p.regime_code, p.measure, p.period_kind, p.period, p.basis,
           s.side,
           -- without trade there is nothing to weigh by
           CASE WHEN count(*) FILTER (m.fx IS NULL) = 0
                THEN coalesce(sum(m.cny::DOUBLE) / nullif(sum(m.cny::DOUBLE / m.fx), 0), avg(m.fx)) END AS fx
    FROM pair AS p
    CROSS JOIN (VALUES (0), (1)) AS s (side)
    JOIN month AS m
      ON m.family = p.family AND m.place_code = p.place_code AND m.partner_code = p.partner_code
     AND m.regime_code = p.regime_code AND m.basis = p.basis AND m.measure = p.measure AND m.of_kind = p.period_kind
     AND left(m.period, 4)::INTEGER = left(p.period, 4)::INTEGER - 1 + s.side
     AND CASE WHEN p.measure = 'month' THEN right(m.of_period, 2) = right(p.period, 2)
              ELSE right(m.of_period, 2) <= right(p.period, 2) END
    GROUP BY ALL
)
SELECT p.family AS family, p.place_code, p.partner_code, p.regime_code, flow AS flow, p.measure, p.period_kind,
       p.period,
       CASE WHEN reason_fx IS NULL THEN ops.growth_in_usd(p.v1::DOUBLE / p.v0::DOUBLE - 1, f0.fx, f1.fx) END AS value,
       'fraction' AS unit,
       reason_fx IS NULL AS complete,
       reason_fx AS reason,
       CASE WHEN p.reason IS NULL THEN p.v1::DOUBLE / p.v0::DOUBLE - 1 END AS growth_cny,
       f0.fx AS fx0, f1.fx AS fx1, rate_type AS rate_type, p.geo_basis, p.basis, p.vintage_min, p.vintage_max
FROM pair AS p
LEFT JOIN converted AS f0 ON (f0.family, f0.place_code, f0.partner_code, f0.regime_code, f0.measure, f0.period_kind,
                              f0.period, f0.basis, f0.side)
                           = (p.family, p.place_code, p.partner_code, p.regime_code, p.measure, p.period_kind,
                              p.period, p.basis, 0)
LEFT JOIN converted AS f1 ON (f1.family, f1.place_code, f1.partner_code, f1.regime_code, f1.measure, f1.period_kind,
                              f1.period, f1.basis, f1.side)
                           = (p.family, p.place_code, p.partner_code, p.regime_code, p.measure, p.period_kind,
                              p.period, p.basis, 1)
CROSS JOIN LATERAL (
    SELECT coalesce(p.reason, CASE WHEN f0.fx IS NULL OR f1.fx IS NULL THEN 'NULL_BASE' END) AS reason_fx
) AS r;

CREATE OR REPLACE VIEW marts.fx_split AS FROM marts.fx_split();
