-- What each run changed in figures that had been known before it.

CREATE TABLE ops.revision (
    run_id VARCHAR NOT NULL,
    change_no BIGINT NOT NULL,
    table_name VARCHAR NOT NULL,
    slice VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    measure VARCHAR NOT NULL,
    old_state VARCHAR,
    new_state VARCHAR,
    old_value DECIMAL(28, 6),
    new_value DECIMAL(28, 6),
    known_from TIMESTAMP NOT NULL,
    source_file VARCHAR NOT NULL
);
COMMENT ON TABLE ops.revision IS 'Changes of the present figures of tables in two times: one row per change, key and measure. Several changes of one run are netted when they are listed. A rebuild begins anew.';
COMMENT ON COLUMN ops.revision.run_id IS 'Run that made the change.';
COMMENT ON COLUMN ops.revision.change_no IS 'Number of the change, ascending.';
COMMENT ON COLUMN ops.revision.table_name IS 'Table of schema core.';
COMMENT ON COLUMN ops.revision.slice IS 'Slice of the table, as a JSON list.';
COMMENT ON COLUMN ops.revision.key IS 'Key of the figure, as a JSON object.';
COMMENT ON COLUMN ops.revision.measure IS 'Column that changed.';
COMMENT ON COLUMN ops.revision.old_state IS 'State before the change; NULL if nothing was known.';
COMMENT ON COLUMN ops.revision.new_state IS 'State after it; NULL if nothing is known any more.';
COMMENT ON COLUMN ops.revision.old_value IS 'Value before the change, in the unit of the column.';
COMMENT ON COLUMN ops.revision.new_value IS 'Value after it, in the unit of the column.';
COMMENT ON COLUMN ops.revision.known_from IS 'When the publisher showed the new state; of a figure that is gone, the old one. Asia/Shanghai.';
COMMENT ON COLUMN ops.revision.source_file IS 'Delivery of the new state; of a figure that is gone, of the old one.';

CREATE TABLE ops.new_slice (
    run_id VARCHAR NOT NULL,
    change_no BIGINT NOT NULL,
    table_name VARCHAR NOT NULL,
    slice VARCHAR NOT NULL
);
COMMENT ON TABLE ops.new_slice IS 'Slices of which a run loaded the first figures: what follows in the same night is no revision of what was known before it.';
COMMENT ON COLUMN ops.new_slice.run_id IS 'Run that loaded them.';
COMMENT ON COLUMN ops.new_slice.change_no IS 'Number of the change, ascending with those of revisions.';
COMMENT ON COLUMN ops.new_slice.table_name IS 'Table of schema core.';
COMMENT ON COLUMN ops.new_slice.slice IS 'Slice of the table, as a JSON list.';
