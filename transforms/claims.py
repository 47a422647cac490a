"""Claims of published documents (F23): a list of records in YAML, or the same as JSON.

A date may be a month or a year; without a column of precision the dates show it. A claim is a printed one unless the
list says that an outside source states it.
"""

from __future__ import annotations

import polars as pl

from transforms.cells import RowTyper
from transforms.facts import Facts
from transforms.partial_dates import precision, spans
from transforms.reading.layout import Field, Layout
from transforms.reading.reading import Format
from transforms.reading.table import TextTable
from transforms.typed import Typed

_REQUIRED = {"claim_id", "text_own_words", "operator", "source_ref", "source_span"}
_CODES = ("claim_id", "stage", "subject", "operator", "unit", "geo_code", "geo_basis", "speaker")
_MORE_CODES = ("source_ref", "source_span", "target_metric", "expected_verdict")
_TEXTS = ("text_own_words", "value_text", "test", "reason")
_NUMBERS = ("value", "value_hi")
_DAYS = ("period_start", "period_end", "event_date", "document_date", "published_at")
_PRECISIONS = ("period_precision", "event_precision")

FORM = Format(
    Layout(
        dataset="claims",
        fields=tuple(
            Field(name, (name,), name in _REQUIRED)
            for name in (*_CODES, *_MORE_CODES, *_TEXTS, *_NUMBERS, *_DAYS, *_PRECISIONS)
        ),
    ),
    yaml=True,
)


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per claim; ``printed_digits`` are those of the number as it is written."""
    del facts
    typer = RowTyper(table)
    columns = {name: typer.code(name) for name in (*_CODES, *_MORE_CODES)}
    columns["stage"] = columns["stage"].fill_null("PRINTED")
    columns |= {name: typer.text(name) for name in _TEXTS}
    columns |= {name: typer.decimal(name, 24, 8) for name in _NUMBERS}
    start, end, event = (spans(typer, name) for name in ("period_start", "period_end", "event_date"))
    columns |= {"period_start": start.first, "period_end": end.last, "event_date": event.first}
    columns["period_precision"] = precision(typer, "period_precision", "the period", start.precision, end.precision)
    columns["event_precision"] = precision(typer, "event_precision", "the day of the event", event.precision)
    columns["document_date"] = typer.date("document_date")
    columns["published_at"] = typer.moment("published_at")
    columns["printed_digits"] = typer.decimals_printed("value")
    rows, rejects = typer.finish(columns, schema)
    return Typed(rows, rejects)


def fct_claim(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per claim."""
    del facts, scope
    return rows.drop("is_typed", "state")
