-- Metric: M06
-- Meaning: by how much a printed table silently changed earlier months of the year: what its year to date says beyond the months printed before.
-- Formula: YTD_t - YTD_(t-1) - M_t, three printed numbers of one source and rank.
-- Unit: units of currency.
-- Edge cases: no more than the sum of the three half units (rounding_tolerance): 0, is_within_rounding true, what was computed in implied_revision; January, and January and February as one: JF_MERGED; one of the three numbers is not printed INCOMPLETE. A preliminary table is set against the preliminary table before, an official one against the official.
-- Source: domain reference, metrics M06.
-- Feeds: customs_city, customs_express, customs_bulletin, customs_regime_totals
-- Freshness: monthly, as released
-- Column family: Product family that the line stands for; NULL if none.
-- Column product_code: Line as printed; ALL if the table is not by commodity.
-- Column source: Group of printed tables that replace each other.
-- Parameters: as_of, flow (X, M, XM), currency, family, place, partner, regime (a code, or NULL for each)

CREATE OR REPLACE MACRO marts.back_revision(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, place := NULL, partner := NULL, regime := NULL
) AS TABLE
WITH latest AS (
    -- of each class of releases its own latest state: an official table does not hide the preliminary one before it
    SELECT p.*, r.rank
    FROM core.fct_trade_printed AS p
    LEFT JOIN core.dim_release AS r ON r.source_file = p.source_file AND r.known_from = p.known_from
    WHERE p.known_from <= ops.moment(as_of) AND p.flow::VARCHAR = flow AND p.currency::VARCHAR = currency
      AND p.ownership = 'ALL' AND (place IS NULL OR p.place_code = place)
      AND (partner IS NULL OR p.partner_code = partner) AND (regime IS NULL OR p.regime_code = regime)
      AND p.period_kind IN ('M', 'JF')
    QUALIFY row_number() OVER (
        PARTITION BY p.supersession_group, p.period, p.period_kind, p.geo_basis, p.place_code, p.product_code,
                     p.partner_code, p.regime_code, p.is_official, r.rank
        ORDER BY p.known_from DESC
    ) = 1
), figure AS (
    SELECT l.*, left(l.period, 4) AS year, right(l.period, 2)::INTEGER AS month_no FROM latest AS l WHERE l.state = 'V'
), compared AS (
    SELECT n.*, b.ytd_value AS ytd_before, b.known_from AS known_before,
           n.ytd_value - b.ytd_value - n.month_value AS implied_revision,
           coalesce(n.ytd_half_unit, 0) + coalesce(b.ytd_half_unit, 0) + coalesce(n.month_half_unit, 0)
               AS rounding_tolerance
    FROM figure AS n
    LEFT JOIN figure AS b
      ON b.supersession_group = n.supersession_group AND b.geo_basis = n.geo_basis AND b.place_code = n.place_code
     AND b.product_code = n.product_code AND b.partner_code = n.partner_code AND b.regime_code = n.regime_code
     AND b.is_official = n.is_official AND b.rank IS NOT DISTINCT FROM n.rank AND b.year = n.year
     AND b.month_no = n.month_no - 1
    QUALIFY row_number() OVER (
        PARTITION BY n.supersession_group, n.period, n.period_kind, n.geo_basis, n.place_code, n.product_code,
                     n.partner_code, n.regime_code, n.is_official, n.rank
        ORDER BY b.period_kind = 'M' DESC
    ) = 1
), judged AS (
    SELECT c.*,
           CASE WHEN c.period_kind = 'JF' OR c.month_no = 1 THEN 'JF_MERGED'
                WHEN c.implied_revision IS NULL THEN 'INCOMPLETE' END AS reason,
           abs(c.implied_revision) <= c.rounding_tolerance AS is_within_rounding
    FROM compared AS c
)
SELECT l.family AS family, j.product_code, j.place_code, j.partner_code, j.regime_code, flow AS flow,
       currency AS currency, j.period, j.period_kind::VARCHAR AS period_kind,
       CASE WHEN j.reason IS NULL THEN CASE WHEN j.is_within_rounding THEN 0 ELSE j.implied_revision END END AS value,
       currency AS unit,
       j.reason IS NULL AS complete,
       j.reason,
       CASE WHEN j.reason IS NULL THEN j.is_within_rounding END AS is_within_rounding,
       CASE WHEN j.reason IS NULL THEN j.implied_revision END AS implied_revision,
       CASE WHEN j.reason IS NULL THEN j.rounding_tolerance END AS rounding_tolerance,
       j.month_value, j.ytd_value, j.ytd_before, j.supersession_group AS source, j.is_official,
       j.geo_basis::VARCHAR AS geo_basis, concat_ws(' ', j.geo_basis, 'printed', j.supersession_group) AS basis,
       least(j.known_before, j.known_from) AS vintage_min, greatest(j.known_before, j.known_from) AS vintage_max
FROM judged AS j
LEFT JOIN core.printed_line AS l ON l.line_code = j.product_code
WHERE family IS NULL OR l.family = family;

CREATE OR REPLACE VIEW marts.back_revision AS FROM marts.back_revision();
