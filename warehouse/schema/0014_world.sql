-- World trade: what the reporters of UN Comtrade say of each other, and BACI, which CEPII makes of it.

INSERT INTO core.dim_period
SELECT 'A' || strftime(y, '%Y'), strftime(y, '%Y'), 'A', y::DATE, (y + INTERVAL 1 YEAR - INTERVAL 1 DAY)::DATE, 12
FROM range(DATE '1962-01-01', DATE '2050-01-01', INTERVAL 1 YEAR) AS r (y);
COMMENT ON TABLE core.dim_period IS 'Reference periods: months (M) and joint January+February (JF), 1995 to 2049; years (A), 1962 to 2049.';
COMMENT ON COLUMN core.dim_period.period_id IS 'Kind and period, such as M201510, JF201502 or A2015.';
COMMENT ON COLUMN core.dim_period.period IS 'YYYYMM of its last month; YYYY of a year.';
COMMENT ON COLUMN core.dim_period.period_kind IS 'M month; JF January and February published as one; A year.';
COMMENT ON COLUMN core.dim_period.months IS 'Number of months: 1, 2 or 12.';

CREATE TABLE core.comtrade_area (
    area_code VARCHAR NOT NULL,
    name_en VARCHAR NOT NULL,
    iso3 VARCHAR,
    valid_from DATE,
    valid_to DATE,
    is_group BOOLEAN NOT NULL,
    partner_code VARCHAR
);
COMMENT ON TABLE core.comtrade_area IS 'Reporters and partners of UN Comtrade, with the customs code of the same place. Shipped with the warehouse.';
COMMENT ON COLUMN core.comtrade_area.area_code IS 'Comtrade code of 3 digits, leading zeros kept; no ISO code.';
COMMENT ON COLUMN core.comtrade_area.name_en IS 'Name as Comtrade writes it.';
COMMENT ON COLUMN core.comtrade_area.iso3 IS 'ISO 3166 code of 3 letters; NULL for areas that are none.';
COMMENT ON COLUMN core.comtrade_area.valid_from IS 'First day of the code; NULL if it has no beginning.';
COMMENT ON COLUMN core.comtrade_area.valid_to IS 'Last day of the code; NULL while it holds.';
COMMENT ON COLUMN core.comtrade_area.is_group IS 'True for groups of areas and for the world.';
COMMENT ON COLUMN core.comtrade_area.partner_code IS 'Customs code of the same place in core.dim_partner; NULL if there is none.';

CREATE TABLE core.fct_world_trade (
    source VARCHAR NOT NULL,
    reporter_code VARCHAR NOT NULL,
    partner_code VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    period_kind core.period_kind NOT NULL,
    flow VARCHAR NOT NULL,
    classification VARCHAR NOT NULL,
    commodity_level INTEGER NOT NULL,
    commodity_code VARCHAR NOT NULL,
    customs_code VARCHAR NOT NULL,
    transport_mode VARCHAR NOT NULL,
    state core.figure_state NOT NULL,
    value_usd DECIMAL(18, 3),
    cif_value_usd DECIMAL(18, 3),
    fob_value_usd DECIMAL(18, 3),
    qty DECIMAL(18, 3),
    qty_unit_code VARCHAR,
    net_weight_kg DECIMAL(18, 3),
    estimation_flag INTEGER,
    is_qty_estimated BOOLEAN,
    is_net_weight_estimated BOOLEAN,
    is_reported BOOLEAN,
    is_aggregate BOOLEAN,
    is_official BOOLEAN NOT NULL,
    is_first_release BOOLEAN NOT NULL,
    known_from TIMESTAMP NOT NULL,
    known_to TIMESTAMP,
    last_confirmed TIMESTAMP NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT
);
COMMENT ON TABLE core.fct_world_trade IS 'World trade by reporter, partner, period, flow and commodity, every version of every figure. Levels of commodity codes, classifications and the world partner are never added to others; use marts.';
COMMENT ON COLUMN core.fct_world_trade.source IS 'comtrade as reported; baci made consistent by CEPII, exports FOB. Never mixed.';
COMMENT ON COLUMN core.fct_world_trade.reporter_code IS 'Area that reports, Comtrade code of 3 digits (USA 842, Switzerland 757, other Asia 490); of baci the exporter. No ISO code.';
COMMENT ON COLUMN core.fct_world_trade.partner_code IS 'Partner area, Comtrade code; 000 is the world and is never added to partners. Of baci the importer.';
COMMENT ON COLUMN core.fct_world_trade.period IS 'Year YYYY, or month YYYYMM.';
COMMENT ON COLUMN core.fct_world_trade.period_kind IS 'A year, M month. Never added to each other.';
COMMENT ON COLUMN core.fct_world_trade.flow IS 'X export, M import, RX re-export, RM re-import; re-exports are part of exports.';
COMMENT ON COLUMN core.fct_world_trade.classification IS 'Classification and revision as reported: H0 to H6 (HS 1988/92, 1996, 2002, 2007, 2012, 2017, 2022), S1 to S4 (SITC); HS where the revision is not said. Kept apart.';
COMMENT ON COLUMN core.fct_world_trade.commodity_level IS 'Digits of the commodity code; 0 for the total of all commodities. Levels are never added to each other.';
COMMENT ON COLUMN core.fct_world_trade.commodity_code IS 'Commodity code, a text with leading zeros; TOTAL for all commodities.';
COMMENT ON COLUMN core.fct_world_trade.customs_code IS 'Customs procedure: C00, all of them.';
COMMENT ON COLUMN core.fct_world_trade.transport_mode IS 'Mode of transport: 0, all of them.';
COMMENT ON COLUMN core.fct_world_trade.state IS 'V value; ABSENT covered by the release and not in it; HELD its row is in quarantine; CONFLICT two releases of equal standing differ.';
COMMENT ON COLUMN core.fct_world_trade.value_usd IS 'Trade value in US dollars; of most reporters CIF for imports and FOB for exports.';
COMMENT ON COLUMN core.fct_world_trade.cif_value_usd IS 'Value with insurance and freight, US dollars; NULL if not given.';
COMMENT ON COLUMN core.fct_world_trade.fob_value_usd IS 'Value at the border of the exporter, US dollars; NULL if not given. Never mixed with CIF.';
COMMENT ON COLUMN core.fct_world_trade.qty IS 'Quantity in the unit of qty_unit_code; NULL if none.';
COMMENT ON COLUMN core.fct_world_trade.qty_unit_code IS 'Comtrade code of the unit: 5 items, 8 kilograms; NULL if there is none.';
COMMENT ON COLUMN core.fct_world_trade.net_weight_kg IS 'Net weight, kg; NULL if not given, which some files write as 0.';
COMMENT ON COLUMN core.fct_world_trade.estimation_flag IS 'What Comtrade estimated: 0 nothing, 2 the quantity, 4 the net weight, 6 both; NULL if not said.';
COMMENT ON COLUMN core.fct_world_trade.is_qty_estimated IS 'True if the quantity is an estimate.';
COMMENT ON COLUMN core.fct_world_trade.is_net_weight_estimated IS 'True if the net weight is an estimate.';
COMMENT ON COLUMN core.fct_world_trade.is_reported IS 'True if the reporter gave the row itself; NULL if not said.';
COMMENT ON COLUMN core.fct_world_trade.is_aggregate IS 'True if Comtrade added it up from finer rows; NULL if not said.';
COMMENT ON COLUMN core.fct_world_trade.is_official IS 'False for preliminary figures.';
COMMENT ON COLUMN core.fct_world_trade.is_first_release IS 'True for the first figure of a key, if known within 60 days of the period''s end; a backfill is none.';
COMMENT ON COLUMN core.fct_world_trade.known_from IS 'From when this state was known: when the query ran, Asia/Shanghai.';
COMMENT ON COLUMN core.fct_world_trade.known_to IS 'Until when, exclusive; NULL while it stands.';
COMMENT ON COLUMN core.fct_world_trade.last_confirmed IS 'Latest release that says the same within this version, Asia/Shanghai.';
COMMENT ON COLUMN core.fct_world_trade.source_file IS 'Delivery of the first release that says so.';
COMMENT ON COLUMN core.fct_world_trade.source_row IS 'Physical line, sheet row or number of the object; NULL for ABSENT and CONFLICT.';

CREATE TABLE core.fct_world_trade_restated (
    source VARCHAR NOT NULL,
    reporter_code VARCHAR NOT NULL,
    partner_code VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    period_kind core.period_kind NOT NULL,
    flow VARCHAR NOT NULL,
    classification VARCHAR NOT NULL,
    commodity_level INTEGER NOT NULL,
    commodity_code VARCHAR NOT NULL,
    customs_code VARCHAR NOT NULL,
    transport_mode VARCHAR NOT NULL,
    state core.figure_state NOT NULL,
    value_usd DECIMAL(18, 3),
    cif_value_usd DECIMAL(18, 3),
    fob_value_usd DECIMAL(18, 3),
    qty DECIMAL(18, 3),
    qty_unit_code VARCHAR,
    net_weight_kg DECIMAL(18, 3),
    estimation_flag INTEGER,
    is_qty_estimated BOOLEAN,
    is_net_weight_estimated BOOLEAN,
    is_reported BOOLEAN,
    is_aggregate BOOLEAN,
    known_from TIMESTAMP NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL
);
COMMENT ON TABLE core.fct_world_trade_restated IS 'Accepted and held rows that open no version of fct_world_trade. With it, it holds every row of every release.';
COMMENT ON COLUMN core.fct_world_trade_restated.source IS 'As in fct_world_trade.';
COMMENT ON COLUMN core.fct_world_trade_restated.reporter_code IS 'As in fct_world_trade.';
COMMENT ON COLUMN core.fct_world_trade_restated.partner_code IS 'As in fct_world_trade.';
COMMENT ON COLUMN core.fct_world_trade_restated.period IS 'As in fct_world_trade.';
COMMENT ON COLUMN core.fct_world_trade_restated.period_kind IS 'As in fct_world_trade.';
COMMENT ON COLUMN core.fct_world_trade_restated.flow IS 'As in fct_world_trade.';
COMMENT ON COLUMN core.fct_world_trade_restated.classification IS 'As in fct_world_trade.';
COMMENT ON COLUMN core.fct_world_trade_restated.commodity_level IS 'As in fct_world_trade.';
COMMENT ON COLUMN core.fct_world_trade_restated.commodity_code IS 'As in fct_world_trade.';
COMMENT ON COLUMN core.fct_world_trade_restated.customs_code IS 'As in fct_world_trade.';
COMMENT ON COLUMN core.fct_world_trade_restated.transport_mode IS 'As in fct_world_trade.';
COMMENT ON COLUMN core.fct_world_trade_restated.state IS 'V accepted row; HELD row in quarantine whose key is readable.';
COMMENT ON COLUMN core.fct_world_trade_restated.value_usd IS 'As in fct_world_trade.';
COMMENT ON COLUMN core.fct_world_trade_restated.cif_value_usd IS 'As in fct_world_trade.';
COMMENT ON COLUMN core.fct_world_trade_restated.fob_value_usd IS 'As in fct_world_trade.';
COMMENT ON COLUMN core.fct_world_trade_restated.qty IS 'As in fct_world_trade.';
COMMENT ON COLUMN core.fct_world_trade_restated.qty_unit_code IS 'As in fct_world_trade.';
COMMENT ON COLUMN core.fct_world_trade_restated.net_weight_kg IS 'As in fct_world_trade.';
COMMENT ON COLUMN core.fct_world_trade_restated.estimation_flag IS 'As in fct_world_trade.';
COMMENT ON COLUMN core.fct_world_trade_restated.is_qty_estimated IS 'As in fct_world_trade.';
COMMENT ON COLUMN core.fct_world_trade_restated.is_net_weight_estimated IS 'As in fct_world_trade.';
COMMENT ON COLUMN core.fct_world_trade_restated.is_reported IS 'As in fct_world_trade.';
COMMENT ON COLUMN core.fct_world_trade_restated.is_aggregate IS 'As in fct_world_trade.';
COMMENT ON COLUMN core.fct_world_trade_restated.known_from IS 'When the release of the row was shown, Asia/Shanghai.';
COMMENT ON COLUMN core.fct_world_trade_restated.source_file IS 'Delivery of the row.';
COMMENT ON COLUMN core.fct_world_trade_restated.source_row IS 'Physical line, sheet row or number of the object.';

CREATE TABLE core.world_coverage (
    release_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    reporter_code VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    period_kind core.period_kind NOT NULL,
    flow VARCHAR NOT NULL,
    classification VARCHAR NOT NULL,
    commodity_level INTEGER NOT NULL,
    has_rows BOOLEAN NOT NULL,
    selection_is_closed BOOLEAN NOT NULL,
    is_closed BOOLEAN NOT NULL,
    covers_hs VARCHAR[] NOT NULL,
    covers_reporters VARCHAR[] NOT NULL,
    covers_partners VARCHAR[] NOT NULL
);
COMMENT ON TABLE core.world_coverage IS 'What each release of world trade covers: a reporter and period of which it has rows at all. A key inside the selection of a closed release and not in its rows is absent.';
COMMENT ON COLUMN core.world_coverage.release_id IS 'Release.';
COMMENT ON COLUMN core.world_coverage.source IS 'As in fct_world_trade.';
COMMENT ON COLUMN core.world_coverage.reporter_code IS 'As in fct_world_trade.';
COMMENT ON COLUMN core.world_coverage.period IS 'As in fct_world_trade.';
COMMENT ON COLUMN core.world_coverage.period_kind IS 'As in fct_world_trade.';
COMMENT ON COLUMN core.world_coverage.flow IS 'As in fct_world_trade.';
COMMENT ON COLUMN core.world_coverage.classification IS 'As in fct_world_trade.';
COMMENT ON COLUMN core.world_coverage.commodity_level IS 'As in fct_world_trade.';
COMMENT ON COLUMN core.world_coverage.has_rows IS 'True: the release has rows of the reporter and period; one without rows has not reported.';
COMMENT ON COLUMN core.world_coverage.selection_is_closed IS 'True if the selection is declared and the key of every quarantined row is readable.';
COMMENT ON COLUMN core.world_coverage.is_closed IS 'True if the selection is declared and the key of every quarantined row is readable; else the release covers only the keys it holds.';
COMMENT ON COLUMN core.world_coverage.covers_hs IS 'Prefixes of commodity codes that were asked for; * for all.';
COMMENT ON COLUMN core.world_coverage.covers_reporters IS 'Reporters that were asked for; * for all. One without rows has not reported.';
COMMENT ON COLUMN core.world_coverage.covers_partners IS 'Partner areas that were asked for; * for all, the world included.';

CREATE TABLE stage.comtrade (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    reporter_code VARCHAR,
    partner_code VARCHAR,
    period VARCHAR,
    period_kind VARCHAR,
    flow VARCHAR,
    classification VARCHAR,
    commodity_level INTEGER,
    commodity_code VARCHAR,
    customs_code VARCHAR,
    transport_mode VARCHAR,
    value_usd DECIMAL(18, 3),
    cif_value_usd DECIMAL(18, 3),
    fob_value_usd DECIMAL(18, 3),
    qty DECIMAL(18, 3),
    qty_unit_code VARCHAR,
    net_weight_kg DECIMAL(18, 3),
    estimation_flag INTEGER,
    is_qty_estimated BOOLEAN,
    is_net_weight_estimated BOOLEAN,
    is_reported BOOLEAN,
    is_aggregate BOOLEAN
);
COMMENT ON TABLE stage.comtrade IS 'Typed rows of a download from UN Comtrade.';
COMMENT ON COLUMN stage.comtrade.source_row IS 'Physical line, sheet row or number of the object.';
COMMENT ON COLUMN stage.comtrade.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.comtrade.reporter_code IS 'Area that reports, Comtrade code of 3 digits (USA 842, Switzerland 757, other Asia 490); of baci the exporter. No ISO code.';
COMMENT ON COLUMN stage.comtrade.partner_code IS 'Partner area, Comtrade code; 000 is the world and is never added to partners. Of baci the importer.';
COMMENT ON COLUMN stage.comtrade.period IS 'Year YYYY, or month YYYYMM.';
COMMENT ON COLUMN stage.comtrade.period_kind IS 'A year, M month. Never added to each other.';
COMMENT ON COLUMN stage.comtrade.flow IS 'X export, M import, RX re-export, RM re-import; re-exports are part of exports.';
COMMENT ON COLUMN stage.comtrade.classification IS 'Classification and revision as reported: H0 to H6 (HS 1988/92, 1996, 2002, 2007, 2012, 2017, 2022), S1 to S4 (SITC); HS where the revision is not said. Kept apart.';
COMMENT ON COLUMN stage.comtrade.commodity_level IS 'Digits of the commodity code; 0 for the total of all commodities. Levels are never added to each other.';
COMMENT ON COLUMN stage.comtrade.commodity_code IS 'Commodity code, a text with leading zeros; TOTAL for all commodities.';
COMMENT ON COLUMN stage.comtrade.customs_code IS 'Customs procedure: C00, all of them.';
COMMENT ON COLUMN stage.comtrade.transport_mode IS 'Mode of transport: 0, all of them.';
COMMENT ON COLUMN stage.comtrade.value_usd IS 'Trade value in US dollars; of most reporters CIF for imports and FOB for exports.';
COMMENT ON COLUMN stage.comtrade.cif_value_usd IS 'Value with insurance and freight, US dollars; NULL if not given.';
COMMENT ON COLUMN stage.comtrade.fob_value_usd IS 'Value at the border of the exporter, US dollars; NULL if not given. Never mixed with CIF.';
COMMENT ON COLUMN stage.comtrade.qty IS 'Quantity in the unit of qty_unit_code; NULL if none.';
COMMENT ON COLUMN stage.comtrade.qty_unit_code IS 'Comtrade code of the unit: 5 items, 8 kilograms; NULL if there is none.';
COMMENT ON COLUMN stage.comtrade.net_weight_kg IS 'Net weight, kg; NULL if not given, which some files write as 0.';
COMMENT ON COLUMN stage.comtrade.estimation_flag IS 'What Comtrade estimated: 0 nothing, 2 the quantity, 4 the net weight, 6 both; NULL if not said.';
COMMENT ON COLUMN stage.comtrade.is_qty_estimated IS 'True if the quantity is an estimate.';
COMMENT ON COLUMN stage.comtrade.is_net_weight_estimated IS 'True if the net weight is an estimate.';
COMMENT ON COLUMN stage.comtrade.is_reported IS 'True if the reporter gave the row itself; NULL if not said.';
COMMENT ON COLUMN stage.comtrade.is_aggregate IS 'True if Comtrade added it up from finer rows; NULL if not said.';

CREATE TABLE stage.baci (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    year VARCHAR,
    exporter_code VARCHAR,
    importer_code VARCHAR,
    hs6 VARCHAR,
    value_usd DECIMAL(18, 3),
    net_weight_kg DECIMAL(18, 3)
);
COMMENT ON TABLE stage.baci IS 'Typed rows of a year of BACI.';
COMMENT ON COLUMN stage.baci.source_row IS 'Physical line, sheet row or number of the object.';
COMMENT ON COLUMN stage.baci.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.baci.year IS 'Year YYYY (t).';
COMMENT ON COLUMN stage.baci.exporter_code IS 'Exporter (i), Comtrade code of 3 digits.';
COMMENT ON COLUMN stage.baci.importer_code IS 'Importer (j), Comtrade code of 3 digits.';
COMMENT ON COLUMN stage.baci.hs6 IS 'Commodity code of 6 digits (k).';
COMMENT ON COLUMN stage.baci.value_usd IS 'Value FOB, US dollars (v x 1,000).';
COMMENT ON COLUMN stage.baci.net_weight_kg IS 'Weight, kg (q x 1,000); NULL if not given.';
