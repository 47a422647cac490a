"""Printed numbers: half a unit of the last digit, and the scale to units of the currency."""

from __future__ import annotations

import polars as pl


def half_unit(digits: pl.Series) -> pl.Series:
    """Half a unit of the last printed digit, by the number of digits after the point (0 to 9); null for null."""
    halves = {n: f"0.{'0' * n}5" for n in range(10)}
    return digits.replace_strict(halves, default=None, return_dtype=pl.String).cast(pl.Decimal(18, 10))


def scaled(numbers: pl.Series, scale: pl.Series, decimals: int) -> pl.Series:
    """Numbers times a whole scale, as decimals of 18 digits."""
    frame = pl.DataFrame({"n": numbers, "s": scale})
    return frame.select(
        (pl.col("n").cast(pl.Decimal(38, 10)) * pl.col("s").cast(pl.Decimal(38, 0)))
        .cast(pl.Decimal(18, decimals))
        .alias("n")
    )["n"]


def divided(numbers: pl.Series, by: pl.Series, precision: int, decimals: int) -> pl.Series:
    """Numbers divided by whole numbers."""
    frame = pl.DataFrame({"n": numbers, "d": by})
    return frame.select(
        (pl.col("n").cast(pl.Decimal(38, 12)) / pl.col("d").cast(pl.Decimal(38, 0)))
        .cast(pl.Decimal(precision, decimals))
        .alias("n")
    )["n"]


def constant(number: int, height: int) -> pl.Series:
    """A column that holds one whole number."""
    return pl.Series([number], dtype=pl.Int64).new_from_index(0, height)
