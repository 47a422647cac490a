-- Sums of the present state of fct_trade, which rules and totals read instead of every figure.

CREATE TABLE core.agg_trade_month (
    period VARCHAR NOT NULL,
    period_kind core.period_kind NOT NULL,
    geo_basis core.geo_basis NOT NULL,
    flow core.flow NOT NULL,
    currency core.currency NOT NULL,
    product_level core.product_level NOT NULL,
    product_code VARCHAR NOT NULL,
    place_code VARCHAR NOT NULL,
    ownership core.ownership NOT NULL,
    by_partner BOOLEAN NOT NULL,
    by_regime BOOLEAN NOT NULL,
    unit1 VARCHAR,
    value DECIMAL(38, 2),
    rows_v BIGINT NOT NULL,
    rows_held BIGINT NOT NULL,
    rows_conflict BIGINT NOT NULL,
    is_official BOOLEAN NOT NULL,
    has_official BOOLEAN NOT NULL,
    vintage_min TIMESTAMP NOT NULL,
    vintage_max TIMESTAMP NOT NULL,
    vintage_min_v TIMESTAMP,
    vintage_max_v TIMESTAMP,
    quantity DECIMAL(38, 3),
    value_with_quantity DECIMAL(38, 2),
    rows_without_quantity BIGINT NOT NULL,
    kg DECIMAL(38, 3),
    value_with_kg DECIMAL(38, 2),
    rows_without_kg BIGINT NOT NULL
);
COMMENT ON TABLE core.agg_trade_month IS 'Present figures of fct_trade summed over partners and regimes, made anew with every slice that a delivery touches. Rows of different level of detail are never added to each other.';
COMMENT ON COLUMN core.agg_trade_month.period IS 'Reference period YYYYMM.';
COMMENT ON COLUMN core.agg_trade_month.period_kind IS 'M or JF.';
COMMENT ON COLUMN core.agg_trade_month.geo_basis IS 'Basis of the place.';
COMMENT ON COLUMN core.agg_trade_month.flow IS 'X export, M import.';
COMMENT ON COLUMN core.agg_trade_month.currency IS 'Currency of the values.';
COMMENT ON COLUMN core.agg_trade_month.product_level IS 'HS8 or LINE.';
COMMENT ON COLUMN core.agg_trade_month.product_code IS 'Commodity code or printed line.';
COMMENT ON COLUMN core.agg_trade_month.place_code IS 'Place; ALL where the source has none.';
COMMENT ON COLUMN core.agg_trade_month.ownership IS 'Ownership of the enterprises; ALL where not given.';
COMMENT ON COLUMN core.agg_trade_month.by_partner IS 'True for the sum of rows that are split by partner, false for rows where the source has ALL.';
COMMENT ON COLUMN core.agg_trade_month.by_regime IS 'The same for the trade regime.';
COMMENT ON COLUMN core.agg_trade_month.unit1 IS 'First statutory unit, as printed.';
COMMENT ON COLUMN core.agg_trade_month.value IS 'Sum of the values, units of currency.';
COMMENT ON COLUMN core.agg_trade_month.rows_v IS 'Figures with a value.';
COMMENT ON COLUMN core.agg_trade_month.rows_held IS 'Figures in quarantine.';
COMMENT ON COLUMN core.agg_trade_month.rows_conflict IS 'Figures that releases of equal standing state differently.';
COMMENT ON COLUMN core.agg_trade_month.is_official IS 'True if all figures are official.';
COMMENT ON COLUMN core.agg_trade_month.has_official IS 'True if one of them is.';
COMMENT ON COLUMN core.agg_trade_month.vintage_min IS 'Earliest release of the figures, Asia/Shanghai.';
COMMENT ON COLUMN core.agg_trade_month.vintage_max IS 'Latest release of the figures, Asia/Shanghai.';
COMMENT ON COLUMN core.agg_trade_month.vintage_min_v IS 'Earliest release of the figures with a value.';
COMMENT ON COLUMN core.agg_trade_month.vintage_max_v IS 'Latest release of the figures with a value.';
COMMENT ON COLUMN core.agg_trade_month.quantity IS 'Sum of the first quantities, in unit1.';
COMMENT ON COLUMN core.agg_trade_month.value_with_quantity IS 'Value of the figures that have one, units of currency.';
COMMENT ON COLUMN core.agg_trade_month.rows_without_quantity IS 'Figures with a value and without a first quantity.';
COMMENT ON COLUMN core.agg_trade_month.kg IS 'Sum of the weights, kg, from the quantity whose unit is kilogram.';
COMMENT ON COLUMN core.agg_trade_month.value_with_kg IS 'Value of the figures that have a weight, units of currency.';
COMMENT ON COLUMN core.agg_trade_month.rows_without_kg IS 'Figures with a value and without a weight.';

CREATE TABLE core.agg_trade_partner (
    period VARCHAR NOT NULL,
    period_kind core.period_kind NOT NULL,
    geo_basis core.geo_basis NOT NULL,
    flow core.flow NOT NULL,
    currency core.currency NOT NULL,
    product_level core.product_level NOT NULL,
    partner_code VARCHAR NOT NULL,
    value DECIMAL(38, 2) NOT NULL,
    rows_v BIGINT NOT NULL
);
COMMENT ON TABLE core.agg_trade_partner IS 'Present figures of fct_trade that are split by partner, summed by partner over everything else.';
COMMENT ON COLUMN core.agg_trade_partner.period IS 'Reference period YYYYMM.';
COMMENT ON COLUMN core.agg_trade_partner.period_kind IS 'M or JF.';
COMMENT ON COLUMN core.agg_trade_partner.geo_basis IS 'Basis of the place.';
COMMENT ON COLUMN core.agg_trade_partner.flow IS 'X export, M import.';
COMMENT ON COLUMN core.agg_trade_partner.currency IS 'Currency of the values.';
COMMENT ON COLUMN core.agg_trade_partner.product_level IS 'HS8 or LINE.';
COMMENT ON COLUMN core.agg_trade_partner.partner_code IS 'Customs code of the partner.';
COMMENT ON COLUMN core.agg_trade_partner.value IS 'Sum of the values, units of currency, whatever the level of detail.';
COMMENT ON COLUMN core.agg_trade_partner.rows_v IS 'Figures with a value.';
