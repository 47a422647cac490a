"""Corrections of known errors of a source: a CSV list with dataset, column, selector, action, guard and reason.

A list goes into the warehouse file as it stands, in quarantine too. So one that names confidential figures, or of which
a record does not say what it is about, is refused whole and quoted nowhere.
"""

from __future__ import annotations

import json

import polars as pl

from lighting.registry import DATASETS
from transforms.cells import RowTyper
from transforms.facts import Facts
from transforms.reading.errors import FileRefusedError
from transforms.reading.layout import Field, Layout
from transforms.reading.reading import Format
from transforms.reading.table import SOURCE_ROW, TextTable
from transforms.typed import Typed

_TEXT = ("dataset", "column_name", "action", "value", "expected", "on_mended", "reason", "told")
_OPEN = sorted(name for name, entry in DATASETS.items() if not entry.is_confidential)


def form(dataset: str) -> Format:
    """What a list looks like."""
    fields = (
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
    )
    return Format(Layout(dataset, fields))


FORM = form("corrections")


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per correction of open figures.

    Raises:
        FileRefusedError: if a record is of confidential figures, or does not say of which.
    """
    del facts
    _refuse_what_is_not_open(table)
    return type_list(table, schema)


def type_list(table: TextTable, schema: pl.Schema) -> Typed:
    """One row per correction; its selector, such as ``period=201510; hs8=94051000``, becomes a JSON object."""
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


def _refuse_what_is_not_open(table: TextTable) -> None:
    is_open = table.columns["dataset"].series().is_in(_OPEN).fill_null(value=False)
    rows = [*table.source_row.filter(~is_open), *(record.source_row for record in table.damaged)]
    if rows:
        raise FileRefusedError(
            "CORRECTION",
            f"The record of line {min(rows)} names confidential figures or no dataset, or cannot be read; that is so "
            f"of {len(rows)} in all. Nothing of the list is kept here, for what is kept here is published.",
            "Put corrections of confidential figures into a list of their own in landing/confidential_corrections/; "
            "else mend the records: docs/corrections.md.",
        )


def _selector(text: str | None) -> str | None:
    """A selector as JSON with sorted names; None if it is not one. Lists of corrections are short."""
    parts = [part.partition("=") for part in (text or "").split(";") if part.strip()]
    found = {name.strip(): value.strip() for name, equals, value in parts if equals}
    if not parts or len(found) < len(parts) or not all(name and value for name, value in found.items()):
        return None
    return json.dumps(found, sort_keys=True, ensure_ascii=False)
