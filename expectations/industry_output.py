"""What must hold in a list of industry figures."""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations.rules import complete, holds, set_rule, unique_key
from expectations.scales import industry_facts, scales_agree
from expectations.shared import PLACE, code_pattern, one_of, plain
from lighting.registry import dataset

KEY = list(dataset("industry_output").key)
_NEEDED = [*KEY, "operator", "amount", "published_on"]


def layout(scope: Mapping[str, str], limits: Mapping[str, float]) -> dict[str, str]:
    """Tables to judge: the typed rows with computed columns."""
    del limits
    released = f"TIMESTAMP '{scope['released_at']}'::DATE"
    return plain(
        _NEEDED,
        {
            "industry_is_known": "t.industry_code IN (FROM industries)",
            "days_are_in_order": f"t.year <= year(t.published_on) AND t.published_on <= {released}",
            "amount_is_amount": "t.amount >= 0",
        },
    )


def suite(scope: Mapping[str, str], limits: Mapping[str, float]) -> list[Expectation]:
    """The rules of the file."""
    del limits
    return [
        complete(_NEEDED),
        code_pattern("geo_code", PLACE, "a place is ALL or has 2, 6 or 9 digits"),
        holds(
            "ENUM",
            "quarantine",
            "the industry is listed",
            "industry_is_known",
            reason="'industry ' || industry_code || ' is not listed'",
        ),
        one_of("scope", ["CLUSTER", "ALL", "ABOVE_SCALE"]),
        one_of("measure", ["OUTPUT", "SALES", "EXPORT_DELIVERY", "IMPORT"]),
        one_of("operator", ["=", ">", ">=", "<", "<=", "~"]),
        one_of("unit", ["YUAN", "WAN_YUAN", "YI_YUAN", "USD"]),
        holds(
            "F18",
            "quarantine",
            "the year has begun when the figure is published, and it is published before the list is released",
            "days_are_in_order",
            reason="'figure of ' || year || ' published on ' || published_on || "
            f"', list of {scope['released_at'][:10]}'",
        ),
        holds(
            "F18",
            "quarantine",
            "the figure is not negative",
            "amount_is_amount",
            reason="'figure ' || amount || ' is negative'",
        ),
        unique_key(KEY),
        set_rule(
            "F18",
            "block",
            "every figure has its unit",
            """
            SELECT concat_ws(' / ', year, geo_code, industry_code, scope, measure, source_ref) AS key,
                   'none' AS measured, 'a unit' AS allowed,
                   'row ' || source_row || ': the figure ' || amount || ' of ' || source_ref || ' has no unit'
                   AS message
            FROM {batch} WHERE unit IS NULL ORDER BY source_row
            """,
        ),
    ]


def content(limits: Mapping[str, float]) -> dict[str, list[Expectation]]:
    """Rules over the whole content, by the table that they read."""
    claimed = "SELECT fact, source, value FROM ops.claimed_fact WHERE is_shipped"
    return {"core.fct_industry_output": [scales_agree(industry_facts("{batch}"), limits, claimed)]}
