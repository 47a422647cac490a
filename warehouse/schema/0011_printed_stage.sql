-- Layouts of the typed rows of the printed tables of the national customs: one per line and flow.

CREATE TABLE stage.customs_express (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    period VARCHAR,
    period_kind VARCHAR,
    product_code VARCHAR,
    partner_code VARCHAR,
    flow VARCHAR,
    currency VARCHAR,
    line_label VARCHAR,
    part_of BIGINT,
    is_whole BOOLEAN,
    line_kind VARCHAR,
    qty_unit VARCHAR,
    month_value DECIMAL(18, 2),
    month_half_unit DECIMAL(18, 4),
    ytd_value DECIMAL(18, 2),
    ytd_half_unit DECIMAL(18, 4),
    prior_ytd_value DECIMAL(18, 2),
    prior_ytd_half_unit DECIMAL(18, 4),
    month_yoy DECIMAL(12, 6),
    month_yoy_half_unit DECIMAL(12, 8),
    ytd_yoy DECIMAL(12, 6),
    ytd_yoy_half_unit DECIMAL(12, 8),
    month_qty DECIMAL(20, 6),
    month_qty_half_unit DECIMAL(20, 8),
    ytd_qty DECIMAL(20, 6),
    ytd_qty_half_unit DECIMAL(20, 8),
    prior_ytd_qty DECIMAL(20, 6),
    prior_ytd_qty_half_unit DECIMAL(20, 8),
    month_qty_yoy DECIMAL(12, 6),
    month_qty_yoy_half_unit DECIMAL(12, 8),
    ytd_qty_yoy DECIMAL(12, 6),
    ytd_qty_yoy_half_unit DECIMAL(12, 8)
);
COMMENT ON TABLE stage.customs_express IS 'Typed rows of the first, preliminary table of goods (flash).';
COMMENT ON COLUMN stage.customs_express.source_row IS 'Sheet row, row of the page''s table, or physical line.';
COMMENT ON COLUMN stage.customs_express.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.customs_express.period IS 'Reference period YYYYMM; of a JF period its February.';
COMMENT ON COLUMN stage.customs_express.period_kind IS 'M month; JF January and February as one.';
COMMENT ON COLUMN stage.customs_express.product_code IS 'Code of the line by commodity; ALL in a table by partner.';
COMMENT ON COLUMN stage.customs_express.partner_code IS 'Code of the line by partner; ALL in a table by commodity.';
COMMENT ON COLUMN stage.customs_express.flow IS 'X export, M import, XM both together as printed.';
COMMENT ON COLUMN stage.customs_express.currency IS 'Currency of the values.';
COMMENT ON COLUMN stage.customs_express.line_label IS 'The line as printed, without marks.';
COMMENT ON COLUMN stage.customs_express.part_of IS 'Row of the line that this one is printed as a part of; NULL if it is none.';
COMMENT ON COLUMN stage.customs_express.is_whole IS 'True if the table lists every line, so that the lines add up to its total.';
COMMENT ON COLUMN stage.customs_express.line_kind IS 'Standing of the line in its table: TOTAL; LINE, which may be added to its like; GROUP, an aggregate that repeats other lines; PART, printed below another line as of which. GROUP and PART are never added.';
COMMENT ON COLUMN stage.customs_express.qty_unit IS 'Unit of the quantities as printed, such as 万吨; NULL if none is printed.';
COMMENT ON COLUMN stage.customs_express.month_value IS 'Value of the month (or of January and February), units of the currency.';
COMMENT ON COLUMN stage.customs_express.month_half_unit IS 'Half a unit of its last printed digit, units of the currency.';
COMMENT ON COLUMN stage.customs_express.ytd_value IS 'Printed value from January on, units of the currency.';
COMMENT ON COLUMN stage.customs_express.ytd_half_unit IS 'Half a unit of its last printed digit, units of the currency.';
COMMENT ON COLUMN stage.customs_express.prior_ytd_value IS 'Value from January on of the year before, as the same table prints it (it may have been revised since), units of the currency.';
COMMENT ON COLUMN stage.customs_express.prior_ytd_half_unit IS 'Half a unit of its last printed digit, units of the currency.';
COMMENT ON COLUMN stage.customs_express.month_yoy IS 'Printed growth of the month''s value over the same month of the year before, as a fraction.';
COMMENT ON COLUMN stage.customs_express.month_yoy_half_unit IS 'Half a unit of its last printed digit, as a fraction.';
COMMENT ON COLUMN stage.customs_express.ytd_yoy IS 'Printed growth of it over the same months of the year before, as a fraction.';
COMMENT ON COLUMN stage.customs_express.ytd_yoy_half_unit IS 'Half a unit of its last printed digit, as a fraction.';
COMMENT ON COLUMN stage.customs_express.month_qty IS 'Quantity of the month, in qty_unit.';
COMMENT ON COLUMN stage.customs_express.month_qty_half_unit IS 'Half a unit of its last printed digit, in qty_unit.';
COMMENT ON COLUMN stage.customs_express.ytd_qty IS 'Quantity from January on, in qty_unit.';
COMMENT ON COLUMN stage.customs_express.ytd_qty_half_unit IS 'Half a unit of its last printed digit, in qty_unit.';
COMMENT ON COLUMN stage.customs_express.prior_ytd_qty IS 'Quantity from January on of the year before, in qty_unit.';
COMMENT ON COLUMN stage.customs_express.prior_ytd_qty_half_unit IS 'Half a unit of its last printed digit, in qty_unit.';
COMMENT ON COLUMN stage.customs_express.month_qty_yoy IS 'Printed growth of the month''s quantity, as a fraction.';
COMMENT ON COLUMN stage.customs_express.month_qty_yoy_half_unit IS 'Half a unit of its last printed digit, as a fraction.';
COMMENT ON COLUMN stage.customs_express.ytd_qty_yoy IS 'Printed growth of the quantity from January on, as a fraction.';
COMMENT ON COLUMN stage.customs_express.ytd_qty_yoy_half_unit IS 'Half a unit of its last printed digit, as a fraction.';

CREATE TABLE stage.customs_bulletin (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    period VARCHAR,
    period_kind VARCHAR,
    product_code VARCHAR,
    partner_code VARCHAR,
    flow VARCHAR,
    currency VARCHAR,
    line_label VARCHAR,
    part_of BIGINT,
    is_whole BOOLEAN,
    line_kind VARCHAR,
    qty_unit VARCHAR,
    month_value DECIMAL(18, 2),
    month_half_unit DECIMAL(18, 4),
    ytd_value DECIMAL(18, 2),
    ytd_half_unit DECIMAL(18, 4),
    prior_ytd_value DECIMAL(18, 2),
    prior_ytd_half_unit DECIMAL(18, 4),
    month_yoy DECIMAL(12, 6),
    month_yoy_half_unit DECIMAL(12, 8),
    ytd_yoy DECIMAL(12, 6),
    ytd_yoy_half_unit DECIMAL(12, 8),
    month_qty DECIMAL(20, 6),
    month_qty_half_unit DECIMAL(20, 8),
    ytd_qty DECIMAL(20, 6),
    ytd_qty_half_unit DECIMAL(20, 8),
    prior_ytd_qty DECIMAL(20, 6),
    prior_ytd_qty_half_unit DECIMAL(20, 8),
    month_qty_yoy DECIMAL(12, 6),
    month_qty_yoy_half_unit DECIMAL(12, 8),
    ytd_qty_yoy DECIMAL(12, 6),
    ytd_qty_yoy_half_unit DECIMAL(12, 8)
);
COMMENT ON TABLE stage.customs_bulletin IS 'Typed rows of the monthly bulletin, by commodity or by partner.';
COMMENT ON COLUMN stage.customs_bulletin.source_row IS 'Sheet row, row of the page''s table, or physical line.';
COMMENT ON COLUMN stage.customs_bulletin.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.customs_bulletin.period IS 'Reference period YYYYMM; of a JF period its February.';
COMMENT ON COLUMN stage.customs_bulletin.period_kind IS 'M month; JF January and February as one.';
COMMENT ON COLUMN stage.customs_bulletin.product_code IS 'Code of the line by commodity; ALL in a table by partner.';
COMMENT ON COLUMN stage.customs_bulletin.partner_code IS 'Code of the line by partner; ALL in a table by commodity.';
COMMENT ON COLUMN stage.customs_bulletin.flow IS 'X export, M import, XM both together as printed.';
COMMENT ON COLUMN stage.customs_bulletin.currency IS 'Currency of the values.';
COMMENT ON COLUMN stage.customs_bulletin.line_label IS 'The line as printed, without marks.';
COMMENT ON COLUMN stage.customs_bulletin.part_of IS 'Row of the line that this one is printed as a part of; NULL if it is none.';
COMMENT ON COLUMN stage.customs_bulletin.is_whole IS 'True if the table lists every line, so that the lines add up to its total.';
COMMENT ON COLUMN stage.customs_bulletin.line_kind IS 'Standing of the line in its table: TOTAL; LINE, which may be added to its like; GROUP, an aggregate that repeats other lines; PART, printed below another line as of which. GROUP and PART are never added.';
COMMENT ON COLUMN stage.customs_bulletin.qty_unit IS 'Unit of the quantities as printed, such as 万吨; NULL if none is printed.';
COMMENT ON COLUMN stage.customs_bulletin.month_value IS 'Value of the month (or of January and February), units of the currency.';
COMMENT ON COLUMN stage.customs_bulletin.month_half_unit IS 'Half a unit of its last printed digit, units of the currency.';
COMMENT ON COLUMN stage.customs_bulletin.ytd_value IS 'Printed value from January on, units of the currency.';
COMMENT ON COLUMN stage.customs_bulletin.ytd_half_unit IS 'Half a unit of its last printed digit, units of the currency.';
COMMENT ON COLUMN stage.customs_bulletin.prior_ytd_value IS 'Value from January on of the year before, as the same table prints it (it may have been revised since), units of the currency.';
COMMENT ON COLUMN stage.customs_bulletin.prior_ytd_half_unit IS 'Half a unit of its last printed digit, units of the currency.';
COMMENT ON COLUMN stage.customs_bulletin.month_yoy IS 'Printed growth of the month''s value over the same month of the year before, as a fraction.';
COMMENT ON COLUMN stage.customs_bulletin.month_yoy_half_unit IS 'Half a unit of its last printed digit, as a fraction.';
COMMENT ON COLUMN stage.customs_bulletin.ytd_yoy IS 'Printed growth of it over the same months of the year before, as a fraction.';
COMMENT ON COLUMN stage.customs_bulletin.ytd_yoy_half_unit IS 'Half a unit of its last printed digit, as a fraction.';
COMMENT ON COLUMN stage.customs_bulletin.month_qty IS 'Quantity of the month, in qty_unit.';
COMMENT ON COLUMN stage.customs_bulletin.month_qty_half_unit IS 'Half a unit of its last printed digit, in qty_unit.';
COMMENT ON COLUMN stage.customs_bulletin.ytd_qty IS 'Quantity from January on, in qty_unit.';
COMMENT ON COLUMN stage.customs_bulletin.ytd_qty_half_unit IS 'Half a unit of its last printed digit, in qty_unit.';
COMMENT ON COLUMN stage.customs_bulletin.prior_ytd_qty IS 'Quantity from January on of the year before, in qty_unit.';
COMMENT ON COLUMN stage.customs_bulletin.prior_ytd_qty_half_unit IS 'Half a unit of its last printed digit, in qty_unit.';
COMMENT ON COLUMN stage.customs_bulletin.month_qty_yoy IS 'Printed growth of the month''s quantity, as a fraction.';
COMMENT ON COLUMN stage.customs_bulletin.month_qty_yoy_half_unit IS 'Half a unit of its last printed digit, as a fraction.';
COMMENT ON COLUMN stage.customs_bulletin.ytd_qty_yoy IS 'Printed growth of the quantity from January on, as a fraction.';
COMMENT ON COLUMN stage.customs_bulletin.ytd_qty_yoy_half_unit IS 'Half a unit of its last printed digit, as a fraction.';
