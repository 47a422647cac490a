"""Rows of which a value did not cast: the rules on rows still say whether their key may be believed.

Such a row is in quarantine already. Its key, if it holds, keeps the figure back; a key that no list knows must not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from expectations.rules import Rule
from lighting.registry import dataset

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

    from expectations.judge import Judge
    from expectations.outcome import Work

_WANTS_VALUES = "MISSING"
"""The rule that a value is there says nothing about a row whose value could not be read."""


def failed_rows(judge: Judge, work: Work, expectations: Sequence[Expectation]) -> tuple[dict[int, pl.DataFrame], int]:
    """Untyped rows that fail a rule of quarantine, by the number of the expectation; and how many rows there are.

    Args:
        judge: who judges; its tables are those of the untyped rows afterwards.
        work: the file.
        expectations: the row rules of its suite.
    """
    can_hold = dataset(work.dataset).kind == "trade"
    if not can_hold or pl.read_parquet(work.rows, columns=["is_typed"])["is_typed"].all():
        return {}, 0
    total = judge.lay_out(work, "NOT is_typed")
    rules = [Rule.of(expectation) for expectation in expectations]
    asked = [n for n, rule in enumerate(rules) if rule.action == "quarantine" and rule.id != _WANTS_VALUES]
    results = judge.validate(work.dataset, "staged", [expectations[n] for n in asked], "COMPLETE")
    failed = {n: result for n, result in zip(asked, results, strict=True) if not result.success}
    rows = judge.failed_rows([rules[n] for n in failed], list(failed.values()))
    return dict(zip(failed, rows, strict=True)), total
