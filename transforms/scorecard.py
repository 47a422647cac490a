"""Scorecard of acceptance (F12): its lines with weights, functions, floors and targets; CSV or YAML in our layout.

A row for an industry replaces the row of the same code that is for all. Rows of the pillar PASS_MARK hold the pass
mark of a stage as their target, and no points.
"""

from __future__ import annotations

import polars as pl

from transforms.cells import RowTyper
from transforms.facts import Facts
from transforms.reading.layout import Field, Layout
from transforms.reading.reading import Format
from transforms.reading.table import TextTable
from transforms.typed import Typed, odd_columns

_CODES = ("card_version", "industry_code", "code", "fn", "stage", "source_dataset")
_TEXTS = ("pillar", "title")
_NUMBERS = ("floor", "target")
_FLAGS = {"is_veto": "veto", "is_mandatory": "mandatory", "is_project_default": "project_default"}
_REQUIRED = {"card_version", "industry_code", "code", "weight", "fn"}

FORM = Format(
    Layout(
        dataset="scorecard",
        fields=tuple(
            Field(name, (_FLAGS.get(name, name), name) if name in _FLAGS else (name,), name in _REQUIRED)
            for name in (*_CODES, *_TEXTS, "weight", *_NUMBERS, *_FLAGS, "window_months", "valid_from")
        ),
    ),
    yaml=True,
)


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per version of a card, industry and line."""
    del facts
    typer = RowTyper(table)
    columns = {name: typer.code(name) for name in _CODES}
    columns["industry_code"] = columns["industry_code"].str.to_uppercase()
    columns["stage"] = columns["stage"].str.to_uppercase().fill_null("BOTH")
    columns |= {name: typer.text(name) for name in _TEXTS}
    columns |= {name: typer.decimal(name, 24, 9) for name in _NUMBERS}
    columns |= {name: typer.boolean(name).fill_null(value=False) for name in _FLAGS}
    columns["weight"] = typer.decimal("weight", 9, 4)
    columns["window_months"] = typer.integer("window_months")
    columns["valid_from"] = typer.date("valid_from")
    rows, rejects = typer.finish(columns, schema)
    return Typed(rows, rejects, results=[odd_columns(table)])


def dim_indicator(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per version of a card, industry and line."""
    del facts, scope
    return rows.drop("is_typed", "state")
