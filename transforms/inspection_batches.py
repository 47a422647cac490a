"""Inspection batches (F07): the bureau's census of legally inspected lots, CSV."""

from __future__ import annotations

import polars as pl

from transforms.cells import RowTyper
from transforms.facts import Facts
from transforms.reading.layout import Field, Layout
from transforms.reading.reading import Format
from transforms.reading.table import TextTable
from transforms.typed import Typed

_CODES = (
    "batch_no",
    "office_code",
    "uscc",
    "customs_code",
    "hs8",
    "ciq_code",
    "partner_code",
    "unit",
    "result",
    "defect_code",
)
_DATES = ("declared_date", "inspection_date", "export_date")
_ZH = {
    "batch_no": "报检号",
    "uscc": "企业",
    "inspection_date": "检验日期",
    "value_usd": "货值(美元)",
    "result": "结果",
}
_REQUIRED = {"batch_no", "inspection_date", "value_usd", "result"}

FORM = Format(
    Layout(
        dataset="inspection_batches",
        fields=(
            *(
                Field(name, (name, _ZH[name]) if name in _ZH else (name,), name in _REQUIRED)
                for name in (*_CODES, *_DATES, "qty", "value_usd", "bad_qty")
            ),
            Field("is_inspected", ("inspected",)),
        ),
    )
)


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per batch. A list without a column ``inspected`` holds inspected batches only, but for PENDING ones."""
    del facts
    typer = RowTyper(table)
    columns = {name: typer.code(name) for name in _CODES}
    columns |= {name: columns[name].str.to_uppercase() for name in ("uscc", "customs_code")}
    columns |= {name: typer.date(name) for name in _DATES}
    columns |= {name: typer.decimal(name, 18, 3) for name in ("qty", "bad_qty")}
    columns["value_usd"] = typer.decimal("value_usd", 18, 2)
    columns["result"] = columns["result"].str.to_uppercase()
    columns["is_inspected"] = (
        typer.boolean("is_inspected") if typer.has("is_inspected") else columns["result"] != "PENDING"
    )
    rows, rejects = typer.finish(columns, schema)
    return Typed(rows, rejects)


def fct_inspection_batch(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per batch."""
    del facts, scope
    return rows.drop("is_typed", "state")
