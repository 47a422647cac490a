-- Metric: M11
-- Meaning: how prices of the year to date differ from those of the same months of the year before, over cells that were traded in both.
-- Formula: with p = value / quantity of a cell: Laspeyres L = sum(p1 q0) / sum(p0 q0), Paasche P = sum(p1 q1) / sum(p0 q1), Fisher F = sqrt(L P). The quantity index is F of quantities, and both multiply to the ratio of the matched values. cover0, cover1: matched value over all value.
-- Unit: ratio to the year before.
-- Edge cases: no cell matched NO_MATCH; a code whose unit changed is not matched and counted in unit_breaks; a cell without a quantity in one of the years is not matched; complete is false where cover0 or cover1 is below 1; base not covered NULL_BASE; V1 not covered INCOMPLETE; January of a year that has January and February as one JF_MERGED; preliminary and official figures in one of the two sums SCOPE_MISMATCH; the family's content changed that year FAMILY_BREAK.
-- Source: Fisher (1922), The Making of Index Numbers; IMF (2009), Export and Import Price Index Manual, chapters 16 and 18; domain reference, metrics M11.
-- Feeds: customs_query
-- Freshness: monthly, as released
-- Column value: Fisher price index, the year before being 1.
-- Parameters: as_of, flow, currency, family, product, place, partner, regime (a code or ALL), cells (product, or product_partner), quantity_unit (first, the first statutory quantity; or kg)

CREATE OR REPLACE MACRO marts.price_index(
    as_of := NULL, flow := 'X', currency := 'CNY', family := NULL, product := NULL, place := 'ALL', partner := 'ALL',
    regime := 'ALL', cells := 'product', quantity_unit := 'first'
) AS TABLE
SELECT * FROM ops.fisher_index(as_of := as_of, flow := flow, currency := currency, family := family, product := product,
                               place := place, partner := partner, regime := regime, cells := cells,
                               quantity_unit := quantity_unit);

CREATE OR REPLACE VIEW marts.price_index AS FROM marts.price_index();
