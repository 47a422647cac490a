-- Metric: M17
-- Meaning: partners that are new, and partners that were lost, in the last 12 months.
-- Formula: new: nothing in the 24 months before, and in the last 12 months trade in at least 3 of them or at least 100,000 US dollars. Lost: trade in the 12 months before the last 12, none since.
-- Unit: fraction: share of a new partner in the last 12 months, of a lost one in the 12 months before.
-- Edge cases: fewer than 36 covered months, or a row of them in quarantine or in conflict, INCOMPLETE; a window that ends in January cuts a joint January and February JF_MERGED; preliminary and official figures in one sum SCOPE_MISMATCH; partners that are no market, and codes not valid through all 36 months, are left out; a joint January and February is one month of presence; yuan become dollars by the monthly rate, without a rate only presence counts.
-- Source: domain reference, metrics M17.
-- Feeds: customs_query, fx_rates
-- Freshness: monthly, as released
-- Column partner_code: Customs code of the partner; NULL where the history is too short.
-- Column period: Last month of the window, YYYYMM.
-- Parameters: as_of, flow, currency, family, product, place, regime (a code or ALL)

CREATE OR REPLACE MACRO marts.market_entry_exit(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', regime := 'ALL'
) AS TABLE
WITH used AS (
    SELECT * FROM ops.months_used(as_of := as_of, flow := flow, currency := currency, family := family,
                                  product := product, place := coalesce(place, 'ALL'),
                                  regime := coalesce(regime, 'ALL')) AS m
    WHERE m.by_partner AND m.is_covered
), window_at AS (
    SELECT e.family AS family, e.basis, e.splits, e.period, e.month_at,
           sum(c.months)::INTEGER AS months_have, bool_or(c.rows_held + c.rows_conflict > 0) AS is_undecided,
           -- in January each of the three years may cut a joint January and February in two
           bool_or(c.period_kind = 'JF' AND right(e.period, 2) = '01') AS is_cut,
           bool_or(c.is_mixed) OR bool_or(c.is_official) AND NOT bool_and(c.is_official) AS is_mixed,
           min(c.vintage_min) AS vintage_min, max(c.vintage_max) AS vintage_max
    FROM used AS e
    JOIN used AS c ON c.family = e.family AND c.basis = e.basis AND c.month_at BETWEEN e.month_at - 35 AND e.month_at
    GROUP BY ALL
), windows AS (
    SELECT * FROM window_at AS w
    QUALIFY row_number() OVER (PARTITION BY w.family, w.period ORDER BY w.is_cut, w.months_have DESC, w.splits, w.basis) = 1
), judged AS (
    SELECT w.*,
           CASE WHEN w.is_cut THEN 'JF_MERGED' WHEN w.months_have < 36 OR w.is_undecided THEN 'INCOMPLETE'
                WHEN w.is_mixed THEN 'SCOPE_MISMATCH' END AS reason
    FROM windows AS w
), traded AS (
    SELECT p.*, left(p.period, 4)::INTEGER * 12 + right(p.period, 2)::INTEGER AS month_at,
           CASE WHEN currency = 'USD' THEN p.value::DOUBLE
                WHEN p.period_kind = 'JF' THEN p.value::DOUBLE / ((f.rate::DOUBLE + j.rate::DOUBLE) / 2)
                ELSE p.value::DOUBLE / f.rate::DOUBLE END AS usd
    FROM ops.month_parts(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                         place := coalesce(place, 'ALL'), regime := coalesce(regime, 'ALL'),
                         dimension := 'partner') AS p
    LEFT JOIN ops.fx_cny_per_usd(as_of := as_of) AS f ON f.month = p.period
    LEFT JOIN ops.fx_cny_per_usd(as_of := as_of) AS j ON j.month = left(p.period, 4) || '01'
    WHERE p.value > 0 AND p.part NOT IN (SELECT partner_code FROM core.partner_exclusion)
), counted AS (
    SELECT w.family AS family, w.period, t.part,
           count(*) FILTER (t.month_at <= w.month_at - 12) AS months_before,
           count(*) FILTER (t.month_at BETWEEN w.month_at - 23 AND w.month_at - 12) AS months_base,
           count(*) FILTER (t.month_at > w.month_at - 12) AS months_last,
           coalesce(sum(t.usd) FILTER (t.month_at > w.month_at - 12), 0) AS usd_last,
           coalesce(sum(t.value) FILTER (t.month_at > w.month_at - 12), 0) AS value_last,
           coalesce(sum(t.value) FILTER (t.month_at BETWEEN w.month_at - 23 AND w.month_at - 12), 0) AS value_base
    FROM judged AS w
    JOIN used AS u
      ON u.family = w.family AND u.basis = w.basis AND u.month_at BETWEEN w.month_at - 35 AND w.month_at
    JOIN traded AS t
      ON t.family = u.family AND t.geo_basis = u.geo_basis AND t.product_level = u.product_level
     AND t.by_partner = u.by_partner AND t.by_regime = u.by_regime AND t.by_place = u.by_place
     AND t.period = u.period AND t.period_kind = u.period_kind
    WHERE w.reason IS NULL
      -- the code is valid through all 36 months
      AND EXISTS (
          FROM core.dim_partner AS d
          WHERE d.partner_code = t.part AND d.valid_from <= strptime(w.period || '01', '%Y%m%d')::DATE - INTERVAL 35 MONTH
      )
      AND EXISTS (
          FROM core.dim_partner AS d
          WHERE d.partner_code = t.part AND d.valid_from <= strptime(w.period || '01', '%Y%m%d')::DATE
            AND (d.valid_to IS NULL OR d.valid_to > last_day(strptime(w.period || '01', '%Y%m%d')::DATE))
      )
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
SELECT w.family AS family, coalesce(place, 'ALL') AS place_code, s.part AS partner_code,
       coalesce(regime, 'ALL') AS regime_code, flow AS flow, currency AS currency, w.period,
       CASE s.change WHEN 'new' THEN s.value_last::DOUBLE / s.total_last::DOUBLE
                     WHEN 'lost' THEN s.value_base::DOUBLE / s.total_base::DOUBLE END AS value,
       'fraction' AS unit, w.reason IS NULL AS complete, w.reason, s.change, s.value_last, s.value_base,
       s.months_last, s.usd_last, w.months_have, w.basis, w.vintage_min, w.vintage_max
FROM judged AS w
LEFT JOIN status AS s ON s.family = w.family AND s.period = w.period AND s.change IS NOT NULL
WHERE w.reason IS NOT NULL OR s.change IS NOT NULL;

CREATE OR REPLACE VIEW marts.market_entry_exit AS FROM marts.market_entry_exit();
