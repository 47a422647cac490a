-- Trade in two times: what a figure is about, and when it was known.

CREATE TYPE core.period_kind AS ENUM ('M', 'JF', 'YTD', 'A');
CREATE TYPE core.geo_basis AS ENUM ('REG', 'SRC', 'CUS', 'NAT');
CREATE TYPE core.product_level AS ENUM ('HS8', 'LINE');
CREATE TYPE core.ownership AS ENUM ('ALL', 'SOE', 'FIE', 'PRIVATE', 'OTHER');
CREATE TYPE core.flow AS ENUM ('X', 'M');
CREATE TYPE core.currency AS ENUM ('CNY', 'USD');
CREATE TYPE core.figure_state AS ENUM ('V', 'ABSENT', 'HELD', 'CONFLICT');

CREATE TABLE core.dim_release (
    release_id VARCHAR NOT NULL,
    source_file VARCHAR NOT NULL,
    dataset VARCHAR NOT NULL,
    supersession_group VARCHAR NOT NULL,
    is_official BOOLEAN NOT NULL,
    known_from TIMESTAMP NOT NULL,
    rank INTEGER NOT NULL,
    revision_no INTEGER NOT NULL,
    set_id VARCHAR
);
COMMENT ON TABLE core.dim_release IS 'Releases, one row per release and file: a file, a page set of several files, or one of the releases that a file holds.';
COMMENT ON COLUMN core.dim_release.release_id IS 'Identifier of the release.';
COMMENT ON COLUMN core.dim_release.source_file IS 'Delivery that holds it or a page of it.';
COMMENT ON COLUMN core.dim_release.dataset IS 'Dataset.';
COMMENT ON COLUMN core.dim_release.supersession_group IS 'Releases replace each other within a group only.';
COMMENT ON COLUMN core.dim_release.is_official IS 'False for preliminary figures; they never replace official ones.';
COMMENT ON COLUMN core.dim_release.known_from IS 'When the publisher showed it, Asia/Shanghai; for a page set that of the latest page.';
COMMENT ON COLUMN core.dim_release.rank IS '1 flash, 2 bulletin, 3 online query, 4 yearbook.';
COMMENT ON COLUMN core.dim_release.revision_no IS 'Declared order among releases of the same moment, 0 if none.';
COMMENT ON COLUMN core.dim_release.set_id IS 'Page set; NULL for a whole file.';

CREATE TABLE core.release_coverage (
    release_id VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    period_kind core.period_kind NOT NULL,
    geo_basis core.geo_basis NOT NULL,
    flow core.flow NOT NULL,
    currency core.currency NOT NULL,
    product_level core.product_level NOT NULL,
    by_partner BOOLEAN NOT NULL,
    by_regime BOOLEAN NOT NULL,
    by_place BOOLEAN NOT NULL,
    is_closed BOOLEAN NOT NULL,
    covers_hs VARCHAR[] NOT NULL,
    covers_partners VARCHAR[] NOT NULL,
    covers_regimes VARCHAR[] NOT NULL,
    covers_places VARCHAR[] NOT NULL
);
COMMENT ON TABLE core.release_coverage IS 'What each release covers. A key inside the selection of a closed release and not in its rows is absent; outside it nothing is said.';
COMMENT ON COLUMN core.release_coverage.release_id IS 'Release.';
COMMENT ON COLUMN core.release_coverage.period IS 'Reference period YYYYMM.';
COMMENT ON COLUMN core.release_coverage.period_kind IS 'M or JF.';
COMMENT ON COLUMN core.release_coverage.geo_basis IS 'Basis of the place.';
COMMENT ON COLUMN core.release_coverage.flow IS 'X export, M import.';
COMMENT ON COLUMN core.release_coverage.currency IS 'Currency of the values.';
COMMENT ON COLUMN core.release_coverage.product_level IS 'HS8 or LINE.';
COMMENT ON COLUMN core.release_coverage.by_partner IS 'True if split by partner; false if partner is ALL.';
COMMENT ON COLUMN core.release_coverage.by_regime IS 'True if split by regime.';
COMMENT ON COLUMN core.release_coverage.by_place IS 'True if split by place.';
COMMENT ON COLUMN core.release_coverage.is_closed IS 'True if the selection is declared and the key of every quarantined row is readable; else the release covers only the keys it holds.';
COMMENT ON COLUMN core.release_coverage.covers_hs IS 'HS prefixes that were asked for; * for all.';
COMMENT ON COLUMN core.release_coverage.covers_partners IS 'Partner codes; * for all.';
COMMENT ON COLUMN core.release_coverage.covers_regimes IS 'Regime codes; * for all.';
COMMENT ON COLUMN core.release_coverage.covers_places IS 'Place codes; * for all.';

CREATE TABLE core.fct_trade (
    period VARCHAR NOT NULL,
    period_kind core.period_kind NOT NULL,
    geo_basis core.geo_basis NOT NULL,
    place_code VARCHAR NOT NULL,
    product_level core.product_level NOT NULL,
    product_code VARCHAR NOT NULL,
    partner_code VARCHAR NOT NULL,
    regime_code VARCHAR NOT NULL,
    ownership core.ownership NOT NULL,
    flow core.flow NOT NULL,
    currency core.currency NOT NULL,
    state core.figure_state NOT NULL,
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
COMMENT ON TABLE core.fct_trade IS 'Trade values and quantities, every version of every figure. Made from the accepted rows of all releases; ask for state V and a moment, or use marts.';
COMMENT ON COLUMN core.fct_trade.period IS 'Reference period YYYYMM; of a JF period its February.';
COMMENT ON COLUMN core.fct_trade.period_kind IS 'M month; JF January and February as one. They may be summed where their months do not overlap.';
COMMENT ON COLUMN core.fct_trade.geo_basis IS 'REG registration place, SRC source place, CUS customs office, NAT nation. Never mixed.';
COMMENT ON COLUMN core.fct_trade.place_code IS 'Place; ALL for the nation.';
COMMENT ON COLUMN core.fct_trade.product_level IS 'HS8 commodity code, LINE line of a printed table. LINE is never added to HS8.';
COMMENT ON COLUMN core.fct_trade.product_code IS 'Commodity code of 8 digits, or code of the line.';
COMMENT ON COLUMN core.fct_trade.partner_code IS 'Customs code of the partner; ALL if the source does not split.';
COMMENT ON COLUMN core.fct_trade.regime_code IS 'Statistical regime; ALL if the source does not split.';
COMMENT ON COLUMN core.fct_trade.ownership IS 'Ownership of the enterprise; ALL if the source does not split.';
COMMENT ON COLUMN core.fct_trade.flow IS 'X export, M import.';
COMMENT ON COLUMN core.fct_trade.currency IS 'Currency of value.';
COMMENT ON COLUMN core.fct_trade.state IS 'V value; ABSENT covered by the release and not in it; HELD its row is in quarantine; CONFLICT two releases of equal standing differ.';
COMMENT ON COLUMN core.fct_trade.value IS 'Value in units of the currency; NULL unless the state is V.';
COMMENT ON COLUMN core.fct_trade.qty1 IS 'First statutory quantity, in unit1. Do not add over codes of different units.';
COMMENT ON COLUMN core.fct_trade.unit1 IS 'First statutory unit, as printed.';
COMMENT ON COLUMN core.fct_trade.qty2 IS 'Second statutory quantity, in unit2; NULL if there is none.';
COMMENT ON COLUMN core.fct_trade.unit2 IS 'Second statutory unit; NULL if there is none.';
COMMENT ON COLUMN core.fct_trade.is_official IS 'False for preliminary figures.';
COMMENT ON COLUMN core.fct_trade.is_first_release IS 'True for the first figure of a key, if known within 60 days of the period''s end; a backfill is none.';
COMMENT ON COLUMN core.fct_trade.known_from IS 'From when this state was known, Asia/Shanghai.';
COMMENT ON COLUMN core.fct_trade.known_to IS 'Until when, exclusive; NULL while it stands.';
COMMENT ON COLUMN core.fct_trade.last_confirmed IS 'Latest release that says the same within this version, Asia/Shanghai.';
COMMENT ON COLUMN core.fct_trade.source_file IS 'Delivery of the first release that says so.';
COMMENT ON COLUMN core.fct_trade.source_row IS 'Physical line or sheet row; NULL for ABSENT and CONFLICT.';

CREATE TABLE core.fct_trade_restated (
    period VARCHAR NOT NULL,
    period_kind core.period_kind NOT NULL,
    geo_basis core.geo_basis NOT NULL,
    place_code VARCHAR NOT NULL,
    product_level core.product_level NOT NULL,
    product_code VARCHAR NOT NULL,
    partner_code VARCHAR NOT NULL,
    regime_code VARCHAR NOT NULL,
    ownership core.ownership NOT NULL,
    flow core.flow NOT NULL,
    currency core.currency NOT NULL,
    state core.figure_state NOT NULL,
    value DECIMAL(18, 2),
    qty1 DECIMAL(18, 3),
    unit1 VARCHAR,
    qty2 DECIMAL(18, 3),
    unit2 VARCHAR,
    known_from TIMESTAMP NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL
);
COMMENT ON TABLE core.fct_trade_restated IS 'Accepted and held rows that open no version of fct_trade: repeats, preliminary rows after official ones, rows in conflict. With fct_trade it holds every row of every release.';
COMMENT ON COLUMN core.fct_trade_restated.period IS 'As in fct_trade.';
COMMENT ON COLUMN core.fct_trade_restated.period_kind IS 'As in fct_trade.';
COMMENT ON COLUMN core.fct_trade_restated.geo_basis IS 'As in fct_trade.';
COMMENT ON COLUMN core.fct_trade_restated.place_code IS 'As in fct_trade.';
COMMENT ON COLUMN core.fct_trade_restated.product_level IS 'As in fct_trade.';
COMMENT ON COLUMN core.fct_trade_restated.product_code IS 'As in fct_trade.';
COMMENT ON COLUMN core.fct_trade_restated.partner_code IS 'As in fct_trade.';
COMMENT ON COLUMN core.fct_trade_restated.regime_code IS 'As in fct_trade.';
COMMENT ON COLUMN core.fct_trade_restated.ownership IS 'As in fct_trade.';
COMMENT ON COLUMN core.fct_trade_restated.flow IS 'As in fct_trade.';
COMMENT ON COLUMN core.fct_trade_restated.currency IS 'As in fct_trade.';
COMMENT ON COLUMN core.fct_trade_restated.state IS 'V accepted row; HELD row in quarantine whose key is readable.';
COMMENT ON COLUMN core.fct_trade_restated.value IS 'Value in units of the currency.';
COMMENT ON COLUMN core.fct_trade_restated.qty1 IS 'First statutory quantity, in unit1.';
COMMENT ON COLUMN core.fct_trade_restated.unit1 IS 'First statutory unit.';
COMMENT ON COLUMN core.fct_trade_restated.qty2 IS 'Second statutory quantity, in unit2.';
COMMENT ON COLUMN core.fct_trade_restated.unit2 IS 'Second statutory unit.';
COMMENT ON COLUMN core.fct_trade_restated.known_from IS 'When the release of the row was shown, Asia/Shanghai.';
COMMENT ON COLUMN core.fct_trade_restated.source_file IS 'Delivery of the row.';
COMMENT ON COLUMN core.fct_trade_restated.source_row IS 'Physical line or sheet row.';

CREATE TABLE core.fct_trade_printed (
    supersession_group VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    period_kind core.period_kind NOT NULL,
    geo_basis core.geo_basis NOT NULL,
    place_code VARCHAR NOT NULL,
    product_code VARCHAR NOT NULL,
    partner_code VARCHAR NOT NULL,
    regime_code VARCHAR NOT NULL,
    ownership core.ownership NOT NULL,
    flow core.flow NOT NULL,
    currency core.currency NOT NULL,
    state core.figure_state NOT NULL,
    month_value DECIMAL(18, 2),
    month_half_unit DECIMAL(18, 4),
    ytd_value DECIMAL(18, 2),
    ytd_half_unit DECIMAL(18, 4),
    ytd_yoy DECIMAL(12, 6),
    ytd_yoy_half_unit DECIMAL(12, 8),
    is_official BOOLEAN NOT NULL,
    is_first_release BOOLEAN NOT NULL,
    known_from TIMESTAMP NOT NULL,
    known_to TIMESTAMP,
    last_confirmed TIMESTAMP NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT
);
COMMENT ON TABLE core.fct_trade_printed IS 'Figures as printed: the month, the year to date and the printed growth, every version.';
COMMENT ON COLUMN core.fct_trade_printed.supersession_group IS 'Releases replace each other within a group only.';
COMMENT ON COLUMN core.fct_trade_printed.period IS 'Reference period YYYYMM; of a JF period its February.';
COMMENT ON COLUMN core.fct_trade_printed.period_kind IS 'M month; JF January and February as one.';
COMMENT ON COLUMN core.fct_trade_printed.geo_basis IS 'Basis of the place.';
COMMENT ON COLUMN core.fct_trade_printed.place_code IS 'Place; ALL for the nation.';
COMMENT ON COLUMN core.fct_trade_printed.product_code IS 'Code of the line.';
COMMENT ON COLUMN core.fct_trade_printed.partner_code IS 'Partner; ALL if not split.';
COMMENT ON COLUMN core.fct_trade_printed.regime_code IS 'Regime; ALL if not split.';
COMMENT ON COLUMN core.fct_trade_printed.ownership IS 'Ownership; ALL if not split.';
COMMENT ON COLUMN core.fct_trade_printed.flow IS 'X export, M import.';
COMMENT ON COLUMN core.fct_trade_printed.currency IS 'Currency of the values.';
COMMENT ON COLUMN core.fct_trade_printed.state IS 'As in fct_trade.';
COMMENT ON COLUMN core.fct_trade_printed.month_value IS 'Value of the month (or of January and February), units of the currency.';
COMMENT ON COLUMN core.fct_trade_printed.month_half_unit IS 'Half a unit of its last printed digit, units of the currency.';
COMMENT ON COLUMN core.fct_trade_printed.ytd_value IS 'Printed value from January on, units of the currency.';
COMMENT ON COLUMN core.fct_trade_printed.ytd_half_unit IS 'Half a unit of its last printed digit, units of the currency.';
COMMENT ON COLUMN core.fct_trade_printed.ytd_yoy IS 'Printed growth of it over the same months of the year before, as a fraction.';
COMMENT ON COLUMN core.fct_trade_printed.ytd_yoy_half_unit IS 'Half a unit of its last printed digit, as a fraction.';
COMMENT ON COLUMN core.fct_trade_printed.is_official IS 'False for preliminary figures.';
COMMENT ON COLUMN core.fct_trade_printed.is_first_release IS 'As in fct_trade.';
COMMENT ON COLUMN core.fct_trade_printed.known_from IS 'From when this state was known, Asia/Shanghai.';
COMMENT ON COLUMN core.fct_trade_printed.known_to IS 'Until when, exclusive; NULL while it stands.';
COMMENT ON COLUMN core.fct_trade_printed.last_confirmed IS 'Latest release that says the same within this version, Asia/Shanghai.';
COMMENT ON COLUMN core.fct_trade_printed.source_file IS 'Delivery of the first release that says so.';
COMMENT ON COLUMN core.fct_trade_printed.source_row IS 'Physical line or sheet row.';

CREATE TABLE core.fct_trade_printed_restated (
    supersession_group VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    period_kind core.period_kind NOT NULL,
    geo_basis core.geo_basis NOT NULL,
    place_code VARCHAR NOT NULL,
    product_code VARCHAR NOT NULL,
    partner_code VARCHAR NOT NULL,
    regime_code VARCHAR NOT NULL,
    ownership core.ownership NOT NULL,
    flow core.flow NOT NULL,
    currency core.currency NOT NULL,
    state core.figure_state NOT NULL,
    month_value DECIMAL(18, 2),
    month_half_unit DECIMAL(18, 4),
    ytd_value DECIMAL(18, 2),
    ytd_half_unit DECIMAL(18, 4),
    ytd_yoy DECIMAL(12, 6),
    ytd_yoy_half_unit DECIMAL(12, 8),
    known_from TIMESTAMP NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL
);
COMMENT ON TABLE core.fct_trade_printed_restated IS 'Accepted and held rows that open no version of fct_trade_printed.';
COMMENT ON COLUMN core.fct_trade_printed_restated.supersession_group IS 'As in fct_trade_printed.';
COMMENT ON COLUMN core.fct_trade_printed_restated.period IS 'As in fct_trade_printed.';
COMMENT ON COLUMN core.fct_trade_printed_restated.period_kind IS 'As in fct_trade_printed.';
COMMENT ON COLUMN core.fct_trade_printed_restated.geo_basis IS 'As in fct_trade_printed.';
COMMENT ON COLUMN core.fct_trade_printed_restated.place_code IS 'As in fct_trade_printed.';
COMMENT ON COLUMN core.fct_trade_printed_restated.product_code IS 'As in fct_trade_printed.';
COMMENT ON COLUMN core.fct_trade_printed_restated.partner_code IS 'As in fct_trade_printed.';
COMMENT ON COLUMN core.fct_trade_printed_restated.regime_code IS 'As in fct_trade_printed.';
COMMENT ON COLUMN core.fct_trade_printed_restated.ownership IS 'As in fct_trade_printed.';
COMMENT ON COLUMN core.fct_trade_printed_restated.flow IS 'As in fct_trade_printed.';
COMMENT ON COLUMN core.fct_trade_printed_restated.currency IS 'As in fct_trade_printed.';
COMMENT ON COLUMN core.fct_trade_printed_restated.state IS 'V accepted row; HELD row in quarantine whose key is readable.';
COMMENT ON COLUMN core.fct_trade_printed_restated.month_value IS 'As in fct_trade_printed.';
COMMENT ON COLUMN core.fct_trade_printed_restated.month_half_unit IS 'As in fct_trade_printed.';
COMMENT ON COLUMN core.fct_trade_printed_restated.ytd_value IS 'As in fct_trade_printed.';
COMMENT ON COLUMN core.fct_trade_printed_restated.ytd_half_unit IS 'As in fct_trade_printed.';
COMMENT ON COLUMN core.fct_trade_printed_restated.ytd_yoy IS 'As in fct_trade_printed.';
COMMENT ON COLUMN core.fct_trade_printed_restated.ytd_yoy_half_unit IS 'As in fct_trade_printed.';
COMMENT ON COLUMN core.fct_trade_printed_restated.known_from IS 'When the release of the row was shown, Asia/Shanghai.';
COMMENT ON COLUMN core.fct_trade_printed_restated.source_file IS 'Delivery of the row.';
COMMENT ON COLUMN core.fct_trade_printed_restated.source_row IS 'Physical line or sheet row.';
