"""Commodity codes of 8 digits with their statutory units, by year (F22): Chinese and English parameter exports."""

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
        dataset="hs8_codes",
        fields=(
            Field("hs8", ("商品编码", "CODES", "hs8"), required=True),
            Field("name_zh", ("商品名称", "name_zh")),
            Field("name_en", ("DESCRIPTION",)),
            Field("year", ("年份", "YEAR"), required=True),
            Field("unit1_code", ("第一计量单位编码", "UNIT_1_CODES", "unit1_code"), required=True),
            Field("unit1", ("第一计量单位名称", "unit1")),
            Field("unit1_en", ("UNIT_1_DESCRIPTION",), keep=False),
            Field("unit2_code", ("第二计量单位编码", "UNIT_2_CODES", "unit2_code"), required=True),
            Field("unit2", ("第二计量单位名称", "unit2")),
            Field("unit2_en", ("UNIT_2_DESCRIPTION",), keep=False),
        ),
        needs=(("name_zh", "name_en"),),
    )
)


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per code and year. Names may hold newlines; ``?`` means that there is no second unit."""
    del facts
    typer = RowTyper(table)
    rows, rejects = typer.finish(
        {
            "year": typer.integer("year"),
            "hs8": typer.code("hs8"),
            "name_zh": one_line(typer.text("name_zh")),
            "name_en": one_line(typer.text("name_en")),
            "unit1_code": typer.code("unit1_code"),
            "unit1": typer.text("unit1"),
            "unit2_code": typer.code("unit2_code"),
            "unit2": typer.text("unit2"),
        },
        schema,
    )
    return Typed(rows, rejects, results=[odd_columns(table)])


def dim_hs8(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per year and code, with the names of this edition."""
    del facts, scope
    return rows.select(
        "year",
        "hs8",
        "name_zh",
        "name_en",
        "unit1_code",
        "unit1",
        "unit2_code",
        "unit2",
        SOURCE_ROW,
    )
