"""Grants under policies of support (F16): what was committed and paid to an enterprise; CSV."""

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
        dataset="support_grants",
        fields=(
            Field("grant_id", ("grant_id", "项目编号"), required=True),
            Field("policy_id", ("policy_id", "政策编号"), required=True),
            Field("measure_code", ("measure_code", "扶持方向"), required=True),
            Field("uscc", ("uscc", "统一社会信用代码"), required=True),
            Field("committed_cny", ("committed_cny", "核定金额(元)"), required=True),
            Field("paid_cny", ("paid_cny", "拨付金额(元)")),
            Field("granted_on", ("granted_on", "核定日期"), required=True),
            Field("paid_on", ("paid_on", "拨付日期")),
        ),
    )
)


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per grant."""
    del facts
    typer = RowTyper(table)
    columns = {name: typer.code(name) for name in ("grant_id", "policy_id")}
    columns["uscc"] = typer.code("uscc").str.to_uppercase()
    columns |= {name: typer.decimal(name, 18, 2) for name in ("committed_cny", "paid_cny")}
    columns |= {name: typer.date(name) for name in ("granted_on", "paid_on")}
    columns["measure_code"] = typer.code("measure_code").str.to_uppercase()
    rows, rejects = typer.finish(columns, schema)
    return Typed(rows, rejects)


def fct_support_grant(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per grant."""
    del facts, scope
    return rows.drop("is_typed", "state")
