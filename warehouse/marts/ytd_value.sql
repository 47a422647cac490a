-- Metric: M02
-- Meaning: value from January to a month.
-- Formula: sum of the covered months; JF counts as two months and replaces January and February for the whole scope if either is not covered as a month of its own.
-- Unit: units of currency.
-- Edge cases: fewer covered months than the month's number, or a row of them in quarantine or in conflict: NULL INCOMPLETE, what there is in partial_value; January of a JF year: NULL JF_MERGED.
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
        PARTITION BY l.family, place_code, partner_code, regime_code, period
        ORDER BY months_have DESC, rows_v > 0 DESC, splits, product_level DESC, basis
    ) = 1
), judged AS (
    SELECT *,
           CASE
               WHEN is_jf_year AND month_no = 1 THEN 'JF_MERGED'
               WHEN months_have < month_no OR rows_held > 0 OR rows_conflict > 0 THEN 'INCOMPLETE'
           END AS reason
    FROM best
)
SELECT j.family AS family, place_code, partner_code, regime_code, flow AS flow, currency AS currency, period,
       CASE WHEN reason IS NULL THEN j.value END AS value,
       currency AS unit,
       reason IS NULL AS complete,
       reason,
       CASE WHEN reason = 'INCOMPLETE' THEN j.value END AS partial_value,
       months_have, month_no AS months_needed, is_jf_year, basis, is_official, vintage_min, vintage_max,
       vintage_min IS DISTINCT FROM vintage_max AS is_mixed_vintage
FROM judged AS j;

CREATE OR REPLACE VIEW marts.ytd_value AS FROM marts.ytd_value();
