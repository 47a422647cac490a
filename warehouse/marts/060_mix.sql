-- Helper: the parts of a whole by one dimension, from facts and from printed tables, beside the year before.
-- Meaning: the ground of mixes. Facts are split by their source; printed tables give a total and parts of their own.

-- Parts and totals of facts, on each level of detail that is split by the dimension.
CREATE OR REPLACE MACRO ops.mix_of_facts(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL', dimension := 'regime', digits := 8
) AS TABLE
WITH total AS (
    SELECT f.*
    FROM ops.figure_by_level(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                             place := place, partner := partner, regime := regime) AS f
    WHERE f.is_given
      AND CASE dimension WHEN 'partner' THEN f.by_partner WHEN 'regime' THEN f.by_regime WHEN 'place' THEN f.by_place
                         WHEN 'product' THEN f.product_level = 'HS8' WHEN 'ownership' THEN false
                         ELSE error('dimension is regime, ownership, partner, place or product') END
), part AS (
    SELECT y.family AS family, 'ytd' AS measure, 'YTD' AS period_kind, y.period, y.basis, y.part, y.value
    FROM ops.ytd_parts(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                       place := place, partner := partner, regime := regime, dimension := dimension,
                       digits := digits) AS y
    UNION ALL
    SELECT m.family, 'month', m.period_kind, m.period,
           concat_ws(' ', m.geo_basis, m.product_level, CASE WHEN m.by_partner OR m.by_regime OR m.by_place THEN 'by' END,
                     CASE WHEN m.by_partner THEN 'partner' END, CASE WHEN m.by_regime THEN 'regime' END,
                     CASE WHEN m.by_place THEN 'place' END),
           m.part, m.value
    FROM ops.month_parts(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                         place := place, partner := partner, regime := regime, dimension := dimension,
                         digits := digits) AS m
), both_years AS (
    SELECT p.family AS family, p.measure, p.period_kind, p.period, p.basis, p.part, p.value AS part_value, 0 AS part_base
    FROM part AS p
    UNION ALL
    SELECT p.family, p.measure, p.period_kind, (left(p.period, 4)::INTEGER + 1)::VARCHAR || right(p.period, 2), p.basis,
           p.part, 0, p.value
    FROM part AS p
), parts AS (
    SELECT b.family AS family, b.measure, b.period_kind, b.period, b.basis, b.part, sum(b.part_value) AS part_value,
           sum(b.part_base) AS part_base
    FROM both_years AS b GROUP BY ALL
)
SELECT t.family AS family, t.place_code, t.partner_code, t.regime_code, t.measure, t.period_kind, t.period, p.part,
       CASE WHEN t.reason IS NULL THEN p.part_value END AS part_value,
       CASE WHEN t.reason IS NULL THEN t.value END AS total_value,
       CASE WHEN b.reason IS NULL AND b.value IS NOT NULL THEN p.part_base END::DOUBLE AS part_base,
       CASE WHEN b.reason IS NULL THEN b.value END::DOUBLE AS total_base,
       'figures' AS base_source, true AS is_full, true AS is_own, t.reason, t.is_covered, t.splits, t.geo_basis, t.basis, t.is_official,
       t.vintage_min, t.vintage_max
FROM total AS t
JOIN parts AS p
  ON p.family = t.family AND p.measure = t.measure AND p.period_kind = t.period_kind AND p.period = t.period
 AND p.basis = t.basis
LEFT JOIN total AS b
  ON b.family = t.family AND b.measure = t.measure AND b.period_kind = t.period_kind AND b.basis = t.basis
 AND b.period = (left(t.period, 4)::INTEGER - 1)::VARCHAR || right(t.period, 2);
COMMENT ON MACRO TABLE ops.mix_of_facts IS 'Parts and totals of facts by one dimension, for each month and year to date and every level that is split by it, with those of the year before.';

-- Which parts of a place are looked for: provinces of the nation, prefectures of a province, counties of a prefecture.
CREATE OR REPLACE MACRO ops.lies_in(part_code, whole_code) AS
    CASE WHEN whole_code = 'ALL' THEN length(part_code) = 2
         WHEN length(whole_code) = 2 THEN part_code LIKE whole_code || '__00'
         ELSE length(part_code) = 6 AND right(whole_code, 2) = '00' AND left(part_code, 4) = left(whole_code, 4)
              AND right(part_code, 2) <> '00' END;
COMMENT ON MACRO ops.lies_in IS 'True if a place is the next smaller part of another: province of the nation, prefecture of a province, county of a prefecture.';

-- Printed figures as they stood at a moment, one row for the month and one for the year to date. A flow of NULL is each.
CREATE OR REPLACE MACRO ops.printed_figures(as_of := NULL, flow := 'X', currency := 'CNY', family := NULL) AS TABLE
WITH known AS (
    SELECT p.*, CASE WHEN p.product_code = 'ALL' THEN 'ALL' ELSE l.family END AS family
    FROM core.fct_trade_printed AS p LEFT JOIN core.printed_line AS l ON l.line_code = p.product_code
    WHERE p.known_from <= ops.moment(as_of) AND (p.known_to IS NULL OR p.known_to > ops.moment(as_of))
      AND p.state <> 'ABSENT' AND (flow IS NULL OR p.flow::VARCHAR = flow) AND p.currency::VARCHAR = currency
), figure AS (
    SELECT k.*, 'month' AS measure, k.period_kind::VARCHAR AS figure_kind, k.month_value AS value,
           k.month_half_unit AS half_unit, k.month_yoy AS growth, NULL::DECIMAL(18, 2) AS prior_value
    FROM known AS k
    UNION ALL
    SELECT k.*, 'ytd', 'YTD', k.ytd_value, k.ytd_half_unit, k.ytd_yoy, k.prior_ytd_value FROM known AS k
)
SELECT f.family AS family, f.supersession_group, f.product_code, f.geo_basis::VARCHAR AS geo_basis, f.place_code,
       f.partner_code, f.regime_code, f.ownership::VARCHAR AS ownership, f.flow::VARCHAR AS flow, f.measure,
       f.figure_kind AS period_kind, f.period, f.state::VARCHAR AS state, f.line_kind::VARCHAR AS line_kind, f.value,
       f.half_unit, f.growth, f.prior_value, f.is_official, f.known_from
FROM figure AS f
WHERE f.family IS NOT NULL AND (family IS NULL OR f.family = family);
COMMENT ON MACRO TABLE ops.printed_figures IS 'Printed figures of lines with a family, and of all goods, at a moment: one row for the month, one for the year to date.';

-- Parts beside the total that the same table prints for them.
CREATE OR REPLACE MACRO ops.printed_parts(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, place := NULL, partner := 'ALL', regime := 'ALL',
    dimension := 'regime'
) AS TABLE
WITH figure AS (
    SELECT * FROM ops.printed_figures(as_of := as_of, flow := CASE WHEN dimension = 'flow' THEN NULL ELSE flow END,
                                      currency := currency, family := family)
)
SELECT t.family AS family, t.supersession_group, t.product_code, t.geo_basis, t.place_code, t.partner_code, t.regime_code,
       t.flow AS flow, t.measure, t.period_kind, t.period,
       CASE dimension WHEN 'regime' THEN p.regime_code WHEN 'ownership' THEN p.ownership WHEN 'flow' THEN p.flow
                      WHEN 'partner' THEN p.partner_code ELSE p.place_code END AS part,
       p.line_kind, p.state AS part_state, t.state AS total_state, p.value AS part_value, t.value AS total_value,
       p.half_unit AS part_half_unit, t.half_unit AS total_half_unit, p.growth AS part_growth, t.growth AS total_growth,
       p.prior_value AS part_prior, t.prior_value AS total_prior,
       p.is_official AS part_is_official, t.is_official AS total_is_official,
       least(p.known_from, t.known_from) AS vintage_min, greatest(p.known_from, t.known_from) AS vintage_max
FROM figure AS t
JOIN figure AS p
  ON p.family = t.family AND p.supersession_group = t.supersession_group AND p.measure = t.measure
 AND p.period_kind = t.period_kind AND p.period = t.period AND p.product_code = t.product_code
 AND (p.geo_basis = t.geo_basis OR dimension = 'place' AND t.geo_basis = 'NAT')
 AND CASE WHEN dimension = 'place' THEN ops.lies_in(p.place_code, t.place_code) ELSE p.place_code = t.place_code END
 AND CASE WHEN dimension = 'partner' THEN p.partner_code <> 'ALL' ELSE p.partner_code = t.partner_code END
 AND CASE WHEN dimension = 'regime' THEN p.regime_code <> 'ALL' ELSE p.regime_code = t.regime_code END
 AND CASE WHEN dimension = 'ownership' THEN p.ownership <> 'ALL' ELSE p.ownership = 'ALL' END
 AND CASE WHEN dimension = 'flow' THEN p.flow <> 'XM' ELSE p.flow = t.flow END
WHERE dimension IN ('regime', 'ownership', 'partner', 'place', 'flow')
  AND t.ownership = 'ALL' AND (place IS NULL OR t.place_code = place)
  AND t.partner_code = CASE WHEN dimension = 'partner' THEN 'ALL' ELSE coalesce(partner, 'ALL') END
  AND t.regime_code = CASE WHEN dimension = 'regime' THEN 'ALL' ELSE coalesce(regime, 'ALL') END
  AND (dimension <> 'flow' OR t.flow = 'XM');
COMMENT ON MACRO TABLE ops.printed_parts IS 'Printed parts by one dimension beside the total that is printed for them.';

-- Shares of the year before come from its figures, else from those that the table prints for it, else from printed growth.
CREATE OR REPLACE MACRO ops.mix_of_printed(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, place := NULL, partner := 'ALL', regime := 'ALL',
    dimension := 'regime'
) AS TABLE
WITH part AS (
    SELECT * FROM ops.printed_parts(as_of := as_of, flow := flow, currency := currency, family := family, place := place,
                                    partner := partner, regime := regime, dimension := dimension)
), based AS (
    SELECT p.*, b.part_value::DOUBLE AS part_before, b.total_value::DOUBLE AS total_before,
           ops.implied_base(p.part_value::DOUBLE, p.part_growth::DOUBLE) AS part_implied,
           ops.implied_base(p.total_value::DOUBLE, p.total_growth::DOUBLE) AS total_implied,
           part_before IS NOT NULL AND total_before IS NOT NULL AS has_before,
           part_implied IS NOT NULL AND total_implied IS NOT NULL AS has_implied,
           p.part_prior IS NOT NULL AND p.total_prior IS NOT NULL AS has_prior
    FROM part AS p
    LEFT JOIN part AS b
      ON b.family = p.family AND b.supersession_group = p.supersession_group AND b.product_code = p.product_code
     AND b.geo_basis = p.geo_basis AND b.place_code = p.place_code AND b.partner_code = p.partner_code
     AND b.regime_code = p.regime_code AND b.measure = p.measure AND b.period_kind = p.period_kind AND b.part = p.part
     AND b.period = (left(p.period, 4)::INTEGER - 1)::VARCHAR || right(p.period, 2)
    WHERE p.part_value IS NOT NULL OR p.part_state <> 'V'
)
SELECT b.family AS family, b.place_code, b.partner_code, b.regime_code, b.measure, b.period_kind, b.period, b.part,
       b.part_value, b.total_value,
       CASE WHEN b.has_before THEN b.part_before WHEN b.has_prior THEN b.part_prior WHEN b.has_implied THEN b.part_implied
            END::DOUBLE AS part_base,
       CASE WHEN b.has_before THEN b.total_before WHEN b.has_prior THEN b.total_prior WHEN b.has_implied THEN b.total_implied
            END::DOUBLE AS total_base,
       CASE WHEN b.has_before THEN 'figures' WHEN b.has_prior THEN 'printed base' WHEN b.has_implied THEN 'printed growth'
            END AS base_source,
       CASE dimension WHEN 'ownership' THEN count(*) FILTER (b.part IN ('SOE', 'FIE', 'PRIVATE')) OVER whole = 3
                      WHEN 'regime' THEN bool_or(b.part = '39') OVER whole ELSE false END AS is_full,
       -- aggregates and lines of which repeat what others say
       b.line_kind IS NULL OR b.line_kind NOT IN ('GROUP', 'PART') AS is_own,
       CASE
           WHEN b.part_state = 'HELD' THEN 'QUARANTINED'
           WHEN b.part_state = 'CONFLICT' THEN 'CONFLICT'
           WHEN b.total_state <> 'V' OR b.total_value IS NULL THEN 'INCOMPLETE'
           WHEN b.part_is_official <> b.total_is_official THEN 'SCOPE_MISMATCH'
       END AS reason,
       b.total_state = 'V' AS is_covered, 9 AS splits, b.geo_basis,
       concat_ws(' ', b.geo_basis, 'LINE printed', b.supersession_group) AS basis,
       b.part_is_official AND b.total_is_official AS is_official, b.vintage_min, b.vintage_max
FROM based AS b
WINDOW whole AS (
    PARTITION BY b.family, b.supersession_group, b.product_code, b.geo_basis, b.place_code, b.partner_code, b.regime_code,
                 b.measure, b.period_kind, b.period
);
COMMENT ON MACRO TABLE ops.mix_of_printed IS 'Parts and totals of printed tables by one dimension, with those of the year before.';
