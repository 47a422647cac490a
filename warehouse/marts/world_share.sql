-- Metric: M20
-- Meaning: share of China, or of a place, in world trade of a scope, by year.
-- Formula: basis mirror: sum of imports from China / sum of imports from the world, both CIF; basis fob: exports of China FOB / (sum of imports from the world CIF / (1 + cif_margin)), exports to the same reporters; basis place: exports of the place in US dollars over the same world. Optionally mirror with less_reexports: both sums less re-exports of Hong Kong, assumed to be all of Chinese origin, if Hong Kong is among the reporters.
-- Unit: fraction.
-- Edge cases: reporters exclude China; the world is partner 000 and is never added to partners; one classification per reporter and year, for all its flows; a reporter whose imports are FOB only, in quarantine or not whole counts as missing; reporter_cover below 0.9: NULL INCOMPLETE, the share of those that reported in partial_value; less_reexports and those of Hong Kong are not known: NULL INCOMPLETE; a scope finer than 6 digits: NULL SCOPE_MISMATCH; no figure of the place: NULL NO_DATA; imports 0: ZERO_DENOM.
-- Source: domain reference, metrics M20.
-- Feeds: comtrade, customs_city, customs_query
-- Freshness: yearly, as reporters report to Comtrade
-- Column period: Year YYYY.
-- Column basis: mirror imports of partners, fob exports of China over imports made FOB, place exports of the place over the same.
-- Column reporters: Reporters that went in.
-- Column reporters_missing: Reporters that are expected (asked for, or reporting in the year before or after) and did not go in.
-- Column reporter_cover: Share of the expected reporters' imports that the reporters make up, 0..1.
-- Column numerator_usd: Numerator, US dollars.
-- Column world_usd: Denominator, US dollars.
-- Parameters: as_of, family, product, place (a code; NULL for none), cif_margin (default 0.06), less_reexports

CREATE OR REPLACE MACRO marts.world_share(
    as_of := NULL, family := NULL, product := NULL, place := NULL, cif_margin := 0.06, less_reexports := false
) AS TABLE
WITH reporter AS (
    SELECT * FROM ops.world_reporter(as_of := as_of, family := family, product := product) AS r
), reexport AS (
    SELECT f.family AS family, f.period, sum(f.value_usd) AS value_usd
    FROM ops.world_flow(as_of := as_of, family := family, product := product) AS f
    WHERE f.flow = 'RX' AND f.is_whole AND less_reexports GROUP BY ALL
), placed AS (
    SELECT l.family AS family, l.year AS period, l.value, l.reason
    FROM ops.ytd_by_level(as_of := as_of, flow := 'X', currency := 'USD', family := family, product := product,
                          place := coalesce(place, '-')) AS l
    WHERE l.month_no = 12 AND place IS NOT NULL
    QUALIFY row_number() OVER (
        PARTITION BY l.family, l.year ORDER BY l.months_have DESC, l.splits, l.product_level DESC, l.basis
    ) = 1
), judged AS (
    SELECT r.*, b.basis,
           r.from_world IS NOT NULL
           AND CASE b.basis WHEN 'mirror' THEN r.from_china IS NOT NULL WHEN 'fob' THEN r.exported IS NOT NULL ELSE true END
               AS is_in
    FROM reporter AS r CROSS JOIN (VALUES ('mirror'), ('fob'), ('place')) AS b (basis)
    WHERE b.basis <> 'place' OR place IS NOT NULL
), summed AS (
    SELECT j.family AS family, j.period, j.basis, count(*) FILTER (j.is_in) AS reporters,
           count(*) FILTER (NOT j.is_in) AS reporters_missing,
           coalesce(sum(j.part) FILTER (j.is_in), 0) / nullif(sum(j.part), 0) AS reporter_cover,
           sum(j.from_china) FILTER (j.is_in)::DOUBLE AS from_china, sum(j.exported) FILTER (j.is_in)::DOUBLE AS exported,
           sum(j.from_world) FILTER (j.is_in)::DOUBLE AS from_world, bool_or(j.is_too_fine) AS is_too_fine,
           less_reexports AND bool_or(j.is_in AND j.reporter_code = '344') AS is_reduced
    FROM judged AS j GROUP BY ALL
), divided AS (
    SELECT s.*, p.reason AS place_reason, CASE WHEN s.is_reduced THEN x.value_usd::DOUBLE ELSE 0 END AS passed_on,
           CASE s.basis WHEN 'mirror' THEN s.from_china - passed_on WHEN 'fob' THEN s.exported
                        ELSE p.value::DOUBLE END AS numerator_usd,
           CASE s.basis WHEN 'mirror' THEN s.from_world - passed_on ELSE s.from_world / (1 + cif_margin) END AS world_usd
    FROM summed AS s
    LEFT JOIN reexport AS x ON x.family = s.family AND x.period = s.period
    LEFT JOIN placed AS p ON p.family = s.family AND p.period = s.period
), explained AS (
    SELECT d.*,
           CASE WHEN d.is_too_fine THEN 'SCOPE_MISMATCH'
                WHEN d.basis = 'place' AND d.numerator_usd IS NULL THEN 'NO_DATA'
                WHEN d.reporters = 0 OR d.reporter_cover < 0.9 OR d.basis = 'mirror' AND d.passed_on IS NULL OR d.place_reason IS NOT NULL AND d.basis = 'place' THEN 'INCOMPLETE'
                WHEN d.world_usd <= 0 THEN 'ZERO_DENOM' END AS reason
    FROM divided AS d
)
SELECT e.family AS family, coalesce(place, 'ALL') AS place_code, e.period, e.basis,
       CASE WHEN e.reason IS NULL THEN e.numerator_usd / e.world_usd END AS value,
       'fraction' AS unit,
       e.reason IS NULL AS complete,
       e.reason,
       CASE WHEN e.reason = 'INCOMPLETE' AND e.world_usd > 0 THEN e.numerator_usd / e.world_usd END AS partial_value,
       e.reporters, e.reporters_missing, e.reporter_cover, e.numerator_usd, e.world_usd
FROM explained AS e;

CREATE OR REPLACE VIEW marts.world_share AS FROM marts.world_share();
