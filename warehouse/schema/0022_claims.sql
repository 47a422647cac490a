-- Claims: statements of published documents, data to be tested, and what each check of them came to.
CREATE TABLE core.fct_claim (
    claim_id VARCHAR NOT NULL,
    stage VARCHAR,
    text_own_words VARCHAR,
    subject VARCHAR,
    operator VARCHAR,
    value DECIMAL(24, 8),
    value_hi DECIMAL(24, 8),
    printed_digits INTEGER,
    value_text VARCHAR,
    unit VARCHAR,
    period_start DATE,
    period_end DATE,
    period_precision VARCHAR,
    geo_code VARCHAR,
    geo_basis VARCHAR,
    speaker VARCHAR,
    source_ref VARCHAR,
    source_span VARCHAR,
    event_date DATE,
    event_precision VARCHAR,
    published_at TIMESTAMP,
    document_date DATE,
    target_metric VARCHAR,
    test VARCHAR,
    expected_verdict VARCHAR,
    reason VARCHAR,
    is_conflict BOOLEAN NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL
);
COMMENT ON TABLE core.fct_claim IS 'Statements of published documents, one row per claim: data that is tested, never a figure of a metric.';
COMMENT ON COLUMN core.fct_claim.claim_id IS 'Claim: the number of the fact in its source, such as C34; a second figure of it has a letter, C34b.';
COMMENT ON COLUMN core.fct_claim.stage IS 'PRINTED is a statement under test; STATED a figure of an outside source that no file is held of, which tests of other claims may use.';
COMMENT ON COLUMN core.fct_claim.text_own_words IS 'What is claimed, in our own words.';
COMMENT ON COLUMN core.fct_claim.subject IS 'What it is about; two sources of one fact have the same subject.';
COMMENT ON COLUMN core.fct_claim.operator IS '=, >, >=, <, <=, ~ (about), or qual for a statement without a number.';
COMMENT ON COLUMN core.fct_claim.value IS 'Claimed number as printed, in unit; NULL where the claim is a word or a day.';
COMMENT ON COLUMN core.fct_claim.value_hi IS 'Upper end of a claimed range, in unit.';
COMMENT ON COLUMN core.fct_claim.printed_digits IS 'Digits printed after the point of value.';
COMMENT ON COLUMN core.fct_claim.value_text IS 'Claimed word, code or day, where it is no number.';
COMMENT ON COLUMN core.fct_claim.unit IS 'Unit of value, as in core.claim_unit.';
COMMENT ON COLUMN core.fct_claim.period_start IS 'First day of the period that the claim is about; NULL if it is unknown.';
COMMENT ON COLUMN core.fct_claim.period_end IS 'Its last day.';
COMMENT ON COLUMN core.fct_claim.period_precision IS 'D day, M month, Y year; UNKNOWN if the source names no period.';
COMMENT ON COLUMN core.fct_claim.geo_code IS 'Place; ALL for the nation, WORLD for the world.';
COMMENT ON COLUMN core.fct_claim.geo_basis IS 'Geographic basis: REG registration place, SRC source place, CUS customs office, NAT nation; NULL where it does not matter.';
COMMENT ON COLUMN core.fct_claim.speaker IS 'Who says it; TEXT where nobody is named.';
COMMENT ON COLUMN core.fct_claim.source_ref IS 'Source in which it stands.';
COMMENT ON COLUMN core.fct_claim.source_span IS 'Where in the source: number of the paragraph and of the statement in it, such as P7.3.';
COMMENT ON COLUMN core.fct_claim.event_date IS 'Day of the event that the source reports; the first of it where only a month or a year is known.';
COMMENT ON COLUMN core.fct_claim.event_precision IS 'D day, M month, Y year of event_date.';
COMMENT ON COLUMN core.fct_claim.published_at IS 'When this copy was published, Asia/Shanghai.';
COMMENT ON COLUMN core.fct_claim.document_date IS 'Day that the document bears.';
COMMENT ON COLUMN core.fct_claim.target_metric IS 'Metric that the claim is set against; NULL for none.';
COMMENT ON COLUMN core.fct_claim.test IS 'How it is tested, JSON: kind, figures, formula; NULL for no test. docs/claims.md explains it.';
COMMENT ON COLUMN core.fct_claim.expected_verdict IS 'Verdict that the sample files and the shipped tables should lead to.';
COMMENT ON COLUMN core.fct_claim.reason IS 'Why that verdict, in our own words.';
COMMENT ON COLUMN core.fct_claim.is_conflict IS 'True if releases of the same moment differ; the differing columns are NULL.';
COMMENT ON COLUMN core.fct_claim.source_file IS 'Delivery of the latest row; shipped:claims for the claims that come with the warehouse.';
COMMENT ON COLUMN core.fct_claim.source_row IS 'Line on which the claim begins.';

CREATE TABLE stage.claims (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    claim_id VARCHAR,
    stage VARCHAR,
    text_own_words VARCHAR,
    subject VARCHAR,
    operator VARCHAR,
    value DECIMAL(24, 8),
    value_hi DECIMAL(24, 8),
    printed_digits INTEGER,
    value_text VARCHAR,
    unit VARCHAR,
    period_start DATE,
    period_end DATE,
    period_precision VARCHAR,
    geo_code VARCHAR,
    geo_basis VARCHAR,
    speaker VARCHAR,
    source_ref VARCHAR,
    source_span VARCHAR,
    event_date DATE,
    event_precision VARCHAR,
    published_at TIMESTAMP,
    document_date DATE,
    target_metric VARCHAR,
    test VARCHAR,
    expected_verdict VARCHAR,
    reason VARCHAR
);
COMMENT ON TABLE stage.claims IS 'Typed rows of a list of claims.';
COMMENT ON COLUMN stage.claims.source_row IS 'Line on which the claim begins.';
COMMENT ON COLUMN stage.claims.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.claims.claim_id IS 'Claim: the number of the fact in its source, such as C34; a second figure of it has a letter, C34b.';
COMMENT ON COLUMN stage.claims.stage IS 'PRINTED is a statement under test; STATED a figure of an outside source that no file is held of, which tests of other claims may use.';
COMMENT ON COLUMN stage.claims.text_own_words IS 'What is claimed, in our own words.';
COMMENT ON COLUMN stage.claims.subject IS 'What it is about; two sources of one fact have the same subject.';
COMMENT ON COLUMN stage.claims.operator IS '=, >, >=, <, <=, ~ (about), or qual for a statement without a number.';
COMMENT ON COLUMN stage.claims.value IS 'Claimed number as printed, in unit; NULL where the claim is a word or a day.';
COMMENT ON COLUMN stage.claims.value_hi IS 'Upper end of a claimed range, in unit.';
COMMENT ON COLUMN stage.claims.printed_digits IS 'Digits printed after the point of value.';
COMMENT ON COLUMN stage.claims.value_text IS 'Claimed word, code or day, where it is no number.';
COMMENT ON COLUMN stage.claims.unit IS 'Unit of value, as in core.claim_unit.';
COMMENT ON COLUMN stage.claims.period_start IS 'First day of the period that the claim is about; NULL if it is unknown.';
COMMENT ON COLUMN stage.claims.period_end IS 'Its last day.';
COMMENT ON COLUMN stage.claims.period_precision IS 'D day, M month, Y year; UNKNOWN if the source names no period.';
COMMENT ON COLUMN stage.claims.geo_code IS 'Place; ALL for the nation, WORLD for the world.';
COMMENT ON COLUMN stage.claims.geo_basis IS 'Geographic basis: REG registration place, SRC source place, CUS customs office, NAT nation; NULL where it does not matter.';
COMMENT ON COLUMN stage.claims.speaker IS 'Who says it; TEXT where nobody is named.';
COMMENT ON COLUMN stage.claims.source_ref IS 'Source in which it stands.';
COMMENT ON COLUMN stage.claims.source_span IS 'Where in the source: number of the paragraph and of the statement in it, such as P7.3.';
COMMENT ON COLUMN stage.claims.event_date IS 'Day of the event that the source reports; the first of it where only a month or a year is known.';
COMMENT ON COLUMN stage.claims.event_precision IS 'D day, M month, Y year of event_date.';
COMMENT ON COLUMN stage.claims.published_at IS 'When this copy was published, Asia/Shanghai.';
COMMENT ON COLUMN stage.claims.document_date IS 'Day that the document bears.';
COMMENT ON COLUMN stage.claims.target_metric IS 'Metric that the claim is set against; NULL for none.';
COMMENT ON COLUMN stage.claims.test IS 'How it is tested, JSON: kind, figures, formula; NULL for no test. docs/claims.md explains it.';
COMMENT ON COLUMN stage.claims.expected_verdict IS 'Verdict that the sample files and the shipped tables should lead to.';
COMMENT ON COLUMN stage.claims.reason IS 'Why that verdict, in our own words.';

CREATE TABLE core.claim_unit (
    unit VARCHAR NOT NULL,
    base_unit VARCHAR NOT NULL,
    factor DECIMAL(24, 8) NOT NULL,
    is_whole BOOLEAN NOT NULL,
    label VARCHAR,
    meaning VARCHAR NOT NULL
);
COMMENT ON TABLE core.claim_unit IS 'Units that claims may be printed in; shipped.';
COMMENT ON COLUMN core.claim_unit.unit IS 'Unit.';
COMMENT ON COLUMN core.claim_unit.base_unit IS 'Unit that figures are compared in.';
COMMENT ON COLUMN core.claim_unit.factor IS 'Base units in one.';
COMMENT ON COLUMN core.claim_unit.is_whole IS 'True if it counts things: no rounding stands behind a printed number.';
COMMENT ON COLUMN core.claim_unit.label IS 'How it stands behind a number; NULL where the number stands alone.';
COMMENT ON COLUMN core.claim_unit.meaning IS 'What it is.';

CREATE TABLE core.fct_claim_check (
    claim_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    checked_at TIMESTAMP NOT NULL,
    computed DOUBLE,
    computed_low DOUBLE,
    computed_high DOUBLE,
    computed_text VARCHAR,
    lower_bound DOUBLE,
    upper_bound DOUBLE,
    rows_behind BIGINT,
    reason VARCHAR,
    message VARCHAR,
    figures VARCHAR NOT NULL,
    beside VARCHAR NOT NULL,
    verdict VARCHAR
);
COMMENT ON TABLE core.fct_claim_check IS 'What each run found when it set the claims against the warehouse, one row per claim and run.';
COMMENT ON COLUMN core.fct_claim_check.claim_id IS 'Claim.';
COMMENT ON COLUMN core.fct_claim_check.run_id IS 'Run that checked it.';
COMMENT ON COLUMN core.fct_claim_check.checked_at IS 'When, Asia/Shanghai.';
COMMENT ON COLUMN core.fct_claim_check.computed IS 'Computed figure, in the base unit of the claim''s unit; NULL if there is none.';
COMMENT ON COLUMN core.fct_claim_check.computed_low IS 'Least that it can be by the rounding or the bounds of its inputs; NULL where nothing bounds it.';
COMMENT ON COLUMN core.fct_claim_check.computed_high IS 'Most that it can be; NULL where nothing bounds it.';
COMMENT ON COLUMN core.fct_claim_check.computed_text IS 'Computed word, code or day, where it is no number.';
COMMENT ON COLUMN core.fct_claim_check.lower_bound IS 'What the claimed figure is at least, whatever else it is; NULL for no such bound.';
COMMENT ON COLUMN core.fct_claim_check.upper_bound IS 'What it is at most.';
COMMENT ON COLUMN core.fct_claim_check.rows_behind IS 'Rows of metrics and facts that the figure was made of.';
COMMENT ON COLUMN core.fct_claim_check.reason IS 'Why there is no computed figure, as a reason code of the metrics; NULL if there is one.';
COMMENT ON COLUMN core.fct_claim_check.message IS 'The same in words.';
COMMENT ON COLUMN core.fct_claim_check.figures IS 'JSON: each figure that went in, with value, interval, rows and where it was read.';
COMMENT ON COLUMN core.fct_claim_check.beside IS 'JSON: further figures that make the verdict easier to read; nothing hangs on them.';
COMMENT ON COLUMN core.fct_claim_check.verdict IS 'Verdict that followed, by the claim as it was listed then.';
