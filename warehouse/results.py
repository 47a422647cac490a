"""Results of a query as rows, CSV, JSON or Parquet."""

from __future__ import annotations

import csv
import json
import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import duckdb

_BATCH = 10_000
_FORMULA = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""What a formula may begin with; spreadsheets take the wide forms for the plain ones."""


def fetch(con: duckdb.DuckDBPyConnection, sql: str, limit: int) -> tuple[list[dict[str, Any]], bool]:
    """The first rows of a query, and whether there are more."""
    found = _ask(con, sql)
    names = _names(found)
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
    found = _ask(con, sql)
    if form == "parquet":
        if out is None:
            raise ValueError("parquet goes to a file")
        import pyarrow.parquet as pq

        batches = found.to_arrow_reader(_BATCH)
        with pq.ParquetWriter(out, batches.schema) as writer:
            for batch in batches:
                writer.write_batch(batch)
        return
    names = _names(found)
    with _stream(out) as stream:
        if form == "csv":
            writer = csv.writer(_Lines(stream), lineterminator="\r\n")
            writer.writerow([safe(name) for name in names])
            for row in _rows(found):
                writer.writerow([safe(value) for value in row])
        else:
            stream.write("[")
            for number, row in enumerate(_rows(found)):
                stream.write(",\n " if number else "\n ")
                json.dump(plain(dict(zip(names, row, strict=True))), stream, ensure_ascii=False, allow_nan=False)
            stream.write("\n]\n")


def plain(value: object) -> Any:
    """A value as JSON has it: moments as ISO, numbers that JSON's readers would round or not read as text."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        number = int(value) if value == value.to_integral_value() else float(value)
        return number if Decimal(repr(number)) == value else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int) else str(value)


def _ask(con: duckdb.DuckDBPyConnection, sql: str) -> duckdb.DuckDBPyConnection:
    found: duckdb.DuckDBPyConnection | None = con.execute(sql)
    if found is None:
        raise duckdb.ParserException("There is no statement in it.")
    return found


def _names(found: duckdb.DuckDBPyConnection) -> list[str]:
    """Names of the columns; one that stands twice gets a number, so that no column is lost."""
    names: list[str] = []
    for column in found.description or ():
        name, number = column[0], 1
        while name in names:
            name, number = f"{column[0]}_{number}", number + 1
        names.append(name)
    return names


def _rows(found: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while batch := found.fetchmany(_BATCH):
        yield from batch


@dataclass(frozen=True)
class _Lines:
    """Ends lines with a newline alone; the writer would not quote a return within a cell if lines ended so for it."""

    stream: IO[str]

    def write(self, line: str) -> int:
        return self.stream.write(line.removesuffix("\r\n") + "\n")


def safe(value: object) -> object:
    """A cell of CSV: text that a spreadsheet would take for a formula gets a leading apostrophe."""
    if isinstance(value, str) and value[:1] in _FORMULA:
        return f"'{value}"
    return value


@contextmanager
def _stream(out: Path | None) -> Iterator[IO[str]]:
    if out is None:
        yield sys.stdout
    else:
        with out.open("w", encoding="utf-8", newline="") as stream:
            yield stream
