"""Release calendar (F24): when publishers say that a period of a feed will be released; our CSV."""

from __future__ import annotations

import polars as pl

from transforms.cells import RowTyper
from transforms.facts import Facts
from transforms.reading.layout import Field, Layout
from transforms.reading.reading import Format
from transforms.reading.table import TextTable
from transforms.typed import Typed

_COLUMNS = ("dataset", "period", "period_kind", "scheduled_on", "grace_days", "is_official", "source_ref")

FORM = Format(
    Layout(
        dataset="release_calendar",
        fields=tuple(Field(name, (name,), required=name != "source_ref") for name in _COLUMNS),
    )
)


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per dataset and period."""
    del facts
    typer = RowTyper(table)
    columns = {
        "dataset": typer.code("dataset").str.to_lowercase(),
        "period": typer.period("period"),
        "period_kind": typer.code("period_kind").str.to_uppercase(),
        "scheduled_on": typer.date("scheduled_on"),
        "grace_days": typer.integer("grace_days"),
        "is_official": typer.boolean("is_official"),
        "source_ref": typer.text("source_ref"),
    }
    rows, rejects = typer.finish(columns, schema)
    return Typed(rows, rejects)


def fct_release_calendar(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per dataset and period."""
    del facts, scope
    return rows.drop("is_typed", "state")
