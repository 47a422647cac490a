"""Evidence for the lines of a scorecard (F12): a workbook in our layout, Chinese or English heads."""

from __future__ import annotations

import polars as pl

from transforms.cells import RowTyper
from transforms.facts import Facts
from transforms.reading.layout import Field, Layout
from transforms.reading.reading import Format
from transforms.reading.table import TextTable
from transforms.typed import Typed

_HEADS = {
    "card_version": ("评分表版本",),
    "zone_id": ("示范区编码", "示范区"),
    "code": ("指标编码", "指标"),
    "period_end": ("评分日期", "期末日期"),
    "raw_value": ("指标值", "数值"),
    "numerator": ("分子",),
    "denominator": ("分母",),
    "unit": ("单位",),
    "doc_ref": ("证明文件", "文号"),
    "issued_on": ("出具日期", "发文日期"),
    "expires_on": ("有效期至", "失效日期"),
}
_KEY = ("card_version", "zone_id", "code", "period_end")

FORM = Format(
    Layout(
        dataset="scorecard_evidence",
        fields=tuple(Field(name, (name, *zh), name in _KEY) for name, zh in _HEADS.items()),
    )
)


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per card, zone, line and day of scoring."""
    del facts
    typer = RowTyper(table)
    columns = {name: typer.code(name) for name in ("card_version", "zone_id", "code")}
    columns |= {name: typer.date(name) for name in ("period_end", "issued_on", "expires_on")}
    columns |= {name: typer.decimal(name, 24, 9) for name in ("raw_value", "numerator", "denominator")}
    columns |= {name: typer.text(name) for name in ("unit", "doc_ref")}
    rows, rejects = typer.finish(columns, schema)
    return Typed(rows, rejects)


def fct_score_evidence(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per card, zone, line and day of scoring."""
    del facts, scope
    return rows.drop("is_typed", "state")
