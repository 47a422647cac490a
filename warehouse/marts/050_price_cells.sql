-- Helper: prices and quantities of the cells of a scope from January on, beside those of the year before.
-- Meaning: the ground of price indices. A cell is a commodity code, or a code and a partner, in one unit; prices are never formed across units.

-- quantity_unit first: the first statutory quantity; kg: kilograms, wherever they stand. A code without kilograms then keeps its own unit, so
-- that the year in which kilograms came is seen as a change of unit.
CREATE OR REPLACE MACRO ops.price_cells(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL', cells := 'product', quantity_unit := 'first'
) AS TABLE
WITH pair AS (
    SELECT g.*
    FROM ops.growth_at_levels(as_of := as_of, flow := flow, currency := currency, family := family,
                              product := product, place := coalesce(place, 'ALL'),
                              partner := coalesce(partner, 'ALL'), regime := coalesce(regime, 'ALL')) AS g
    WHERE g.measure = 'ytd' AND g.product_level = 'HS8'
      AND CASE cells WHEN 'product' THEN true WHEN 'product_partner' THEN g.by_partner
                     ELSE error('cells is product or product_partner') END
      AND CASE WHEN quantity_unit IN ('first', 'kg') THEN true ELSE error('quantity_unit is first or kg') END
    QUALIFY row_number() OVER (
        PARTITION BY g.family, g.period ORDER BY g.covered1 AND g.covered0 DESC, g.covered1 DESC, g.splits, g.basis
    ) = 1
), month AS (
    SELECT t.family AS family, t.geo_basis::VARCHAR AS geo_basis, t.by_partner, t.by_regime, t.by_place, t.period_kind,
           t.year, right(t.period, 2)::INTEGER AS month_no, t.product_code,
           CASE WHEN cells = 'product_partner' THEN t.partner_code END AS cell_partner,
           CASE WHEN quantity_unit = 'kg' AND t.kg IS NOT NULL THEN '千克' ELSE t.unit_name END AS cell_unit,
           sum(CASE WHEN quantity_unit = 'kg' AND t.kg IS NOT NULL THEN t.value_with_kg
                    ELSE t.value_with_quantity END)::DOUBLE AS value,
           sum(CASE WHEN quantity_unit = 'kg' AND t.kg IS NOT NULL THEN t.kg ELSE t.quantity END)::DOUBLE AS quantity
    FROM ops.month_by_product(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                              place := coalesce(place, 'ALL'), partner := coalesce(partner, 'ALL'),
                              regime := coalesce(regime, 'ALL'),
                              dimension := CASE cells WHEN 'product' THEN 'unit' ELSE 'cell' END) AS t
    WHERE t.product_level = 'HS8' AND t.rows_v > 0
      AND (coalesce(place, 'ALL') <> 'ALL' OR NOT t.by_place OR length(t.place_code) = 2)
    GROUP BY ALL
), sided AS (
    SELECT p.family AS family, p.period, m.product_code, m.cell_partner, m.cell_unit, s.side,
           sum(m.value) AS value, sum(m.quantity) AS quantity
    FROM pair AS p
    CROSS JOIN (VALUES (0), (1)) AS s (side)
    JOIN month AS m
      ON m.family = p.family AND m.geo_basis = p.geo_basis AND m.by_partner = p.by_partner
     AND m.by_regime = p.by_regime AND m.by_place = p.by_place
     AND m.year::INTEGER = left(p.period, 4)::INTEGER - 1 + s.side AND m.month_no <= right(p.period, 2)::INTEGER
     AND CASE WHEN CASE s.side WHEN 1 THEN p.is_jf_year ELSE p.is_jf_year0 END
              THEN m.period_kind = 'JF' OR m.month_no > 2 ELSE m.period_kind = 'M' END
    GROUP BY ALL
), cell AS (
    SELECT d.family AS family, d.period, d.product_code, d.cell_partner, d.cell_unit,
           sum(d.value) FILTER (d.side = 0) AS v0, sum(d.value) FILTER (d.side = 1) AS v1,
           sum(d.quantity) FILTER (d.side = 0) AS q0, sum(d.quantity) FILTER (d.side = 1) AS q1
    FROM sided AS d GROUP BY ALL
)
SELECT p.family AS family, p.period, p.basis, p.geo_basis, p.reason, p.v0 AS total0, p.v1 AS total1, p.is_official,
       p.vintage_min, p.vintage_max, c.product_code, c.cell_partner, c.cell_unit, c.v0, c.v1, c.q0, c.q1,
       c.cell_unit IS NOT NULL AND (quantity_unit = 'first' OR c.cell_unit = '千克')
       AND coalesce(c.q0 > 0 AND c.q1 > 0, false) AS is_matched
FROM pair AS p
LEFT JOIN cell AS c ON c.family = p.family AND c.period = p.period;
COMMENT ON MACRO TABLE ops.price_cells IS 'Values and quantities of the cells of a scope from January on, of a year and the year before, on one level of detail; a period without cells has one row without product_code.';

-- The indices themselves, so that chains and decompositions read them.
CREATE OR REPLACE MACRO ops.fisher_index(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL', cells := 'product', quantity_unit := 'first'
) AS TABLE
WITH cell AS (
    SELECT * FROM ops.price_cells(as_of := as_of, flow := flow, currency := currency, family := family,
                                  product := product, place := place, partner := partner, regime := regime,
                                  cells := cells, quantity_unit := quantity_unit)
), unit_of AS (
    -- a break: the code was traded in both years, and not in the same units
    SELECT u.family AS family, u.period, count(*) AS unit_breaks
    FROM (
        SELECT c.family AS family, c.period, c.product_code,
               list_sort(list(DISTINCT c.cell_unit) FILTER (c.v0 IS NOT NULL)) AS units0,
               list_sort(list(DISTINCT c.cell_unit) FILTER (c.v1 IS NOT NULL)) AS units1
        FROM cell AS c WHERE c.cell_unit IS NOT NULL GROUP BY ALL
    ) AS u
    WHERE u.units0 <> u.units1 GROUP BY ALL
), summed AS (
    SELECT c.family AS family, c.period, c.basis, c.reason, c.total0, c.total1, c.vintage_min, c.vintage_max,
           count(*) FILTER (c.is_matched) AS matched_cells,
           count(c.product_code) FILTER (NOT c.is_matched) AS unmatched_cells,
           sum(c.v0) FILTER (c.is_matched) AS matched0, sum(c.v1) FILTER (c.is_matched) AS matched1,
           sum(c.v1 / c.q1 * c.q0) FILTER (c.is_matched) AS p1q0,
           sum(c.v0 / c.q0 * c.q1) FILTER (c.is_matched) AS p0q1
    FROM cell AS c GROUP BY ALL
), judged AS (
    SELECT s.* EXCLUDE (reason),
           CASE
               WHEN s.reason <> 'ZERO_BASE' THEN s.reason
               WHEN s.matched_cells = 0 OR s.matched0 = 0 OR s.matched1 = 0 THEN 'NO_MATCH'
           END AS reason
    FROM summed AS s
)
SELECT j.family AS family, coalesce(place, 'ALL') AS place_code, coalesce(partner, 'ALL') AS partner_code,
       coalesce(regime, 'ALL') AS regime_code, flow AS flow, currency AS currency, j.period, cells AS cells,
       CASE WHEN j.reason IS NULL THEN sqrt(j.p1q0 / j.matched0 * (j.matched1 / j.p0q1)) END AS value,
       'ratio' AS unit,
       j.reason IS NULL AND j.matched0 = j.total0::DOUBLE AND j.matched1 = j.total1::DOUBLE AS complete,
       j.reason,
       CASE WHEN j.reason IS NULL THEN j.p1q0 / j.matched0 END AS laspeyres,
       CASE WHEN j.reason IS NULL THEN j.matched1 / j.p0q1 END AS paasche,
       CASE WHEN j.reason IS NULL THEN sqrt(j.p0q1 / j.matched0 * (j.matched1 / j.p1q0)) END AS quantity_index,
       CASE WHEN j.total0 > 0 THEN coalesce(j.matched0, 0) / j.total0::DOUBLE END AS cover0,
       CASE WHEN j.total1 > 0 THEN coalesce(j.matched1, 0) / j.total1::DOUBLE END AS cover1,
       j.matched_cells, j.unmatched_cells, coalesce(u.unit_breaks, 0) AS unit_breaks, j.total1 AS v1, j.total0 AS v0,
       j.basis, j.vintage_min, j.vintage_max
FROM judged AS j
LEFT JOIN unit_of AS u ON u.family = j.family AND u.period = j.period;
COMMENT ON MACRO TABLE ops.fisher_index IS 'Price and quantity indices of the year to date over the year before; marts.price_index shows them.';
