-- When each month of each feed is due: the publishers' calendar, the default pattern, and what follows from both.

CREATE TABLE core.fct_release_calendar (
    dataset VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    period_kind VARCHAR NOT NULL,
    scheduled_on DATE,
    grace_days INTEGER,
    is_official BOOLEAN,
    source_ref VARCHAR,
    is_conflict BOOLEAN NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL
);
COMMENT ON TABLE core.fct_release_calendar IS 'Days on which publishers say that a period of a feed will be released, one row per period.';
COMMENT ON COLUMN core.fct_release_calendar.dataset IS 'Dataset that is released.';
COMMENT ON COLUMN core.fct_release_calendar.period IS 'Last month of the period, YYYYMM.';
COMMENT ON COLUMN core.fct_release_calendar.period_kind IS 'M month, JF January and February as one, YTD from January on, A year.';
COMMENT ON COLUMN core.fct_release_calendar.scheduled_on IS 'Day of the release.';
COMMENT ON COLUMN core.fct_release_calendar.grace_days IS 'Days after it from which the release is overdue.';
COMMENT ON COLUMN core.fct_release_calendar.is_official IS 'True if what is released then is official, false if it is preliminary.';
COMMENT ON COLUMN core.fct_release_calendar.source_ref IS 'Where the day was published.';
COMMENT ON COLUMN core.fct_release_calendar.is_conflict IS 'True if calendars of the same moment differ; what differs is NULL then.';
COMMENT ON COLUMN core.fct_release_calendar.source_file IS 'Delivery of the latest row.';
COMMENT ON COLUMN core.fct_release_calendar.source_row IS 'Its physical line.';

CREATE TABLE core.release_pattern (
    dataset VARCHAR NOT NULL,
    days_after_end INTEGER NOT NULL,
    days_after_quarter INTEGER NOT NULL,
    grace_days INTEGER NOT NULL
);
COMMENT ON TABLE core.release_pattern IS 'When a month is due where fct_release_calendar has no row: a default of this project, after the pattern of the customs administration. January is due with February.';
COMMENT ON COLUMN core.release_pattern.dataset IS 'Dataset that is released.';
COMMENT ON COLUMN core.release_pattern.days_after_end IS 'Days from the end of the period to the release.';
COMMENT ON COLUMN core.release_pattern.days_after_quarter IS 'The same for periods that end with a quarter.';
COMMENT ON COLUMN core.release_pattern.grace_days IS 'Days after it from which the release is overdue.';

CREATE TABLE core.release_schedule (
    dataset VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    period_kind VARCHAR NOT NULL,
    scheduled_on DATE NOT NULL,
    grace_days INTEGER NOT NULL,
    official_on DATE,
    is_default BOOLEAN NOT NULL
);
COMMENT ON TABLE core.release_schedule IS 'When each period of each feed is due, as known now: the day of fct_release_calendar, else that of release_pattern.';
COMMENT ON COLUMN core.release_schedule.dataset IS 'Dataset that is released.';
COMMENT ON COLUMN core.release_schedule.period IS 'Last month of the period, YYYYMM.';
COMMENT ON COLUMN core.release_schedule.period_kind IS 'As in fct_release_calendar.';
COMMENT ON COLUMN core.release_schedule.scheduled_on IS 'Day of the release.';
COMMENT ON COLUMN core.release_schedule.grace_days IS 'Days after it from which the release is overdue.';
COMMENT ON COLUMN core.release_schedule.official_on IS 'Day from which the period counts as officially published; NULL if nothing says it.';
COMMENT ON COLUMN core.release_schedule.is_default IS 'True if the day is that of release_pattern.';

CREATE TABLE stage.release_calendar (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    dataset VARCHAR,
    period VARCHAR,
    period_kind VARCHAR,
    scheduled_on DATE,
    grace_days INTEGER,
    is_official BOOLEAN,
    source_ref VARCHAR
);
COMMENT ON TABLE stage.release_calendar IS 'Typed rows of a release calendar.';
COMMENT ON COLUMN stage.release_calendar.source_row IS 'Physical line.';
COMMENT ON COLUMN stage.release_calendar.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.release_calendar.dataset IS 'Dataset that is released.';
COMMENT ON COLUMN stage.release_calendar.period IS 'Last month of the period, YYYYMM.';
COMMENT ON COLUMN stage.release_calendar.period_kind IS 'M, JF, YTD or A.';
COMMENT ON COLUMN stage.release_calendar.scheduled_on IS 'Day of the release.';
COMMENT ON COLUMN stage.release_calendar.grace_days IS 'Days after it from which the release is overdue.';
COMMENT ON COLUMN stage.release_calendar.is_official IS 'True if what is released then is official.';
COMMENT ON COLUMN stage.release_calendar.source_ref IS 'Where the day was published.';
