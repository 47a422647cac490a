-- Metric: E01
-- Meaning: value of trade and number of enterprises by HS heading and partner, with totals, of the confidential figures by enterprise.
-- Formula: sum over enterprises of the values that stand now; an enterprise with several customs codes counts once by its social credit code. Cells of fewer than three enterprises are suppressed, and further cells so that none follows from others by subtraction.
-- Unit: units of the currency.
-- Edge cases: suppressed SMALL_CELL, whether for its own size or for the sake of another; a figure that is held or in conflict INCOMPLETE; a heading and partner without trade has no row. There is no as_of: two states of a small cell side by side would tell what was added.
-- Source: domain reference, feeds F06; confidentiality by at least three enterprises.
-- Feeds: customs_enterprise
-- Freshness: as delivered by the customs
-- Column value: Value of all enterprises, in the unit of the column unit; NULL if there is a reason.
-- Column partial_value: Value without the figures that are held or in conflict; NULL if suppressed.
-- Column heading: HS heading of 4 digits; ALL for all commodities.
-- Column period_kind: M month.
-- Column enterprises: Number of enterprises with trade; NULL if suppressed.
-- Parameters: as_of (refused), flow, currency, heading (NULL for each; ALL for the total), partner (NULL for each; ALL for the total)

CREATE OR REPLACE MACRO marts.enterprise_cells(
    as_of := NULL, flow := 'X', currency := 'CNY', heading := NULL, partner := NULL
) AS TABLE
SELECT c.heading, c.partner_code, c.period, 'M' AS period_kind, c.flow::VARCHAR AS flow,
       CASE WHEN c.is_complete THEN c.value END AS value,
       c.currency::VARCHAR AS unit,
       coalesce(c.is_complete, false) AS complete,
       CASE WHEN c.is_suppressed THEN 'SMALL_CELL' WHEN NOT c.is_complete THEN 'INCOMPLETE' END AS reason,
       CASE WHEN NOT c.is_complete THEN c.value END AS partial_value,
       c.enterprises
FROM core.fct_enterprise_cell AS c
WHERE c.flow::VARCHAR = flow AND c.currency::VARCHAR = currency
  AND CASE WHEN as_of IS NULL THEN true
           ELSE error('enterprise_cells shows the present only: two states of a small cell would tell what was added') END
  AND (heading IS NULL OR c.heading = heading) AND (partner IS NULL OR c.partner_code = partner);

CREATE OR REPLACE VIEW marts.enterprise_cells AS FROM marts.enterprise_cells();
