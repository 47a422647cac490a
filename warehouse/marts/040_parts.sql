-- Helper: the parts of a scope by partner, product, regime or place, by month and from January on.
-- Meaning: for every level of detail that is split by the dimension; a metric takes one level.

CREATE OR REPLACE MACRO ops.month_parts(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL', dimension := 'partner', digits := 8, at_authorities := false
) AS TABLE
SELECT t.family AS family, t.geo_basis::VARCHAR AS geo_basis, t.product_level::VARCHAR AS product_level, t.by_partner,
       t.by_regime, t.by_place, t.period, t.period_kind::VARCHAR AS period_kind, t.year,
       right(t.period, 2)::INTEGER AS month_no,
       CASE dimension WHEN 'partner' THEN t.partner_code WHEN 'regime' THEN t.regime_code
                      WHEN 'place' THEN t.place_code ELSE left(t.product_code, digits) END AS part,
       sum(t.value) AS value
FROM ops.month_by_product(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                          place := place, partner := partner, regime := regime, dimension := dimension,
                          at_authorities := at_authorities) AS t
WHERE t.rows_v > 0
  AND (place <> 'ALL' OR NOT t.by_place OR length(t.place_code) = 2)
  AND CASE dimension WHEN 'partner' THEN t.by_partner WHEN 'regime' THEN t.by_regime
                     WHEN 'place' THEN t.by_place WHEN 'product' THEN t.product_level = 'HS8' ELSE false END
GROUP BY ALL;
COMMENT ON MACRO TABLE ops.month_parts IS 'Parts of a scope by month, for every level of detail that is split by the dimension.';

CREATE OR REPLACE MACRO ops.ytd_parts(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL', dimension := 'partner', digits := 8
) AS TABLE
SELECT y.family AS family, y.place_code, y.partner_code, y.regime_code, y.period, y.year, y.month_no, y.basis,
       y.geo_basis, y.product_level, y.splits, m.part, sum(m.value) AS value
FROM ops.ytd_by_level(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                      place := place, partner := partner, regime := regime) AS y
JOIN ops.month_parts(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                     place := place, partner := partner, regime := regime, dimension := dimension,
                     digits := digits) AS m
  ON m.family = y.family AND m.geo_basis = y.geo_basis AND m.product_level = y.product_level
 AND m.by_partner = y.by_partner AND m.by_regime = y.by_regime AND m.by_place = y.by_place AND m.year = y.year
 AND m.month_no <= y.month_no
 AND CASE WHEN y.is_jf_year THEN m.period_kind = 'JF' OR m.month_no > 2 ELSE m.period_kind = 'M' END
GROUP BY ALL;
COMMENT ON MACRO TABLE ops.ytd_parts IS 'Parts of a scope from January on, for every level of detail that is split by the dimension.';
