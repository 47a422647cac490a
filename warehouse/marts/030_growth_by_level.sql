-- Helper: values of a month and of the year to date beside those of the year before, on one level of detail.
-- Meaning: both sides have the same months, the same treatment of January and February and the same level.

CREATE OR REPLACE MACRO ops.growth_at_levels(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL'
) AS TABLE
WITH figure AS (
    SELECT m.family AS family, m.place_code, m.partner_code, m.regime_code, 'month' AS measure, m.period_kind,
           m.period, m.basis, m.splits, m.by_partner, m.by_regime, m.by_place, m.product_level, m.is_covered,
           m.rows_held + m.rows_conflict > 0 AS is_undecided, coalesce(m.value, 0) AS value, false AS is_jf_year,
           m.is_official, m.vintage_min, m.vintage_max
    FROM ops.month_by_level(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                            place := place, partner := partner, regime := regime) AS m
    UNION ALL
    SELECT y.family, y.place_code, y.partner_code, y.regime_code, 'ytd', 'YTD', y.period, y.basis, y.splits,
           y.by_partner, y.by_regime, y.by_place, y.product_level, y.months_have = y.month_no,
           y.rows_held + y.rows_conflict > 0, y.value, y.is_jf_year, y.is_official, y.vintage_min, y.vintage_max
    FROM ops.ytd_by_level(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                          place := place, partner := partner, regime := regime) AS y
), paired AS (
    SELECT n.family AS family, n.place_code, n.partner_code, n.regime_code, n.measure, n.period_kind, n.period,
           n.basis, n.splits, n.by_partner, n.by_regime, n.by_place, n.product_level, n.is_covered AS covered1,
           n.is_undecided AS undecided1, n.value AS v1, coalesce(b.is_covered, false) AS covered0,
           coalesce(b.is_undecided, false) AS undecided0, b.value AS v0, n.is_official, n.vintage_min, n.vintage_max
    FROM figure AS n
    LEFT JOIN figure AS b
      ON b.family = n.family AND b.place_code = n.place_code AND b.partner_code = n.partner_code
     AND b.regime_code = n.regime_code AND b.measure = n.measure AND b.period_kind = n.period_kind
     AND b.basis = n.basis AND b.period = (left(n.period, 4)::INTEGER - 1)::VARCHAR || right(n.period, 2)
)
SELECT p.*,
       EXISTS (
           FROM core.family_break AS f WHERE f.family = p.family AND f.year = left(p.period, 4)::INTEGER
       ) AS is_break
FROM paired AS p;
COMMENT ON MACRO TABLE ops.growth_at_levels IS 'Month and year to date beside the year before, on every level of detail.';

CREATE OR REPLACE MACRO ops.growth_by_level(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL'
) AS TABLE
SELECT * FROM ops.growth_at_levels(as_of := as_of, flow := flow, currency := currency, family := family,
                                   product := product, place := place, partner := partner, regime := regime) AS p
QUALIFY row_number() OVER (
    PARTITION BY p.family, p.place_code, p.partner_code, p.regime_code, p.measure, p.period_kind, p.period
    ORDER BY p.covered1 AND p.covered0 DESC, p.covered1 DESC, p.splits, p.product_level DESC, p.basis
) = 1;
COMMENT ON MACRO TABLE ops.growth_by_level IS 'Month and year to date beside the year before, on the coarsest level that covers both.';
