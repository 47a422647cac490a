"""Policies of support (F16): one row per policy and field, with the budget of a year; CSV."""

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
        dataset="support_policies",
        fields=(
            Field("policy_id", ("policy_id", "政策编号"), required=True),
            Field("title", ("title", "政策名称"), required=True),
            Field("authority", ("authority", "发文机关")),
            Field("issued_on", ("issued_on", "发文日期"), required=True),
            Field("valid_to", ("valid_to", "有效期至")),
            Field("measure_code", ("measure_code", "扶持方向"), required=True),
            Field("annual_budget_cny", ("annual_budget_cny", "年度预算(元)")),
        ),
    )
)


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per policy and field of support."""
    del facts
    typer = RowTyper(table)
    columns = {name: typer.text(name) for name in ("title", "authority")}
    columns |= {name: typer.date(name) for name in ("issued_on", "valid_to")}
    columns["policy_id"] = typer.code("policy_id")
    columns["measure_code"] = typer.code("measure_code").str.to_uppercase()
    columns["annual_budget_cny"] = typer.decimal("annual_budget_cny", 18, 2)
    rows, rejects = typer.finish(columns, schema)
    return Typed(rows, rejects)


def fct_support_policy(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per policy and field of support."""
    del facts, scope
    return rows.drop("is_typed", "state")
