-- Helper: values of a month and of the year to date beside those of the year before, on one level of detail.
-- Meaning: both sides have the same months and the same level. A joint January and February has both months as its base.

-- Months as figures: each month as it stands, and January and February as one where the source has them apart.
CREATE OR REPLACE MACRO ops.month_pieces(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL', variant := ''
) AS TABLE
WITH month AS (
    SELECT m.*,
           right(m.period, 2) <= '02' AND count(*) FILTER (m.period_kind = 'M' AND right(m.period, 2) <= '02') OVER scope_year = 2
           AND NOT bool_or(m.period_kind = 'JF') OVER scope_year AS is_apart
    FROM ops.month_by_level(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                            place := place, partner := partner, regime := regime, variant := variant) AS m
    WINDOW scope_year AS (
        PARTITION BY m.family, m.place_code, m.partner_code, m.regime_code, left(m.period, 4), m.basis
    )
)
SELECT m.*, m.period_kind AS figure_kind, m.period AS figure_period, true AS is_given FROM month AS m
UNION ALL
SELECT m.*, 'JF', left(m.period, 4) || '02', false FROM month AS m WHERE m.is_apart;
COMMENT ON MACRO TABLE ops.month_pieces IS 'Months by scope and level of detail, and January and February again as parts of a joint figure.';

CREATE OR REPLACE MACRO ops.figure_by_level(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL', variant := ''
) AS TABLE
SELECT m.family AS family, m.place_code, m.partner_code, m.regime_code, 'month' AS measure,
       m.figure_kind AS period_kind, m.figure_period AS period, m.is_given, m.basis, m.geo_basis, m.splits,
       m.by_partner, m.by_regime, m.by_place, m.product_level, bool_and(m.is_covered) AS is_covered,
       sum(m.value) AS value,
       CASE
           WHEN NOT bool_and(m.is_covered) OR sum(m.rows_held + m.rows_conflict) > 0 THEN 'INCOMPLETE'
           WHEN bool_or(m.is_mixed) OR bool_or(m.is_official) AND NOT bool_and(m.is_official) THEN 'SCOPE_MISMATCH'
       END AS reason,
       bool_and(m.is_official) AS is_official, min(m.vintage_min) AS vintage_min, max(m.vintage_max) AS vintage_max,
       false AS is_jf_year
FROM ops.month_pieces(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                      place := place, partner := partner, regime := regime, variant := variant) AS m
GROUP BY ALL
UNION ALL
SELECT y.family, y.place_code, y.partner_code, y.regime_code, 'ytd', 'YTD', y.period, true, y.basis, y.geo_basis,
       y.splits, y.by_partner, y.by_regime, y.by_place, y.product_level, y.months_have = y.month_no, y.value,
       y.reason, y.is_official, y.vintage_min, y.vintage_max, y.is_jf_year
FROM ops.ytd_by_level(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                      place := place, partner := partner, regime := regime, variant := variant) AS y;
COMMENT ON MACRO TABLE ops.figure_by_level IS 'Each month and each year to date as a figure, on every level of detail, with why there is none.';

-- Beside the figure of `years` years before: 1 for growth over the year before.
CREATE OR REPLACE MACRO ops.growth_at_levels(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL', years := 1, variant := ''
) AS TABLE
WITH figure AS (
    SELECT * FROM ops.figure_by_level(as_of := as_of, flow := flow, currency := currency, family := family,
                                      product := product, place := place, partner := partner, regime := regime, variant := variant)
), paired AS (
    SELECT n.* EXCLUDE (value, reason, is_covered, is_given, is_official, vintage_min, vintage_max),
           coalesce(b.is_jf_year, false) AS is_jf_year0,
           n.is_covered AS covered1, CASE WHEN n.reason IS NULL THEN coalesce(n.value, 0) END AS v1, n.reason AS reason1,
           coalesce(b.is_covered, false) AS covered0,
           CASE WHEN b.reason IS NULL AND b.period IS NOT NULL THEN coalesce(b.value, 0) END AS v0, b.reason AS reason0,
           n.is_official IS NOT false AND b.is_official IS NOT false AS is_official,
           least(n.vintage_min, b.vintage_min) AS vintage_min, greatest(n.vintage_max, b.vintage_max) AS vintage_max
    FROM figure AS n
    LEFT JOIN figure AS b
      ON b.family = n.family AND b.place_code = n.place_code AND b.partner_code = n.partner_code
     AND b.regime_code = n.regime_code AND b.measure = n.measure AND b.period_kind = n.period_kind
     AND b.basis = n.basis AND b.period = (left(n.period, 4)::INTEGER - years)::VARCHAR || right(n.period, 2)
    WHERE n.is_given OR b.is_given
)
SELECT p.*,
       CASE
           WHEN p.reason1 IS NOT NULL THEN p.reason1
           WHEN p.reason0 = 'SCOPE_MISMATCH' THEN 'SCOPE_MISMATCH'
           WHEN p.v0 IS NULL THEN 'NULL_BASE'
           WHEN p.v0 = 0 THEN 'ZERO_BASE'
           WHEN EXISTS (
               FROM ops.content_break(product := product, variant := variant) AS f
               WHERE f.family = p.family AND f.year > left(p.period, 4)::INTEGER - years
                 AND f.year <= left(p.period, 4)::INTEGER
           ) THEN 'FAMILY_BREAK'
       END AS reason
FROM paired AS p;
COMMENT ON MACRO TABLE ops.growth_at_levels IS 'Month and year to date beside the same of some years before, on every level of detail.';

CREATE OR REPLACE MACRO ops.growth_by_level(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL', years := 1, variant := ''
) AS TABLE
SELECT * FROM ops.growth_at_levels(as_of := as_of, flow := flow, currency := currency, family := family,
                                   product := product, place := place, partner := partner, regime := regime,
                                   years := years, variant := variant) AS p
QUALIFY row_number() OVER (
    PARTITION BY p.family, p.place_code, p.partner_code, p.regime_code, p.measure, p.period_kind, p.period,
                 CASE WHEN p.place_code <> 'ALL' THEN p.geo_basis END
    ORDER BY p.covered1 AND p.covered0 DESC, p.covered1 DESC, p.splits, p.product_level DESC, p.basis
) = 1;
COMMENT ON MACRO TABLE ops.growth_by_level IS 'Month and year to date beside the same of some years before, on the coarsest level that covers both; for a place one row per geographic basis.';
