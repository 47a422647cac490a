"""Cells of notifications: lists in one text, days, barcodes, countries of origin, numbers of units."""

from __future__ import annotations

import polars as pl

_DAY_FIRST = r"^\s*(\d{1,2})[/.](\d{1,2})[/.](\d{4})\s*$"
CHINA = (
    "china",
    "mainland china",
    "people's republic of china",
    "peoples republic of china",
    "people’s republic of china",
    "the people's republic of china",
    "china (people's republic of)",
    "p.r. china",
    "p.r.china",
    "pr china",
    "p.r.c",
    "prc",
    "cn",
    "chn",
    "中国",
    "中华人民共和国",
)
"""Spellings of mainland China in small letters, without outer blanks and points; Hong Kong and Taiwan are others."""
NO_CODE = r"(?i)^(?:unknown|not known|none|n/?a|not available|not applicable|no|various|-+)?$"


def iso_days(text: pl.Series) -> pl.Series:
    """Days that are written with the day first, or with a time, as YYYY-MM-DD; what is no day stays as it is."""
    parts = text.str.extract_groups(_DAY_FIRST).struct.unnest()
    day_first = parts["3"] + "-" + parts["2"].str.zfill(2) + "-" + parts["1"].str.zfill(2)
    without_time = text.str.replace(r"^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}:\d{2}(?:\.\d+)?$", "$1")
    frame = pl.DataFrame({"day": day_first.fill_null(without_time), "text": text})
    is_day = pl.col("day").str.to_date("%Y-%m-%d", strict=False).is_not_null()
    return frame.select(pl.when(is_day).then("day").otherwise("text").alias("d"))["d"]


def split(text: pl.Series, marks: str) -> pl.Series:
    """A text as a list of its parts: without outer blanks, empty ones and repeats; no part is null.

    Args:
        text: the texts.
        marks: regular expression of what parts them.
    """
    parted = text.str.replace_all(marks, "\x1f").str.split("\x1f")
    clean = pl.element().str.strip_chars(" \t\r\n\u00a0\u3000")
    listed = pl.DataFrame({"t": parted}).select(
        pl.col("t").list.eval(clean.filter(clean != "")).list.unique(maintain_order=True).alias("t")
    )["t"]
    return pl.DataFrame({"t": listed}).select(pl.when(pl.col("t").list.len() > 0).then("t").alias("t"))["t"]


def barcodes(text: pl.Series) -> pl.Series:
    """Barcodes of a text, as lists; words for none are null.

    A number may be printed with blanks and hyphens inside; what has more digits than a barcode is several of them.
    """
    parts = pl.DataFrame({"t": split(text, r"[,;/\n]")})
    compact = pl.element().str.replace_all(r"[\s\u00a0-]", "")
    one = (
        pl.when(compact.str.contains(r"^\d{1,14}$")).then(compact).otherwise(pl.element().str.replace_all(r"\s+", ";"))
    )
    told = pl.element().filter(~pl.element().str.contains(NO_CODE))
    listed = parts.select(pl.col("t").list.eval(told).list.eval(one).list.join(";").alias("t"))["t"]
    return split(listed, ";")


def origins(text: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Countries of a text as lists without trailing points, and whether mainland China is among them."""
    listed = split(text, r"[;\n]")
    trimmed = pl.DataFrame({"o": listed}).select(
        pl.col("o").list.eval(pl.element().str.strip_chars(" .")).alias("o"),
        pl.col("o").list.eval(pl.element().str.to_lowercase().str.strip_chars(" .").is_in(CHINA)).list.any().alias("c"),
    )
    known = pl.DataFrame({"o": trimmed["o"], "c": trimmed["c"]}).select(
        pl.when(pl.col("o").is_not_null()).then("c").alias("c")
    )
    return trimmed["o"], known["c"]


def first_number(text: pl.Series) -> pl.Series:
    """The first number of a text such as ``About 10,800 (in addition, 200 in Canada)``; 1.2 million is 1200000."""
    number = text.str.extract(r"(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)", 1).str.replace_all(",", "").cast(pl.Float64)
    is_million = text.str.contains(r"(?i)\d\s*million")
    value = pl.DataFrame({"n": number, "m": is_million}).select(
        pl.when("m").then(pl.col("n") * 1_000_000).otherwise("n").round().cast(pl.Int64, strict=False).alias("n")
    )
    return value["n"]
