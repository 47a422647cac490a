-- Helper: months of commodity codes in each year of a scope, at the level of detail that covers most of the year.
-- Meaning: the ground of prices by year.

CREATE OR REPLACE MACRO ops.year_of_products(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL', dimension := ''
) AS TABLE
WITH best AS (
    SELECT * FROM ops.ytd_by_level(as_of := as_of, flow := flow, currency := currency, family := family,
                                   product := product, place := coalesce(place, 'ALL'),
                                   partner := coalesce(partner, 'ALL'), regime := coalesce(regime, 'ALL')) AS y
    WHERE y.product_level = 'HS8'
    QUALIFY row_number() OVER (
        PARTITION BY y.family, y.year ORDER BY y.month_no DESC, y.months_have DESC, y.splits, y.basis
    ) = 1
)
SELECT t.*, b.basis AS basis, b.reason IS NULL AS is_whole, b.months_have AS months_have
FROM ops.month_by_product(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                          place := coalesce(place, 'ALL'), partner := coalesce(partner, 'ALL'),
                          regime := coalesce(regime, 'ALL'), dimension := dimension) AS t
JOIN best AS b
  ON b.family = t.family AND b.year = t.year AND b.geo_basis = t.geo_basis::VARCHAR AND t.product_level = 'HS8'
 AND b.by_partner = t.by_partner AND b.by_regime = t.by_regime AND b.by_place = t.by_place
 AND CASE WHEN b.is_jf_year THEN t.period_kind = 'JF' OR right(t.period, 2) > '02' ELSE t.period_kind = 'M' END
WHERE t.rows_v > 0 AND (coalesce(place, 'ALL') <> 'ALL' OR NOT t.by_place OR length(t.place_code) = 2);

COMMENT ON MACRO TABLE ops.year_of_products IS 'Months of commodity codes in each year, at the level of detail that covers most of the year.';
