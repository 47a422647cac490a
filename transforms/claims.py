"""Claims of published documents (F23): a list of records in YAML, or the same as JSON."""

from __future__ import annotations

import polars as pl

from transforms.cells import RowTyper
from transforms.facts import Facts
from transforms.reading.layout import Field, Layout
from transforms.reading.reading import Format
from transforms.reading.table import TextTable
from transforms.typed import Typed

_REQUIRED = {"claim_id", "text_own_words", "operator", "source_ref", "source_span"}
_CODES = ("claim_id", "stage", "subject", "operator", "unit", "period_precision", "geo_code", "geo_basis", "speaker")
_MORE_CODES = ("source_ref", "source_span", "event_precision", "target_metric", "expected_verdict")
_TEXTS = ("text_own_words", "value_text", "test", "reason")
_NUMBERS = ("value", "value_hi")
_DAYS = ("period_start", "period_end", "event_date", "document_date")

FORM = Format(
    Layout(
        dataset="claims",
        fields=tuple(
            Field(name, (name,), name in _REQUIRED)
            for name in (*_CODES, *_MORE_CODES, *_TEXTS, *_NUMBERS, *_DAYS, "published_at")
        ),
    ),
    yaml=True,
)


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per claim; ``printed_digits`` are those of the number as it is written."""
    del facts
    typer = RowTyper(table)
    columns = {name: typer.code(name) for name in (*_CODES, *_MORE_CODES)}
    columns |= {name: typer.text(name) for name in _TEXTS}
    columns |= {name: typer.decimal(name, 24, 8) for name in _NUMBERS}
    columns |= {name: typer.date(name) for name in _DAYS}
    columns["published_at"] = typer.moment("published_at")
    columns["printed_digits"] = typer.decimals_printed("value")
    rows, rejects = typer.finish(columns, schema)
    return Typed(rows, rejects)


def fct_claim(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per claim."""
    del facts, scope
    return rows.drop("is_typed", "state")
