-- Figures by enterprise, which are confidential, and the suppressed table that is published of them.

CREATE TABLE core.fct_enterprise_export (
    customs_code VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    period_kind core.period_kind NOT NULL,
    hs8 VARCHAR NOT NULL,
    partner_code VARCHAR NOT NULL,
    regime_code VARCHAR NOT NULL,
    flow core.flow NOT NULL,
    currency core.currency NOT NULL,
    state core.figure_state NOT NULL,
    uscc VARCHAR,
    value DECIMAL(18, 2),
    qty1 DECIMAL(18, 3),
    unit1 VARCHAR,
    qty2 DECIMAL(18, 3),
    unit2 VARCHAR,
    is_official BOOLEAN NOT NULL,
    is_first_release BOOLEAN NOT NULL,
    known_from TIMESTAMP NOT NULL,
    known_to TIMESTAMP,
    last_confirmed TIMESTAMP NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT
);
COMMENT ON TABLE core.fct_enterprise_export IS 'Exports and imports by enterprise, every version of every figure. Confidential: filled in the confidential file only, empty in the warehouse and in what is published.';
COMMENT ON COLUMN core.fct_enterprise_export.customs_code IS 'Customs code of the enterprise, 10 characters; the first 5 are its district. Confidential.';
COMMENT ON COLUMN core.fct_enterprise_export.period IS 'Month YYYYMM.';
COMMENT ON COLUMN core.fct_enterprise_export.period_kind IS 'M month.';
COMMENT ON COLUMN core.fct_enterprise_export.hs8 IS 'Commodity code of 8 digits.';
COMMENT ON COLUMN core.fct_enterprise_export.partner_code IS 'Customs code of the partner.';
COMMENT ON COLUMN core.fct_enterprise_export.regime_code IS 'Statistical trade regime.';
COMMENT ON COLUMN core.fct_enterprise_export.flow IS 'X export, M import.';
COMMENT ON COLUMN core.fct_enterprise_export.currency IS 'Currency of value.';
COMMENT ON COLUMN core.fct_enterprise_export.state IS 'V value; ABSENT covered by the release and not in it; HELD its row is in quarantine; CONFLICT two releases of equal standing differ.';
COMMENT ON COLUMN core.fct_enterprise_export.uscc IS 'Unified social credit code of the enterprise; NULL if the file does not say it. Confidential.';
COMMENT ON COLUMN core.fct_enterprise_export.value IS 'Value in units of the currency; NULL unless the state is V.';
COMMENT ON COLUMN core.fct_enterprise_export.qty1 IS 'First statutory quantity, in unit1.';
COMMENT ON COLUMN core.fct_enterprise_export.unit1 IS 'First statutory unit.';
COMMENT ON COLUMN core.fct_enterprise_export.qty2 IS 'Second statutory quantity, in unit2; NULL if there is none.';
COMMENT ON COLUMN core.fct_enterprise_export.unit2 IS 'Second statutory unit; NULL if there is none.';
COMMENT ON COLUMN core.fct_enterprise_export.is_official IS 'False for preliminary figures.';
COMMENT ON COLUMN core.fct_enterprise_export.is_first_release IS 'As in fct_trade.';
COMMENT ON COLUMN core.fct_enterprise_export.known_from IS 'From when this state was known, Asia/Shanghai.';
COMMENT ON COLUMN core.fct_enterprise_export.known_to IS 'Until when, exclusive; NULL while it stands.';
COMMENT ON COLUMN core.fct_enterprise_export.last_confirmed IS 'Latest release that says the same within this version, Asia/Shanghai.';
COMMENT ON COLUMN core.fct_enterprise_export.source_file IS 'Delivery of the first release that says so.';
COMMENT ON COLUMN core.fct_enterprise_export.source_row IS 'Physical line; NULL for ABSENT and CONFLICT.';

CREATE TABLE core.fct_enterprise_export_restated (
    customs_code VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    period_kind core.period_kind NOT NULL,
    hs8 VARCHAR NOT NULL,
    partner_code VARCHAR NOT NULL,
    regime_code VARCHAR NOT NULL,
    flow core.flow NOT NULL,
    currency core.currency NOT NULL,
    state core.figure_state NOT NULL,
    uscc VARCHAR,
    value DECIMAL(18, 2),
    qty1 DECIMAL(18, 3),
    unit1 VARCHAR,
    qty2 DECIMAL(18, 3),
    unit2 VARCHAR,
    known_from TIMESTAMP NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL
);
COMMENT ON TABLE core.fct_enterprise_export_restated IS 'Accepted and held rows that open no version of fct_enterprise_export. Confidential: filled in the confidential file only.';
COMMENT ON COLUMN core.fct_enterprise_export_restated.customs_code IS 'As in fct_enterprise_export.';
COMMENT ON COLUMN core.fct_enterprise_export_restated.period IS 'As in fct_enterprise_export.';
COMMENT ON COLUMN core.fct_enterprise_export_restated.period_kind IS 'As in fct_enterprise_export.';
COMMENT ON COLUMN core.fct_enterprise_export_restated.hs8 IS 'As in fct_enterprise_export.';
COMMENT ON COLUMN core.fct_enterprise_export_restated.partner_code IS 'As in fct_enterprise_export.';
COMMENT ON COLUMN core.fct_enterprise_export_restated.regime_code IS 'As in fct_enterprise_export.';
COMMENT ON COLUMN core.fct_enterprise_export_restated.flow IS 'As in fct_enterprise_export.';
COMMENT ON COLUMN core.fct_enterprise_export_restated.currency IS 'As in fct_enterprise_export.';
COMMENT ON COLUMN core.fct_enterprise_export_restated.state IS 'V accepted row; HELD row in quarantine whose key is readable.';
COMMENT ON COLUMN core.fct_enterprise_export_restated.uscc IS 'As in fct_enterprise_export.';
COMMENT ON COLUMN core.fct_enterprise_export_restated.value IS 'As in fct_enterprise_export.';
COMMENT ON COLUMN core.fct_enterprise_export_restated.qty1 IS 'As in fct_enterprise_export.';
COMMENT ON COLUMN core.fct_enterprise_export_restated.unit1 IS 'As in fct_enterprise_export.';
COMMENT ON COLUMN core.fct_enterprise_export_restated.qty2 IS 'As in fct_enterprise_export.';
COMMENT ON COLUMN core.fct_enterprise_export_restated.unit2 IS 'As in fct_enterprise_export.';
COMMENT ON COLUMN core.fct_enterprise_export_restated.known_from IS 'When the release of the row was shown, Asia/Shanghai.';
COMMENT ON COLUMN core.fct_enterprise_export_restated.source_file IS 'Delivery of the row.';
COMMENT ON COLUMN core.fct_enterprise_export_restated.source_row IS 'Physical line.';

CREATE TABLE core.enterprise_coverage (
    release_id VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    period_kind core.period_kind NOT NULL,
    flow core.flow NOT NULL,
    currency core.currency NOT NULL,
    is_closed BOOLEAN NOT NULL,
    covers_enterprises VARCHAR[] NOT NULL,
    covers_hs VARCHAR[] NOT NULL,
    covers_partners VARCHAR[] NOT NULL,
    covers_regimes VARCHAR[] NOT NULL,
    has_rows BOOLEAN NOT NULL,
    selection_is_closed BOOLEAN NOT NULL
);
COMMENT ON TABLE core.enterprise_coverage IS 'What each release of enterprise figures covers, as release_coverage does for fct_trade. Confidential: filled in the confidential file only.';
COMMENT ON COLUMN core.enterprise_coverage.release_id IS 'Release.';
COMMENT ON COLUMN core.enterprise_coverage.period IS 'Month YYYYMM.';
COMMENT ON COLUMN core.enterprise_coverage.period_kind IS 'M month.';
COMMENT ON COLUMN core.enterprise_coverage.flow IS 'X export, M import.';
COMMENT ON COLUMN core.enterprise_coverage.currency IS 'Currency of the values.';
COMMENT ON COLUMN core.enterprise_coverage.is_closed IS 'True if the release says which keys of the month are absent: its selection is closed, and it has rows of the month or came when the month was officially published. Else it covers only the keys that it holds.';
COMMENT ON COLUMN core.enterprise_coverage.has_rows IS 'True if the release has a row of the month; false if it was only asked for.';
COMMENT ON COLUMN core.enterprise_coverage.selection_is_closed IS 'True if the selection is declared and the key of every quarantined row is readable.';
COMMENT ON COLUMN core.enterprise_coverage.covers_enterprises IS 'Customs codes of enterprises, or beginnings of them such as a district; * for all.';
COMMENT ON COLUMN core.enterprise_coverage.covers_hs IS 'HS prefixes that were asked for; * for all.';
COMMENT ON COLUMN core.enterprise_coverage.covers_partners IS 'Partner codes; * for all.';
COMMENT ON COLUMN core.enterprise_coverage.covers_regimes IS 'Regime codes; * for all.';

CREATE TABLE core.fct_enterprise_cell (
    period VARCHAR NOT NULL,
    flow core.flow NOT NULL,
    currency core.currency NOT NULL,
    heading VARCHAR NOT NULL,
    partner_code VARCHAR NOT NULL,
    value DECIMAL(38, 2),
    enterprises BIGINT,
    is_suppressed BOOLEAN NOT NULL,
    is_complete BOOLEAN
);
COMMENT ON TABLE core.fct_enterprise_cell IS 'Trade of enterprises summed by heading and partner, with totals; cells of fewer than three enterprises are suppressed, and as many others as it takes that none can be found by subtraction. Made from the confidential rows, as they stand now.';
COMMENT ON COLUMN core.fct_enterprise_cell.period IS 'Month YYYYMM.';
COMMENT ON COLUMN core.fct_enterprise_cell.flow IS 'X export, M import.';
COMMENT ON COLUMN core.fct_enterprise_cell.currency IS 'Currency of value.';
COMMENT ON COLUMN core.fct_enterprise_cell.heading IS 'HS heading of 4 digits; ALL for all commodities.';
COMMENT ON COLUMN core.fct_enterprise_cell.partner_code IS 'Customs code of the partner; ALL for all.';
COMMENT ON COLUMN core.fct_enterprise_cell.value IS 'Sum of the values in units of the currency; NULL if suppressed.';
COMMENT ON COLUMN core.fct_enterprise_cell.enterprises IS 'Number of enterprises with trade; NULL if suppressed.';
COMMENT ON COLUMN core.fct_enterprise_cell.is_suppressed IS 'True if the cell is not published.';
COMMENT ON COLUMN core.fct_enterprise_cell.is_complete IS 'False if a figure of the cell is held, or in conflict between releases; value then leaves it out. NULL if suppressed.';

CREATE TABLE stage.customs_enterprise (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    customs_code VARCHAR,
    period VARCHAR,
    period_kind VARCHAR,
    hs8 VARCHAR,
    partner_code VARCHAR,
    regime_code VARCHAR,
    flow VARCHAR,
    currency VARCHAR,
    uscc VARCHAR,
    value DECIMAL(18, 2),
    qty1 DECIMAL(18, 3),
    unit1 VARCHAR,
    qty2 DECIMAL(18, 3),
    unit2 VARCHAR
);
COMMENT ON TABLE stage.customs_enterprise IS 'Typed rows of the figures by enterprise.';
COMMENT ON COLUMN stage.customs_enterprise.source_row IS 'Physical line.';
COMMENT ON COLUMN stage.customs_enterprise.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.customs_enterprise.customs_code IS 'Customs code of the enterprise, 10 characters; the first 5 are its district. Confidential.';
COMMENT ON COLUMN stage.customs_enterprise.period IS 'Month YYYYMM.';
COMMENT ON COLUMN stage.customs_enterprise.period_kind IS 'M month.';
COMMENT ON COLUMN stage.customs_enterprise.hs8 IS 'Commodity code of 8 digits.';
COMMENT ON COLUMN stage.customs_enterprise.partner_code IS 'Customs code of the partner.';
COMMENT ON COLUMN stage.customs_enterprise.regime_code IS 'Statistical trade regime.';
COMMENT ON COLUMN stage.customs_enterprise.flow IS 'X export, M import.';
COMMENT ON COLUMN stage.customs_enterprise.currency IS 'Currency of value.';
COMMENT ON COLUMN stage.customs_enterprise.uscc IS 'Unified social credit code of the enterprise; NULL if the file does not say it. Confidential.';
COMMENT ON COLUMN stage.customs_enterprise.value IS 'Value in units of the currency.';
COMMENT ON COLUMN stage.customs_enterprise.qty1 IS 'First statutory quantity, in unit1.';
COMMENT ON COLUMN stage.customs_enterprise.unit1 IS 'First statutory unit.';
COMMENT ON COLUMN stage.customs_enterprise.qty2 IS 'Second statutory quantity, in unit2; NULL if there is none.';
COMMENT ON COLUMN stage.customs_enterprise.unit2 IS 'Second statutory unit; NULL if there is none.';
