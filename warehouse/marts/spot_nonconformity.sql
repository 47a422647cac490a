-- Metric: M28
-- Meaning: share of batches that did not conform in spot checks outside the catalogue of legal inspection.
-- Formula: bad batches / sampled batches, with Wilson's interval of 95 %.
-- Unit: fraction.
-- Edge cases: samples are targeted, so they say nothing of all batches and are never added to the batches of legal inspection (M27); those chosen for risk and those drawn by lot stay apart. None sampled ZERO_DENOM; releases that differ CONFLICT.
-- Source: domain reference, metrics M28; Wilson (1927).
-- Feeds: spot_checks
-- Freshness: as delivered by the bureau
-- Column period: Year YYYY of the checks.
-- Column period_kind: A year.
-- Column place_code: Place whose batches were drawn; ALL for the nation as a whole.
-- Column flow: X export, M import, ALL both together as the bureau counted them.
-- Parameters: as_of, place (a code; NULL for each), product_group (NULL for each), selection (RISK, RANDOM; NULL for each)

CREATE OR REPLACE MACRO marts.spot_nonconformity(
    as_of := NULL, place := NULL, product_group := NULL, selection := NULL
) AS TABLE
WITH stated AS (
    SELECT c.year, c.geo_code, c.flow, c.product_group, c.selection, c.sampled_batches, c.bad_batches, c.published_share,
           c.published_half_unit
    FROM core.fct_spot_check AS c WHERE as_of IS NULL
    UNION ALL
    SELECT (l.key ->> 1)::INTEGER, l.key ->> 2, l.key ->> 3, l.key ->> 4, ops.agreed(l.content ->> 'selection'),
           ops.agreed(l.content ->> 'sampled_batches')::INTEGER, ops.agreed(l.content ->> 'bad_batches')::INTEGER,
           ops.agreed(l.content ->> 'published_share')::DECIMAL(9, 6),
           ops.agreed(l.content ->> 'published_half_unit')::DECIMAL(9, 8)
    FROM ops.latest_stated('fct_spot_check', as_of := as_of) AS l GROUP BY l.key
), summed AS (
    SELECT s.year, s.geo_code, s.flow, s.product_group, s.selection, count(*) AS campaigns,
           sum(s.sampled_batches)::BIGINT AS sampled_batches, sum(s.bad_batches)::BIGINT AS bad_batches,
           bool_or(s.sampled_batches IS NULL OR s.bad_batches IS NULL OR s.selection IS NULL) AS is_undecided,
           CASE WHEN count(*) = 1 THEN any_value(s.published_share) END AS published_share,
           CASE WHEN count(*) = 1 THEN any_value(s.published_half_unit) END AS published_half_unit
    FROM stated AS s
    WHERE (place IS NULL OR s.geo_code = place) AND (product_group IS NULL OR s.product_group = product_group)
      AND (selection IS NULL OR s.selection = selection)
    GROUP BY s.year, s.geo_code, s.flow, s.product_group, s.selection
), judged AS (
    SELECT u.*, CASE WHEN u.is_undecided THEN 'CONFLICT' WHEN u.sampled_batches = 0 THEN 'ZERO_DENOM' END AS reason,
           CASE WHEN NOT u.is_undecided THEN u.bad_batches / nullif(u.sampled_batches, 0) END AS value
    FROM summed AS u
)
SELECT j.geo_code AS place_code, j.flow, j.product_group, j.selection, j.year::VARCHAR AS period, 'A' AS period_kind,
       j.value,
       'fraction' AS unit,
       j.reason IS NULL AS complete,
       j.reason,
       CASE WHEN j.reason IS NULL THEN ops.wilson_low(j.bad_batches, j.sampled_batches) END AS interval_low,
       CASE WHEN j.reason IS NULL THEN ops.wilson_high(j.bad_batches, j.sampled_batches) END AS interval_high,
       j.sampled_batches, j.bad_batches, j.campaigns, j.published_share,
       abs(j.published_share - j.value) <= j.published_half_unit + 1e-9 AS is_published_consistent
FROM judged AS j;

CREATE OR REPLACE VIEW marts.spot_nonconformity AS FROM marts.spot_nonconformity();
