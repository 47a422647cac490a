-- Metric: M42
-- Meaning: how much first figures were revised later, and in which direction.
-- Formula: r = (later - first) / first of each figure that was published again, for two pairs of vintages: the first and the second, the first and the latest; the mean of r is the bias, the mean of |r| the size.
-- Unit: fraction.
-- Edge cases: first figures of 0 are left out and counted (first_zero); fewer than 3 figures NO_DATA; a printed figure that moved by no more than both half units counts as not revised, and so does a preliminary one that the official release repeats; a figure that a later release no longer has was revised to 0; a figure that is in quarantine or in conflict now is left out; a backfill has no first figure. Figures of different levels of detail are never put together.
-- Source: the usual measures of revision analysis (OECD/Eurostat guidelines on revisions policy and analysis); domain reference, metrics M42.
-- Feeds: customs_query, customs_city, customs_express, customs_bulletin, customs_regime_totals
-- Freshness: monthly, as released
-- Column period: Year YYYY that the figures are about.
-- Column value: Mean revision.
-- Column vintages: first to second, or first to latest.
-- Column mean_abs: Mean of the absolute revisions.
-- Column bias_sign: 1 if figures rise on average, -1 if they fall, 0 if neither.
-- Column figures: Figures with both vintages and a first figure other than 0.
-- Column revised: Of them, figures that changed beyond rounding.
-- Column first_zero: Figures left out because the first is 0.
-- Column basis: Geographic basis and level of detail of the figures; printed for lines of printed tables.
-- Parameters: as_of, flow, currency, family, product (an HS prefix instead of a family), place, partner, regime (a code, or ALL for any)

CREATE OR REPLACE MACRO marts.revision_stats(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL'
) AS TABLE
WITH version AS (
    SELECT '' AS supersession_group, t.period, t.period_kind, t.geo_basis, t.place_code, t.product_code,
           t.partner_code, t.regime_code, t.state, t.value, 0 AS half_unit, t.is_first_release, t.known_from, t.known_to
    FROM core.fct_trade AS t
    WHERE t.known_from <= ops.moment(as_of) AND t.product_level = 'HS8' AND t.flow::VARCHAR = flow
      AND t.currency::VARCHAR = currency AND t.ownership = 'ALL'
      AND (coalesce(place, 'ALL') = 'ALL' OR t.place_code = place)
      AND (coalesce(partner, 'ALL') = 'ALL' OR t.partner_code = partner)
      AND (coalesce(regime, 'ALL') = 'ALL' OR t.regime_code = regime)
      AND (product IS NULL OR starts_with(t.product_code, product))
      AND (family IS NULL OR product IS NOT NULL OR left(t.product_code, 4) IN (
          SELECT left(m.prefix, 4) FROM ops.scope_member(family := family) AS m
      ))
    UNION ALL
    SELECT p.supersession_group, p.period, p.period_kind, p.geo_basis, p.place_code, p.product_code, p.partner_code,
           p.regime_code, p.state, p.month_value, coalesce(p.month_half_unit, 0), p.is_first_release, p.known_from,
           p.known_to
    FROM core.fct_trade_printed AS p
    WHERE p.known_from <= ops.moment(as_of) AND p.flow::VARCHAR = flow AND p.currency::VARCHAR = currency
      AND p.ownership = 'ALL' AND product IS NULL
      AND (coalesce(place, 'ALL') = 'ALL' OR p.place_code = place)
      AND (coalesce(partner, 'ALL') = 'ALL' OR p.partner_code = partner)
      AND (coalesce(regime, 'ALL') = 'ALL' OR p.regime_code = regime)
      AND p.product_code IN (
          SELECT l.line_code FROM core.printed_line AS l WHERE family IS NULL OR l.family = family
      )
), again AS (
    SELECT '' AS supersession_group, t.period, t.period_kind, t.geo_basis, t.place_code, t.product_code,
           t.partner_code, t.regime_code, t.value, t.known_from
    FROM core.fct_trade_restated AS t
    WHERE t.known_from <= ops.moment(as_of) AND t.product_level = 'HS8' AND t.flow::VARCHAR = flow
      AND t.currency::VARCHAR = currency AND t.ownership = 'ALL' AND t.state = 'V'
    UNION ALL
    SELECT p.supersession_group, p.period, p.period_kind, p.geo_basis, p.place_code, p.product_code, p.partner_code,
           p.regime_code, p.month_value, p.known_from
    FROM core.fct_trade_printed_restated AS p
    WHERE p.known_from <= ops.moment(as_of) AND p.flow::VARCHAR = flow AND p.currency::VARCHAR = currency
      AND p.ownership = 'ALL' AND p.state = 'V'
), first AS (
    SELECT v.* FROM version AS v WHERE v.is_first_release AND v.value IS NOT NULL
), changed AS (
    SELECT v.supersession_group, v.period, v.period_kind, v.geo_basis, v.place_code, v.product_code, v.partner_code,
           v.regime_code, v.known_from,
           {'value': CASE v.state WHEN 'V' THEN v.value WHEN 'ABSENT' THEN 0 END, 'half_unit': v.half_unit} AS later
    FROM version AS v WHERE NOT v.is_first_release
), later AS (
    SELECT c.supersession_group, c.period, c.period_kind, c.geo_basis, c.place_code, c.product_code, c.partner_code,
           c.regime_code, min(c.known_from) AS since, arg_min(c.later, c.known_from) AS second,
           arg_max(c.later, c.known_from) AS latest
    FROM changed AS c
    SEMI JOIN first AS f USING (supersession_group, period, period_kind, geo_basis, place_code, product_code,
                                partner_code, regime_code)
    GROUP BY ALL
), confirmed AS (
    SELECT DISTINCT a.supersession_group, a.period, a.period_kind, a.geo_basis, a.place_code, a.product_code,
           a.partner_code, a.regime_code
    FROM again AS a
    JOIN first AS f USING (supersession_group, period, period_kind, geo_basis, place_code, product_code, partner_code,
                           regime_code)
    WHERE a.known_from > f.known_from AND (f.known_to IS NULL OR a.known_from < f.known_to) AND a.value = f.value
), republished AS (
    SELECT * FROM later
    FULL JOIN (SELECT c.*, true AS is_confirmed FROM confirmed AS c)
    USING (supersession_group, period, period_kind, geo_basis, place_code, product_code, partner_code, regime_code)
), paired AS (
    SELECT f.*, n.vintages,
           CASE WHEN n.vintages = 'first to second' AND r.is_confirmed OR r.latest IS NULL
                THEN {'value': f.value, 'half_unit': f.half_unit}
                WHEN n.vintages = 'first to second' THEN r.second ELSE r.latest END AS later
    FROM republished AS r
    JOIN first AS f USING (supersession_group, period, period_kind, geo_basis, place_code, product_code, partner_code,
                           regime_code)
    CROSS JOIN (VALUES ('first to second'), ('first to latest')) AS n (vintages)
), scoped AS (
    SELECT p.*, m.family AS family
    FROM paired AS p
    JOIN ops.scope_member(family := family, product := product) AS m
      ON starts_with(p.product_code, m.prefix) AND left(p.period, 4)::INTEGER BETWEEN m.hs_year_from AND m.hs_year_to
    WHERE p.supersession_group = ''
    UNION ALL
    SELECT p.*, l.family FROM paired AS p JOIN core.printed_line AS l ON l.line_code = p.product_code
    WHERE p.supersession_group <> '' AND (family IS NULL OR l.family = family)
), measured AS (
    SELECT s.family AS family, left(s.period, 4) AS year, s.vintages,
           concat_ws(' ', s.geo_basis, CASE WHEN s.supersession_group = '' THEN 'HS8' ELSE 'printed' END,
                     nullif(s.supersession_group, ''),
                     CASE WHEN s.partner_code <> 'ALL' OR s.regime_code <> 'ALL' OR s.place_code <> 'ALL' THEN 'by' END,
                     CASE WHEN s.partner_code <> 'ALL' THEN 'partner' END,
                     CASE WHEN s.regime_code <> 'ALL' THEN 'regime' END,
                     CASE WHEN s.place_code <> 'ALL' THEN 'place' END) AS basis,
           s.value = 0 AS is_zero, s.known_from,
           CASE WHEN abs(s.later.value - s.value) <= s.half_unit + s.later.half_unit THEN 0
                ELSE (s.later.value - s.value)::DOUBLE / nullif(s.value, 0)::DOUBLE END AS r
    FROM scoped AS s WHERE s.later.value IS NOT NULL
), summed AS (
    SELECT d.family AS family, d.year, d.vintages, d.basis, avg(d.r) FILTER (NOT d.is_zero) AS mean,
           avg(abs(d.r)) FILTER (NOT d.is_zero) AS mean_abs, count(*) FILTER (NOT d.is_zero) AS figures,
           count(*) FILTER (NOT d.is_zero AND d.r <> 0) AS revised, count(*) FILTER (d.is_zero) AS first_zero,
           min(d.known_from) AS vintage_min, max(d.known_from) AS vintage_max
    FROM measured AS d GROUP BY ALL
)
SELECT s.family AS family, coalesce(place, 'ALL') AS place_code, coalesce(partner, 'ALL') AS partner_code,
       coalesce(regime, 'ALL') AS regime_code, flow AS flow, currency AS currency, s.year AS period, s.vintages,
       CASE WHEN s.figures >= 3 THEN s.mean END AS value,
       'fraction' AS unit,
       s.figures >= 3 AS complete,
       CASE WHEN s.figures < 3 THEN 'NO_DATA' END AS reason,
       CASE WHEN s.figures >= 3 THEN s.mean_abs END AS mean_abs,
       CASE WHEN s.figures >= 3 THEN sign(s.mean)::INTEGER END AS bias_sign,
       s.figures, s.revised, s.first_zero, s.basis, s.vintage_min, s.vintage_max
FROM summed AS s;

CREATE OR REPLACE VIEW marts.revision_stats AS FROM marts.revision_stats();
