-- Metric: M25
-- Meaning: weight of the members of each size class of a zone in its city; the classes add up to zone_coverage.
-- Formula: as M24, with the members of the class L, M, S or XS over the same exporters and the same exports of the city; NONE for members without a class.
-- Unit: fraction.
-- Edge cases: as M24; a class of fewer than three enterprises, or one that would give another away, SMALL_CELL: where one class alone has so few members, the smallest other is hidden as well. No list has a member by the end of the period: NO_DATA for enterprises. The class is that of the enterprise's version in the month.
-- Source: domain reference, metrics M25; confidentiality by at least three enterprises.
-- Feeds: zone_roster, customs_enterprise, customs_city
-- Freshness: as delivered by the customs
-- Column zone_id: Zone.
-- Column family: Product family of the printed line of the city.
-- Column size_class: L, M, S or XS; NONE for members without a class.
-- Column measure: month, or ytd from January on.
-- Column measure_of: What is compared: enterprises or exports.
-- Column part_value: Members of the class, or their exports in units of the currency.
-- Column total_value: Exporters of the city, or its exports in units of the currency.
-- Column is_upper_bound: True if the number of exporters is a lower bound only.
-- Parameters: as_of (refused), currency, zone (NULL for each)

CREATE OR REPLACE MACRO marts.zone_coverage_by_size(as_of := NULL, currency := 'CNY', zone := NULL) AS TABLE
WITH whole AS (
    SELECT c.* FROM marts.zone_coverage(as_of := as_of, currency := currency, zone := zone) AS c
), member AS (
    SELECT w.zone_id, w.family, w.period, w.period_kind, w.measure, coalesce(h.size_class, 'NONE') AS size_class,
           count(DISTINCT h.uscc) AS members
    FROM (SELECT v.zone_id, v.family, v.period, v.period_kind, v.measure FROM whole AS v WHERE v.measure_of = 'enterprises') AS w
    JOIN core.dim_period AS p USING (period, period_kind)
    JOIN ops.member_history() AS h
      ON h.zone_id = w.zone_id AND h.entry_date <= p.period_end AND (h.exit_date IS NULL OR h.exit_date > p.period_end)
     AND h.valid_from <= p.period_end AND (h.valid_to IS NULL OR h.valid_to > p.period_end)
    GROUP BY ALL
), counted AS (
    SELECT m.*, m.members < 3 AS is_small,
           count(*) FILTER (m.members < 3) OVER (PARTITION BY m.zone_id, m.family, m.period, m.period_kind, m.measure) AS small_classes,
           row_number() OVER (
               PARTITION BY m.zone_id, m.family, m.period, m.period_kind, m.measure, m.members < 3 ORDER BY m.members, m.size_class
           ) AS place
    FROM member AS m
), class_exports AS (
    SELECT x.* FROM ops.zone_exports(currency := currency) AS x
    WHERE x.group_code IN ('L', 'M', 'S', 'XS', 'NONE') AND (zone IS NULL OR x.zone_id = zone)
), part AS (
    SELECT m.zone_id, m.family, m.period, m.period_kind, m.measure, 'enterprises' AS measure_of, m.size_class, m.members::DECIMAL(38, 2) AS part_value,
           CASE WHEN m.is_small OR m.small_classes = 1 AND m.place = 1 THEN 'SMALL_CELL' END AS reason
    FROM counted AS m
    UNION ALL
    SELECT x.zone_id, x.family, x.period, x.period_kind, x.measure, 'enterprises', x.group_code, NULL, 'NO_DATA'
    FROM class_exports AS x
    JOIN whole AS w USING (zone_id, family, period, period_kind, measure)
    WHERE w.measure_of = 'enterprises' AND w.reason = 'NO_DATA'
    UNION ALL
    SELECT x.zone_id, x.family, x.period, x.period_kind, x.measure, 'exports', x.group_code, x.value,
           CASE WHEN x.is_suppressed THEN 'SMALL_CELL' WHEN NOT (x.is_complete AND x.has_months) THEN 'INCOMPLETE' END
    FROM class_exports AS x
), judged AS (
    SELECT p.* EXCLUDE (reason), w.total_value, w.is_upper_bound,
           coalesce(p.reason, CASE WHEN w.total_value IS NULL OR w.total_value = 0 THEN w.reason END) AS reason
    FROM part AS p JOIN whole AS w USING (zone_id, family, period, period_kind, measure, measure_of)
)
SELECT j.zone_id, j.family AS family, j.period, j.period_kind, j.measure, j.measure_of, j.size_class,
       CASE WHEN j.reason IS NULL THEN j.part_value::DOUBLE / j.total_value::DOUBLE END AS value,
       'fraction' AS unit,
       j.reason IS NULL AND NOT j.is_upper_bound AS complete,
       j.reason,
       CASE WHEN j.reason IS DISTINCT FROM 'SMALL_CELL' THEN j.part_value END AS part_value,
       j.total_value, j.is_upper_bound
FROM judged AS j;

CREATE OR REPLACE VIEW marts.zone_coverage_by_size AS FROM marts.zone_coverage_by_size();
