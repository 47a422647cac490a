-- Metric: M24
-- Meaning: weight of a zone in its city: its members among the exporters, and their exports in those of the city.
-- Formula: measure_of enterprises: members on the last day of the period / enterprises of the city that exported the goods; exports: exports of the members / line of the city customs.
-- Unit: fraction.
-- Edge cases: exporters of a period are those of its strongest month, at least, so the share of enterprises is an upper bound where is_upper_bound says so; less than three enterprises, or a cell that would give one away, SMALL_CELL; a month of the city or of the enterprises is not there INCOMPLETE; no list has a member by the end of the period NO_DATA for enterprises. A member's exports count from before its entry on. Nothing is shown as of an earlier moment: two states of a small cell would tell what was added.
-- Source: domain reference, metrics M24; confidentiality by at least three enterprises.
-- Feeds: zone_roster, customs_enterprise, customs_city
-- Freshness: as delivered by the customs
-- Column zone_id: Zone.
-- Column family: Product family of the printed line of the city.
-- Column measure: month, or ytd from January on.
-- Column measure_of: What is compared: enterprises or exports.
-- Column part_value: Members, or their exports in units of the currency.
-- Column total_value: Exporters of the city, or its exports in units of the currency.
-- Column is_upper_bound: True if the number of exporters is a lower bound only.
-- Parameters: as_of (refused), currency, zone (NULL for each)

CREATE OR REPLACE MACRO marts.zone_coverage(as_of := NULL, currency := 'CNY', zone := NULL) AS TABLE
WITH seen AS (
    SELECT x.* FROM ops.zone_exports(currency := currency) AS x
    WHERE (zone IS NULL OR x.zone_id = zone)
      AND CASE WHEN as_of IS NULL THEN true
               ELSE error('zone_coverage shows the present only: two states of a small cell would tell what was added') END
), whole AS (
    SELECT s.zone_id, s.family, s.period, s.period_kind, s.measure, s.period_end, any_value(s.city_value) AS city_value,
           sum(s.enterprises) FILTER (s.group_code IN ('MEMBER', 'OUTSIDE')) AS exporters,
           bool_or(s.is_suppressed) FILTER (s.group_code IN ('MEMBER', 'OUTSIDE')) AS has_hidden,
           bool_and(s.is_whole) AS is_whole,
           any_value(s.value) FILTER (s.group_code = 'MEMBER') AS value,
           bool_or(s.is_suppressed) FILTER (s.group_code = 'MEMBER') AS is_suppressed,
           bool_and(s.is_complete AND s.has_months) FILTER (s.group_code = 'MEMBER') AS is_complete
    FROM seen AS s GROUP BY ALL
), counted AS (
    SELECT w.*, (
        SELECT count(DISTINCT m.uscc) FROM core.fct_zone_membership AS m
        WHERE m.zone_id = w.zone_id AND m.entry_date <= w.period_end AND (m.exit_date IS NULL OR m.exit_date > w.period_end)
    ) AS members, EXISTS (
        FROM core.fct_zone_membership AS m WHERE m.zone_id = w.zone_id AND m.entry_date <= w.period_end
    ) AS has_begun
    FROM whole AS w
), compared AS (
    SELECT c.zone_id, c.family, c.period, c.period_kind, c.measure, 'enterprises' AS measure_of,
           CASE WHEN c.has_begun THEN c.members::DECIMAL(38, 2) END AS part_value,
           c.exporters::DECIMAL(38, 2) AS total_value, NOT c.is_whole AS is_upper_bound,
           CASE WHEN c.has_hidden THEN 'SMALL_CELL' WHEN NOT c.has_begun THEN 'NO_DATA'
                WHEN c.exporters = 0 THEN 'ZERO_DENOM' END AS reason
    FROM counted AS c
    UNION ALL
    SELECT c.zone_id, c.family, c.period, c.period_kind, c.measure, 'exports', c.value, c.city_value, false,
           CASE WHEN c.is_suppressed THEN 'SMALL_CELL' WHEN c.city_value IS NULL OR NOT c.is_complete THEN 'INCOMPLETE'
                WHEN c.city_value = 0 THEN 'ZERO_DENOM' END
    FROM counted AS c
)
SELECT c.zone_id, c.family AS family, c.period, c.period_kind, c.measure, c.measure_of,
       CASE WHEN c.reason IS NULL THEN c.part_value::DOUBLE / c.total_value::DOUBLE END AS value,
       'fraction' AS unit,
       c.reason IS NULL AND NOT c.is_upper_bound AS complete,
       c.reason,
       CASE WHEN c.reason IS DISTINCT FROM 'SMALL_CELL' THEN c.part_value END AS part_value,
       CASE WHEN c.reason IS DISTINCT FROM 'SMALL_CELL' THEN c.total_value END AS total_value,
       c.is_upper_bound
FROM compared AS c;

CREATE OR REPLACE VIEW marts.zone_coverage AS FROM marts.zone_coverage();
