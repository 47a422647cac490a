-- Families whose content stays the same where an HS revision moves content between headings.

CREATE TABLE core.constant_family_member (
    family VARCHAR NOT NULL,
    prefix VARCHAR NOT NULL,
    hs_year_from INTEGER NOT NULL,
    hs_year_to INTEGER NOT NULL
);
COMMENT ON TABLE core.constant_family_member IS 'HS prefixes that stand for a family in growth across a break: headings that exchanged content are taken together, what cannot be followed is left out. A family that is not listed is constant as it is.';
COMMENT ON COLUMN core.constant_family_member.family IS 'Family that it stands for.';
COMMENT ON COLUMN core.constant_family_member.prefix IS 'Leading digits of the codes that belong.';
COMMENT ON COLUMN core.constant_family_member.hs_year_from IS 'First year in which they do.';
COMMENT ON COLUMN core.constant_family_member.hs_year_to IS 'Last year in which they do.';
