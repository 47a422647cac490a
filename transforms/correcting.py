"""Apply corrections to the typed rows of a file, before they are judged.

A correction touches a row only while the row holds the wrong value that the correction expects; see its guard. What the
source says is kept beside, row by row.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from transforms.facts import Facts
from transforms.reading.table import SOURCE_ROW
from transforms.typed import ReaderResult

RULE = "CORRECTION"
CORRECTED, CORRECTIONS = "corrected_rows.parquet", "corrections.parquet"
"""Names of the corrected rows, if there are any, and of what was done to them."""
SCHEMA = pl.Schema(
    {
        SOURCE_ROW: pl.Int64(),
        **dict.fromkeys(("correction_id", "column_name", "action", "old_value", "new_value"), pl.String()),
    }
)
_BOUNDS = ("delivery", "released_from", "released_to")
_AT = "row_at"


@dataclass
class Corrected:
    """What corrections did to a file.

    Attributes:
        done: one row per corrected value: ``source_row``, ``correction_id``, ``column_name``, ``action``,
            ``old_value``, ``new_value``.
        results: outcomes of the guards.
        refusal: why the file is refused, if a guard demands it.
        rows: where the corrected rows are; None if nothing was corrected.
    """

    done: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SCHEMA))
    results: list[ReaderResult] = field(default_factory=list)
    refusal: str | None = None
    rows: Path | None = None


def correct(rows: Path, corrections: Path, facts: Facts, folder: Path) -> Corrected:
    """Apply the corrections of a dataset to a file; writes into ``folder`` what was changed, if anything was.

    Args:
        rows: Parquet file of typed rows.
        corrections: Parquet file of all corrections in force.
        facts: the file's facts.
        folder: where the corrected rows go.
    """
    outcome = Corrected()
    wanted = pl.read_parquet(corrections).filter(pl.col("dataset") == facts.dataset).sort("correction_id")
    frame = pl.scan_parquet(rows, row_index_name=_AT)
    changes: dict[str, dict[int, Any]] = {}
    aside: set[int] = set()
    parts = []
    for entry in wanted.iter_rows(named=True):
        found = _selected(frame, entry, facts)
        if found.is_empty():
            continue
        column = entry["column_name"]
        taken = {*changes.get(column, {}), *aside}
        right = found.filter(_holds(found, entry) & ~pl.col(_AT).is_in(sorted(taken)))
        _judge_guard(outcome, entry, found.height - right.height)
        new = _new_values(right[column], entry)
        if entry["action"] == "set_aside":
            aside |= set(right[_AT])
        else:
            changes.setdefault(column, {}).update(zip(right[_AT], new, strict=True))
        parts.append(
            right.select(
                SOURCE_ROW,
                *(pl.lit(entry[n]).alias(n) for n in ("correction_id", "column_name", "action")),
                pl.col(column).cast(pl.String).alias("old_value"),
                new.cast(pl.String).alias("new_value"),
            )
        )
    outcome.done = pl.concat([outcome.done, *parts])
    if outcome.done.height:
        outcome.rows = folder / CORRECTED
        _rewrite(frame, changes, aside).sink_parquet(outcome.rows, compression="lz4", statistics=False)
    outcome.done.write_parquet(folder / CORRECTIONS)
    return outcome


def set_aside(judged: Path, done: pl.DataFrame) -> None:
    """Add the rows that are set aside to those that the suite sends to quarantine."""
    gone = done.filter(pl.col("action") == "set_aside").select(
        SOURCE_ROW,
        pl.concat_list(pl.lit(RULE)).alias("rules"),
        pl.concat_list(pl.format("set aside by correction {}: {} is {}", "correction_id", "column_name", "old_value"))
        .alias("reasons"),
    )  # fmt: skip
    if gone.height:
        pl.concat([pl.read_parquet(judged), gone]).write_parquet(judged)


def _selected(frame: pl.LazyFrame, entry: Mapping[str, Any], facts: Facts) -> pl.DataFrame:
    """The typed rows that a correction selects, with the column that it corrects."""
    selector: dict[str, str] = json.loads(entry["selector"])
    schema = frame.collect_schema()
    condition = pl.col("is_typed") & (pl.lit(selector.get("delivery", facts.delivery_id)) == pl.lit(facts.delivery_id))
    released = pl.col("released_at") if "released_at" in schema else pl.lit(facts.released_at, dtype=pl.Datetime("us"))
    if "released_from" in selector:
        condition &= released >= datetime.fromisoformat(selector["released_from"])
    if "released_to" in selector:
        condition &= released <= datetime.fromisoformat(selector["released_to"])
    for name, value in selector.items():
        if name not in _BOUNDS:
            condition &= pl.col(name) == pl.lit(value).cast(schema[name], strict=False)
    return frame.filter(condition).select(_AT, SOURCE_ROW, entry["column_name"]).collect()


def _holds(found: pl.DataFrame, entry: Mapping[str, Any]) -> pl.Expr:
    """True for rows that hold the wrong value that is expected."""
    name, expected = entry["column_name"], str(entry["expected"])
    if expected.startswith("sum="):
        total = sum((Decimal(str(v)) for v in found[name].drop_nulls()), Decimal(0))
        return pl.lit(value=total == Decimal(expected.removeprefix("sum=")))
    return (pl.col(name) == pl.lit(expected).cast(found.schema[name], strict=False)).fill_null(value=False)


def _judge_guard(outcome: Corrected, entry: Mapping[str, Any], other: int) -> None:
    """Note whether the source still holds the wrong value."""
    name = f"correction {entry['correction_id']} ({entry['column_name']})"
    if not other:
        outcome.results.append(ReaderResult(RULE, entry["on_mended"], "passed", f"{name}: the source holds the error"))
        return
    told = f"{name} expects {entry['expected']}: {other} rows hold another value, so they are left as they are"
    outcome.results.append(ReaderResult(RULE, entry["on_mended"], "failed", told, other))
    if entry["on_mended"] == "block":
        outcome.refusal = outcome.refusal or told


def _new_values(old: pl.Series, entry: Mapping[str, Any]) -> pl.Series:
    """What takes the place of the wrong values."""
    if entry["action"] == "set_aside":
        return pl.Series([None] * old.len(), dtype=old.dtype)
    if entry["action"] == "set":
        return pl.Series([entry["value"]], dtype=pl.String).cast(old.dtype).new_from_index(0, old.len())
    factor = Decimal(entry["value"])
    return pl.Series([None if v is None else str(Decimal(str(v)) * factor) for v in old], dtype=pl.String).cast(
        old.dtype
    )


def _rewrite(frame: pl.LazyFrame, changes: Mapping[str, Mapping[int, Any]], aside: set[int]) -> pl.LazyFrame:
    schema = frame.collect_schema()
    for column, values in changes.items():
        new = pl.LazyFrame(
            {_AT: list(values), "right_value": list(values.values())},
            schema={_AT: schema[_AT], "right_value": schema[column]},
        )
        frame = frame.join(new, on=_AT, how="left", maintain_order="left").with_columns(
            pl.coalesce("right_value", column).alias(column)
        ).drop("right_value")  # fmt: skip
    typed = pl.col("is_typed") & ~pl.col(_AT).is_in(sorted(aside))
    return frame.with_columns(typed.alias("is_typed")).drop(_AT)
