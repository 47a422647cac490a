"""What must hold in a list of questions: no more are resolved than answered, none before it was asked (Q67)."""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations.rules import Level, complete, set_rule, unique_key
from expectations.shared import plain

_NEEDED = ["question_id", "visit_id", "received_on"]


def layout(scope: Mapping[str, str], limits: Mapping[str, float]) -> dict[str, str]:
    """Tables to judge: the typed rows."""
    del scope, limits
    return plain(_NEEDED)


def suite(scope: Mapping[str, str], limits: Mapping[str, float]) -> list[Expectation]:
    """The rules of the file."""
    del limits
    received = scope["released_at"][:10]
    return [
        complete(_NEEDED),
        unique_key(["question_id"]),
        _totals("set", "no more questions are resolved than answered, year by year"),
        set_rule(
            "Q67",
            "block",
            "a question is received, then answered, then resolved",
            """
            SELECT question_id AS key, coalesce(resolved_on, answered_on) AS measured, received_on AS allowed,
                   'row ' || source_row || ': question ' || question_id || ' was received on ' || received_on
                   || coalesce(', answered on ' || answered_on, '') || coalesce(', resolved on ' || resolved_on, '')
                   AS message
            FROM {batch}
            WHERE received_on > answered_on OR answered_on > resolved_on OR received_on > resolved_on
            ORDER BY source_row
            """,
        ),
        set_rule(
            "F17",
            "block",
            "nothing is dated after the list was released",
            f"""
            SELECT question_id AS key, latest AS measured, '{received}' AS allowed,
                   'row ' || source_row || ': question ' || question_id || ' has the date ' || latest
                   || ', after the list itself, {received}' AS message
            FROM (SELECT *, greatest(received_on, answered_on, resolved_on) AS latest FROM {{batch}})
            WHERE latest > DATE '{received}' ORDER BY source_row
            """,
            allowed="the release of the list",
        ),
    ]


def content(limits: Mapping[str, float]) -> dict[str, list[Expectation]]:
    """Questions of all lists together, and the visits that they name."""
    del limits
    return {
        "core.fct_outreach_question": [
            _totals("content", "lists together have no more questions resolved than answered, year by year"),
            set_rule(
                "F17",
                "warn",
                "a question names a visit that is known",
                """
                SELECT visit_id AS key, count(*) AS measured, 0 AS allowed,
                       count(*) || ' questions name visit ' || visit_id || ', which no list of visits has' AS message
                FROM {batch} ANTI JOIN core.fct_outreach_visit USING (visit_id)
                WHERE visit_id IS NOT NULL GROUP BY visit_id ORDER BY 1
                """,
                level="content",
            ),
        ]
    }


def _totals(level: Level, what: str) -> Expectation:
    return set_rule(
        "Q67",
        "block",
        what,
        """
        SELECT 'received in ' || year AS key, resolved AS measured, answered AS allowed,
               'of ' || received || ' questions received in ' || year || ' ' || resolved || ' are resolved, but only '
               || answered || ' answered' AS message
        FROM (
            SELECT year(received_on) AS year, count(*) AS received, count(answered_on) AS answered,
                   count(resolved_on) AS resolved
            FROM {batch} WHERE received_on IS NOT NULL GROUP BY ALL
        ) WHERE resolved > answered ORDER BY year
        """,
        level=level,
    )
