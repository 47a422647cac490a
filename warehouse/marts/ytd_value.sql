-- Metric: M02
-- Meaning: value from January to a month.
-- Formula: sum of the covered months; JF counts as two months and replaces January and February for the whole scope if either is not covered as a month of its own.
-- Unit: units of currency.
-- Edge cases: fewer covered months than the month's number, or a row of them in quarantine or in conflict: NULL INCOMPLETE, what there is in partial_value; January of a JF year: NULL JF_MERGED; preliminary and official figures in one sum: NULL SCOPE_MISMATCH, the sum in partial_value. A place has one row per geographic basis.
-- Source: domain reference, metrics M02.
-- Feeds: customs_query, customs_city
-- Freshness: monthly, as released
-- Parameters: as_of, flow, currency, family, product, place, partner, regime, as in month_value

CREATE OR REPLACE MACRO marts.ytd_value(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := NULL, partner := 'ALL',
    regime := 'ALL'
) AS TABLE
WITH best AS (
    SELECT * FROM ops.ytd_by_level(as_of := as_of, flow := flow, currency := currency, family := family,
                                   product := product, place := place, partner := partner, regime := regime) AS l
    QUALIFY row_number() OVER (
        PARTITION BY l.family, place_code, partner_code, regime_code, period,
                     CASE WHEN place_code <> 'ALL' THEN geo_basis END
        ORDER BY months_have DESC, splits, product_level DESC, basis
    ) = 1
)
SELECT j.family AS family, place_code, partner_code, regime_code, flow AS flow, currency AS currency, period,
       CASE WHEN reason IS NULL THEN j.value END AS value,
       currency AS unit,
       reason IS NULL AS complete,
       reason,
       CASE WHEN reason IN ('INCOMPLETE', 'SCOPE_MISMATCH') THEN j.value END AS partial_value,
       months_have, month_no AS months_needed, is_jf_year, geo_basis, basis, is_official, vintage_min, vintage_max,
       vintage_min IS DISTINCT FROM vintage_max AS is_mixed_vintage
FROM best AS j;

CREATE OR REPLACE VIEW marts.ytd_value AS FROM marts.ytd_value();
