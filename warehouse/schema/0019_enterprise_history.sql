-- Enterprises with their history, and other names of the members of a zone.
ALTER TABLE core.fct_zone_membership ADD COLUMN other_names VARCHAR;
COMMENT ON COLUMN core.fct_zone_membership.other_names IS 'Other names in use, such as English ones and brands, with ; between them.';
ALTER TABLE stage.zone_roster ADD COLUMN other_names VARCHAR;
COMMENT ON COLUMN stage.zone_roster.other_names IS 'Other names in use, such as English ones and brands, with ; between them.';

CREATE TABLE core.dim_enterprise (
    uscc VARCHAR NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    name_zh VARCHAR,
    other_names VARCHAR,
    customs_code VARCHAR,
    town_code VARCHAR,
    size_class VARCHAR,
    ownership VARCHAR,
    quality_class INTEGER,
    is_leading BOOLEAN,
    has_traceability BOOLEAN,
    has_qms BOOLEAN,
    has_intl_cert BOOLEAN,
    own_brand_share DECIMAL(9, 6),
    patents INTEGER,
    is_conflict BOOLEAN NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL
);
COMMENT ON TABLE core.dim_enterprise IS 'Enterprises by social credit code, with what the lists of zone members say of them over time. A function of the set of accepted lists; an empty cell of a list says nothing. Public: nothing of it comes from confidential figures.';
COMMENT ON COLUMN core.dim_enterprise.uscc IS 'Unified social credit code of the enterprise.';
COMMENT ON COLUMN core.dim_enterprise.valid_from IS 'First day of this version: the day of the first list that says so; for the first version the day of entry, if that is earlier.';
COMMENT ON COLUMN core.dim_enterprise.valid_to IS 'Day from which another version holds; NULL while this one does.';
COMMENT ON COLUMN core.dim_enterprise.name_zh IS 'Chinese name.';
COMMENT ON COLUMN core.dim_enterprise.other_names IS 'Other names in use, such as English ones and brands, with ; between them.';
COMMENT ON COLUMN core.dim_enterprise.customs_code IS 'Customs enterprise code, 10 characters.';
COMMENT ON COLUMN core.dim_enterprise.town_code IS 'Town of the address, 9 digits.';
COMMENT ON COLUMN core.dim_enterprise.size_class IS 'L, M, S or XS.';
COMMENT ON COLUMN core.dim_enterprise.ownership IS 'SOE, FIE, PRIVATE or OTHER.';
COMMENT ON COLUMN core.dim_enterprise.quality_class IS 'Class 1 (best) to 4 of the quality management decree.';
COMMENT ON COLUMN core.dim_enterprise.is_leading IS 'True if it counts as a leading enterprise of its industry.';
COMMENT ON COLUMN core.dim_enterprise.has_traceability IS 'True if its products can be traced.';
COMMENT ON COLUMN core.dim_enterprise.has_qms IS 'True if it runs a quality management system.';
COMMENT ON COLUMN core.dim_enterprise.has_intl_cert IS 'True if it holds an international certificate.';
COMMENT ON COLUMN core.dim_enterprise.own_brand_share IS 'Share of own brands in its exports, 0..1.';
COMMENT ON COLUMN core.dim_enterprise.patents IS 'Number of patents held.';
COMMENT ON COLUMN core.dim_enterprise.is_conflict IS 'True if lists of the same moment differ; what they differ in is as it was known before.';
COMMENT ON COLUMN core.dim_enterprise.source_file IS 'Delivery of the first list that says so.';
COMMENT ON COLUMN core.dim_enterprise.source_row IS 'Its sheet row.';
