-- Lines of the score of a zone with their points, from figures of the warehouse and from evidence.
-- Meaning: what the warehouse itself says of each line, and the points that its raw figure earns.

-- What the warehouse itself says of the lines. A measure without rows in its window says nothing; what is not stated of a member
-- does not count for it.
CREATE OR REPLACE MACRO ops.score_measured(as_of := NULL, on_day := NULL, zone := NULL, card := NULL, industry := NULL) AS TABLE
WITH line AS (
    SELECT f.zone_id, f.card_version, f.period_end, f.code, f.measure, f.window_start, f.window_months, f.family,
           f.prefecture_code
    FROM ops.score_frame(as_of := as_of, on_day := on_day, zone := zone, card := card, industry := industry) AS f
    WHERE f.measure IS NOT NULL
), day AS (
    SELECT DISTINCT l.zone_id, l.period_end FROM line AS l
), member AS (
    SELECT d.period_end, h.*
    FROM day AS d JOIN ops.member_history(as_of := as_of) AS h
      ON h.zone_id = d.zone_id AND h.entry_date <= d.period_end AND (h.exit_date IS NULL OR h.exit_date > d.period_end)
     AND h.valid_from <= d.period_end AND (h.valid_to IS NULL OR h.valid_to > d.period_end)
), of_members AS (
    SELECT m.zone_id, m.period_end, count(*)::DOUBLE AS members,
           count(*) FILTER (m.has_intl_cert) AS certified, count(m.has_intl_cert) AS certified_stated,
           count(*) FILTER (m.has_traceability AND m.has_qms) AS traceable,
           count(*) FILTER (m.has_traceability IS NOT NULL AND m.has_qms IS NOT NULL) AS traceable_stated,
           count(*) FILTER (m.quality_class <= 2) AS good, count(m.quality_class) AS good_stated,
           sum(m.own_brand_share) AS own_brand, sum(m.patents) AS patents, count(m.patents) AS patents_stated
    FROM member AS m GROUP BY ALL
), roster AS (
    UNPIVOT (
        SELECT v.card_version, o.zone_id, o.period_end,
               CASE WHEN o.certified_stated > 0 THEN o.certified / o.members END AS certified_share,
               CASE WHEN o.traceable_stated > 0 THEN o.traceable / o.members END AS traceable_qms_share,
               CASE WHEN o.good_stated > 0 THEN o.good / o.members END AS class_1_2_share,
               o.own_brand::DOUBLE / o.members AS own_brand_share,
               CASE WHEN o.patents_stated > 0 THEN o.patents::DOUBLE / o.members END AS patents_per_member
        FROM of_members AS o
        JOIN (SELECT DISTINCT l.card_version, l.zone_id, l.period_end FROM line AS l) AS v USING (zone_id, period_end)
    ) ON COLUMNS(* EXCLUDE (card_version, zone_id, period_end)) INTO NAME measure VALUE raw
), batch AS (
    SELECT b.uscc, b.hs8, b.inspection_date, b.result, b.is_inspected FROM core.fct_inspection_batch AS b WHERE as_of IS NULL
    UNION ALL
    SELECT ops.agreed(r.content ->> 'uscc'), ops.agreed(r.content ->> 'hs8'),
           ops.agreed(r.content ->> 'inspection_date')::DATE, ops.agreed(r.content ->> 'result'),
           ops.agreed(r.content ->> 'is_inspected')::BOOLEAN
    FROM ops.accepted_at('fct_inspection_batch', as_of) AS r GROUP BY r.key
), batches AS (
    SELECT l.card_version, l.zone_id, l.period_end, l.measure,
           count(*) FILTER (b.result IN ('FAIL', 'REWORK_PASS')) / count(*)::DOUBLE AS raw
    FROM line AS l
    JOIN member AS m ON m.zone_id = l.zone_id AND m.period_end = l.period_end
    JOIN batch AS b ON b.uscc = m.uscc AND b.inspection_date > l.window_start AND b.inspection_date <= l.period_end
    WHERE l.measure = 'batch_nonconformity' AND b.is_inspected AND b.result <> 'PENDING'
      AND (l.family IS NULL OR EXISTS (
          FROM core.product_family_member AS p
          WHERE p.family = l.family AND starts_with(b.hs8, p.prefix)
            AND year(b.inspection_date) BETWEEN p.hs_year_from AND p.hs_year_to
      ))
    GROUP BY ALL
), plan AS (
    SELECT l.card_version, l.zone_id, l.period_end, l.measure, 1.0::DOUBLE AS raw
    FROM line AS l
    WHERE l.measure = 'plan_issued' AND EXISTS (
        FROM ops.zone_milestone_at(as_of := as_of) AS s
        WHERE s.zone_id = l.zone_id AND s.stage = 'PLAN_ISSUED' AND s.status = 'PASSED'
          AND ops.last_possible_day(s.actual_date, s.date_precision) <= l.period_end
    )
), grants AS (
    SELECT l.card_version, l.zone_id, l.period_end, l.measure,
           coalesce(sum(g.paid_cny), 0)::DOUBLE / nullif(sum(g.committed_cny), 0)::DOUBLE AS raw
    FROM line AS l
    JOIN member AS m ON m.zone_id = l.zone_id AND m.period_end = l.period_end
    JOIN ops.support_grant_at(as_of := as_of) AS g
      ON g.uscc = m.uscc AND g.granted_on > l.window_start AND g.granted_on <= l.period_end
    WHERE l.measure = 'grants_paid_share'
    GROUP BY ALL
), questions AS (
    -- questions from visits in the prefecture of the zone
    SELECT l.card_version, l.zone_id, l.period_end, l.measure,
           count(*) FILTER (q.resolved_on <= l.period_end) / count(*)::DOUBLE AS raw
    FROM line AS l
    JOIN ops.outreach_visit_at(as_of := as_of) AS v ON left(v.town_code, 6) = l.prefecture_code
    JOIN ops.outreach_question_at(as_of := as_of) AS q
      ON q.visit_id = v.visit_id AND q.received_on > l.window_start AND q.received_on <= l.period_end
    WHERE l.measure = 'questions_resolved_share'
    GROUP BY ALL
), recall AS (
    SELECT r.kind, r.uscc, r.event_date, r.severity FROM core.fct_return_claim AS r WHERE as_of IS NULL
    UNION ALL
    SELECT ops.agreed(t.content ->> 'kind'), ops.agreed(t.content ->> 'uscc'),
           ops.agreed(t.content ->> 'event_date')::DATE, ops.agreed(t.content ->> 'severity')
    FROM ops.latest_stated('fct_return_claim', as_of := as_of) AS t GROUP BY t.key
), harm AS (
    -- grave harm is known from recalls of members' goods; that there was none is for the evidence to say
    SELECT DISTINCT l.card_version, l.zone_id, l.period_end, l.measure, 0.0::DOUBLE AS raw
    FROM line AS l
    JOIN member AS m ON m.zone_id = l.zone_id AND m.period_end = l.period_end
    JOIN recall AS r ON r.uscc = m.uscc AND r.event_date > l.window_start AND r.event_date <= l.period_end
    WHERE l.measure = 'no_grave_recall' AND r.kind = 'RECALL' AND r.severity IN ('SERIOUS_INJURY', 'DEATH')
), rated AS (
    -- all authorities together, each of them or none
    SELECT r.family AS family, r.period, sum(r.alerts) AS alerts, sum(r.exports_usd) AS exports_usd
    FROM marts.notification_rate(as_of := as_of) AS r
    WHERE EXISTS (FROM line AS l WHERE l.measure = 'notification_rate')
    GROUP BY ALL
    HAVING count(DISTINCT r.authority_code) = (SELECT count(*) FROM core.dim_authority)
       AND bool_and(r.complete) AND sum(r.exports_usd) > 0
), stands_for AS (
    -- an industry's own family; else that of a printed line, all of whose goods are goods of the industry
    SELECT n.family AS family, n.family AS rated_family FROM core.dim_industry AS n WHERE n.family IS NOT NULL
    UNION
    SELECT c.family, c.rated_family
    FROM (
        SELECT n.family AS family, m.family AS rated_family, EXISTS (
                   FROM core.product_family_member AS o
                   WHERE o.family = n.family AND starts_with(m.prefix, o.prefix)
                     AND o.hs_year_from <= m.hs_year_from AND o.hs_year_to >= m.hs_year_to
               ) AS belongs
        FROM core.dim_industry AS n CROSS JOIN core.product_family_member AS m
        WHERE n.family IS NOT NULL AND m.family IN (SELECT p.family FROM core.printed_line AS p)
    ) AS c
    GROUP BY ALL HAVING bool_and(c.belongs)
), notified AS (
    -- the upper limit where less than five are named
    SELECT l.card_version, l.zone_id, l.period_end, l.measure,
           CASE WHEN r.alerts >= 5 THEN r.alerts ELSE ops.garwood_high(r.alerts) END / r.exports_usd * 1e8 AS raw
    FROM line AS l
    JOIN stands_for AS f ON f.family = l.family
    JOIN rated AS r
      ON r.family = f.rated_family
     AND r.period = strftime(date_trunc('month', l.period_end + INTERVAL 1 DAY) - INTERVAL 1 DAY, '%Y%m')
    WHERE l.measure = 'notification_rate' AND l.window_months = 12
    QUALIFY row_number() OVER (
        PARTITION BY l.zone_id, l.card_version, l.period_end ORDER BY r.family = l.family DESC, r.family
    ) = 1
), exported AS (
    -- months that end within the window, all of them or none; dollars as delivered before yuan at the rate of the month
    SELECT l.card_version, l.zone_id, l.period_end, l.measure, l.family, l.window_months, c.currency, max(c.period) AS last_month,
           count(*) = any_value(l.window_months) AND bool_and(NOT c.is_suppressed AND c.is_complete) AS is_known,
           sum(c.value)::DOUBLE AS value,
           CASE WHEN any_value(c.currency) = 'USD' THEN sum(c.value)::DOUBLE
                WHEN count(x.rate) = count(*) THEN sum(c.value::DOUBLE / x.rate::DOUBLE) END AS value_usd
    FROM line AS l
    JOIN core.fct_zone_cell AS c
      ON c.zone_id = l.zone_id AND c.group_code = 'MEMBER' AND c.family = coalesce(l.family, 'ALL')
     AND last_day(strptime(c.period || '01', '%Y%m%d')::DATE) > l.window_start
     AND last_day(strptime(c.period || '01', '%Y%m%d')::DATE) <= l.period_end
    LEFT JOIN ops.fx_cny_per_usd() AS x ON x.month = c.period
    WHERE as_of IS NULL AND l.measure IN ('zone_exports_usd', 'zone_share_of_nation') AND l.window_months IS NOT NULL
    GROUP BY ALL
), exports AS (
    SELECT e.card_version, e.zone_id, e.period_end, e.measure,
           arg_max(e.value_usd, e.currency) FILTER (e.value_usd IS NOT NULL) AS raw
    FROM exported AS e WHERE e.is_known AND e.measure = 'zone_exports_usd' GROUP BY ALL
), nation AS (
    SELECT n.family AS family, n.period, n.value
    FROM marts.rolling_12m(place := 'ALL') AS n
    WHERE n.value > 0 AND EXISTS (FROM exported AS e WHERE e.measure = 'zone_share_of_nation')
), shares AS (
    SELECT e.card_version, e.zone_id, e.period_end, e.measure, e.value / n.value::DOUBLE AS raw
    FROM exported AS e JOIN nation AS n ON n.family = e.family AND n.period = e.last_month
    WHERE e.is_known AND e.measure = 'zone_share_of_nation' AND e.currency = 'CNY' AND e.window_months = 12
)
SELECT r.card_version, r.zone_id, r.period_end, r.measure::VARCHAR AS measure, r.raw FROM roster AS r
UNION ALL
SELECT p.* FROM plan AS p
UNION ALL
SELECT g.* FROM grants AS g WHERE g.raw IS NOT NULL
UNION ALL
SELECT q.* FROM questions AS q
UNION ALL
SELECT h.* FROM harm AS h
UNION ALL
SELECT n.* FROM notified AS n
UNION ALL
SELECT b.card_version, b.zone_id, b.period_end, b.measure, b.raw FROM batches AS b
UNION ALL
SELECT e.card_version, e.zone_id, e.period_end, e.measure, e.raw FROM exports AS e WHERE e.raw IS NOT NULL
UNION ALL
SELECT s.card_version, s.zone_id, s.period_end, s.measure, s.raw FROM shares AS s;
COMMENT ON MACRO TABLE ops.score_measured IS 'Figures of the warehouse for lines of scorecards, by zone, card, day of scoring and measure.';

-- Lines with their points: the raw figure is that of the warehouse where it has one, else that of current evidence.
CREATE OR REPLACE MACRO ops.score_lines(
    as_of := NULL, on_day := NULL, zone := NULL, card := NULL, industry := NULL
) AS TABLE
WITH line AS (
    SELECT f.* FROM ops.score_frame(as_of := as_of, on_day := on_day, zone := zone, card := card, industry := industry) AS f
    WHERE f.pillar IS DISTINCT FROM 'PASS_MARK'
), proof AS (
    SELECT l.zone_id, l.card_version, l.period_end, l.code, e.raw, e.doc_ref, e.expires_on,
           e.doc_ref IS NOT NULL AND e.issued_on IS NOT NULL AND e.period_end > l.window_start
           AND coalesce(e.expires_on >= l.period_end, true) AS is_current
    FROM line AS l
    JOIN ops.evidence_at(as_of := as_of) AS e
      ON e.zone_id = l.zone_id AND e.card_version = l.card_version AND e.code = l.code AND e.period_end <= l.period_end
    QUALIFY row_number() OVER (
        PARTITION BY l.zone_id, l.card_version, l.period_end, l.code ORDER BY e.period_end DESC
    ) = 1
), judged AS (
    SELECT l.*, w.raw AS measured, p.raw AS stated, p.doc_ref, p.expires_on,
           CASE WHEN w.raw IS NOT NULL THEN w.raw WHEN p.is_current THEN p.raw END AS raw,
           CASE WHEN w.raw IS NOT NULL THEN 'warehouse' WHEN p.is_current AND p.raw IS NOT NULL THEN 'evidence' END
               AS raw_source
    FROM line AS l
    LEFT JOIN proof AS p USING (zone_id, card_version, period_end, code)
    LEFT JOIN (
        SELECT m.* FROM ops.score_measured(as_of := as_of, on_day := on_day, zone := zone, card := card,
                                           industry := industry) AS m
    ) AS w USING (zone_id, card_version, period_end, measure)
)
SELECT j.zone_id, j.industry_code, j.card_version, j.code, strftime(j.period_end, '%Y%m%d') AS period, j.period_end, j.pillar,
       j.title,
       j.weight::DOUBLE * ops.score_fraction(j.fn, j.raw, j.floor, j.target) AS value,
       'points' AS unit,
       j.raw IS NOT NULL AS complete,
       NULL::VARCHAR AS reason,
       CASE WHEN j.raw IS NULL THEN 'NO_EVIDENCE' END AS flag,
       j.weight, j.fn, j.floor, j.target, j.raw, j.raw_source,
       ops.score_fraction(j.fn, j.raw, j.floor, j.target) AS fraction,
       j.measured, j.stated, j.doc_ref, j.expires_on, coalesce(j.is_veto, false) AS is_veto,
       coalesce(j.is_mandatory, false) AS is_mandatory, coalesce(j.stage, 'BOTH') AS stage, j.is_project_default
FROM judged AS j;
COMMENT ON MACRO TABLE ops.score_lines IS 'Lines of scorecards by zone, card and day of scoring, with figure, fraction and points.';
