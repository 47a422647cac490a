"""Months that are missing between printed tables of the nation (Q42).

A table is told by its group, currency and by what it lists: commodities, partners or trade regimes. A release has all
months from its first to its last; January and February as one stand for both. What the flash holds is not missing in
the bulletin. The city's tables are judged with the other feeds that say what they cover.
"""

from __future__ import annotations

from great_expectations.expectations.expectation import Expectation

from expectations.months import GAP, GAP_TOLD, MONTH, NUMBER, followed
from expectations.months_missing import TODAY
from expectations.rules import set_rule

_STATED = """
    source_file, known_from, supersession_group, period, period_kind, flow, currency, product_code, partner_code,
    regime_code, state
"""
_SPANS = f"""
    stated AS (
        SELECT {_STATED} FROM {{batch}} UNION ALL SELECT {_STATED} FROM core.fct_trade_printed_restated
    ), span AS (
        SELECT r.dataset, s.supersession_group AS feed, s.currency::VARCHAR AS currency,
               CASE WHEN s.partner_code <> 'ALL' THEN 'by partner' WHEN s.regime_code <> 'ALL' THEN 'by regime'
                    ELSE 'by commodity' END AS listed, s.flow::VARCHAR AS flow,
               min({NUMBER.format("s.period")} - (s.period_kind = 'JF')::INTEGER) AS first_no,
               max({NUMBER.format("s.period")}) AS last_no
        FROM stated AS s JOIN core.dim_release AS r USING (source_file, known_from)
        WHERE s.state = 'V' AND s.supersession_group <> 'customs_city'
          AND (s.product_code <> 'ALL' OR s.partner_code <> 'ALL' OR s.regime_code <> 'ALL')
        GROUP BY s.source_file, s.known_from, dataset, feed, s.currency, listed, s.flow
    )
"""


def printed_months_missing() -> list[Expectation]:
    """Q42: no month is missing between two printed tables; the newest one is only noted while it is due."""
    return [_gaps(), _newest()]


def _gaps() -> Expectation:
    return set_rule(
        "Q42",
        "block",
        "no month is missing between printed tables",
        f"""
        WITH {_SPANS}, {followed("span", "feed, currency, listed, flow")}, gap AS (
            SELECT feed, currency, listed, min(dataset) AS dataset, {GAP},
                   string_agg(DISTINCT flow, ' ' ORDER BY flow) AS flows
            FROM followed WHERE first_no > before_no + 1 GROUP BY feed, currency, listed, before_no, first_no
        )
        SELECT concat_ws(' / ', feed, listed, flows, currency, gap_from, gap_to) AS key, months AS measured,
               0 AS allowed, dataset,
               concat(feed, ' ', listed, ' (', flows, ', ', currency, '): ', {GAP_TOLD}) AS message
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
        WITH {_SPANS}, newest AS (
            SELECT dataset, {MONTH.format("(max(last_no) + 1)")} AS period, 'M' AS period_kind FROM span GROUP BY ALL
        )
        SELECT dataset || ' / ' || period AS key, {TODAY} - scheduled_on AS measured, grace_days AS allowed, dataset,
               concat(dataset, ': ', period, ' was due on ', scheduled_on, ' and is not there yet; from ',
                      scheduled_on + grace_days + 1, ' on it is overdue') AS message
        FROM newest JOIN core.release_schedule AS s USING (dataset, period, period_kind)
        WHERE {TODAY} BETWEEN s.scheduled_on AND s.scheduled_on + s.grace_days ORDER BY key
        """,
        allowed="the day of the release",
        level="content",
    )
