"""The figures of ``core.fct_trade_printed``: what a printed table may say about a line, each with its half unit."""

from __future__ import annotations

import polars as pl

VALUES = ("month", "ytd", "prior_ytd")
"""Of each a value and a quantity may be printed: the month, from January on, and the same of the year before."""

GROWTHS = ("month", "ytd")
"""Of each a growth over the year before may be printed, for the value and for the quantity."""

MEASURES = (
    "line_kind",
    "qty_unit",
    *(name for of in VALUES for name in (f"{of}_value", f"{of}_half_unit")),
    *(name for of in GROWTHS for name in (f"{of}_yoy", f"{of}_yoy_half_unit")),
    *(name for of in VALUES for name in (f"{of}_qty", f"{of}_qty_half_unit")),
    *(name for of in GROWTHS for name in (f"{of}_qty_yoy", f"{of}_qty_yoy_half_unit")),
)
"""Columns that a release states about a line."""


def unprinted(*printed: str) -> list[pl.Expr]:
    """Null columns for the measures that a table does not print.

    Args:
        printed: names of the measures that it prints.

    Raises:
        ValueError: for a name that is no measure.
    """
    unknown = set(printed) - set(MEASURES)
    if unknown:
        raise ValueError(f"no measures of fct_trade_printed: {sorted(unknown)}")
    return [pl.lit(None).alias(name) for name in MEASURES if name not in printed]
