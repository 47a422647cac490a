-- Metric: M30
-- Meaning: returns, claims and recalls per 10,000 export declarations.
-- Formula: events / declarations x 10,000; value_share the value of the goods concerned / value of exports. Declarations and exports are those of the published cells of the figures by enterprise (E01).
-- Unit: per 10,000 declarations.
-- Edge cases: no declarations are known ZERO_DENOM; the cell is suppressed SMALL_CELL, of a year if that of one month is; a month was not delivered or not asked for whole (no declared selection, or one of some enterprises, goods or partners), an event is of an enterprise outside the customs areas that were asked for or of none that is known, or a figure is held or in conflict INCOMPLETE, and partial_value sets the events of the enterprises and months that were delivered beside their declarations. Exports in dollars come before those in yuan, which are turned into dollars at the average rate of the month. There is no as_of, as in E01.
-- Source: domain reference, metrics M30.
-- Feeds: returns_claims, customs_enterprise, fx_rates
-- Freshness: as delivered by the bureau and the customs
-- Column heading: HS heading of 4 digits; ALL for all commodities.
-- Column partner_code: Customs code of the country that goods went to; ALL for all.
-- Column period: Year YYYY or month YYYYMM of the event and of the export.
-- Column period_kind: A year, M month.
-- Column events: Returns, claims and recalls.
-- Column events_outside: Those of enterprises that the figures by enterprise were not asked for, or of unknown ones.
-- Column value_share: Value of the goods concerned as a share of the value of exports, 0..1; NULL if that is not known.
-- Column months_have: Months of which figures by enterprise were delivered whole.
-- Parameters: as_of (refused), heading (NULL for each; ALL for the total), partner (a code or ALL)

CREATE OR REPLACE MACRO marts.return_rate(as_of := NULL, heading := NULL, partner := 'ALL') AS TABLE
WITH side AS (
    SELECT c.period AS month, max(c.currency::VARCHAR) AS currency,
           arg_max(c.covered_areas, c.currency::VARCHAR) AS covered_areas
    FROM core.fct_enterprise_cell AS c WHERE c.flow = 'X' AND c.heading = 'ALL' AND c.partner_code = 'ALL'
    GROUP BY c.period
), cell AS (
    SELECT c.period AS month, c.heading, c.is_suppressed, coalesce(c.is_complete, false) AS is_complete, c.declarations,
           c.covered_areas,
           CASE WHEN s.currency = 'USD' THEN c.value::DOUBLE ELSE c.value::DOUBLE / f.rate::DOUBLE END AS value_usd
    FROM core.fct_enterprise_cell AS c
    JOIN side AS s ON s.month = c.period AND s.currency = c.currency::VARCHAR
    LEFT JOIN ops.fx_cny_per_usd() AS f ON f.month = c.period
    WHERE c.flow = 'X' AND c.partner_code = partner
      AND CASE WHEN as_of IS NULL THEN true
               ELSE error('return_rate shows the present only, as the cells of enterprises that it rests on') END
), firm AS (
    -- an area of customs is told by the code at the customs, a prefecture by the social credit code too
    SELECT m.uscc, list(DISTINCT m.customs_code) AS codes
    FROM core.dim_enterprise AS m WHERE m.customs_code IS NOT NULL GROUP BY m.uscc
), placed AS (
    SELECT e.kind, e.value_usd, strftime(e.event_date, '%Y%m') AS month, unnest(['ALL', left(e.hs8, 4)]) AS heading,
           CASE WHEN e.uscc IS NULL THEN [] ELSE list_append(coalesce(f.codes, []), substr(e.uscc, 3, 4)) END AS codes
    FROM core.fct_return_claim AS e
    LEFT JOIN firm AS f ON f.uscc = e.uscc
    WHERE e.event_date IS NOT NULL AND e.hs8 IS NOT NULL AND (partner = 'ALL' OR e.partner_code = partner)
      AND (as_of IS NULL OR error('return_rate shows the present only, as the cells of enterprises that it rests on'))
), event AS (
    SELECT p.month, p.heading, count(*) AS events,
           count(*) FILTER (
               len(list_filter(coalesce(c.covered_areas, s.covered_areas, []),
                               lambda a: a = '*' OR len(list_filter(p.codes, lambda k: starts_with(k, a))) > 0)) = 0
           ) AS outside,
           count(*) FILTER (p.kind = 'RETURN') AS returns, count(*) FILTER (p.kind = 'CLAIM') AS claims,
           count(*) FILTER (p.kind = 'RECALL') AS recalls, sum(p.value_usd)::DOUBLE AS value_usd
    FROM placed AS p
    LEFT JOIN cell AS c ON c.month = p.month AND c.heading = p.heading
    LEFT JOIN side AS s ON s.month = p.month
    GROUP BY p.month, p.heading
), month_of AS (
    SELECT coalesce(e.month, c.month) AS month, coalesce(e.heading, c.heading) AS heading, s.month IS NOT NULL AS is_delivered,
           coalesce(e.outside, 0) AS outside, e.events, e.returns, e.claims, e.recalls, e.value_usd AS events_usd,
           c.month IS NOT NULL AS has_cell, c.is_suppressed, c.is_complete, c.declarations, c.value_usd AS exports_usd
    FROM event AS e FULL JOIN cell AS c ON c.month = e.month AND c.heading = e.heading
    LEFT JOIN side AS s ON s.month = coalesce(e.month, c.month)
), summed AS (
    SELECT m.heading, left(m.month, k.digits) AS period, k.kind AS period_kind, k.months,
           coalesce(sum(m.events), 0)::BIGINT AS events, sum(m.outside)::BIGINT AS outside,
           coalesce(sum(m.events - m.outside) FILTER (m.is_delivered), 0) AS events_in,
           coalesce(sum(m.returns), 0)::BIGINT AS returns, coalesce(sum(m.claims), 0)::BIGINT AS claims,
           coalesce(sum(m.recalls), 0)::BIGINT AS recalls, coalesce(sum(m.events_usd), 0) AS events_usd,
           coalesce(bool_or(m.is_suppressed), false) AS is_hidden,
           bool_and(m.is_complete) FILTER (m.has_cell) AS is_complete,
           CASE WHEN bool_and(m.declarations IS NOT NULL) FILTER (m.has_cell) THEN sum(m.declarations)::BIGINT
           END AS declarations,
           CASE WHEN bool_and(m.exports_usd IS NOT NULL) FILTER (m.has_cell) THEN sum(m.exports_usd) END AS exports_usd
    FROM month_of AS m CROSS JOIN (VALUES ('A', 4, 12), ('M', 6, 1)) AS k (kind, digits, months)
    WHERE heading IS NULL OR m.heading = heading
    GROUP BY m.heading, left(m.month, k.digits), k.kind, k.months
), delivered AS (
    SELECT h.heading, left(s.month, k.digits) AS period,
           count(*) FILTER (len(coalesce(c.covered_areas, s.covered_areas)) > 0) AS months_have
    FROM (SELECT DISTINCT m.heading FROM month_of AS m) AS h
    CROSS JOIN side AS s CROSS JOIN (VALUES (4), (6)) AS k (digits)
    LEFT JOIN cell AS c ON c.month = s.month AND c.heading = h.heading
    GROUP BY ALL
), judged AS (
    SELECT u.*, coalesce(d.months_have, 0) AS months_have,
           CASE WHEN u.is_hidden THEN 'SMALL_CELL' WHEN coalesce(u.declarations, 0) = 0 THEN 'ZERO_DENOM'
                WHEN d.months_have < u.months OR u.outside > 0 OR NOT u.is_complete THEN 'INCOMPLETE' END AS reason
    FROM summed AS u LEFT JOIN delivered AS d ON d.heading = u.heading AND d.period = u.period
)
SELECT j.heading, partner AS partner_code, j.period, j.period_kind,
       CASE WHEN j.reason IS NULL THEN 10000 * j.events / j.declarations END AS value,
       'per 10,000 declarations' AS unit,
       j.reason IS NULL AS complete,
       j.reason,
       CASE WHEN j.reason = 'INCOMPLETE' THEN 10000 * j.events_in / j.declarations END AS partial_value,
       CASE WHEN j.reason IS NULL OR j.reason = 'ZERO_DENOM' AND j.months_have = j.months AND j.outside = 0 AND j.is_complete
            THEN j.events_usd / nullif(j.exports_usd, 0) END AS value_share,
       j.events, j.outside AS events_outside, j.returns, j.claims, j.recalls, j.events_usd AS events_value_usd,
       CASE WHEN NOT j.is_hidden THEN j.declarations END AS declarations,
       CASE WHEN NOT j.is_hidden THEN j.exports_usd END AS exports_value_usd, j.months_have
FROM judged AS j;

CREATE OR REPLACE VIEW marts.return_rate AS FROM marts.return_rate();
