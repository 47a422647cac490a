"""Towns of industrial clusters (F20), with their time; CSV."""

from __future__ import annotations

import polars as pl

from transforms.cells import RowTyper
from transforms.facts import Facts
from transforms.reading.layout import Field, Layout
from transforms.reading.reading import Format
from transforms.reading.table import TextTable
from transforms.typed import Typed

FORM = Format(
    Layout(
        dataset="cluster_towns",
        fields=(
            Field("cluster_id", ("cluster_id", "集群编号"), required=True),
            Field("town_code", ("town_code", "镇区代码"), required=True),
            Field("valid_from", ("valid_from", "起始日期"), required=True),
            Field("valid_to", ("valid_to", "截止日期")),
            Field("city_code", ("city_code", "城市代码"), required=True),
            Field("source_ref", ("source_ref", "来源"), required=True),
            Field("is_verified", ("verified", "已核实"), required=True),
        ),
    )
)


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per cluster, town and first day."""
    del facts
    typer = RowTyper(table)
    columns = {name: typer.code(name) for name in ("cluster_id", "town_code", "city_code")}
    columns |= {name: typer.date(name) for name in ("valid_from", "valid_to")}
    columns["source_ref"] = typer.text("source_ref")
    columns["is_verified"] = typer.boolean("is_verified")
    rows, rejects = typer.finish(columns, schema)
    return Typed(rows, rejects)


def bridge_cluster_town(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per cluster, town and first day."""
    del facts, scope
    return rows.drop("is_typed", "state")
