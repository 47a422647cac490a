-- Why a run was asked for, and which records a decision is about.

ALTER TABLE ops.run ADD COLUMN reason VARCHAR;
ALTER TABLE ops.decision ADD COLUMN source_rows BIGINT[];
COMMENT ON TABLE ops.decision IS 'What people decided: waivers of a rule, withdrawals of a delivery, records released from quarantine. Each is a delivery itself.';
COMMENT ON COLUMN ops.run.kind IS 'nightly, ingest, rerun, backfill, rollback, rebuild or decision.';
COMMENT ON COLUMN ops.run.reason IS 'Why somebody asked for it, in the words of the person; NULL where nobody had to say.';
COMMENT ON COLUMN ops.decision.kind IS 'waiver of a finding, withdrawal of a delivery, mended (records of a delivery in better words) or let_pass (records that a rule no longer sets apart).';
COMMENT ON COLUMN ops.decision.target IS 'Rule that is waived, or delivery that is withdrawn or whose records are released.';
COMMENT ON COLUMN ops.decision.key IS 'Key of the finding that a waiver lets pass, as the rule result names it; rule that lets records pass; else NULL.';
COMMENT ON COLUMN ops.decision.source_rows IS 'Physical lines or sheet rows of the records that are released; NULL for all that fail the rule, and for other decisions.';
COMMENT ON TABLE ops.corrected_row IS 'Records that were corrected, mended or let pass, with what the source holds.';
COMMENT ON COLUMN ops.corrected_row.correction_id IS 'Correction that was applied, or delivery of the decision that mends the record or lets it pass.';
COMMENT ON COLUMN ops.corrected_row.column_name IS 'Column that was corrected or mended; the rule, for a record that is let pass.';
COMMENT ON COLUMN ops.corrected_row.action IS 'set, scale or set_aside by a correction; mended or let_pass by a release from quarantine.';
COMMENT ON COLUMN ops.corrected_row.old_value IS 'Value of the source; the finding in words, for a record that is let pass.';
COMMENT ON COLUMN ops.corrected_row.new_value IS 'Value that takes its place; NULL for a row that is set aside or let pass.';
