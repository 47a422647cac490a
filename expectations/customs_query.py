"""What must hold in a file of the customs online query."""

from __future__ import annotations

from collections.abc import Mapping

import great_expectations.expectations as gxe
from great_expectations.expectations.expectation import Expectation

from expectations import hs8_trade
from expectations.figures import mixed_figures, open_boundaries
from expectations.rules import complete, holds, is_complete, row_rule, unique_key
from expectations.shared import conflicts
from lighting.registry import dataset

KEY = list(dataset("customs_query").key)
_NEEDED = [*KEY, "value"]


def layout(scope: Mapping[str, str], limits: Mapping[str, float]) -> dict[str, str]:
    """Tables to judge: ``staged`` with the computed columns, ``explained`` with what reasons need."""
    del scope
    staged = f"""
        SELECT {hs8_trade.columns()}, {is_complete(_NEEDED, "t")},
               t.place_code = 'ALL' OR t.place_code IN (FROM provinces) AS place_is_known,
               t.value = trunc(t.value) AS value_is_whole
        FROM typed AS t {hs8_trade.joins()}
    """
    return {**hs8_trade.lookup_tables(limits), "staged": staged, "explained": hs8_trade.EXPLAINED}


def suite(scope: Mapping[str, str], limits: Mapping[str, float]) -> list[Expectation]:
    """The rules of the file."""
    rules = [
        complete(_NEEDED),
        *hs8_trade.code_rules(),
        holds(
            "Q15",
            "quarantine",
            "the province is listed",
            "place_is_known",
            reason="'province ' || place_code || ' is not listed'",
        ),
        *hs8_trade.value_rules(scope, limits),
        holds(
            "Q21",
            "warn",
            "the value is a whole number",
            "value_is_whole",
            reason="'value ' || value",
        ),
        unique_key(KEY),
        *hs8_trade.file_rules(limits),
    ]
    if scope["flow"] == "X":
        rules.insert(
            4,
            row_rule(
                "Q12",
                "warn",
                "China is no destination of its exports",
                gxe.ExpectColumnValuesToNotBeInSet,
                reason="'partner 142 is China itself'",
                column="partner_code",
                value_set=["142"],
            ),
        )
    return rules


def content(limits: Mapping[str, float]) -> dict[str, list[Expectation]]:
    """Rules over the whole content, by the table that they read."""
    del limits
    return {
        "core.fct_trade": [conflicts()],
        "ops.open_boundary": [open_boundaries()],
        "ops.mixed_figure": [mixed_figures()],
    }
