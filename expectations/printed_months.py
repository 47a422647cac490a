"""Months that are missing between printed tables of the nation (Q42).

A table is told by its dataset, currency and by what it lists: commodities, partners or trade regimes. A release has all
months from its first to its last; January and February as one stand for both. Preliminary and official tables have
months of their own: what the flash holds is still missing in the bulletin, but an official table stands for the flash
of its month. The city's tables are judged with the other feeds that say what they cover.
"""

from __future__ import annotations

from great_expectations.expectations.expectation import Expectation

from expectations.months import DUE, DUE_TOLD, GAP, GAP_TOLD, PRINTED, followed
from expectations.rules import set_rule

_SERIES = f"""
    {PRINTED}, span AS (
        SELECT dataset, is_official, vintage, feed, listed, flow, currency,
               min(month_no - (period_kind = 'JF')::INTEGER) AS first_no, max(month_no) AS last_no
        FROM stated WHERE state = 'V' AND feed <> 'customs_city'
        GROUP BY dataset, is_official, vintage, feed, listed, flow, currency, source_file, known_from
    ), whole AS (
        SELECT dataset, vintage, feed, listed, flow, currency, min(first_no) AS begins_no, max(last_no) AS ends_no
        FROM span GROUP BY ALL
    ), series AS (
        SELECT DISTINCT w.*, s.first_no, s.last_no
        FROM whole AS w JOIN span AS s USING (feed, listed, flow, currency)
        WHERE (s.dataset, s.vintage) = (w.dataset, w.vintage) OR s.is_official
    )
"""
"""Months of each table: of its own releases, from ``begins_no`` to ``ends_no``, and of official ones of its group."""


def printed_months_missing() -> list[Expectation]:
    """Q42: no month is missing between two printed tables; the newest one is only noted while it is due."""
    return [_gaps(), _newest()]


def _gaps() -> Expectation:
    return set_rule(
        "Q42",
        "block",
        "no month is missing between printed tables",
        f"""
        WITH {_SERIES}, {followed("series", "dataset, vintage, feed, listed, flow, currency")}, gap AS (
            SELECT dataset, vintage || listed AS title, currency, {GAP},
                   string_agg(DISTINCT flow, ' ' ORDER BY flow) AS flows
            FROM followed WHERE first_no > before_no + 1 AND before_no >= begins_no AND first_no <= ends_no
            GROUP BY dataset, vintage, feed, listed, currency, before_no, first_no
        )
        SELECT concat_ws(' / ', dataset, title, flows, currency, gap_from, gap_to) AS key, months AS measured,
               0 AS allowed, dataset,
               concat(dataset, ' ', title, ' (', flows, ', ', currency, '): ', {GAP_TOLD}) AS message
        FROM gap ORDER BY key
        """,
        allowed="0 months",
        level="content",
    )


def _newest() -> Expectation:
    return set_rule(
        "Q42",
        "warn",
        "the newest printed table is there when it is due",
        f"""
        WITH {_SERIES}, newest AS (
            SELECT DISTINCT dataset, max(last_no) AS last_no FROM series GROUP BY dataset, vintage
        ), {DUE}
        SELECT dataset || ' / ' || period AS key, days AS measured, grace_days AS allowed, dataset,
               concat(dataset, ': ', {DUE_TOLD}) AS message
        FROM due ORDER BY key
        """,
        allowed="the day of the release",
        level="content",
    )
