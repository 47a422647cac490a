-- Helpers over the lists of bureaus: what they state at a moment.
-- Meaning: current rows of facts without versions, the figures of industries with one source each.

CREATE OR REPLACE MACRO ops.latest_stated(fact, as_of := NULL) AS TABLE
SELECT a.key, a.content, a.source_file, a.source_row
FROM core.accepted_row AS a
WHERE as_of IS NOT NULL AND a.table_name = fact AND a.released_at <= ops.moment(as_of)
QUALIFY (a.released_at, a.revision_no) = max((a.released_at, a.revision_no)) OVER (PARTITION BY a.key);
COMMENT ON MACRO TABLE ops.latest_stated IS 'Accepted rows of a fact without versions that counted at a moment, as JSON; several of one key if releases of one moment differ; none where as_of is NULL.';

CREATE OR REPLACE MACRO ops.industry_figure(as_of := NULL) AS TABLE
WITH stated AS (
    SELECT o.year, o.geo_code, o.industry_code, o.scope, o.measure, o.source_ref, o.operator, o.value,
           o.currency::VARCHAR AS currency, o.published_on
    FROM core.fct_industry_output AS o WHERE as_of IS NULL
    UNION ALL
    SELECT (l.key ->> 0)::INTEGER, l.key ->> 1, l.key ->> 2, l.key ->> 3, l.key ->> 4, l.key ->> 5,
           ops.agreed(l.content ->> 'operator'), ops.agreed(l.content ->> 'value')::DECIMAL(24, 2),
           ops.agreed(l.content ->> 'currency'), ops.agreed(l.content ->> 'published_on')::DATE
    FROM ops.latest_stated('fct_industry_output', as_of := as_of) AS l GROUP BY l.key
)
SELECT s.*, count(*) OVER (PARTITION BY s.year, s.geo_code, s.industry_code, s.scope, s.measure) AS sources
FROM stated AS s
QUALIFY row_number() OVER (
    PARTITION BY s.year, s.geo_code, s.industry_code, s.scope, s.measure
    ORDER BY s.value IS NULL, s.operator IS DISTINCT FROM '=', s.published_on DESC NULLS LAST, s.source_ref
) = 1;
COMMENT ON MACRO TABLE ops.industry_figure IS 'Figures of industries, one source each: a figure before a bound, then the latest published one.';

CREATE OR REPLACE MACRO ops.implied_market(domestic_sales, share) AS CASE WHEN share > 0 THEN domestic_sales / share END;
COMMENT ON MACRO ops.implied_market IS 'The market that domestic sales and a claimed share of it imply; NULL where the share is not above 0.';
