-- Metric: M36
-- Meaning: how far support is used: members with a grant by field, what was paid of what was committed, what was committed of the budget.
-- Formula: uptake = members with a grant of the year in the field / members at the end of the year; paid = paid / committed; committed = committed / budgets of the policies in force in the year.
-- Unit: fraction.
-- Edge cases: measure_code is one of the eight fields, or ALL. A grant belongs to the year in which it was granted. A zone's grants are those of its members; zone_id ALL holds every grant, and the ratio to the budget, which is not split by zone. A grant that nothing was paid of counts as 0 paid. No members, nothing committed or no budget ZERO_DENOM; a policy in force without a stated budget NULL_BASE.
-- Source: domain reference, metrics M36.
-- Feeds: support_policies, support_grants, zone_roster
-- Freshness: as delivered by the zone's office
-- Column period: Year YYYY.
-- Column zone_id: Zone; ALL for all grants.
-- Column measure_code: Field of support; ALL for all.
-- Column measure: uptake, paid or committed.
-- Column members: Members of the zone at the end of the year, or on the day of the latest list.
-- Column supported: Members with a grant; enterprises with one where zone_id is ALL.
-- Column grants: Number of grants.
-- Column committed_cny: Committed, yuan.
-- Column paid_cny: Paid, yuan.
-- Column budget_cny: Budget of the year, yuan.
-- Parameters: as_of, zone (NULL for each; ALL for all grants)

CREATE OR REPLACE MACRO marts.support_uptake(as_of := NULL, zone := NULL) AS TABLE
WITH policy AS (
    FROM ops.support_policy_at(as_of := as_of)
), granted AS (
    SELECT g.*, year(g.granted_on) AS year FROM ops.support_grant_at(as_of := as_of) AS g WHERE g.granted_on IS NOT NULL
), member AS (
    FROM ops.zone_member_at(as_of := as_of)
), year AS (
    SELECT DISTINCT y.year
    FROM (
        SELECT min(d.day) AS first, max(d.day) AS last
        FROM (SELECT year(p.issued_on) AS day FROM policy AS p UNION ALL SELECT g.year FROM granted AS g) AS d
    ) AS b, range(b.first, b.last + 1) AS y (year)
), field AS (
    SELECT m.measure_code FROM core.dim_support_measure AS m UNION ALL SELECT 'ALL'
), belongs AS (
    SELECT DISTINCT y.year, m.zone_id, m.uscc
    FROM year AS y JOIN member AS m
      ON m.entry_date <= make_date(y.year, 12, 31) AND (m.exit_date IS NULL OR m.exit_date > make_date(y.year, 12, 31))
), owned AS (
    SELECT g.*, 'ALL' AS zone_id FROM granted AS g
    UNION ALL
    SELECT g.*, m.zone_id
    FROM granted AS g JOIN (SELECT DISTINCT m.zone_id, m.uscc FROM member AS m) AS m ON m.uscc = g.uscc
), scope AS (
    SELECT y.year, z.zone_id, f.measure_code
    FROM year AS y CROSS JOIN field AS f
    CROSS JOIN (SELECT DISTINCT m.zone_id FROM member AS m UNION ALL SELECT 'ALL') AS z
    WHERE zone IS NULL OR z.zone_id = zone
), spent AS (
    SELECT s.year, s.zone_id, s.measure_code, count(o.grant_id) AS grants, sum(o.committed_cny) AS committed_cny,
           sum(coalesce(o.paid_cny, 0)) FILTER (o.grant_id IS NOT NULL) AS paid_cny,
           count(DISTINCT o.uscc) FILTER (
               s.zone_id = 'ALL' OR EXISTS (FROM belongs AS b WHERE b.year = s.year AND b.zone_id = s.zone_id AND b.uscc = o.uscc)
           ) AS supported
    FROM scope AS s
    LEFT JOIN owned AS o
      ON o.year = s.year AND o.zone_id = s.zone_id AND s.measure_code IN ('ALL', o.measure_code)
    GROUP BY ALL
), planned AS (
    SELECT y.year, f.measure_code, count(*) AS policies,
           CASE WHEN count(p.annual_budget_cny) = count(*) THEN sum(p.annual_budget_cny) END AS budget_cny
    FROM year AS y CROSS JOIN field AS f
    JOIN policy AS p
      ON f.measure_code IN ('ALL', p.measure_code) AND p.issued_on <= make_date(y.year, 12, 31)
     AND (p.valid_to IS NULL OR p.valid_to >= make_date(y.year, 1, 1))
    GROUP BY ALL
), joined AS (
    SELECT s.*, p.policies, CASE WHEN s.zone_id = 'ALL' THEN p.budget_cny END AS budget_cny,
           (SELECT count(*) FROM belongs AS b WHERE b.year = s.year AND b.zone_id = s.zone_id) AS members
    FROM spent AS s LEFT JOIN planned AS p ON p.year = s.year AND p.measure_code = s.measure_code
), measured AS (
    SELECT j.*, m.measure,
           CASE m.measure WHEN 'uptake' THEN j.supported WHEN 'paid' THEN j.paid_cny ELSE coalesce(j.committed_cny, 0) END AS part,
           CASE m.measure WHEN 'uptake' THEN j.members WHEN 'paid' THEN j.committed_cny ELSE j.budget_cny END AS whole
    FROM joined AS j
    JOIN (VALUES ('uptake'), ('paid'), ('committed')) AS m (measure)
      ON CASE m.measure WHEN 'uptake' THEN j.zone_id <> 'ALL' WHEN 'committed' THEN j.zone_id = 'ALL' ELSE true END
)
SELECT m.year::VARCHAR AS period, m.zone_id, m.measure_code, m.measure,
       m.part::DOUBLE / nullif(m.whole, 0)::DOUBLE AS value,
       'fraction' AS unit,
       coalesce(m.whole > 0, false) AS complete,
       CASE WHEN m.measure = 'committed' AND m.policies > 0 AND m.whole IS NULL THEN 'NULL_BASE'
            WHEN coalesce(m.whole, 0) = 0 THEN 'ZERO_DENOM' END AS reason,
       m.members, m.supported, m.grants, m.committed_cny, m.paid_cny, m.budget_cny
FROM measured AS m;

CREATE OR REPLACE VIEW marts.support_uptake AS FROM marts.support_uptake();
