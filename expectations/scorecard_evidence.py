"""What must hold in evidence for a scorecard."""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations.rules import complete, holds, set_rule, unique_key
from expectations.shared import plain
from lighting.registry import dataset

KEY = list(dataset("scorecard_evidence").key)


def layout(scope: Mapping[str, str], limits: Mapping[str, float]) -> dict[str, str]:
    """Tables to judge: the typed rows with computed columns."""
    del scope, limits
    return plain(
        KEY,
        {
            "has_a_figure": "t.raw_value IS NOT NULL OR t.numerator IS NOT NULL AND t.denominator > 0",
            "ends_after_it_began": "t.expires_on >= t.issued_on",
        },
    )


def suite(scope: Mapping[str, str], limits: Mapping[str, float]) -> list[Expectation]:
    """The rules of the file."""
    del scope, limits
    return [
        complete(KEY),
        holds(
            "MISSING",
            "quarantine",
            "evidence states a figure, or what is divided by what",
            "has_a_figure",
            reason="'evidence for ' || coalesce(code, '?') || ' states no figure'",
        ),
        holds(
            "DATES",
            "quarantine",
            "evidence does not expire before it was issued",
            "ends_after_it_began",
            reason="'issued on ' || issued_on || ', expired on ' || expires_on",
        ),
        unique_key(KEY),
    ]


def content(limits: Mapping[str, float]) -> dict[str, list[Expectation]]:
    """Q68 over all lists and cards together: what earns points rests on a document that held on the day of scoring.

    A line without any evidence is not scored and earns nothing; that blocks nothing.
    """
    del limits
    return {
        "core.fct_score_evidence": [
            set_rule(
                "Q68",
                "block",
                "a line that earns points rests on evidence that held on the day of scoring",
                """
                SELECT card_version || ' / ' || zone_id || ' / ' || code || ' / ' || period_end AS key,
                       coalesce('expired on ' || expires_on, 'no document') AS measured, 'current evidence' AS allowed,
                       'line ' || code || ' of ' || zone_id || ' states ' || trim(stated::VARCHAR) || ' for '
                       || period_end || ', ' ||
                       CASE WHEN doc_ref IS NULL OR issued_on IS NULL THEN 'without a dated document'
                                       ELSE 'by a document that expired on ' || expires_on END AS message
                FROM (
                    SELECT *, round(CASE WHEN denominator > 0 THEN numerator / denominator ELSE raw_value END, 6)
                           AS stated
                    FROM {batch}
                ) AS e
                WHERE (doc_ref IS NULL OR issued_on IS NULL OR expires_on < period_end)
                  AND EXISTS (
                      FROM core.dim_indicator AS i
                      WHERE i.card_version = e.card_version AND i.code = e.code AND CASE i.fn
                          WHEN 'bool' THEN e.stated >= 1
                          WHEN 'linear_up' THEN e.stated > i.floor
                          WHEN 'linear_down' THEN e.stated < i.floor
                          ELSE CASE WHEN i.floor > i.target THEN e.stated <= i.target ELSE e.stated >= i.target END END
                  )
                ORDER BY 1
                """,
                level="content",
            )
        ]
    }
