-- Spot checks, returns and claims, output of industries, towns of clusters: per key the row of the latest release.
CREATE TABLE core.fct_spot_check (
    campaign_id VARCHAR NOT NULL,
    year INTEGER NOT NULL,
    geo_code VARCHAR NOT NULL,
    flow VARCHAR NOT NULL,
    product_group VARCHAR NOT NULL,
    hs_prefix VARCHAR,
    selection VARCHAR,
    sampled_batches INTEGER,
    bad_batches INTEGER,
    published_share DECIMAL(9, 6),
    published_half_unit DECIMAL(9, 8),
    is_conflict BOOLEAN NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL
);
COMMENT ON TABLE core.fct_spot_check IS 'Spot checks outside the catalogue of legal inspection: targeted samples, never added to the batches of legal inspection.';
COMMENT ON COLUMN core.fct_spot_check.campaign_id IS 'Campaign of spot checks.';
COMMENT ON COLUMN core.fct_spot_check.year IS 'Year of the checks.';
COMMENT ON COLUMN core.fct_spot_check.geo_code IS 'Place whose batches were drawn; ALL for the nation.';
COMMENT ON COLUMN core.fct_spot_check.flow IS 'X export, M import, ALL both together.';
COMMENT ON COLUMN core.fct_spot_check.product_group IS 'Group of products as the bureau names it; ALL for all.';
COMMENT ON COLUMN core.fct_spot_check.hs_prefix IS 'HS code of 2 to 8 digits that the group stands for; NULL if it is not said.';
COMMENT ON COLUMN core.fct_spot_check.selection IS 'RISK where batches were chosen for their risk, RANDOM where they were drawn by lot.';
COMMENT ON COLUMN core.fct_spot_check.sampled_batches IS 'Batches that were sampled, outside the catalogue of legal inspection.';
COMMENT ON COLUMN core.fct_spot_check.bad_batches IS 'Those of them that did not conform.';
COMMENT ON COLUMN core.fct_spot_check.published_share IS 'Share of bad batches as the bureau published it, 0..1; NULL if it did not.';
COMMENT ON COLUMN core.fct_spot_check.published_half_unit IS 'Half a unit of its last printed digit, as a share.';
COMMENT ON COLUMN core.fct_spot_check.is_conflict IS 'True if releases of the same moment differ; the differing columns are NULL.';
COMMENT ON COLUMN core.fct_spot_check.source_file IS 'Delivery of the latest row.';
COMMENT ON COLUMN core.fct_spot_check.source_row IS 'Its physical line.';

CREATE TABLE stage.spot_checks (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    campaign_id VARCHAR,
    year INTEGER,
    geo_code VARCHAR,
    flow VARCHAR,
    product_group VARCHAR,
    hs_prefix VARCHAR,
    selection VARCHAR,
    sampled_batches INTEGER,
    bad_batches INTEGER,
    published_share DECIMAL(9, 6),
    published_half_unit DECIMAL(9, 8)
);
COMMENT ON TABLE stage.spot_checks IS 'Typed rows of a list of spot checks.';
COMMENT ON COLUMN stage.spot_checks.source_row IS 'Physical line.';
COMMENT ON COLUMN stage.spot_checks.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.spot_checks.campaign_id IS 'Campaign of spot checks.';
COMMENT ON COLUMN stage.spot_checks.year IS 'Year of the checks.';
COMMENT ON COLUMN stage.spot_checks.geo_code IS 'Place whose batches were drawn; ALL for the nation.';
COMMENT ON COLUMN stage.spot_checks.flow IS 'X export, M import, ALL both together.';
COMMENT ON COLUMN stage.spot_checks.product_group IS 'Group of products as the bureau names it; ALL for all.';
COMMENT ON COLUMN stage.spot_checks.hs_prefix IS 'HS code of 2 to 8 digits that the group stands for; NULL if it is not said.';
COMMENT ON COLUMN stage.spot_checks.selection IS 'RISK where batches were chosen for their risk, RANDOM where they were drawn by lot.';
COMMENT ON COLUMN stage.spot_checks.sampled_batches IS 'Batches that were sampled, outside the catalogue of legal inspection.';
COMMENT ON COLUMN stage.spot_checks.bad_batches IS 'Those of them that did not conform.';
COMMENT ON COLUMN stage.spot_checks.published_share IS 'Share of bad batches as the bureau published it, 0..1; NULL if it did not.';
COMMENT ON COLUMN stage.spot_checks.published_half_unit IS 'Half a unit of its last printed digit, as a share.';

CREATE TABLE core.fct_return_claim (
    event_id VARCHAR NOT NULL,
    kind VARCHAR,
    event_date DATE,
    uscc VARCHAR,
    declaration_no VARCHAR,
    hs8 VARCHAR,
    partner_code VARCHAR,
    qty DECIMAL(18, 3),
    unit VARCHAR,
    value_usd DECIMAL(18, 2),
    cause VARCHAR,
    severity VARCHAR,
    status VARCHAR,
    is_conflict BOOLEAN NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL
);
COMMENT ON TABLE core.fct_return_claim IS 'Returns, claims and recalls of exported goods, one row per event.';
COMMENT ON COLUMN core.fct_return_claim.event_id IS 'Number of the event.';
COMMENT ON COLUMN core.fct_return_claim.kind IS 'RETURN goods came back, CLAIM a buyer claims, RECALL the product was called back.';
COMMENT ON COLUMN core.fct_return_claim.event_date IS 'Day of the event.';
COMMENT ON COLUMN core.fct_return_claim.uscc IS 'Unified social credit code of the exporter, 18 characters; NULL if it is not known.';
COMMENT ON COLUMN core.fct_return_claim.declaration_no IS 'Customs declaration of the export; NULL if it is not known.';
COMMENT ON COLUMN core.fct_return_claim.hs8 IS 'Commodity code of 8 digits.';
COMMENT ON COLUMN core.fct_return_claim.partner_code IS 'Customs code of the country that it came from.';
COMMENT ON COLUMN core.fct_return_claim.qty IS 'Quantity, in unit.';
COMMENT ON COLUMN core.fct_return_claim.unit IS 'Unit of qty.';
COMMENT ON COLUMN core.fct_return_claim.value_usd IS 'Value of the goods concerned, US dollars.';
COMMENT ON COLUMN core.fct_return_claim.cause IS 'QUALITY, SAFETY, LOGISTICS, COMMERCIAL or UNKNOWN.';
COMMENT ON COLUMN core.fct_return_claim.severity IS 'NONE, MINOR, SERIOUS_INJURY or DEATH.';
COMMENT ON COLUMN core.fct_return_claim.status IS 'OPEN or CLOSED.';
COMMENT ON COLUMN core.fct_return_claim.is_conflict IS 'True if releases of the same moment differ; the differing columns are NULL.';
COMMENT ON COLUMN core.fct_return_claim.source_file IS 'Delivery of the latest row.';
COMMENT ON COLUMN core.fct_return_claim.source_row IS 'Its physical line.';

CREATE TABLE stage.returns_claims (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    event_id VARCHAR,
    kind VARCHAR,
    event_date DATE,
    uscc VARCHAR,
    declaration_no VARCHAR,
    hs8 VARCHAR,
    partner_code VARCHAR,
    qty DECIMAL(18, 3),
    unit VARCHAR,
    value_usd DECIMAL(18, 2),
    cause VARCHAR,
    severity VARCHAR,
    status VARCHAR
);
COMMENT ON TABLE stage.returns_claims IS 'Typed rows of a list of returns and claims.';
COMMENT ON COLUMN stage.returns_claims.source_row IS 'Physical line.';
COMMENT ON COLUMN stage.returns_claims.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.returns_claims.event_id IS 'Number of the event.';
COMMENT ON COLUMN stage.returns_claims.kind IS 'RETURN goods came back, CLAIM a buyer claims, RECALL the product was called back.';
COMMENT ON COLUMN stage.returns_claims.event_date IS 'Day of the event.';
COMMENT ON COLUMN stage.returns_claims.uscc IS 'Unified social credit code of the exporter, 18 characters; NULL if it is not known.';
COMMENT ON COLUMN stage.returns_claims.declaration_no IS 'Customs declaration of the export; NULL if it is not known.';
COMMENT ON COLUMN stage.returns_claims.hs8 IS 'Commodity code of 8 digits.';
COMMENT ON COLUMN stage.returns_claims.partner_code IS 'Customs code of the country that it came from.';
COMMENT ON COLUMN stage.returns_claims.qty IS 'Quantity, in unit.';
COMMENT ON COLUMN stage.returns_claims.unit IS 'Unit of qty.';
COMMENT ON COLUMN stage.returns_claims.value_usd IS 'Value of the goods concerned, US dollars.';
COMMENT ON COLUMN stage.returns_claims.cause IS 'QUALITY, SAFETY, LOGISTICS, COMMERCIAL or UNKNOWN.';
COMMENT ON COLUMN stage.returns_claims.severity IS 'NONE, MINOR, SERIOUS_INJURY or DEATH.';
COMMENT ON COLUMN stage.returns_claims.status IS 'OPEN or CLOSED.';

CREATE TABLE core.fct_industry_output (
    year INTEGER NOT NULL,
    geo_code VARCHAR NOT NULL,
    industry_code VARCHAR NOT NULL,
    scope VARCHAR NOT NULL,
    measure VARCHAR NOT NULL,
    source_ref VARCHAR NOT NULL,
    operator VARCHAR,
    value DECIMAL(24, 2),
    value_half_unit DECIMAL(24, 4),
    currency core.currency,
    unit VARCHAR,
    published_on DATE,
    is_conflict BOOLEAN NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL
);
COMMENT ON TABLE core.fct_industry_output IS 'Output, sales, export delivery and imports of industries by place and year, one row per source.';
COMMENT ON COLUMN core.fct_industry_output.year IS 'Year of the figure.';
COMMENT ON COLUMN core.fct_industry_output.geo_code IS 'Place that it is about; ALL for the nation.';
COMMENT ON COLUMN core.fct_industry_output.industry_code IS 'Industry.';
COMMENT ON COLUMN core.fct_industry_output.scope IS 'CLUSTER the cluster of the place, ALL all enterprises, ABOVE_SCALE those above the statistical size.';
COMMENT ON COLUMN core.fct_industry_output.measure IS 'OUTPUT output, SALES sales, EXPORT_DELIVERY value of goods delivered for export, IMPORT imports.';
COMMENT ON COLUMN core.fct_industry_output.source_ref IS 'Who says so.';
COMMENT ON COLUMN core.fct_industry_output.operator IS '= the figure itself; >, >=, <, <= a bound; ~ about.';
COMMENT ON COLUMN core.fct_industry_output.value IS 'Value in units of the currency.';
COMMENT ON COLUMN core.fct_industry_output.value_half_unit IS 'Half a unit of its last printed digit, units of the currency.';
COMMENT ON COLUMN core.fct_industry_output.currency IS 'Currency of value.';
COMMENT ON COLUMN core.fct_industry_output.unit IS 'Unit in which it was printed: YUAN, WAN_YUAN (10,000 yuan), YI_YUAN (100 million yuan) or USD.';
COMMENT ON COLUMN core.fct_industry_output.published_on IS 'Day on which the source published it.';
COMMENT ON COLUMN core.fct_industry_output.is_conflict IS 'True if releases of the same moment differ; the differing columns are NULL.';
COMMENT ON COLUMN core.fct_industry_output.source_file IS 'Delivery of the latest row.';
COMMENT ON COLUMN core.fct_industry_output.source_row IS 'Its physical line.';

CREATE TABLE stage.industry_output (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    year INTEGER,
    geo_code VARCHAR,
    industry_code VARCHAR,
    scope VARCHAR,
    measure VARCHAR,
    source_ref VARCHAR,
    operator VARCHAR,
    amount DECIMAL(18, 6),
    amount_half_unit DECIMAL(18, 10),
    unit VARCHAR,
    published_on DATE
);
COMMENT ON TABLE stage.industry_output IS 'Typed rows of a list of industry figures.';
COMMENT ON COLUMN stage.industry_output.source_row IS 'Physical line.';
COMMENT ON COLUMN stage.industry_output.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.industry_output.year IS 'Year of the figure.';
COMMENT ON COLUMN stage.industry_output.geo_code IS 'Place that it is about; ALL for the nation.';
COMMENT ON COLUMN stage.industry_output.industry_code IS 'Industry.';
COMMENT ON COLUMN stage.industry_output.scope IS 'CLUSTER the cluster of the place, ALL all enterprises, ABOVE_SCALE those above the statistical size.';
COMMENT ON COLUMN stage.industry_output.measure IS 'OUTPUT output, SALES sales, EXPORT_DELIVERY value of goods delivered for export, IMPORT imports.';
COMMENT ON COLUMN stage.industry_output.source_ref IS 'Who says so.';
COMMENT ON COLUMN stage.industry_output.operator IS '= the figure itself; >, >=, <, <= a bound; ~ about.';
COMMENT ON COLUMN stage.industry_output.amount IS 'Figure as printed, in unit.';
COMMENT ON COLUMN stage.industry_output.amount_half_unit IS 'Half a unit of its last printed digit, in unit.';
COMMENT ON COLUMN stage.industry_output.unit IS 'YUAN, WAN_YUAN, YI_YUAN or USD.';
COMMENT ON COLUMN stage.industry_output.published_on IS 'Day on which the source published it.';

CREATE TABLE core.bridge_cluster_town (
    cluster_id VARCHAR NOT NULL,
    town_code VARCHAR NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    city_code VARCHAR,
    source_ref VARCHAR,
    is_verified BOOLEAN,
    is_conflict BOOLEAN NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL
);
COMMENT ON TABLE core.bridge_cluster_town IS 'Towns of industrial clusters, with their time.';
COMMENT ON COLUMN core.bridge_cluster_town.cluster_id IS 'Cluster.';
COMMENT ON COLUMN core.bridge_cluster_town.town_code IS 'Town of 9 digits that belongs to it.';
COMMENT ON COLUMN core.bridge_cluster_town.valid_from IS 'First day on which it belongs to it.';
COMMENT ON COLUMN core.bridge_cluster_town.valid_to IS 'Day from which it no longer does; NULL while it does.';
COMMENT ON COLUMN core.bridge_cluster_town.city_code IS 'City of 6 digits that the town lies in.';
COMMENT ON COLUMN core.bridge_cluster_town.source_ref IS 'Who says so.';
COMMENT ON COLUMN core.bridge_cluster_town.is_verified IS 'True if an original document was seen; false for what is only told.';
COMMENT ON COLUMN core.bridge_cluster_town.is_conflict IS 'True if releases of the same moment differ; the differing columns are NULL.';
COMMENT ON COLUMN core.bridge_cluster_town.source_file IS 'Delivery of the latest row.';
COMMENT ON COLUMN core.bridge_cluster_town.source_row IS 'Its physical line.';

CREATE TABLE stage.cluster_towns (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    cluster_id VARCHAR,
    town_code VARCHAR,
    valid_from DATE,
    valid_to DATE,
    city_code VARCHAR,
    source_ref VARCHAR,
    is_verified BOOLEAN
);
COMMENT ON TABLE stage.cluster_towns IS 'Typed rows of a list of the towns of clusters.';
COMMENT ON COLUMN stage.cluster_towns.source_row IS 'Physical line.';
COMMENT ON COLUMN stage.cluster_towns.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.cluster_towns.cluster_id IS 'Cluster.';
COMMENT ON COLUMN stage.cluster_towns.town_code IS 'Town of 9 digits that belongs to it.';
COMMENT ON COLUMN stage.cluster_towns.valid_from IS 'First day on which it belongs to it.';
COMMENT ON COLUMN stage.cluster_towns.valid_to IS 'Day from which it no longer does; NULL while it does.';
COMMENT ON COLUMN stage.cluster_towns.city_code IS 'City of 6 digits that the town lies in.';
COMMENT ON COLUMN stage.cluster_towns.source_ref IS 'Who says so.';
COMMENT ON COLUMN stage.cluster_towns.is_verified IS 'True if an original document was seen; false for what is only told.';
