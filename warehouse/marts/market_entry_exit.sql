-- Metric: M17
-- Meaning: partners that are new, and partners that were lost, in the last 12 months.
-- Formula: new: nothing in the 24 months before, and in the last 12 months trade in at least 3 of them or at least 100,000 US dollars. Lost: trade in the 12 months before the last 12, none since.
-- Unit: fraction: share of a new partner in the last 12 months, of a lost one in the 12 months before.
-- Edge cases: fewer than 36 covered months INCOMPLETE; partners that are no market, and codes not valid through all 36 months, are left out; a joint January and February is one month of presence; yuan become dollars by the monthly rate, without a rate only presence counts.
-- Source: domain reference, metrics M17.
-- Feeds: customs_query, fx_rates
-- Freshness: monthly, as released
-- Column partner_code: Customs code of the partner; NULL where the history is too short.
-- Column period: Last month of the window, YYYYMM.
-- Parameters: as_of, flow, currency, family, product, place, regime (a code or ALL)

CREATE OR REPLACE MACRO marts.market_entry_exit(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', regime := 'ALL'
) AS TABLE
WITH covered AS (
    SELECT m.family AS family, m.basis, m.splits, m.geo_basis, m.product_level, m.by_regime, m.by_place, m.period,
           left(m.period, 4)::INTEGER * 12 + right(m.period, 2)::INTEGER AS month_no,
           max(CASE WHEN m.period_kind = 'JF' THEN 2 ELSE 1 END) AS months,
           bool_or(m.rows_held + m.rows_conflict > 0) AS is_undecided
    FROM ops.month_by_level(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                            place := place, regime := regime) AS m
    WHERE m.by_partner AND m.is_covered
    GROUP BY ALL
), window_at AS (
    SELECT e.family AS family, e.basis, e.geo_basis, e.product_level, e.by_regime, e.by_place, e.period, e.month_no,
           e.splits, sum(c.months) AS months_have, bool_or(c.is_undecided) AS is_undecided
    FROM covered AS e
    JOIN covered AS c ON c.family = e.family AND c.basis = e.basis AND c.month_no BETWEEN e.month_no - 35 AND e.month_no
    GROUP BY ALL
), windows AS (
    SELECT * FROM window_at AS w
    QUALIFY row_number() OVER (PARTITION BY w.family, w.period ORDER BY w.months_have DESC, w.splits, w.basis) = 1
), traded AS (
    SELECT p.*, left(p.period, 4)::INTEGER * 12 + right(p.period, 2)::INTEGER AS month_at,
           CASE WHEN currency = 'USD' THEN p.value::DOUBLE ELSE p.value::DOUBLE / f.rate::DOUBLE END AS usd
    FROM ops.month_parts(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                         place := place, regime := regime, dimension := 'partner') AS p
    LEFT JOIN ops.fx_cny_per_usd() AS f ON f.month = p.period
    WHERE p.value > 0 AND p.part NOT IN (SELECT partner_code FROM core.partner_exclusion)
), counted AS (
    SELECT w.family AS family, w.period, w.basis, w.months_have, w.is_undecided, t.part,
           count(DISTINCT t.month_at) FILTER (t.month_at <= w.month_no - 12) AS months_before,
           count(DISTINCT t.month_at) FILTER (t.month_at BETWEEN w.month_no - 23 AND w.month_no - 12) AS months_base,
           count(DISTINCT t.month_at) FILTER (t.month_at > w.month_no - 12) AS months_last,
           coalesce(sum(t.usd) FILTER (t.month_at > w.month_no - 12), 0) AS usd_last,
           coalesce(sum(t.value) FILTER (t.month_at > w.month_no - 12), 0) AS value_last,
           coalesce(sum(t.value) FILTER (t.month_at BETWEEN w.month_no - 23 AND w.month_no - 12), 0) AS value_base
    FROM windows AS w
    JOIN traded AS t
      ON t.family = w.family AND t.geo_basis = w.geo_basis AND t.product_level = w.product_level
     AND t.by_regime = w.by_regime AND t.by_place = w.by_place AND t.month_at BETWEEN w.month_no - 35 AND w.month_no
    GROUP BY ALL
), status AS (
    SELECT c.*, sum(c.value_last) OVER (PARTITION BY c.family, c.period) AS total_last,
           sum(c.value_base) OVER (PARTITION BY c.family, c.period) AS total_base,
           CASE
               WHEN c.months_before = 0 AND (c.months_last >= 3 OR c.usd_last >= 100000) THEN 'new'
               WHEN c.months_base > 0 AND c.months_last = 0 THEN 'lost'
           END AS change
    FROM counted AS c
)
SELECT s.family AS family, place AS place_code, s.part AS partner_code, regime AS regime_code, flow AS flow,
       currency AS currency, s.period,
       CASE s.change WHEN 'new' THEN s.value_last::DOUBLE / s.total_last::DOUBLE
                     ELSE s.value_base::DOUBLE / s.total_base::DOUBLE END AS value,
       'fraction' AS unit, true AS complete, NULL::VARCHAR AS reason, s.change, s.value_last, s.value_base,
       s.months_last, s.usd_last, s.months_have, s.basis
FROM status AS s
WHERE s.change IS NOT NULL AND s.months_have = 36 AND NOT s.is_undecided
  AND EXISTS (
      FROM core.dim_partner AS d
      WHERE d.partner_code = s.part
        AND d.valid_from <= strptime(s.period || '01', '%Y%m%d')::DATE - INTERVAL 35 MONTH
        AND (d.valid_to IS NULL OR d.valid_to > last_day(strptime(s.period || '01', '%Y%m%d')::DATE))
  )
UNION ALL
SELECT w.family, place, NULL, regime, flow, currency, w.period, NULL, 'fraction', false, 'INCOMPLETE', NULL, NULL, NULL,
       NULL, NULL, w.months_have, w.basis
FROM windows AS w WHERE w.months_have < 36 OR w.is_undecided;

CREATE OR REPLACE VIEW marts.market_entry_exit AS FROM marts.market_entry_exit();
