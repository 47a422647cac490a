-- Metric: M31
-- Meaning: share of the questions of enterprises that were answered, and that were resolved.
-- Formula: answered / received, resolved / received. With a printed percentage: all k of n that round half up to it, floor((200 * 10^d * k + n) / (2 n)) = p * 10^d in integers.
-- Unit: fraction.
-- Edge cases: a question belongs to the year and month in which it was received. A period with visits and without questions ZERO_DENOM. With until, what happened after that day does not count.
-- Source: domain reference, metrics M31.
-- Feeds: outreach_questions, outreach_visits
-- Freshness: as delivered by the customs
-- Column period: Year YYYY or month YYYYMM in which the questions were received.
-- Column period_kind: A year, M month.
-- Column measure: answered or resolved.
-- Column questions: Questions received.
-- Column hits: Of them answered, or resolved.
-- Column printed_pct: Percentage that was printed elsewhere, as asked.
-- Column feasible_hits: All numbers of questions that are printed as that percentage; empty if none is.
-- Column is_feasible: True if hits is one of them.
-- Parameters: as_of, until (last day that counts), answered_pct and resolved_pct (printed percentages to test), decimals (of them)

CREATE OR REPLACE MACRO ops.feasible_totals(pct, decimals := 0, most := 200) AS
    list_filter(range(1, most + 1), lambda n: len(ops.feasible_counts(n, pct, decimals)) > 0);
COMMENT ON MACRO ops.feasible_totals IS 'Totals n up to a limit of which some count is printed as pct percent.';

CREATE OR REPLACE MACRO marts.question_rates(
    as_of := NULL, until := NULL, answered_pct := NULL, resolved_pct := NULL, decimals := 0
) AS TABLE
WITH last AS (
    SELECT coalesce(until::DATE, DATE '9999-12-31') AS day
), asked AS (
    SELECT q.received_on AS day, q.question_id, q.answered_on <= l.day AS is_answered, q.resolved_on <= l.day AS is_resolved
    FROM ops.outreach_question_at(as_of := as_of) AS q CROSS JOIN last AS l
    WHERE q.received_on <= l.day
    UNION ALL
    SELECT v.visit_date, NULL, NULL, NULL
    FROM ops.outreach_visit_at(as_of := as_of) AS v CROSS JOIN last AS l
    WHERE v.visit_date <= l.day
), counted AS (
    SELECT CASE k.kind WHEN 'A' THEN strftime(a.day, '%Y') ELSE strftime(a.day, '%Y%m') END AS period, k.kind AS period_kind,
           count(a.question_id) AS questions, count(*) FILTER (a.is_answered) AS answered,
           count(*) FILTER (a.is_resolved) AS resolved
    FROM asked AS a CROSS JOIN (VALUES ('A'), ('M')) AS k (kind)
    GROUP BY ALL
), measured AS (
    SELECT c.period, c.period_kind, m.measure, c.questions,
           CASE m.measure WHEN 'answered' THEN c.answered ELSE c.resolved END AS hits,
           CASE m.measure WHEN 'answered' THEN answered_pct ELSE resolved_pct END AS printed_pct
    FROM counted AS c CROSS JOIN (VALUES ('answered'), ('resolved')) AS m (measure)
), tested AS (
    SELECT m.*, CASE WHEN m.questions > 0 AND m.printed_pct IS NOT NULL
                THEN ops.feasible_counts(m.questions, m.printed_pct, decimals) END AS feasible_hits
    FROM measured AS m
)
SELECT m.period, m.period_kind, m.measure,
       m.hits / nullif(m.questions, 0) AS value,
       'fraction' AS unit,
       m.questions > 0 AS complete,
       CASE WHEN m.questions = 0 THEN 'ZERO_DENOM' END AS reason,
       m.questions, m.hits, m.printed_pct,
       m.feasible_hits, list_contains(m.feasible_hits, m.hits) AS is_feasible
FROM tested AS m;

CREATE OR REPLACE VIEW marts.question_rates AS FROM marts.question_rates();
