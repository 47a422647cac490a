-- Helper: sums by month, scope and level of detail, and whether the level covers the scope.
-- Meaning: the ground of all totals. Levels are never added to each other; a metric takes one of them.

-- Which releases cover which scopes. NULL as place, partner or regime means each one that occurs.
CREATE OR REPLACE MACRO ops.coverage_by_level(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL', variant := ''
) AS TABLE
WITH known AS (
    SELECT c.*, row_number() OVER () AS coverage_no
    FROM core.release_coverage AS c
    SEMI JOIN (
        SELECT release_id, known_from FROM core.dim_release WHERE known_from <= ops.moment(as_of)
    ) AS r ON r.release_id = c.release_id
          AND (variant <> 'first_release'
               OR r.known_from <= last_day(strptime(c.period || '01', '%Y%m%d')::DATE) + INTERVAL 60 DAY)
    WHERE c.is_closed AND c.flow::VARCHAR = flow AND c.currency::VARCHAR = currency
), places AS (
    SELECT 'ALL' AS place_code WHERE place IS NULL OR place = 'ALL'
    UNION
    SELECT t.place_code FROM core.fct_trade AS t WHERE place IS NULL OR place <> 'ALL' AND t.place_code = place
    UNION
    SELECT g.place_code FROM core.dim_geo AS g WHERE g.place_code = place
), partners AS (
    SELECT 'ALL' AS partner_code WHERE partner IS NULL OR partner = 'ALL'
    UNION
    SELECT t.partner_code FROM core.fct_trade AS t WHERE partner IS NULL OR partner <> 'ALL' AND t.partner_code = partner
    UNION
    SELECT d.partner_code FROM core.dim_partner AS d WHERE d.partner_code = partner
), regimes AS (
    SELECT 'ALL' AS regime_code WHERE regime IS NULL OR regime = 'ALL'
    UNION
    SELECT t.regime_code FROM core.fct_trade AS t WHERE regime IS NULL OR regime <> 'ALL' AND t.regime_code = regime
    UNION
    SELECT d.regime_code FROM core.dim_stat_regime AS d WHERE d.regime_code = regime
), answers AS (
    -- all places of a query are the provinces: it knows no smaller ones
    SELECT k.coverage_no, p.place_code, q.partner_code, r.regime_code
    FROM known AS k
    JOIN places AS p
      ON list_contains(k.covers_places, '*') AND (p.place_code = 'ALL' OR k.by_place AND length(p.place_code) = 2)
      OR k.by_place AND list_contains(k.covers_places, p.place_code)
    JOIN partners AS q ON list_contains(k.covers_partners, '*') AND (q.partner_code = 'ALL' OR k.by_partner)
                       OR k.by_partner AND list_contains(k.covers_partners, q.partner_code)
    JOIN regimes AS r ON list_contains(k.covers_regimes, '*') AND (r.regime_code = 'ALL' OR k.by_regime)
                      OR k.by_regime AND list_contains(k.covers_regimes, r.regime_code)
), atoms AS (
    SELECT * FROM ops.scope_atom(family := family, product := product, variant := variant)
), wanted AS (
    SELECT a.family AS family, a.year, count(*) AS atoms FROM atoms AS a GROUP BY ALL
), held AS (
    SELECT k.coverage_no, k.period, k.period_kind, k.geo_basis, k.product_level, k.by_partner, k.by_regime, k.by_place,
           a.family AS family, a.year, a.atom
    FROM known AS k JOIN atoms AS a ON a.year = left(k.period, 4)::INTEGER
    WHERE len(list_filter(k.covers_hs, lambda x: x = '*' OR starts_with(a.atom, x))) > 0
)
SELECT h.family AS family, n.place_code, n.partner_code, n.regime_code, h.period, h.period_kind, h.geo_basis, h.product_level,
       h.by_partner, h.by_regime, h.by_place
FROM held AS h
JOIN answers AS n USING (coverage_no)
JOIN wanted AS w ON w.family = h.family AND w.year = h.year
GROUP BY ALL
HAVING count(DISTINCT h.atom) = any_value(w.atoms);
COMMENT ON MACRO TABLE ops.coverage_by_level IS 'Scopes that closed releases cover whole, by month and level of detail.';

CREATE OR REPLACE MACRO ops.kilograms(qty1, unit1, qty2, unit2) AS
    CASE WHEN unit1 = '千克' THEN qty1 WHEN unit2 = '千克' THEN qty2 END;
COMMENT ON MACRO ops.kilograms IS 'The quantity whose unit is kilogram, the first before the second; NULL if none is.';

-- Whether core.agg_trade_month holds what is asked for: the present state, partners and regimes summed up.
CREATE OR REPLACE MACRO ops.is_summed(as_of, partner, regime, dimension, variant) AS
    as_of IS NULL AND coalesce(partner = 'ALL', false) AND coalesce(regime = 'ALL', false)
    AND dimension IN ('', 'place', 'unit') AND variant <> 'first_release';
COMMENT ON MACRO ops.is_summed IS 'True if the sums of the present state answer a question, so that no figure need be read.';

-- Sums by product and month before anything is spread over scopes: one pass over the facts, or over their sums.
-- The code of a dimension is kept where the caller wants it; else only whether the row is split by it, and for places whether
-- it is a province. Variant first_release takes the first figure of each key instead of the one at the moment, const_family the constant
-- family. Dimension unit keeps the first unit, cell the partner and the first unit. With at_authorities only the partners count that are
-- markets of an authority that notifies: nothing is summed that is not asked for.
CREATE OR REPLACE MACRO ops.month_by_product(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL', dimension := '', variant := '', at_authorities := false
) AS TABLE
WITH summed AS (
    SELECT t.product_level, t.product_code, t.period, t.period_kind, t.geo_basis,
           CASE WHEN place IS NULL OR place <> 'ALL' OR dimension = 'place' OR t.place_code = 'ALL' THEN t.place_code
                WHEN length(t.place_code) = 2 THEN '**' ELSE '*' END AS place_code,
           CASE WHEN t.by_partner THEN '*' ELSE 'ALL' END AS partner_code,
           CASE WHEN t.by_regime THEN '*' ELSE 'ALL' END AS regime_code,
           CASE WHEN dimension = 'unit' THEN t.unit1 END AS unit_name,
           sum(t.value) AS value, sum(t.rows_v)::BIGINT AS rows_v, sum(t.rows_held)::BIGINT AS rows_held,
           sum(t.rows_conflict)::BIGINT AS rows_conflict, min(t.vintage_min) AS vintage_min,
           max(t.vintage_max) AS vintage_max, bool_and(t.is_official) AS is_official,
           bool_or(t.has_official) AS has_official, min(t.vintage_min_v) AS vintage_min_v,
           max(t.vintage_max_v) AS vintage_max_v, sum(t.quantity) AS quantity,
           sum(t.value_with_quantity) AS value_with_quantity,
           sum(t.rows_without_quantity)::BIGINT AS rows_without_quantity, sum(t.kg) AS kg,
           sum(t.value_with_kg) AS value_with_kg, sum(t.rows_without_kg)::BIGINT AS rows_without_kg
    FROM core.agg_trade_month AS t
    WHERE ops.is_summed(as_of, partner, regime, dimension, variant)
      AND t.flow::VARCHAR = flow AND t.currency::VARCHAR = currency AND t.ownership = 'ALL'
      AND (place IS NULL OR place = 'ALL' OR t.place_code = place)
      AND (product IS NULL OR (t.product_level = 'HS8' AND starts_with(t.product_code, product)))
    GROUP BY ALL
    UNION ALL
    SELECT t.product_level, t.product_code, t.period, t.period_kind, t.geo_basis,
           CASE WHEN place IS NULL OR place <> 'ALL' OR dimension = 'place' OR t.place_code = 'ALL' THEN t.place_code
                WHEN length(t.place_code) = 2 THEN '**' ELSE '*' END AS place_code,
           CASE WHEN partner IS NULL OR dimension IN ('partner', 'cell') OR t.partner_code = 'ALL' THEN t.partner_code
                ELSE '*' END AS partner_code,
           CASE WHEN regime IS NULL OR dimension = 'regime' OR t.regime_code = 'ALL' THEN t.regime_code
                ELSE '*' END AS regime_code,
           CASE WHEN dimension IN ('unit', 'cell') THEN t.unit1 END AS unit_name,
           sum(t.value) AS value, count(*) FILTER (t.state = 'V') AS rows_v,
           count(*) FILTER (t.state = 'HELD') AS rows_held, count(*) FILTER (t.state = 'CONFLICT') AS rows_conflict,
           min(t.known_from) AS vintage_min, max(t.known_from) AS vintage_max,
           bool_and(t.is_official) AS is_official, bool_or(t.is_official) AS has_official,
           min(t.known_from) FILTER (t.state = 'V') AS vintage_min_v,
           max(t.known_from) FILTER (t.state = 'V') AS vintage_max_v,
           sum(t.qty1) FILTER (t.state = 'V') AS quantity,
           sum(t.value) FILTER (t.state = 'V' AND t.qty1 IS NOT NULL) AS value_with_quantity,
           count(*) FILTER (t.state = 'V' AND t.qty1 IS NULL) AS rows_without_quantity,
           sum(ops.kilograms(t.qty1, t.unit1, t.qty2, t.unit2)) FILTER (t.state = 'V') AS kg,
           sum(t.value) FILTER (t.state = 'V' AND ops.kilograms(t.qty1, t.unit1, t.qty2, t.unit2) IS NOT NULL)
               AS value_with_kg,
           count(*) FILTER (t.state = 'V' AND ops.kilograms(t.qty1, t.unit1, t.qty2, t.unit2) IS NULL) AS rows_without_kg
    FROM core.fct_trade AS t
    WHERE NOT ops.is_summed(as_of, partner, regime, dimension, variant) AND t.known_from <= ops.moment(as_of)
      AND CASE variant WHEN 'first_release' THEN t.is_first_release
                       ELSE t.known_to IS NULL OR t.known_to > ops.moment(as_of) END
      AND t.state <> 'ABSENT' AND t.flow::VARCHAR = flow AND t.currency::VARCHAR = currency AND t.ownership = 'ALL'
      AND (place IS NULL OR place = 'ALL' OR t.place_code = place)
      AND (partner IS NULL OR partner = 'ALL' OR t.partner_code = partner)
      AND (regime IS NULL OR regime = 'ALL' OR t.regime_code = regime)
      AND (product IS NULL OR (t.product_level = 'HS8' AND starts_with(t.product_code, product)))
      AND (NOT at_authorities OR t.partner_code IN (
          SELECT g.partner_code FROM core.bridge_partner_group AS g JOIN core.dim_authority AS u ON u.group_code = g.group_code
      ))
      -- members have 4 digits or more: what is outside their headings is not summed in vain
      AND (family IS NULL OR product IS NOT NULL OR t.product_level = 'LINE' OR left(t.product_code, 4) IN (
          SELECT left(m.prefix, 4) FROM ops.scope_member(family := family, variant := variant) AS m
      ))
    GROUP BY ALL
), product_of AS (
    SELECT DISTINCT p.product_level, p.product_code, p.year, m.family
    FROM (SELECT DISTINCT product_level, product_code, left(period, 4) AS year FROM summed) AS p
    JOIN ops.scope_member(family := family, product := product, variant := variant) AS m
      ON p.product_level = 'HS8' AND starts_with(p.product_code, m.prefix)
     AND p.year::INTEGER BETWEEN m.hs_year_from AND m.hs_year_to
    UNION
    SELECT DISTINCT p.product_level, p.product_code, p.year, l.family
    FROM (SELECT DISTINCT product_level, product_code, left(period, 4) AS year FROM summed) AS p
    JOIN core.printed_line AS l ON p.product_level = 'LINE' AND p.product_code = l.line_code
    WHERE product IS NULL AND (family IS NULL OR l.family = family)
      AND (variant <> 'const_family' OR l.family NOT IN (SELECT k.family FROM core.constant_family_member AS k))
)
SELECT s.* REPLACE (coalesce(h.unit1, s.unit_name) AS unit_name), f.year, f.family AS family,
       s.partner_code <> 'ALL' AS by_partner, s.regime_code <> 'ALL' AS by_regime, s.place_code <> 'ALL' AS by_place
FROM summed AS s
JOIN product_of AS f
  ON f.product_level = s.product_level AND f.product_code = s.product_code AND f.year = left(s.period, 4)
-- English downloads have one word for all units of a code of units: it is the one that is listed for the goods
LEFT JOIN core.dim_hs8 AS h
  ON h.hs8 = s.product_code AND h.year = left(s.period, 4)::INTEGER
 AND h.unit1_code = ops.unit_code(s.unit_name);
COMMENT ON MACRO TABLE ops.month_by_product IS 'Sums of the facts at a moment by month and product, with family and level of detail; a product of several families comes once for each.';

CREATE OR REPLACE MACRO ops.month_by_level(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL', variant := ''
) AS TABLE
WITH keyed AS (
    SELECT t.*,
           unnest(CASE
               WHEN place IS NULL AND t.by_place AND length(t.place_code) = 2 THEN [t.place_code, 'ALL']
               WHEN place IS NULL THEN [t.place_code]
               WHEN place = 'ALL' AND t.by_place AND length(t.place_code) <> 2 THEN []
               ELSE [place] END) AS scope_place
    FROM ops.month_by_product(as_of := as_of, flow := flow, currency := currency, family := family,
                              product := product, place := place, partner := partner, regime := regime, variant := variant) AS t
), keyed_again AS (
    SELECT k.*,
           unnest(CASE WHEN partner IS NOT NULL THEN [partner] WHEN k.by_partner THEN [k.partner_code, 'ALL']
                       ELSE ['ALL'] END) AS scope_partner
    FROM keyed AS k
), scoped AS (
    SELECT k.*,
           unnest(CASE WHEN regime IS NOT NULL THEN [regime] WHEN k.by_regime THEN [k.regime_code, 'ALL']
                       ELSE ['ALL'] END) AS scope_regime
    FROM keyed_again AS k
), summed AS (
    SELECT k.family AS family, scope_place AS place_code, scope_partner AS partner_code, scope_regime AS regime_code, period,
           period_kind, geo_basis, product_level, by_partner, by_regime, by_place,
           sum(value) AS value, sum(rows_v)::BIGINT AS rows_v, sum(rows_held)::BIGINT AS rows_held,
           sum(rows_conflict)::BIGINT AS rows_conflict, min(vintage_min) AS vintage_min,
           max(vintage_max) AS vintage_max, bool_and(is_official) AS is_official,
           bool_or(has_official) AND NOT bool_and(is_official) AS is_mixed
    FROM scoped AS k GROUP BY ALL
), covered AS (
    SELECT *, true AS is_closed
    FROM ops.coverage_by_level(as_of := as_of, flow := flow, currency := currency, family := family,
                               product := product, place := place, partner := partner, regime := regime, variant := variant)
)
SELECT coalesce(s.family, c.family) AS family, place_code, partner_code, regime_code, period,
       period_kind::VARCHAR AS period_kind, geo_basis::VARCHAR AS geo_basis, product_level::VARCHAR AS product_level,
       by_partner, by_regime, by_place,
       (product_level = 'LINE' OR length(coalesce(s.family, c.family)) = 8) AND by_partner = (partner_code <> 'ALL')
       AND by_regime = (regime_code <> 'ALL') AND by_place = (place_code <> 'ALL') AS is_one_key,
       -- a key that is there is covered, even if its release covers nothing else
       coalesce(c.is_closed, false) OR is_one_key AND s.family IS NOT NULL AS is_covered,
       s.value, coalesce(s.rows_v, 0) AS rows_v, coalesce(s.rows_held, 0) AS rows_held,
       coalesce(s.rows_conflict, 0) AS rows_conflict, s.vintage_min, s.vintage_max, s.is_official,
       coalesce(s.is_mixed, false) AS is_mixed,
       -- the fewer splits the coarser; a line is coarser than codes
       by_partner::INTEGER + by_regime::INTEGER + by_place::INTEGER AS splits,
       concat_ws(' ', geo_basis, product_level, CASE WHEN by_partner OR by_regime OR by_place THEN 'by' END,
                 CASE WHEN by_partner THEN 'partner' END, CASE WHEN by_regime THEN 'regime' END,
                 CASE WHEN by_place THEN 'place' END) AS basis
FROM summed AS s
FULL JOIN covered AS c USING (family, place_code, partner_code, regime_code, period, period_kind, geo_basis,
                              product_level, by_partner, by_regime, by_place);
COMMENT ON MACRO TABLE ops.month_by_level IS 'Sums by month, scope and level of detail of the source, and whether the level covers the scope.';
