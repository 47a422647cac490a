"""What must hold in a list of claims. What is claimed need not be true: its verdict is found by marts.claim_verdict."""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations.rules import complete, holds, set_rule, unique_key
from expectations.scales import industry_facts, scales_agree
from expectations.shared import code_pattern, one_of, plain
from lighting.registry import dataset

KEY = list(dataset("claims").key)
_NEEDED = [*KEY, "stage", "text_own_words", "subject", "source_ref", "expected_verdict", "reason"]
VERDICTS = ["reproduced", "consistent", "inconsistent", "scope_mismatch", "not_testable", "qualitative"]
KINDS = ["figure", "bound", "feasible", "text", "note"]
_LACKS = """concat_ws(', ',
    CASE WHEN operator IS NULL THEN 'operator' END,
    CASE WHEN value IS NULL AND value_text IS NULL THEN 'value' END,
    CASE WHEN unit IS NULL THEN 'unit' END,
    CASE WHEN period_precision IS NULL
           OR period_precision <> 'UNKNOWN' AND (period_start IS NULL OR period_end IS NULL) THEN 'period' END,
    CASE WHEN geo_code IS NULL THEN 'place' END,
    CASE WHEN source_span IS NULL THEN 'span' END)"""

_TEST = "CASE WHEN json_valid(t.test) THEN t.test ELSE '{}' END"
_IS_KNOWN = f"""coalesce(json_extract_string({_TEST}, '$.kind') IN ({", ".join(f"'{kind}'" for kind in KINDS)}), false)
    AND coalesce(json_extract_string({_TEST}, '$.agreement'), 'consistent') = 'consistent'
    AND coalesce(json_extract_string({_TEST}, '$.undecided'), 'not_testable') IN ('not_testable', 'scope_mismatch')"""


def layout(scope: Mapping[str, str], limits: Mapping[str, float]) -> dict[str, str]:
    """Tables to judge: the typed rows with computed columns."""
    del scope
    known = "(SELECT unit FROM claim_units)"
    return plain(
        _NEEDED,
        {
            "is_first_hand": f"t.published_at::DATE <= t.event_date + {limits['Q72']:.0f}",
            "unit_is_known": f"t.unit IN {known}",
            "says_when": "t.stage <> 'PRINTED' OR t.published_at IS NOT NULL AND t.document_date IS NOT NULL",
            "test_is_known": f"CASE WHEN t.test IS NOT NULL THEN json_valid(t.test) AND ({_IS_KNOWN}) END",
            "period_is_in_order": "t.period_start <= t.period_end",
        },
    )


def suite(scope: Mapping[str, str], limits: Mapping[str, float]) -> list[Expectation]:
    """The rules of the file."""
    del scope
    return [
        complete(_NEEDED),
        one_of("stage", ["PRINTED", "STATED"]),
        one_of("operator", ["=", ">", ">=", "<", "<=", "~", "qual"]),
        one_of("expected_verdict", VERDICTS),
        one_of("period_precision", ["D", "M", "Y", "UNKNOWN"]),
        one_of("event_precision", ["D", "M", "Y"]),
        one_of("geo_basis", ["REG", "SRC", "CUS", "NAT"]),
        code_pattern(
            "source_span", r"[A-Z]\d*(?:\.\d+)?(?:-\d+)?", "a span is a paragraph and the number of a statement in it"
        ),
        holds("CODE", "quarantine", "the unit is one of core.claim_unit", "unit_is_known", reason="'unit is ' || unit"),
        holds(
            "MISSING",
            "quarantine",
            "a printed claim says when it was published and which day its document bears",
            "says_when",
            reason="'no published_at or document_date'",
        ),
        holds(
            "TEST",
            "quarantine",
            "the test is a mapping of a kind that there is, and dictates no verdict",
            "test_is_known",
            reason="'test ' || left(test, 60)",
            allowed=", ".join(KINDS),
        ),
        holds(
            "CODE",
            "quarantine",
            "a period ends after it begins",
            "period_is_in_order",
            reason="'period from ' || period_start || ' to ' || period_end",
        ),
        holds(
            "Q72",
            "warn",
            "a claim is published soon after the event, and is no reprint",
            "is_first_hand",
            reason="'published on ' || published_at::DATE || ', ' || (published_at::DATE - event_date)"
            " || ' days after ' || event_date",
            allowed=f"{limits['Q72']:.0f} days",
        ),
        unique_key(KEY),
        set_rule(
            "Q70",
            "block",
            "a claim with a number says operator, unit, period, place and where it stands",
            f"""
            SELECT coalesce(claim_id, 'row ' || source_row) AS key, lacks AS measured, 'none lacks' AS allowed,
                   'row ' || source_row || ': claim ' || coalesce(claim_id, '?') || ' has no ' || lacks AS message
            FROM (SELECT *, {_LACKS} AS lacks FROM {{batch}}
                  WHERE operator IS DISTINCT FROM 'qual' OR value IS NOT NULL)
            WHERE lacks <> '' ORDER BY source_row
            """,
        ),
    ]


def content(limits: Mapping[str, float]) -> dict[str, list[Expectation]]:
    """Rules over the whole content, by the table that they read."""
    shipped = "SELECT fact, source, value FROM ops.claimed_fact WHERE is_shipped"
    return {"ops.delivered_claim": [scales_agree("FROM {batch}", limits, f"{shipped} UNION ALL {industry_facts()}")]}
