-- Names of places and enterprises, and the history of enterprises.
-- Meaning: which place or enterprise is meant by a name, and what the lists of zone members said of an enterprise and when.

CREATE OR REPLACE MACRO ops.place_names() AS TABLE
WITH named AS (
    SELECT g.place_code, g.level, g.valid_from, g.valid_to, g.name_zh AS name, 'zh' AS name_kind FROM core.dim_geo AS g
    UNION ALL
    SELECT g.place_code, g.level, g.valid_from, g.valid_to, regexp_replace(g.name_zh, '(镇|街道)$', ''), 'short'
    FROM core.dim_geo AS g WHERE g.level = 'TOWN'
    UNION ALL
    SELECT g.place_code, g.level, g.valid_from, g.valid_to, g.name_en, 'en' FROM core.dim_geo AS g
    UNION ALL
    SELECT g.place_code, g.level, g.valid_from, g.valid_to, unnest(g.aliases), 'alias' FROM core.dim_geo AS g
)
SELECT n.* FROM named AS n WHERE n.name IS NOT NULL;
COMMENT ON MACRO TABLE ops.place_names IS 'Every name of every place: Chinese, without its last word for towns, English, and other names in use, with their time.';

CREATE OR REPLACE MACRO ops.place_called(name, on_day := NULL) AS TABLE
SELECT DISTINCT p.place_code, p.level, p.name_kind, p.valid_from, p.valid_to
FROM ops.place_names() AS p
WHERE lower(p.name) = lower(trim(name))
  AND CASE WHEN on_day IS NULL THEN p.valid_to IS NULL
           ELSE p.valid_from <= on_day::DATE AND (p.valid_to IS NULL OR p.valid_to > on_day::DATE) END;
COMMENT ON MACRO TABLE ops.place_called IS 'Places of a name, on a day or at present, whatever kind of name it is: old town and ancient town are Guzhen.';

CREATE OR REPLACE MACRO ops.towns_on(on_day, city := NULL) AS TABLE
SELECT g.place_code, g.name_zh, g.kind, g.parent_code
FROM core.dim_geo AS g
WHERE g.level = 'TOWN' AND g.valid_from <= on_day::DATE AND (g.valid_to IS NULL OR g.valid_to > on_day::DATE)
  AND (city IS NULL OR g.parent_code = city);
COMMENT ON MACRO TABLE ops.towns_on IS 'Towns and streets on a day, of one city or of all.';

CREATE OR REPLACE MACRO ops.name_key(name) AS
    regexp_replace(
        regexp_replace(
            regexp_replace(lower(strip_accents(name)), '[^\p{L}\p{N}]+', ' ', 'g'),
            '\b(co|ltd|limited|company|inc|incorporated|corp|corporation|llc|gmbh)\b|(股份)?有限(责任)?公司$', '', 'g'
        ),
        '\s+', '', 'g'
    );
COMMENT ON MACRO ops.name_key IS 'A name of an enterprise as it is compared: small letters and digits, without the words for its legal form.';

-- One row per enterprise and version. Of each release counts the row of the latest entry; a cell that is empty, or on which releases of
-- the same moment differ, leaves what was known before. The first version reaches back to the first entry.
CREATE OR REPLACE MACRO ops.enterprise_history(as_of := NULL) AS TABLE
WITH said AS (
    SELECT a.key ->> 1 AS uscc, (a.key ->> 2)::DATE AS entry_date, a.released_at, a.source_file, a.source_row, a.content
    FROM core.accepted_row AS a
    WHERE a.table_name = 'fct_zone_membership' AND a.released_at <= ops.moment(as_of)
    QUALIFY a.revision_no = max(a.revision_no) OVER (PARTITION BY a.key, a.released_at)
), first_entry AS (
    SELECT s.uscc, min(s.entry_date) AS entry_date FROM said AS s GROUP BY s.uscc
), latest AS (
    SELECT s.* FROM said AS s QUALIFY s.entry_date = max(s.entry_date) OVER (PARTITION BY s.uscc, s.released_at)
), stated AS (
    SELECT l.uscc, l.released_at,
           min({'file': l.source_file, 'row': l.source_row}) AS origin,
           count(DISTINCT l.content ->> [
               'name_zh', 'other_names', 'customs_code', 'town_code', 'size_class', 'ownership', 'quality_class', 'is_leading',
               'has_traceability', 'has_qms', 'has_intl_cert', 'own_brand_share', 'patents'
           ]) > 1 AS is_conflict,
           ops.agreed(l.content ->> 'name_zh') AS name_zh,
           ops.agreed(l.content ->> 'other_names') AS other_names,
           ops.agreed(l.content ->> 'customs_code') AS customs_code,
           ops.agreed(l.content ->> 'town_code') AS town_code,
           ops.agreed(l.content ->> 'size_class') AS size_class,
           ops.agreed(l.content ->> 'ownership') AS ownership,
           ops.agreed(l.content ->> 'quality_class') AS quality_class,
           ops.agreed(l.content ->> 'is_leading') AS is_leading,
           ops.agreed(l.content ->> 'has_traceability') AS has_traceability,
           ops.agreed(l.content ->> 'has_qms') AS has_qms,
           ops.agreed(l.content ->> 'has_intl_cert') AS has_intl_cert,
           ops.agreed(l.content ->> 'own_brand_share') AS own_brand_share,
           ops.agreed(l.content ->> 'patents') AS patents
    FROM latest AS l
    GROUP BY l.uscc, l.released_at
), known AS (
    SELECT s.uscc, s.released_at, s.origin, s.is_conflict,
           last_value(COLUMNS(c -> c NOT IN ('uscc', 'released_at', 'origin', 'is_conflict')) IGNORE NULLS) OVER (
               PARTITION BY s.uscc ORDER BY s.released_at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
           )
    FROM stated AS s
), daily AS (
    SELECT k.*, k.released_at::DATE AS day
    FROM known AS k QUALIFY k.released_at = max(k.released_at) OVER (PARTITION BY k.uscc, k.released_at::DATE)
), marked AS (
    SELECT d.*,
           [d.name_zh, d.other_names, d.customs_code, d.town_code, d.size_class, d.ownership, d.quality_class, d.is_leading,
            d.has_traceability, d.has_qms, d.has_intl_cert, d.own_brand_share, d.patents, d.is_conflict::VARCHAR] AS state
    FROM daily AS d
), began AS (
    SELECT m.* FROM marked AS m
    QUALIFY m.state IS DISTINCT FROM lag(m.state) OVER (PARTITION BY m.uscc ORDER BY m.day)
)
SELECT b.uscc,
       CASE WHEN lag(b.day) OVER spells IS NULL THEN least(b.day, f.entry_date) ELSE b.day END AS valid_from,
       lead(b.day) OVER spells AS valid_to,
       b.name_zh, b.other_names, b.customs_code, b.town_code, b.size_class, b.ownership,
       b.quality_class::INTEGER AS quality_class, b.is_leading::BOOLEAN AS is_leading,
       b.has_traceability::BOOLEAN AS has_traceability, b.has_qms::BOOLEAN AS has_qms,
       b.has_intl_cert::BOOLEAN AS has_intl_cert, b.own_brand_share::DECIMAL(9, 6) AS own_brand_share,
       b.patents::INTEGER AS patents, b.is_conflict,
       b.origin.file AS source_file, b.origin.row AS source_row
FROM began AS b JOIN first_entry AS f ON f.uscc = b.uscc
WINDOW spells AS (PARTITION BY b.uscc ORDER BY b.day);
COMMENT ON MACRO TABLE ops.enterprise_history IS 'What the lists of zone members say of each enterprise over time, as far as known at a moment; makes core.dim_enterprise.';

CREATE OR REPLACE MACRO ops.enterprise_at(as_of := NULL) AS TABLE
SELECT e.* FROM core.dim_enterprise AS e WHERE as_of IS NULL
UNION ALL BY NAME
SELECT h.* FROM ops.enterprise_history(as_of := as_of) AS h WHERE as_of IS NOT NULL;
COMMENT ON MACRO TABLE ops.enterprise_at IS 'Versions of enterprises as known at a moment; core.dim_enterprise without one.';

CREATE OR REPLACE MACRO ops.enterprise_names(as_of := NULL) AS TABLE
WITH enterprise AS (
    SELECT e.uscc, e.valid_from, e.valid_to, e.name_zh, e.other_names FROM ops.enterprise_at(as_of := as_of) AS e
), named AS (
    SELECT e.uscc, e.valid_from, e.valid_to, e.name_zh AS name, 'zh' AS name_kind FROM enterprise AS e
    UNION ALL
    SELECT e.uscc, e.valid_from, e.valid_to, trim(unnest(string_split_regex(e.other_names, '[;；]'))), 'other'
    FROM enterprise AS e
)
SELECT n.*, ops.name_key(n.name) AS name_key FROM named AS n WHERE n.name <> '';
COMMENT ON MACRO TABLE ops.enterprise_names IS 'Every name that an enterprise bears or bore: Chinese and other ones, as known at a moment, with their time and the key by which names are compared.';

CREATE OR REPLACE MACRO ops.enterprise_called(name) AS TABLE
SELECT e.uscc, bool_or(e.valid_to IS NULL) AS is_present_name
FROM ops.enterprise_names() AS e
WHERE e.name_key = ops.name_key(name) AND e.name_key <> ''
GROUP BY e.uscc;
COMMENT ON MACRO TABLE ops.enterprise_called IS 'Enterprises that bear or bore a name, compared without legal form, case and punctuation; several rows where the name is not of one only.';
