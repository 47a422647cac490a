"""Q47: a period of a feed has about as many rows as those before it; over the whole content.

Compared are rows of one stream: what a feed says of one side of trade, in one currency, in one kind of detail, where
the same was asked for. Months are compared with up to twelve months before them, years with up to twelve years.
"""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations.months import NUMBER
from expectations.rules import set_rule


def row_count(feed: str, counted: str, limits: Mapping[str, float], *, is_discreet: bool = False) -> Expectation:
    """Q47 over one kind of feed; each finding names its dataset.

    Args:
        feed: the kind of feed, in words.
        counted: SQL of CTEs of which the last, ``counted``, has ``dataset``, ``stream`` (in words), ``scope`` (what was
            asked for), ``period`` (YYYYMM or YYYY) and ``n``, the rows.
        limits: all limits.
        is_discreet: true if no message may tell a number.
    """
    least, most = f"ceil({1 - limits['Q47']} * usual)::BIGINT", f"floor({1 + limits['Q47']} * usual)::BIGINT"
    told = "' has ', n, ' rows, the ', spans, ' before it have ', usual, ' in the middle'"
    off = f"{limits['Q47']:.0%} off the median of up to 12 {{0}} before"
    if is_discreet:
        told = "' has a number of rows that is far from that of the ', spans, ' before it'"
    allowed = f"'{off.format('months')}'" if is_discreet else f"{most} || ' at most, ' || {least} || ' at least'"
    return set_rule(
        "Q47",
        "warn",
        f"a period of {feed} has about as many rows as the twelve before it",
        f"""
        WITH {counted}, numbered AS (
            SELECT *, CASE length(period) WHEN 4 THEN 'years' ELSE 'months' END AS spans,
                   CASE length(period) WHEN 4 THEN period::INTEGER ELSE {NUMBER.format("period")} END AS period_no
            FROM counted
        ), beside AS (
            SELECT *, median(n) OVER before AS usual, count(*) OVER before AS periods FROM numbered
            WINDOW before AS (
                PARTITION BY dataset, stream, scope, spans ORDER BY period_no
                RANGE BETWEEN 12 PRECEDING AND 1 PRECEDING
            )
        )
        SELECT concat_ws(' / ', dataset, nullif(stream, ''), period) AS key, n AS measured, {allowed} AS allowed,
               dataset,
               concat(dataset, ' of ', period, ' (' || nullif(stream, '') || ')', {told},
                      '; check that the file is whole and was asked for as before') AS message
        FROM beside
        WHERE periods >= {limits["Q47_MONTHS"]:.0f} AND usual >= {limits["Q47_ROWS"]}
          AND abs(n - usual) > {limits["Q47"]} * usual
        ORDER BY key
        """,
        allowed=off.format("periods"),
        level="content",
    )


def printed_rows(limits: Mapping[str, float]) -> Expectation:
    """Lines of printed tables: of the flash, the bulletin, the city and each kind of list by itself.

    Counted is all that the releases of a feed have said of a month, whatever has replaced it since.
    """
    line = "place_code, product_code, partner_code, regime_code, ownership"
    said = f"source_file, known_from, period, period_kind, state, flow, currency, {line}"
    return row_count(
        "printed tables",
        f"""
        said AS (
            SELECT {said} FROM {{batch}} UNION ALL SELECT {said} FROM core.fct_trade_printed_restated
        ), counted AS (
            SELECT r.dataset, '' AS scope, period,
                   concat_ws(' / ', flow, currency, coalesce(nullif(concat_ws(
                       ' and ', CASE WHEN partner_code <> 'ALL' THEN 'by partner' END,
                       CASE WHEN regime_code <> 'ALL' THEN 'by regime' END,
                       CASE WHEN ownership <> 'ALL' THEN 'by ownership' END), ''), 'by commodity')) AS stream,
                   count(DISTINCT ({line})) AS n
            FROM said JOIN core.dim_release AS r USING (source_file, known_from)
            WHERE state <> 'ABSENT' AND period_kind = 'M' AND ({line}) <> ('ALL', 'ALL', 'ALL', 'ALL', 'ALL')
            GROUP BY ALL
        )
        """,
        limits,
    )


def rate_rows(limits: Mapping[str, float]) -> Expectation:
    """Exchange rates of a source."""
    return row_count(
        "exchange rates",
        """
        counted AS (
            SELECT 'fx_rates' AS dataset, concat_ws(' / ', source, rate_type) AS stream, '' AS scope, month AS period,
                   count(*) AS n
            FROM {batch} GROUP BY ALL
        )
        """,
        limits,
    )


def world_rows(limits: Mapping[str, float]) -> Expectation:
    """World trade: of Comtrade what each reporter says, BACI as a whole.

    Of several revisions of the codes the one with the most rows counts, since a reporter changes over to a new one
    after some years.
    """
    whose = "source, period, period_kind, flow, commodity_level, left(classification, 1) AS codes"
    reporter = "CASE source WHEN 'comtrade' THEN reporter_code ELSE '' END AS reporter"
    return row_count(
        "world trade",
        f"""
        scope AS (
            SELECT {whose}, {reporter}, list_sort(list_distinct(flatten(list(
                       covers_hs || covers_partners || CASE source WHEN 'comtrade' THEN [] ELSE covers_reporters END
                   ))))::VARCHAR AS scope
            FROM core.world_coverage WHERE has_rows OR is_closed GROUP BY ALL
        ), by_revision AS (
            SELECT {whose}, {reporter}, classification, count(*) AS n
            FROM {{batch}} WHERE known_to IS NULL AND state <> 'ABSENT' GROUP BY ALL
        ), counted AS (
            SELECT source AS dataset, s.scope, period, max(n) AS n,
                   concat_ws(' / ', nullif(reporter, ''), period_kind, flow, codes, commodity_level) AS stream
            FROM by_revision
            LEFT JOIN scope AS s USING (source, period, period_kind, flow, commodity_level, codes, reporter)
            GROUP BY ALL
        )
        """,
        limits,
    )


def batch_rows(limits: Mapping[str, float]) -> Expectation:
    """Inspection batches by month of inspection, of months that had ended when the latest list was released."""
    return row_count(
        "inspection batches",
        """
        counted AS (
            SELECT 'inspection_batches' AS dataset, '' AS stream, '' AS scope, count(*) AS n,
                   strftime(inspection_date, '%Y%m') AS period
            FROM {batch}
            WHERE last_day(inspection_date) < (
                SELECT max(released_at)::DATE FROM ops.delivery
                WHERE dataset = 'inspection_batches' AND state = 'loaded'
            )
            GROUP BY ALL
        )
        """,
        limits,
        is_discreet=True,
    )
