-- Scorecard of acceptance: its lines, the evidence, which measure a line takes from the warehouse, and defaults of metrics.

CREATE TABLE core.dim_indicator (
    card_version VARCHAR NOT NULL,
    industry_code VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    pillar VARCHAR,
    title VARCHAR,
    weight DECIMAL(9, 4),
    fn VARCHAR,
    floor DECIMAL(24, 9),
    target DECIMAL(24, 9),
    is_veto BOOLEAN,
    is_mandatory BOOLEAN,
    stage VARCHAR,
    source_dataset VARCHAR,
    window_months INTEGER,
    valid_from DATE,
    is_project_default BOOLEAN,
    is_conflict BOOLEAN NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL
);
COMMENT ON TABLE core.dim_indicator IS 'Lines of the scorecards by version and industry. Weights, floors, targets and pass marks are data.';
COMMENT ON COLUMN core.dim_indicator.card_version IS 'Version of the card.';
COMMENT ON COLUMN core.dim_indicator.industry_code IS 'ALL, or the industry for which the line replaces the one of the same code that is for all.';
COMMENT ON COLUMN core.dim_indicator.code IS 'Code of the line.';
COMMENT ON COLUMN core.dim_indicator.pillar IS 'Part of the card that the line belongs to; PASS_MARK for a row that holds a pass mark and no points.';
COMMENT ON COLUMN core.dim_indicator.title IS 'What the line is about.';
COMMENT ON COLUMN core.dim_indicator.weight IS 'Points that the line is worth; those of a card add to 100.';
COMMENT ON COLUMN core.dim_indicator.fn IS 'How a raw figure becomes a fraction of the points: bool, linear_up, linear_down or step.';
COMMENT ON COLUMN core.dim_indicator.floor IS 'Figure from which a linear line earns points.';
COMMENT ON COLUMN core.dim_indicator.target IS 'Figure at which it earns all of them; of a pass mark the mark.';
COMMENT ON COLUMN core.dim_indicator.is_veto IS 'True if the card fails whatever its score unless the line is met.';
COMMENT ON COLUMN core.dim_indicator.is_mandatory IS 'True if the card cannot pass without current evidence for the line.';
COMMENT ON COLUMN core.dim_indicator.stage IS 'Acceptance that the line counts for: PROV, NATL or BOTH.';
COMMENT ON COLUMN core.dim_indicator.source_dataset IS 'Dataset that the figure comes from; several with ; between them.';
COMMENT ON COLUMN core.dim_indicator.window_months IS 'Months before the day of scoring that the figure or its evidence is about; NULL for any time.';
COMMENT ON COLUMN core.dim_indicator.valid_from IS 'Day from which the version of the card is in force.';
COMMENT ON COLUMN core.dim_indicator.is_project_default IS 'True for a value that is a default of this project and not taken from a regulation.';
COMMENT ON COLUMN core.dim_indicator.is_conflict IS 'True if releases of the same moment differ; what they differ in is NULL then.';
COMMENT ON COLUMN core.dim_indicator.source_file IS 'Delivery of the latest row; shipped:scorecard for the card that comes with the warehouse.';
COMMENT ON COLUMN core.dim_indicator.source_row IS 'Its physical line.';

CREATE TABLE stage.scorecard (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    card_version VARCHAR,
    industry_code VARCHAR,
    code VARCHAR,
    pillar VARCHAR,
    title VARCHAR,
    weight DECIMAL(9, 4),
    fn VARCHAR,
    floor DECIMAL(24, 9),
    target DECIMAL(24, 9),
    is_veto BOOLEAN,
    is_mandatory BOOLEAN,
    stage VARCHAR,
    source_dataset VARCHAR,
    window_months INTEGER,
    valid_from DATE,
    is_project_default BOOLEAN
);
COMMENT ON TABLE stage.scorecard IS 'Typed rows of a scorecard.';
COMMENT ON COLUMN stage.scorecard.source_row IS 'Physical line or sheet row.';
COMMENT ON COLUMN stage.scorecard.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.scorecard.card_version IS 'Version of the card.';
COMMENT ON COLUMN stage.scorecard.industry_code IS 'ALL, or the industry for which the line replaces the one of the same code that is for all.';
COMMENT ON COLUMN stage.scorecard.code IS 'Code of the line.';
COMMENT ON COLUMN stage.scorecard.pillar IS 'Part of the card that the line belongs to; PASS_MARK for a row that holds a pass mark and no points.';
COMMENT ON COLUMN stage.scorecard.title IS 'What the line is about.';
COMMENT ON COLUMN stage.scorecard.weight IS 'Points that the line is worth; those of a card add to 100.';
COMMENT ON COLUMN stage.scorecard.fn IS 'How a raw figure becomes a fraction of the points: bool, linear_up, linear_down or step.';
COMMENT ON COLUMN stage.scorecard.floor IS 'Figure from which a linear line earns points.';
COMMENT ON COLUMN stage.scorecard.target IS 'Figure at which it earns all of them; of a pass mark the mark.';
COMMENT ON COLUMN stage.scorecard.is_veto IS 'True if the card fails whatever its score unless the line is met.';
COMMENT ON COLUMN stage.scorecard.is_mandatory IS 'True if the card cannot pass without current evidence for the line.';
COMMENT ON COLUMN stage.scorecard.stage IS 'Acceptance that the line counts for: PROV, NATL or BOTH.';
COMMENT ON COLUMN stage.scorecard.source_dataset IS 'Dataset that the figure comes from; several with ; between them.';
COMMENT ON COLUMN stage.scorecard.window_months IS 'Months before the day of scoring that the figure or its evidence is about; NULL for any time.';
COMMENT ON COLUMN stage.scorecard.valid_from IS 'Day from which the version of the card is in force.';
COMMENT ON COLUMN stage.scorecard.is_project_default IS 'True for a value that is a default of this project and not taken from a regulation.';

CREATE TABLE core.fct_score_evidence (
    card_version VARCHAR NOT NULL,
    zone_id VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    period_end DATE NOT NULL,
    raw_value DECIMAL(24, 9),
    numerator DECIMAL(24, 9),
    denominator DECIMAL(24, 9),
    unit VARCHAR,
    doc_ref VARCHAR,
    issued_on DATE,
    expires_on DATE,
    is_conflict BOOLEAN NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL
);
COMMENT ON TABLE core.fct_score_evidence IS 'Evidence for lines of a scorecard, by zone and day of scoring.';
COMMENT ON COLUMN core.fct_score_evidence.card_version IS 'Version of the card.';
COMMENT ON COLUMN core.fct_score_evidence.zone_id IS 'Zone.';
COMMENT ON COLUMN core.fct_score_evidence.code IS 'Line of the card.';
COMMENT ON COLUMN core.fct_score_evidence.period_end IS 'Day of scoring that the evidence is about.';
COMMENT ON COLUMN core.fct_score_evidence.raw_value IS 'Figure of the line, in unit; 1 and 0 for yes and no.';
COMMENT ON COLUMN core.fct_score_evidence.numerator IS 'Count or sum that was divided; with the denominator it comes before the figure itself.';
COMMENT ON COLUMN core.fct_score_evidence.denominator IS 'What it was divided by.';
COMMENT ON COLUMN core.fct_score_evidence.unit IS 'Unit of the figure.';
COMMENT ON COLUMN core.fct_score_evidence.doc_ref IS 'Document that proves it.';
COMMENT ON COLUMN core.fct_score_evidence.issued_on IS 'Day of the document.';
COMMENT ON COLUMN core.fct_score_evidence.expires_on IS 'Last day on which it holds; NULL without an end.';
COMMENT ON COLUMN core.fct_score_evidence.is_conflict IS 'True if releases of the same moment differ; what they differ in is NULL then.';
COMMENT ON COLUMN core.fct_score_evidence.source_file IS 'Delivery of the latest row.';
COMMENT ON COLUMN core.fct_score_evidence.source_row IS 'Its sheet row.';

CREATE TABLE stage.scorecard_evidence (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    card_version VARCHAR,
    zone_id VARCHAR,
    code VARCHAR,
    period_end DATE,
    raw_value DECIMAL(24, 9),
    numerator DECIMAL(24, 9),
    denominator DECIMAL(24, 9),
    unit VARCHAR,
    doc_ref VARCHAR,
    issued_on DATE,
    expires_on DATE
);
COMMENT ON TABLE stage.scorecard_evidence IS 'Typed rows of a list of evidence.';
COMMENT ON COLUMN stage.scorecard_evidence.source_row IS 'Physical line or sheet row.';
COMMENT ON COLUMN stage.scorecard_evidence.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.scorecard_evidence.card_version IS 'Version of the card.';
COMMENT ON COLUMN stage.scorecard_evidence.zone_id IS 'Zone.';
COMMENT ON COLUMN stage.scorecard_evidence.code IS 'Line of the card.';
COMMENT ON COLUMN stage.scorecard_evidence.period_end IS 'Day of scoring that the evidence is about.';
COMMENT ON COLUMN stage.scorecard_evidence.raw_value IS 'Figure of the line, in unit; 1 and 0 for yes and no.';
COMMENT ON COLUMN stage.scorecard_evidence.numerator IS 'Count or sum that was divided; with the denominator it comes before the figure itself.';
COMMENT ON COLUMN stage.scorecard_evidence.denominator IS 'What it was divided by.';
COMMENT ON COLUMN stage.scorecard_evidence.unit IS 'Unit of the figure.';
COMMENT ON COLUMN stage.scorecard_evidence.doc_ref IS 'Document that proves it.';
COMMENT ON COLUMN stage.scorecard_evidence.issued_on IS 'Day of the document.';
COMMENT ON COLUMN stage.scorecard_evidence.expires_on IS 'Last day on which it holds; NULL without an end.';

CREATE TABLE core.score_measure (
    code VARCHAR NOT NULL,
    measure VARCHAR NOT NULL
);
COMMENT ON TABLE core.score_measure IS 'Which measure of the warehouse a line of a scorecard takes its figure from; shipped. A line that is not here rests on evidence alone.';
COMMENT ON COLUMN core.score_measure.code IS 'Code of the line.';
COMMENT ON COLUMN core.score_measure.measure IS 'Measure, as in ops.score_measured.';

CREATE TABLE core.metric_default (
    metric VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    value DECIMAL(18, 6) NOT NULL,
    note VARCHAR
);
COMMENT ON TABLE core.metric_default IS 'Weights and limits of metrics that are defaults of this project; shipped.';
COMMENT ON COLUMN core.metric_default.metric IS 'Metric.';
COMMENT ON COLUMN core.metric_default.name IS 'What is set.';
COMMENT ON COLUMN core.metric_default.value IS 'Its value.';
COMMENT ON COLUMN core.metric_default.note IS 'What it does.';

