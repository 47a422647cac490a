"""Dates of which only the month or the year is known: 2015-10, 2015年10月, 2012."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from transforms.cells import RowTyper

_FINER = {"Y": 0, "M": 1, "D": 2}
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


def precision(typer: RowTyper, name: str, what: str, *shown: pl.Series) -> pl.Series:
    """The precision that a column states, else the coarsest that dates show, where all of them are given.

    One that is finer than the dates sends its row to quarantine (CAST): a month cannot be known to the day.

    Args:
        typer: of the file.
        name: the column.
        what: what the dates are, in words.
        shown: precisions of the dates, from ``spans``.
    """
    stated = typer.code(name).str.to_uppercase()
    ranks = [p.replace_strict(_FINER, default=None, return_dtype=pl.Int8) for p in (stated, *shown)]
    frame = pl.DataFrame({"stated": stated} | {str(n): rank for n, rank in enumerate(ranks)})
    dates = [str(n) for n in range(1, len(ranks))]
    is_given = pl.all_horizontal(pl.col(n).is_not_null() for n in dates)
    coarsest = frame.select(pl.when(is_given).then(pl.min_horizontal(dates)).alias("r"))["r"]
    typer.reject(ranks[0] > coarsest, "CAST", name, f"finer than {what}")
    letters = coarsest.replace_strict({rank: letter for letter, rank in _FINER.items()}, return_dtype=pl.String)
    return pl.DataFrame({"stated": stated, "shown": letters}).select(pl.coalesce("stated", "shown").alias("p"))["p"]
