-- Exports of zone members, which are published as sums only.

CREATE TABLE core.fct_zone_cell (
    zone_id VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    currency VARCHAR NOT NULL,
    family VARCHAR NOT NULL,
    group_code VARCHAR NOT NULL,
    value DECIMAL(38, 2),
    enterprises BIGINT,
    is_suppressed BOOLEAN NOT NULL,
    is_complete BOOLEAN,
    is_whole BOOLEAN NOT NULL
);
COMMENT ON TABLE core.fct_zone_cell IS 'Exports of the members of a zone, of other enterprises of its city and of those elsewhere, by month; and of members by size class. Made from the confidential rows as they stand now. Cells of fewer than three enterprises are suppressed, and as many others as it takes that none can be found by subtraction, also from core.fct_enterprise_cell.';
COMMENT ON COLUMN core.fct_zone_cell.zone_id IS 'Zone.';
COMMENT ON COLUMN core.fct_zone_cell.period IS 'Month YYYYMM.';
COMMENT ON COLUMN core.fct_zone_cell.currency IS 'Currency of value.';
COMMENT ON COLUMN core.fct_zone_cell.family IS 'Product family: that of the zone''s industry (ALL goods where it has none), or that of the printed line within it.';
COMMENT ON COLUMN core.fct_zone_cell.group_code IS 'MEMBER; OUTSIDE other enterprises of the city; ELSEWHERE; ALL of them; or L, M, S, XS, NONE: members of a size class, or without one.';
COMMENT ON COLUMN core.fct_zone_cell.value IS 'Sum of the exports in units of the currency; NULL if suppressed.';
COMMENT ON COLUMN core.fct_zone_cell.enterprises IS 'Number of enterprises with exports; NULL if suppressed.';
COMMENT ON COLUMN core.fct_zone_cell.is_suppressed IS 'True if the cell is not published.';
COMMENT ON COLUMN core.fct_zone_cell.is_complete IS 'False if a figure of the cell is held, or in conflict between releases; value then leaves it out. NULL if suppressed.';
COMMENT ON COLUMN core.fct_zone_cell.is_whole IS 'True if all enterprises of the city were asked for in the month.';
