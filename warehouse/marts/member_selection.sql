-- Metric: M26
-- Meaning: ranking of the enterprises on the lists of a zone by exports and quality, for whom to take first.
-- Formula: weight_exports x percent_rank of the exports of 12 months over all candidates of the zone + weight_quality x quality score; the score falls from 1 to 0 with the share of batches of 12 months that did not conform. Weights and limits are data (core.metric_default). Kept are enterprises of quality class 1 or 2 without a veto.
-- Unit: points, 0 to 1.
-- Edge cases: a month of the 12 was not delivered whole for every candidate (all goods, partners and regimes, by a declared selection that holds its customs code) INCOMPLETE, the points over what there is in partial_value and no place; equal exports take the lowest rank; a single candidate has percent rank 1; without inspected batches the quality score is 0; a recall of its goods for a death or serious injury in 24 months is a veto. Rests on confidential exports: in the published file every figure is NULL with reason CONFIDENTIAL. Whoever may open the home folder asks it with lighting sql --confidential.
-- Source: domain reference, metrics M26. Weights and limits are defaults of the project.
-- Feeds: zone_roster, customs_enterprise, inspection_batches, returns_claims
-- Freshness: as delivered by the customs
-- Column zone_id: Zone.
-- Column uscc: Social credit code of the enterprise.
-- Column name_zh: Its Chinese name.
-- Column period: Last of the 12 months, YYYYMM; NULL where nothing may be shown.
-- Column quality_class: Class 1 (best) to 4 of the quality management decree.
-- Column exports: Exports of 12 months, units of the currency.
-- Column export_rank: Percent rank of the exports over all candidates, 0 to 1.
-- Column quality_score: Quality score, 0 to 1.
-- Column batches: Inspected batches of 12 months that were decided.
-- Column months_have: Covered months of its exports among the 12.
-- Column has_veto: True if its goods were recalled for a death or serious injury in 24 months.
-- Column is_kept: True if the enterprise is of quality class 1 or 2 and has no veto.
-- Column place: Place among those kept of its zone, 1 for the first.
-- Parameters: as_of (refused), currency, zone (NULL for each), last_month (NULL for the latest)

CREATE OR REPLACE MACRO marts.member_selection(
    as_of := NULL, currency := 'CNY', zone := NULL, last_month := NULL
) AS TABLE
WITH setting AS (
    SELECT max(d.value) FILTER (d.name = 'weight_exports')::DOUBLE AS weight_exports,
           max(d.value) FILTER (d.name = 'weight_quality')::DOUBLE AS weight_quality,
           max(d.value) FILTER (d.name = 'nonconformity_floor')::DOUBLE AS nc_floor,
           max(d.value) FILTER (d.name = 'nonconformity_target')::DOUBLE AS nc_target
    FROM core.metric_default AS d WHERE d.metric = 'M26'
), figure AS (
    SELECT e.customs_code, e.uscc, e.period, e.value
    FROM core.fct_enterprise_export AS e
    WHERE e.known_to IS NULL AND e.state = 'V' AND e.flow = 'X' AND e.currency::VARCHAR = currency
), span AS (
    SELECT x.period, last_day(strptime(x.period || '01', '%Y%m%d')::DATE) AS period_end, x.is_readable
    FROM (
        SELECT coalesce(last_month, l.period) AS period, l.is_readable
        FROM (SELECT max(f.period) AS period, count(*) > 0 AS is_readable FROM figure AS f) AS l
    ) AS x
), firm AS (
    SELECT c.customs_code, min(c.uscc) AS uscc FROM figure AS c GROUP BY c.customs_code
), candidate AS (
    SELECT DISTINCT m.zone_id, e.uscc, e.name_zh, e.customs_code, e.quality_class, s.period, s.period_end, s.is_readable
    FROM span AS s
    CROSS JOIN core.fct_zone_membership AS m
    JOIN core.dim_enterprise AS e ON e.uscc = m.uscc AND e.valid_to IS NULL
    WHERE (zone IS NULL OR m.zone_id = zone) AND (m.exit_date IS NULL OR s.period_end IS NULL OR m.exit_date > s.period_end)
      AND CASE WHEN as_of IS NULL THEN true ELSE error('member_selection shows the present only') END
), covered AS (
    SELECT c.zone_id, c.uscc, count(DISTINCT v.period) AS months_have
    FROM candidate AS c
    LEFT JOIN firm AS w ON w.uscc = c.uscc
    JOIN core.enterprise_coverage AS v
      ON v.is_closed AND v.period_kind = 'M' AND v.flow = 'X' AND v.currency::VARCHAR = currency
     AND v.period <= c.period AND v.period > strftime(c.period_end - INTERVAL 12 MONTH, '%Y%m')
     AND list_contains(v.covers_hs, '*') AND list_contains(v.covers_partners, '*') AND list_contains(v.covers_regimes, '*')
     AND len(list_filter(
             v.covers_enterprises,
             lambda e: e = '*' OR starts_with(coalesce(c.customs_code, w.customs_code, substr(c.uscc, 3, 4)), e)
         )) > 0
    GROUP BY ALL
), sold AS (
    SELECT c.zone_id, c.uscc, sum(f.value) AS exports
    FROM candidate AS c
    JOIN firm AS w ON w.uscc = c.uscc OR w.uscc IS NULL AND w.customs_code = c.customs_code
    JOIN figure AS f ON f.customs_code = w.customs_code
    WHERE f.period <= c.period AND f.period > strftime(c.period_end - INTERVAL 12 MONTH, '%Y%m')
    GROUP BY ALL
), inspected AS (
    SELECT b.uscc, count(*) AS batches, count(*) FILTER (b.result IN ('FAIL', 'REWORK_PASS')) / count(*)::DOUBLE AS nonconformity
    FROM core.fct_inspection_batch AS b, span AS s
    WHERE b.is_inspected AND b.result <> 'PENDING' AND b.inspection_date <= s.period_end
      AND b.inspection_date > s.period_end - INTERVAL 12 MONTH
    GROUP BY b.uscc
), harmed AS (
    SELECT DISTINCT r.uscc FROM core.fct_return_claim AS r, span AS s
    WHERE r.kind = 'RECALL' AND r.severity IN ('SERIOUS_INJURY', 'DEATH') AND r.event_date <= s.period_end
      AND r.event_date > s.period_end - INTERVAL 24 MONTH
), ranked AS (
    SELECT c.*, coalesce(s.exports, 0) AS exports, coalesce(i.batches, 0) AS batches, coalesce(v.months_have, 0) AS months_have, h.uscc IS NOT NULL AS has_veto,
           CASE WHEN count(*) OVER (PARTITION BY c.zone_id) = 1 THEN 1.0
                ELSE percent_rank() OVER (PARTITION BY c.zone_id ORDER BY coalesce(s.exports, 0)) END AS export_rank,
           ops.score_fraction('linear_down', i.nonconformity, d.nc_floor, d.nc_target) AS quality_score,
           d.weight_exports, d.weight_quality
    FROM candidate AS c
    CROSS JOIN setting AS d
    LEFT JOIN covered AS v ON v.zone_id = c.zone_id AND v.uscc = c.uscc
    LEFT JOIN sold AS s ON s.zone_id = c.zone_id AND s.uscc = c.uscc
    LEFT JOIN inspected AS i ON i.uscc = c.uscc
    LEFT JOIN harmed AS h ON h.uscc = c.uscc
), judged AS (
    SELECT r.*, coalesce(r.quality_class <= 2, false) AND NOT r.has_veto AS is_kept,
           r.weight_exports * r.export_rank + r.weight_quality * r.quality_score AS points,
           -- a rank is one among all candidates, so what is missing of one is missing of all
           CASE WHEN NOT r.is_readable THEN 'CONFIDENTIAL'
                WHEN min(r.months_have) OVER (PARTITION BY r.zone_id) < 12 THEN 'INCOMPLETE' END AS reason
    FROM ranked AS r
)
SELECT j.zone_id, j.uscc, j.name_zh, j.period,
       CASE WHEN j.reason IS NULL THEN j.points END AS value,
       'points' AS unit,
       j.reason IS NULL AS complete,
       j.reason,
       CASE WHEN j.reason = 'INCOMPLETE' THEN j.points END AS partial_value,
       j.quality_class,
       CASE WHEN j.is_readable THEN j.exports END AS exports,
       CASE WHEN j.is_readable THEN j.export_rank END AS export_rank,
       CASE WHEN j.is_readable THEN j.quality_score END AS quality_score,
       CASE WHEN j.is_readable THEN j.batches END AS batches,
       CASE WHEN j.is_readable THEN j.months_have END AS months_have,
       CASE WHEN j.is_readable THEN j.has_veto END AS has_veto,
       CASE WHEN j.is_readable THEN j.is_kept END AS is_kept,
       CASE WHEN j.reason IS NULL AND j.is_kept
            THEN rank() OVER (PARTITION BY j.zone_id, j.is_kept ORDER BY j.points DESC) END AS place
FROM judged AS j;

CREATE OR REPLACE VIEW marts.member_selection AS FROM marts.member_selection();
