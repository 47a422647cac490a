-- Metric: M33
-- Meaning: number of zones by level, industry, place and status on a day; number of prefectures that have one; how many a province had when a zone was awarded.
-- Formula: statuses whose interval holds the day (status_from <= day < status_to); distinct prefectures of them, of each level and of all levels together; at_award: awarded zones of level, industry and province on the first day of a zone's award, of which 1 means the first.
-- Unit: zones, prefectures.
-- Edge cases: a count is testable only where a loaded registry without quarantined rows, released on that day or later, declares levels, industries and places that hold it (covers_levels, covers_industries, covers_places in the manifest); else NOT_TESTABLE, and what is known stands in partial_value. A county counts for its prefecture. Status ALL is awarded or building. Without on_date the ends of the years up to the latest registry.
-- Source: domain reference, metrics M33. How completeness is declared is a project default.
-- Feeds: zone_registry, places
-- Freshness: as delivered by the zone's office
-- Column period: Day YYYYMMDD.
-- Column measure: zones, prefectures or at_award.
-- Column level: PREF, PROV or NATIONAL; ALL for the prefectures of all levels together.
-- Column industry_code: Industry; ALL for all.
-- Column place_code: ALL the nation, 2 digits a province, 6 digits a prefecture.
-- Column status: AWARDED, BUILDING, or ALL for both.
-- Column zone_id: Zone that was awarded on the day, of rows at_award.
-- Column is_first: True if it was the first of its level and industry in the province, false if it was not; NULL if an incomplete registry leaves it open.
-- Parameters: as_of, on_date (a day), level, industry, place (NULL for each)

CREATE OR REPLACE MACRO marts.registry_counts(
    as_of := NULL, on_date := NULL, level := NULL, industry := NULL, place := NULL
) AS TABLE
WITH registry AS (
    SELECT r.released_at::DATE AS day,
           from_json(r.facts::JSON -> 'covers_levels', '["VARCHAR"]') AS levels,
           from_json(r.facts::JSON -> 'covers_industries', '["VARCHAR"]') AS industries,
           from_json(r.facts::JSON -> 'covers_places', '["VARCHAR"]') AS places, r.rows_quarantined
    FROM ops.list_at('zone_registry', as_of := as_of) AS r
), status AS (
    SELECT s.zone_id, s.level, s.status, s.status_from, coalesce(s.status_to, DATE '9999-12-31') AS status_to,
           s.industry_code, s.province_code, coalesce(g.parent_code, s.prefecture_code) AS prefecture_code
    FROM ops.zone_status_at(as_of := as_of) AS s
    LEFT JOIN (SELECT DISTINCT c.place_code, c.parent_code FROM core.dim_geo AS c WHERE c.level = 'COUNTY') AS g
      ON g.place_code = s.prefecture_code
), day AS (
    SELECT DISTINCT least(make_date(y.year, 12, 31), b.last) AS day
    FROM (
        SELECT year(min(s.status_from)) AS first, (SELECT max(r.day) FROM registry AS r) AS last FROM status AS s
    ) AS b, range(b.first, year(b.last) + 1) AS y (year)
    WHERE on_date IS NULL
    UNION ALL
    SELECT on_date::DATE WHERE on_date IS NOT NULL
), placed AS (
    SELECT s.* EXCLUDE (level), l.code AS level, i.code AS scope_industry, p.code AS scope_place
    FROM status AS s, (SELECT unnest(['ALL', s.level]) AS code) AS l, (SELECT unnest(['ALL', s.industry_code]) AS code) AS i,
         (SELECT unnest(['ALL', s.province_code, s.prefecture_code]) AS code) AS p
    WHERE s.status <> 'REVOKED' AND (level IS NULL OR l.code = level)
      AND (industry IS NULL OR i.code = industry) AND (place IS NULL OR p.code = place)
), counted AS (
    SELECT d.day, c.level, c.scope_industry, c.scope_place, w.word AS status,
           count(*) FILTER (p.status_from <= d.day AND d.day < p.status_to AND w.word IN ('ALL', p.status)) AS zones,
           count(DISTINCT p.prefecture_code)
               FILTER (p.status_from <= d.day AND d.day < p.status_to AND w.word IN ('ALL', p.status)) AS prefectures
    FROM day AS d
    CROSS JOIN (SELECT DISTINCT q.level, q.scope_industry, q.scope_place FROM placed AS q) AS c
    CROSS JOIN (VALUES ('ALL'), ('AWARDED'), ('BUILDING')) AS w (word)
    JOIN placed AS p
      ON p.level = c.level AND p.scope_industry = c.scope_industry AND p.scope_place = c.scope_place
    GROUP BY ALL
), award AS (
    SELECT a.status_from AS day, a.level, a.industry_code, a.province_code, a.zone_id, count(*) AS zones
    FROM status AS a
    JOIN status AS o
      ON o.level = a.level AND o.industry_code = a.industry_code AND o.province_code = a.province_code
     AND o.status = 'AWARDED' AND o.status_from <= a.status_from AND a.status_from < o.status_to
    WHERE a.status = 'AWARDED' AND (on_date IS NULL OR a.status_from = on_date::DATE)
      AND (level IS NULL OR a.level = level) AND (industry IS NULL OR a.industry_code = industry)
      AND (place IS NULL OR a.province_code = place)
    GROUP BY ALL
), measured AS (
    SELECT c.day, 'zones' AS measure, 'zones' AS unit, c.level, c.scope_industry, c.scope_place, c.status,
           NULL::VARCHAR AS zone_id, c.zones AS counted
    FROM counted AS c WHERE c.level <> 'ALL'
    UNION ALL
    SELECT c.day, 'prefectures', 'prefectures', c.level, c.scope_industry, c.scope_place, c.status, NULL, c.prefectures
    FROM counted AS c
    UNION ALL
    SELECT a.day, 'at_award', 'zones', a.level, a.industry_code, a.province_code, 'AWARDED', a.zone_id, a.zones
    FROM award AS a
), judged AS (
    SELECT m.*,
           EXISTS (
               FROM registry AS r
               WHERE r.day >= m.day AND r.rows_quarantined = 0
                 AND list_has_any(r.levels, ['*', m.level]) AND list_has_any(r.industries, ['*', m.scope_industry])
                 AND list_has_any(r.places, ['*', m.scope_place, left(m.scope_place, 2)])
           ) AS is_whole
    FROM measured AS m
)
SELECT strftime(j.day, '%Y%m%d') AS period, j.measure, j.level, j.scope_industry AS industry_code,
       j.scope_place AS place_code, j.status, j.zone_id,
       CASE WHEN j.is_whole THEN j.counted END AS value,
       j.unit,
       j.is_whole AS complete,
       CASE WHEN NOT j.is_whole THEN 'NOT_TESTABLE' END AS reason,
       CASE WHEN NOT j.is_whole THEN j.counted END AS partial_value,
       CASE WHEN j.measure = 'at_award' AND (j.is_whole OR j.counted > 1) THEN j.counted = 1 END AS is_first
FROM judged AS j;

CREATE OR REPLACE VIEW marts.registry_counts AS FROM marts.registry_counts();
