"""What a dataset's module hands back after typing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from transforms.cells import REJECT_SCHEMA
from transforms.facts import Facts
from transforms.reading.errors import FileRefusedError
from transforms.reading.table import LeftOut, TextTable

Outcome = Literal["passed", "failed", "not_checkable"]
FEW_ROWS, SHARE_THAT_BLOCKS = 20, 0.05
"""A row rule that fails for more than this share of the rows, and for at least so many, blocks the file."""


@dataclass(frozen=True)
class ReaderResult:
    """Outcome of a rule that reading decides.

    Attributes:
        rule: the rule.
        action: ``block``, ``quarantine`` or ``warn``.
        outcome: what it came to.
        message: the finding in words.
        rows_failed: number of rows concerned.
    """

    rule: str
    action: str
    outcome: Outcome
    message: str
    rows_failed: int = 0


@dataclass(frozen=True)
class Typed:
    """Typed rows of a file.

    Attributes:
        rows: the rows in the staged layout; ``is_typed`` is false where a value did not cast.
        rejects: why, one row per value: ``source_row``, ``rule``, ``reason``.
        set_aside: records that are no data: totals, footnotes.
        results: outcomes of rules that typing decides.
        scope: facts about the whole file that its rows do not repeat, for the suite: flow, currency.
    """

    rows: pl.DataFrame
    rejects: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=REJECT_SCHEMA))
    set_aside: list[LeftOut] = field(default_factory=list)
    results: list[ReaderResult] = field(default_factory=list)
    scope: dict[str, str] = field(default_factory=dict)


def odd_columns(table: TextTable) -> ReaderResult:
    """Q06: more than one unnamed column at the right edge, or a named column without any value."""
    odd = []
    if table.trailing_empty > 1:
        odd.append(f"{table.trailing_empty} unnamed columns at the right edge")
    empty = [table.spelled[name] for name, column in table.columns.items() if table.height and column.is_empty]
    odd += [f"column '{name}' is empty" for name in empty]
    return ReaderResult("Q06", "warn", "failed" if odd else "passed", "; ".join(odd) or "no odd columns")


TypeRows = Callable[[TextTable, Facts, pl.Schema], Typed]


def refuse(rule: str, message: str, remedy: str) -> FileRefusedError:
    """Short form for the modules of datasets."""
    return FileRefusedError(rule, message, remedy)


def blocks(failed: int, rows: int) -> bool:
    """True if so many failing rows mean that the file is not what it claims to be."""
    return failed >= FEW_ROWS and failed > SHARE_THAT_BLOCKS * rows
