-- Notifications of dangerous products by foreign authorities, in two times, and what they are told by.
CREATE TABLE core.dim_authority (
    authority_code VARCHAR NOT NULL,
    dataset VARCHAR NOT NULL,
    name_en VARCHAR NOT NULL,
    group_code VARCHAR NOT NULL
);
COMMENT ON TABLE core.dim_authority IS 'Foreign authorities that publish notifications; shipped.';
COMMENT ON COLUMN core.dim_authority.authority_code IS 'Authority.';
COMMENT ON COLUMN core.dim_authority.dataset IS 'Dataset that brings its notifications.';
COMMENT ON COLUMN core.dim_authority.name_en IS 'Name.';
COMMENT ON COLUMN core.dim_authority.group_code IS 'Group of partners whose markets it watches; see bridge_partner_group.';

CREATE TABLE core.dim_hazard (
    hazard VARCHAR NOT NULL,
    hazard_code VARCHAR NOT NULL,
    meaning VARCHAR NOT NULL
);
COMMENT ON TABLE core.dim_hazard IS 'Spellings of hazards and the codes that they share; shipped. A spelling that is not listed stays as it is.';
COMMENT ON COLUMN core.dim_hazard.hazard IS 'Hazard as published, in small letters.';
COMMENT ON COLUMN core.dim_hazard.hazard_code IS 'Code that spellings of one hazard share.';
COMMENT ON COLUMN core.dim_hazard.meaning IS 'What it is.';

CREATE TABLE core.bridge_partner_group (
    group_code VARCHAR NOT NULL,
    partner_code VARCHAR NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE
);
COMMENT ON TABLE core.bridge_partner_group IS 'Groups of trading partners with dates; shipped. EU28 and EU27 are for trade; SAFETY_GATE has Iceland, Liechtenstein and Norway too, and the United Kingdom to the end of 2020.';
COMMENT ON COLUMN core.bridge_partner_group.group_code IS 'Group.';
COMMENT ON COLUMN core.bridge_partner_group.partner_code IS 'Customs code of the partner.';
COMMENT ON COLUMN core.bridge_partner_group.valid_from IS 'First day in the group.';
COMMENT ON COLUMN core.bridge_partner_group.valid_to IS 'Day from which it is no longer in it; NULL while it is.';

CREATE TABLE core.fct_foreign_notification (
    authority_code VARCHAR NOT NULL,
    case_no VARCHAR NOT NULL,
    state core.figure_state NOT NULL,
    alert_date DATE,
    url VARCHAR,
    category VARCHAR,
    product VARCHAR,
    brand VARCHAR,
    model VARCHAR,
    batch_no VARCHAR,
    barcodes VARCHAR[],
    hazards VARCHAR[],
    description VARCHAR,
    measures_taken VARCHAR,
    injuries VARCHAR,
    makers VARCHAR[],
    importers VARCHAR[],
    sellers VARCHAR[],
    origins VARCHAR[],
    is_origin_china BOOLEAN,
    notifying_country VARCHAR,
    notification_type VARCHAR,
    risk_level VARCHAR,
    units_text VARCHAR,
    units BIGINT,
    is_lighting BOOLEAN,
    hs_heading VARCHAR,
    family VARCHAR,
    is_official BOOLEAN NOT NULL,
    is_first_release BOOLEAN NOT NULL,
    known_from TIMESTAMP NOT NULL,
    known_to TIMESTAMP,
    last_confirmed TIMESTAMP NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT
);
COMMENT ON TABLE core.fct_foreign_notification IS 'Notifications of foreign authorities, every version of every case. Goods of all kinds and origins are kept: ask for is_lighting, is_origin_china and state V.';
COMMENT ON COLUMN core.fct_foreign_notification.authority_code IS 'Authority; see dim_authority.';
COMMENT ON COLUMN core.fct_foreign_notification.case_no IS 'Number of the case or recall, without outer blanks.';
COMMENT ON COLUMN core.fct_foreign_notification.state IS 'V as published; HELD its row is in quarantine, of which only day, goods and origin are kept; CONFLICT two releases of one moment differ.';
COMMENT ON COLUMN core.fct_foreign_notification.alert_date IS 'Day of the alert or recall, as published.';
COMMENT ON COLUMN core.fct_foreign_notification.url IS 'Page of the notification.';
COMMENT ON COLUMN core.fct_foreign_notification.category IS 'Category or types of product, as published; several are parted by a semicolon.';
COMMENT ON COLUMN core.fct_foreign_notification.product IS 'Product, as published; several are parted by a semicolon.';
COMMENT ON COLUMN core.fct_foreign_notification.brand IS 'Brand; its owner need not be the maker.';
COMMENT ON COLUMN core.fct_foreign_notification.model IS 'Type or number of the model.';
COMMENT ON COLUMN core.fct_foreign_notification.batch_no IS 'Batch or serial numbers, as published.';
COMMENT ON COLUMN core.fct_foreign_notification.barcodes IS 'Barcodes, digits only.';
COMMENT ON COLUMN core.fct_foreign_notification.hazards IS 'Hazards or types of risk in small letters, each once; see dim_hazard.';
COMMENT ON COLUMN core.fct_foreign_notification.description IS 'What it is and why it is dangerous, as published.';
COMMENT ON COLUMN core.fct_foreign_notification.measures_taken IS 'Measures or remedies, as published.';
COMMENT ON COLUMN core.fct_foreign_notification.injuries IS 'Incidents and injuries, as published.';
COMMENT ON COLUMN core.fct_foreign_notification.makers IS 'Makers, as published.';
COMMENT ON COLUMN core.fct_foreign_notification.importers IS 'Importers, as published.';
COMMENT ON COLUMN core.fct_foreign_notification.sellers IS 'Distributors and retailers, as published.';
COMMENT ON COLUMN core.fct_foreign_notification.origins IS 'Countries of origin as the authority declares them, trailing points gone. The city is not known.';
COMMENT ON COLUMN core.fct_foreign_notification.is_origin_china IS 'True if mainland China is among the origins; NULL if none is declared.';
COMMENT ON COLUMN core.fct_foreign_notification.notifying_country IS 'Country that notified it.';
COMMENT ON COLUMN core.fct_foreign_notification.notification_type IS 'Kind of notification, as published.';
COMMENT ON COLUMN core.fct_foreign_notification.risk_level IS 'Level of risk, as published.';
COMMENT ON COLUMN core.fct_foreign_notification.units_text IS 'Number of units, as published.';
COMMENT ON COLUMN core.fct_foreign_notification.units IS 'First number in it. A notification is no unit count: add with care.';
COMMENT ON COLUMN core.fct_foreign_notification.is_lighting IS 'True if its category or the words of its product are of lighting.';
COMMENT ON COLUMN core.fct_foreign_notification.hs_heading IS 'HS heading or subheading that these words point to; an assumption, the authorities publish none.';
COMMENT ON COLUMN core.fct_foreign_notification.family IS 'Narrowest product family of that heading; NULL for other goods.';
COMMENT ON COLUMN core.fct_foreign_notification.is_official IS 'False for preliminary ones.';
COMMENT ON COLUMN core.fct_foreign_notification.is_first_release IS 'True for the first version of a case.';
COMMENT ON COLUMN core.fct_foreign_notification.known_from IS 'From when this was known, Asia/Shanghai.';
COMMENT ON COLUMN core.fct_foreign_notification.known_to IS 'Until when, exclusive; NULL while it stands.';
COMMENT ON COLUMN core.fct_foreign_notification.last_confirmed IS 'Latest release that says the same within this version, Asia/Shanghai.';
COMMENT ON COLUMN core.fct_foreign_notification.source_file IS 'Delivery of the first release that says so.';
COMMENT ON COLUMN core.fct_foreign_notification.source_row IS 'Number of the record in it, from 1; NULL for CONFLICT.';

CREATE TABLE core.fct_foreign_notification_restated (
    authority_code VARCHAR NOT NULL,
    case_no VARCHAR NOT NULL,
    state core.figure_state NOT NULL,
    alert_date DATE,
    url VARCHAR,
    category VARCHAR,
    product VARCHAR,
    brand VARCHAR,
    model VARCHAR,
    batch_no VARCHAR,
    barcodes VARCHAR[],
    hazards VARCHAR[],
    description VARCHAR,
    measures_taken VARCHAR,
    injuries VARCHAR,
    makers VARCHAR[],
    importers VARCHAR[],
    sellers VARCHAR[],
    origins VARCHAR[],
    is_origin_china BOOLEAN,
    notifying_country VARCHAR,
    notification_type VARCHAR,
    risk_level VARCHAR,
    units_text VARCHAR,
    units BIGINT,
    is_lighting BOOLEAN,
    hs_heading VARCHAR,
    family VARCHAR,
    known_from TIMESTAMP NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL
);
COMMENT ON TABLE core.fct_foreign_notification_restated IS 'Rows of releases that open no version in fct_foreign_notification: they say what was known, or are not used.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.authority_code IS 'Authority; see dim_authority.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.case_no IS 'Number of the case or recall, without outer blanks.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.state IS 'V as published; HELD its row is in quarantine, of which only day, goods and origin are kept; CONFLICT two releases of one moment differ.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.alert_date IS 'Day of the alert or recall, as published.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.url IS 'Page of the notification.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.category IS 'Category or types of product, as published; several are parted by a semicolon.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.product IS 'Product, as published; several are parted by a semicolon.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.brand IS 'Brand; its owner need not be the maker.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.model IS 'Type or number of the model.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.batch_no IS 'Batch or serial numbers, as published.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.barcodes IS 'Barcodes, digits only.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.hazards IS 'Hazards or types of risk in small letters, each once; see dim_hazard.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.description IS 'What it is and why it is dangerous, as published.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.measures_taken IS 'Measures or remedies, as published.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.injuries IS 'Incidents and injuries, as published.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.makers IS 'Makers, as published.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.importers IS 'Importers, as published.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.sellers IS 'Distributors and retailers, as published.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.origins IS 'Countries of origin as the authority declares them, trailing points gone. The city is not known.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.is_origin_china IS 'True if mainland China is among the origins; NULL if none is declared.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.notifying_country IS 'Country that notified it.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.notification_type IS 'Kind of notification, as published.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.risk_level IS 'Level of risk, as published.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.units_text IS 'Number of units, as published.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.units IS 'First number in it. A notification is no unit count: add with care.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.is_lighting IS 'True if its category or the words of its product are of lighting.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.hs_heading IS 'HS heading or subheading that these words point to; an assumption, the authorities publish none.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.family IS 'Narrowest product family of that heading; NULL for other goods.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.known_from IS 'From when this was known, Asia/Shanghai.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.source_file IS 'Delivery.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.source_row IS 'Number of the record in it, from 1.';

CREATE TABLE stage.safety_gate (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    case_no VARCHAR,
    alert_date DATE,
    url VARCHAR,
    category VARCHAR,
    product VARCHAR,
    brand VARCHAR,
    model VARCHAR,
    batch_no VARCHAR,
    barcodes VARCHAR[],
    hazards VARCHAR[],
    description VARCHAR,
    measures_taken VARCHAR,
    injuries VARCHAR,
    makers VARCHAR[],
    importers VARCHAR[],
    sellers VARCHAR[],
    origins VARCHAR[],
    is_origin_china BOOLEAN,
    notifying_country VARCHAR,
    notification_type VARCHAR,
    risk_level VARCHAR,
    units_text VARCHAR,
    units BIGINT,
    is_lighting BOOLEAN,
    hs_heading VARCHAR,
    family VARCHAR
);
COMMENT ON TABLE stage.safety_gate IS 'Typed rows of a report of the Safety Gate.';
COMMENT ON COLUMN stage.safety_gate.source_row IS 'Number of the record, from 1.';
COMMENT ON COLUMN stage.safety_gate.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.safety_gate.case_no IS 'Number of the case or recall, without outer blanks.';
COMMENT ON COLUMN stage.safety_gate.alert_date IS 'Day of the alert or recall, as published.';
COMMENT ON COLUMN stage.safety_gate.url IS 'Page of the notification.';
COMMENT ON COLUMN stage.safety_gate.category IS 'Category or types of product, as published; several are parted by a semicolon.';
COMMENT ON COLUMN stage.safety_gate.product IS 'Product, as published; several are parted by a semicolon.';
COMMENT ON COLUMN stage.safety_gate.brand IS 'Brand; its owner need not be the maker.';
COMMENT ON COLUMN stage.safety_gate.model IS 'Type or number of the model.';
COMMENT ON COLUMN stage.safety_gate.batch_no IS 'Batch or serial numbers, as published.';
COMMENT ON COLUMN stage.safety_gate.barcodes IS 'Barcodes, digits only.';
COMMENT ON COLUMN stage.safety_gate.hazards IS 'Hazards or types of risk in small letters, each once; see dim_hazard.';
COMMENT ON COLUMN stage.safety_gate.description IS 'What it is and why it is dangerous, as published.';
COMMENT ON COLUMN stage.safety_gate.measures_taken IS 'Measures or remedies, as published.';
COMMENT ON COLUMN stage.safety_gate.injuries IS 'Incidents and injuries, as published.';
COMMENT ON COLUMN stage.safety_gate.makers IS 'Makers, as published.';
COMMENT ON COLUMN stage.safety_gate.importers IS 'Importers, as published.';
COMMENT ON COLUMN stage.safety_gate.sellers IS 'Distributors and retailers, as published.';
COMMENT ON COLUMN stage.safety_gate.origins IS 'Countries of origin as the authority declares them, trailing points gone. The city is not known.';
COMMENT ON COLUMN stage.safety_gate.is_origin_china IS 'True if mainland China is among the origins; NULL if none is declared.';
COMMENT ON COLUMN stage.safety_gate.notifying_country IS 'Country that notified it.';
COMMENT ON COLUMN stage.safety_gate.notification_type IS 'Kind of notification, as published.';
COMMENT ON COLUMN stage.safety_gate.risk_level IS 'Level of risk, as published.';
COMMENT ON COLUMN stage.safety_gate.units_text IS 'Number of units, as published.';
COMMENT ON COLUMN stage.safety_gate.units IS 'First number in it. A notification is no unit count: add with care.';
COMMENT ON COLUMN stage.safety_gate.is_lighting IS 'True if its category or the words of its product are of lighting.';
COMMENT ON COLUMN stage.safety_gate.hs_heading IS 'HS heading or subheading that these words point to; an assumption, the authorities publish none.';
COMMENT ON COLUMN stage.safety_gate.family IS 'Narrowest product family of that heading; NULL for other goods.';

CREATE TABLE stage.cpsc_recalls (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    case_no VARCHAR,
    alert_date DATE,
    url VARCHAR,
    category VARCHAR,
    product VARCHAR,
    brand VARCHAR,
    model VARCHAR,
    batch_no VARCHAR,
    barcodes VARCHAR[],
    hazards VARCHAR[],
    description VARCHAR,
    measures_taken VARCHAR,
    injuries VARCHAR,
    makers VARCHAR[],
    importers VARCHAR[],
    sellers VARCHAR[],
    origins VARCHAR[],
    is_origin_china BOOLEAN,
    notifying_country VARCHAR,
    notification_type VARCHAR,
    risk_level VARCHAR,
    units_text VARCHAR,
    units BIGINT,
    is_lighting BOOLEAN,
    hs_heading VARCHAR,
    family VARCHAR
);
COMMENT ON TABLE stage.cpsc_recalls IS 'Typed rows of a list of recalls of the CPSC.';
COMMENT ON COLUMN stage.cpsc_recalls.source_row IS 'Number of the record, from 1.';
COMMENT ON COLUMN stage.cpsc_recalls.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.cpsc_recalls.case_no IS 'Number of the case or recall, without outer blanks.';
COMMENT ON COLUMN stage.cpsc_recalls.alert_date IS 'Day of the alert or recall, as published.';
COMMENT ON COLUMN stage.cpsc_recalls.url IS 'Page of the notification.';
COMMENT ON COLUMN stage.cpsc_recalls.category IS 'Category or types of product, as published; several are parted by a semicolon.';
COMMENT ON COLUMN stage.cpsc_recalls.product IS 'Product, as published; several are parted by a semicolon.';
COMMENT ON COLUMN stage.cpsc_recalls.brand IS 'Brand; its owner need not be the maker.';
COMMENT ON COLUMN stage.cpsc_recalls.model IS 'Type or number of the model.';
COMMENT ON COLUMN stage.cpsc_recalls.batch_no IS 'Batch or serial numbers, as published.';
COMMENT ON COLUMN stage.cpsc_recalls.barcodes IS 'Barcodes, digits only.';
COMMENT ON COLUMN stage.cpsc_recalls.hazards IS 'Hazards or types of risk in small letters, each once; see dim_hazard.';
COMMENT ON COLUMN stage.cpsc_recalls.description IS 'What it is and why it is dangerous, as published.';
COMMENT ON COLUMN stage.cpsc_recalls.measures_taken IS 'Measures or remedies, as published.';
COMMENT ON COLUMN stage.cpsc_recalls.injuries IS 'Incidents and injuries, as published.';
COMMENT ON COLUMN stage.cpsc_recalls.makers IS 'Makers, as published.';
COMMENT ON COLUMN stage.cpsc_recalls.importers IS 'Importers, as published.';
COMMENT ON COLUMN stage.cpsc_recalls.sellers IS 'Distributors and retailers, as published.';
COMMENT ON COLUMN stage.cpsc_recalls.origins IS 'Countries of origin as the authority declares them, trailing points gone. The city is not known.';
COMMENT ON COLUMN stage.cpsc_recalls.is_origin_china IS 'True if mainland China is among the origins; NULL if none is declared.';
COMMENT ON COLUMN stage.cpsc_recalls.notifying_country IS 'Country that notified it.';
COMMENT ON COLUMN stage.cpsc_recalls.notification_type IS 'Kind of notification, as published.';
COMMENT ON COLUMN stage.cpsc_recalls.risk_level IS 'Level of risk, as published.';
COMMENT ON COLUMN stage.cpsc_recalls.units_text IS 'Number of units, as published.';
COMMENT ON COLUMN stage.cpsc_recalls.units IS 'First number in it. A notification is no unit count: add with care.';
COMMENT ON COLUMN stage.cpsc_recalls.is_lighting IS 'True if its category or the words of its product are of lighting.';
COMMENT ON COLUMN stage.cpsc_recalls.hs_heading IS 'HS heading or subheading that these words point to; an assumption, the authorities publish none.';
COMMENT ON COLUMN stage.cpsc_recalls.family IS 'Narrowest product family of that heading; NULL for other goods.';
