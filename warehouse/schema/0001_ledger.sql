-- Schemas, and the ledger: what came in, what became of it, what each run did.

CREATE SCHEMA core;
CREATE SCHEMA marts;
CREATE SCHEMA ops;
CREATE SCHEMA stage;

CREATE TABLE ops.migration (
    number INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    applied_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE ops.migration IS 'Numbered changes of the schema that this file has had.';
COMMENT ON COLUMN ops.migration.number IS 'Number of the change, ascending without gaps.';
COMMENT ON COLUMN ops.migration.name IS 'File name of the change.';
COMMENT ON COLUMN ops.migration.sha256 IS 'SHA-256 of its text when it was applied.';
COMMENT ON COLUMN ops.migration.applied_at IS 'When it was applied, Asia/Shanghai.';

CREATE TABLE ops.setting (
    name VARCHAR NOT NULL,
    value VARCHAR NOT NULL
);
COMMENT ON TABLE ops.setting IS 'Facts about this warehouse file itself.';
COMMENT ON COLUMN ops.setting.name IS 'Name: marts_version, reference_version, published_at, published_by_run.';
COMMENT ON COLUMN ops.setting.value IS 'Value as text.';

CREATE TABLE ops.delivery (
    delivery_id VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    facts_sha256 VARCHAR NOT NULL,
    dataset VARCHAR,
    facts VARCHAR NOT NULL,
    file_name VARCHAR NOT NULL,
    byte_size BIGINT NOT NULL,
    received_at TIMESTAMP NOT NULL,
    released_at TIMESTAMP,
    state VARCHAR NOT NULL,
    rule VARCHAR,
    reason VARCHAR,
    remedy VARCHAR,
    rows_read BIGINT,
    rows_accepted BIGINT,
    rows_quarantined BIGINT,
    rows_set_aside BIGINT,
    rows_held BIGINT,
    code_version VARCHAR,
    lookup_version VARCHAR,
    lookup_scope VARCHAR,
    set_id VARCHAR,
    page INTEGER,
    pages INTEGER,
    run_id VARCHAR,
    changed_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE ops.delivery IS 'The ledger. One row per delivery: the bytes of a file together with the facts declared for it.';
COMMENT ON COLUMN ops.delivery.delivery_id IS 'Identifier: first 32 hex digits of SHA-256 over the hashes of bytes and facts. The source_file of facts.';
COMMENT ON COLUMN ops.delivery.sha256 IS 'SHA-256 of the bytes; they lie in archive/<sha256>.';
COMMENT ON COLUMN ops.delivery.facts_sha256 IS 'SHA-256 of the normalised facts.';
COMMENT ON COLUMN ops.delivery.dataset IS 'Dataset, declared or recognised by the header; NULL if neither.';
COMMENT ON COLUMN ops.delivery.facts IS 'Declared facts, normalised, as JSON with sorted keys.';
COMMENT ON COLUMN ops.delivery.file_name IS 'Name under which the file first came.';
COMMENT ON COLUMN ops.delivery.byte_size IS 'Size of the file in bytes.';
COMMENT ON COLUMN ops.delivery.received_at IS 'When it was handed in, Asia/Shanghai.';
COMMENT ON COLUMN ops.delivery.released_at IS 'When the publisher showed this state, Asia/Shanghai, as declared.';
COMMENT ON COLUMN ops.delivery.state IS 'received (not finished), waiting (for other pages), refused, loaded, withdrawn.';
COMMENT ON COLUMN ops.delivery.rule IS 'Rule that refused it, or FAULT for an unfinished one.';
COMMENT ON COLUMN ops.delivery.reason IS 'Why it is in this state, in words.';
COMMENT ON COLUMN ops.delivery.remedy IS 'What to do about it, in words.';
COMMENT ON COLUMN ops.delivery.rows_read IS 'Records found below the header.';
COMMENT ON COLUMN ops.delivery.rows_accepted IS 'Records that became rows of a table.';
COMMENT ON COLUMN ops.delivery.rows_quarantined IS 'Records in quarantine.';
COMMENT ON COLUMN ops.delivery.rows_set_aside IS 'Totals, footnotes and blank records: read, not loaded, with a reason.';
COMMENT ON COLUMN ops.delivery.rows_held IS 'Quarantined records whose key is readable: their figures are held, not closed.';
COMMENT ON COLUMN ops.delivery.code_version IS 'Hash of the transforms module, suite and tables that judged and shaped it.';
COMMENT ON COLUMN ops.delivery.lookup_version IS 'Hash of the code-table rows it was judged by.';
COMMENT ON COLUMN ops.delivery.lookup_scope IS 'Code tables, years and chapters that lookup_version spans, as JSON.';
COMMENT ON COLUMN ops.delivery.set_id IS 'Page set to which it belongs; NULL for a whole file.';
COMMENT ON COLUMN ops.delivery.page IS 'Page number in its set.';
COMMENT ON COLUMN ops.delivery.pages IS 'Pages that the set has.';
COMMENT ON COLUMN ops.delivery.run_id IS 'Run that last changed the row.';
COMMENT ON COLUMN ops.delivery.changed_at IS 'When the row was last changed, Asia/Shanghai.';

CREATE VIEW core.dim_source_file AS
SELECT delivery_id AS source_file, sha256, facts_sha256, file_name, dataset, received_at, released_at, facts
FROM ops.delivery;
COMMENT ON VIEW core.dim_source_file IS 'Files behind the facts: join source_file of any fact to source_file here.';
COMMENT ON COLUMN core.dim_source_file.source_file IS 'Identifier of the delivery.';
COMMENT ON COLUMN core.dim_source_file.sha256 IS 'SHA-256 of the bytes.';
COMMENT ON COLUMN core.dim_source_file.facts_sha256 IS 'SHA-256 of the declared facts.';
COMMENT ON COLUMN core.dim_source_file.file_name IS 'Name under which the file first came.';
COMMENT ON COLUMN core.dim_source_file.dataset IS 'Dataset.';
COMMENT ON COLUMN core.dim_source_file.received_at IS 'When it was handed in, Asia/Shanghai.';
COMMENT ON COLUMN core.dim_source_file.released_at IS 'When the publisher showed this state, Asia/Shanghai.';
COMMENT ON COLUMN core.dim_source_file.facts IS 'Declared facts (manifest), as JSON.';

CREATE TABLE ops.landing_file (
    path VARCHAR NOT NULL,
    fingerprint VARCHAR NOT NULL,
    delivery_id VARCHAR NOT NULL
);
COMMENT ON TABLE ops.landing_file IS 'Files of the landing folder as last seen, so that a known file is not read again.';
COMMENT ON COLUMN ops.landing_file.path IS 'Path below the landing folder.';
COMMENT ON COLUMN ops.landing_file.fingerprint IS 'Size, times and inode of the file and of its manifest.';
COMMENT ON COLUMN ops.landing_file.delivery_id IS 'Delivery that the file made.';

CREATE TABLE ops.decision (
    delivery_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    target VARCHAR NOT NULL,
    key VARCHAR,
    reason VARCHAR NOT NULL,
    decided_by VARCHAR NOT NULL,
    decided_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE ops.decision IS 'What people decided: waivers of a rule and withdrawals of a delivery. Each is a delivery itself.';
COMMENT ON COLUMN ops.decision.delivery_id IS 'Delivery that holds the decision.';
COMMENT ON COLUMN ops.decision.kind IS 'waiver or withdrawal.';
COMMENT ON COLUMN ops.decision.target IS 'Rule that is waived, or delivery that is withdrawn.';
COMMENT ON COLUMN ops.decision.key IS 'Key of the finding that a waiver lets pass, as the rule result names it; NULL for a withdrawal.';
COMMENT ON COLUMN ops.decision.reason IS 'Why, in the words of the person.';
COMMENT ON COLUMN ops.decision.decided_by IS 'Name of the person.';
COMMENT ON COLUMN ops.decision.decided_at IS 'When, Asia/Shanghai.';

CREATE TABLE ops.run (
    run_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    started_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    state VARCHAR NOT NULL,
    summary VARCHAR
);
COMMENT ON TABLE ops.run IS 'One row per run that changed or tried to change the warehouse.';
COMMENT ON COLUMN ops.run.run_id IS 'Identifier of the run, sortable by time.';
COMMENT ON COLUMN ops.run.kind IS 'nightly, ingest, rerun, rebuild or decision.';
COMMENT ON COLUMN ops.run.started_at IS 'Start, Asia/Shanghai.';
COMMENT ON COLUMN ops.run.ended_at IS 'End, Asia/Shanghai; NULL while it runs or if it was killed.';
COMMENT ON COLUMN ops.run.state IS 'running, published, blocked, nothing_new or failed.';
COMMENT ON COLUMN ops.run.summary IS 'Counts and seconds by stage, as JSON.';

CREATE TABLE ops.quarantine_row (
    delivery_id VARCHAR NOT NULL,
    source_row BIGINT NOT NULL,
    rules VARCHAR[] NOT NULL,
    reasons VARCHAR[] NOT NULL,
    is_held BOOLEAN NOT NULL,
    raw_text VARCHAR NOT NULL
);
COMMENT ON TABLE ops.quarantine_row IS 'Records that were not loaded, one row per record with all its reasons.';
COMMENT ON COLUMN ops.quarantine_row.delivery_id IS 'Delivery of the record.';
COMMENT ON COLUMN ops.quarantine_row.source_row IS 'Physical line of the record''s first character; sheet row in workbooks.';
COMMENT ON COLUMN ops.quarantine_row.rules IS 'Rules that the record fails, sorted.';
COMMENT ON COLUMN ops.quarantine_row.reasons IS 'What each of them found, in words.';
COMMENT ON COLUMN ops.quarantine_row.is_held IS 'True if the key is readable, so that the figure is held (reason QUARANTINED) and not closed.';
COMMENT ON COLUMN ops.quarantine_row.raw_text IS 'The record as it stands in the file.';

CREATE TABLE ops.fct_dq_result (
    run_id VARCHAR NOT NULL,
    delivery_id VARCHAR,
    dataset VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    level VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    outcome VARCHAR NOT NULL,
    rows_checked BIGINT,
    rows_failed BIGINT,
    rows_not_checkable BIGINT,
    key VARCHAR,
    measured VARCHAR,
    allowed VARCHAR,
    message VARCHAR NOT NULL,
    sample_rows BIGINT[]
);
COMMENT ON TABLE ops.fct_dq_result IS 'Results by rule: one row per rule and delivery, or per finding over the whole content.';
COMMENT ON COLUMN ops.fct_dq_result.run_id IS 'Run that judged.';
COMMENT ON COLUMN ops.fct_dq_result.delivery_id IS 'Delivery that was judged; NULL for rules over the whole content.';
COMMENT ON COLUMN ops.fct_dq_result.dataset IS 'Dataset.';
COMMENT ON COLUMN ops.fct_dq_result.rule IS 'Rule.';
COMMENT ON COLUMN ops.fct_dq_result.level IS 'reader, row, set or content.';
COMMENT ON COLUMN ops.fct_dq_result.action IS 'block, quarantine or warn: what a hit leads to.';
COMMENT ON COLUMN ops.fct_dq_result.outcome IS 'passed, failed, not_checkable or waived.';
COMMENT ON COLUMN ops.fct_dq_result.rows_checked IS 'Rows that the rule could judge.';
COMMENT ON COLUMN ops.fct_dq_result.rows_failed IS 'Rows that failed.';
COMMENT ON COLUMN ops.fct_dq_result.rows_not_checkable IS 'Rows that it could not judge, for want of a code table or of enough neighbours.';
COMMENT ON COLUMN ops.fct_dq_result.key IS 'What the finding is about, where it is not the whole delivery.';
COMMENT ON COLUMN ops.fct_dq_result.measured IS 'What was measured.';
COMMENT ON COLUMN ops.fct_dq_result.allowed IS 'Limit that it was held against.';
COMMENT ON COLUMN ops.fct_dq_result.message IS 'The finding in words.';
COMMENT ON COLUMN ops.fct_dq_result.sample_rows IS 'Up to 20 source rows that failed, ascending.';

CREATE TABLE ops.lookup_version (
    scope VARCHAR NOT NULL,
    version VARCHAR NOT NULL
);
COMMENT ON TABLE ops.lookup_version IS 'Content hash of each slice of the code tables; deliveries judged by another version are due again.';
COMMENT ON COLUMN ops.lookup_version.scope IS 'Slice: name of a code table, or hs8/<year>/<chapter>.';
COMMENT ON COLUMN ops.lookup_version.version IS 'Hash of its rows.';
