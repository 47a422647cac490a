-- Metric: M40
-- Meaning: how much of the value from January on can be carried to an earlier HS revision without a guess.
-- Formula: share of the value by class of its HS codes of 6 digits: clean, each code goes to one code of the other revision (1:1, n:1); nn, it would have to be split (n:n, 1:n), which is never guessed; parts, codes of parts (core.metric_default) unless they are n:n; unmapped, no relation is known.
-- Unit: fraction.
-- Edge cases: a code without a relation, or whose relation is in conflict, is unmapped; nothing traded ZERO_DENOM; months not covered, or a row in quarantine or in conflict, INCOMPLETE; January of a year that has January and February as one JF_MERGED; preliminary and official figures in one sum SCOPE_MISMATCH.
-- Source: UN Statistics Division, HS correlation tables (all targets; the conversion tables send codes that split to one target by fiat); the class parts is a default of this project; domain reference, metrics M40.
-- Feeds: customs_query, hs_concordance
-- Freshness: monthly, as released
-- Column concordance_class: clean, nn, parts or unmapped; NULL where there is no figure.
-- Column from_rev: HS revision that the codes of the year belong to.
-- Column to_rev: HS revision that they are to be carried to.
-- Column class_value: Value of the class, units of currency.
-- Column hs6_codes: Codes of 6 digits in the class, the largest value first.
-- Parameters: as_of, flow, currency, family, product, place, partner, regime (a code or ALL), to_rev (default the revision before that of the year)

CREATE OR REPLACE MACRO marts.concordance_quality(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL', to_rev := NULL
) AS TABLE
WITH level AS (
    SELECT y.*, ops.hs_revision(y.year::INTEGER) AS revision,
           coalesce(to_rev::VARCHAR, ops.hs_revision(ops.hs_revision(y.year::INTEGER)::INTEGER - 1)) AS target
    FROM ops.ytd_by_level(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                          place := coalesce(place, 'ALL'), partner := coalesce(partner, 'ALL'),
                          regime := coalesce(regime, 'ALL')) AS y
    WHERE y.product_level = 'HS8'
    QUALIFY row_number() OVER (
        PARTITION BY y.family, y.period ORDER BY y.months_have DESC, y.splits, y.basis
    ) = 1
), part AS (
    SELECT l.family AS family, l.period, l.revision, l.target, m.part AS hs6, sum(m.value)::DOUBLE AS value
    FROM level AS l
    JOIN ops.month_parts(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                         place := coalesce(place, 'ALL'), partner := coalesce(partner, 'ALL'),
                         regime := coalesce(regime, 'ALL'), dimension := 'product', digits := 6) AS m
      ON m.family = l.family AND m.geo_basis = l.geo_basis AND m.product_level = l.product_level
     AND m.by_partner = l.by_partner AND m.by_regime = l.by_regime AND m.by_place = l.by_place AND m.year = l.year
     AND m.month_no <= l.month_no
     AND CASE WHEN l.is_jf_year THEN m.period_kind = 'JF' OR m.month_no > 2 ELSE m.period_kind = 'M' END
    GROUP BY ALL
), relation AS (
    SELECT b.from_rev, b.to_rev AS target, b.from_hs6,
           CASE
               WHEN bool_or(b.rel IS NULL OR b.is_conflict) THEN 'unmapped'
               WHEN bool_or(b.rel IN ('n:n', '1:n')) THEN 'nn'
               WHEN EXISTS (
                   FROM core.metric_default AS d
                   WHERE d.metric = 'M40' AND starts_with(d.name, 'parts') AND lpad(d.value::BIGINT::VARCHAR, 6, '0') = b.from_hs6
               ) THEN 'parts'
               ELSE 'clean'
           END AS concordance_class
    FROM core.bridge_hs_concordance AS b GROUP BY b.from_rev, b.to_rev, b.from_hs6
), classed AS (
    SELECT p.family AS family, p.period,
           CASE WHEN p.revision = p.target THEN 'clean' ELSE coalesce(r.concordance_class, 'unmapped') END
               AS concordance_class,
           sum(p.value) AS class_value, list(p.hs6 ORDER BY p.value DESC, p.hs6) AS hs6_codes
    FROM part AS p
    LEFT JOIN relation AS r ON r.from_rev = p.revision AND r.target = p.target AND r.from_hs6 = p.hs6
    WHERE p.value > 0 GROUP BY ALL
), judged AS (
    SELECT l.* EXCLUDE (reason), c.concordance_class, c.class_value, c.hs6_codes,
           sum(c.class_value) OVER (PARTITION BY l.family, l.period) AS total_value,
           CASE WHEN l.reason IS NOT NULL THEN l.reason WHEN c.class_value IS NULL THEN 'ZERO_DENOM' END AS reason
    FROM level AS l
    LEFT JOIN classed AS c ON c.family = l.family AND c.period = l.period AND l.reason IS NULL
)
SELECT j.family AS family, coalesce(place, 'ALL') AS place_code, coalesce(partner, 'ALL') AS partner_code,
       coalesce(regime, 'ALL') AS regime_code, flow AS flow, currency AS currency, j.period,
       j.revision AS from_rev, j.target AS to_rev, j.concordance_class,
       CASE WHEN j.reason IS NULL THEN j.class_value / j.total_value END AS value,
       'fraction' AS unit,
       j.reason IS NULL AS complete,
       j.reason, j.class_value, j.total_value, j.hs6_codes, j.months_have, j.basis, j.vintage_min, j.vintage_max
FROM judged AS j;

CREATE OR REPLACE VIEW marts.concordance_quality AS FROM marts.concordance_quality();
