-- What the metrics of the zone read: lists without versions, as known at a moment.
-- Meaning: per key the row of the latest release by then; where releases of one moment differ, what they agree on.

CREATE OR REPLACE MACRO ops.accepted_at(name, as_of) AS TABLE
SELECT a.key, a.content
FROM core.accepted_row AS a
WHERE as_of IS NOT NULL AND a.table_name = name AND a.released_at <= ops.moment(as_of)
QUALIFY (a.released_at, a.revision_no) = max((a.released_at, a.revision_no)) OVER (PARTITION BY a.key);
COMMENT ON MACRO TABLE ops.accepted_at IS 'Accepted rows of a table without versions that stand at a moment; several of a key where releases of one moment differ. None without a moment.';

CREATE OR REPLACE MACRO ops.zone_status_at(as_of := NULL) AS TABLE
SELECT t.zone_id, t.level, t.status_from, t.status_to, t.status, t.name_zh, t.industry_code, t.province_code,
       t.prefecture_code, t.batch_no, t.source_ref
FROM core.fct_zone_status AS t WHERE as_of IS NULL
UNION ALL
SELECT r.key ->> 0 AS zone_id, r.key ->> 1 AS level, (r.key ->> 2)::DATE AS status_from,
       ops.agreed(r.content ->> 'status_to')::DATE AS status_to, ops.agreed(r.content ->> 'status') AS status,
       ops.agreed(r.content ->> 'name_zh') AS name_zh, ops.agreed(r.content ->> 'industry_code') AS industry_code,
       ops.agreed(r.content ->> 'province_code') AS province_code,
       ops.agreed(r.content ->> 'prefecture_code') AS prefecture_code,
       ops.agreed(r.content ->> 'batch_no')::INTEGER AS batch_no, ops.agreed(r.content ->> 'source_ref') AS source_ref
FROM ops.accepted_at('fct_zone_status', as_of) AS r GROUP BY r.key;
COMMENT ON MACRO TABLE ops.zone_status_at IS 'Statuses of zones as known at a moment.';

-- A date of a milestone that is known to the month or year is any day of it.
CREATE OR REPLACE MACRO ops.first_possible_day(day, known_to) AS
    CASE known_to WHEN 'Y' THEN date_trunc('year', day)::DATE WHEN 'M' THEN date_trunc('month', day)::DATE ELSE day END;
COMMENT ON MACRO ops.first_possible_day IS 'First day that a date can be which is known to the day, month or year (D, M, Y).';
CREATE OR REPLACE MACRO ops.last_possible_day(day, known_to) AS
    CASE known_to WHEN 'Y' THEN make_date(year(day), 12, 31) WHEN 'M' THEN last_day(day) ELSE day END;
COMMENT ON MACRO ops.last_possible_day IS 'Last day that a date can be which is known to the day, month or year (D, M, Y).';

CREATE OR REPLACE MACRO ops.zone_milestone_at(as_of := NULL) AS TABLE
SELECT t.zone_id, t.stage, t.source_ref, t.planned_start, t.planned_end, t.actual_date, t.date_precision, t.status,
       t.document_title
FROM core.fct_zone_milestone AS t WHERE as_of IS NULL
UNION ALL
SELECT r.key ->> 0 AS zone_id, r.key ->> 1 AS stage, r.key ->> 2 AS source_ref,
       ops.agreed(r.content ->> 'planned_start')::DATE AS planned_start,
       ops.agreed(r.content ->> 'planned_end')::DATE AS planned_end,
       ops.agreed(r.content ->> 'actual_date')::DATE AS actual_date,
       ops.agreed(r.content ->> 'date_precision') AS date_precision, ops.agreed(r.content ->> 'status') AS status,
       ops.agreed(r.content ->> 'document_title') AS document_title
FROM ops.accepted_at('fct_zone_milestone', as_of) AS r GROUP BY r.key;
COMMENT ON MACRO TABLE ops.zone_milestone_at IS 'Stages of zones as known at a moment.';

CREATE OR REPLACE MACRO ops.zone_member_at(as_of := NULL) AS TABLE
SELECT t.zone_id, t.uscc, t.entry_date, t.exit_date
FROM core.fct_zone_membership AS t WHERE as_of IS NULL
UNION ALL
SELECT r.key ->> 0 AS zone_id, r.key ->> 1 AS uscc, (r.key ->> 2)::DATE AS entry_date,
       ops.agreed(r.content ->> 'exit_date')::DATE AS exit_date
FROM ops.accepted_at('fct_zone_membership', as_of) AS r GROUP BY r.key;
COMMENT ON MACRO TABLE ops.zone_member_at IS 'Members of zones as known at a moment.';

CREATE OR REPLACE MACRO ops.support_policy_at(as_of := NULL) AS TABLE
SELECT t.policy_id, t.measure_code, t.issued_on, t.valid_to, t.annual_budget_cny
FROM core.fct_support_policy AS t WHERE as_of IS NULL
UNION ALL
SELECT r.key ->> 0 AS policy_id, r.key ->> 1 AS measure_code,
       ops.agreed(r.content ->> 'issued_on')::DATE AS issued_on,
       ops.agreed(r.content ->> 'valid_to')::DATE AS valid_to,
       ops.agreed(r.content ->> 'annual_budget_cny')::DECIMAL(18, 2) AS annual_budget_cny
FROM ops.accepted_at('fct_support_policy', as_of) AS r GROUP BY r.key;
COMMENT ON MACRO TABLE ops.support_policy_at IS 'Policies of support as known at a moment.';

CREATE OR REPLACE MACRO ops.support_grant_at(as_of := NULL) AS TABLE
SELECT t.grant_id, t.policy_id, t.measure_code, t.uscc, t.committed_cny, t.paid_cny, t.granted_on, t.paid_on
FROM core.fct_support_grant AS t WHERE as_of IS NULL
UNION ALL
SELECT r.key ->> 0 AS grant_id, ops.agreed(r.content ->> 'policy_id') AS policy_id,
       ops.agreed(r.content ->> 'measure_code') AS measure_code, ops.agreed(r.content ->> 'uscc') AS uscc,
       ops.agreed(r.content ->> 'committed_cny')::DECIMAL(18, 2) AS committed_cny,
       ops.agreed(r.content ->> 'paid_cny')::DECIMAL(18, 2) AS paid_cny,
       ops.agreed(r.content ->> 'granted_on')::DATE AS granted_on,
       ops.agreed(r.content ->> 'paid_on')::DATE AS paid_on
FROM ops.accepted_at('fct_support_grant', as_of) AS r GROUP BY r.key;
COMMENT ON MACRO TABLE ops.support_grant_at IS 'Grants as known at a moment.';

CREATE OR REPLACE MACRO ops.outreach_visit_at(as_of := NULL) AS TABLE
SELECT t.visit_id, t.visit_date, t.uscc, t.town_code
FROM core.fct_outreach_visit AS t WHERE as_of IS NULL
UNION ALL
SELECT r.key ->> 0 AS visit_id, ops.agreed(r.content ->> 'visit_date')::DATE AS visit_date,
       ops.agreed(r.content ->> 'uscc') AS uscc, ops.agreed(r.content ->> 'town_code') AS town_code
FROM ops.accepted_at('fct_outreach_visit', as_of) AS r GROUP BY r.key;
COMMENT ON MACRO TABLE ops.outreach_visit_at IS 'Visits as known at a moment.';

CREATE OR REPLACE MACRO ops.outreach_question_at(as_of := NULL) AS TABLE
SELECT t.question_id, t.visit_id, t.received_on, t.answered_on, t.resolved_on
FROM core.fct_outreach_question AS t WHERE as_of IS NULL
UNION ALL
SELECT r.key ->> 0 AS question_id, ops.agreed(r.content ->> 'visit_id') AS visit_id,
       ops.agreed(r.content ->> 'received_on')::DATE AS received_on,
       ops.agreed(r.content ->> 'answered_on')::DATE AS answered_on,
       ops.agreed(r.content ->> 'resolved_on')::DATE AS resolved_on
FROM ops.accepted_at('fct_outreach_question', as_of) AS r GROUP BY r.key;
COMMENT ON MACRO TABLE ops.outreach_question_at IS 'Questions as known at a moment.';

-- Released lists of a dataset that are known at a moment, with what they declare.
CREATE OR REPLACE MACRO ops.list_at(name, as_of := NULL) AS TABLE
SELECT d.delivery_id, d.released_at, d.facts, coalesce(d.rows_quarantined, 0) AS rows_quarantined
FROM ops.delivery AS d
WHERE d.dataset = name AND d.state = 'loaded' AND d.released_at <= ops.moment(as_of);
COMMENT ON MACRO TABLE ops.list_at IS 'Loaded lists of a dataset that were released by a moment.';
