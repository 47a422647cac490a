"""Places (F22): provinces of the online query, customs districts, towns of a city."""

from __future__ import annotations

from datetime import date

import polars as pl

from transforms.cells import RowTyper
from transforms.facts import Facts
from transforms.reading.layout import Field, Layout
from transforms.reading.reading import Format
from transforms.reading.table import SOURCE_ROW, TextTable
from transforms.typed import Typed, odd_columns

UNDATED = date(1900, 1, 1)
"""Lists of provinces and districts do not say since when a code is valid."""

FORM = Format(
    Layout(
        dataset="places",
        fields=(
            Field("province_code", ("收发货人注册地编码", "注册地编码")),
            Field("district_code", ("DISTRICT_CODE", "district_code")),
            Field("town_code", ("code", "gb_code9")),
            Field(
                "name_zh",
                ("收发货人注册地名称", "注册地名称", "DISTRICT_NAME", "name_zh", "name"),
                required=True,
            ),
            Field("abbr_zh", ("ABBR_DIST",), keep=False),
            Field("kind", ("kind", "type", "DISTRICT_TYPE")),
            Field("area_code", ("areaCode",)),
            Field("in_province", ("provinceCode",), keep=False),
            Field("in_city", ("cityCode",), keep=False),
            Field("observed_from", ("observed_from",)),
            Field("observed_to", ("observed_to",)),
        ),
        needs=(("province_code", "district_code", "town_code"),),
    )
)


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per place and list. A list of towns without dates shows the towns of its day of release."""
    typer = RowTyper(table)
    height = table.height
    columns = {
        "name_zh": typer.text("name_zh"),
        "observed_from": typer.date("observed_from"),
        "observed_to": typer.date("observed_to"),
        "kind": typer.code("kind"),
    }
    if typer.has("town_code"):
        columns["place_code"] = typer.code("town_code")
        columns["list"] = "TOWN" + columns["place_code"].str.slice(0, 6)
        columns["kind"] = _town_kind(columns["kind"], columns["name_zh"])
        seen = facts.released_at.date() if facts.released_at else UNDATED
    else:
        name = "province_code" if typer.has("province_code") else "district_code"
        columns["place_code"] = typer.code(name)
        columns["list"] = typer.constant(name.removesuffix("_code").upper())
        seen = UNDATED
    if not typer.has("observed_from"):
        columns["observed_from"] = pl.Series([seen], dtype=pl.Date).new_from_index(0, height)
    rows, rejects = typer.finish(columns, schema)
    return Typed(rows, rejects, results=[odd_columns(table)])


def dim_geo(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per list, place and day from which it was seen."""
    del facts, scope
    return rows.select("list", "place_code", "observed_from", "name_zh", "kind", "observed_to", SOURCE_ROW)


def _town_kind(kind: pl.Series, name: pl.Series) -> pl.Series:
    """Street or town, by the last word of the name where the list does not say."""
    frame = pl.DataFrame({"kind": kind, "name": name})
    return frame.select(
        pl.when(pl.col("kind").is_not_null())
        .then("kind")
        .when(pl.col("name").str.ends_with("街道"))
        .then(pl.lit("street"))
        .when(pl.col("name").str.ends_with("镇"))
        .then(pl.lit("town"))
        .alias("kind")
    )["kind"]
