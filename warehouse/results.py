"""Results of a query as rows, CSV, JSON or Parquet."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import duckdb

_BATCH = 10_000


def fetch(con: duckdb.DuckDBPyConnection, sql: str, limit: int) -> tuple[list[dict[str, Any]], bool]:
    """The first rows of a query, and whether there are more."""
    found = con.execute(sql)
    names = [column[0] for column in found.description or ()]
    rows = found.fetchmany(limit + 1)
    return [dict(zip(names, row, strict=True)) for row in rows[:limit]], len(rows) > limit


def write(con: duckdb.DuckDBPyConnection, sql: str, form: str, out: Path | None) -> None:
    """Write all rows of a query to a file or standard output.

    Args:
        con: the published warehouse.
        sql: the query.
        form: csv, json or parquet; parquet needs a file.
        out: the file; None for standard output.
    """
    found = con.execute(sql)
    if form == "parquet":
        if out is None:
            raise ValueError("parquet goes to a file")
        import pyarrow.parquet as pq

        batches = found.to_arrow_reader(_BATCH)
        with pq.ParquetWriter(out, batches.schema) as writer:
            for batch in batches:
                writer.write_batch(batch)
        return
    names = [column[0] for column in found.description or ()]
    with _stream(out) as stream:
        if form == "csv":
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(names)
            for row in _rows(found):
                writer.writerow([_safe(value) for value in row])
        else:
            stream.write("[")
            for number, row in enumerate(_rows(found)):
                stream.write(",\n " if number else "\n ")
                json.dump(dict(zip(names, row, strict=True)), stream, ensure_ascii=False, default=_plain)
            stream.write("\n]\n")


def _rows(found: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while batch := found.fetchmany(_BATCH):
        yield from batch


def _safe(value: object) -> object:
    """Text that a spreadsheet would take for a formula gets a leading apostrophe."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value


def _plain(value: object) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


@contextmanager
def _stream(out: Path | None) -> Iterator[IO[str]]:
    if out is None:
        yield sys.stdout
    else:
        with out.open("w", encoding="utf-8", newline="") as stream:
            yield stream
