"""Statistical trade regimes of 2 digits (F22): Chinese and English parameter exports."""

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
        dataset="trade_regimes",
        fields=(
            Field("regime_code", ("贸易方式编码", "Customs Regime code"), required=True),
            Field("name_zh", ("贸易方式名称",)),
            Field("name_en", ("Customs Regime",)),
        ),
        needs=(("name_zh", "name_en"),),
    )
)


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per regime."""
    del facts
    typer = RowTyper(table)
    columns = {"regime_code": typer.code("regime_code")}
    columns |= {name: typer.text(name) for name in ("name_zh", "name_en")}
    rows, rejects = typer.finish(columns, schema)
    return Typed(rows, rejects, results=[odd_columns(table)])


def dim_stat_regime(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per regime, with the name of this edition."""
    del facts, scope
    return rows.select("regime_code", "name_zh", "name_en", SOURCE_ROW)
