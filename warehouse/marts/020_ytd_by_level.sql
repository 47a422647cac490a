-- Helper: the months that go into sums over several months, and sums from January on, by scope and level of detail.
-- Meaning: January and February published as one (JF) stand for both, for the whole scope, if either is not covered as a month of its own.

CREATE OR REPLACE MACRO ops.months_used(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL', variant := ''
) AS TABLE
WITH month AS (
    SELECT m.*, left(m.period, 4) AS year, right(m.period, 2)::INTEGER AS month_no,
           left(m.period, 4)::INTEGER * 12 + right(m.period, 2)::INTEGER AS month_at,
           CASE WHEN m.period_kind = 'JF' THEN 2 ELSE 1 END AS months
    FROM ops.month_by_level(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                            place := place, partner := partner, regime := regime, variant := variant) AS m
), marked AS (
    SELECT m.*,
           count(*) FILTER (m.period_kind = 'M' AND m.month_no <= 2 AND m.is_covered) OVER scope_year < 2
           AND coalesce(bool_or(m.period_kind = 'JF' AND m.is_covered) OVER scope_year, false)
           OR count(*) FILTER (m.period_kind = 'M' AND m.month_no <= 2) OVER scope_year = 0
           AND bool_or(m.period_kind = 'JF') OVER scope_year AS is_jf_year
    FROM month AS m
    WINDOW scope_year AS (PARTITION BY m.family, m.place_code, m.partner_code, m.regime_code, m.year, m.basis)
)
SELECT k.* FROM marked AS k
WHERE CASE WHEN k.is_jf_year THEN k.period_kind = 'JF' OR k.month_no > 2 ELSE k.period_kind = 'M' END;
COMMENT ON MACRO TABLE ops.months_used IS 'Months by scope and level of detail that may be summed: each month once, January and February as one or as two.';

CREATE OR REPLACE MACRO ops.ytd_by_level(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL', variant := ''
) AS TABLE
WITH used AS (
    SELECT * FROM ops.months_used(as_of := as_of, flow := flow, currency := currency, family := family,
                                  product := product, place := place, partner := partner, regime := regime, variant := variant)
), last_month AS (
    SELECT u.year, max(u.month_no) AS month_no FROM used AS u GROUP BY ALL
), ends AS (
    SELECT DISTINCT u.family AS family, u.place_code, u.partner_code, u.regime_code, u.year, u.basis, u.geo_basis,
           u.product_level, u.by_partner, u.by_regime, u.by_place, u.splits, u.is_jf_year, n.month_no
    FROM used AS u
    JOIN last_month AS l ON l.year = u.year
    JOIN range(1, 13) AS n (month_no) ON n.month_no <= l.month_no
), summed AS (
    SELECT e.family AS family, e.place_code, e.partner_code, e.regime_code,
           e.year || lpad(e.month_no::VARCHAR, 2, '0') AS period, e.year, e.month_no, e.basis, e.geo_basis,
           e.product_level, e.by_partner, e.by_regime, e.by_place, e.splits, e.is_jf_year,
           coalesce(sum(u.months) FILTER (u.is_covered), 0)::INTEGER AS months_have,
           coalesce(sum(u.value), 0) AS value, coalesce(sum(u.rows_held + u.rows_conflict), 0) > 0 AS is_undecided,
           min(u.vintage_min) AS vintage_min, max(u.vintage_max) AS vintage_max, bool_and(u.is_official) AS is_official,
           coalesce(bool_or(u.is_mixed) OR bool_or(u.is_official) AND NOT bool_and(u.is_official), false) AS is_mixed
    FROM ends AS e
    LEFT JOIN used AS u
      ON u.family = e.family AND u.place_code = e.place_code AND u.partner_code = e.partner_code
     AND u.regime_code = e.regime_code AND u.year = e.year AND u.basis = e.basis AND u.month_no <= e.month_no
    GROUP BY ALL
)
SELECT s.*,
       CASE
           WHEN s.is_jf_year AND s.month_no = 1 THEN 'JF_MERGED'
           WHEN s.months_have < s.month_no OR s.is_undecided THEN 'INCOMPLETE'
           WHEN s.is_mixed THEN 'SCOPE_MISMATCH'
       END AS reason
FROM summed AS s;
COMMENT ON MACRO TABLE ops.ytd_by_level IS 'Sums from January on by scope and level of detail, with the number of covered months and why a sum is not whole.';
