"""From staged rows and quarantine to statements: accepted rows, and held ones whose key is readable."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from transforms.reading.table import SOURCE_ROW

KEY_RULES = frozenset({"RECORD", "MANIFEST", "Q10", "Q11", "Q14", "Q15", "Q22", "Q40", "CODE", "ENUM"})
"""Rules that put the key itself in doubt: a row that fails one of them says nothing about any key."""

QUARANTINE_SCHEMA = pl.Schema(
    {
        SOURCE_ROW: pl.Int64(),
        "rules": pl.List(pl.String()),
        "reasons": pl.List(pl.String()),
        "is_held": pl.Boolean(),
        "raw_text": pl.String(),
    }
)


def mark_held(rows: pl.LazyFrame, quarantine: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """Set ``is_held`` on quarantined rows: true if the row has a whole key that no rule doubts.

    Args:
        rows: staged rows with ``source_row`` and the key columns.
        quarantine: ``source_row``, ``rules``, ``reasons``.
        key: key columns; empty for tables whose keys are never held.
    """
    if not key:
        return quarantine.with_columns(pl.lit(value=False).alias("is_held"))
    wanted = quarantine[SOURCE_ROW].to_list()
    with_key = (
        rows.filter(pl.col(SOURCE_ROW).is_in(wanted))
        .group_by(SOURCE_ROW)  # a row of a printed table states several figures
        .agg(pl.all_horizontal(pl.col(key).is_not_null()).all().alias("has_key"))
        .collect()
    )
    doubted = pl.col("rules").list.set_intersection(sorted(KEY_RULES)).list.len() > 0
    return (
        quarantine.join(with_key, on=SOURCE_ROW, how="left", maintain_order="left")
        .with_columns((pl.col("has_key").fill_null(value=False) & ~doubted).alias("is_held"))
        .drop("has_key")
    )


def statements(rows: pl.LazyFrame, quarantine: pl.DataFrame) -> pl.LazyFrame:
    """Rows with ``state``: V for accepted rows, HELD for held ones; other quarantined rows are gone."""
    if not quarantine.height:
        return rows.with_columns(pl.lit("V").alias("state"))
    gone = quarantine.filter(~pl.col("is_held"))[SOURCE_ROW].implode()
    held = quarantine.filter("is_held")[SOURCE_ROW].implode()
    state = pl.when(pl.col(SOURCE_ROW).is_in(held)).then(pl.lit("HELD")).otherwise(pl.lit("V"))
    return rows.filter(~pl.col(SOURCE_ROW).is_in(gone)).with_columns(state.alias("state"))


def measured(name: str) -> pl.Expr:
    """A measure: null where the row is held."""
    return pl.when(pl.col("state") == "V").then(pl.col(name)).otherwise(None).alias(name)
