-- Helpers that the metrics share.
-- Meaning: moments, the state of facts at a moment, which products belong to which family.

CREATE OR REPLACE MACRO ops.moment(as_of) AS CASE
    WHEN as_of IS NULL THEN TIMESTAMP 'infinity'
    WHEN typeof(as_of) = 'DATE' OR length(as_of::VARCHAR) <= 10
        THEN date_trunc('day', as_of::VARCHAR::TIMESTAMP) + INTERVAL 1 DAY - INTERVAL 1 MICROSECOND
    WHEN typeof(as_of) LIKE '%TIME ZONE' OR regexp_matches(as_of::VARCHAR, '(Z|[+-][0-9]{2}(:?[0-9]{2})?)$')
        THEN timezone('Asia/Shanghai', as_of::VARCHAR::TIMESTAMPTZ)
    ELSE as_of::VARCHAR::TIMESTAMP
END;
COMMENT ON MACRO ops.moment IS 'A moment from what a user writes as as_of: NULL is the present, a day means its end, a time without offset is Asia/Shanghai.';

CREATE OR REPLACE MACRO ops.state_at(as_of := NULL) AS TABLE
SELECT * FROM core.fct_trade
WHERE known_from <= ops.moment(as_of) AND (known_to IS NULL OR known_to > ops.moment(as_of));
COMMENT ON MACRO TABLE ops.state_at IS 'Every key of fct_trade as it stood at a moment, ABSENT, HELD and CONFLICT included.';

CREATE OR REPLACE MACRO ops.hs_revision(year) AS CASE
    WHEN year >= 2028 THEN '2028' WHEN year >= 2022 THEN '2022' WHEN year >= 2017 THEN '2017' WHEN year >= 2012 THEN '2012'
    WHEN year >= 2007 THEN '2007' WHEN year >= 2002 THEN '2002' WHEN year >= 1996 THEN '1996' ELSE '1992'
END;
COMMENT ON MACRO ops.hs_revision IS 'HS revision in force in a year, as the year of its entry into force (World Customs Organization).';

-- Products of a scope: the members of a family in their years, or one HS prefix that is asked for instead.
-- variant const_family: the members of the constant family that stands for the family, where there is one.
CREATE OR REPLACE MACRO ops.scope_member(family := NULL, product := NULL, variant := '') AS TABLE
SELECT m.family, m.prefix, m.hs_year_from, m.hs_year_to
FROM core.product_family_member AS m
WHERE product IS NULL AND (family IS NULL OR m.family = family)
  AND (variant <> 'const_family' OR m.family NOT IN (SELECT k.family FROM core.constant_family_member AS k))
UNION ALL
SELECT c.family, c.prefix, c.hs_year_from, c.hs_year_to
FROM core.constant_family_member AS c
WHERE product IS NULL AND (family IS NULL OR c.family = family) AND variant = 'const_family'
UNION ALL
SELECT product, product, 1900, 9999 WHERE product IS NOT NULL;
COMMENT ON MACRO TABLE ops.scope_member IS 'HS prefixes of each family by year, or the one prefix that is asked for.';

-- Codes that make a member whole: its HS8 codes where a code table covers it in that year, else the prefix itself.
CREATE OR REPLACE MACRO ops.scope_atom(family := NULL, product := NULL, variant := '') AS TABLE
WITH years AS (
    SELECT DISTINCT left(period, 4)::INTEGER AS year FROM core.release_coverage
), member AS (
    SELECT m.family, m.prefix, y.year,
           EXISTS (
               FROM core.code_coverage AS c
               WHERE c.table_name = 'dim_hs8' AND c.year = y.year AND starts_with(m.prefix, c.prefix)
           ) AS is_listed
    FROM ops.scope_member(family := family, product := product, variant := variant) AS m
    JOIN years AS y ON y.year BETWEEN m.hs_year_from AND m.hs_year_to
)
SELECT m.family, m.year, h.hs8 AS atom
FROM member AS m JOIN core.dim_hs8 AS h ON h.year = m.year AND starts_with(h.hs8, m.prefix) WHERE m.is_listed
UNION
SELECT m.family, m.year, m.prefix
FROM member AS m
WHERE NOT m.is_listed
   OR NOT EXISTS (FROM core.dim_hs8 AS h WHERE h.year = m.year AND starts_with(h.hs8, m.prefix));
COMMENT ON MACRO TABLE ops.scope_atom IS 'What must be covered so that a family is covered whole in a year.';

-- Years whose content cannot be set against the year before. For an HS prefix these are the years of a revision that moves content between
-- it and other members of families; e-waste, which left every heading in 2022, does not count.
CREATE OR REPLACE MACRO ops.content_break(product := NULL, variant := '') AS TABLE
SELECT f.family, f.year
FROM core.family_break AS f
WHERE variant <> 'const_family' OR f.family NOT IN (SELECT k.family FROM core.constant_family_member AS k)
UNION
SELECT product, b.from_rev::INTEGER
FROM core.bridge_hs_concordance AS b
WHERE product IS NOT NULL AND b.note IS DISTINCT FROM 'ewaste'
  AND b.to_rev = ops.hs_revision(b.from_rev::INTEGER - 1)
  AND starts_with(b.from_hs6, left(product, 6)) <> starts_with(b.to_hs6, left(product, 6))
  AND EXISTS (
      FROM core.product_family_member AS m
      WHERE starts_with(CASE WHEN starts_with(b.from_hs6, left(product, 6)) THEN b.to_hs6 ELSE b.from_hs6 END,
                        left(m.prefix, 6))
  );
COMMENT ON MACRO TABLE ops.content_break IS 'First years of a new content of families, and of one HS prefix: growth across them is not comparable.';

-- Facts of a flow and currency at a moment, with the family of each row and the level of detail of its source.
CREATE OR REPLACE MACRO ops.trade_at(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL', all_versions := false
) AS TABLE
WITH rows_at AS (
    SELECT t.*, left(t.period, 4) AS year, t.partner_code <> 'ALL' AS by_partner, t.regime_code <> 'ALL' AS by_regime,
           t.place_code <> 'ALL' AS by_place
    FROM core.fct_trade AS t
    WHERE t.known_from <= ops.moment(as_of)
      AND (all_versions OR t.state <> 'ABSENT' AND (t.known_to IS NULL OR t.known_to > ops.moment(as_of)))
      AND t.flow::VARCHAR = flow AND t.currency::VARCHAR = currency AND t.ownership = 'ALL'
      AND (place IS NULL OR place = 'ALL' OR t.place_code = place)
      AND (partner IS NULL OR partner = 'ALL' OR t.partner_code = partner)
      AND (regime IS NULL OR regime = 'ALL' OR t.regime_code = regime)
      AND (product IS NULL OR (t.product_level = 'HS8' AND starts_with(t.product_code, product)))
), product_of AS (
    SELECT DISTINCT p.product_level, p.product_code, p.year, m.family
    FROM (SELECT DISTINCT product_level, product_code, year FROM rows_at) AS p
    JOIN ops.scope_member(family := family, product := product) AS m
      ON p.product_level = 'HS8' AND starts_with(p.product_code, m.prefix)
     AND p.year::INTEGER BETWEEN m.hs_year_from AND m.hs_year_to
    UNION
    SELECT DISTINCT p.product_level, p.product_code, p.year, l.family
    FROM (SELECT DISTINCT product_level, product_code, year FROM rows_at) AS p
    JOIN core.printed_line AS l ON p.product_level = 'LINE' AND p.product_code = l.line_code
    WHERE product IS NULL AND (family IS NULL OR l.family = family)
)
SELECT r.*, f.family AS family
FROM rows_at AS r JOIN product_of AS f USING (product_level, product_code, year);
COMMENT ON MACRO TABLE ops.trade_at IS 'Facts of one flow and currency at a moment, with family and level of detail; a row of several families comes once for each. With all_versions every version known by then, ABSENT ones included.';

-- The base that a printed growth implies, and the interval from half a printed unit of value and growth.
CREATE OR REPLACE MACRO ops.implied_base(v1, growth) AS CASE WHEN growth > -1 THEN v1 / (1 + growth) END;
COMMENT ON MACRO ops.implied_base IS 'V1 / (1 + g): the base that a value and its growth imply; NULL where the growth is -1 or less.';
CREATE OR REPLACE MACRO ops.implied_base_low(v1, v1_half_unit, growth, growth_half_unit) AS
    CASE WHEN growth - growth_half_unit > -1 THEN (v1 - v1_half_unit) / (1 + growth + growth_half_unit) END;
COMMENT ON MACRO ops.implied_base_low IS 'Least base within the rounding of a printed value and growth; NULL where the growth reaches -1.';
CREATE OR REPLACE MACRO ops.implied_base_high(v1, v1_half_unit, growth, growth_half_unit) AS
    CASE WHEN growth - growth_half_unit > -1 THEN (v1 + v1_half_unit) / (1 + growth - growth_half_unit) END;
COMMENT ON MACRO ops.implied_base_high IS 'Largest base within the rounding of a printed value and growth; NULL where the growth reaches -1.';
CREATE OR REPLACE MACRO ops.growth_implied(two_year_growth, growth_last) AS
    pow(1 + two_year_growth, 2) / (1 + growth_last) - 1;
COMMENT ON MACRO ops.growth_implied IS 'Growth of the first of two years from the average of both and the growth of the last: (1 + a)^2 = (1 + g1)(1 + g2).';
CREATE OR REPLACE MACRO ops.growth_in_usd(growth_cny, fx0, fx1) AS (1 + growth_cny) / (fx1 / fx0) - 1;
COMMENT ON MACRO ops.growth_in_usd IS 'Growth in dollars from growth in yuan: (1 + g_cny) = (1 + g_usd)(fx1 / fx0), fx in yuan per dollar.';

-- A column of several rows of one key: its value where they agree, else NULL.
CREATE OR REPLACE MACRO ops.agreed(item) AS
    CASE WHEN count(DISTINCT item) <= 1 AND count(item) IN (0, count(*)) THEN min(item) END;
COMMENT ON MACRO ops.agreed IS 'Aggregate: the value that all rows of a group agree on, NULL where they differ.';

-- Yuan per dollar by month, of the preferred source of one type, as known at a moment.
CREATE OR REPLACE MACRO ops.fx_cny_per_usd(kind := 'MONTH_AVG', as_of := NULL) AS TABLE
WITH known AS (
    SELECT f.month, f.base, f.quote, f.rate_type, f.source, f.rate FROM core.fct_fx_month AS f WHERE as_of IS NULL
    UNION ALL
    SELECT r.key ->> 0, r.key ->> 1, r.key ->> 2, r.key ->> 3, r.key ->> 4,
           ops.agreed((r.content ->> 'rate')::DECIMAL(18, 8))
    FROM (
        SELECT a.key, a.content
        FROM core.accepted_row AS a
        WHERE as_of IS NOT NULL AND a.table_name = 'fct_fx_month' AND a.released_at <= ops.moment(as_of)
        QUALIFY (a.released_at, a.revision_no) = max((a.released_at, a.revision_no)) OVER (PARTITION BY a.key)
    ) AS r
    GROUP BY r.key
)
SELECT f.month, f.rate
FROM known AS f
LEFT JOIN core.fx_preference AS named ON named.source = f.source
LEFT JOIN core.fx_preference AS any_other ON any_other.source = '*'
WHERE f.base = 'USD' AND f.quote = 'CNY' AND f.rate_type = kind AND f.rate IS NOT NULL
QUALIFY row_number() OVER (
    PARTITION BY f.month ORDER BY coalesce(named.preference, any_other.preference), f.source
) = 1;
COMMENT ON MACRO TABLE ops.fx_cny_per_usd IS 'Yuan per dollar by month, of the preferred source, as known at a moment.';
