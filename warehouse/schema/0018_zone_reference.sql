-- What the zone is about: industries, zones, fields of support, services of the customs. Seeded from warehouse/reference.
CREATE TABLE core.dim_industry (
    industry_code VARCHAR NOT NULL,
    name_zh VARCHAR NOT NULL,
    name_en VARCHAR NOT NULL,
    family VARCHAR
);
COMMENT ON TABLE core.dim_industry IS 'Industries that zones are made for; shipped, an industry more is a line more.';
COMMENT ON COLUMN core.dim_industry.industry_code IS 'Code of the industry, in capitals.';
COMMENT ON COLUMN core.dim_industry.name_zh IS 'Chinese name.';
COMMENT ON COLUMN core.dim_industry.name_en IS 'English name.';
COMMENT ON COLUMN core.dim_industry.family IS 'Product family that its goods are counted by; NULL where none is declared.';

CREATE TABLE core.dim_zone (
    zone_id VARCHAR NOT NULL,
    industry_code VARCHAR NOT NULL,
    prefecture_code VARCHAR NOT NULL,
    name_zh VARCHAR NOT NULL,
    name_en VARCHAR NOT NULL,
    is_virtual BOOLEAN
);
COMMENT ON TABLE core.dim_zone IS 'Demonstration zones that are known by name; shipped. No zone has a polygon.';
COMMENT ON COLUMN core.dim_zone.zone_id IS 'Zone.';
COMMENT ON COLUMN core.dim_zone.industry_code IS 'Industry that it is made for.';
COMMENT ON COLUMN core.dim_zone.prefecture_code IS 'Place of 6 digits: its prefecture, or a county of one, which belongs to its parent in core.dim_geo.';
COMMENT ON COLUMN core.dim_zone.name_zh IS 'Chinese name.';
COMMENT ON COLUMN core.dim_zone.name_en IS 'English name.';
COMMENT ON COLUMN core.dim_zone.is_virtual IS 'True if the zone is its members and no site; NULL where nothing says.';

CREATE TABLE core.dim_support_measure (
    measure_code VARCHAR NOT NULL,
    meaning VARCHAR NOT NULL
);
COMMENT ON TABLE core.dim_support_measure IS 'The eight fields in which a zone supports its members; shipped.';
COMMENT ON COLUMN core.dim_support_measure.measure_code IS 'Code of the field.';
COMMENT ON COLUMN core.dim_support_measure.meaning IS 'What it is.';

CREATE TABLE core.dim_service_type (
    service_code VARCHAR NOT NULL,
    meaning VARCHAR NOT NULL
);
COMMENT ON TABLE core.dim_service_type IS 'The five services that the customs bring to enterprises; shipped.';
COMMENT ON COLUMN core.dim_service_type.service_code IS 'Code of the service.';
COMMENT ON COLUMN core.dim_service_type.meaning IS 'What it is.';

COMMENT ON COLUMN core.dim_geo.place_code IS 'ALL nation; 2 digits province; 6 digits prefecture or county; 5 characters customs district; 9 digits town.';
COMMENT ON COLUMN core.dim_geo.level IS 'NATION, PROVINCE, PREFECTURE, COUNTY, DISTRICT or TOWN.';
