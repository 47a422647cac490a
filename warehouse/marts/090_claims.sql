-- Helpers of the claims.
-- Meaning: what is claimed, as an interval in one unit; which counts a printed rate can stand for; what a run found.

-- A printed number stands for all that rounds to it: half a unit of its last digit on either side; things that are counted are exact.
CREATE OR REPLACE MACRO ops.claim_stated() AS TABLE
WITH scaled AS (
    SELECT c.*, u.base_unit, coalesce(u.label, '') AS label, u.factor::DOUBLE AS factor, coalesce(u.is_whole, true) AS is_whole,
           (c.value * u.factor)::DOUBLE AS value_base, (coalesce(c.value_hi, c.value) * u.factor)::DOUBLE AS top_base,
           CASE WHEN coalesce(u.is_whole, true) THEN 0 ELSE 0.5 * pow(10, -c.printed_digits) * u.factor::DOUBLE END AS half
    FROM core.fct_claim AS c LEFT JOIN core.claim_unit AS u ON u.unit = c.unit
)
SELECT s.* EXCLUDE (top_base, half),
       CASE s.operator WHEN '=' THEN s.value_base - s.half WHEN '~' THEN s.value_base - 0.1 * abs(s.value_base)
                       WHEN '>' THEN s.value_base WHEN '>=' THEN s.value_base END AS low_base,
       CASE s.operator WHEN '=' THEN s.top_base + s.half WHEN '~' THEN s.top_base + 0.1 * abs(s.top_base)
                       WHEN '<' THEN s.value_base WHEN '<=' THEN s.value_base END AS high_base
FROM scaled AS s;
COMMENT ON MACRO TABLE ops.claim_stated IS 'Claims with their number in the base unit and the interval that it stands for: by rounding, by its operator, 10 percent either way for about. NULL where nothing bounds it.';

-- All k of n whose share, rounded half up to the printed digits, is the printed percent; in whole numbers, as rounding of binary fractions is not exact.
CREATE OR REPLACE MACRO ops.feasible_counts(n, percent, digits) AS list_filter(
    range(0, n::BIGINT + 1),
    lambda k: (200 * pow(10, digits)::BIGINT * k + n::BIGINT) // (2 * n::BIGINT) = round(percent * pow(10, digits))::BIGINT
);
COMMENT ON MACRO ops.feasible_counts IS 'Counts k of n whose percentage k/n, rounded half up to so many digits, is the printed one.';

CREATE OR REPLACE MACRO ops.claim_run(as_of := NULL) AS (
    SELECT arg_max(k.run_id, (k.checked_at, k.run_id)) FROM core.fct_claim_check AS k WHERE k.checked_at <= ops.moment(as_of)
);
COMMENT ON MACRO ops.claim_run IS 'The last run that checked the claims by a moment.';

-- A number as people read it: up to 6 digits that count, without zeros behind the point.
CREATE OR REPLACE MACRO ops.readable(x) AS CASE
    WHEN x IS NULL THEN NULL
    WHEN abs(x) >= 1000000 THEN printf('%.6g', x)
    ELSE regexp_replace(printf('%.6f', x), '[.]?0+$', '')
END;
COMMENT ON MACRO ops.readable IS 'A number as text with at most 6 decimals and no zeros at its end.';

-- Verdicts of one run, in the order of tests: qualitative, not testable, scope mismatch, inconsistent, reproduced, consistent. What is of
-- another scope is left out, so that a bound that decides comes first.
-- What is read of other claims only is not what the warehouse has, so that it reproduces nothing.
CREATE OR REPLACE MACRO ops.claim_verdict_of(run := NULL) AS TABLE
WITH tested AS (
    SELECT s.*, coalesce(s.test ->> 'kind', 'none') AS kind, s.test ->> 'agreement' AS agreement,
           coalesce(s.test ->> 'undecided', 'scope_mismatch') AS undecided,
           coalesce(list_bool_and(list_transform(json_extract(s.test, '$.figures.*'), lambda f: (f ->> 'claim') IS NOT NULL)), false)
               AS is_by_claims,
           k.run_id, k.checked_at, k.computed, k.computed_low, k.computed_high, k.computed_text, k.lower_bound, k.upper_bound,
           coalesce(k.rows_behind, 0) AS rows_behind, coalesce(k.figures, '{}') AS figures,
           coalesce(k.beside, '{}') AS beside, (k.beside -> 'counted' ->> 0)::DOUBLE AS counted,
           k.reason AS found_reason, k.message AS found_message
    FROM ops.claim_stated() AS s
    LEFT JOIN core.fct_claim_check AS k ON k.claim_id = s.claim_id AND k.run_id = run
), found AS (
    SELECT t.* EXCLUDE (found_reason, found_message),
           CASE
               WHEN t.run_id IS NULL THEN 'no run has checked it yet'
               WHEN t.found_reason IS NOT NULL THEN coalesce(t.found_message, 'there is no figure')
               WHEN t.kind = 'text' AND t.value_text IS NULL THEN 'the test is one of words, and the claim has none in value_text'
               WHEN t.kind IN ('figure', 'bound', 'feasible') AND t.value IS NULL THEN 'the test is one of numbers, and the claim has none in value'
               WHEN t.kind = 'figure' AND t.computed IS NULL THEN 'the figure is no number: ' || coalesce(t.computed_text, 'nothing')
               WHEN t.kind = 'feasible' AND (t.operator <> '=' OR t.unit IS DISTINCT FROM 'PERCENT')
                   THEN 'counts are tested for a percentage that is printed as one: operator =, unit PERCENT'
               WHEN t.kind = 'feasible' AND NOT coalesce(t.computed BETWEEN 1 AND 100000 AND t.computed = round(t.computed), false)
                   THEN 'a percentage is tested of 1 to 100,000 things, and there are ' || coalesce(ops.readable(t.computed), 'none')
           END AS no_figure_message,
           CASE WHEN no_figure_message IS NOT NULL THEN coalesce(t.found_reason, 'NOT_TESTABLE') END AS no_figure
    FROM tested AS t
), spread AS (
    SELECT f.*, 1e-9 * greatest(abs(f.value_base), 1e-9) AS eps,
           CASE WHEN f.kind = 'feasible' AND f.no_figure IS NULL
                THEN ops.feasible_counts(f.computed::BIGINT, f.value, f.printed_digits) END AS feasible
    FROM found AS f
), compared AS (
    SELECT p.*,
           coalesce(CASE p.operator WHEN '>' THEN p.computed_high <= p.low_base ELSE p.computed_high < p.low_base - p.eps END, false)
           OR coalesce(CASE p.operator WHEN '<' THEN p.computed_low >= p.high_base ELSE p.computed_low > p.high_base + p.eps END, false)
               AS is_apart,
           p.operator = '=' AND p.computed BETWEEN p.low_base - p.eps AND p.high_base + p.eps AS is_same,
           -- a day may be claimed to the month or year
           p.computed_text = p.value_text OR p.unit IS DISTINCT FROM 'CODE' AND starts_with(p.computed_text, p.value_text)
               AND substr(p.computed_text, length(p.value_text) + 1, 1) IN ('-', ' ') AS says_the_same,
           CASE WHEN p.is_by_claims THEN 'other claims come to ' ELSE 'the warehouse has ' END
           || CASE WHEN p.computed_low IS NOT NULL AND p.computed_high IS NULL THEN 'at least '
                   WHEN p.computed_low IS NULL AND p.computed_high IS NOT NULL THEN 'at most ' ELSE '' END AS whose,
           coalesce(CASE p.operator WHEN '>' THEN p.upper_bound <= p.low_base ELSE p.upper_bound < p.low_base - p.eps END, false)
               AS is_below_it,
           is_below_it
           OR coalesce(CASE p.operator WHEN '<' THEN p.lower_bound >= p.high_base ELSE p.lower_bound > p.high_base + p.eps END, false)
               AS is_out_of_bounds,
           coalesce(p.high_base IS NULL AND p.lower_bound > p.low_base, false)
           OR coalesce(p.low_base IS NULL AND p.upper_bound < p.high_base, false) AS is_within_bounds,
           p.kind = 'bound' AND (is_out_of_bounds OR is_within_bounds) AS is_decided,
           is_below_it OR coalesce(p.low_base IS NULL AND p.upper_bound < p.high_base, false) AS is_below
    FROM spread AS p
), judged AS (
    SELECT c.*,
           CASE
               WHEN c.kind = 'note' OR c.operator = 'qual' AND (c.kind <> 'text' OR c.value_text IS NULL) THEN 'qualitative'
               WHEN c.is_decided THEN CASE WHEN c.is_out_of_bounds THEN 'inconsistent' ELSE 'consistent' END
               WHEN c.no_figure = 'SCOPE_MISMATCH' THEN 'scope_mismatch'
               WHEN c.kind = 'none' OR c.no_figure IS NOT NULL THEN 'not_testable'
               WHEN c.kind = 'text' THEN
                   CASE WHEN c.says_the_same THEN coalesce(c.agreement, 'reproduced') ELSE 'inconsistent' END
               WHEN c.kind = 'feasible' THEN CASE
                   WHEN len(c.feasible) = 0 OR c.counted IS NOT NULL AND NOT list_contains(c.feasible, c.counted::BIGINT)
                       THEN 'inconsistent'
                   ELSE coalesce(c.agreement, 'consistent') END
               WHEN c.kind = 'bound' THEN c.undecided
               WHEN c.is_apart THEN 'inconsistent'
               WHEN c.is_same AND NOT c.is_by_claims THEN coalesce(c.agreement, 'reproduced')
               ELSE 'consistent'
           END AS verdict
    FROM compared AS c
)
SELECT j.*,
       CASE WHEN j.verdict IN ('qualitative', 'not_testable') THEN NULL
            WHEN j.kind = 'text' THEN j.rows_behind
            WHEN j.kind = 'feasible' THEN CASE WHEN len(j.feasible) = 1 THEN j.feasible[1] / j.computed ELSE j.counted / j.computed END
            ELSE coalesce(j.computed, j.upper_bound, j.lower_bound) END AS figure_base,
       CASE
           WHEN j.verdict = 'qualitative' AND j.kind = 'note' AND j.no_figure IS NULL
               THEN 'no number; read beside it: ' || coalesce(j.computed_text, ops.readable(j.computed))
           WHEN j.verdict = 'qualitative' THEN 'no number to test'
           WHEN j.is_decided
               THEN 'it is ' || CASE WHEN j.is_below THEN 'at most ' || trim(ops.readable(j.upper_bound / j.factor) || ' ' || j.label)
                                     ELSE 'at least ' || trim(ops.readable(j.lower_bound / j.factor) || ' ' || j.label) END
                    || coalesce('; left out: ' || j.no_figure_message, '')
           WHEN j.no_figure IS NOT NULL THEN j.no_figure_message
           WHEN j.kind = 'none' THEN 'no test is declared'
           WHEN j.kind = 'text' THEN 'the warehouse has ' || j.computed_text ||
                CASE WHEN j.verdict = 'inconsistent' THEN ', claimed is ' || j.value_text ELSE ', which is what is claimed' END
           WHEN j.kind = 'feasible' AND len(j.feasible) = 0
               THEN 'no count of ' || ops.readable(j.computed) || ' rounds to ' || j.value::VARCHAR || ' percent'
           WHEN j.kind = 'feasible'
               THEN CASE WHEN len(j.feasible) = 1 THEN 'only ' ELSE '' END || array_to_string(j.feasible[:5], ', ') ||
                    CASE WHEN len(j.feasible) > 5 THEN ', ...' ELSE '' END || ' of ' || ops.readable(j.computed) ||
                    ' rounds to it' || coalesce('; the warehouse counts ' || ops.readable(j.counted), '')
           WHEN j.kind = 'bound'
               THEN trim('bounds leave it open: ' || concat_ws(', ',
                        'at least ' || ops.readable(j.lower_bound / j.factor), 'at most ' || ops.readable(j.upper_bound / j.factor),
                        'at this rate ' || ops.readable(j.computed / j.factor)) || ' ' || j.label)
           WHEN j.is_apart THEN j.whose || trim(ops.readable(j.computed / j.factor) || ' ' || j.label) || ', outside what is claimed'
           WHEN j.is_same THEN j.whose || trim(ops.readable(j.computed / j.factor) || ' ' || j.label) || ', which is the printed figure'
           ELSE j.whose || trim(ops.readable(j.computed / j.factor) || ' ' || j.label) || ', which does not contradict it'
       END AS finding
FROM judged AS j;
COMMENT ON MACRO TABLE ops.claim_verdict_of IS 'Claims with what a run found, the verdict that follows, and the finding in words.';

-- What sources say of one fact, for the rule that compares them (Q71).
CREATE OR REPLACE VIEW ops.claimed_fact AS
SELECT concat_ws(' / ',
           CASE WHEN c.period_precision = 'UNKNOWN' THEN 'UNKNOWN'
                WHEN c.period_precision = 'Y' AND year(c.period_start) = year(c.period_end) THEN year(c.period_start)::VARCHAR
                ELSE c.period_start || ' to ' || c.period_end END,
           c.geo_code, c.subject, u.base_unit) AS fact,
       c.claim_id || ' (' || c.source_ref || ')' AS source, (c.value * u.factor)::DOUBLE AS value,
       starts_with(c.source_file, 'shipped:') AS is_shipped
FROM core.fct_claim AS c JOIN core.claim_unit AS u USING (unit)
WHERE c.value > 0;
COMMENT ON VIEW ops.claimed_fact IS 'Numbers of claims by what they are about, so that sources of one fact can be compared (Q71).';
COMMENT ON COLUMN ops.claimed_fact.fact IS 'Period, place, subject and base unit.';
COMMENT ON COLUMN ops.claimed_fact.source IS 'Claim and its source.';
COMMENT ON COLUMN ops.claimed_fact.value IS 'Claimed number in the base unit.';
COMMENT ON COLUMN ops.claimed_fact.is_shipped IS 'True for the claims that come with the warehouse.';

CREATE OR REPLACE VIEW ops.delivered_claim AS SELECT fact, source, value FROM ops.claimed_fact WHERE NOT is_shipped;
COMMENT ON VIEW ops.delivered_claim IS 'The same of the claims that were delivered.';
COMMENT ON COLUMN ops.delivered_claim.fact IS 'Period, place, subject and base unit.';
COMMENT ON COLUMN ops.delivered_claim.source IS 'Claim and its source.';
COMMENT ON COLUMN ops.delivered_claim.value IS 'Claimed number in the base unit.';
