"""Dates of which only the month or the year is known: 2015-10, 2015年10月, 2012."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from transforms.cells import RowTyper

_PARTS = r"^(\d{4})(?:[-/.年]?(\d{2})|[-/.年](\d))?(?:[-/.月]?(\d{2})|[-/.月](\d))?[年月日]?(?:[ T]00:00(?::00)?)?$"


@dataclass(frozen=True)
class Span:
    """What a column of such dates says, row by row.

    Attributes:
        first: first day of what is given.
        last: last day of it.
        precision: D where a day is given, M a month, Y a year; null where nothing is.
    """

    first: pl.Series
    last: pl.Series
    precision: pl.Series


def spans(typer: RowTyper, name: str) -> Span:
    """Read a column; what is neither day nor month nor year sends its row to quarantine (CAST)."""
    raw = typer.code(name)
    parts = raw.str.extract_groups(_PARTS).struct.unnest()
    frame = parts.select(
        pl.col("1").alias("year"),
        pl.coalesce("2", "3").str.zfill(2).alias("month"),
        pl.coalesce("4", "5").str.zfill(2).alias("day"),
    )
    days = frame.select(
        pl.concat_str(
            "year", pl.lit("-"), pl.col("month").fill_null("01"), pl.lit("-"), pl.col("day").fill_null("01")
        ).alias("first")
    )["first"].str.to_date("%Y-%m-%d", strict=False)
    typer.reject(raw.is_not_null() & days.is_null(), "CAST", name, "neither day nor month nor year")
    found = frame.with_columns(days).select(
        "first",
        pl.when(pl.col("day").is_not_null())
        .then(pl.col("first"))
        .when(pl.col("month").is_not_null())
        .then(pl.col("first").dt.month_end())
        .otherwise(pl.col("first").dt.offset_by("1y").dt.offset_by("-1d"))
        .alias("last"),
        pl.when(pl.col("first").is_null())
        .then(None)
        .when(pl.col("day").is_not_null())
        .then(pl.lit("D"))
        .when(pl.col("month").is_not_null())
        .then(pl.lit("M"))
        .otherwise(pl.lit("Y"))
        .alias("precision"),
    )
    return Span(found["first"], found["last"], found["precision"])
