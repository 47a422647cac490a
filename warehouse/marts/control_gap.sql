-- Metric: M37
-- Meaning: what the detail lines of a printed table add up to, against the total that it prints.
-- Formula: sum(detail) - printed total; tolerance = n_cells x half unit of the last printed digit; where precisions differ, the sum of all half units, that of the total included.
-- Unit: units of currency.
-- Edge cases: a detail line in quarantine or in conflict, one that an earlier month of the same year has and this one lacks, or parts that are no full partition and add up to less: NULL INCOMPLETE; no total printed, or undecided INCOMPLETE; details and total of different vintage SCOPE_MISMATCH. Details are those of one table and one dimension; aggregates and lines of which are none. Exports and imports are details of the total of both.
-- Source: domain reference, metrics M37 and rule Q41.
-- Feeds: customs_regime_totals, customs_city
-- Freshness: monthly, as released
-- Column family: Product family of the line; ALL for all goods.
-- Column period_kind: M or JF for the measure month, YTD for the year to date as printed.
-- Column dimension: What the details are split by: regime, ownership, flow, partner or place.
-- Column flow: X export, M import, XM both together; the total of exports and imports where the dimension is flow.
-- Column detail_value: Sum of the detail lines, units of currency.
-- Column total_value: Printed total, units of currency.
-- Column detail_lines: Detail lines with a figure.
-- Column missing_lines: Detail lines of earlier months of the year that are not there, or are undecided.
-- Column tolerance: What rounding allows, units of currency.
-- Column is_within_tolerance: True if the gap is no larger.
-- Column gap_in_printed_units: The gap in units of the total's last printed digit.
-- Column tolerance_in_printed_units: The tolerance in the same units.
-- Column basis: Geographic basis and printed table.
-- Parameters: as_of, flow, currency, family, place (a code, ALL, or NULL for each), partner, regime, as in month_value; dimension (regime, ownership, flow, partner, place; NULL for the first three); measure is month or ytd

CREATE OR REPLACE MACRO marts.control_gap(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, place := NULL, partner := 'ALL', regime := 'ALL',
    dimension := NULL
) AS TABLE
WITH part AS (
    SELECT p.*, 'regime' AS split_by
    FROM ops.printed_parts(as_of := as_of, flow := flow, currency := currency, family := family, place := place,
                           partner := partner, regime := regime, dimension := 'regime') AS p
    WHERE dimension IS NULL OR dimension = 'regime'
    UNION ALL
    SELECT p.*, 'ownership'
    FROM ops.printed_parts(as_of := as_of, flow := flow, currency := currency, family := family, place := place,
                           partner := partner, regime := regime, dimension := 'ownership') AS p
    WHERE dimension IS NULL OR dimension = 'ownership'
    UNION ALL
    SELECT p.*, 'flow'
    FROM ops.printed_parts(as_of := as_of, currency := currency, family := family, place := place,
                           partner := partner, regime := regime, dimension := 'flow') AS p
    WHERE dimension IS NULL OR dimension = 'flow'
    UNION ALL
    SELECT p.*, dimension
    FROM ops.printed_parts(as_of := as_of, flow := flow, currency := currency, family := family, place := place,
                           partner := partner, regime := regime, dimension := dimension) AS p
    WHERE dimension IN ('partner', 'place')
), listed AS (
    SELECT p.*, min(p.period) FILTER (p.measure = 'ytd' AND p.part_value IS NOT NULL) OVER line AS listed_from
    FROM part AS p
    -- aggregates and lines of which repeat what others say
    WHERE p.line_kind IS NULL OR p.line_kind NOT IN ('GROUP', 'PART')
    WINDOW line AS (
        PARTITION BY p.family, p.split_by, p.supersession_group, p.product_code, p.geo_basis, p.place_code,
                     p.partner_code, p.regime_code, p.flow, left(p.period, 4), p.part
    )
), known_line AS (
    SELECT DISTINCT l.family AS family, l.split_by, l.supersession_group, l.product_code, l.geo_basis, l.place_code,
           l.partner_code, l.regime_code, l.flow AS flow, left(l.period, 4) AS year, l.part, l.listed_from
    FROM listed AS l WHERE l.listed_from IS NOT NULL
), whole AS (
    SELECT l.family AS family, l.split_by, l.supersession_group, l.product_code, l.geo_basis, l.place_code,
           l.partner_code, l.regime_code, l.flow AS flow, l.measure, l.period_kind, l.period, list(l.part) AS parts,
           any_value(l.total_value) AS total_value, any_value(l.total_state) AS total_state,
           any_value(l.total_half_unit) AS total_half_unit, sum(l.part_value) AS detail_value,
           count(l.part_value) AS detail_lines, count(*) FILTER (l.part_state <> 'V') AS undecided_lines,
           min(l.part_half_unit) FILTER (l.part_value IS NOT NULL) AS least_half_unit,
           max(l.part_half_unit) FILTER (l.part_value IS NOT NULL) AS largest_half_unit,
           sum(l.part_half_unit) FILTER (l.part_value IS NOT NULL) AS half_units,
           count(*) FILTER (l.split_by = 'ownership' AND l.part IN ('SOE', 'FIE', 'PRIVATE')) = 3
           OR bool_or(l.split_by = 'regime' AND l.part = '39')
           OR count(*) FILTER (l.split_by = 'flow') = 2 AS is_full,
           bool_and(l.part_is_official = l.total_is_official) AS is_same_vintage,
           bool_and(l.part_is_official AND l.total_is_official) AS is_official,
           min(l.vintage_min) AS vintage_min, max(l.vintage_max) AS vintage_max
    FROM listed AS l GROUP BY ALL
    HAVING count(l.part_value) + count(*) FILTER (l.part_state <> 'V') > 0
), missed AS (
    SELECT w.*, w.undecided_lines + (
               SELECT count(*) FROM known_line AS k
               WHERE k.family = w.family AND k.split_by = w.split_by AND k.supersession_group = w.supersession_group
                 AND k.product_code = w.product_code AND k.geo_basis = w.geo_basis AND k.place_code = w.place_code
                 AND k.partner_code = w.partner_code AND k.regime_code = w.regime_code AND k.flow = w.flow
                 AND k.year = left(w.period, 4) AND k.listed_from < w.period AND NOT list_contains(w.parts, k.part)
           ) AS missing_lines,
           w.detail_value - w.total_value AS gap,
           CASE WHEN w.least_half_unit = w.largest_half_unit AND w.largest_half_unit = w.total_half_unit
                THEN w.half_units ELSE w.half_units + w.total_half_unit END AS tolerance
    FROM whole AS w
), judged AS (
    SELECT m.*,
           CASE
               WHEN m.total_state <> 'V' OR m.total_value IS NULL OR m.missing_lines > 0 THEN 'INCOMPLETE'
               WHEN NOT m.is_same_vintage THEN 'SCOPE_MISMATCH'
               WHEN NOT m.is_full AND m.gap < -m.tolerance THEN 'INCOMPLETE'
           END AS reason
    FROM missed AS m
)
SELECT j.family AS family, j.place_code, j.partner_code, j.regime_code, j.flow AS flow, currency AS currency, j.measure,
       j.period_kind, j.period, j.split_by AS dimension,
       CASE WHEN j.reason IS NULL THEN j.gap END AS value,
       currency AS unit,
       j.reason IS NULL AS complete,
       j.reason,
       j.detail_value, j.total_value, j.detail_lines, j.missing_lines, j.tolerance,
       CASE WHEN j.reason IS NULL THEN abs(j.gap) <= j.tolerance END AS is_within_tolerance,
       CASE WHEN j.reason IS NULL THEN j.gap::DOUBLE / (2 * j.total_half_unit)::DOUBLE END AS gap_in_printed_units,
       j.tolerance::DOUBLE / (2 * j.total_half_unit)::DOUBLE AS tolerance_in_printed_units,
       j.geo_basis, concat_ws(' ', j.geo_basis, 'LINE printed', j.supersession_group) AS basis, j.is_official,
       j.vintage_min, j.vintage_max
FROM judged AS j;

CREATE OR REPLACE VIEW marts.control_gap AS FROM marts.control_gap();
