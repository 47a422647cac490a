-- Metric: M35
-- Meaning: by how many days a stage of a zone was reached after its plan.
-- Formula: actual date - planned end.
-- Unit: days.
-- Edge cases: one row per zone, stage and source. A plan of a month or year ends with it; an actual date of a month or year counts by its last day, and value_low by its first. The actual date is that of the same source, else that on which the other sources agree; CONFLICT where they do not. Not reached NO_DATA, and the running delay stands in open_days. No plan NULL_BASE. Sources whose dates cannot both be true are marked, and all are kept.
-- Source: domain reference, metrics M35.
-- Feeds: zone_milestones
-- Freshness: as delivered by the zone's office
-- Column period: Year YYYY of the planned end, without a plan of the actual date.
-- Column zone_id: Zone.
-- Column stage: Stage.
-- Column source_ref: Source of the plan.
-- Column planned_end: Last day of the plan.
-- Column actual_date: Day on which it was reached, the last one that its precision allows.
-- Column actual_source: Source of the actual date; several where they agree.
-- Column date_precision: D the day of the actual date is known, M the month, Y the year.
-- Column value_low: The delay by the first day that the precision allows, days.
-- Column open_days: Days since the planned end of a stage that was not reached, up to today; negative before it.
-- Column is_disputed: True if sources of the stage give actual dates that cannot both be true.
-- Parameters: as_of, zone (NULL for each), today (a day for open_days; the latest list without it)

CREATE OR REPLACE MACRO marts.milestone_slippage(as_of := NULL, zone := NULL, today := NULL) AS TABLE
WITH stated AS (
    SELECT m.zone_id, m.stage, m.source_ref, m.planned_end, m.date_precision,
           ops.first_possible_day(m.actual_date, m.date_precision) AS first_day,
           ops.last_possible_day(m.actual_date, m.date_precision) AS last_day
    FROM ops.zone_milestone_at(as_of := as_of) AS m
    WHERE zone IS NULL OR m.zone_id = zone
), told AS (
    SELECT s.zone_id, s.stage, max(s.first_day) > min(s.last_day) AS is_disputed,
           count(DISTINCT (s.first_day, s.last_day)) = 1 AS is_agreed,
           any_value(s.first_day) AS first_day, any_value(s.last_day) AS last_day,
           any_value(s.date_precision) AS date_precision, string_agg(s.source_ref, ', ' ORDER BY s.source_ref) AS sources
    FROM stated AS s WHERE s.first_day IS NOT NULL GROUP BY ALL
), met AS (
    SELECT s.zone_id, s.stage, s.source_ref, s.planned_end, coalesce(t.is_disputed, false) AS is_disputed,
           CASE WHEN s.first_day IS NOT NULL THEN s.first_day WHEN t.is_agreed THEN t.first_day END AS first_day,
           CASE WHEN s.first_day IS NOT NULL THEN s.last_day WHEN t.is_agreed THEN t.last_day END AS last_day,
           CASE WHEN s.first_day IS NOT NULL THEN s.date_precision WHEN t.is_agreed THEN t.date_precision
           END AS date_precision,
           CASE WHEN s.first_day IS NOT NULL THEN s.source_ref WHEN t.is_agreed THEN t.sources END AS actual_source,
           s.first_day IS NULL AND NOT coalesce(t.is_agreed, true) AS is_open_to_doubt
    FROM stated AS s LEFT JOIN told AS t ON t.zone_id = s.zone_id AND t.stage = s.stage
), latest AS (
    SELECT coalesce(today::DATE, max(l.released_at)::DATE) AS day FROM ops.list_at('zone_milestones', as_of := as_of) AS l
)
SELECT strftime(coalesce(m.planned_end, m.last_day), '%Y') AS period, m.zone_id, m.stage, m.source_ref,
       date_diff('day', m.planned_end, m.last_day) AS value,
       'days' AS unit,
       m.planned_end IS NOT NULL AND m.last_day IS NOT NULL AS complete,
       CASE WHEN m.is_open_to_doubt THEN 'CONFLICT' WHEN m.planned_end IS NULL THEN 'NULL_BASE'
            WHEN m.last_day IS NULL THEN 'NO_DATA' END AS reason,
       m.planned_end, m.last_day AS actual_date, m.actual_source, m.date_precision,
       date_diff('day', m.planned_end, m.first_day) AS value_low,
       CASE WHEN m.last_day IS NULL AND NOT m.is_open_to_doubt THEN date_diff('day', m.planned_end, l.day) END AS open_days,
       m.is_disputed
FROM met AS m CROSS JOIN latest AS l;

CREATE OR REPLACE VIEW marts.milestone_slippage AS FROM marts.milestone_slippage();
