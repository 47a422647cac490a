-- What earlier versions knew of a selection. DuckDB does not commit several new columns of a table together with their values.

UPDATE core.release_coverage SET has_rows = true, selection_is_closed = is_closed;
