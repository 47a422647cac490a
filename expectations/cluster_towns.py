"""What must hold in a list of the towns of clusters."""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations.rules import complete, holds, set_rule, unique_key
from expectations.shared import code_pattern, plain
from lighting.registry import dataset

KEY = list(dataset("cluster_towns").key)
_NEEDED = [*KEY, "city_code", "source_ref", "is_verified"]


def layout(scope: Mapping[str, str], limits: Mapping[str, float]) -> dict[str, str]:
    """Tables to judge: the typed rows with computed columns."""
    del scope, limits
    return plain(
        _NEEDED,
        {
            "lies_in_city": "left(t.town_code, 6) = t.city_code",
            "ends_after_beginning": "t.valid_to > t.valid_from",
        },
    )


def suite(scope: Mapping[str, str], limits: Mapping[str, float]) -> list[Expectation]:
    """The rules of the file. Days before the first list of a city's towns are judged by that list."""
    del scope, limits
    return [
        complete(_NEEDED),
        code_pattern("town_code", r"\d{9}", "a town code has 9 digits"),
        holds(
            "CODE",
            "quarantine",
            "a town lies in its city",
            "lies_in_city",
            reason="'town ' || town_code || ' does not lie in ' || city_code",
        ),
        holds(
            "F20",
            "quarantine",
            "a town leaves after it has come",
            "ends_after_beginning",
            reason="'from ' || valid_from || ' to ' || valid_to",
        ),
        unique_key(KEY),
        set_rule(
            "F20",
            "block",
            "every town is in the list of towns of its day",
            """
            SELECT concat_ws(' / ', cluster_id, town_code, valid_from) AS key, town_code AS measured,
                   'a listed town' AS allowed,
                   'row ' || source_row || ': no list of towns has ' || town_code || ' on ' || valid_from
                   || '; if the code is right, deliver the list of that city to places' AS message
            FROM {batch}
            WHERE NOT EXISTS (
                FROM (SELECT place_code, valid_from AS since, valid_to AS until, listed_from FROM cluster_towns.towns)
                WHERE place_code = town_code AND since <= greatest(valid_from, listed_from)
                  AND (until IS NULL OR until > valid_from)
            )
            ORDER BY source_row
            """,
        ),
    ]
