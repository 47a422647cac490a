-- Helpers over notifications of foreign authorities: as they stood, which days are known, which of their names are of members.
-- Meaning: the ground of the notification rate; names are matched and the share that matches is told, none is assumed.

CREATE OR REPLACE MACRO ops.notifications_at(as_of := NULL) AS TABLE
SELECT n.*, h.industry_code
FROM core.fct_foreign_notification AS n LEFT JOIN core.notification_heading AS h ON h.hs_heading = n.hs_heading
WHERE n.known_from <= ops.moment(as_of) AND (n.known_to IS NULL OR n.known_to > ops.moment(as_of));
COMMENT ON MACRO TABLE ops.notifications_at IS 'Every notification as it stood at a moment, with the industry of its goods where a heading is told, HELD and CONFLICT included.';

-- A release covers the months that its manifest names, up to its own day; a weekly report without them covers its weeks.
CREATE OR REPLACE MACRO ops.notification_months(as_of := NULL) AS TABLE
WITH release AS (
    SELECT a.authority_code, r.source_file, r.known_from::DATE AS known_on, f.facts ->> 'period_from' AS first_month,
           f.facts ->> 'period_to' AS last_month
    FROM core.dim_authority AS a
    JOIN core.dim_release AS r ON r.dataset = a.dataset AND r.known_from <= ops.moment(as_of)
    JOIN core.dim_source_file AS f ON f.source_file = r.source_file
), weekly AS (
    SELECT DISTINCT n.authority_code, date_trunc('week', n.alert_date)::DATE AS week
    FROM (
        SELECT authority_code, alert_date, source_file FROM core.fct_foreign_notification
        UNION ALL
        SELECT authority_code, alert_date, source_file FROM core.fct_foreign_notification_restated
    ) AS n
    JOIN release AS r ON r.source_file = n.source_file
    WHERE r.first_month IS NULL AND n.authority_code = 'EU_SAFETY_GATE' AND n.alert_date IS NOT NULL
), spell AS (
    SELECT r.authority_code, strptime(r.first_month || '01', '%Y%m%d')::DATE AS first_day,
           least(last_day(strptime(r.last_month || '01', '%Y%m%d')::DATE), r.known_on) AS last_day
    FROM release AS r WHERE r.first_month IS NOT NULL
    UNION ALL
    SELECT w.authority_code, w.week, w.week + 6 FROM weekly AS w
), covered AS (
    SELECT DISTINCT s.authority_code, unnest(range(s.first_day, s.last_day + INTERVAL 1 DAY, INTERVAL 1 DAY))::DATE AS day
    FROM spell AS s
)
SELECT c.authority_code, strftime(c.day, '%Y%m') AS period, year(c.day) * 12 + month(c.day) AS month_at,
       count(*) = day(last_day(any_value(c.day))) AS is_covered
FROM covered AS c GROUP BY ALL;
COMMENT ON MACRO TABLE ops.notification_months IS 'Months of which notifications are known, by authority, and whether every day of the month is.';

CREATE OR REPLACE MACRO ops.half_width(name) AS translate(
    name,
    '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～　',
    '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~ '
);
COMMENT ON MACRO ops.half_width IS 'Full-width letters, digits and marks as ordinary ones.';

-- Names of makers and importers, and brands, against every name that a member bears or bore.
CREATE OR REPLACE MACRO ops.notification_match(as_of := NULL) AS TABLE
WITH told AS (
    SELECT n.authority_code, n.case_no, n.alert_date, 'maker' AS role, unnest(n.makers) AS name
    FROM ops.notifications_at(as_of := as_of) AS n WHERE n.state = 'V'
    UNION ALL
    SELECT n.authority_code, n.case_no, n.alert_date, 'importer', unnest(n.importers)
    FROM ops.notifications_at(as_of := as_of) AS n WHERE n.state = 'V'
    UNION ALL
    SELECT n.authority_code, n.case_no, n.alert_date, 'brand', n.brand
    FROM ops.notifications_at(as_of := as_of) AS n WHERE n.state = 'V' AND n.brand IS NOT NULL
), keyed AS (
    SELECT t.*, ops.name_key(ops.half_width(t.name)) AS name_key,
           regexp_extract(upper(ops.half_width(t.name)), '[0-9A-HJ-NP-RTUW-Y]{18}') AS written_uscc
    FROM told AS t
), known AS (
    SELECT DISTINCT e.uscc, e.name, e.name_kind, ops.name_key(ops.half_width(e.name)) AS name_key
    FROM ops.enterprise_names(as_of := as_of) AS e
), found AS (
    SELECT k.authority_code, k.case_no, k.alert_date, k.role, k.name, e.uscc, e.name AS member_name,
           CASE WHEN k.name = e.name AND e.name_kind = 'zh' THEN 1 WHEN k.name = e.name THEN 2
                WHEN e.name_kind = 'zh' THEN 3 ELSE 4 END AS step
    FROM keyed AS k JOIN known AS e ON e.name_key = k.name_key WHERE k.name_key <> ''
    UNION ALL
    SELECT k.authority_code, k.case_no, k.alert_date, k.role, k.name, e.uscc, NULL, 0
    FROM keyed AS k JOIN (SELECT DISTINCT uscc FROM known) AS e ON e.uscc = k.written_uscc
)
SELECT f.authority_code, f.case_no, f.alert_date, f.role, f.name, f.uscc, f.member_name,
       ['credit code', 'exact name', 'exact other name', 'name without form, case and width',
        'other name without form, case and width'][f.step + 1] AS method,
       count(*) OVER (PARTITION BY f.authority_code, f.case_no, f.role, f.name) AS candidates,
       EXISTS (
           FROM ops.zone_member_at(as_of := as_of) AS m
           WHERE m.uscc = f.uscc AND m.entry_date <= f.alert_date AND (m.exit_date IS NULL OR m.exit_date > f.alert_date)
       ) AS is_member_then
FROM (
    SELECT d.* FROM found AS d
    QUALIFY row_number() OVER (
        PARTITION BY d.authority_code, d.case_no, d.role, d.name, d.uscc ORDER BY d.step, d.member_name
    ) = 1
) AS f;
COMMENT ON MACRO TABLE ops.notification_match IS 'Names in notifications that are names of zone members: in which role, by which method, how many members bear the name (one with several is not certain), and whether it was a member on that day. A brand''s owner need not be the maker.';
