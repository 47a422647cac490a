-- Metric: M39
-- Meaning: what becomes of a published claim when it is set against the warehouse: reproduced, consistent, inconsistent, scope_mismatch, not_testable or qualitative.
-- Formula: tests in this order: qualitative (no number), not_testable (no figure to set it against), scope_mismatch (period, basis or product differ and no bound decides), inconsistent (interval of the figure and interval of the claim do not meet, or a bound lies on the wrong side), reproduced (the figure rounds to what is printed), consistent (it does not contradict). A printed number stands for half a unit of its last digit on either side.
-- Unit: as printed in the claim, see core.claim_unit; rows for words and days.
-- Edge cases: feed not loaded, row missing, test wrongly declared or about something else than the claim states: not_testable, with the reason of the metric; figures of other claims alone reproduce nothing; a verdict changes no figure, and a claimed figure is read by tests of claims only. The figures are those that the last run found; as_of takes the last run by then.
-- Source: domain reference, metrics M39; claims with their tests: warehouse/reference/claims.yaml and deliveries of claims.
-- Feeds: claims
-- Freshness: every run
-- Column claim_id: Claim.
-- Column stage: PRINTED statement under test; STATED figure of an outside source, which tests of other claims may use.
-- Column text_own_words: What is claimed, in our own words.
-- Column subject: What it is about.
-- Column operator: =, >, >=, <, <=, ~ (about), or qual for a statement without a number.
-- Column claimed_value: Claimed number, in unit.
-- Column claimed_low: Least number that rounds to it, or where its operator begins; NULL where nothing bounds it.
-- Column claimed_high: Largest number that rounds to it, or where its operator ends.
-- Column claimed_text: Claimed word, code or day.
-- Column value: Computed figure: for a bound the bound, for a rate the one share that rounds to it; for words the rows that say so.
-- Column value_low: Least that the computed figure can be by rounding and bounds of its inputs.
-- Column value_high: Most that it can be.
-- Column computed_text: Computed word, code or day.
-- Column unit_label: How the unit stands behind a number; empty where the number stands alone.
-- Column verdict: reproduced, consistent, inconsistent, scope_mismatch, not_testable or qualitative.
-- Column finding: What was found, in words.
-- Column expected_verdict: Verdict that the sample files lead to, as the list of claims has it.
-- Column is_expected: True if that is the verdict.
-- Column explanation: Why that verdict is expected, in our own words.
-- Column target_metric: Metric that the claim is set against.
-- Column kind: Kind of test: figure, bound, feasible, text, note, or none.
-- Column rows_behind: Rows of metrics and facts behind the computed figure.
-- Column figures: JSON: each figure that went in, with value, interval, rows, and where it was read.
-- Column beside: JSON: further figures with their intervals, on which nothing hangs.
-- Column period: Period of the claim, or UNKNOWN.
-- Column geo_basis: Geographic basis of the claim; NULL where it does not matter.
-- Column is_reprint: True if it was published more than 400 days after the event (rule Q72).
-- Column speaker: Who says it.
-- Column source_ref: Source in which it stands.
-- Column source_span: Where in the source: paragraph and statement.
-- Column checked_at: When the run checked it, Asia/Shanghai.
-- Column run_id: Run that checked it.
-- Column source_file: Delivery of the claim; shipped:claims for those that come with the warehouse.
-- Column source_row: Line on which it begins.
-- Parameters: as_of

CREATE OR REPLACE MACRO marts.claim_verdict(as_of := NULL) AS TABLE
SELECT v.claim_id, v.stage, v.text_own_words, v.subject, v.operator,
       v.value::DOUBLE AS claimed_value, v.low_base / v.factor AS claimed_low, v.high_base / v.factor AS claimed_high,
       v.value_text AS claimed_text,
       CASE WHEN v.kind = 'text' THEN v.figure_base ELSE v.figure_base / v.factor END AS value,
       CASE WHEN v.kind = 'text' THEN 'rows' ELSE coalesce(v.unit, 'text') END AS unit,
       v.figure_base IS NOT NULL AS complete,
       CASE WHEN v.figure_base IS NULL THEN coalesce(v.no_figure, 'NOT_TESTABLE') END AS reason,
       CASE WHEN v.kind = 'figure' THEN v.computed_low / v.factor WHEN v.kind = 'bound' THEN v.lower_bound / v.factor END AS value_low,
       CASE WHEN v.kind = 'figure' THEN v.computed_high / v.factor WHEN v.kind = 'bound' THEN v.upper_bound / v.factor END AS value_high,
       v.label AS unit_label, v.computed_text, v.verdict, v.finding, v.expected_verdict, v.verdict = v.expected_verdict AS is_expected,
       v.reason AS explanation, v.target_metric, v.kind, v.rows_behind, v.figures, v.beside,
       CASE v.period_precision
           WHEN 'UNKNOWN' THEN 'UNKNOWN'
           WHEN 'Y' THEN concat_ws('-', strftime(v.period_start, '%Y'), nullif(strftime(v.period_end, '%Y'), strftime(v.period_start, '%Y')))
           WHEN 'M' THEN concat_ws('-', strftime(v.period_start, '%Y%m'), nullif(strftime(v.period_end, '%Y%m'), strftime(v.period_start, '%Y%m')))
           ELSE concat_ws('-', strftime(v.period_start, '%Y%m%d'), nullif(strftime(v.period_end, '%Y%m%d'), strftime(v.period_start, '%Y%m%d')))
       END AS period,
       v.geo_code AS place_code, v.geo_basis,
       coalesce(v.published_at::DATE > v.event_date + 400, false) AS is_reprint,
       v.speaker, v.source_ref, v.source_span, v.checked_at, v.run_id, v.source_file, v.source_row
FROM ops.claim_verdict_of(run := ops.claim_run(as_of := as_of)) AS v;

CREATE OR REPLACE VIEW marts.claim_verdict AS FROM marts.claim_verdict();
