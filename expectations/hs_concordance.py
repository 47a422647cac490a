"""What must hold in a correlation table of HS codes."""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations.rules import complete, unique_key
from expectations.shared import code_pattern, one_of, plain, whole_list
from lighting.registry import dataset

KEY = list(dataset("hs_concordance").key)


def layout(scope: Mapping[str, str], limits: Mapping[str, float]) -> dict[str, str]:
    """Tables to judge: the typed rows."""
    del scope, limits
    return plain(KEY)


def suite(scope: Mapping[str, str], limits: Mapping[str, float]) -> list[Expectation]:
    """The rules of the file."""
    del scope, limits
    return [
        complete(KEY),
        code_pattern("from_hs6", r"\d{6}", "the HS code that is converted has 6 digits"),
        code_pattern("to_hs6", r"\d{6}", "the HS code that it becomes has 6 digits"),
        one_of("rel", ["1:1", "n:1", "1:n", "n:n"]),
        unique_key(KEY),
    ]


def content(limits: Mapping[str, float]) -> dict[str, list[Expectation]]:
    """Rules over the whole content, by the table that they read."""
    del limits
    revisions, is_whole = "(key ->> 0) || ' to ' || (key ->> 2)", "count(DISTINCT left(key ->> 1, 2)) >= 90"
    return {"core.accepted_row": [whole_list("bridge_hs_concordance", revisions, is_whole)]}
