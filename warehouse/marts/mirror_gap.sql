-- Metric: M21
-- Meaning: imports of a partner from China against the exports of China to it, by year.
-- Formula: (imports CIF / (1 + cif_margin)) / exports FOB; asymmetry is its natural logarithm, flagged beyond ln 1.5. The row ALL sums both sides over the partners that have both.
-- Unit: ratio.
-- Edge cases: exports 0: ZERO_DENOM; one side not whole or not reported: NULL INCOMPLETE; a scope finer than 6 digits: SCOPE_MISMATCH; imports given FOB only are left out.
-- Source: domain reference, metrics M21.
-- Feeds: comtrade
-- Freshness: yearly, as reporters report to Comtrade
-- Column period: Year YYYY.
-- Column area_code: Partner, Comtrade code of 3 digits; ALL for all partners that have both sides.
-- Column partner_code: Customs code of the same place; ALL for all, NULL if there is none.
-- Column partner_name: Name as Comtrade writes it.
-- Column imports_usd: Imports of the partner from China, CIF, US dollars.
-- Column exports_usd: Exports of China to the partner, FOB, US dollars.
-- Column raw_ratio: Imports CIF over exports FOB, without the margin.
-- Column asymmetry: Natural logarithm of the ratio.
-- Column is_flagged: True if the asymmetry is beyond ln 1.5 either way.
-- Parameters: as_of, family, product, cif_margin (default 0.06)

CREATE OR REPLACE MACRO marts.mirror_gap(as_of := NULL, family := NULL, product := NULL, cif_margin := 0.06) AS TABLE
WITH reporter AS (
    SELECT r.family AS family, r.period, r.reporter_code, r.from_china::DOUBLE AS imported, r.exported::DOUBLE AS exported,
           r.is_too_fine
    FROM ops.world_reporter(as_of := as_of, family := family, product := product) AS r
), sides AS (
    SELECT r.family AS family, r.period, r.reporter_code AS area_code, r.imported, r.exported, r.is_too_fine FROM reporter AS r
    UNION ALL
    SELECT r.family, r.period, 'ALL', sum(r.imported) FILTER (r.exported IS NOT NULL),
           sum(r.exported) FILTER (r.imported IS NOT NULL), bool_or(r.is_too_fine)
    FROM reporter AS r GROUP BY ALL
), explained AS (
    SELECT s.*,
           CASE WHEN s.is_too_fine THEN 'SCOPE_MISMATCH'
                WHEN s.imported IS NULL OR s.exported IS NULL THEN 'INCOMPLETE'
                WHEN s.exported = 0 THEN 'ZERO_DENOM' END AS reason,
           s.imported / (1 + cif_margin) / nullif(s.exported, 0) AS ratio
    FROM sides AS s
)
SELECT e.family AS family, e.area_code, CASE WHEN e.area_code = 'ALL' THEN 'ALL' ELSE a.partner_code END AS partner_code,
       coalesce(a.name_en, 'ALL') AS partner_name, e.period,
       CASE WHEN e.reason IS NULL THEN e.ratio END AS value,
       'ratio' AS unit,
       e.reason IS NULL AS complete,
       e.reason,
       e.imported AS imports_usd, e.exported AS exports_usd,
       CASE WHEN e.reason IS NULL THEN e.imported / e.exported END AS raw_ratio,
       CASE WHEN e.reason IS NULL AND e.ratio > 0 THEN ln(e.ratio) END AS asymmetry,
       CASE WHEN e.reason IS NULL THEN coalesce(abs(ln(nullif(e.ratio, 0))) > ln(1.5), true) END AS is_flagged
FROM explained AS e LEFT JOIN core.comtrade_area AS a ON a.area_code = e.area_code;

CREATE OR REPLACE VIEW marts.mirror_gap AS FROM marts.mirror_gap();
