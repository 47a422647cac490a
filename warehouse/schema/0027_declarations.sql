-- Declarations behind the figures of enterprises, so that returns can be set beside them.
ALTER TABLE core.fct_enterprise_export ADD COLUMN declarations INTEGER;
ALTER TABLE core.fct_enterprise_export_restated ADD COLUMN declarations INTEGER;
ALTER TABLE core.fct_enterprise_cell ADD COLUMN declarations BIGINT;
ALTER TABLE stage.customs_enterprise ADD COLUMN declarations INTEGER;
COMMENT ON COLUMN core.fct_enterprise_export.declarations IS 'Number of customs declarations behind the figure; NULL if the file does not say it. Confidential.';
COMMENT ON COLUMN core.fct_enterprise_export_restated.declarations IS 'As in fct_enterprise_export.';
COMMENT ON COLUMN core.fct_enterprise_cell.declarations IS 'Sum of the declarations; NULL if suppressed, or if a figure of the cell does not say it.';
COMMENT ON COLUMN stage.customs_enterprise.declarations IS 'Number of customs declarations.';
