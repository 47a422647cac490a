-- Metric: M15
-- Meaning: how much exports (or imports) of the year to date depend on few partners.
-- Formula: s_i = V_i / (V_total - V_excluded); HHI = 10000 x sum of s²; effective number = 1 / sum of s²; normalised = (H - 1/n) / (1 - 1/n) with H = HHI / 10000 and n partners with V > 0.
-- Unit: HHI points, 0..10000.
-- Edge cases: partners that are no market (core.partner_exclusion) are left out of the shares and returned as excluded_share of the total; above 0.05 INCOMPLETE; nothing left ZERO_DENOM; n = 1: normalised NULL; months not covered, or a row in quarantine or in conflict, INCOMPLETE; January of a year that has January and February as one JF_MERGED; preliminary and official figures in one sum SCOPE_MISMATCH.
-- Source: domain reference, metrics M15.
-- Feeds: customs_query
-- Freshness: monthly, as released
-- Parameters: as_of, flow, currency, family, product, place, regime (a code or ALL)

CREATE OR REPLACE MACRO marts.partner_concentration(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', regime := 'ALL'
) AS TABLE
WITH level AS (
    SELECT * FROM ops.ytd_by_level(as_of := as_of, flow := flow, currency := currency, family := family,
                                   product := product, place := coalesce(place, 'ALL'),
                                   regime := coalesce(regime, 'ALL')) AS y
    WHERE y.by_partner
    QUALIFY row_number() OVER (
        PARTITION BY y.family, y.period ORDER BY y.months_have DESC, y.splits, y.basis
    ) = 1
), part AS (
    SELECT p.family AS family, p.period, p.basis, p.value::DOUBLE AS value, x.partner_code IS NOT NULL AS is_excluded
    FROM ops.ytd_parts(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                       place := coalesce(place, 'ALL'),
                       regime := coalesce(regime, 'ALL'), dimension := 'partner') AS p
    LEFT JOIN core.partner_exclusion AS x ON x.partner_code = p.part
    WHERE p.value > 0
), market AS (
    SELECT p.*, sum(p.value) FILTER (NOT p.is_excluded) OVER (PARTITION BY p.family, p.period, p.basis) AS total
    FROM part AS p
), summed AS (
    SELECT l.family AS family, l.period, l.basis, l.months_have, l.vintage_min, l.vintage_max, l.reason,
           sum(pow(m.value / m.total, 2)) FILTER (NOT m.is_excluded) AS h,
           count(*) FILTER (NOT m.is_excluded) AS partners,
           sum(m.value) FILTER (m.is_excluded) AS excluded, sum(m.value) AS whole
    FROM level AS l
    LEFT JOIN market AS m ON m.family = l.family AND m.period = l.period AND m.basis = l.basis
    GROUP BY ALL
), judged AS (
    SELECT s.* EXCLUDE (reason), coalesce(s.excluded, 0) / nullif(s.whole, 0) AS excluded_share,
           CASE
               WHEN s.reason IS NOT NULL THEN s.reason
               WHEN s.partners = 0 THEN 'ZERO_DENOM'
               WHEN coalesce(s.excluded, 0) > 0.05 * s.whole THEN 'INCOMPLETE'
           END AS reason
    FROM summed AS s
)
SELECT j.family AS family, coalesce(place, 'ALL') AS place_code, coalesce(regime, 'ALL') AS regime_code,
       flow AS flow, currency AS currency, j.period,
       CASE WHEN j.reason IS NULL THEN 10000 * j.h END AS value,
       'HHI points' AS unit,
       j.reason IS NULL AS complete,
       j.reason,
       CASE WHEN j.reason IN ('INCOMPLETE', 'SCOPE_MISMATCH') THEN 10000 * j.h END AS partial_value,
       CASE WHEN j.reason IS NULL THEN 1 / j.h END AS effective_partners,
       CASE WHEN j.reason IS NULL AND j.partners > 1 THEN (j.h - 1 / j.partners) / (1 - 1 / j.partners) END
           AS normalised,
       j.partners, j.excluded_share, j.months_have, j.basis, j.vintage_min, j.vintage_max
FROM judged AS j;

CREATE OR REPLACE VIEW marts.partner_concentration AS FROM marts.partner_concentration();
