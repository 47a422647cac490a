-- Metric: M27
-- Meaning: share of inspected batches that did not conform.
-- Formula: (FAIL + REWORK_PASS) / inspected batches, a census; value_share the same by value in US dollars.
-- Unit: fraction.
-- Edge cases: PENDING and not inspected batches, and those whose result is in conflict, are left out; a batch without an inspection date belongs to no period; none inspected ZERO_DENOM. Rows of period_kind A are years, M months of the inspection date.
-- Source: domain reference, metrics M27. FAIL and REWORK_PASS count as not conforming.
-- Feeds: inspection_batches
-- Freshness: as delivered by the bureau
-- Column period: Year YYYY or month YYYYMM of the inspection.
-- Column period_kind: A year, M month.
-- Column family: Product family; ALL for all batches.
-- Parameters: as_of, family (NULL for each; ALL for all batches), partner (a code or ALL)

CREATE OR REPLACE MACRO marts.batch_nonconformity(as_of := NULL, family := NULL, partner := 'ALL') AS TABLE
WITH latest AS (
    SELECT a.key, a.content
    FROM core.accepted_row AS a
    WHERE as_of IS NOT NULL AND a.table_name = 'fct_inspection_batch' AND a.released_at <= ops.moment(as_of)
    QUALIFY (a.released_at, a.revision_no) = max((a.released_at, a.revision_no)) OVER (PARTITION BY a.key)
), stated AS (
    SELECT ops.agreed(l.content ->> 'hs8') AS hs8, ops.agreed(l.content ->> 'partner_code') AS partner_code,
           ops.agreed(l.content ->> 'inspection_date')::DATE AS inspection_date,
           ops.agreed(l.content ->> 'value_usd')::DECIMAL(18, 2) AS value_usd,
           ops.agreed(l.content ->> 'is_inspected')::BOOLEAN AS is_inspected, ops.agreed(l.content ->> 'result') AS result
    FROM latest AS l GROUP BY l.key
    UNION ALL
    SELECT b.hs8, b.partner_code, b.inspection_date, b.value_usd, b.is_inspected, b.result
    FROM core.fct_inspection_batch AS b WHERE as_of IS NULL
), judged AS (
    SELECT s.*, s.result IN ('FAIL', 'REWORK_PASS') AS is_bad,
           coalesce(s.is_inspected AND s.result <> 'PENDING', false) AS counts
    FROM stated AS s
    WHERE s.inspection_date IS NOT NULL AND (coalesce(partner, 'ALL') = 'ALL' OR s.partner_code = partner)
), grouped AS (
    SELECT m.family AS scope_family, j.*
    FROM judged AS j
    JOIN core.product_family_member AS m
      ON starts_with(j.hs8, m.prefix) AND year(j.inspection_date) BETWEEN m.hs_year_from AND m.hs_year_to
    WHERE family IS NULL OR m.family = family
    UNION ALL
    SELECT 'ALL', * FROM judged WHERE family IS NULL OR family = 'ALL'
), summed AS (
    SELECT g.scope_family, CASE k.kind WHEN 'A' THEN strftime(g.inspection_date, '%Y')
                                       ELSE strftime(g.inspection_date, '%Y%m') END AS period,
           k.kind AS period_kind, count(*) FILTER (g.counts) AS inspected,
           count(*) FILTER (g.counts AND g.is_bad) AS nonconforming, count(*) FILTER (NOT g.counts) AS left_out,
           sum(g.value_usd) FILTER (g.counts) AS value_usd, avg(g.value_usd) FILTER (g.counts) AS average_usd,
           coalesce(sum(g.value_usd) FILTER (g.counts AND g.is_bad), 0) AS bad_value_usd
    FROM grouped AS g CROSS JOIN (VALUES ('A'), ('M')) AS k (kind)
    GROUP BY ALL
)
SELECT s.scope_family AS family, coalesce(partner, 'ALL') AS partner_code, s.period, s.period_kind,
       s.nonconforming / nullif(s.inspected, 0) AS value,
       'fraction' AS unit,
       s.inspected > 0 AS complete,
       CASE WHEN s.inspected = 0 THEN 'ZERO_DENOM' END AS reason,
       s.bad_value_usd::DOUBLE / nullif(s.value_usd, 0)::DOUBLE AS value_share,
       s.inspected, s.nonconforming, s.left_out, s.value_usd,
       s.average_usd AS average_batch_usd
FROM summed AS s;

CREATE OR REPLACE VIEW marts.batch_nonconformity AS FROM marts.batch_nonconformity();
