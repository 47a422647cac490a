"""Stages of demonstration zones (F15): when each was planned and reached, source by source; CSV.

A date may be a month or a year. A plan of a year alone ends with it, on 31 December.
"""

from __future__ import annotations

import polars as pl

from transforms.cells import RowTyper
from transforms.facts import Facts
from transforms.partial_dates import precision, spans
from transforms.reading.layout import Field, Layout
from transforms.reading.reading import Format
from transforms.reading.table import TextTable
from transforms.typed import Typed

FORM = Format(
    Layout(
        dataset="zone_milestones",
        fields=(
            Field("zone_id", ("zone_id", "示范区编号"), required=True),
            Field("stage", ("stage", "阶段"), required=True),
            Field("source_ref", ("source_ref", "来源"), required=True),
            Field("planned_start", ("planned_start", "计划开始")),
            Field("planned_end", ("planned_end", "计划完成")),
            Field("actual_date", ("actual_date", "实际日期")),
            Field("date_precision", ("date_precision", "日期精度")),
            Field("status", ("status", "状态"), required=True),
            Field("document_title", ("document_title", "文件名称")),
        ),
    )
)


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per zone, stage and source. Without a column of precision the date itself shows it."""
    del facts
    typer = RowTyper(table)
    columns = {name: typer.code(name) for name in ("zone_id", "source_ref")}
    columns |= {name: typer.code(name).str.to_uppercase() for name in ("stage", "status")}
    columns["document_title"] = typer.text("document_title")
    columns["planned_start"] = spans(typer, "planned_start").first
    columns["planned_end"] = spans(typer, "planned_end").last
    actual = spans(typer, "actual_date")
    columns["actual_date"] = actual.first
    stated = precision(typer, "date_precision", "the actual date", actual.precision)
    columns["date_precision"] = stated.set(actual.precision.is_null(), None)
    rows, rejects = typer.finish(columns, schema)
    return Typed(rows, rejects)


def fct_zone_milestone(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per zone, stage and source."""
    del facts, scope
    return rows.drop("is_typed", "state")
