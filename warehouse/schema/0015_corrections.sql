-- Corrections of known errors of a source: declared in a file, applied to typed rows, the original kept beside.

CREATE TABLE core.correction (
    correction_id VARCHAR NOT NULL,
    dataset VARCHAR,
    column_name VARCHAR,
    selector VARCHAR,
    action VARCHAR,
    value VARCHAR,
    expected VARCHAR,
    on_mended VARCHAR,
    reason VARCHAR,
    told VARCHAR,
    told_on DATE,
    is_conflict BOOLEAN NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL
);
COMMENT ON TABLE core.correction IS 'Known errors of sources that are corrected, as the latest release of each says.';
COMMENT ON COLUMN core.correction.correction_id IS 'Name of the correction, given by its author.';
COMMENT ON COLUMN core.correction.dataset IS 'Dataset whose rows are corrected.';
COMMENT ON COLUMN core.correction.column_name IS 'Column of the typed rows that is wrong.';
COMMENT ON COLUMN core.correction.selector IS 'Which rows: a JSON object of columns and values; also delivery, released_from, released_to.';
COMMENT ON COLUMN core.correction.action IS 'set (to value), scale (by value) or set_aside (the row goes to quarantine).';
COMMENT ON COLUMN core.correction.value IS 'Right value, or factor, as text; NULL for set_aside.';
COMMENT ON COLUMN core.correction.expected IS 'Guard: wrong value that each row must hold, or sum=N of all selected rows of a file. Else nothing is corrected.';
COMMENT ON COLUMN core.correction.on_mended IS 'What happens to a file that no longer holds the wrong value: warn or block.';
COMMENT ON COLUMN core.correction.reason IS 'Why the value is known to be wrong.';
COMMENT ON COLUMN core.correction.told IS 'Who was told of the error, at the publisher.';
COMMENT ON COLUMN core.correction.told_on IS 'When they were told.';
COMMENT ON COLUMN core.correction.is_conflict IS 'True if files of the same moment differ; it is not applied then.';
COMMENT ON COLUMN core.correction.source_file IS 'Delivery of the latest row.';
COMMENT ON COLUMN core.correction.source_row IS 'Its physical line.';

CREATE TABLE stage.corrections (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    correction_id VARCHAR,
    dataset VARCHAR,
    column_name VARCHAR,
    selector VARCHAR,
    action VARCHAR,
    value VARCHAR,
    expected VARCHAR,
    on_mended VARCHAR,
    reason VARCHAR,
    told VARCHAR,
    told_on DATE
);
COMMENT ON TABLE stage.corrections IS 'Typed rows of a list of corrections.';
COMMENT ON COLUMN stage.corrections.source_row IS 'Physical line.';
COMMENT ON COLUMN stage.corrections.is_typed IS 'False if a value of the row could not be read; it is in quarantine then.';
COMMENT ON COLUMN stage.corrections.correction_id IS 'Name of the correction.';
COMMENT ON COLUMN stage.corrections.dataset IS 'Dataset whose rows are corrected.';
COMMENT ON COLUMN stage.corrections.column_name IS 'Column of the typed rows that is wrong.';
COMMENT ON COLUMN stage.corrections.selector IS 'Which rows, as a JSON object.';
COMMENT ON COLUMN stage.corrections.action IS 'set, scale or set_aside.';
COMMENT ON COLUMN stage.corrections.value IS 'Right value, or factor.';
COMMENT ON COLUMN stage.corrections.expected IS 'Wrong value that the rows must hold, or sum=N.';
COMMENT ON COLUMN stage.corrections.on_mended IS 'warn or block.';
COMMENT ON COLUMN stage.corrections.reason IS 'Why the value is known to be wrong.';
COMMENT ON COLUMN stage.corrections.told IS 'Who was told.';
COMMENT ON COLUMN stage.corrections.told_on IS 'When.';

CREATE TABLE ops.corrected_row (
    delivery_id VARCHAR NOT NULL,
    source_row BIGINT NOT NULL,
    correction_id VARCHAR NOT NULL,
    column_name VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    old_value VARCHAR,
    new_value VARCHAR
);
COMMENT ON TABLE ops.corrected_row IS 'Rows that were corrected, with the value that the source holds.';
COMMENT ON COLUMN ops.corrected_row.delivery_id IS 'Delivery of the row.';
COMMENT ON COLUMN ops.corrected_row.source_row IS 'Physical line or sheet row.';
COMMENT ON COLUMN ops.corrected_row.correction_id IS 'Correction that was applied.';
COMMENT ON COLUMN ops.corrected_row.column_name IS 'Column that was corrected.';
COMMENT ON COLUMN ops.corrected_row.action IS 'set, scale or set_aside.';
COMMENT ON COLUMN ops.corrected_row.old_value IS 'Value of the source.';
COMMENT ON COLUMN ops.corrected_row.new_value IS 'Value that takes its place; NULL for a row that is set aside.';
