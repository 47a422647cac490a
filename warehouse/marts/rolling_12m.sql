-- Metric: M08
-- Meaning: value of the last 12 months, up to and with a month.
-- Formula: sum of 12 covered months; a joint January and February counts whole or not at all.
-- Unit: units of currency.
-- Edge cases: a month of the window is not covered, or a row of it is in quarantine or in conflict: NULL INCOMPLETE, what there is in partial_value; the window ends in the January of a JF year: JF_MERGED; the family's content changed within the window: FAMILY_BREAK.
-- Source: domain reference, metrics M08.
-- Feeds: customs_query, customs_city
-- Freshness: monthly, as released
-- Parameters: as_of, flow, currency, family, product, place, partner, regime, as in month_value

CREATE OR REPLACE MACRO marts.rolling_12m(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := NULL, partner := 'ALL',
    regime := 'ALL'
) AS TABLE
WITH month AS (
    SELECT m.*, left(m.period, 4)::INTEGER * 12 + right(m.period, 2)::INTEGER AS month_no,
           CASE WHEN m.period_kind = 'JF' THEN 2 ELSE 1 END AS months
    FROM ops.month_by_level(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                            place := place, partner := partner, regime := regime) AS m
), jf_year AS (
    SELECT j.family AS family, j.place_code, j.partner_code, j.regime_code, j.basis, left(j.period, 4) AS year
    FROM month AS j
    GROUP BY ALL
    HAVING bool_or(j.period_kind = 'JF' AND j.is_covered)
       AND count(*) FILTER (j.period_kind = 'M' AND right(j.period, 2) <= '02' AND j.is_covered) < 2
), used AS (
    SELECT m.*, j.year IS NOT NULL AS is_jf_year
    FROM month AS m
    LEFT JOIN jf_year AS j
      ON j.family = m.family AND j.place_code = m.place_code AND j.partner_code = m.partner_code
     AND j.regime_code = m.regime_code AND j.basis = m.basis AND j.year = left(m.period, 4)
    WHERE CASE WHEN j.year IS NULL THEN m.period_kind = 'M' ELSE m.period_kind = 'JF' OR right(m.period, 2) > '02' END
), ends AS (
    SELECT DISTINCT u.family AS family, u.place_code, u.partner_code, u.regime_code, u.basis, u.splits,
           u.product_level, p.period, left(p.period, 4)::INTEGER * 12 + right(p.period, 2)::INTEGER AS month_no
    FROM used AS u
    JOIN core.dim_period AS p
      ON p.period_kind = 'M'
     AND p.period BETWEEN (SELECT min(period) FROM used) AND (SELECT max(period) FROM used)
), summed AS (
    SELECT e.family AS family, e.place_code, e.partner_code, e.regime_code, e.basis, e.splits, e.product_level,
           e.period, e.month_no,
           coalesce(sum(u.months) FILTER (u.is_covered), 0)::INTEGER AS months_have, sum(u.value) AS value,
           coalesce(sum(u.rows_held + u.rows_conflict), 0) > 0 AS is_undecided,
           -- the window begins in a February, or ends in a January, of a year that has them as one
           bool_or(u.period_kind = 'JF' AND u.month_no - 1 < e.month_no - 11) AS cuts_first,
           min(u.vintage_min) AS vintage_min, max(u.vintage_max) AS vintage_max, bool_and(u.is_official) AS is_official
    FROM ends AS e
    LEFT JOIN used AS u
      ON u.family = e.family AND u.place_code = e.place_code AND u.partner_code = e.partner_code
     AND u.regime_code = e.regime_code AND u.basis = e.basis AND u.month_no BETWEEN e.month_no - 11 AND e.month_no
    GROUP BY ALL
), judged AS (
    SELECT s.*,
           CASE
               WHEN coalesce(s.cuts_first, false) OR right(s.period, 2) = '01' AND EXISTS (
                   FROM jf_year AS j
                   WHERE j.family = s.family AND j.place_code = s.place_code AND j.partner_code = s.partner_code
                     AND j.regime_code = s.regime_code AND j.basis = s.basis AND j.year = left(s.period, 4)
               ) THEN 'JF_MERGED'
               WHEN s.months_have < 12 OR s.is_undecided THEN 'INCOMPLETE'
               WHEN right(s.period, 2) <> '12' AND EXISTS (
                   FROM core.family_break AS f WHERE f.family = s.family AND f.year = left(s.period, 4)::INTEGER
               ) THEN 'FAMILY_BREAK'
           END AS reason
    FROM summed AS s
    QUALIFY row_number() OVER (
        PARTITION BY s.family, s.place_code, s.partner_code, s.regime_code, s.period
        ORDER BY s.months_have DESC, s.splits, s.product_level DESC, s.basis
    ) = 1
)
SELECT j.family AS family, j.place_code, j.partner_code, j.regime_code, flow AS flow, currency AS currency, j.period,
       CASE WHEN j.reason IS NULL THEN coalesce(j.value, 0) END AS value,
       currency AS unit,
       j.reason IS NULL AS complete,
       j.reason,
       CASE WHEN j.reason IS NOT NULL THEN j.value END AS partial_value,
       j.months_have, j.basis, j.is_official, j.vintage_min, j.vintage_max
FROM judged AS j;

CREATE OR REPLACE VIEW marts.rolling_12m AS FROM marts.rolling_12m();
