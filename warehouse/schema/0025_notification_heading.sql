-- Which goods notifications can be told to be of.
CREATE TABLE core.notification_heading (
    hs_heading VARCHAR NOT NULL
);
COMMENT ON TABLE core.notification_heading IS 'Headings that words of notifications can point to; shipped. Goods of other headings cannot be told.';
COMMENT ON COLUMN core.notification_heading.hs_heading IS 'HS heading or subheading.';
