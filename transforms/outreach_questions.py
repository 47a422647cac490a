"""Questions that enterprises put at visits (F17): a workbook with Chinese or English heads."""

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
        dataset="outreach_questions",
        fields=(
            Field("question_id", ("question_id", "问题编号"), required=True),
            Field("visit_id", ("visit_id", "走访编号"), required=True),
            Field("received_on", ("received_on", "收集日期"), required=True),
            Field("answered_on", ("answered_on", "答复日期")),
            Field("resolved_on", ("resolved_on", "解决日期")),
            Field("topic", ("topic", "问题类别")),
        ),
    )
)


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per question."""
    del facts
    typer = RowTyper(table)
    columns = {name: typer.code(name) for name in ("question_id", "visit_id")}
    columns |= {name: typer.date(name) for name in ("received_on", "answered_on", "resolved_on")}
    columns["topic"] = typer.text("topic")
    rows, rejects = typer.finish(columns, schema)
    return Typed(rows, rejects)


def fct_outreach_question(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per question."""
    del facts, scope
    return rows.drop("is_typed", "state")
