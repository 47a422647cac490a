"""Supervision modes of declarations, 4 digits (F22): the single window's JSON, or a CSV list."""

from __future__ import annotations

import polars as pl

from transforms.cells import RowTyper
from transforms.facts import Facts
from transforms.reading.layout import Field, Layout
from transforms.reading.reading import Format
from transforms.reading.table import SOURCE_ROW, TextTable
from transforms.typed import Typed, odd_columns

FORM = Format(
    Layout(
        dataset="supervision_modes",
        fields=(
            Field("mode_code", ("TRADE_MODE", "mode_code"), required=True),
            Field("abbr_zh", ("ABBR_TRADE", "abbr_zh"), required=True),
            Field("full_zh", ("FULL_TRADE", "full_zh")),
            Field("eciq_mode", ("eciq_code",)),
        ),
    )
)


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per mode."""
    del facts
    typer = RowTyper(table)
    columns = {name: typer.code(name) for name in ("mode_code", "eciq_mode")}
    columns |= {name: typer.text(name) for name in ("abbr_zh", "full_zh")}
    rows, rejects = typer.finish(columns, schema)
    return Typed(rows, rejects, results=[odd_columns(table)])


def dim_supervision_mode(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per mode."""
    del facts, scope
    return rows.select("mode_code", "abbr_zh", "full_zh", "eciq_mode", SOURCE_ROW)
