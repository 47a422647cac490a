-- Metric: M18
-- Meaning: mix by trade regime or ownership (or partner, place, product): share of each part in the whole, and its change over the year before.
-- Formula: s_i = V_i / V; change = (s1 - s0) x 100, s0 from the figures of the year before, else from those that the table prints for it, else from the printed growth of part and whole: V / (1 + g).
-- Unit: fraction.
-- Edge cases: whole 0 ZERO_DENOM; not covered, not printed or undecided INCOMPLETE; the part in quarantine QUARANTINED, in conflict CONFLICT; January of a JF year JF_MERGED; part and whole of different vintage SCOPE_MISMATCH. Shares of a full partition must add to 1 within 0.005 (Q49), else INCOMPLETE if they add to less and SCOPE_MISMATCH if to more; aggregates and lines of which repeat others and are not added. A partition is full where the source is split by the dimension, where SOE, FIE and PRIVATE are printed, or where the regimes go to 39, other. No base: change_reason NULL_BASE or ZERO_BASE, and FAMILY_BREAK where the family's content changed that year.
-- Source: domain reference, metrics M18 and rule Q49.
-- Feeds: customs_query, customs_city, customs_regime_totals
-- Freshness: monthly, as released
-- Column family: Product family, or the HS prefix that was asked for; ALL for all goods of printed tables.
-- Column period_kind: M or JF for the measure month, YTD for the year to date.
-- Column share_base: The same share a year before, fraction.
-- Column change_pct_points: Change of the share over the year before, percentage points.
-- Column change_reason: Why there is no change; NULL if there is one.
-- Column base_source: figures: those of the year before; printed base: as the same table prints it; printed growth: implied by it.
-- Column flow: X export, M import, XM both together as some tables print it.
-- Column shares_sum: Sum of the shares of the parts, without those that repeat others, fraction.
-- Column is_full_partition: True if the parts are all there are, so that their shares must add to 1.
-- Column basis: Geographic basis and level of detail of the source, or the printed table.
-- Parameters: as_of, flow, currency, family, product, partner, regime, as in month_value; place (a code or ALL; NULL for the nation and each place of printed tables), dimension (regime, ownership, partner, place, product), digits of product codes; measure is month or ytd

CREATE OR REPLACE MACRO marts.trade_mix(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := NULL, partner := 'ALL',
    regime := 'ALL', dimension := 'regime', digits := 8
) AS TABLE
WITH both_sources AS (
    SELECT * FROM ops.mix_of_facts(as_of := as_of, flow := flow, currency := currency, family := family,
                                   product := product, place := coalesce(place, 'ALL'),
                                   partner := coalesce(partner, 'ALL'), regime := coalesce(regime, 'ALL'),
                                   dimension := dimension, digits := digits)
    UNION ALL BY NAME
    SELECT * FROM ops.mix_of_printed(as_of := as_of, flow := flow, currency := currency, family := family,
                                     place := place, partner := partner, regime := regime, dimension := dimension)
    WHERE product IS NULL
), best AS (
    SELECT * FROM both_sources AS b
    QUALIFY rank() OVER (
        PARTITION BY b.family, b.place_code, b.partner_code, b.regime_code, b.measure, b.period_kind, b.period,
                     CASE WHEN b.place_code <> 'ALL' THEN b.geo_basis END
        ORDER BY b.is_covered DESC, b.splits, b.basis
    ) = 1
), summed AS (
    SELECT b.*, b.part_value::DOUBLE / nullif(b.total_value, 0)::DOUBLE AS share,
           b.part_base / nullif(b.total_base, 0) AS share_base,
           sum(b.part_value) FILTER (b.is_own) OVER whole::DOUBLE / nullif(b.total_value, 0)::DOUBLE AS shares_sum,
           bool_or(b.part_value IS NULL) OVER whole AS has_undecided
    FROM best AS b
    WINDOW whole AS (
        PARTITION BY b.family, b.basis, b.place_code, b.partner_code, b.regime_code, b.measure, b.period_kind, b.period
    )
), judged AS (
    SELECT s.*,
           CASE
               WHEN s.reason IS NOT NULL THEN s.reason
               WHEN s.total_value = 0 THEN 'ZERO_DENOM'
               WHEN s.is_full AND round(s.shares_sum - 1, 9) > 0.005 THEN 'SCOPE_MISMATCH'
               WHEN s.is_full AND NOT s.has_undecided AND round(1 - s.shares_sum, 9) > 0.005 THEN 'INCOMPLETE'
           END AS why
    FROM summed AS s
), changed AS (
    SELECT j.*,
           CASE
               WHEN j.why IS NOT NULL THEN j.why
               WHEN j.total_base = 0 THEN 'ZERO_BASE'
               WHEN j.share_base IS NULL THEN 'NULL_BASE'
               WHEN EXISTS (
                   FROM ops.content_break(product := product) AS f WHERE f.family = j.family AND f.year = left(j.period, 4)::INTEGER
               ) THEN 'FAMILY_BREAK'
           END AS why_no_change
    FROM judged AS j
)
SELECT c.family AS family, c.place_code, c.partner_code, c.regime_code, flow AS flow, currency AS currency, c.measure,
       c.period_kind, c.period, dimension AS dimension, c.part AS part_code,
       CASE WHEN c.why IS NULL THEN c.share END AS value,
       'fraction' AS unit,
       c.why IS NULL AS complete,
       c.why AS reason,
       c.part_value, c.total_value, c.share_base,
       CASE WHEN c.why_no_change IS NULL THEN (c.share - c.share_base) * 100 END AS change_pct_points,
       c.why_no_change AS change_reason, CASE WHEN c.share_base IS NOT NULL THEN c.base_source END AS base_source,
       c.shares_sum, c.is_full AS is_full_partition, c.geo_basis, c.basis, c.is_official, c.vintage_min, c.vintage_max
FROM changed AS c;

CREATE OR REPLACE VIEW marts.trade_mix AS FROM marts.trade_mix();
