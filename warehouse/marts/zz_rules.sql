-- Helper: what the rules over metrics look at; after the metrics, because it reads them.
-- Meaning: family boundaries that no concordance carries, figures that are not the sum of one basis.

-- A family is traded in two years running, its codes of 6 digits changed between them, no break is declared, and a changed code has no
-- relation, or content moved between it and another family.
CREATE OR REPLACE VIEW ops.open_boundary AS
WITH traded AS (
    SELECT DISTINCT left(t.period, 4)::INTEGER AS year, t.product_code
    FROM core.agg_trade_month AS t WHERE t.product_level = 'HS8' AND t.rows_v > 0
), family_year AS (
    SELECT DISTINCT m.family, t.year
    FROM traded AS t
    JOIN core.product_family_member AS m
      ON starts_with(t.product_code, m.prefix) AND t.year BETWEEN m.hs_year_from AND m.hs_year_to
), boundary AS (
    SELECT y.family, y.year
    FROM family_year AS y JOIN family_year AS b ON b.family = y.family AND b.year = y.year - 1
    WHERE NOT EXISTS (FROM core.family_break AS f WHERE f.family = y.family AND f.year = y.year)
), code AS (
    SELECT DISTINCT m.family, h.year, left(h.hs8, 6) AS hs6
    FROM core.product_family_member AS m
    JOIN core.dim_hs8 AS h ON starts_with(h.hs8, m.prefix) AND h.year BETWEEN m.hs_year_from AND m.hs_year_to
), changed AS (
    SELECT b.family, b.year, c.hs6, c.year = b.year AS is_new
    FROM boundary AS b
    JOIN code AS c ON c.family = b.family AND c.year IN (b.year - 1, b.year)
    WHERE EXISTS (FROM code AS o WHERE o.family = b.family AND o.year = 2 * b.year - 1 - c.year)
      AND NOT EXISTS (FROM code AS o WHERE o.family = b.family AND o.year = 2 * b.year - 1 - c.year AND o.hs6 = c.hs6)
), relation AS (
    SELECT b.from_rev, b.to_rev, b.from_hs6, b.to_hs6
    FROM core.bridge_hs_concordance AS b WHERE b.note IS DISTINCT FROM 'ewaste'
), unmapped AS (
    SELECT c.family, c.year, c.hs6
    FROM changed AS c
    WHERE NOT EXISTS (
        FROM relation AS r
        WHERE r.from_rev = ops.hs_revision(c.year) AND r.to_rev = ops.hs_revision(c.year - 1)
          AND c.hs6 = CASE WHEN c.is_new THEN r.from_hs6 ELSE r.to_hs6 END
    )
), moved AS (
    SELECT b.family, b.year, CASE WHEN f.hs6 IS NOT NULL THEN r.to_hs6 ELSE r.from_hs6 END AS hs6
    FROM (SELECT DISTINCT c.family, c.year FROM changed AS c) AS b
    JOIN relation AS r ON r.from_rev = ops.hs_revision(b.year) AND r.to_rev = ops.hs_revision(b.year - 1)
    LEFT JOIN code AS f ON f.family = b.family AND f.year = b.year AND f.hs6 = r.from_hs6
    LEFT JOIN code AS t ON t.family = b.family AND t.year = b.year - 1 AND t.hs6 = r.to_hs6
    WHERE (f.hs6 IS NULL) <> (t.hs6 IS NULL)
      AND EXISTS (
          FROM code AS o
          WHERE CASE WHEN f.hs6 IS NULL THEN o.year = b.year AND o.hs6 = r.from_hs6
                     ELSE o.year = b.year - 1 AND o.hs6 = r.to_hs6 END
      )
)
SELECT a.family, a.year, count(DISTINCT a.hs6) FILTER (a.is_unmapped) AS unmapped_codes,
       count(DISTINCT a.hs6) FILTER (NOT a.is_unmapped) AS moved_codes, min(a.hs6) AS first_hs6
FROM (SELECT u.*, true AS is_unmapped FROM unmapped AS u UNION ALL SELECT m.*, false FROM moved AS m) AS a
GROUP BY ALL;
COMMENT ON VIEW ops.open_boundary IS 'Families whose codes changed from one year to the next without a declared break and without a concordance that closes over them.';
COMMENT ON COLUMN ops.open_boundary.family IS 'Family.';
COMMENT ON COLUMN ops.open_boundary.year IS 'First year of the changed codes.';
COMMENT ON COLUMN ops.open_boundary.unmapped_codes IS 'Changed codes of 6 digits without a relation to the revision before.';
COMMENT ON COLUMN ops.open_boundary.moved_codes IS 'Codes of another family that content moved from or to.';
COMMENT ON COLUMN ops.open_boundary.first_hs6 IS 'The first of these codes.';

-- Every total of the nation must be the sum of one flow, currency, geographic basis, level of detail and class of vintages, over one family;
-- the other metrics rest on the same sums.
CREATE OR REPLACE VIEW ops.mixed_figure AS
WITH summed AS (
    SELECT t.flow::VARCHAR AS flow, t.currency::VARCHAR AS currency, t.period, t.period_kind, t.geo_basis, t.product_level,
           t.product_code, t.is_official, t.by_partner, t.by_regime, t.place_code <> 'ALL' AS by_place, sum(t.value) AS value
    FROM core.agg_trade_month AS t
    WHERE t.rows_v > 0 AND t.is_official = t.has_official AND t.ownership = 'ALL'
      AND (t.place_code = 'ALL' OR length(t.place_code) = 2)
    GROUP BY ALL
), member AS (
    SELECT DISTINCT s.product_level, s.product_code, left(s.period, 4) AS year, m.family
    FROM summed AS s
    JOIN core.product_family_member AS m
      ON s.product_level = 'HS8' AND starts_with(s.product_code, m.prefix)
     AND left(s.period, 4)::INTEGER BETWEEN m.hs_year_from AND m.hs_year_to
    UNION
    SELECT DISTINCT s.product_level, s.product_code, left(s.period, 4), l.family
    FROM summed AS s JOIN core.printed_line AS l ON s.product_level = 'LINE' AND l.line_code = s.product_code
), ground AS (
    SELECT m.family, s.flow, s.currency, s.period, s.period_kind::VARCHAR AS period_kind, s.geo_basis, s.product_level,
           s.by_partner, s.by_regime, s.by_place, s.is_official, sum(s.value) AS value
    FROM summed AS s
    JOIN member AS m
      ON m.product_level = s.product_level AND m.product_code = s.product_code AND m.year = left(s.period, 4)
    GROUP BY ALL
), figure AS (
    FROM marts.month_value(flow := 'X', currency := 'CNY', place := 'ALL')
    UNION ALL FROM marts.month_value(flow := 'X', currency := 'USD', place := 'ALL')
    UNION ALL FROM marts.month_value(flow := 'M', currency := 'CNY', place := 'ALL')
    UNION ALL FROM marts.month_value(flow := 'M', currency := 'USD', place := 'ALL')
)
SELECT v.family, v.flow, v.currency, v.period, v.period_kind, v.value, v.basis,
       (SELECT string_agg(g.geo_basis || ' ' || g.value, ', ' ORDER BY g.geo_basis, g.value) FROM ground AS g
        WHERE g.family = v.family AND g.flow = v.flow AND g.currency = v.currency AND g.period = v.period
          AND g.period_kind = v.period_kind) AS grounds
FROM figure AS v
WHERE v.value <> 0 AND NOT EXISTS (
    FROM ground AS g
    WHERE g.family = v.family AND g.flow = v.flow AND g.currency = v.currency AND g.period = v.period
      AND g.period_kind = v.period_kind AND g.value = v.value AND split_part(v.basis, ' ', 1) = g.geo_basis::VARCHAR
);
COMMENT ON VIEW ops.mixed_figure IS 'Totals of the nation that are not the sum of one flow, currency, geographic basis, level of detail and class of vintages.';
COMMENT ON COLUMN ops.mixed_figure.family IS 'Family of the figure.';
COMMENT ON COLUMN ops.mixed_figure.flow IS 'X exports, M imports.';
COMMENT ON COLUMN ops.mixed_figure.currency IS 'Currency of the figure.';
COMMENT ON COLUMN ops.mixed_figure.period IS 'Month YYYYMM.';
COMMENT ON COLUMN ops.mixed_figure.period_kind IS 'M month; JF January and February published as one.';
COMMENT ON COLUMN ops.mixed_figure.value IS 'The figure, units of the currency.';
COMMENT ON COLUMN ops.mixed_figure.basis IS 'Basis that the figure names.';
COMMENT ON COLUMN ops.mixed_figure.grounds IS 'Sums of the facts by geographic basis, units of the currency.';
