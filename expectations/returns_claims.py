"""What must hold in a list of returns and claims."""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations.rules import complete, holds, unique_key
from expectations.shared import code_pattern, one_of, plain, uscc_is_valid, uscc_rule

_NEEDED = [
    *("event_id", "kind", "event_date", "hs8", "partner_code", "qty", "unit"),
    *("value_usd", "cause", "severity", "status"),
]


def layout(scope: Mapping[str, str], limits: Mapping[str, float]) -> dict[str, str]:
    """Tables to judge: the typed rows with computed columns."""
    del limits
    return plain(
        _NEEDED,
        {
            "uscc_is_valid": uscc_is_valid("t.uscc"),
            "has_happened": f"t.event_date <= TIMESTAMP '{scope['released_at']}'::DATE",
            "amounts_are_amounts": "t.value_usd >= 0 AND t.qty >= 0",
        },
    )


def suite(scope: Mapping[str, str], limits: Mapping[str, float]) -> list[Expectation]:
    """The rules of the file."""
    del limits
    return [
        complete(_NEEDED),
        uscc_rule(),
        one_of("kind", ["RETURN", "CLAIM", "RECALL"]),
        one_of("cause", ["QUALITY", "SAFETY", "LOGISTICS", "COMMERCIAL", "UNKNOWN"]),
        one_of("severity", ["NONE", "MINOR", "SERIOUS_INJURY", "DEATH"]),
        one_of("status", ["OPEN", "CLOSED"]),
        code_pattern("hs8", r"\d{8}", "a commodity code has 8 digits"),
        code_pattern("partner_code", r"\d{3}", "a partner code has 3 digits"),
        holds(
            "F09",
            "quarantine",
            "an event has happened when the list is released",
            "has_happened",
            reason=f"'event of ' || event_date || ' in a list of {scope['released_at'][:10]}'",
        ),
        holds(
            "F09",
            "quarantine",
            "value and quantity are not negative",
            "amounts_are_amounts",
            reason="'value ' || value_usd || ', quantity ' || qty",
        ),
        unique_key(["event_id"]),
    ]
