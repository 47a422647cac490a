-- What the score of a zone reads: cards, evidence and members as known at a moment, and days of scoring.
-- Meaning: which lines are scored for which zone on which day.

CREATE OR REPLACE MACRO ops.indicator_at(as_of := NULL) AS TABLE
SELECT i.card_version, i.industry_code, i.code, i.pillar, i.title, i.weight, i.fn, i.floor, i.target, i.is_veto, i.is_mandatory,
       i.stage, i.source_dataset, i.window_months, i.valid_from, i.is_project_default
FROM core.dim_indicator AS i WHERE as_of IS NULL
UNION ALL
SELECT r.key ->> 0 AS card_version, r.key ->> 1 AS industry_code, r.key ->> 2 AS code, ops.agreed(r.content ->> 'pillar') AS pillar,
       ops.agreed(r.content ->> 'title') AS title, ops.agreed(r.content ->> 'weight')::DECIMAL(9, 4) AS weight,
       ops.agreed(r.content ->> 'fn') AS fn, ops.agreed(r.content ->> 'floor')::DECIMAL(24, 9) AS floor,
       ops.agreed(r.content ->> 'target')::DECIMAL(24, 9) AS target, ops.agreed(r.content ->> 'is_veto')::BOOLEAN AS is_veto,
       ops.agreed(r.content ->> 'is_mandatory')::BOOLEAN AS is_mandatory, ops.agreed(r.content ->> 'stage') AS stage,
       ops.agreed(r.content ->> 'source_dataset') AS source_dataset,
       ops.agreed(r.content ->> 'window_months')::INTEGER AS window_months,
       ops.agreed(r.content ->> 'valid_from')::DATE AS valid_from,
       ops.agreed(r.content ->> 'is_project_default')::BOOLEAN AS is_project_default
FROM ops.accepted_at('dim_indicator', as_of) AS r GROUP BY r.key;
COMMENT ON MACRO TABLE ops.indicator_at IS 'Lines of the scorecards as known at a moment.';

CREATE OR REPLACE MACRO ops.evidence_at(as_of := NULL) AS TABLE
WITH stated AS (
    SELECT e.card_version, e.zone_id, e.code, e.period_end, e.raw_value, e.numerator, e.denominator, e.unit, e.doc_ref,
           e.issued_on, e.expires_on
    FROM core.fct_score_evidence AS e WHERE as_of IS NULL
    UNION ALL
    SELECT r.key ->> 0 AS card_version, r.key ->> 1 AS zone_id, r.key ->> 2 AS code, (r.key ->> 3)::DATE AS period_end,
           ops.agreed(r.content ->> 'raw_value')::DECIMAL(24, 9) AS raw_value,
           ops.agreed(r.content ->> 'numerator')::DECIMAL(24, 9) AS numerator,
           ops.agreed(r.content ->> 'denominator')::DECIMAL(24, 9) AS denominator, ops.agreed(r.content ->> 'unit') AS unit,
           ops.agreed(r.content ->> 'doc_ref') AS doc_ref, ops.agreed(r.content ->> 'issued_on')::DATE AS issued_on,
           ops.agreed(r.content ->> 'expires_on')::DATE AS expires_on
    FROM ops.accepted_at('fct_score_evidence', as_of) AS r GROUP BY r.key
)
SELECT s.*, CASE WHEN s.denominator > 0 THEN s.numerator::DOUBLE / s.denominator::DOUBLE ELSE s.raw_value::DOUBLE END AS raw
FROM stated AS s;
COMMENT ON MACRO TABLE ops.evidence_at IS 'Evidence for lines of scorecards as known at a moment, with the figure that it states.';

-- What the lists say of each member of a zone on a day: the version of the enterprise that holds then.
CREATE OR REPLACE MACRO ops.member_history(as_of := NULL) AS TABLE
WITH member AS (
    SELECT t.zone_id, t.uscc, t.entry_date, t.exit_date FROM core.fct_zone_membership AS t WHERE as_of IS NULL
    UNION ALL
    SELECT r.key ->> 0, r.key ->> 1, (r.key ->> 2)::DATE, ops.agreed(r.content ->> 'exit_date')::DATE
    FROM ops.accepted_at('fct_zone_membership', as_of) AS r GROUP BY r.key
)
SELECT m.zone_id, m.entry_date, m.exit_date, e.*
FROM member AS m JOIN ops.enterprise_at(as_of := as_of) AS e ON e.uscc = m.uscc
WHERE (e.valid_to IS NULL OR e.valid_to > m.entry_date) AND (m.exit_date IS NULL OR e.valid_from < m.exit_date);
COMMENT ON MACRO TABLE ops.member_history IS 'Members of zones with the versions of their enterprise that hold during membership, as known at a moment.';

CREATE OR REPLACE MACRO ops.score_fraction(fn, raw, floor, target) AS CASE
    WHEN raw IS NULL THEN 0.0
    WHEN fn = 'bool' THEN (raw >= 1)::INTEGER::DOUBLE
    WHEN fn = 'step' THEN (CASE WHEN floor > target THEN raw <= target ELSE raw >= target END)::INTEGER::DOUBLE
    ELSE greatest(0.0, least(1.0, (raw - floor::DOUBLE) / (target::DOUBLE - floor::DOUBLE)))
END;
COMMENT ON MACRO ops.score_fraction IS 'Fraction of its points that a line earns: bool, linear_up, linear_down (the floor above the target) or step, clipped to 0..1; 0 without a figure.';

-- Lines by zone, card and day of scoring. Scored are the days that evidence is about, and a day that is asked for, on which the card in
-- force counts. A row for the industry of the zone replaces the row of the same code that is for all.
CREATE OR REPLACE MACRO ops.score_frame(as_of := NULL, on_day := NULL, zone := NULL, card := NULL, industry := NULL) AS TABLE
WITH line AS (
    SELECT i.* FROM ops.indicator_at(as_of := as_of) AS i
), evident AS (
    SELECT DISTINCT e.card_version, e.zone_id, e.period_end FROM ops.evidence_at(as_of := as_of) AS e
), version AS (
    SELECT l.card_version, max(l.valid_from) AS valid_from
    FROM line AS l WHERE card IS NULL OR l.card_version = card GROUP BY l.card_version
), day AS (
    SELECT e.card_version, e.zone_id, e.period_end FROM evident AS e
    UNION
    SELECT v.card_version, z.zone_id, on_day::DATE
    FROM (SELECT d.zone_id FROM core.dim_zone AS d UNION SELECT e.zone_id FROM evident AS e) AS z
    CROSS JOIN (
        SELECT v.card_version FROM version AS v WHERE v.valid_from <= on_day::DATE
        ORDER BY v.valid_from DESC, v.card_version DESC LIMIT 1
    ) AS v
    WHERE on_day IS NOT NULL
), scored AS (
    SELECT d.zone_id, d.card_version, d.period_end, coalesce(industry, z.industry_code, 'ALL') AS industry_code,
           z.prefecture_code
    FROM day AS d LEFT JOIN core.dim_zone AS z ON z.zone_id = d.zone_id
    WHERE (zone IS NULL OR d.zone_id = zone) AND (card IS NULL OR d.card_version = card)
)
SELECT s.zone_id, s.card_version, s.period_end, s.industry_code, s.prefecture_code, n.family, l.code, l.pillar, l.title, l.weight,
       l.fn, l.floor, l.target, l.is_veto, l.is_mandatory, l.stage, l.source_dataset, l.window_months, l.is_project_default,
       m.measure,
       CASE WHEN l.window_months IS NULL THEN DATE '1900-01-01'
            ELSE (s.period_end - to_months(l.window_months))::DATE END AS window_start
FROM scored AS s
JOIN line AS l
  ON l.card_version = s.card_version
 AND (l.industry_code = s.industry_code
      OR l.industry_code = 'ALL' AND NOT EXISTS (
          FROM line AS o
          WHERE o.card_version = s.card_version AND o.code = l.code AND o.industry_code = s.industry_code
      ))
LEFT JOIN core.score_measure AS m ON m.code = l.code
LEFT JOIN core.dim_industry AS n ON n.industry_code = s.industry_code;
COMMENT ON MACRO TABLE ops.score_frame IS 'Lines of scorecards by zone, card and day of scoring, with the window that a figure is about: days after its start, up to the day of scoring.';
