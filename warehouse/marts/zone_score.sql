-- Metric: M34
-- Meaning: acceptance score of a zone, and whether it passes the province and the nation.
-- Formula: sum over the lines of the card of weight x f(raw), see zone_score_line. Passes if the score reaches the pass mark, no veto fails, and mandatory evidence is current; the nation also asks that the province was passed earlier, on a day of scoring or by a milestone.
-- Unit: points, of 100.
-- Edge cases: a line without current evidence earns nothing and makes the score incomplete, not unknown; a veto that fails, or has no evidence, fails the card whatever its score; an acceptance by the province that is known to the month or year counts from its last day; a card without pass marks of its own takes those of the card that comes with the warehouse.
-- Source: domain reference, metrics M34 and scorecard. Pass marks are data; is_project_default marks those that no regulation sets.
-- Feeds: scorecard, scorecard_evidence, zone_roster, inspection_batches, customs_enterprise, customs_query, fx_rates, zone_milestones, support_grants, outreach_visits, outreach_questions, returns_claims, safety_gate, cpsc_recalls
-- Freshness: as delivered by the zone office
-- Column period: Day of scoring, YYYYMMDD.
-- Column period_end: Day of scoring.
-- Column zone_id: Zone.
-- Column industry_code: Industry of the zone, whose lines replace those for all.
-- Column card_version: Version of the scorecard.
-- Column stage: Acceptance: PROV by the province, NATL by the nation.
-- Column complete: True if every line has a figure.
-- Column passes: True if the zone passes.
-- Column failed_for: What it does not pass for: BELOW_MARK, VETO, NO_EVIDENCE (of a mandatory line or a veto), NO_PROV (the province was not passed earlier).
-- Column pass_mark: Score from which the stage is passed.
-- Column is_project_default: True if the pass mark is a default of this project.
-- Column failed_vetoes: Veto lines that failed.
-- Column without_evidence: Lines that earn nothing for want of current evidence.
-- Column lines: Number of lines of the card.
-- Column weights: Points of all lines.
-- Parameters: as_of, on_day (NULL for the days that evidence is about), zone, card, industry (each NULL for what is declared)

CREATE OR REPLACE MACRO marts.zone_score(
    as_of := NULL, on_day := NULL, zone := NULL, card := NULL, industry := NULL
) AS TABLE
WITH own_mark AS (
    SELECT f.zone_id, f.card_version, f.period_end, f.stage, f.target AS pass_mark, f.is_project_default
    FROM ops.score_frame(as_of := as_of, on_day := on_day, zone := zone, card := card, industry := industry) AS f
    WHERE f.pillar = 'PASS_MARK'
), usual_mark AS (
    SELECT i.stage, min(i.target) AS pass_mark, true AS is_project_default
    FROM core.dim_indicator AS i
    WHERE i.pillar = 'PASS_MARK' AND i.industry_code = 'ALL' AND starts_with(i.source_file, 'shipped:') GROUP BY i.stage
), added AS (
    SELECT l.zone_id, l.industry_code, l.card_version, l.period_end, s.stage, sum(l.value) AS value,
           sum(l.weight) AS weights, count(*) AS lines, bool_and(l.complete) AS complete,
           coalesce(list(l.code ORDER BY l.code) FILTER (l.is_veto AND l.complete AND l.fraction < 1), []) AS failed_vetoes,
           coalesce(list(l.code ORDER BY l.code) FILTER (NOT l.complete), []) AS without_evidence,
           count(*) FILTER (NOT l.complete AND (l.is_mandatory OR l.is_veto)) > 0 AS is_unproven
    FROM ops.score_lines(as_of := as_of, on_day := on_day, zone := zone, card := card, industry := industry) AS l
    JOIN (VALUES ('PROV'), ('NATL')) AS s (stage) ON l.stage IN (s.stage, 'BOTH')
    GROUP BY ALL
), marked AS (
    SELECT a.*, coalesce(o.pass_mark, u.pass_mark) AS pass_mark,
           CASE WHEN o.pass_mark IS NULL THEN u.is_project_default ELSE o.is_project_default END AS is_project_default
    FROM added AS a
    LEFT JOIN own_mark AS o USING (zone_id, card_version, period_end, stage)
    LEFT JOIN usual_mark AS u USING (stage)
), judged AS (
    SELECT m.*, coalesce(m.value >= m.pass_mark - 1e-9, false) AS is_enough, len(m.failed_vetoes) > 0 AS is_vetoed FROM marked AS m
), passed AS (
    SELECT j.zone_id, j.period_end FROM judged AS j
    WHERE j.stage = 'PROV' AND j.is_enough AND NOT j.is_vetoed AND NOT j.is_unproven
    UNION ALL
    SELECT s.zone_id, ops.last_possible_day(s.actual_date, s.date_precision)
    FROM ops.zone_milestone_at(as_of := as_of) AS s
    WHERE s.stage = 'PROV_ACCEPT' AND s.status = 'PASSED'
)
SELECT j.zone_id, j.industry_code, j.card_version, j.stage, strftime(j.period_end, '%Y%m%d') AS period, j.period_end,
       j.value,
       'points' AS unit,
       j.complete,
       NULL::VARCHAR AS reason,
       len(why.failed_for) = 0 AS passes, why.failed_for, j.pass_mark, j.is_project_default, j.failed_vetoes, j.without_evidence,
       j.lines, j.weights
FROM judged AS j
CROSS JOIN LATERAL (
    SELECT list_filter([
        CASE WHEN NOT j.is_enough THEN 'BELOW_MARK' END,
        CASE WHEN j.is_vetoed THEN 'VETO' END,
        CASE WHEN j.is_unproven THEN 'NO_EVIDENCE' END,
        CASE WHEN j.stage = 'NATL' AND NOT EXISTS (
            FROM passed AS p WHERE p.zone_id = j.zone_id AND p.period_end < j.period_end
        ) THEN 'NO_PROV' END
    ], lambda r: r IS NOT NULL) AS failed_for
) AS why;

CREATE OR REPLACE VIEW marts.zone_score AS FROM marts.zone_score();
