"""What must hold in a scorecard."""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations.rules import Level, complete, holds, set_rule, unique_key
from expectations.shared import one_of, plain
from lighting.registry import dataset

KEY = list(dataset("scorecard").key)
_NEEDED = [*KEY, "weight", "fn", "valid_from"]


def layout(scope: Mapping[str, str], limits: Mapping[str, float]) -> dict[str, str]:
    """Tables to judge: the typed rows with computed columns."""
    del scope, limits
    can_be_scored = """t.weight >= 0 AND CASE t.fn
        WHEN 'linear_up' THEN coalesce(t.floor < t.target, false)
        WHEN 'linear_down' THEN coalesce(t.floor > t.target, false)
        WHEN 'step' THEN t.target IS NOT NULL
        ELSE true END"""
    return plain(_NEEDED, {"can_be_scored": can_be_scored, "window_is_whole": "t.window_months > 0"})


def suite(scope: Mapping[str, str], limits: Mapping[str, float]) -> list[Expectation]:
    """The rules of the file."""
    del scope, limits
    return [
        complete(_NEEDED),
        one_of("fn", ["bool", "linear_up", "linear_down", "step"]),
        one_of("stage", ["PROV", "NATL", "BOTH"]),
        holds(
            "Q68",
            "quarantine",
            "a line has a weight, and the floor and target that its function needs",
            "can_be_scored",
            reason="code || ' (' || fn || ') has weight ' || weight || ', floor ' || coalesce(floor::VARCHAR, '-')"
            " || ', target ' || coalesce(target::VARCHAR, '-')",
        ),
        holds(
            "Q68",
            "quarantine",
            "a window has one month or more",
            "window_is_whole",
            reason="code || ' has a window of ' || window_months || ' months'",
        ),
        unique_key(KEY),
        _weights("set"),
    ]


def content(limits: Mapping[str, float]) -> dict[str, list[Expectation]]:
    """Rules over the whole content, by the table that they read."""
    del limits
    return {"core.dim_indicator": [_weights("content")]}


def _weights(level: Level) -> Expectation:
    """Q68: the weights of a card add to 100, for all and for each industry that has lines of its own.

    A file that holds lines of industries only is judged with the rest of its card, over the whole content.
    """
    return set_rule(
        "Q68",
        "block",
        "the weights of a card add to 100" + ("" if level == "set" else ", whatever files its lines came in"),
        """
        WITH card AS (
            SELECT DISTINCT card_version, industry_code AS industry FROM {batch}
            WHERE card_version IN (SELECT card_version FROM {batch} WHERE industry_code = 'ALL')
        ), line AS (
            SELECT c.card_version, c.industry, l.weight, l.stage
            FROM card AS c JOIN {batch} AS l
              ON l.card_version = c.card_version
             AND (l.industry_code = c.industry
                  OR l.industry_code = 'ALL' AND (c.card_version, c.industry, l.code) NOT IN (
                      SELECT (card_version, industry_code, code) FROM {batch}))
        ), added AS (
            SELECT l.card_version, l.industry, s.stage, sum(l.weight) AS total
            FROM line AS l JOIN (VALUES ('PROV'), ('NATL')) AS s (stage) ON l.stage IN (s.stage, 'BOTH')
            GROUP BY ALL
        )
        SELECT card_version || ' / ' || industry || ' / ' || stage AS key, total AS measured, 100 AS allowed,
               'the weights of card ' || card_version || ' for ' || industry || ', stage ' || stage || ', add to '
               || total AS message
        FROM added WHERE total <> 100 ORDER BY 1
        """,
        allowed="100",
        level=level,
    )
