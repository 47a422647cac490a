-- Accepted rows of tables without versions, and the dimensions made of them.

CREATE TABLE core.accepted_row (
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL,
    table_name VARCHAR NOT NULL,
    released_at TIMESTAMP NOT NULL,
    revision_no INTEGER NOT NULL,
    key VARCHAR NOT NULL,
    content VARCHAR NOT NULL
);
COMMENT ON TABLE core.accepted_row IS 'Every accepted row of the tables without versions, as delivered; those tables are made of it, per key the row of the latest release.';
COMMENT ON COLUMN core.accepted_row.source_file IS 'Delivery of the row; shipped:<name> for the code tables that come with the warehouse.';
COMMENT ON COLUMN core.accepted_row.source_row IS 'Physical line or sheet row.';
COMMENT ON COLUMN core.accepted_row.table_name IS 'Table that the row belongs to.';
COMMENT ON COLUMN core.accepted_row.released_at IS 'When the publisher showed it, Asia/Shanghai.';
COMMENT ON COLUMN core.accepted_row.revision_no IS 'Declared order among releases of the same moment, 0 if none.';
COMMENT ON COLUMN core.accepted_row.key IS 'Business key, as a JSON array of text.';
COMMENT ON COLUMN core.accepted_row.content IS 'The other columns, as a JSON object of text.';

CREATE TABLE core.dim_period (
    period_id VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    period_kind VARCHAR NOT NULL,
    period_start DATE NOT NULL,
    period_end DATE NOT NULL,
    months INTEGER NOT NULL
);
COMMENT ON TABLE core.dim_period IS 'Reference periods: months (M) and joint January+February (JF), 1995 to 2049.';
COMMENT ON COLUMN core.dim_period.period_id IS 'Kind and period, such as M201510 or JF201502.';
COMMENT ON COLUMN core.dim_period.period IS 'YYYYMM of its last month.';
COMMENT ON COLUMN core.dim_period.period_kind IS 'M month; JF January and February published as one.';
COMMENT ON COLUMN core.dim_period.period_start IS 'First day.';
COMMENT ON COLUMN core.dim_period.period_end IS 'Last day.';
COMMENT ON COLUMN core.dim_period.months IS 'Number of months: 1 or 2.';
INSERT INTO core.dim_period
SELECT 'M' || strftime(m, '%Y%m'), strftime(m, '%Y%m'), 'M', m::DATE, last_day(m::DATE), 1
FROM range(DATE '1995-01-01', DATE '2050-01-01', INTERVAL 1 MONTH) AS r (m)
UNION ALL
SELECT 'JF' || strftime(m, '%Y%m'), strftime(m, '%Y%m'), 'JF', (m - INTERVAL 1 MONTH)::DATE, last_day(m::DATE), 2
FROM range(DATE '1995-02-01', DATE '2050-01-01', INTERVAL 1 YEAR) AS r (m);

CREATE TABLE core.dim_hs8 (
    year INTEGER NOT NULL,
    hs8 VARCHAR NOT NULL,
    name_zh VARCHAR,
    name_en VARCHAR,
    unit1_code VARCHAR,
    unit1 VARCHAR,
    unit2_code VARCHAR,
    unit2 VARCHAR,
    is_conflict BOOLEAN NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL
);
COMMENT ON TABLE core.dim_hs8 IS 'Commodity codes of 8 digits by year, with the statutory units of that year.';
COMMENT ON COLUMN core.dim_hs8.year IS 'Year in which the code is valid.';
COMMENT ON COLUMN core.dim_hs8.hs8 IS 'Code of 8 digits, a text with leading zeros.';
COMMENT ON COLUMN core.dim_hs8.name_zh IS 'Chinese name of that year; names drift, never join on them.';
COMMENT ON COLUMN core.dim_hs8.name_en IS 'English name of that year.';
COMMENT ON COLUMN core.dim_hs8.unit1_code IS 'Code of the first unit: 01 pieces of any name, 09 kilogram.';
COMMENT ON COLUMN core.dim_hs8.unit1 IS 'First statutory unit, as text.';
COMMENT ON COLUMN core.dim_hs8.unit2_code IS 'Code of the second unit; NULL if there is none.';
COMMENT ON COLUMN core.dim_hs8.unit2 IS 'Second statutory unit; NULL if there is none.';
COMMENT ON COLUMN core.dim_hs8.is_conflict IS 'True if releases of the same moment differ; the differing columns are NULL.';
COMMENT ON COLUMN core.dim_hs8.source_file IS 'Delivery of the latest row.';
COMMENT ON COLUMN core.dim_hs8.source_row IS 'Its physical line.';

CREATE TABLE core.code_coverage (
    table_name VARCHAR NOT NULL,
    year INTEGER,
    prefix VARCHAR NOT NULL,
    source_file VARCHAR NOT NULL
);
COMMENT ON TABLE core.code_coverage IS 'What each code table covers: a code is judged only where a table covers its year and prefix.';
COMMENT ON COLUMN core.code_coverage.table_name IS 'Code table: dim_hs8.';
COMMENT ON COLUMN core.code_coverage.year IS 'Year that is covered.';
COMMENT ON COLUMN core.code_coverage.prefix IS 'Leading digits of the codes that are covered; empty for all codes of the year.';
COMMENT ON COLUMN core.code_coverage.source_file IS 'Delivery that covers it, or shipped:<name>.';

CREATE TABLE core.dim_partner (
    partner_code VARCHAR NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    name_zh VARCHAR,
    name_en VARCHAR,
    iso3 VARCHAR,
    iso_numeric VARCHAR,
    is_conflict BOOLEAN NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL
);
COMMENT ON TABLE core.dim_partner IS 'Trading partners in the customs code of 3 digits, which is not an ISO code.';
COMMENT ON COLUMN core.dim_partner.partner_code IS 'Customs code of 3 digits.';
COMMENT ON COLUMN core.dim_partner.valid_from IS 'First day on which the code is valid.';
COMMENT ON COLUMN core.dim_partner.valid_to IS 'Day from which it no longer is; NULL while valid.';
COMMENT ON COLUMN core.dim_partner.name_zh IS 'Chinese name.';
COMMENT ON COLUMN core.dim_partner.name_en IS 'English name, as the source spells it.';
COMMENT ON COLUMN core.dim_partner.iso3 IS 'ISO 3166 code of 3 letters; NULL where there is no clean counterpart.';
COMMENT ON COLUMN core.dim_partner.iso_numeric IS 'ISO 3166 code of 3 digits. Many customs codes are another place''s numeric code: never join them.';
COMMENT ON COLUMN core.dim_partner.is_conflict IS 'True if releases of the same moment differ; the differing columns are NULL.';
COMMENT ON COLUMN core.dim_partner.source_file IS 'Delivery of the latest row.';
COMMENT ON COLUMN core.dim_partner.source_row IS 'Its physical line.';

CREATE TABLE core.partner_exclusion (
    partner_code VARCHAR NOT NULL,
    reason VARCHAR NOT NULL
);
COMMENT ON TABLE core.partner_exclusion IS 'Partner codes that are no market: left out of concentration and of market entry and exit.';
COMMENT ON COLUMN core.partner_exclusion.partner_code IS 'Customs code of 3 digits.';
COMMENT ON COLUMN core.partner_exclusion.reason IS 'Why.';

CREATE TABLE core.dim_stat_regime (
    regime_code VARCHAR NOT NULL,
    name_zh VARCHAR,
    name_en VARCHAR,
    is_conflict BOOLEAN NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL
);
COMMENT ON TABLE core.dim_stat_regime IS 'Statistical trade regimes of 2 digits, as in the online query.';
COMMENT ON COLUMN core.dim_stat_regime.regime_code IS 'Code of 2 digits; 10 is general trade.';
COMMENT ON COLUMN core.dim_stat_regime.name_zh IS 'Chinese name.';
COMMENT ON COLUMN core.dim_stat_regime.name_en IS 'English name.';
COMMENT ON COLUMN core.dim_stat_regime.is_conflict IS 'True if releases of the same moment differ; the differing columns are NULL.';
COMMENT ON COLUMN core.dim_stat_regime.source_file IS 'Delivery of the latest row.';
COMMENT ON COLUMN core.dim_stat_regime.source_row IS 'Its physical line.';

CREATE TABLE core.dim_supervision_mode (
    mode_code VARCHAR NOT NULL,
    abbr_zh VARCHAR,
    full_zh VARCHAR,
    eciq_mode VARCHAR,
    is_conflict BOOLEAN NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL
);
COMMENT ON TABLE core.dim_supervision_mode IS 'Supervision modes of 4 digits, as in declarations. Another system than the statistical regimes.';
COMMENT ON COLUMN core.dim_supervision_mode.mode_code IS 'Code of 4 digits; 0110 is general trade.';
COMMENT ON COLUMN core.dim_supervision_mode.abbr_zh IS 'Short Chinese name.';
COMMENT ON COLUMN core.dim_supervision_mode.full_zh IS 'Full Chinese name.';
COMMENT ON COLUMN core.dim_supervision_mode.eciq_mode IS 'Mode of 2 digits in the inspection bureau''s system; not a statistical regime.';
COMMENT ON COLUMN core.dim_supervision_mode.is_conflict IS 'True if releases of the same moment differ; the differing columns are NULL.';
COMMENT ON COLUMN core.dim_supervision_mode.source_file IS 'Delivery of the latest row.';
COMMENT ON COLUMN core.dim_supervision_mode.source_row IS 'Its physical line.';

CREATE TABLE core.dim_geo (
    place_code VARCHAR NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    level VARCHAR NOT NULL,
    name_zh VARCHAR,
    name_en VARCHAR,
    kind VARCHAR,
    parent_code VARCHAR,
    aliases VARCHAR[],
    title VARCHAR,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL
);
COMMENT ON TABLE core.dim_geo IS 'Places with their time: nation, provinces, prefectures, customs districts, towns.';
COMMENT ON COLUMN core.dim_geo.place_code IS 'ALL nation; 2 digits province; 6 digits prefecture; 5 characters customs district; 9 digits town.';
COMMENT ON COLUMN core.dim_geo.valid_from IS 'First day on which the place was seen under this code and name.';
COMMENT ON COLUMN core.dim_geo.valid_to IS 'Day from which it no longer is; NULL while valid.';
COMMENT ON COLUMN core.dim_geo.level IS 'NATION, PROVINCE, PREFECTURE, DISTRICT or TOWN.';
COMMENT ON COLUMN core.dim_geo.name_zh IS 'Chinese name; names differ by source, join on the code.';
COMMENT ON COLUMN core.dim_geo.name_en IS 'English name.';
COMMENT ON COLUMN core.dim_geo.kind IS 'Towns: street or town. Districts: the source''s type digit.';
COMMENT ON COLUMN core.dim_geo.parent_code IS 'Place that it lies in; NULL for the nation.';
COMMENT ON COLUMN core.dim_geo.aliases IS 'Other names in use, such as mistranslations.';
COMMENT ON COLUMN core.dim_geo.title IS 'Title that the place bears.';
COMMENT ON COLUMN core.dim_geo.source_file IS 'Delivery of the row.';
COMMENT ON COLUMN core.dim_geo.source_row IS 'Its physical line.';

CREATE TABLE core.bridge_hs_concordance (
    from_rev VARCHAR NOT NULL,
    from_hs6 VARCHAR NOT NULL,
    to_rev VARCHAR NOT NULL,
    to_hs6 VARCHAR NOT NULL,
    rel VARCHAR,
    note VARCHAR,
    is_conflict BOOLEAN NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL
);
COMMENT ON TABLE core.bridge_hs_concordance IS 'How HS codes of 6 digits of one revision relate to another revision, all targets (UN correlation tables).';
COMMENT ON COLUMN core.bridge_hs_concordance.from_rev IS 'Revision of the source code, as its year: 2022.';
COMMENT ON COLUMN core.bridge_hs_concordance.from_hs6 IS 'Code of 6 digits in that revision.';
COMMENT ON COLUMN core.bridge_hs_concordance.to_rev IS 'Revision of the target code.';
COMMENT ON COLUMN core.bridge_hs_concordance.to_hs6 IS 'Code of 6 digits in the target revision.';
COMMENT ON COLUMN core.bridge_hs_concordance.rel IS '1:1, n:1, 1:n or n:n. n:n is never split by guess.';
COMMENT ON COLUMN core.bridge_hs_concordance.note IS 'Remark, such as ex or e-waste.';
COMMENT ON COLUMN core.bridge_hs_concordance.is_conflict IS 'True if releases of the same moment differ; the differing columns are NULL.';
COMMENT ON COLUMN core.bridge_hs_concordance.source_file IS 'Delivery of the latest row.';
COMMENT ON COLUMN core.bridge_hs_concordance.source_row IS 'Its sheet row.';

CREATE TABLE core.dim_product_family (
    family VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    meaning VARCHAR NOT NULL
);
COMMENT ON TABLE core.dim_product_family IS 'Sets of HS codes treated as one product.';
COMMENT ON COLUMN core.dim_product_family.family IS 'Short code, such as D1.';
COMMENT ON COLUMN core.dim_product_family.name IS 'Name, such as LUMINAIRE.';
COMMENT ON COLUMN core.dim_product_family.meaning IS 'What it holds.';

CREATE TABLE core.product_family_member (
    family VARCHAR NOT NULL,
    prefix VARCHAR NOT NULL,
    hs_year_from INTEGER NOT NULL,
    hs_year_to INTEGER NOT NULL
);
COMMENT ON TABLE core.product_family_member IS 'HS prefixes of each family, by year.';
COMMENT ON COLUMN core.product_family_member.family IS 'Family.';
COMMENT ON COLUMN core.product_family_member.prefix IS 'Leading digits of the codes that belong.';
COMMENT ON COLUMN core.product_family_member.hs_year_from IS 'First year in which they do.';
COMMENT ON COLUMN core.product_family_member.hs_year_to IS 'Last year in which they do.';

CREATE TABLE core.family_break (
    family VARCHAR NOT NULL,
    year INTEGER NOT NULL,
    note VARCHAR NOT NULL
);
COMMENT ON TABLE core.family_break IS 'Years in which the content of a family changed, so that growth across them is not comparable.';
COMMENT ON COLUMN core.family_break.family IS 'Family.';
COMMENT ON COLUMN core.family_break.year IS 'First year of the new content.';
COMMENT ON COLUMN core.family_break.note IS 'What moved.';

CREATE TABLE core.printed_line (
    line_code VARCHAR NOT NULL,
    family VARCHAR NOT NULL
);
COMMENT ON TABLE core.printed_line IS 'Lines of printed tables and the family that each stands for.';
COMMENT ON COLUMN core.printed_line.line_code IS 'The line as the Chinese tables print it: product_code of facts with product_level LINE.';
COMMENT ON COLUMN core.printed_line.family IS 'Family that it stands for.';

CREATE TABLE core.kg_band (
    hs_prefix VARCHAR NOT NULL,
    kg_min DECIMAL(12, 4) NOT NULL,
    kg_max DECIMAL(12, 4) NOT NULL
);
COMMENT ON TABLE core.kg_band IS 'Plausible weight of one piece, a default of this project.';
COMMENT ON COLUMN core.kg_band.hs_prefix IS 'Leading digits; the longest that fits counts.';
COMMENT ON COLUMN core.kg_band.kg_min IS 'Least weight of a piece, kg.';
COMMENT ON COLUMN core.kg_band.kg_max IS 'Largest weight of a piece, kg.';

CREATE TABLE core.shipped_hs8_coverage (
    year_from INTEGER NOT NULL,
    year_to INTEGER NOT NULL,
    prefix VARCHAR NOT NULL
);
COMMENT ON TABLE core.shipped_hs8_coverage IS 'What the shipped commodity codes cover.';
COMMENT ON COLUMN core.shipped_hs8_coverage.year_from IS 'First year.';
COMMENT ON COLUMN core.shipped_hs8_coverage.year_to IS 'Last year.';
COMMENT ON COLUMN core.shipped_hs8_coverage.prefix IS 'Leading digits of the codes.';

CREATE TABLE core.shipped_partner (
    partner_code VARCHAR NOT NULL,
    valid_to DATE
);
COMMENT ON TABLE core.shipped_partner IS 'Validity of partner codes, which no official list gives.';
COMMENT ON COLUMN core.shipped_partner.partner_code IS 'Customs code of 3 digits.';
COMMENT ON COLUMN core.shipped_partner.valid_to IS 'Day from which it is no longer valid; NULL while valid.';

CREATE TABLE core.shipped_place (
    place_code VARCHAR NOT NULL,
    name_en VARCHAR,
    parent_code VARCHAR,
    aliases VARCHAR,
    title VARCHAR
);
COMMENT ON TABLE core.shipped_place IS 'What no official list of places gives: English names, parents, aliases, titles.';
COMMENT ON COLUMN core.shipped_place.place_code IS 'Place.';
COMMENT ON COLUMN core.shipped_place.name_en IS 'English name.';
COMMENT ON COLUMN core.shipped_place.parent_code IS 'Place that it lies in.';
COMMENT ON COLUMN core.shipped_place.aliases IS 'Other names in use, separated by semicolons.';
COMMENT ON COLUMN core.shipped_place.title IS 'Title that the place bears.';
