-- Metric: M29
-- Meaning: notifications by foreign authorities per 100 million US dollars of exports to their markets.
-- Formula: n x w / E x 1e8: n notifications of goods of the family declared to be from China in the 12 months up to the month, w the match weight, E exports of the family to the authority's markets in the 12 months that ended 6 months before, US dollars. Interval w x Garwood(n) / E x 1e8.
-- Unit: notifications per 100 million US dollars.
-- Edge cases: days of the 12 months of which no report is loaded, or months of exports that are not covered, INCOMPLETE, what there is in partial_value; a joint January and February that the window of exports cuts JF_MERGED; goods of the family that notifications do not name (parts, diodes), or preliminary and official exports in one sum, SCOPE_MISMATCH; no rate of exchange NULL_BASE; no exports ZERO_DENOM. No notification: 0, and the upper limit from -ln 0.025. Notifications in quarantine are not confirmed: they are counted in alerts_held and the figure is not complete.
-- Caveats: a notification is no number of units; the effort of authorities varies; the owner of a brand is not the maker; the origin is declared; goods are told from words. Read matched_share before any conclusion on the zone.
-- Source: domain reference, metrics M29; Garwood (1936). Markets of the Safety Gate: the 27 members of the Union, Iceland, Liechtenstein, Norway, and the United Kingdom to the end of 2020; of the CPSC the United States.
-- Feeds: safety_gate, cpsc_recalls, customs_query, fx_rates, zone_roster
-- Freshness: monthly, as reports and exports are released
-- Column period: Last month of the notifications, YYYYMM.
-- Column months_have: Covered months of exports that went in; a joint January and February counts as two.
-- Parameters: as_of, currency of the exports that are read (yuan become dollars by the monthly rate), family, authority (NULL for each), match_weight

CREATE OR REPLACE MACRO marts.notification_rate(
    as_of := NULL, currency := 'CNY', family := NULL, authority := NULL, match_weight := 1
) AS TABLE
WITH known AS (
    SELECT m.* FROM ops.notification_months(as_of := as_of) AS m WHERE authority IS NULL OR m.authority_code = authority
), ends AS (
    SELECT k.authority_code, k.period, k.month_at,
           count(*) FILTER (k.is_covered) OVER (
               PARTITION BY k.authority_code ORDER BY k.month_at RANGE BETWEEN 11 PRECEDING AND CURRENT ROW
           ) AS alert_months
    FROM known AS k
), families AS (
    SELECT f.family AS family,
           -- every member is a heading that notifications can name
           bool_and(EXISTS (FROM core.notification_heading AS h WHERE h.hs_heading = f.prefix)) AS is_named
    FROM ops.scope_member(family := family) AS f
    WHERE EXISTS (FROM known) GROUP BY ALL
), matched AS (
    SELECT DISTINCT m.authority_code, m.case_no FROM ops.notification_match(as_of := as_of) AS m WHERE m.candidates = 1
), alert AS (
    SELECT n.authority_code, f.family AS family, n.state, n.is_origin_china,
           year(n.alert_date) * 12 + month(n.alert_date) AS month_at, m.case_no IS NOT NULL AS is_matched
    FROM ops.notifications_at(as_of := as_of) AS n
    JOIN ops.scope_member(family := family) AS f ON n.hs_heading = f.prefix
    LEFT JOIN matched AS m ON m.authority_code = n.authority_code AND m.case_no = n.case_no
    WHERE n.alert_date IS NOT NULL AND year(n.alert_date) BETWEEN f.hs_year_from AND f.hs_year_to
), counted AS (
    SELECT e.authority_code, e.period, e.month_at, e.alert_months, f.family AS family, f.is_named,
           count(*) FILTER (a.state = 'V' AND a.is_origin_china) AS alerts,
           count(*) FILTER (a.state <> 'V' AND a.is_origin_china IS DISTINCT FROM false) AS alerts_held,
           count(*) FILTER (a.state = 'V' AND a.is_origin_china IS NULL) AS alerts_of_unknown_origin,
           count(*) FILTER (a.state = 'V' AND a.is_origin_china AND a.is_matched) AS alerts_matched
    FROM ends AS e
    CROSS JOIN families AS f
    LEFT JOIN alert AS a
      ON a.authority_code = e.authority_code AND a.family = f.family AND a.month_at BETWEEN e.month_at - 11 AND e.month_at
    GROUP BY ALL
), used AS (
    SELECT * FROM ops.months_used(as_of := as_of, flow := 'X', currency := currency, family := family) AS m
    WHERE m.by_partner AND m.is_covered
), traded AS (
    SELECT a.authority_code, p.family AS family, p.geo_basis, p.product_level, p.by_regime, p.by_place, p.period, p.period_kind,
           sum(CASE WHEN currency = 'USD' THEN p.value::DOUBLE
                    WHEN p.period_kind = 'JF' THEN p.value::DOUBLE / ((r.rate::DOUBLE + j.rate::DOUBLE) / 2)
                    ELSE p.value::DOUBLE / r.rate::DOUBLE END) AS usd,
           bool_or(currency <> 'USD' AND (r.rate IS NULL OR p.period_kind = 'JF' AND j.rate IS NULL)) AS lacks_rate
    FROM ops.month_parts(as_of := as_of, flow := 'X', currency := currency, family := family, dimension := 'partner',
                         at_authorities := true) AS p
    JOIN core.bridge_partner_group AS g
      ON g.partner_code = p.part AND g.valid_from <= last_day(strptime(p.period || '01', '%Y%m%d')::DATE)
     AND (g.valid_to IS NULL OR g.valid_to > strptime(p.period || '01', '%Y%m%d')::DATE)
    JOIN core.dim_authority AS a ON a.group_code = g.group_code
    LEFT JOIN ops.fx_cny_per_usd(as_of := as_of) AS r ON r.month = p.period
    LEFT JOIN ops.fx_cny_per_usd(as_of := as_of) AS j ON j.month = left(p.period, 4) || '01'
    GROUP BY ALL
), summed AS (
    SELECT c.*, u.basis, u.splits,
           coalesce(sum(u.months), 0)::INTEGER AS months_have, coalesce(sum(t.usd), 0) AS exports_usd,
           coalesce(bool_or(t.lacks_rate), false) AS lacks_rate,
           coalesce(bool_or(u.rows_held + u.rows_conflict > 0), false) AS is_undecided,
           coalesce(bool_or(u.is_mixed) OR bool_or(u.is_official) AND NOT bool_and(u.is_official), false) AS is_mixed,
           -- the window begins in the February, or ends in the January, of a year that has both as one
           coalesce(bool_or(u.period_kind = 'JF' AND u.month_at IN (c.month_at - 17, c.month_at - 5)), false) AS is_cut,
           min(u.vintage_min) AS vintage_min, max(u.vintage_max) AS vintage_max
    FROM counted AS c
    LEFT JOIN used AS u
      ON u.family = c.family AND u.month_at BETWEEN c.month_at - 17
         AND c.month_at - CASE WHEN u.period_kind = 'JF' THEN 5 ELSE 6 END
    LEFT JOIN traded AS t
      ON t.authority_code = c.authority_code AND t.family = u.family AND t.geo_basis = u.geo_basis
     AND t.product_level = u.product_level AND t.by_regime = u.by_regime AND t.by_place = u.by_place
     AND t.period = u.period AND t.period_kind = u.period_kind
    GROUP BY ALL
), judged AS (
    SELECT s.*,
           CASE WHEN NOT s.is_named THEN 'SCOPE_MISMATCH' WHEN s.is_cut THEN 'JF_MERGED'
                WHEN s.alert_months < 12 OR s.months_have < 12 OR s.is_undecided THEN 'INCOMPLETE'
                WHEN s.is_mixed THEN 'SCOPE_MISMATCH' WHEN s.lacks_rate THEN 'NULL_BASE'
                WHEN s.exports_usd = 0 THEN 'ZERO_DENOM' END AS reason,
           match_weight / nullif(s.exports_usd, 0) * 1e8 AS per_notification
    FROM summed AS s
), best AS (
    SELECT * FROM judged AS j
    QUALIFY row_number() OVER (
        PARTITION BY j.authority_code, j.family, j.period ORDER BY j.is_cut, j.months_have DESC, j.splits, j.basis
    ) = 1
)
SELECT b.authority_code, b.family AS family, b.period,
       CASE WHEN b.reason IS NULL THEN b.alerts * b.per_notification END AS value,
       'per 100 million USD' AS unit, b.reason IS NULL AND b.alerts_held = 0 AS complete, b.reason,
       CASE WHEN b.reason = 'INCOMPLETE' AND NOT b.lacks_rate THEN b.alerts * b.per_notification END AS partial_value,
       CASE WHEN b.reason IS NULL THEN ops.garwood_low(b.alerts) * b.per_notification END AS interval_low,
       CASE WHEN b.reason IS NULL THEN ops.garwood_high(b.alerts) * b.per_notification END AS interval_high,
       b.alerts, b.alerts_held, b.alerts_of_unknown_origin, b.alerts_matched,
       b.alerts_matched / nullif(b.alerts, 0)::DOUBLE AS matched_share,
       CASE WHEN NOT b.lacks_rate THEN b.exports_usd END AS exports_usd, b.alert_months, b.months_have, b.basis,
       b.vintage_min, b.vintage_max,
       'no number of units; effort varies; a brand''s owner is not the maker; the origin is declared' AS caveats
FROM best AS b;

CREATE OR REPLACE VIEW marts.notification_rate AS FROM marts.notification_rate();
