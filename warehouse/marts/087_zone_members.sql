-- What the weight of a zone reads: exports of its members and of its city by month, and its members on a day.
-- Meaning: the published sums over confidential figures, beside the printed line of the city.

CREATE OR REPLACE MACRO ops.zone_exports(currency := 'CNY') AS TABLE
WITH city AS (
    SELECT z.zone_id, l.family AS family, a.period, a.period_kind::VARCHAR AS period_kind, a.value, a.rows_held + a.rows_conflict = 0 AS is_decided
    FROM core.dim_zone AS z
    JOIN core.agg_trade_month AS a
      ON a.place_code = z.prefecture_code AND a.product_level = 'LINE' AND a.flow = 'X' AND a.geo_basis = 'REG'
     AND a.ownership = 'ALL' AND NOT a.by_partner AND NOT a.by_regime AND a.currency::VARCHAR = currency
    JOIN core.printed_line AS l ON l.line_code = a.product_code
), spans AS (
    SELECT c.*, p.period_start, p.period_end, p.months FROM city AS c JOIN core.dim_period AS p USING (period, period_kind)
), ends AS (
    SELECT s.zone_id, s.family, s.period, s.period_kind, 'month' AS measure, s.period_start, s.period_end FROM spans AS s
    UNION ALL
    SELECT s.zone_id, s.family, s.period, s.period_kind, 'ytd', date_trunc('year', s.period_end)::DATE, s.period_end
    FROM spans AS s
), summed AS (
    SELECT e.zone_id, e.family, e.period, e.period_kind, e.measure, e.period_start, e.period_end, sum(s.value) AS city_value,
           bool_and(s.is_decided) AND sum(s.months) = date_diff('month', any_value(e.period_start), any_value(e.period_end)) + 1 AS has_city
    FROM ends AS e
    JOIN spans AS s ON s.zone_id = e.zone_id AND s.family = e.family
     AND s.period_start >= e.period_start AND s.period_end <= e.period_end
     AND (s.period_kind = 'M' OR e.measure = 'ytd' OR e.period_kind = s.period_kind)
     AND NOT (s.period_kind = 'JF' AND EXISTS (
         FROM spans AS o WHERE o.zone_id = s.zone_id AND o.family = s.family AND o.period_kind = 'M'
         AND o.period_start >= s.period_start AND o.period_end <= s.period_end) AND e.period_kind <> 'JF')
    GROUP BY ALL
), cell AS (
    SELECT c.*, strptime(c.period || '01', '%Y%m%d')::DATE AS month_start FROM core.fct_zone_cell AS c WHERE c.currency = currency
)
SELECT m.zone_id, m.family, m.period, m.period_kind, m.measure, m.period_end, c.group_code,
       any_value(CASE WHEN m.has_city THEN m.city_value END) AS city_value,
       sum(c.value) AS value, bool_or(c.is_suppressed) AS is_suppressed,
       coalesce(bool_and(c.is_complete), false) AS is_complete,
       count(*) = date_diff('month', any_value(m.period_start), any_value(m.period_end)) + 1 AS has_months,
       max(c.enterprises) AS enterprises, bool_and(c.is_whole) AND count(*) = 1 AS is_whole
FROM summed AS m
JOIN cell AS c ON c.zone_id = m.zone_id AND c.family = m.family AND c.month_start BETWEEN m.period_start AND m.period_end
GROUP BY ALL;
COMMENT ON MACRO TABLE ops.zone_exports IS 'Exports of groups of enterprises and of the city by zone, for each month of the line of the city and from January on; of enterprises the most in any month.';
