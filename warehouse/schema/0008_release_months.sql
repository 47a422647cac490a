-- Which months a release has rows of, and which were only asked for: those are covered once they are officially published.

ALTER TABLE core.release_coverage ADD COLUMN has_rows BOOLEAN;
ALTER TABLE core.release_coverage ADD COLUMN selection_is_closed BOOLEAN;
COMMENT ON COLUMN core.release_coverage.has_rows IS 'True if the release has a row of the month; false if it was only asked for.';
COMMENT ON COLUMN core.release_coverage.selection_is_closed IS 'True if the selection is declared and the key of every quarantined row is readable.';
COMMENT ON COLUMN core.release_coverage.is_closed IS 'True if the release says which keys of the month are absent: its selection is closed, and it has rows of the month or came when the month was officially published. Else it covers only the keys that it holds.';
