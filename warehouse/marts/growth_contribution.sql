-- Metric: M14
-- Meaning: what each partner, product, regime, place or town adds to the growth of the year to date.
-- Formula: (V1_i - V0_i) / V0 x 100; the parts add up to the growth in percent.
-- Unit: percentage points.
-- Edge cases: V0 = 0 ZERO_BASE; base not covered NULL_BASE; V1 not covered INCOMPLETE; the family's content changed that year FAMILY_BREAK; January of a year that has January and February as one JF_MERGED; preliminary and official figures in one of the two sums SCOPE_MISMATCH. Both years are taken on one level of detail that is split by the dimension. Towns are those of the enterprises' addresses (unknown where no list says it), of the confidential figures by enterprise: in the published file NULL CONFIDENTIAL; lighting sql --confidential has them.
-- Source: domain reference, metrics M14.
-- Feeds: customs_query, customs_enterprise, zone_roster
-- Freshness: monthly, as released
-- Column period: Month YYYYMM; NULL where nothing may be shown.
-- Parameters: as_of, flow, currency, family, product, place, partner, regime (a code or ALL), dimension (partner, product, regime, place, town), digits of product codes

CREATE OR REPLACE MACRO marts.growth_contribution(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL', dimension := 'partner', digits := 8
) AS TABLE
WITH pair AS (
    SELECT g.*
    FROM ops.growth_at_levels(as_of := as_of, flow := flow, currency := currency, family := family,
                              product := product, place := coalesce(place, 'ALL'),
                              partner := coalesce(partner, 'ALL'), regime := coalesce(regime, 'ALL')) AS g
    WHERE g.measure = 'ytd'
      AND CASE dimension WHEN 'partner' THEN g.by_partner WHEN 'regime' THEN g.by_regime
                         WHEN 'place' THEN g.by_place WHEN 'product' THEN g.product_level = 'HS8' WHEN 'town' THEN false
                         ELSE error('dimension is partner, product, regime, place or town') END
    QUALIFY row_number() OVER (
        PARTITION BY g.family, g.period ORDER BY g.covered1 AND g.covered0 DESC, g.covered1 DESC, g.splits, g.basis
    ) = 1
), part AS (
    SELECT * FROM ops.ytd_parts(as_of := as_of, flow := flow, currency := currency, family := family,
                                product := product, place := coalesce(place, 'ALL'),
                                partner := coalesce(partner, 'ALL'), regime := coalesce(regime, 'ALL'),
                                dimension := dimension, digits := digits)
), both_years AS (
    SELECT p.family AS family, p.period, p.basis, a.part, a.value AS part1, 0 AS part0
    FROM pair AS p JOIN part AS a ON a.family = p.family AND a.period = p.period AND a.basis = p.basis
    UNION ALL
    SELECT p.family, p.period, p.basis, a.part, 0, a.value
    FROM pair AS p
    JOIN part AS a ON a.family = p.family AND a.basis = p.basis
                  AND a.period = (left(p.period, 4)::INTEGER - 1)::VARCHAR || right(p.period, 2)
), parts AS (
    SELECT b.family AS family, b.period, b.part, sum(b.part1) AS v1, sum(b.part0) AS v0 FROM both_years AS b GROUP BY ALL
), figure AS (
    SELECT p.family AS family, p.period, a.part, p.reason, CASE WHEN p.v1 IS NOT NULL THEN a.v1 END AS v1,
           CASE WHEN p.v0 IS NOT NULL THEN a.v0 END AS v0, p.v1 AS total1, p.v0 AS total0, p.basis, p.vintage_min,
           p.vintage_max
    FROM pair AS p JOIN parts AS a ON a.family = p.family AND a.period = p.period
    UNION ALL
    SELECT t.family, t.period, t.town_code, t.reason, CASE WHEN t.total1 IS NOT NULL THEN t.v1 END,
           CASE WHEN t.total0 IS NOT NULL THEN t.v0 END, t.total1, t.total0, t.basis, t.vintage_min, t.vintage_max
    FROM ops.growth_by_town(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                            place := coalesce(place, 'ALL'), partner := coalesce(partner, 'ALL'),
                            regime := coalesce(regime, 'ALL')) AS t
    WHERE dimension = 'town'
)
SELECT f.family AS family, coalesce(place, 'ALL') AS place_code, coalesce(partner, 'ALL') AS partner_code,
       coalesce(regime, 'ALL') AS regime_code, flow AS flow,
       currency AS currency, f.period, dimension AS dimension, f.part AS part_code,
       CASE WHEN f.reason IS NULL THEN (f.v1 - f.v0)::DOUBLE / f.total0::DOUBLE * 100 END AS value,
       'pct_points' AS unit,
       f.reason IS NULL AS complete,
       f.reason, f.v1, f.v0,
       CASE WHEN f.reason IS NULL THEN (f.total1 - f.total0)::DOUBLE / f.total0::DOUBLE * 100 END AS growth_pct,
       f.basis, f.vintage_min, f.vintage_max
FROM figure AS f;

CREATE OR REPLACE VIEW marts.growth_contribution AS FROM marts.growth_contribution();
