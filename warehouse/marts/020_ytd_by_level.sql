-- Helper: sums from January on, by month, scope and level of detail.
-- Meaning: January and February published as one (JF) stand for both, for the whole scope, if either is not covered as a month of its own.

CREATE OR REPLACE MACRO ops.ytd_by_level(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL'
) AS TABLE
WITH month AS (
    SELECT *, left(period, 4) AS year, right(period, 2)::INTEGER AS month_no
    FROM ops.month_by_level(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                            place := place, partner := partner, regime := regime)
), marked AS (
    SELECT *,
           count(*) FILTER (period_kind = 'M' AND month_no <= 2 AND is_covered) OVER scope_year < 2
           AND coalesce(bool_or(period_kind = 'JF' AND is_covered) OVER scope_year, false) AS is_jf_year
    FROM month AS m
    WINDOW scope_year AS (PARTITION BY m.family, place_code, partner_code, regime_code, year, basis)
), used AS (
    SELECT * FROM marked
    WHERE CASE WHEN is_jf_year THEN period_kind = 'JF' OR month_no > 2 ELSE period_kind = 'M' END
), ends AS (
    SELECT DISTINCT used.family AS family, place_code, partner_code, regime_code, year, basis, geo_basis, product_level, by_partner,
           by_regime, by_place, splits, is_jf_year, n.month_no
    FROM used, range(1, 13) AS n (month_no)
    WHERE n.month_no <= (SELECT max(right(period, 2)::INTEGER) FROM month AS m WHERE m.year = used.year)
)
SELECT e.family AS family, e.place_code, e.partner_code, e.regime_code, e.year || lpad(e.month_no::VARCHAR, 2, '0') AS period,
       e.year, e.month_no, e.basis, e.geo_basis, e.product_level, e.by_partner, e.by_regime, e.by_place, e.splits,
       e.is_jf_year,
       coalesce(sum(CASE WHEN u.period_kind = 'JF' THEN 2 ELSE 1 END) FILTER (u.is_covered), 0)::INTEGER AS months_have,
       coalesce(sum(u.value), 0) AS value, sum(u.rows_v) AS rows_v, sum(u.rows_held) AS rows_held,
       sum(u.rows_conflict) AS rows_conflict, min(u.vintage_min) AS vintage_min, max(u.vintage_max) AS vintage_max,
       bool_and(u.is_official) AS is_official
FROM ends AS e
LEFT JOIN used AS u
  ON u.family = e.family AND u.place_code = e.place_code AND u.partner_code = e.partner_code
 AND u.regime_code = e.regime_code AND u.year = e.year AND u.basis = e.basis AND u.month_no <= e.month_no
GROUP BY ALL;
COMMENT ON MACRO TABLE ops.ytd_by_level IS 'Sums from January on by scope and level of detail, with the number of covered months.';
