"""What must hold in a release calendar, and that what it announces has come."""

from __future__ import annotations

from collections.abc import Mapping

import great_expectations.expectations as gxe
from great_expectations.expectations.expectation import Expectation

from expectations.across_time import family_jumps, never_seen, partners_lost, row_counts
from expectations.months_missing import months_missing, releases_overdue
from expectations.rate_implied import printed_rate_implied, rate_implied
from expectations.row_counts import printed_rows, rate_rows, world_rows
from expectations.rules import complete, holds, row_rule, set_rule, unique_key
from expectations.shared import code_pattern, one_of, plain
from expectations.two_times import in_two_times, trade_in_two_times, two_times
from lighting.registry import DATASETS, dataset

KEY = list(dataset("release_calendar").key)
_NEEDED = [*KEY, "scheduled_on", "grace_days", "is_official"]
_RELEASED = sorted(name for name, entry in DATASETS.items() if entry.feed != "-")


def layout(scope: Mapping[str, str], limits: Mapping[str, float]) -> dict[str, str]:
    """Tables to judge: the typed rows."""
    del scope, limits
    fits = """CASE t.period_kind WHEN 'JF' THEN right(t.period, 2) = '02' WHEN 'A' THEN right(t.period, 2) = '12'
              ELSE true END"""
    return plain(_NEEDED, {"period_fits_kind": fits})


def suite(scope: Mapping[str, str], limits: Mapping[str, float]) -> list[Expectation]:
    """The rules of the file."""
    del scope, limits
    return [
        complete(_NEEDED),
        one_of("dataset", _RELEASED),
        code_pattern("period", r"\d{4}(?:0[1-9]|1[0-2])", "a period is named by its last month, YYYYMM"),
        one_of("period_kind", ["M", "JF", "YTD", "A"]),
        holds(
            "ENUM",
            "quarantine",
            "January and February together end with February, a year with December",
            "period_fits_kind",
            reason="'period ' || period || ' does not end a ' || period_kind",
        ),
        row_rule(
            "F24",
            "quarantine",
            "the days of grace are none or some",
            gxe.ExpectColumnValuesToBeBetween,
            reason="grace_days || ' days of grace'",
            allowed=">= 0",
            column="grace_days",
            min_value=0,
        ),
        unique_key(KEY),
        set_rule(
            "F24",
            "block",
            "nothing is scheduled before its period has ended",
            """
            SELECT concat_ws(' ', dataset, period_kind, period) AS key, scheduled_on AS measured,
                   'from ' || period_end AS allowed,
                   'row ' || source_row || ': ' || dataset || ' of ' || period || ' is scheduled on ' || scheduled_on
                   || ', before its period ends on ' || period_end AS message
            FROM (SELECT *, last_day(TRY_STRPTIME(period || '01', '%Y%m%d')::DATE) AS period_end FROM {batch})
            WHERE scheduled_on < period_end ORDER BY source_row
            """,
        ),
    ]


def content(limits: Mapping[str, float]) -> dict[str, list[Expectation]]:
    """What has come, beside what was to come and what came before: rules over all feeds, by table."""
    return {
        "core.release_coverage": months_missing(),
        "core.release_schedule": [releases_overdue()],
        "core.agg_trade_month": [
            *rate_implied(limits),
            row_counts(limits),
            never_seen("product_code", "hs8", "left(product_code, 4)", limits),
            family_jumps(limits),
        ],
        "core.agg_trade_partner": [
            partners_lost(limits),
            never_seen("partner_code", "partner", "product_level", limits),
        ],
        "core.fct_trade": trade_in_two_times(),
        "core.fct_trade_printed": [
            *two_times("fct_trade_printed"),
            *printed_rate_implied(limits),
            printed_rows(limits),
        ],
        "core.fct_fx_month": [rate_rows(limits)],
        "core.fct_world_trade": [*in_two_times("fct_world_trade"), world_rows(limits)],
    }
