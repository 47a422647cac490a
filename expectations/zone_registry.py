"""What must hold in a registry of zones. Intervals of a status begin on status_from and end before status_to."""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations.rules import Level, complete, holds, set_rule, unique_key
from expectations.shared import code_pattern, one_of, plain
from lighting.registry import dataset

KEY = list(dataset("zone_registry").key)
_NEEDED = [*KEY, "status", "industry_code", "province_code", "prefecture_code"]


def layout(scope: Mapping[str, str], limits: Mapping[str, float]) -> dict[str, str]:
    """Tables to judge: the typed rows with computed columns."""
    del scope, limits
    return plain(
        _NEEDED,
        {
            "industry_is_known": "t.industry_code IN (SELECT industry_code FROM industries)",
            "lies_in_province": "left(t.prefecture_code, 2) = t.province_code",
            "ends_after_it_began": "t.status_to > t.status_from",
        },
    )


def suite(scope: Mapping[str, str], limits: Mapping[str, float]) -> list[Expectation]:
    """The rules of the file."""
    del scope, limits
    return [
        complete(_NEEDED),
        one_of("level", ["PREF", "PROV", "NATIONAL"]),
        one_of("status", ["BUILDING", "AWARDED", "REVOKED"]),
        holds(
            "ENUM",
            "quarantine",
            "the industry is a known one",
            "industry_is_known",
            reason="'industry_code is ' || industry_code",
            allowed="core.dim_industry",
        ),
        code_pattern("prefecture_code", r"\d{6}", "a prefecture or county has 6 digits"),
        holds(
            "CODE",
            "quarantine",
            "the prefecture lies in the province",
            "lies_in_province",
            reason="'prefecture ' || prefecture_code || ' does not lie in province ' || province_code",
        ),
        holds(
            "F14",
            "quarantine",
            "a status ends after it began",
            "ends_after_it_began",
            reason="'from ' || status_from || ' to ' || status_to",
        ),
        unique_key(KEY),
        _no_overlap("set", "a zone has one status at a time on each level"),
    ]


def content(limits: Mapping[str, float]) -> dict[str, list[Expectation]]:
    """Intervals over all registries together."""
    del limits
    return {
        "core.fct_zone_status": [
            _no_overlap("content", "registries together give a zone one status at a time on each level")
        ]
    }


def _no_overlap(level: Level, what: str) -> Expectation:
    return set_rule(
        "F14",
        "block",
        what,
        """
        SELECT zone_id || ' / ' || level AS key, count(*) AS measured, 0 AS allowed,
               'zone ' || zone_id || ' has two statuses on level ' || level || ' from ' || min(status_from)
               || ' on; end the earlier one with status_to' AS message
        FROM (
            SELECT zone_id, level, status_from, max(max(coalesce(status_to, DATE '9999-12-31'))) OVER (
                PARTITION BY zone_id, level ORDER BY status_from ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS holds_until
            FROM {batch} GROUP BY zone_id, level, status_from
        ) WHERE status_from < holds_until GROUP BY zone_id, level ORDER BY 1
        """,
        allowed="0",
        level=level,
    )
