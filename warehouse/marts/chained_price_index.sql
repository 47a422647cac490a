-- Metric: M12
-- Meaning: how prices of a family moved over the years.
-- Formula: product of the yearly Fisher price indices (price_index from January to December) since the chain began.
-- Unit: ratio to the year in chain_from.
-- Edge cases: the unit of a code changed that year: the link and the figure are NULL UNIT_BREAK; the family's content changed FAMILY_BREAK; a year without all of its months INCOMPLETE; no year before NULL_BASE; otherwise as price_index. After a year without a link the chain begins again with that year as 1.
-- Source: IMF (2009), Export and Import Price Index Manual, chapter 9 on chain indices; domain reference, metrics M12.
-- Feeds: customs_query
-- Freshness: monthly, as released
-- Column period: Year YYYY.
-- Column value: Chained Fisher price index; NULL in a year without a link.
-- Parameters: as_of, flow, currency, family, product, place, partner, regime, cells, quantity_unit, as in price_index

CREATE OR REPLACE MACRO marts.chained_price_index(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL', cells := 'product', quantity_unit := 'first'
) AS TABLE
WITH yearly AS (
    SELECT i.*, left(i.period, 4) AS year,
           CASE
               WHEN right(i.period, 2) <> '12' THEN 'INCOMPLETE'
               WHEN i.reason <> 'NO_MATCH' THEN i.reason
               WHEN i.unit_breaks > 0 THEN 'UNIT_BREAK'
               ELSE i.reason
           END AS link_reason
    FROM ops.fisher_index(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                           place := place, partner := partner, regime := regime, cells := cells,
                           quantity_unit := quantity_unit) AS i
    QUALIFY row_number() OVER (PARTITION BY i.family, left(i.period, 4) ORDER BY i.period DESC) = 1
), chain AS (
    SELECT y.*, count(y.link_reason) OVER (PARTITION BY y.family ORDER BY y.year) AS chain_no FROM yearly AS y
)
SELECT c.family AS family, c.place_code, c.partner_code, c.regime_code, c.flow, c.currency, c.year AS period, c.cells,
       CASE WHEN c.link_reason IS NULL THEN exp(sum(CASE WHEN c.link_reason IS NULL THEN ln(c.value) END) OVER chained) END
           AS value,
       'ratio' AS unit,
       c.link_reason IS NULL AND bool_and(c.complete OR c.link_reason IS NOT NULL) OVER chained AS complete,
       c.link_reason AS reason,
       CASE WHEN c.link_reason IS NULL THEN c.value END AS link,
       CASE WHEN c.link_reason IS NULL THEN first_value(c.year) OVER chained END AS chain_from,
       c.cover0, c.cover1, c.unit_breaks, c.basis, c.vintage_min, c.vintage_max
FROM chain AS c
WINDOW chained AS (PARTITION BY c.family, c.chain_no ORDER BY c.year);

CREATE OR REPLACE VIEW marts.chained_price_index AS FROM marts.chained_price_index();
