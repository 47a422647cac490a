-- Metric: M38
-- Meaning: days from the scheduled release of a period of a feed to its first release that is loaded, and what is still awaited.
-- Formula: day of the first loaded release of the period - scheduled day; negative if it came before. State of what has not come: none_expected before the scheduled day, due up to the days of grace after it, overdue from then on; of what has come: loaded.
-- Unit: days.
-- Edge cases: a period that has not come has NULL: NOT_RELEASED before its day, NO_DATA from then on. January is due with February, and a joint release stands for both. Where the calendar has no row, the default pattern of release_pattern holds, from the first loaded month on. A feed without months of its own (lists, rates) has come with the first delivery that was released after the end of the period. The day of the release is its known_from; first_received_at is when the file was handed in. What has come of the figures by enterprise is known where their rows may be read only: else state and value are NULL, CONFIDENTIAL. With as_of, the calendar and the releases known then, and that day as today.
-- Source: domain reference, metrics M38 and feed F24.
-- Feeds: release_calendar
-- Freshness: as of the moment of asking
-- Column dataset: Feed.
-- Column period: Last month YYYYMM of the period.
-- Column period_kind: M month, JF January and February as one, YTD from January on, A year.
-- Column complete: True if the period has come.
-- Column state: loaded, none_expected, due or overdue; NULL where it may not be told.
-- Column scheduled_on: Day of the release.
-- Column grace_days: Days after it from which the release is overdue.
-- Column is_default: True if the day is a default of this project, no publisher's.
-- Column first_released_at: First loaded release of the period, Asia/Shanghai.
-- Column first_received_at: When a file of the period was first handed in, Asia/Shanghai.
-- Parameters: as_of, dataset (NULL for each)

CREATE OR REPLACE MACRO ops.today(as_of) AS
    CASE WHEN as_of IS NULL THEN timezone('Asia/Shanghai', now())::DATE ELSE ops.moment(as_of)::DATE END;
COMMENT ON MACRO ops.today IS 'The day in Shanghai: now, or that of a moment.';

-- A period that is covered without a row has come too.
CREATE OR REPLACE MACRO ops.release_period() AS TABLE
SELECT r.dataset, r.source_file, r.known_from, c.period, c.period_kind::VARCHAR AS period_kind
FROM core.release_coverage AS c JOIN core.dim_release AS r ON r.release_id = c.release_id
WHERE c.has_rows OR c.is_closed
UNION
SELECT r.dataset, r.source_file, r.known_from, e.period, e.period_kind::VARCHAR
FROM core.enterprise_coverage AS e JOIN core.dim_release AS r ON r.release_id = e.release_id
WHERE e.has_rows OR e.is_closed
UNION
SELECT r.dataset, r.source_file, r.known_from, p.period, p.period_kind::VARCHAR
FROM (
    SELECT t.source_file, t.period, t.period_kind FROM core.fct_trade_printed AS t
    UNION SELECT t.source_file, t.period, t.period_kind FROM core.fct_trade_printed_restated AS t
) AS p
JOIN core.dim_release AS r ON r.source_file = p.source_file
WHERE r.dataset NOT IN (
    SELECT k.dataset FROM core.dim_release AS k JOIN core.release_coverage AS c ON c.release_id = k.release_id
);
COMMENT ON MACRO TABLE ops.release_period IS 'Periods of each loaded release of a feed that has periods.';

-- First releases by dataset and period.
CREATE OR REPLACE MACRO ops.first_release(as_of := NULL) AS TABLE
SELECT m.dataset, m.period, m.period_kind, min(m.known_from) AS released_at, min(d.received_at) AS received_at
FROM ops.release_period() AS m
LEFT JOIN ops.delivery AS d ON d.delivery_id = m.source_file
WHERE m.known_from <= ops.moment(as_of)
GROUP BY ALL;
COMMENT ON MACRO TABLE ops.first_release IS 'When each period of each feed that has periods was first released, of what is loaded and was known at a moment.';

-- Who reads the confidential rows as well, in the same tables, replaces it by an empty list: nothing has come elsewhere.
CREATE OR REPLACE MACRO ops.come_apart() AS NULL;
COMMENT ON MACRO ops.come_apart IS 'First releases of confidential feeds that lie in another file; NULL where they may not be told.';

CREATE OR REPLACE MACRO ops.freshness(as_of := NULL, dataset := NULL, apart := NULL) AS TABLE
WITH come AS (
    SELECT * FROM ops.first_release(as_of := as_of)
    UNION ALL
    SELECT u.one.dataset, u.one.period, u.one.period_kind, u.one.released_at, u.one.received_at
    FROM (
        SELECT unnest(apart::STRUCT(dataset VARCHAR, period VARCHAR, period_kind VARCHAR, released_at TIMESTAMP, received_at TIMESTAMP)[]) AS one
    ) AS u
), first_month AS (
    SELECT c.dataset, min(c.period) AS period FROM come AS c GROUP BY c.dataset
), expected AS (
    SELECT s.*, last_day(strptime(s.period || '01', '%Y%m%d')::DATE) AS period_end
    FROM ops.release_schedule(as_of := as_of) AS s
    LEFT JOIN first_month AS f ON f.dataset = s.dataset
    WHERE (dataset IS NULL OR s.dataset = dataset)
      AND (s.is_announced
           OR s.period_kind = 'M' AND s.period >= f.period AND last_day(strptime(s.period || '01', '%Y%m%d')::DATE) < ops.today(as_of))
), listed AS (
    SELECT e.* FROM expected AS e
    WHERE e.is_announced OR NOT EXISTS (
        FROM expected AS j
        WHERE j.dataset = e.dataset AND j.is_announced AND j.period_kind = 'JF'
          AND left(j.period, 4) = left(e.period, 4) AND right(e.period, 2) <= '02'
    )
), by_period AS (
    SELECT l.dataset, l.period, l.period_kind, c.released_at, c.received_at
    FROM listed AS l JOIN come AS c ON c.dataset = l.dataset AND c.period = l.period AND c.period_kind = l.period_kind
    UNION ALL
    SELECT l.dataset, l.period, l.period_kind, c.released_at, c.received_at
    FROM listed AS l
    JOIN come AS c ON c.dataset = l.dataset AND c.period_kind = 'JF' AND c.period = left(l.period, 4) || '02'
    WHERE l.period_kind = 'M' AND right(l.period, 2) <= '02'
    UNION ALL
    SELECT l.dataset, l.period, l.period_kind, max(c.released_at), max(c.received_at)
    FROM listed AS l
    JOIN come AS c ON c.dataset = l.dataset AND c.period_kind = 'M' AND left(c.period, 4) = left(l.period, 4)
                  AND right(c.period, 2) <= '02'
    WHERE l.period_kind = 'JF'
    GROUP BY ALL HAVING count(*) = 2
    UNION ALL
    SELECT l.dataset, l.period, l.period_kind, d.released_at, d.received_at
    FROM listed AS l
    JOIN ops.delivery AS d ON d.dataset = l.dataset AND d.state = 'loaded' AND d.released_at >= l.period_end + 1
    WHERE l.dataset NOT IN (SELECT r.dataset FROM core.dim_release AS r)
      AND d.released_at <= ops.moment(as_of)
), first_of AS (
    SELECT b.dataset, b.period, b.period_kind, min(b.released_at) AS released_at, min(b.received_at) AS received_at
    FROM by_period AS b GROUP BY ALL
), judged AS (
    SELECT l.*, f.released_at, f.received_at,
           CASE
               WHEN f.released_at IS NOT NULL THEN 'loaded'
               WHEN l.dataset = 'customs_enterprise' AND apart IS NULL
                    AND l.dataset NOT IN (SELECT r.dataset FROM core.dim_release AS r) THEN NULL
               WHEN ops.today(as_of) < l.scheduled_on THEN 'none_expected'
               WHEN ops.today(as_of) <= l.scheduled_on + l.grace_days THEN 'due'
               ELSE 'overdue'
           END AS state
    FROM listed AS l
    LEFT JOIN first_of AS f
      ON f.dataset = l.dataset AND f.period = l.period AND f.period_kind = l.period_kind
)
SELECT j.dataset, j.period, j.period_kind, j.released_at::DATE - j.scheduled_on AS value, 'days' AS unit,
       coalesce(j.state = 'loaded', false) AS complete,
       CASE WHEN j.state IS NULL THEN 'CONFIDENTIAL' WHEN j.state = 'loaded' THEN NULL
            WHEN j.state = 'none_expected' THEN 'NOT_RELEASED' ELSE 'NO_DATA' END AS reason,
       j.state, j.scheduled_on, j.grace_days, j.is_default,
       j.released_at AS first_released_at, j.received_at AS first_received_at
FROM judged AS j;
COMMENT ON MACRO TABLE ops.freshness IS 'Metric M38 with first releases of confidential feeds that lie apart, as a list; NULL where they may not be told.';

CREATE OR REPLACE MACRO marts.feed_freshness(as_of := NULL, dataset := NULL) AS TABLE
FROM ops.freshness(as_of := as_of, dataset := dataset, apart := ops.come_apart());

CREATE OR REPLACE VIEW marts.feed_freshness AS FROM marts.feed_freshness();
