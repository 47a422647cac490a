-- Corrections of confidential figures: lists of their own, which lie in the confidential file.

CREATE TABLE stage.confidential_corrections (
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
COMMENT ON TABLE stage.confidential_corrections IS 'Typed rows of a list of corrections of confidential figures.';
COMMENT ON COLUMN stage.confidential_corrections.source_row IS 'Physical line.';
COMMENT ON COLUMN stage.confidential_corrections.is_typed IS 'False if a value of the row could not be read; it is in quarantine then.';
COMMENT ON COLUMN stage.confidential_corrections.correction_id IS 'Name of the correction.';
COMMENT ON COLUMN stage.confidential_corrections.dataset IS 'Dataset whose rows are corrected, a confidential one.';
COMMENT ON COLUMN stage.confidential_corrections.column_name IS 'Column of the typed rows that is wrong.';
COMMENT ON COLUMN stage.confidential_corrections.selector IS 'Which rows, as a JSON object.';
COMMENT ON COLUMN stage.confidential_corrections.action IS 'set, scale or set_aside.';
COMMENT ON COLUMN stage.confidential_corrections.value IS 'Right value, or factor.';
COMMENT ON COLUMN stage.confidential_corrections.expected IS 'Wrong value that the rows must hold, or sum=N.';
COMMENT ON COLUMN stage.confidential_corrections.on_mended IS 'warn or block.';
COMMENT ON COLUMN stage.confidential_corrections.reason IS 'Why the value is known to be wrong.';
COMMENT ON COLUMN stage.confidential_corrections.told IS 'Who was told.';
COMMENT ON COLUMN stage.confidential_corrections.told_on IS 'When.';
