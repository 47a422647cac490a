"""Trading partners in customs codes of 3 digits (F22): Chinese and English parameter exports, and cleaned lists."""

from __future__ import annotations

import polars as pl

from transforms.cells import RowTyper
from transforms.facts import Facts
from transforms.names import one_line
from transforms.reading.layout import Field, Layout
from transforms.reading.reading import Format
from transforms.reading.table import SOURCE_ROW, TextTable
from transforms.typed import Typed, odd_columns

FORM = Format(
    Layout(
        dataset="trading_partners",
        fields=(
            Field("partner_code", ("贸易伙伴编码", "CODES", "code", "gacc_code"), required=True),
            Field("name_zh", ("贸易伙伴名称", "zh", "name_zh")),
            Field("name_en", ("DESCRIPTION", "en", "name_en")),
            Field("iso3", ("iso3",)),
            Field("iso_numeric", ("iso_numeric",)),
            Field("n_iso_mapped", ("n_iso_mapped",), keep=False),
            Field("comment", ("comment",), keep=False),
        ),
        needs=(("name_zh", "name_en"),),
    )
)


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per partner."""
    del facts
    typer = RowTyper(table)
    columns = {name: typer.code(name) for name in ("partner_code", "iso3", "iso_numeric")}
    columns |= {name: one_line(typer.text(name)) for name in ("name_zh", "name_en")}
    rows, rejects = typer.finish(columns, schema)
    return Typed(rows, rejects, results=[odd_columns(table)])


def dim_partner(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per partner, with the names of this edition."""
    del facts, scope
    return rows.select("partner_code", "name_zh", "name_en", "iso3", "iso_numeric", SOURCE_ROW)
