-- Helper: Herfindahl sums over the partners or products of a scope, in the year to date.
-- Meaning: the ground of concentrations. h = sum of s², s being the shares of the parts with a value above 0; partners that are no market (core.partner_exclusion) are no parts, and excluded_share tells of them.

-- dimension: partner or product; digits: of the codes of products.
CREATE OR REPLACE MACRO ops.concentration(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL', dimension := 'partner', digits := 6
) AS TABLE
WITH level AS (
    SELECT * FROM ops.ytd_by_level(as_of := as_of, flow := flow, currency := currency, family := family,
                                   product := product, place := coalesce(place, 'ALL'),
                                   partner := coalesce(partner, 'ALL'), regime := coalesce(regime, 'ALL')) AS y
    WHERE CASE dimension WHEN 'partner' THEN y.by_partner ELSE y.product_level = 'HS8' END
    QUALIFY row_number() OVER (
        PARTITION BY y.family, y.period ORDER BY y.months_have DESC, y.splits, y.basis
    ) = 1
), part AS (
    SELECT p.family AS family, p.period, p.basis, p.value::DOUBLE AS value, x.partner_code IS NOT NULL AS is_excluded
    FROM ops.ytd_parts(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                       place := coalesce(place, 'ALL'), partner := coalesce(partner, 'ALL'),
                       regime := coalesce(regime, 'ALL'), dimension := dimension, digits := digits) AS p
    LEFT JOIN core.partner_exclusion AS x ON dimension = 'partner' AND x.partner_code = p.part
    WHERE p.value > 0
), market AS (
    SELECT p.*, sum(p.value) FILTER (NOT p.is_excluded) OVER (PARTITION BY p.family, p.period, p.basis) AS total
    FROM part AS p
), summed AS (
    SELECT l.family AS family, l.period, l.basis, l.months_have, l.vintage_min, l.vintage_max, l.reason,
           sum(pow(m.value / m.total, 2)) FILTER (NOT m.is_excluded) AS h,
           count(*) FILTER (NOT m.is_excluded) AS parts,
           coalesce(sum(m.value) FILTER (m.is_excluded), 0) AS excluded, sum(m.value) AS whole
    FROM level AS l
    LEFT JOIN market AS m ON m.family = l.family AND m.period = l.period AND m.basis = l.basis
    GROUP BY ALL
), judged AS (
    SELECT s.* EXCLUDE (reason), s.excluded / nullif(s.whole, 0) AS excluded_share,
           CASE
               WHEN s.reason IS NOT NULL THEN s.reason
               WHEN s.parts = 0 THEN 'ZERO_DENOM'
               WHEN s.excluded > 0.05 * s.whole THEN 'INCOMPLETE'
           END AS reason
    FROM summed AS s
)
SELECT j.family AS family, j.period, j.basis, j.months_have, j.vintage_min, j.vintage_max, j.parts, j.excluded_share,
       CASE WHEN j.reason IS NULL THEN 10000 * j.h END AS value,
       j.reason IS NULL AS complete,
       j.reason,
       CASE WHEN j.reason IN ('INCOMPLETE', 'SCOPE_MISMATCH') THEN 10000 * j.h END AS partial_value,
       CASE WHEN j.reason IS NULL THEN 1 / j.h END AS effective_parts,
       CASE WHEN j.reason IS NULL AND j.parts > 1 THEN (j.h - 1 / j.parts) / (1 - 1 / j.parts) END AS normalised
FROM judged AS j;

COMMENT ON MACRO TABLE ops.concentration IS 'Herfindahl sums over the partners or products of a scope in the year to date; partners that are no market are left out.';
