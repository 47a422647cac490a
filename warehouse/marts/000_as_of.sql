-- Helper: a moment from what a user writes as as_of.
-- Meaning: NULL is the present; a day means its end; a time without offset is Asia/Shanghai.
CREATE OR REPLACE MACRO ops.moment(as_of) AS CASE
    WHEN as_of IS NULL THEN TIMESTAMP 'infinity'
    WHEN typeof(as_of) = 'DATE' OR length(as_of::VARCHAR) <= 10
        THEN date_trunc('day', as_of::VARCHAR::TIMESTAMP) + INTERVAL 1 DAY - INTERVAL 1 MICROSECOND
    WHEN typeof(as_of) LIKE '%TIME ZONE' OR regexp_matches(as_of::VARCHAR, '(Z|[+-][0-9]{2}(:?[0-9]{2})?)$')
        THEN timezone('Asia/Shanghai', as_of::VARCHAR::TIMESTAMPTZ)
    ELSE as_of::VARCHAR::TIMESTAMP
END;
