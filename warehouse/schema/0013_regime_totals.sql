-- The national customs' table of trade by regime, used as control totals.

CREATE TABLE stage.customs_regime_totals (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    period VARCHAR,
    period_kind VARCHAR,
    flow VARCHAR,
    currency VARCHAR,
    regime_code VARCHAR,
    line_label VARCHAR,
    line_kind VARCHAR,
    part_of BIGINT,
    is_whole BOOLEAN,
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
COMMENT ON TABLE stage.customs_regime_totals IS 'Typed rows of a printed table by trade regime.';
COMMENT ON COLUMN stage.customs_regime_totals.source_row IS 'Sheet row.';
COMMENT ON COLUMN stage.customs_regime_totals.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.customs_regime_totals.period IS 'Month YYYYMM; of January and February as one the February.';
COMMENT ON COLUMN stage.customs_regime_totals.period_kind IS 'M or JF.';
COMMENT ON COLUMN stage.customs_regime_totals.flow IS 'X export, M import, XM both together; a row of the file has one row here for each.';
COMMENT ON COLUMN stage.customs_regime_totals.currency IS 'CNY or USD.';
COMMENT ON COLUMN stage.customs_regime_totals.regime_code IS 'Statistical regime of 2 digits; ALL for the total; a name that no list knows as it is printed.';
COMMENT ON COLUMN stage.customs_regime_totals.line_label IS 'Regime as printed.';
COMMENT ON COLUMN stage.customs_regime_totals.line_kind IS 'TOTAL, LINE, GROUP or PART, as in core.fct_trade_printed.';
COMMENT ON COLUMN stage.customs_regime_totals.part_of IS 'Sheet row of the line that it is a part of.';
COMMENT ON COLUMN stage.customs_regime_totals.is_whole IS 'True: the lines of the table add up to its total.';
COMMENT ON COLUMN stage.customs_regime_totals.qty_unit IS 'None in these tables, as all quantities.';
COMMENT ON COLUMN stage.customs_regime_totals.month_value IS 'Value of the month, units of the currency.';
COMMENT ON COLUMN stage.customs_regime_totals.month_half_unit IS 'Half a unit of its last printed digit, units of the currency.';
COMMENT ON COLUMN stage.customs_regime_totals.ytd_value IS 'Value from January on, units of the currency.';
COMMENT ON COLUMN stage.customs_regime_totals.ytd_half_unit IS 'Half a unit of its last printed digit, units of the currency.';
COMMENT ON COLUMN stage.customs_regime_totals.prior_ytd_value IS 'Value from January on of the year before, units of the currency.';
COMMENT ON COLUMN stage.customs_regime_totals.prior_ytd_half_unit IS 'Half a unit of its last printed digit, units of the currency.';
COMMENT ON COLUMN stage.customs_regime_totals.month_yoy IS 'Printed growth of the value of the month over the year before, as a fraction.';
COMMENT ON COLUMN stage.customs_regime_totals.month_yoy_half_unit IS 'Half a unit of its last printed digit, as a fraction.';
COMMENT ON COLUMN stage.customs_regime_totals.ytd_yoy IS 'Printed growth of the value from January on over the year before, as a fraction.';
COMMENT ON COLUMN stage.customs_regime_totals.ytd_yoy_half_unit IS 'Half a unit of its last printed digit, as a fraction.';
COMMENT ON COLUMN stage.customs_regime_totals.month_qty IS 'None.';
COMMENT ON COLUMN stage.customs_regime_totals.month_qty_half_unit IS 'None.';
COMMENT ON COLUMN stage.customs_regime_totals.ytd_qty IS 'None.';
COMMENT ON COLUMN stage.customs_regime_totals.ytd_qty_half_unit IS 'None.';
COMMENT ON COLUMN stage.customs_regime_totals.prior_ytd_qty IS 'None.';
COMMENT ON COLUMN stage.customs_regime_totals.prior_ytd_qty_half_unit IS 'None.';
COMMENT ON COLUMN stage.customs_regime_totals.month_qty_yoy IS 'None.';
COMMENT ON COLUMN stage.customs_regime_totals.month_qty_yoy_half_unit IS 'None.';
COMMENT ON COLUMN stage.customs_regime_totals.ytd_qty_yoy IS 'None.';
COMMENT ON COLUMN stage.customs_regime_totals.ytd_qty_yoy_half_unit IS 'None.';
