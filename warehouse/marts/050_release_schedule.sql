-- Helper: when each period of each feed is due, and when it came.
-- Meaning: the publishers' calendar as known at a moment, and the default pattern where it has no row.

-- January is due with February: a row for both (JF) stands for each, and one for February for January.
CREATE OR REPLACE MACRO ops.release_schedule(as_of := NULL) AS TABLE
WITH calendar AS (
    SELECT c.dataset, c.period, c.period_kind, c.scheduled_on, c.grace_days, c.is_official
    FROM core.fct_release_calendar AS c WHERE as_of IS NULL
    UNION ALL
    SELECT k.key ->> 0, k.key ->> 1, k.key ->> 2, ops.agreed(k.content ->> 'scheduled_on')::DATE,
           ops.agreed(k.content ->> 'grace_days')::INTEGER, ops.agreed(k.content ->> 'is_official')::BOOLEAN
    FROM (
        SELECT a.key, a.content
        FROM core.accepted_row AS a
        WHERE as_of IS NOT NULL AND a.table_name = 'fct_release_calendar' AND a.released_at <= ops.moment(as_of)
        QUALIFY (a.released_at, a.revision_no) = max((a.released_at, a.revision_no)) OVER (PARTITION BY a.key)
    ) AS k
    GROUP BY k.key
), announced AS (
    SELECT * FROM calendar AS c WHERE c.scheduled_on IS NOT NULL
), usual AS (
    SELECT p.dataset, d.period, d.period_kind, p.grace_days,
           CASE WHEN right(d.period, 2) = '01' THEN last_day(d.period_end + INTERVAL 1 MONTH)
                ELSE d.period_end END AS ends_on,
           ends_on + CASE WHEN month(ends_on) % 3 = 0 THEN p.days_after_quarter ELSE p.days_after_end END AS scheduled_on
    FROM core.release_pattern AS p CROSS JOIN core.dim_period AS d
), period AS (
    SELECT u.dataset, u.period, u.period_kind FROM usual AS u
    UNION
    SELECT c.dataset, c.period, c.period_kind FROM announced AS c
    UNION
    SELECT c.dataset, left(c.period, 4) || m.month, 'M'
    FROM announced AS c CROSS JOIN (VALUES ('01'), ('02')) AS m (month) WHERE c.period_kind = 'JF'
), matched AS (
    SELECT p.dataset, p.period, p.period_kind, c.scheduled_on, c.grace_days, c.is_official,
           c.period_kind = p.period_kind AND c.period = p.period AS is_own,
           CASE WHEN is_own THEN 1 WHEN c.period_kind = 'JF' THEN 2 ELSE 3 END AS preference
    FROM period AS p
    JOIN announced AS c
      ON c.dataset = p.dataset AND (
          c.period_kind = p.period_kind AND c.period = p.period
          OR left(c.period, 4) = left(p.period, 4) AND right(c.period, 2) = '02' AND right(p.period, 2) <= '02'
          AND p.period_kind IN ('M', 'JF') AND c.period_kind IN ('M', 'JF')
      )
    QUALIFY row_number() OVER (PARTITION BY p.dataset, p.period, p.period_kind ORDER BY preference) = 1
)
SELECT p.dataset, p.period, p.period_kind, coalesce(m.scheduled_on, u.scheduled_on)::DATE AS scheduled_on,
       coalesce(m.grace_days, u.grace_days, 0) AS grace_days,
       CASE WHEN m.is_official THEN m.scheduled_on ELSE u.scheduled_on END::DATE AS official_on,
       m.scheduled_on IS NULL AS is_default, coalesce(m.is_own, false) AS is_announced
FROM period AS p
LEFT JOIN matched AS m
  ON m.dataset = p.dataset AND m.period = p.period AND m.period_kind = p.period_kind
LEFT JOIN usual AS u
  ON u.dataset = p.dataset AND u.period = p.period AND u.period_kind = p.period_kind;
COMMENT ON MACRO TABLE ops.release_schedule IS 'When each period of each feed is due, as known at a moment: by the calendar, else by the default pattern.';
