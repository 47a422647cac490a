-- Metric: M19
-- Meaning: share of a place in the place that it lies in: of a city in its province or the nation, of a province in the nation.
-- Formula: V_child / V_parent, both of one family, basis, currency, vintage (official or preliminary), period and kind.
-- Unit: fraction.
-- Edge cases: geographic basis or vintage of the two differ, or the parent stands in another currency only: NULL SCOPE_MISMATCH; either not covered, or undecided INCOMPLETE; January of a JF year JF_MERGED; parent 0 ZERO_DENOM. The nation's total without places (NAT) is the parent of places of every basis; a total over the provinces of the same basis goes before it. Releases of different days may meet: vintage_min, vintage_max, is_mixed_vintage. A share above 1 is shown as it is; rule Q61 warns of it.
-- Source: domain reference, metrics M19 and Q73.
-- Feeds: customs_query, customs_city
-- Freshness: monthly, as released
-- Column parent_code: Place that the share is of; ALL for the nation.
-- Column period_kind: M or JF for the measure month, YTD for the year to date.
-- Column child_value: Value of the place, units of currency.
-- Column parent_value: Value of the parent, units of currency.
-- Column world_share_bound: What the place's share of the world's trade of this flow can be at most, as the nation's share is at most 1; only where the parent is the nation.
-- Column geo_basis: Geographic basis of the place's figure: REG registration place, SRC source place, CUS customs office.
-- Column parent_geo_basis: Geographic basis of the parent's figure; NAT is the nation without places.
-- Column parent_basis: Geographic basis and level of detail of the source that the parent was read from.
-- Parameters: as_of, flow, currency, family, product, place, partner, regime, as in month_value; parent (a code, ALL, or NULL for each); measure is month or ytd

CREATE OR REPLACE MACRO marts.parent_share(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := NULL, partner := 'ALL',
    regime := 'ALL', parent := NULL
) AS TABLE
WITH figure AS (
    SELECT f.*, CASE WHEN f.reason IS NULL THEN coalesce(f.value, 0) END AS figure_value
    FROM ops.figure_by_level(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                             place := NULL, partner := partner, regime := regime) AS f
), lies_in AS (
    SELECT c.place_code, unnest(list_distinct(list_filter(
               ['ALL', left(c.place_code, 2), CASE WHEN length(c.place_code) = 6 THEN left(c.place_code, 4) || '00' END],
               lambda x: x <> c.place_code))) AS parent_code
    FROM (SELECT DISTINCT f.place_code FROM figure AS f WHERE f.place_code <> 'ALL') AS c
), wanted AS (
    SELECT l.place_code, l.parent_code FROM lies_in AS l
    WHERE (place IS NULL OR l.place_code = place)
      AND (parent IS NULL AND (l.parent_code IN ('ALL', left(l.place_code, 2)) OR EXISTS (
               FROM figure AS f WHERE f.place_code = l.parent_code))
           OR l.parent_code = parent)
), paired AS (
    SELECT c.family AS family, w.place_code, w.parent_code, c.partner_code, c.regime_code, c.measure, c.period_kind,
           c.period, c.figure_value AS child_value, p.figure_value AS parent_value, c.geo_basis, c.basis,
           p.geo_basis AS parent_geo_basis, p.basis AS parent_basis, c.splits, c.product_level,
           p.splits AS parent_splits, p.product_level AS parent_level,
           c.is_covered AS covered1, coalesce(p.is_covered, false) AS covered0,
           c.reason AS child_reason, p.reason AS parent_reason, p.period IS NOT NULL AS has_parent,
           coalesce(p.geo_basis IN (c.geo_basis, 'NAT'), false) AS is_same_basis,
           c.is_official IS NULL OR p.is_official IS NULL OR c.is_official = p.is_official AS is_same_vintage,
           c.is_official IS NOT false AND p.is_official IS NOT false AS is_official,
           least(c.vintage_min, p.vintage_min) AS vintage_min, greatest(c.vintage_max, p.vintage_max) AS vintage_max
    FROM wanted AS w
    JOIN figure AS c ON c.place_code = w.place_code
    LEFT JOIN figure AS p
      ON p.place_code = w.parent_code AND p.family = c.family AND p.partner_code = c.partner_code
     AND p.regime_code = c.regime_code AND p.measure = c.measure AND p.period_kind = c.period_kind
     AND p.period = c.period
    WHERE c.is_given OR p.is_given
), judged AS (
    SELECT p.*,
           CASE
               WHEN p.child_reason IS NOT NULL THEN p.child_reason
               WHEN NOT p.has_parent THEN CASE
                   WHEN EXISTS (
                       FROM core.release_coverage AS o JOIN core.dim_release AS r USING (release_id)
                       WHERE r.known_from <= ops.moment(as_of) AND o.period = p.period AND o.flow::VARCHAR = flow
                         AND o.currency::VARCHAR <> currency
                         AND (p.parent_code = 'ALL' OR o.by_place AND (
                             list_contains(o.covers_places, '*') OR list_contains(o.covers_places, p.parent_code)))
                   ) THEN 'SCOPE_MISMATCH' ELSE 'INCOMPLETE' END
               WHEN NOT p.is_same_basis THEN 'SCOPE_MISMATCH'
               WHEN p.parent_reason IS NOT NULL THEN p.parent_reason
               WHEN NOT p.is_same_vintage THEN 'SCOPE_MISMATCH'
               WHEN p.parent_value = 0 THEN 'ZERO_DENOM'
           END AS reason
    FROM paired AS p
), best AS (
    SELECT * FROM judged AS j
    QUALIFY row_number() OVER (
        PARTITION BY j.family, j.place_code, j.parent_code, j.partner_code, j.regime_code, j.measure, j.period_kind,
                     j.period, j.geo_basis
        ORDER BY j.reason IS NULL DESC, j.covered1 AND j.covered0 AND j.is_same_basis DESC, j.covered1 DESC,
                 j.parent_geo_basis = j.geo_basis DESC, j.splits, j.product_level DESC, j.parent_splits,
                 j.parent_level DESC, j.basis, j.parent_basis
    ) = 1
)
SELECT j.family AS family, j.place_code, j.parent_code, j.partner_code, j.regime_code, flow AS flow,
       currency AS currency, j.measure, j.period_kind, j.period,
       CASE WHEN j.reason IS NULL THEN j.child_value::DOUBLE / j.parent_value::DOUBLE END AS value,
       'fraction' AS unit,
       j.reason IS NULL AS complete,
       j.reason,
       j.child_value, j.parent_value,
       CASE WHEN j.reason IS NULL AND j.parent_code = 'ALL'
            THEN least(j.child_value::DOUBLE / j.parent_value::DOUBLE, 1) END AS world_share_bound,
       j.geo_basis, j.basis, j.parent_geo_basis, j.parent_basis, j.is_official, j.vintage_min, j.vintage_max,
       j.vintage_min IS DISTINCT FROM j.vintage_max AS is_mixed_vintage
FROM best AS j;

CREATE OR REPLACE VIEW marts.parent_share AS FROM marts.parent_share();
