-- Metric: M32
-- Meaning: how densely the customs visit enterprises: enterprises by town, questions by enterprise, share of the towns.
-- Formula: enterprises visited / towns visited; questions / enterprises visited; towns visited / towns of the city on the day of the last visit.
-- Unit: enterprises per town, questions per enterprise, fraction.
-- Edge cases: an enterprise or a town counts once a year. A visit belongs to the city of its town, without a town to that of the social credit code (characters 3 to 8); a question to the visit at which it was put. No town or enterprise ZERO_DENOM. A town that does not exist on the day of the visit is no town; before the first list of a city's towns that list holds. With until, what happened after that day does not count.
-- Source: domain reference, metrics M32. Towns are those of core.dim_geo on the day: Zhongshan has 24 in 2015, 23 from 31 October 2021 on.
-- Feeds: outreach_visits, outreach_questions, places
-- Freshness: as delivered by the customs
-- Column period: Year YYYY of the visits.
-- Column place_code: City of 6 digits.
-- Column measure: enterprises_per_town, questions_per_enterprise or town_cover.
-- Column visits: Visits of the year.
-- Column enterprises: Enterprises that were visited.
-- Column towns_visited: Towns in which enterprises were visited.
-- Column towns: Towns of the city on the day of the last visit.
-- Column questions: Questions put at visits of the city and received in the year.
-- Column last_visit: Day of the last visit.
-- Parameters: as_of, until (last day that counts), place (NULL for each city)

CREATE OR REPLACE MACRO marts.outreach_intensity(as_of := NULL, until := NULL, place := NULL) AS TABLE
WITH last AS (
    SELECT coalesce(until::DATE, DATE '9999-12-31') AS day
), town AS (
    SELECT g.place_code, g.parent_code, g.valid_from, g.valid_to,
           min(g.valid_from) OVER (PARTITION BY g.parent_code) AS first_seen
    FROM core.dim_geo AS g WHERE g.level = 'TOWN'
), visited AS (
    SELECT v.visit_id, v.visit_date, v.uscc, t.place_code AS town_code,
           coalesce(t.parent_code, left(v.town_code, 6), substr(v.uscc, 3, 6)) AS city_code
    FROM ops.outreach_visit_at(as_of := as_of) AS v CROSS JOIN last AS l
    LEFT JOIN town AS t
      ON t.place_code = v.town_code AND t.valid_from <= greatest(v.visit_date, t.first_seen)
     AND (t.valid_to IS NULL OR t.valid_to > v.visit_date)
    WHERE v.visit_date <= l.day
), yearly AS (
    SELECT strftime(v.visit_date, '%Y') AS period, v.city_code, count(*) AS visits,
           count(DISTINCT v.uscc) AS enterprises, count(DISTINCT v.town_code) AS towns_visited,
           max(v.visit_date) AS last_visit
    FROM visited AS v WHERE place IS NULL OR v.city_code = place GROUP BY ALL
), asked AS (
    SELECT strftime(q.received_on, '%Y') AS period, v.city_code, count(*) AS questions
    FROM ops.outreach_question_at(as_of := as_of) AS q CROSS JOIN last AS l
    JOIN visited AS v ON v.visit_id = q.visit_id
    WHERE q.received_on <= l.day
    GROUP BY ALL
), counted AS (
    SELECT y.*, coalesce(a.questions, 0) AS questions,
           (SELECT count(DISTINCT t.place_code) FROM town AS t
            WHERE t.parent_code = y.city_code AND t.valid_from <= greatest(y.last_visit, t.first_seen)
              AND (t.valid_to IS NULL OR t.valid_to > y.last_visit)) AS towns
    FROM yearly AS y LEFT JOIN asked AS a ON a.period = y.period AND a.city_code = y.city_code
), measured AS (
    SELECT c.*, m.measure, m.unit,
           CASE m.measure WHEN 'enterprises_per_town' THEN c.enterprises WHEN 'town_cover' THEN c.towns_visited
                          ELSE c.questions END AS part,
           CASE m.measure WHEN 'enterprises_per_town' THEN c.towns_visited WHEN 'town_cover' THEN c.towns
                          ELSE c.enterprises END AS whole
    FROM counted AS c
    CROSS JOIN (VALUES ('enterprises_per_town', 'enterprises per town'), ('town_cover', 'fraction'),
                       ('questions_per_enterprise', 'questions per enterprise')) AS m (measure, unit)
)
SELECT m.city_code AS place_code, m.period, m.measure,
       m.part / nullif(m.whole, 0) AS value,
       m.unit,
       m.whole > 0 AS complete,
       CASE WHEN m.whole = 0 THEN 'ZERO_DENOM' END AS reason,
       m.visits, m.enterprises, m.towns_visited, m.towns, m.questions, m.last_visit
FROM measured AS m;

CREATE OR REPLACE VIEW marts.outreach_intensity AS FROM marts.outreach_intensity();
