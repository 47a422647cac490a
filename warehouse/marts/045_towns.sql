-- Helper: trade by the town of the enterprise's address, from January on, beside the year before.
-- Meaning: customs geography has no towns, so this rests on the confidential figures by enterprise; without their rows there is nothing but the reason.

-- place: a city (its enterprises are those of its customs districts), a customs district, or ALL. The town of both years is that of the end of the
-- later period, so that a move of an enterprise is no growth.
CREATE OR REPLACE MACRO ops.growth_by_town(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL'
) AS TABLE
WITH asked AS (
    SELECT CASE WHEN place = 'ALL' THEN '' WHEN length(place) = 6 THEN left(place, 4) ELSE place END AS begins
), member AS (
    SELECT m.family AS family, m.prefix, m.hs_year_from, m.hs_year_to
    FROM ops.scope_member(family := family, product := product) AS m
), figure AS (
    SELECT m.family AS family, e.period, left(e.period, 4)::INTEGER AS year, right(e.period, 2)::INTEGER AS month_no,
           e.customs_code, e.uscc, e.state::VARCHAR AS state, e.value, e.is_official, e.known_from
    FROM core.fct_enterprise_export AS e
    JOIN asked AS a ON starts_with(e.customs_code, a.begins)
    JOIN member AS m ON starts_with(e.hs8, m.prefix) AND left(e.period, 4)::INTEGER BETWEEN m.hs_year_from AND m.hs_year_to
    WHERE e.known_from <= ops.moment(as_of) AND (e.known_to IS NULL OR e.known_to > ops.moment(as_of))
      AND e.state <> 'ABSENT' AND e.flow::VARCHAR = flow AND e.currency::VARCHAR = currency
      AND (partner = 'ALL' OR e.partner_code = partner) AND (regime = 'ALL' OR e.regime_code = regime)
), covered AS (
    SELECT DISTINCT m.family AS family, m.prefix, c.period
    FROM core.enterprise_coverage AS c
    SEMI JOIN (
        SELECT r.release_id FROM core.dim_release AS r WHERE r.known_from <= ops.moment(as_of)
    ) AS r ON r.release_id = c.release_id
    CROSS JOIN asked AS a
    JOIN member AS m
      ON left(c.period, 4)::INTEGER BETWEEN m.hs_year_from AND m.hs_year_to
     AND len(list_filter(c.covers_hs, lambda x: x = '*' OR starts_with(m.prefix, x))) > 0
    WHERE c.is_closed AND c.period_kind = 'M' AND c.flow::VARCHAR = flow AND c.currency::VARCHAR = currency
      AND len(list_filter(c.covers_enterprises, lambda x: x = '*' OR starts_with(a.begins, x))) > 0
      AND (list_contains(c.covers_partners, '*') OR list_contains(c.covers_partners, partner))
      AND (list_contains(c.covers_regimes, '*') OR list_contains(c.covers_regimes, regime))
), wanted AS (
    SELECT m.family AS family, y.year, count(*) AS members
    FROM (SELECT DISTINCT left(c.period, 4)::INTEGER AS year FROM covered AS c) AS y
    JOIN member AS m ON y.year BETWEEN m.hs_year_from AND m.hs_year_to
    GROUP BY ALL
), whole AS (
    SELECT c.family AS family, c.period, w.year, right(c.period, 2)::INTEGER AS month_no
    FROM covered AS c JOIN wanted AS w ON w.family = c.family AND w.year = left(c.period, 4)::INTEGER
    GROUP BY ALL HAVING count(*) = any_value(w.members)
), ends AS (
    SELECT f.family AS family, f.period, f.year, f.month_no FROM figure AS f
    UNION
    SELECT w.family, w.period, w.year, w.month_no FROM whole AS w
), months AS (
    SELECT n.family AS family, n.period, count(*) FILTER (w.year = n.year) AS have1,
           count(*) FILTER (w.year = n.year - 1) AS have0
    FROM ends AS n
    JOIN whole AS w ON w.family = n.family AND w.year IN (n.year - 1, n.year) AND w.month_no <= n.month_no
    GROUP BY ALL
), enterprise AS MATERIALIZED (
    SELECT e.uscc, e.customs_code, e.town_code, e.valid_from FROM ops.enterprise_at(as_of := as_of) AS e
), firm AS (
    -- an enterprise is its social credit code, in whichever row that stands
    SELECT f.customs_code, coalesce(min(f.uscc), min(d.uscc)) AS uscc
    FROM figure AS f LEFT JOIN enterprise AS d ON d.customs_code = f.customs_code
    GROUP BY ALL
), town AS (
    SELECT n.period, w.customs_code,
           coalesce(arg_max(d.town_code, d.valid_from) FILTER (
                        d.valid_from <= last_day(strptime(n.period || '01', '%Y%m%d')::DATE)),
                    arg_min(d.town_code, d.valid_from), 'unknown') AS town_code
    FROM (SELECT DISTINCT e.period FROM ends AS e) AS n CROSS JOIN firm AS w
    LEFT JOIN enterprise AS d ON d.uscc = w.uscc
    GROUP BY ALL
), sided AS (
    SELECT n.family AS family, n.period, t.town_code, f.year = n.year AS is_later, f.state, f.value, f.is_official, f.known_from
    FROM ends AS n
    JOIN figure AS f ON f.family = n.family AND f.year IN (n.year - 1, n.year) AND f.month_no <= n.month_no
    JOIN town AS t ON t.period = n.period AND t.customs_code = f.customs_code
), summed AS (
    SELECT s.family AS family, s.period, coalesce(sum(s.value) FILTER (s.is_later), 0) AS total1,
           coalesce(sum(s.value) FILTER (NOT s.is_later), 0) AS total0,
           coalesce(bool_or(s.state <> 'V') FILTER (s.is_later), false) AS is_undecided1,
           coalesce(bool_or(s.state <> 'V') FILTER (NOT s.is_later), false) AS is_undecided0,
           count(DISTINCT s.is_official) FILTER (s.is_later) > 1
           OR count(DISTINCT s.is_official) FILTER (NOT s.is_later) > 1 AS is_mixed,
           min(s.known_from) AS vintage_min, max(s.known_from) AS vintage_max
    FROM sided AS s GROUP BY ALL
), judged AS (
    SELECT s.*,
           CASE
               WHEN coalesce(m.have1, 0) < right(s.period, 2)::INTEGER OR s.is_undecided1 THEN 'INCOMPLETE'
               WHEN coalesce(m.have0, 0) < right(s.period, 2)::INTEGER OR s.is_undecided0 THEN 'NULL_BASE'
               WHEN s.is_mixed THEN 'SCOPE_MISMATCH'
               WHEN s.total0 = 0 THEN 'ZERO_BASE'
               WHEN EXISTS (
                   FROM ops.content_break(product := product) AS b
                   WHERE b.family = s.family AND b.year = left(s.period, 4)::INTEGER
               ) THEN 'FAMILY_BREAK'
           END AS reason
    FROM summed AS s LEFT JOIN months AS m ON m.family = s.family AND m.period = s.period
), part AS (
    SELECT s.family AS family, s.period, s.town_code, coalesce(sum(s.value) FILTER (s.is_later), 0) AS v1,
           coalesce(sum(s.value) FILTER (NOT s.is_later), 0) AS v0
    FROM sided AS s GROUP BY ALL
)
SELECT j.family AS family, j.period, p.town_code, j.reason, p.v1, p.v0,
       CASE WHEN j.reason IS DISTINCT FROM 'INCOMPLETE' THEN j.total1 END AS total1,
       CASE WHEN j.reason IS NULL OR j.reason NOT IN ('INCOMPLETE', 'NULL_BASE') THEN j.total0 END AS total0,
       'REG HS8 by town' AS basis, j.vintage_min, j.vintage_max
FROM judged AS j JOIN part AS p ON p.family = j.family AND p.period = j.period
UNION ALL
SELECT DISTINCT m.family, NULL, NULL, 'CONFIDENTIAL', NULL, NULL, NULL, NULL, 'REG HS8 by town', NULL, NULL
FROM member AS m WHERE NOT EXISTS (FROM core.fct_enterprise_export);
COMMENT ON MACRO TABLE ops.growth_by_town IS 'Trade of enterprises by town from January on, beside the year before, with why there is no growth; one row with the reason CONFIDENTIAL where their rows may not be read.';
