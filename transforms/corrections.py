"""Corrections of known errors of a source: a CSV list with dataset, column, selector, action, guard and reason."""

from __future__ import annotations

import json

import polars as pl

from transforms.cells import RowTyper
from transforms.facts import Facts
from transforms.reading.layout import Field, Layout
from transforms.reading.reading import Format
from transforms.reading.table import SOURCE_ROW, TextTable
from transforms.typed import Typed

_TEXT = ("dataset", "column_name", "action", "value", "expected", "on_mended", "reason", "told")
FORM = Format(
    Layout(
        dataset="corrections",
        fields=(
            Field("correction_id", ("correction_id",), required=True),
            Field("dataset", ("dataset",), required=True),
            Field("column_name", ("column",), required=True),
            Field("selector", ("selector",), required=True),
            Field("action", ("action",), required=True),
            Field("value", ("value",), required=True),
            Field("expected", ("expected",), required=True),
            Field("on_mended", ("on_mended",)),
            Field("reason", ("reason",), required=True),
            Field("told", ("told",), required=True),
            Field("told_on", ("told_on",), required=True),
        ),
    )
)


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per correction; its selector, such as ``period=201510; hs8=94051000``, becomes a JSON object."""
    del facts
    typer = RowTyper(table)
    written = typer.text("selector")
    selectors = pl.Series([_selector(text) for text in written], dtype=pl.String)
    typer.reject(written.is_not_null() & selectors.is_null(), "CAST", "selector", "not column=value; column=value")
    columns = {"correction_id": typer.text("correction_id"), "selector": selectors, "told_on": typer.date("told_on")}
    columns |= {name: typer.text(name) for name in _TEXT}
    columns["on_mended"] = columns["on_mended"].fill_null("warn")
    rows, rejects = typer.finish(columns, schema)
    return Typed(rows, rejects)


def correction(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per correction."""
    del facts, scope
    return rows.select("correction_id", "selector", "told_on", *_TEXT, SOURCE_ROW)


def _selector(text: str | None) -> str | None:
    """A selector as JSON with sorted names; None if it is not one. Lists of corrections are short."""
    parts = [part.partition("=") for part in (text or "").split(";") if part.strip()]
    found = {name.strip(): value.strip() for name, equals, value in parts if equals}
    if not parts or len(found) < len(parts) or not all(name and value for name, value in found.items()):
        return None
    return json.dumps(found, sort_keys=True, ensure_ascii=False)
