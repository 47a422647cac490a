-- Metric: M15
-- Meaning: how much exports (or imports) of the year to date depend on few partners.
-- Formula: s_i = V_i / (V_total - V_excluded); HHI = 10000 x sum of s²; effective number = 1 / sum of s²; normalised = (H - 1/n) / (1 - 1/n) with H = HHI / 10000 and n partners with V > 0.
-- Unit: HHI points, 0..10000.
-- Edge cases: partners that are no market (core.partner_exclusion) are left out of the shares and returned as excluded_share of the total; above 0.05 INCOMPLETE; nothing left ZERO_DENOM; n = 1: normalised NULL; months not covered INCOMPLETE.
-- Source: domain reference, metrics M15.
-- Feeds: customs_query
-- Freshness: monthly, as released
-- Parameters: as_of, flow, currency, family, product, place, regime (a code or ALL)

CREATE OR REPLACE MACRO marts.partner_concentration(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', regime := 'ALL'
) AS TABLE
WITH part AS (
    SELECT p.*, x.partner_code IS NOT NULL AS is_excluded
    FROM ops.ytd_parts(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                       place := place, regime := regime, dimension := 'partner') AS p
    LEFT JOIN core.partner_exclusion AS x ON x.partner_code = p.part
    WHERE p.value > 0
    QUALIFY dense_rank() OVER (
        PARTITION BY p.family, p.period ORDER BY p.months_have DESC, p.splits, p.basis
    ) = 1
), market AS (
    SELECT p.*, sum(p.value) FILTER (NOT p.is_excluded) OVER (PARTITION BY p.family, p.period) AS total
    FROM part AS p
), summed AS (
    SELECT m.family AS family, m.period, any_value(m.basis) AS basis, min(m.vintage_min) AS vintage_min,
           max(m.vintage_max) AS vintage_max, any_value(m.months_have) AS months_have,
           any_value(m.month_no) AS month_no, bool_or(m.is_undecided) AS is_undecided,
           sum(CASE WHEN NOT m.is_excluded THEN pow(m.value::DOUBLE / m.total::DOUBLE, 2) END) AS h,
           count(*) FILTER (NOT m.is_excluded) AS partners, any_value(m.total) AS total,
           coalesce(sum(m.value) FILTER (m.is_excluded), 0)::DOUBLE / sum(m.value)::DOUBLE AS excluded_share
    FROM market AS m GROUP BY m.family, m.period
), judged AS (
    SELECT s.*,
           CASE
               WHEN s.months_have < s.month_no OR s.is_undecided OR s.excluded_share > 0.05 THEN 'INCOMPLETE'
               WHEN coalesce(s.total, 0) = 0 THEN 'ZERO_DENOM'
           END AS reason
    FROM summed AS s
)
SELECT j.family AS family, place AS place_code, regime AS regime_code, flow AS flow, currency AS currency, j.period,
       CASE WHEN j.reason IS NULL THEN 10000 * j.h END AS value,
       'HHI points' AS unit,
       j.reason IS NULL AS complete,
       j.reason,
       CASE WHEN j.reason = 'INCOMPLETE' THEN 10000 * j.h END AS partial_value,
       CASE WHEN j.reason IS NULL THEN 1 / j.h END AS effective_partners,
       CASE WHEN j.reason IS NULL AND j.partners > 1 THEN (j.h - 1 / j.partners) / (1 - 1 / j.partners) END
           AS normalised,
       j.partners, j.excluded_share, j.months_have, j.basis, j.vintage_min, j.vintage_max
FROM judged AS j;

CREATE OR REPLACE VIEW marts.partner_concentration AS FROM marts.partner_concentration();
