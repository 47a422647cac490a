-- Helper: world trade by reporter, of one scope, each figure read at one level of the classification.
-- Meaning: the ground of world shares and mirror gaps; levels and revisions are never added to each other.

-- Members of a scope as Comtrade can say them: up to 6 digits; a national code of 8 digits that ends in 00 is its whole subheading.
CREATE OR REPLACE MACRO ops.world_member(family := NULL, product := NULL) AS TABLE
SELECT m.family, m.prefix, r.classification,
       CASE WHEN length(m.prefix) <= 6 THEN m.prefix WHEN right(m.prefix, 2) = '00' THEN left(m.prefix, 6) END AS atom
FROM ops.scope_member(family := family, product := product) AS m
JOIN (VALUES ('H0', 1988), ('H1', 1996), ('H2', 2002), ('H3', 2007), ('H4', 2012), ('H5', 2017), ('H6', 2022))
    AS r (classification, year)
  ON greatest(r.year, 1995) BETWEEN m.hs_year_from AND m.hs_year_to;
COMMENT ON MACRO TABLE ops.world_member IS 'Codes that make a scope in each revision of the Harmonized System; NULL where Comtrade is not as fine.';

-- Imports from the world (000) and from China (156) CIF, exports of China and re-exports of Hong Kong (344) FOB, by year.
CREATE OR REPLACE MACRO ops.world_best(as_of := NULL, family := NULL, product := NULL) AS TABLE
WITH figure AS (
    SELECT w.reporter_code, w.partner_code, w.period, w.flow, w.classification, w.commodity_level, w.commodity_code,
           w.state = 'V' AND (w.flow <> 'M' OR w.cif_value_usd IS NOT NULL OR w.fob_value_usd IS NULL) AS is_usable,
           CASE WHEN w.flow = 'M' THEN coalesce(w.cif_value_usd, w.value_usd)
                ELSE coalesce(w.fob_value_usd, w.value_usd) END AS value_usd
    FROM core.fct_world_trade AS w
    WHERE w.source = 'comtrade' AND w.period_kind = 'A' AND w.state <> 'ABSENT'
      AND regexp_full_match(w.classification, 'H[0-9]')
      AND (w.flow = 'M' AND w.reporter_code <> '156' AND w.partner_code IN ('000', '156')
           OR w.flow = 'X' AND w.reporter_code = '156' AND w.partner_code <> '000'
           OR w.flow = 'RX' AND w.reporter_code = '344' AND w.partner_code = '000')
      AND w.known_from <= ops.moment(as_of) AND (w.known_to IS NULL OR w.known_to > ops.moment(as_of))
), member AS (
    SELECT * FROM ops.world_member(family := family, product := product) AS m
), named AS (
    SELECT m.family AS family, m.atom, f.classification, f.reporter_code, f.partner_code, f.period, f.flow, 0 AS step,
           f.value_usd, f.is_usable
    FROM figure AS f JOIN member AS m ON m.classification = f.classification AND m.atom = f.commodity_code
), covered AS (
    SELECT DISTINCT m.family AS family, m.atom, c.classification, c.reporter_code, p.partner_code, c.period, c.flow,
           c.commodity_level
    FROM core.world_coverage AS c
    SEMI JOIN (SELECT release_id FROM core.dim_release WHERE known_from <= ops.moment(as_of)) AS r USING (release_id)
    JOIN member AS m ON m.classification = c.classification AND length(m.atom) <= c.commodity_level
     AND len(list_filter(c.covers_hs, lambda x: x = '*' OR starts_with(m.atom, x))) > 0
    JOIN (
        SELECT DISTINCT partner_code FROM figure
        UNION SELECT DISTINCT reporter_code FROM figure
    ) AS p ON len(list_filter(c.covers_partners, lambda x: x = '*' OR x = p.partner_code)) > 0
    WHERE c.is_closed AND c.source = 'comtrade' AND c.period_kind = 'A'
      AND (c.flow = 'M' AND c.reporter_code <> '156' AND p.partner_code IN ('000', '156')
           OR c.flow = 'X' AND c.reporter_code = '156' AND p.partner_code NOT IN ('000', '156')
           OR c.flow = 'RX' AND c.reporter_code = '344' AND p.partner_code = '000')
), added AS (
    SELECT c.family AS family, c.atom, c.classification, c.reporter_code, c.partner_code, c.period, c.flow,
           c.commodity_level AS step, coalesce(sum(f.value_usd), 0) AS value_usd,
           coalesce(bool_and(f.is_usable), true) AS is_usable
    FROM covered AS c
    LEFT JOIN figure AS f
      ON f.classification = c.classification AND f.reporter_code = c.reporter_code AND f.partner_code = c.partner_code
     AND f.period = c.period AND f.flow = c.flow AND f.commodity_level = c.commodity_level
     AND starts_with(f.commodity_code, c.atom)
    GROUP BY ALL
)
SELECT * FROM (FROM named UNION ALL BY NAME FROM added) AS b
QUALIFY row_number() OVER (
    PARTITION BY b.family, b.atom, b.classification, b.reporter_code, b.partner_code, b.period, b.flow ORDER BY b.step
) = 1;
COMMENT ON MACRO TABLE ops.world_best IS 'Values of the members of a scope by reporter, partner, year, flow and classification: of the code itself (step 0), or added up from the coarsest level that is covered (step, its number of digits).';

-- The scope as the sum of its members.
CREATE OR REPLACE MACRO ops.world_flow(as_of := NULL, family := NULL, product := NULL) AS TABLE
WITH wanted AS (
    SELECT m.family AS family, m.classification, count(*) AS members, count(m.atom) AS sayable
    FROM ops.world_member(family := family, product := product) AS m GROUP BY ALL
), summed AS (
    SELECT b.family AS family, b.classification, b.reporter_code, b.partner_code, b.period, b.flow,
           sum(b.value_usd) AS value_usd, bool_and(b.is_usable) AND count(*) = any_value(w.members) AS is_whole,
           any_value(w.sayable < w.members) AS is_too_fine
    FROM ops.world_best(as_of := as_of, family := family, product := product) AS b
    JOIN wanted AS w ON w.family = b.family AND w.classification = b.classification
    GROUP BY ALL
), marked AS (
    SELECT s.*, count(*) FILTER (s.is_whole) OVER (
        PARTITION BY s.family, s.reporter_code, s.period, s.classification
    ) AS answers
    FROM summed AS s
)
-- one classification per reporter and year, for all flows: the one that answers most, then the latest
SELECT k.* FROM marked AS k
QUALIFY rank() OVER (PARTITION BY k.family, k.reporter_code, k.period ORDER BY k.answers DESC, k.classification DESC) = 1;
COMMENT ON MACRO TABLE ops.world_flow IS 'Values of a scope by reporter, partner, year and flow, in one classification of each reporter and year, and whether they are whole.';

-- Reporters with what they import, what China says it exports to them, and how much of the world each is.
CREATE OR REPLACE MACRO ops.world_reporter(as_of := NULL, family := NULL, product := NULL) AS TABLE
WITH flow_of AS (
    SELECT * FROM ops.world_flow(as_of := as_of, family := family, product := product) AS f
), asked AS (
    SELECT DISTINCT c.period, unnest(c.covers_reporters) AS reporter_code
    FROM core.world_coverage AS c
    SEMI JOIN (SELECT release_id FROM core.dim_release WHERE known_from <= ops.moment(as_of)) AS r USING (release_id)
    WHERE c.flow = 'M' AND c.period_kind = 'A' AND c.source = 'comtrade'
), year_of AS (
    SELECT DISTINCT f.family AS family, f.period FROM flow_of AS f WHERE f.flow = 'M'
), expected AS (
    SELECT y.family AS family, y.period, f.reporter_code
    FROM year_of AS y JOIN flow_of AS f ON f.family = y.family AND f.flow = 'M'
     AND abs(f.period::INTEGER - y.period::INTEGER) <= 1
    UNION
    SELECT y.family, y.period, a.reporter_code FROM year_of AS y JOIN asked AS a ON a.period = y.period
    WHERE a.reporter_code NOT IN ('*', '156')
), imported AS (
    SELECT f.family AS family, f.period, f.reporter_code,
           sum(f.value_usd) FILTER (f.partner_code = '000' AND f.is_whole) AS from_world,
           sum(f.value_usd) FILTER (f.partner_code = '156' AND f.is_whole) AS from_china,
           bool_or(f.is_too_fine) AS is_too_fine
    FROM flow_of AS f WHERE f.flow = 'M' GROUP BY ALL
), sold AS (
    SELECT f.family AS family, f.period, f.partner_code AS reporter_code, sum(f.value_usd) AS exported
    FROM flow_of AS f WHERE f.flow = 'X' AND f.is_whole GROUP BY ALL
), weighed AS (
    SELECT e.family AS family, e.period, e.reporter_code, i.from_world, i.from_china, s.exported,
           coalesce(i.is_too_fine, false) AS is_too_fine,
           coalesce(i.from_world, (
               SELECT arg_min(n.from_world, (abs(n.period::INTEGER - e.period::INTEGER), n.period))
               FROM imported AS n
               WHERE n.family = e.family AND n.reporter_code = e.reporter_code AND n.from_world IS NOT NULL
           )) AS weight
    FROM expected AS e
    LEFT JOIN imported AS i ON i.family = e.family AND i.period = e.period AND i.reporter_code = e.reporter_code
    LEFT JOIN sold AS s ON s.family = e.family AND s.period = e.period AND s.reporter_code = e.reporter_code
)
SELECT w.*, coalesce(w.weight, avg(w.weight) OVER (PARTITION BY w.family, w.period), 1)::DOUBLE AS part
FROM weighed AS w;
COMMENT ON MACRO TABLE ops.world_reporter IS 'Reporters of a year: imports from the world and from China, exports of China to them, and their weight; one that is expected and has not reported has no figures.';

-- A share that is known of a part only is no more than the part's value over the least that the whole can be.
CREATE OR REPLACE MACRO ops.world_share_bound(value_usd, least_usd) AS value_usd / nullif(least_usd, 0);
COMMENT ON MACRO ops.world_share_bound IS 'Upper bound of a share of the world: a value over exports that the world contains, such as those of China in fewer months.';
