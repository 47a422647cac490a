-- Exchange rates, inspection batches and zone membership: per key the row of the latest release.
CREATE TABLE core.fct_fx_month (
    month VARCHAR NOT NULL,
    base VARCHAR NOT NULL,
    quote VARCHAR NOT NULL,
    rate_type VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    rate DECIMAL(18, 8),
    is_conflict BOOLEAN NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL
);
COMMENT ON TABLE core.fct_fx_month IS 'Exchange rates by month, one row per source.';
COMMENT ON COLUMN core.fct_fx_month.month IS 'Month YYYYMM.';
COMMENT ON COLUMN core.fct_fx_month.base IS 'ISO 4217 code of the currency that one unit is taken of.';
COMMENT ON COLUMN core.fct_fx_month.quote IS 'ISO 4217 code of the currency that it is expressed in.';
COMMENT ON COLUMN core.fct_fx_month.rate_type IS 'CUSTOMS customs month rate, MONTH_AVG average of the month, PBOC_MID central parity.';
COMMENT ON COLUMN core.fct_fx_month.source IS 'Source: FED_H10, ECB_EXR, or as the file''s source_ref says.';
COMMENT ON COLUMN core.fct_fx_month.rate IS 'Units of quote per one unit of base.';
COMMENT ON COLUMN core.fct_fx_month.is_conflict IS 'True if releases of the same moment differ; the rate is NULL then.';
COMMENT ON COLUMN core.fct_fx_month.source_file IS 'Delivery of the latest row.';
COMMENT ON COLUMN core.fct_fx_month.source_row IS 'Its physical line; for JSON the number of the observation, from 1.';

CREATE TABLE core.fx_preference (
    source VARCHAR NOT NULL,
    preference INTEGER NOT NULL
);
COMMENT ON TABLE core.fx_preference IS 'Which source of a rate comes first where there are several.';
COMMENT ON COLUMN core.fx_preference.source IS 'Source as in fct_fx_month; * for any other.';
COMMENT ON COLUMN core.fx_preference.preference IS '1 is taken first.';

CREATE TABLE core.fct_inspection_batch (
    batch_no VARCHAR NOT NULL,
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
    bad_qty DECIMAL(18, 3),
    is_conflict BOOLEAN NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL
);
COMMENT ON TABLE core.fct_inspection_batch IS 'Inspection batches (a census of legally inspected lots), one row per batch.';
COMMENT ON COLUMN core.fct_inspection_batch.batch_no IS 'Number of the application lot.';
COMMENT ON COLUMN core.fct_inspection_batch.office_code IS 'Inspection office.';
COMMENT ON COLUMN core.fct_inspection_batch.uscc IS 'Unified social credit code of the enterprise, 18 characters.';
COMMENT ON COLUMN core.fct_inspection_batch.customs_code IS 'Customs enterprise code, 10 characters; the first 5 are its district.';
COMMENT ON COLUMN core.fct_inspection_batch.hs8 IS 'Commodity code of 8 digits.';
COMMENT ON COLUMN core.fct_inspection_batch.ciq_code IS 'Inspection code of 13 digits.';
COMMENT ON COLUMN core.fct_inspection_batch.partner_code IS 'Customs code of the destination.';
COMMENT ON COLUMN core.fct_inspection_batch.declared_date IS 'Day of the application.';
COMMENT ON COLUMN core.fct_inspection_batch.inspection_date IS 'Day of the inspection.';
COMMENT ON COLUMN core.fct_inspection_batch.export_date IS 'Day of export; NULL if not exported yet.';
COMMENT ON COLUMN core.fct_inspection_batch.qty IS 'Quantity, in unit.';
COMMENT ON COLUMN core.fct_inspection_batch.unit IS 'Unit of qty and bad_qty.';
COMMENT ON COLUMN core.fct_inspection_batch.value_usd IS 'Value of the lot, US dollars.';
COMMENT ON COLUMN core.fct_inspection_batch.is_inspected IS 'True if it was inspected.';
COMMENT ON COLUMN core.fct_inspection_batch.result IS 'PASS, FAIL, REWORK_PASS or PENDING. FAIL and REWORK_PASS count as not conforming.';
COMMENT ON COLUMN core.fct_inspection_batch.defect_code IS 'Code of the defect.';
COMMENT ON COLUMN core.fct_inspection_batch.bad_qty IS 'Quantity found bad, in unit.';
COMMENT ON COLUMN core.fct_inspection_batch.is_conflict IS 'True if releases of the same moment differ; the differing columns are NULL.';
COMMENT ON COLUMN core.fct_inspection_batch.source_file IS 'Delivery of the latest row.';
COMMENT ON COLUMN core.fct_inspection_batch.source_row IS 'Its physical line.';

CREATE TABLE core.fct_zone_membership (
    zone_id VARCHAR NOT NULL,
    uscc VARCHAR NOT NULL,
    entry_date DATE NOT NULL,
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
    patents INTEGER,
    is_conflict BOOLEAN NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL
);
COMMENT ON TABLE core.fct_zone_membership IS 'Members of the zones, one row per zone, enterprise and entry.';
COMMENT ON COLUMN core.fct_zone_membership.zone_id IS 'Zone.';
COMMENT ON COLUMN core.fct_zone_membership.uscc IS 'Unified social credit code of the member.';
COMMENT ON COLUMN core.fct_zone_membership.entry_date IS 'First day of membership.';
COMMENT ON COLUMN core.fct_zone_membership.customs_code IS 'Customs enterprise code, 10 characters.';
COMMENT ON COLUMN core.fct_zone_membership.name_zh IS 'Chinese name of the member.';
COMMENT ON COLUMN core.fct_zone_membership.town_code IS 'Town of the address, 9 digits.';
COMMENT ON COLUMN core.fct_zone_membership.batch_no IS 'Group in which it entered.';
COMMENT ON COLUMN core.fct_zone_membership.exit_date IS 'Day from which it is no member; NULL while it is.';
COMMENT ON COLUMN core.fct_zone_membership.is_leading IS 'True if it counts as a leading enterprise of its industry.';
COMMENT ON COLUMN core.fct_zone_membership.size_class IS 'L, M, S or XS.';
COMMENT ON COLUMN core.fct_zone_membership.ownership IS 'SOE, FIE, PRIVATE or OTHER.';
COMMENT ON COLUMN core.fct_zone_membership.quality_class IS 'Class 1 (best) to 4 of the quality management decree.';
COMMENT ON COLUMN core.fct_zone_membership.has_traceability IS 'True if its products can be traced.';
COMMENT ON COLUMN core.fct_zone_membership.has_qms IS 'True if it runs a quality management system.';
COMMENT ON COLUMN core.fct_zone_membership.has_intl_cert IS 'True if it holds an international certificate.';
COMMENT ON COLUMN core.fct_zone_membership.own_brand_share IS 'Share of own brands in its exports, 0..1.';
COMMENT ON COLUMN core.fct_zone_membership.patents IS 'Number of patents held.';
COMMENT ON COLUMN core.fct_zone_membership.is_conflict IS 'True if releases of the same moment differ; the differing columns are NULL.';
COMMENT ON COLUMN core.fct_zone_membership.source_file IS 'Delivery of the latest row.';
COMMENT ON COLUMN core.fct_zone_membership.source_row IS 'Its sheet row.';

CREATE TABLE core.zone_batch_target (
    zone_id VARCHAR NOT NULL,
    batch_no INTEGER NOT NULL,
    members INTEGER NOT NULL
);
COMMENT ON TABLE core.zone_batch_target IS 'How many members each group of a zone must count.';
COMMENT ON COLUMN core.zone_batch_target.zone_id IS 'Zone.';
COMMENT ON COLUMN core.zone_batch_target.batch_no IS 'Group.';
COMMENT ON COLUMN core.zone_batch_target.members IS 'Number of members that the zone office announced.';
