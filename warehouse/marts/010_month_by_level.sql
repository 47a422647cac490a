-- Helper: sums by month, scope and level of detail, and whether the level covers the scope.
-- Meaning: the ground of all totals. Levels are never added to each other; a metric takes one of them.

-- Which releases cover which scopes. NULL as place, partner or regime means each one that occurs.
CREATE OR REPLACE MACRO ops.coverage_by_level(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL'
) AS TABLE
WITH known AS (
    SELECT c.*, row_number() OVER () AS coverage_no
    FROM core.release_coverage AS c
    SEMI JOIN (
        SELECT release_id FROM core.dim_release WHERE known_from <= ops.moment(as_of)
    ) AS r USING (release_id)
    WHERE c.is_closed AND c.flow::VARCHAR = flow AND c.currency::VARCHAR = currency
), places AS (
    SELECT 'ALL' AS place_code WHERE place IS NULL OR place = 'ALL'
    UNION
    SELECT t.place_code FROM core.fct_trade AS t WHERE place IS NULL OR t.place_code = place
    UNION
    SELECT g.place_code FROM core.dim_geo AS g WHERE g.place_code = place
), partners AS (
    SELECT 'ALL' AS partner_code WHERE partner IS NULL OR partner = 'ALL'
    UNION
    SELECT t.partner_code FROM core.fct_trade AS t WHERE partner IS NULL OR t.partner_code = partner
    UNION
    SELECT d.partner_code FROM core.dim_partner AS d WHERE d.partner_code = partner
), regimes AS (
    SELECT 'ALL' AS regime_code WHERE regime IS NULL OR regime = 'ALL'
    UNION
    SELECT t.regime_code FROM core.fct_trade AS t WHERE regime IS NULL OR t.regime_code = regime
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
    SELECT * FROM ops.scope_atom(family := family, product := product)
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

CREATE OR REPLACE MACRO ops.month_by_level(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL'
) AS TABLE
WITH keyed AS (
    SELECT t.*,
           unnest(CASE
               WHEN place IS NULL AND t.by_place AND length(t.place_code) = 2 THEN [t.place_code, 'ALL']
               WHEN place IS NULL THEN [t.place_code]
               WHEN place = 'ALL' AND t.by_place AND length(t.place_code) <> 2 THEN []
               ELSE [place] END) AS scope_place
    FROM ops.trade_at(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                      place := place, partner := partner, regime := regime) AS t
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
           sum(value) AS value, count(*) FILTER (state = 'V') AS rows_v, count(*) FILTER (state = 'HELD') AS rows_held,
           count(*) FILTER (state = 'CONFLICT') AS rows_conflict, min(known_from) AS vintage_min,
           max(known_from) AS vintage_max, bool_and(is_official) AS is_official,
           bool_or(is_official) AND NOT bool_and(is_official) AS is_mixed
    FROM scoped AS k GROUP BY ALL
), covered AS (
    SELECT *, true AS is_closed
    FROM ops.coverage_by_level(as_of := as_of, flow := flow, currency := currency, family := family,
                               product := product, place := place, partner := partner, regime := regime)
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
