"""What must hold in a list of grants."""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations.rules import complete, holds, set_rule, unique_key
from expectations.shared import plain, uscc_is_valid, uscc_rule
from expectations.support import known_measures, not_negative

_NEEDED = ["grant_id", "policy_id", "measure_code", "uscc", "committed_cny", "granted_on"]


def layout(scope: Mapping[str, str], limits: Mapping[str, float]) -> dict[str, str]:
    """Tables to judge: the typed rows with computed columns."""
    del scope, limits
    return plain(
        _NEEDED,
        {
            "uscc_is_valid": uscc_is_valid("t.uscc"),
            "committed_cny_is_positive": "t.committed_cny >= 0",
            "paid_cny_is_positive": "t.paid_cny >= 0",
            "paid_is_part": "t.paid_cny <= t.committed_cny",
        },
    )


def suite(scope: Mapping[str, str], limits: Mapping[str, float]) -> list[Expectation]:
    """The rules of the file."""
    del scope, limits
    return [
        complete(_NEEDED),
        uscc_rule(),
        not_negative("committed_cny"),
        not_negative("paid_cny"),
        holds(
            "F16",
            "warn",
            "no more is paid than was committed",
            "paid_is_part",
            reason="'paid ' || paid_cny || ' of ' || committed_cny",
        ),
        known_measures("support_grants"),
        unique_key(["grant_id"]),
    ]


def content(limits: Mapping[str, float]) -> dict[str, list[Expectation]]:
    """Grants against the policies that they name."""
    del limits
    return {
        "core.fct_support_grant": [
            set_rule(
                "F16",
                "warn",
                "a grant names a policy that is known for its field",
                """
                SELECT policy_id || ' / ' || measure_code AS key, count(*) AS measured, 0 AS allowed,
                       count(*) || ' grants name ' || policy_id || ' for ' || measure_code
                       || ', which no list of policies has' AS message
                FROM {batch} ANTI JOIN core.fct_support_policy USING (policy_id, measure_code)
                WHERE policy_id IS NOT NULL AND measure_code IS NOT NULL
                GROUP BY policy_id, measure_code ORDER BY 1
                """,
                level="content",
            )
        ]
    }
