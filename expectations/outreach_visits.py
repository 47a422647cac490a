"""What must hold in a list of visits."""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations.rules import complete, holds, unique_key
from expectations.shared import code_pattern, plain, uscc_is_valid, uscc_rule

_NEEDED = ["visit_id", "visit_date", "uscc"]


def layout(scope: Mapping[str, str], limits: Mapping[str, float]) -> dict[str, str]:
    """Tables to judge: the typed rows with computed columns."""
    del limits
    return plain(
        _NEEDED,
        {
            "uscc_is_valid": uscc_is_valid("t.uscc"),
            "services_are_known": "CASE WHEN t.service_codes IS NOT NULL THEN list_has_all("
            "(SELECT list(service_code) FROM services), string_split(t.service_codes, ';')) END",
            "is_before_release": f"t.visit_date <= DATE '{scope['released_at'][:10]}'",
        },
    )


def suite(scope: Mapping[str, str], limits: Mapping[str, float]) -> list[Expectation]:
    """The rules of the file."""
    del limits
    return [
        complete(_NEEDED),
        uscc_rule(),
        code_pattern("town_code", r"\d{9}", "a town code has 9 digits"),
        holds(
            "ENUM",
            "quarantine",
            "every service is a known one",
            "services_are_known",
            reason="'service_codes is ' || service_codes",
            allowed="core.dim_service_type",
        ),
        holds(
            "F17",
            "quarantine",
            "no visit lies after the list was released",
            "is_before_release",
            reason=f"'visited on ' || visit_date || ', list of {scope['released_at'][:10]}'",
        ),
        unique_key(["visit_id"]),
    ]
