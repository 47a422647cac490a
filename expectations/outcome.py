"""What judging came to: rows for quarantine, whether the file is refused, and the results of its rules."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from expectations.rules import Rule

FEW_ROWS, SHARE_THAT_BLOCKS = 20, 0.05
SAMPLE = 20
RESULT_SCHEMA = pl.Schema(
    {
        "delivery_id": pl.String(),
        "dataset": pl.String(),
        "rule": pl.String(),
        "level": pl.String(),
        "action": pl.String(),
        "outcome": pl.String(),
        "rows_checked": pl.Int64(),
        "rows_failed": pl.Int64(),
        "rows_not_checkable": pl.Int64(),
        "key": pl.String(),
        "measured": pl.String(),
        "allowed": pl.String(),
        "message": pl.String(),
        "sample_rows": pl.List(pl.Int64()),
    }
)
ROWS_SCHEMA = pl.Schema({"source_row": pl.Int64(), "reason": pl.String()})
JUDGED_SCHEMA = pl.Schema({"source_row": pl.Int64(), "rules": pl.List(pl.String()), "reasons": pl.List(pl.String())})
PASSED_SCHEMA = pl.Schema(
    {
        "source_row": pl.Int64(),
        **dict.fromkeys(("correction_id", "column_name", "action", "old_value", "new_value"), pl.String()),
    }
)
ROWS, PASSED, RESULTS, VERDICT, SUITE_RESULT = (
    "judged.parquet",
    "let_pass.parquet",
    "results.parquet",
    "verdict.json",
    "suite.json",
)


@dataclass(frozen=True)
class Work:
    """What is to be judged; plain values, so that another process can be asked.

    Attributes:
        delivery_id: the delivery.
        dataset: its dataset.
        rows: Parquet file of typed rows.
        lookups: folder of code tables.
        scope: facts about the whole file: flow, currency, release_month, released_at.
        reader_results: results of the reader's rules, as dictionaries.
        limits: limits of the rules.
        folder: where to write.
        let_pass: findings that people let pass: ``rule``, ``rows`` (None for all), ``decision_id``.
    """

    delivery_id: str
    dataset: str
    rows: Path
    lookups: Path
    scope: dict[str, str]
    reader_results: list[dict[str, Any]]
    limits: dict[str, float]
    folder: Path
    let_pass: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Verdict:
    """What came of it.

    Attributes:
        rule: rule that refuses the file; None if it may be loaded.
        reason: why.
        remedy: what to do.
        quarantined: rows that the suite sets apart.
    """

    rule: str | None = None
    reason: str | None = None
    remedy: str | None = None
    quarantined: int = 0

    def save(self, folder: Path) -> None:
        """Write what ``load`` reads."""
        (folder / VERDICT).write_text(json.dumps(self.__dict__, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Verdict:
        """Read what ``judge`` wrote."""
        return cls(**json.loads((folder / VERDICT).read_text(encoding="utf-8")))


@dataclass
class Outcome:
    """Result of one rule."""

    rule: Rule
    outcome: str
    checked: int
    failed: int = 0
    not_checkable: int = 0
    rows: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ROWS_SCHEMA))
    findings: list[dict[str, Any]] = field(default_factory=list)

    def add(self, rows: pl.DataFrame, checked: int) -> None:
        """Add rows that fail among others that were judged apart."""
        self.outcome = "failed"
        self.checked += checked
        self.failed += rows.height
        self.rows = pl.concat([self.rows, rows])


def blocks(failed: int, checked: int) -> bool:
    """True if a row rule fails so often that the file is not what it claims to be."""
    return failed >= FEW_ROWS and failed > SHARE_THAT_BLOCKS * checked


def bad_rows(outcomes: Iterable[Outcome]) -> pl.DataFrame:
    """Rows for quarantine, one row per record with all its rules and reasons."""
    parts = [
        o.rows.with_columns(pl.lit(o.rule.id).alias("rule"))
        for o in outcomes
        if o.rule.action == "quarantine" and o.failed
    ]
    if not parts:
        return pl.DataFrame(schema=JUDGED_SCHEMA)
    return (
        pl.concat(parts)
        .sort("source_row", "rule", "reason")
        .group_by("source_row", maintain_order=True)
        .agg(pl.col("rule").alias("rules"), pl.col("reason").alias("reasons"))
    )


def let_pass(bad: pl.DataFrame, passes: Sequence[Mapping[str, Any]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Take what people let pass out of the rows for quarantine.

    Returns:
        The rows that stay, with the reasons that stay; and what was let pass, as ``ops.corrected_row`` has it.
    """
    if not passes or not bad.height:
        return bad, pl.DataFrame(schema=PASSED_SCHEMA)
    each = bad.explode("rules", "reasons").with_columns(pl.lit(None, dtype=pl.String).alias("decision_id"))
    for one in passes:  # the latest decision about a finding counts
        is_meant = pl.col("rules") == one["rule"]
        if one["rows"] is not None:
            is_meant &= pl.col("source_row").is_in(one["rows"])
        decided = pl.when(is_meant).then(pl.lit(one["decision_id"])).otherwise("decision_id")
        each = each.with_columns(decided.alias("decision_id"))
    stay = each.filter(pl.col("decision_id").is_null())
    gone = each.filter(pl.col("decision_id").is_not_null()).select(
        "source_row",
        pl.col("decision_id").alias("correction_id"),
        pl.col("rules").alias("column_name"),
        pl.lit("let_pass").alias("action"),
        pl.col("reasons").alias("old_value"),
        pl.lit(None, dtype=pl.String).alias("new_value"),
    )
    return stay.group_by("source_row", maintain_order=True).agg("rules", "reasons"), gone


def verdict_of(outcomes: Sequence[Outcome], total: int, quarantined: int) -> Verdict:
    """The first rule that refuses the file, by its number."""
    del total
    for o in sorted(outcomes, key=lambda o: o.rule.id):
        if o.rule.level == "row" and o.rule.action == "quarantine" and blocks(o.failed, o.checked):
            return Verdict(
                o.rule.id,
                f"{o.failed:,} of {o.checked:,} rows fail {o.rule.id} ({o.rule.what}), more than 5 %; the first is "
                f"row {o.rows['source_row'][0]}: {o.rows['reason'][0]}.",
                "Check that the file is of this dataset and not damaged; a mended file is a new delivery.",
                quarantined,
            )
        if o.rule.level == "set" and o.rule.action == "block" and o.findings:
            more = f" (and {len(o.findings) - 1} more)" if len(o.findings) > 1 else ""
            return Verdict(
                o.rule.id,
                f"{o.findings[0]['message']}{more}.",
                "Ask the sender for a corrected file; it is a new delivery.",
                quarantined,
            )
    return Verdict(quarantined=quarantined)


def result_rows(work: Work, outcomes: Sequence[Outcome]) -> pl.DataFrame:
    """Results of the reader's and the suite's rules, one row per rule, one per finding of set rules."""
    rows = [
        {
            "rule": r["rule"],
            "level": "reader",
            "action": r["action"],
            "outcome": r["outcome"],
            "rows_failed": r["rows_failed"],
            "message": r["message"],
        }
        for r in work.reader_results
    ]
    for o in outcomes:
        base = {
            "rule": o.rule.id,
            "level": o.rule.level,
            "action": o.rule.action,
            "outcome": o.outcome,
            "rows_checked": o.checked,
            "rows_failed": o.failed,
            "rows_not_checkable": o.not_checkable,
            "allowed": o.rule.allowed or None,
            "message": o.rule.what,
        }
        if o.findings:
            rows += [
                {
                    **base,
                    "key": str(f["key"]),
                    "measured": str(f["measured"]),
                    "message": f["message"],
                }
                for f in o.findings
            ]
        elif o.failed:
            sample = o.rows["source_row"].head(SAMPLE).to_list()
            first = f"{o.rule.what}: row {sample[0]}: {o.rows['reason'][0]}"
            rows.append({**base, "message": first, "sample_rows": sample})
        elif o.not_checkable:
            unjudged = f"{o.rule.what}: {o.not_checkable:,} of {o.not_checkable + o.checked:,} rows could not be judged"
            rows.append({**base, "message": unjudged})
        else:
            rows.append(base)
    whole = [{**row, "delivery_id": work.delivery_id, "dataset": work.dataset} for row in rows]
    return pl.DataFrame(whole, schema=RESULT_SCHEMA)
