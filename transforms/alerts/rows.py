"""Rows that both feeds of notifications share: repeats, typed columns, rows of the table, the release."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from transforms.alerts.goods import goods
from transforms.cells import RowTyper
from transforms.facts import Facts
from transforms.reading.table import SOURCE_ROW, LeftOut, TextTable
from transforms.releases import release_row
from transforms.shaping import measured

KEPT_WHEN_HELD = ("alert_date", "origins", "is_origin_china", "hs_heading", "family")
"""What a row in quarantine still says, so that it is missed where it would count."""


def without_repeats(table: TextTable) -> tuple[TextTable, list[LeftOut]]:
    """The table without records that say again what an earlier one says in every column, and those records."""
    frame = table.frame
    is_first = frame.select(pl.struct(list(table.columns)).is_first_distinct().alias("first"))["first"]
    if is_first.all():
        return table, []
    aside = [
        LeftOut(row, "says again what an earlier record says", case or "")
        for row, case in frame.filter(~is_first).select(SOURCE_ROW, pl.col("case_no")).iter_rows()
    ]
    kept = TextTable.of(frame.filter(is_first), table.spelled, damaged=table.damaged, encoding=table.encoding)
    return kept, aside


def changed(table: TextTable, columns: Mapping[str, pl.Series]) -> TextTable:
    """The table with some columns replaced or added."""
    frame = table.frame.with_columns(series.alias(name) for name, series in columns.items())
    return TextTable.of(frame, table.spelled, damaged=table.damaged, encoding=table.encoding)


def goods_of(typer: RowTyper, categories: pl.Series, *named: str) -> dict[str, pl.Series]:
    """The columns of ``goods``, by categories and by the columns that name the product."""
    product = pl.DataFrame([typer.text(name).fill_null("").alias(str(n)) for n, name in enumerate(named)]).select(
        pl.concat_str(pl.all(), separator="\n").alias("p")
    )["p"]
    found = goods(categories, product)
    return {name: found[name] for name in found.columns}


def notification_rows(rows: pl.LazyFrame, facts: Facts, authority: str) -> pl.LazyFrame:
    """One row per case of ``core.fct_foreign_notification``."""
    own = {SOURCE_ROW, "is_typed", "state", "case_no"}
    names = [name for name in rows.collect_schema().names() if name not in own]
    return rows.select(
        pl.lit(authority).alias("authority_code"),
        "case_no",
        "state",
        *(pl.col(name) if name in KEPT_WHEN_HELD else measured(name) for name in names),
        pl.lit(facts.released_at, dtype=pl.Datetime("us")).alias("known_from"),
        SOURCE_ROW,
    )


def release_of(facts: Facts) -> pl.LazyFrame:
    """One row: the file is one release, or a page of one."""
    return release_row(facts, facts.released_at)
