"""What must hold in a list of the stages of zones. Two sources of one stage may disagree: both stay, and it is told."""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations.rules import complete, holds, set_rule, unique_key
from expectations.shared import one_of, plain
from lighting.registry import dataset

KEY = list(dataset("zone_milestones").key)
_NEEDED = [*KEY, "status"]
STAGES = ["PLANNING", "CONSTRUCTION", "PLAN_ISSUED", "APPLIED", "PROV_ACCEPT", "NATL_ACCEPT", "NATL_ANNOUNCED"]

_FIRST = "date_trunc(CASE date_precision WHEN 'Y' THEN 'year' WHEN 'M' THEN 'month' ELSE 'day' END, actual_date)::DATE"
"""SQL of the first day that the actual date can be."""


def layout(scope: Mapping[str, str], limits: Mapping[str, float]) -> dict[str, str]:
    """Tables to judge: the typed rows with computed columns."""
    del scope, limits
    return plain(
        _NEEDED,
        {
            "plan_is_in_order": "t.planned_end >= t.planned_start",
            "has_date_if_passed": "CASE WHEN t.status = 'PASSED' THEN t.actual_date IS NOT NULL END",
        },
    )


def suite(scope: Mapping[str, str], limits: Mapping[str, float]) -> list[Expectation]:
    """The rules of the file."""
    del limits
    received = scope["released_at"][:10]
    return [
        complete(_NEEDED),
        one_of("stage", STAGES),
        one_of("date_precision", ["D", "M", "Y"]),
        one_of("status", ["PLANNED", "PASSED", "FAILED"]),
        holds(
            "F15",
            "quarantine",
            "a plan ends after it begins",
            "plan_is_in_order",
            reason="'planned from ' || planned_start || ' to ' || planned_end",
        ),
        holds(
            "MISSING",
            "quarantine",
            "a stage that was passed has its date",
            "has_date_if_passed",
            reason="'empty: actual_date'",
        ),
        unique_key(KEY),
        set_rule(
            "F15",
            "block",
            "no stage was reached after the list was released",
            f"""
            SELECT {" || ' / ' || ".join(KEY)} AS key, actual_date AS measured, '{received}' AS allowed,
                   'row ' || source_row || ': ' || stage || ' of ' || zone_id || ' is dated ' || actual_date
                   || ', after the list itself, {received}' AS message
            FROM {{batch}} WHERE {_FIRST} > DATE '{received}' ORDER BY source_row
            """,
            allowed="the release of the list",
        ),
    ]


def content(limits: Mapping[str, float]) -> dict[str, list[Expectation]]:
    """Sources against each other."""
    del limits
    last = "CASE date_precision WHEN 'Y' THEN make_date(year(actual_date), 12, 31) "
    last += "WHEN 'M' THEN last_day(actual_date) ELSE actual_date END"
    return {
        "core.fct_zone_milestone": [
            set_rule(
                "F15",
                "warn",
                "sources of a stage agree on its date",
                f"""
                SELECT zone_id || ' / ' || stage AS key, count(*) AS measured, 1 AS allowed,
                       count(*) || ' sources date ' || stage || ' of ' || zone_id || ' differently: '
                       || string_agg(source_ref || ' ' || left(actual_date::VARCHAR,
                              CASE date_precision WHEN 'Y' THEN 4 WHEN 'M' THEN 7 ELSE 10 END),
                          ', ' ORDER BY source_ref) || '; all are kept' AS message
                FROM {{batch}} WHERE actual_date IS NOT NULL
                GROUP BY zone_id, stage HAVING max({_FIRST}) > min({last}) ORDER BY 1
                """,
                level="content",
            )
        ]
    }
