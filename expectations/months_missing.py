"""Months that are not there: gaps in a feed, and announced releases that have not come (Q42, Q74).

They read what releases cover. Each finding names its feed in the column ``dataset``. January and February published as
one (JF) stand for both.
"""

from __future__ import annotations

from great_expectations.expectations.expectation import Expectation

from expectations.months import DUE, DUE_TOLD, GAP, GAP_TOLD, NUMBER, RELEASE, TODAY, followed, side
from expectations.rules import set_rule
from lighting.registry import DATASETS

_SPANS = f"""
    {RELEASE}, covered AS (
        SELECT r.dataset, c.*, {NUMBER.format("c.period")} AS month_no
        FROM {{batch}} AS c JOIN release AS r USING (release_id) WHERE c.has_rows OR c.is_closed
    ), heading AS (
        SELECT DISTINCT period, period_kind, geo_basis, flow, currency, product_level, left(product_code, 4) AS heading
        FROM core.agg_trade_month WHERE product_level = 'HS8'
    ), asked AS (
        SELECT dataset, flow, currency, product_level, release_id, month_no, period_kind,
               unnest(list_transform(covers_hs, lambda x: left(x, 4))) AS heading
        FROM covered WHERE len(covers_hs) > 0
        UNION ALL
        SELECT c.dataset, c.flow, c.currency, c.product_level, c.release_id, c.month_no, c.period_kind,
               coalesce(h.heading, '*')
        FROM covered AS c
        LEFT JOIN heading AS h USING (period, period_kind, geo_basis, flow, currency, product_level)
        WHERE len(c.covers_hs) = 0
    ), span AS (
        SELECT dataset, flow::VARCHAR AS flow, currency::VARCHAR AS currency, product_level, heading,
               min(month_no - (period_kind = 'JF')::INTEGER) AS first_no, max(month_no) AS last_no
        FROM asked GROUP BY dataset, flow, currency, product_level, heading, release_id
    ), series AS (
        SELECT DISTINCT s.dataset, s.flow, s.currency, s.product_level, s.heading, o.first_no, o.last_no
        FROM span AS s
        JOIN span AS o
          ON o.dataset = s.dataset AND o.flow = s.flow AND o.currency = s.currency
         AND o.product_level = s.product_level AND (o.heading = s.heading OR '*' IN (o.heading, s.heading))
    ), open_month AS (
        SELECT DISTINCT dataset, flow::VARCHAR AS flow, currency::VARCHAR AS currency,
               unnest(CASE period_kind WHEN 'JF' THEN [month_no - 1, month_no] ELSE [month_no] END) AS month_no
        FROM covered WHERE len(covers_hs) = 0
    )
"""
"""Which months each feed has, by flow, currency and HS heading: a release has all months from its first to its last.

What a file without a declared selection does not hold is not known: in its months nothing is missing.
"""

_HEADINGS = """
    CASE WHEN bool_or(heading = '*') THEN 'all' ELSE
    array_to_string(list_slice(list(DISTINCT heading ORDER BY heading), 1, 8), ' ')
    || CASE WHEN count(DISTINCT heading) > 8 THEN ' and ' || count(DISTINCT heading) - 8 || ' more' ELSE '' END END
"""
_WHOSE = f"concat(dataset, ', ', {side('flow')}, ' in ', currency, ' of ', goods)"


def months_missing() -> list[Expectation]:
    """Q42: no month is missing between two that are there; the newest one is only noted while it is due."""
    return [
        set_rule(
            "Q42",
            "block",
            "no month is missing where a later one is there",
            f"""
            WITH {_SPANS}, {followed("series", "dataset, flow, currency, product_level, heading")}, gap AS (
                SELECT dataset, flow, currency, {GAP}, {_HEADINGS} AS goods
                FROM followed AS f WHERE first_no > before_no + 1 AND first_no - before_no - 1 > (
                    SELECT count(*) FROM open_month AS m
                    WHERE m.dataset = f.dataset AND m.flow = f.flow AND m.currency = f.currency
                      AND m.month_no > f.before_no AND m.month_no < f.first_no
                )
                GROUP BY dataset, flow, currency, product_level, before_no, first_no
            )
            SELECT concat_ws(' / ', dataset, flow, currency, gap_from, gap_to, goods) AS key, months AS measured,
                   0 AS allowed, dataset,
                   concat({_WHOSE}, ': ', {GAP_TOLD}) AS message
            FROM gap ORDER BY key
            """,
            allowed="0 months",
            level="content",
        ),
        set_rule(
            "Q42",
            "warn",
            "the newest month is there when it is due",
            f"""
            WITH {_SPANS}, newest AS (
                SELECT dataset, flow, currency, product_level, heading, max(last_no) AS last_no FROM series GROUP BY ALL
            ), {DUE}, told AS (
                SELECT dataset, flow, currency, product_level, period, scheduled_on, grace_days, days,
                       {_HEADINGS} AS goods
                FROM due GROUP BY ALL
            )
            SELECT concat_ws(' / ', dataset, flow, currency, period, goods) AS key, days AS measured,
                   grace_days AS allowed, dataset, concat({_WHOSE}, ': ', {DUE_TOLD}) AS message
            FROM told ORDER BY key
            """,
            allowed="the day of the release",
            level="content",
        ),
    ]


_COME = """
    SELECT r.dataset, c.period, c.period_kind::VARCHAR AS period_kind
    FROM core.release_coverage AS c JOIN release AS r USING (release_id) WHERE c.has_rows OR c.is_closed
    UNION
    SELECT r.dataset, t.period, t.period_kind::VARCHAR
    FROM core.fct_trade_printed AS t JOIN core.dim_release AS r USING (source_file)
    UNION
    SELECT r.dataset, t.period, t.period_kind::VARCHAR
    FROM core.fct_trade_printed_restated AS t JOIN core.dim_release AS r USING (source_file)
"""
_OPEN = f"s.dataset NOT IN ({', '.join(repr(name) for name, d in sorted(DATASETS.items()) if d.is_confidential)})"
"""SQL: what has come of a confidential feed is seen by its own rules only."""


def releases_overdue(come: str = _COME, whose: str = _OPEN) -> Expectation:
    """Q74: what the calendar announces, or else the default, has come by the end of its days of grace.

    Args:
        come: SQL of what has come: dataset, period, period_kind.
        whose: SQL condition on ``s.dataset``: feeds that are looked at.
    """
    return set_rule(
        "Q74",
        "warn",
        "no release is overdue",
        f"""
        WITH {RELEASE}, come AS ({come}), newest AS (
            SELECT dataset, max(period) AS period FROM come GROUP BY ALL
        ), months AS (
            SELECT dataset, period, period_kind FROM come
            UNION SELECT dataset, left(period, 4) || m.month, 'M' FROM come, (VALUES ('01'), ('02')) AS m (month)
                  WHERE period_kind = 'JF'
            UNION SELECT dataset, left(period, 4) || '02', 'JF' FROM come
                  WHERE period_kind = 'M' AND right(period, 2) <= '02' GROUP BY ALL HAVING count(*) = 2
        ), overdue AS (
            SELECT s.*, last_day(strptime(s.period || '01', '%Y%m%d')::DATE) AS period_end
            FROM {{batch}} AS s LEFT JOIN newest AS n USING (dataset)
            WHERE {whose} AND {TODAY} > s.scheduled_on + s.grace_days
              AND (NOT s.is_default OR s.period_kind = 'M' AND s.period > n.period)
              AND (s.dataset, s.period, s.period_kind) NOT IN (SELECT (dataset, period, period_kind) FROM months)
        )
        SELECT dataset || ' ' || min(period) AS key, {TODAY} - min(scheduled_on) AS measured,
               arg_min(grace_days, scheduled_on) AS allowed, dataset,
               dataset || ' of ' || min(period) || ' was due on ' || min(scheduled_on) || ' and has not come'
               || CASE WHEN count(*) > 1 THEN ' (' || count(*) || ' periods are overdue in all)' ELSE '' END
               || '; deliver it, or correct the release calendar' AS message
        FROM overdue AS o
        WHERE EXISTS (FROM release AS r WHERE r.dataset = o.dataset) OR NOT EXISTS (
            FROM ops.delivery AS d
            WHERE d.dataset = o.dataset AND d.state = 'loaded' AND d.released_at >= o.period_end + 1
        )
        GROUP BY dataset ORDER BY key
        """,
        allowed="the days of grace",
        level="content",
    )
