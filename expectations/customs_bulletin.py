"""What must hold in a table of the customs' monthly bulletin."""

from __future__ import annotations

from collections.abc import Mapping

from great_expectations.expectations.expectation import Expectation

from expectations.printed_content import (
    back_revision,
    falling,
    family_and_line,
    flash_and_official,
    printed_growth,
)
from expectations.printed_lines import lines_kept
from expectations.printed_months import printed_months_missing
from expectations.printed_rules import layout_of, suite_of, sums
from expectations.shared import conflicts


def layout(scope: Mapping[str, str], limits: Mapping[str, float]) -> dict[str, str]:
    """Tables to judge: the typed rows with computed columns."""
    del scope, limits
    return layout_of("customs_bulletin")


def suite(scope: Mapping[str, str], limits: Mapping[str, float]) -> list[Expectation]:
    """The rules of the file."""
    return [*suite_of("customs_bulletin", scope, limits), *sums(limits)]


def content(limits: Mapping[str, float]) -> dict[str, list[Expectation]]:
    """Rules over the whole content: printed tables of the nation against each other and against the online query."""
    return {
        "core.fct_trade_printed": [
            conflicts(),
            falling("warn", limits),
            falling("block", limits),
            back_revision(),
            printed_growth(),
            flash_and_official(limits),
            family_and_line(limits),
            *printed_months_missing(),
            lines_kept(),
        ]
    }
