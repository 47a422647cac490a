-- The typed layout of each dataset. Declared here, never filled: staged files have these columns.
CREATE TABLE stage.customs_query (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    period VARCHAR,
    period_kind VARCHAR,
    hs8 VARCHAR,
    partner_code VARCHAR,
    regime_code VARCHAR,
    place_code VARCHAR,
    qty1 DECIMAL(18, 3),
    unit1 VARCHAR,
    qty2 DECIMAL(18, 3),
    unit2 VARCHAR,
    value DECIMAL(18, 2)
);
COMMENT ON TABLE stage.customs_query IS 'Typed rows of the customs online query.';
COMMENT ON COLUMN stage.customs_query.source_row IS 'Physical line of the record''s first character.';
COMMENT ON COLUMN stage.customs_query.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.customs_query.period IS 'Month YYYYMM.';
COMMENT ON COLUMN stage.customs_query.period_kind IS 'M, or JF where January and February were asked for as one.';
COMMENT ON COLUMN stage.customs_query.hs8 IS 'Commodity code of 8 digits.';
COMMENT ON COLUMN stage.customs_query.partner_code IS 'Customs code of the partner; ALL if the query did not split.';
COMMENT ON COLUMN stage.customs_query.regime_code IS 'Statistical regime; ALL if the query did not split.';
COMMENT ON COLUMN stage.customs_query.place_code IS 'Province of registration; ALL if the query did not split.';
COMMENT ON COLUMN stage.customs_query.qty1 IS 'First quantity, in unit1.';
COMMENT ON COLUMN stage.customs_query.unit1 IS 'First unit.';
COMMENT ON COLUMN stage.customs_query.qty2 IS 'Second quantity, in unit2.';
COMMENT ON COLUMN stage.customs_query.unit2 IS 'Second unit.';
COMMENT ON COLUMN stage.customs_query.value IS 'Value in units of the currency.';

CREATE TABLE stage.customs_city (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    released_at TIMESTAMP,
    period VARCHAR,
    period_kind VARCHAR,
    geo_basis VARCHAR,
    place_code VARCHAR,
    flow VARCHAR,
    product_code VARCHAR,
    partner_code VARCHAR,
    regime_code VARCHAR,
    ownership VARCHAR,
    currency VARCHAR,
    value DECIMAL(18, 2),
    value_half_unit DECIMAL(18, 4),
    ytd_value DECIMAL(18, 2),
    ytd_half_unit DECIMAL(18, 4),
    ytd_yoy DECIMAL(12, 6),
    ytd_yoy_half_unit DECIMAL(12, 8)
);
COMMENT ON TABLE stage.customs_city IS 'Typed rows of the city customs'' monthly workbook.';
COMMENT ON COLUMN stage.customs_city.source_row IS 'Sheet row.';
COMMENT ON COLUMN stage.customs_city.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.customs_city.released_at IS 'When the publisher showed the row, Asia/Shanghai.';
COMMENT ON COLUMN stage.customs_city.period IS 'Month YYYYMM; of January and February as one the February.';
COMMENT ON COLUMN stage.customs_city.period_kind IS 'M or JF.';
COMMENT ON COLUMN stage.customs_city.geo_basis IS 'REG registration place.';
COMMENT ON COLUMN stage.customs_city.place_code IS 'Place of 6 digits.';
COMMENT ON COLUMN stage.customs_city.flow IS 'X export, M import.';
COMMENT ON COLUMN stage.customs_city.product_code IS 'Line as the Chinese tables print it; ALL for all goods.';
COMMENT ON COLUMN stage.customs_city.partner_code IS 'Partner; ALL for all.';
COMMENT ON COLUMN stage.customs_city.regime_code IS 'Regime; ALL for all.';
COMMENT ON COLUMN stage.customs_city.ownership IS 'SOE, FIE, PRIVATE, OTHER or ALL.';
COMMENT ON COLUMN stage.customs_city.currency IS 'CNY or USD.';
COMMENT ON COLUMN stage.customs_city.value IS 'Value of the month, units of the currency.';
COMMENT ON COLUMN stage.customs_city.value_half_unit IS 'Half a unit of its last printed digit, units of the currency.';
COMMENT ON COLUMN stage.customs_city.ytd_value IS 'Value from January on, units of the currency.';
COMMENT ON COLUMN stage.customs_city.ytd_half_unit IS 'Half a unit of its last printed digit, units of the currency.';
COMMENT ON COLUMN stage.customs_city.ytd_yoy IS 'Printed growth of the year to date, as a fraction.';
COMMENT ON COLUMN stage.customs_city.ytd_yoy_half_unit IS 'Half a unit of its last printed digit, as a fraction.';

CREATE TABLE stage.inspection_batches (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    batch_no VARCHAR,
    office_code VARCHAR,
    uscc VARCHAR,
    customs_code VARCHAR,
    hs8 VARCHAR,
    ciq_code VARCHAR,
    partner_code VARCHAR,
    declared_date DATE,
    inspection_date DATE,
    export_date DATE,
    qty DECIMAL(18, 3),
    unit VARCHAR,
    value_usd DECIMAL(18, 2),
    is_inspected BOOLEAN,
    result VARCHAR,
    defect_code VARCHAR,
    bad_qty DECIMAL(18, 3)
);
COMMENT ON TABLE stage.inspection_batches IS 'Typed rows of the inspection bureau''s batch list.';
COMMENT ON COLUMN stage.inspection_batches.source_row IS 'Physical line.';
COMMENT ON COLUMN stage.inspection_batches.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.inspection_batches.batch_no IS 'Number of the application lot.';
COMMENT ON COLUMN stage.inspection_batches.office_code IS 'Inspection office.';
COMMENT ON COLUMN stage.inspection_batches.uscc IS 'Unified social credit code of the enterprise.';
COMMENT ON COLUMN stage.inspection_batches.customs_code IS 'Customs enterprise code.';
COMMENT ON COLUMN stage.inspection_batches.hs8 IS 'Commodity code of 8 digits.';
COMMENT ON COLUMN stage.inspection_batches.ciq_code IS 'Inspection code of 13 digits.';
COMMENT ON COLUMN stage.inspection_batches.partner_code IS 'Customs code of the destination.';
COMMENT ON COLUMN stage.inspection_batches.declared_date IS 'Day of the application.';
COMMENT ON COLUMN stage.inspection_batches.inspection_date IS 'Day of the inspection.';
COMMENT ON COLUMN stage.inspection_batches.export_date IS 'Day of export.';
COMMENT ON COLUMN stage.inspection_batches.qty IS 'Quantity, in unit.';
COMMENT ON COLUMN stage.inspection_batches.unit IS 'Unit of qty and bad_qty.';
COMMENT ON COLUMN stage.inspection_batches.value_usd IS 'Value of the lot, US dollars.';
COMMENT ON COLUMN stage.inspection_batches.is_inspected IS 'True if it was inspected.';
COMMENT ON COLUMN stage.inspection_batches.result IS 'PASS, FAIL, REWORK_PASS or PENDING.';
COMMENT ON COLUMN stage.inspection_batches.defect_code IS 'Code of the defect.';
COMMENT ON COLUMN stage.inspection_batches.bad_qty IS 'Quantity found bad, in unit.';

CREATE TABLE stage.zone_roster (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    zone_id VARCHAR,
    uscc VARCHAR,
    entry_date DATE,
    customs_code VARCHAR,
    name_zh VARCHAR,
    town_code VARCHAR,
    batch_no INTEGER,
    exit_date DATE,
    is_leading BOOLEAN,
    size_class VARCHAR,
    ownership VARCHAR,
    quality_class INTEGER,
    has_traceability BOOLEAN,
    has_qms BOOLEAN,
    has_intl_cert BOOLEAN,
    own_brand_share DECIMAL(9, 6),
    patents INTEGER
);
COMMENT ON TABLE stage.zone_roster IS 'Typed rows of the zone office''s list of members.';
COMMENT ON COLUMN stage.zone_roster.source_row IS 'Sheet row.';
COMMENT ON COLUMN stage.zone_roster.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.zone_roster.zone_id IS 'Zone.';
COMMENT ON COLUMN stage.zone_roster.uscc IS 'Unified social credit code of the member.';
COMMENT ON COLUMN stage.zone_roster.entry_date IS 'First day of membership.';
COMMENT ON COLUMN stage.zone_roster.customs_code IS 'Customs enterprise code.';
COMMENT ON COLUMN stage.zone_roster.name_zh IS 'Chinese name of the member.';
COMMENT ON COLUMN stage.zone_roster.town_code IS 'Town of the address, 9 digits.';
COMMENT ON COLUMN stage.zone_roster.batch_no IS 'Group in which it entered.';
COMMENT ON COLUMN stage.zone_roster.exit_date IS 'Day from which it is no member.';
COMMENT ON COLUMN stage.zone_roster.is_leading IS 'True if it counts as a leading enterprise.';
COMMENT ON COLUMN stage.zone_roster.size_class IS 'L, M, S or XS.';
COMMENT ON COLUMN stage.zone_roster.ownership IS 'SOE, FIE, PRIVATE or OTHER.';
COMMENT ON COLUMN stage.zone_roster.quality_class IS 'Class 1 to 4.';
COMMENT ON COLUMN stage.zone_roster.has_traceability IS 'True if its products can be traced.';
COMMENT ON COLUMN stage.zone_roster.has_qms IS 'True if it runs a quality management system.';
COMMENT ON COLUMN stage.zone_roster.has_intl_cert IS 'True if it holds an international certificate.';
COMMENT ON COLUMN stage.zone_roster.own_brand_share IS 'Share of own brands in its exports, 0..1.';
COMMENT ON COLUMN stage.zone_roster.patents IS 'Number of patents held.';

CREATE TABLE stage.fx_rates (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    month VARCHAR,
    base VARCHAR,
    quote VARCHAR,
    rate_type VARCHAR,
    source VARCHAR,
    rate DECIMAL(18, 8)
);
COMMENT ON TABLE stage.fx_rates IS 'Typed exchange rates.';
COMMENT ON COLUMN stage.fx_rates.source_row IS 'Physical line; for JSON the number of the observation, from 1.';
COMMENT ON COLUMN stage.fx_rates.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.fx_rates.month IS 'Month YYYYMM.';
COMMENT ON COLUMN stage.fx_rates.base IS 'ISO 4217 code of the currency that one unit is taken of.';
COMMENT ON COLUMN stage.fx_rates.quote IS 'ISO 4217 code of the currency that it is expressed in.';
COMMENT ON COLUMN stage.fx_rates.rate_type IS 'CUSTOMS, MONTH_AVG or PBOC_MID.';
COMMENT ON COLUMN stage.fx_rates.source IS 'Source.';
COMMENT ON COLUMN stage.fx_rates.rate IS 'Units of quote per one unit of base.';

CREATE TABLE stage.hs8_codes (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    year INTEGER,
    hs8 VARCHAR,
    name_zh VARCHAR,
    name_en VARCHAR,
    unit1_code VARCHAR,
    unit1 VARCHAR,
    unit2_code VARCHAR,
    unit2 VARCHAR
);
COMMENT ON TABLE stage.hs8_codes IS 'Typed rows of a commodity code list.';
COMMENT ON COLUMN stage.hs8_codes.source_row IS 'Physical line of the record''s first character.';
COMMENT ON COLUMN stage.hs8_codes.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.hs8_codes.year IS 'Year of the list.';
COMMENT ON COLUMN stage.hs8_codes.hs8 IS 'Code of 8 digits.';
COMMENT ON COLUMN stage.hs8_codes.name_zh IS 'Chinese name.';
COMMENT ON COLUMN stage.hs8_codes.name_en IS 'English name.';
COMMENT ON COLUMN stage.hs8_codes.unit1_code IS 'Code of the first unit.';
COMMENT ON COLUMN stage.hs8_codes.unit1 IS 'First unit.';
COMMENT ON COLUMN stage.hs8_codes.unit2_code IS 'Code of the second unit.';
COMMENT ON COLUMN stage.hs8_codes.unit2 IS 'Second unit.';

CREATE TABLE stage.trading_partners (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    partner_code VARCHAR,
    name_zh VARCHAR,
    name_en VARCHAR,
    iso3 VARCHAR,
    iso_numeric VARCHAR
);
COMMENT ON TABLE stage.trading_partners IS 'Typed rows of a list of trading partners.';
COMMENT ON COLUMN stage.trading_partners.source_row IS 'Physical line.';
COMMENT ON COLUMN stage.trading_partners.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.trading_partners.partner_code IS 'Customs code of 3 digits.';
COMMENT ON COLUMN stage.trading_partners.name_zh IS 'Chinese name.';
COMMENT ON COLUMN stage.trading_partners.name_en IS 'English name.';
COMMENT ON COLUMN stage.trading_partners.iso3 IS 'ISO 3166 code of 3 letters.';
COMMENT ON COLUMN stage.trading_partners.iso_numeric IS 'ISO 3166 code of 3 digits.';

CREATE TABLE stage.trade_regimes (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    regime_code VARCHAR,
    name_zh VARCHAR,
    name_en VARCHAR
);
COMMENT ON TABLE stage.trade_regimes IS 'Typed rows of a list of statistical regimes.';
COMMENT ON COLUMN stage.trade_regimes.source_row IS 'Physical line.';
COMMENT ON COLUMN stage.trade_regimes.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.trade_regimes.regime_code IS 'Code of 2 digits.';
COMMENT ON COLUMN stage.trade_regimes.name_zh IS 'Chinese name.';
COMMENT ON COLUMN stage.trade_regimes.name_en IS 'English name.';

CREATE TABLE stage.supervision_modes (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    mode_code VARCHAR,
    abbr_zh VARCHAR,
    full_zh VARCHAR,
    eciq_mode VARCHAR
);
COMMENT ON TABLE stage.supervision_modes IS 'Typed rows of a list of supervision modes.';
COMMENT ON COLUMN stage.supervision_modes.source_row IS 'Physical line; for JSON the number of the object, from 1.';
COMMENT ON COLUMN stage.supervision_modes.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.supervision_modes.mode_code IS 'Code of 4 digits.';
COMMENT ON COLUMN stage.supervision_modes.abbr_zh IS 'Short Chinese name.';
COMMENT ON COLUMN stage.supervision_modes.full_zh IS 'Full Chinese name.';
COMMENT ON COLUMN stage.supervision_modes.eciq_mode IS 'Mode of 2 digits in the inspection bureau''s system.';

CREATE TABLE stage.places (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    list VARCHAR,
    place_code VARCHAR,
    name_zh VARCHAR,
    kind VARCHAR,
    observed_from DATE,
    observed_to DATE
);
COMMENT ON TABLE stage.places IS 'Typed rows of a list of places.';
COMMENT ON COLUMN stage.places.source_row IS 'Physical line; for JSON the number of the object, from 1.';
COMMENT ON COLUMN stage.places.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.places.list IS 'Which list: PROVINCE, DISTRICT, or TOWN and the 6 digits of its city.';
COMMENT ON COLUMN stage.places.place_code IS 'Code.';
COMMENT ON COLUMN stage.places.name_zh IS 'Chinese name.';
COMMENT ON COLUMN stage.places.kind IS 'street or town; for districts the type digit.';
COMMENT ON COLUMN stage.places.observed_from IS 'Day on which the list showed the place.';
COMMENT ON COLUMN stage.places.observed_to IS 'Day on which it no longer did.';

CREATE TABLE stage.hs_concordance (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    from_rev VARCHAR,
    from_hs6 VARCHAR,
    to_rev VARCHAR,
    to_hs6 VARCHAR,
    rel VARCHAR,
    note VARCHAR
);
COMMENT ON TABLE stage.hs_concordance IS 'Typed rows of a UN correlation table.';
COMMENT ON COLUMN stage.hs_concordance.source_row IS 'Sheet row.';
COMMENT ON COLUMN stage.hs_concordance.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.hs_concordance.from_rev IS 'Revision of the source code, as its year.';
COMMENT ON COLUMN stage.hs_concordance.from_hs6 IS 'Code of 6 digits in that revision.';
COMMENT ON COLUMN stage.hs_concordance.to_rev IS 'Revision of the target code.';
COMMENT ON COLUMN stage.hs_concordance.to_hs6 IS 'Code of 6 digits in the target revision.';
COMMENT ON COLUMN stage.hs_concordance.rel IS '1:1, n:1, 1:n or n:n.';
COMMENT ON COLUMN stage.hs_concordance.note IS 'Remark.';
