-- Goods that a notification is about are told by heading, of whatever industry; a table says which industry a heading is of.
-- A cell of enterprises says for which of them its month was asked for whole.
ALTER TABLE core.fct_foreign_notification DROP COLUMN is_lighting;
ALTER TABLE core.fct_foreign_notification_restated DROP COLUMN is_lighting;
ALTER TABLE stage.safety_gate DROP COLUMN is_lighting;
ALTER TABLE stage.cpsc_recalls DROP COLUMN is_lighting;
ALTER TABLE core.notification_heading ADD COLUMN industry_code VARCHAR;
COMMENT ON TABLE core.fct_foreign_notification IS 'Notifications of foreign authorities, every version of every case. Goods of all kinds and origins are kept: ask for family or hs_heading, is_origin_china and state V.';
COMMENT ON COLUMN core.fct_foreign_notification.hs_heading IS 'HS heading or subheading that its category or the words of its product point to; an assumption, the authorities publish none. NULL for goods that no listed word tells.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.hs_heading IS 'HS heading or subheading that its category or the words of its product point to; NULL if none.';
COMMENT ON COLUMN core.fct_foreign_notification.family IS 'Narrowest product family of that heading; NULL where it has none.';
COMMENT ON COLUMN core.fct_foreign_notification_restated.family IS 'Narrowest product family of that heading; NULL where it has none.';
COMMENT ON COLUMN core.notification_heading.industry_code IS 'Industry that the goods of the heading are of; see dim_industry.';
COMMENT ON COLUMN core.dim_product_family.name IS 'Name, in capital letters.';
ALTER TABLE core.fct_enterprise_cell ADD COLUMN covered_areas VARCHAR[];
COMMENT ON COLUMN core.fct_enterprise_cell.covered_areas IS 'Customs areas (beginnings of customs codes, up to a district) all of whose enterprises the releases of the month were asked for, for this heading and partner; * for all enterprises. NULL if no release says so. Shown of suppressed cells too.';
