"""Visits of the customs to enterprises (F17): a workbook with Chinese or English heads."""

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
        dataset="outreach_visits",
        fields=(
            Field("visit_id", ("visit_id", "走访编号"), required=True),
            Field("visit_date", ("visit_date", "走访日期"), required=True),
            Field("authority", ("authority", "走访单位")),
            Field("uscc", ("uscc", "统一社会信用代码"), required=True),
            Field("town_code", ("town_code", "镇区")),
            Field("service_codes", ("service_codes", "服务措施")),
            Field("is_key_project", ("is_key_project", "重点项目")),
            Field("is_key_enterprise", ("is_key_enterprise", "重点企业")),
        ),
    )
)
_SEPARATORS = r"[;,、；，\s]+"


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per visit."""
    del facts
    typer = RowTyper(table)
    columns = {name: typer.code(name) for name in ("visit_id", "town_code")}
    columns["uscc"] = typer.code("uscc").str.to_uppercase()
    columns |= {name: typer.boolean(name) for name in ("is_key_project", "is_key_enterprise")}
    columns["visit_date"] = typer.date("visit_date")
    columns["authority"] = typer.text("authority")
    columns["service_codes"] = _in_order(typer.code("service_codes"))
    rows, rejects = typer.finish(columns, schema)
    return Typed(rows, rejects)


def _in_order(listed: pl.Series) -> pl.Series:
    """Each code once, in alphabetical order, with ; between them."""
    parts = listed.str.to_uppercase().str.replace_all(_SEPARATORS, ";").str.strip_chars(";").str.split(";")
    return parts.list.unique().list.sort().list.join(";")


def fct_outreach_visit(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per visit."""
    del facts, scope
    return rows.drop("is_typed", "state")
