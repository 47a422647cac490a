-- Metric: M04
-- Meaning: growth of a month, and of the year to date, over the same months of the year before, on a stated basis.
-- Formula: V1 / V0 - 1. growth_basis printed: the growth as the table prints it. first_release: V1 and V0 as each was first released. revised_base: V0 as revised since; of a printed table the year before that the same release prints, else V1 / (1 + g). const_family: of the constant family (core.constant_family_member), so that what moved between headings moves on neither side.
-- Unit: fraction.
-- Edge cases: the family's content changed that year and the basis is not const_family: FAMILY_BREAK; first_release and one of the two is no first release: NO_DATA; printed and no growth is printed: NO_DATA; a printed growth that implies no base: ZERO_BASE; a printed year to date without base or growth NULL_BASE; otherwise as yoy_growth.
-- Source: domain reference, metrics M04.
-- Feeds: customs_query, customs_city, customs_express, customs_bulletin
-- Freshness: monthly, as released
-- Column growth_basis: printed, first_release, revised_base or const_family.
-- Column figures: computed from figures of months, or printed in a table.
-- Column period_kind: M or JF for the measure month, YTD for the year to date.
-- Column basis: Geographic basis and level of detail of the source that was read; for figures of printed tables their group.
-- Parameters: as_of, flow, currency, family, product, place, partner, regime, as in month_value; growth_basis (NULL for each)

CREATE OR REPLACE MACRO marts.yoy_by_basis(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := NULL, partner := 'ALL',
    regime := 'ALL', growth_basis := 'revised_base'
) AS TABLE
WITH asked AS (
    SELECT n.name
    FROM (VALUES ('printed'), ('first_release'), ('revised_base'), ('const_family')) AS n (name)
    WHERE CASE WHEN growth_basis IS NULL THEN true
               WHEN growth_basis IN ('printed', 'first_release', 'revised_base', 'const_family')
               THEN n.name = growth_basis
               ELSE error('growth_basis is printed, first_release, revised_base or const_family') END
), at_moment AS (
    SELECT g.*
    FROM ops.growth_by_level(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                             place := place, partner := partner, regime := regime) AS g
), at_first AS (
    SELECT g.*
    FROM ops.growth_by_level(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                             place := place, partner := partner, regime := regime, variant := 'first_release') AS g
    WHERE growth_basis IS NULL OR growth_basis = 'first_release'
), computed AS (
    SELECT 'revised_base' AS name, g.family AS family, g.place_code, g.partner_code, g.regime_code, g.measure,
           g.period_kind, g.period, g.v1, g.v0, g.reason, g.geo_basis, g.basis, g.is_official, g.vintage_min,
           g.vintage_max
    FROM at_moment AS g
    UNION ALL
    SELECT 'first_release', g.family, g.place_code, g.partner_code, g.regime_code, g.measure, g.period_kind, g.period,
           f.v1, f.v0,
           CASE WHEN f.period IS NULL OR f.reason IN ('INCOMPLETE', 'NULL_BASE') THEN 'NO_DATA' ELSE f.reason END,
           g.geo_basis, coalesce(f.basis, g.basis), f.is_official, f.vintage_min, f.vintage_max
    FROM at_moment AS g
    LEFT JOIN at_first AS f
      ON f.family = g.family AND f.place_code = g.place_code AND f.partner_code = g.partner_code
     AND f.regime_code = g.regime_code AND f.measure = g.measure AND f.period_kind = g.period_kind
     AND f.period = g.period AND f.geo_basis = g.geo_basis
    UNION ALL
    SELECT 'const_family', g.family, g.place_code, g.partner_code, g.regime_code, g.measure, g.period_kind, g.period,
           g.v1, g.v0, g.reason, g.geo_basis, g.basis, g.is_official, g.vintage_min, g.vintage_max
    FROM ops.growth_by_level(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                             place := place, partner := partner, regime := regime, variant := 'const_family') AS g
    WHERE growth_basis IS NULL OR growth_basis = 'const_family'
), printed AS (
    SELECT l.family AS family, p.*
    FROM core.fct_trade_printed AS p JOIN core.printed_line AS l ON l.line_code = p.product_code
    WHERE p.known_from <= ops.moment(as_of) AND p.flow::VARCHAR = flow AND p.currency::VARCHAR = currency
      AND p.ownership = 'ALL' AND p.state = 'V' AND product IS NULL AND (family IS NULL OR l.family = family)
      AND (place IS NULL OR p.place_code = place) AND (partner IS NULL OR p.partner_code = partner)
      AND (regime IS NULL OR p.regime_code = regime)
), latest AS (
    SELECT p.* FROM printed AS p
    WHERE p.known_to IS NULL OR p.known_to > ops.moment(as_of)
    QUALIFY row_number() OVER (
        PARTITION BY p.family, p.place_code, p.partner_code, p.regime_code, p.period, p.period_kind, p.geo_basis
        ORDER BY p.is_official DESC, p.known_from DESC, p.supersession_group
    ) = 1
), line AS (
    SELECT l.*, m.measure, f.period AS first_period, b.period AS first_base,
           CASE m.measure WHEN 'ytd' THEN l.ytd_value ELSE l.month_value END AS v1,
           CASE m.measure WHEN 'ytd' THEN l.ytd_yoy ELSE l.month_yoy END AS growth,
           CASE m.measure WHEN 'ytd' THEN l.ytd_yoy_half_unit ELSE l.month_yoy_half_unit END AS growth_half_unit,
           CASE m.measure WHEN 'ytd' THEN l.prior_ytd_value END AS prior,
           CASE m.measure WHEN 'ytd' THEN f.ytd_value ELSE f.month_value END AS first1,
           CASE m.measure WHEN 'ytd' THEN b.ytd_value ELSE b.month_value END AS first0,
           b.known_from AS first_known
    FROM latest AS l
    CROSS JOIN (VALUES ('month'), ('ytd')) AS m (measure)
    LEFT JOIN printed AS f
      ON f.is_first_release AND f.family = l.family AND f.supersession_group = l.supersession_group
     AND f.place_code = l.place_code AND f.partner_code = l.partner_code AND f.regime_code = l.regime_code
     AND f.geo_basis = l.geo_basis AND f.period_kind = l.period_kind AND f.period = l.period
    LEFT JOIN printed AS b
      ON b.is_first_release AND b.family = l.family AND b.supersession_group = l.supersession_group
     AND b.place_code = l.place_code AND b.partner_code = l.partner_code AND b.regime_code = l.regime_code
     AND b.geo_basis = l.geo_basis AND b.period_kind = l.period_kind
     AND b.period = (left(l.period, 4)::INTEGER - 1)::VARCHAR || right(l.period, 2)
), told AS (
    SELECT a.name, l.*,
           CASE a.name WHEN 'first_release' THEN l.first1 ELSE l.v1 END AS shown1,
           CASE a.name WHEN 'first_release' THEN l.first0::DOUBLE
                       WHEN 'revised_base' THEN coalesce(l.prior::DOUBLE, ops.implied_base(l.v1::DOUBLE, l.growth::DOUBLE))
           END AS shown0
    FROM line AS l JOIN asked AS a ON a.name IN ('printed', 'first_release', 'revised_base')
    WHERE l.v1 IS NOT NULL OR l.growth IS NOT NULL
), judged AS (
    SELECT t.*,
           CASE
               WHEN t.name = 'printed' THEN CASE WHEN t.growth IS NULL THEN 'NO_DATA' END
               WHEN t.name = 'first_release' AND (t.shown1 IS NULL OR t.shown0 IS NULL) THEN 'NO_DATA'
               WHEN t.shown1 IS NULL THEN 'INCOMPLETE'
               WHEN t.prior IS NULL AND t.name = 'revised_base' AND t.growth - coalesce(t.growth_half_unit, 0) <= -1
               THEN 'ZERO_BASE'
               WHEN t.shown0 IS NULL THEN 'NULL_BASE'
               WHEN t.shown0 = 0 THEN 'ZERO_BASE'
           END AS own_reason
    FROM told AS t
), figure AS (
    SELECT c.name, 'computed' AS figures, c.family AS family, c.place_code, c.partner_code, c.regime_code, c.measure,
           c.period_kind, c.period, c.v1, c.v0::DOUBLE AS v0, NULL::DOUBLE AS growth, c.reason, c.geo_basis, c.basis,
           c.is_official, c.vintage_min, c.vintage_max
    FROM computed AS c SEMI JOIN asked AS a ON a.name = c.name
    UNION ALL
    SELECT j.name, 'printed', j.family, j.place_code, j.partner_code, j.regime_code, j.measure,
           CASE j.measure WHEN 'ytd' THEN 'YTD' ELSE j.period_kind::VARCHAR END, j.period, j.shown1, j.shown0,
           CASE j.name WHEN 'printed' THEN j.growth::DOUBLE END,
           coalesce(j.own_reason, CASE WHEN EXISTS (
               FROM ops.content_break() AS f WHERE f.family = j.family AND f.year = left(j.period, 4)::INTEGER
           ) THEN 'FAMILY_BREAK' END),
           j.geo_basis::VARCHAR, concat_ws(' ', j.geo_basis, 'printed', j.supersession_group), j.is_official,
           CASE j.name WHEN 'first_release' THEN least(j.first_known, j.known_from) ELSE j.known_from END, j.known_from
    FROM judged AS j
)
SELECT b.family AS family, b.place_code, b.partner_code, b.regime_code, flow AS flow, currency AS currency,
       b.name AS growth_basis, b.figures, b.measure, b.period_kind, b.period,
       CASE WHEN b.reason IS NULL THEN coalesce(b.growth, b.v1::DOUBLE / b.v0 - 1) END AS value,
       'fraction' AS unit,
       b.reason IS NULL AS complete,
       b.reason, b.v1, b.v0, b.geo_basis, b.basis, b.is_official, b.vintage_min, b.vintage_max
FROM figure AS b;

CREATE OR REPLACE VIEW marts.yoy_by_basis AS FROM marts.yoy_by_basis();
