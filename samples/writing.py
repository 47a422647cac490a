"""Files that come out byte for byte the same each time: text, packed text, workbooks, manifests."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

NOT_REAL = "# Sample data made by the generator in samples/, not real trade."
_STAMP = datetime(2015, 12, 1, 8, 0)  # noqa: DTZ001 - stands inside files, and is no moment of anything

Fact = str | int | date | Sequence[str]
Cell = str | int | float | date | None


def draw(seed: int, purpose: str) -> random.Random:
    """Numbers for one purpose, so that a change in one file leaves the others as they are."""
    return random.Random(f"{seed}/{purpose}")


def put(path: Path, data: bytes) -> Path:
    """Write a file, whole or not at all; one that holds these bytes already is left as it is, with its time."""
    if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.part")
    beside.write_bytes(data)
    beside.replace(path)
    return path


def put_declared(path: Path, data: bytes, facts: Mapping[str, Fact], *notes: str) -> Path:
    """Write a file after its manifest, so that nobody meets the file without it."""
    put(path.with_name(f"{path.name}.toml"), manifest(facts, *notes))
    return put(path, data)


def manifest(facts: Mapping[str, Fact], *notes: str) -> bytes:
    """A manifest for one file, with remarks on top."""
    lines = [NOT_REAL, *(f"# {note}" for note in notes), *entries(facts)]
    return ("\n".join(lines) + "\n").encode()


def entries(facts: Mapping[str, Fact]) -> Iterable[str]:
    """The lines of a manifest."""
    for name, value in facts.items():
        yield f"{name} = {_toml(value)}"


def gzipped(data: bytes) -> bytes:
    """Packed with gzip, without name and time."""
    return gzip.compress(data, mtime=0)


def zipped(name: str, data: bytes) -> bytes:
    """A zip with one member."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        member = zipfile.ZipInfo(name, _STAMP.timetuple()[:6])
        member.compress_type = zipfile.ZIP_DEFLATED
        member.external_attr = 0o644 << 16
        archive.writestr(member, data)
    return out.getvalue()


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Lines of plain CSV, quoted where it must be."""
    return "".join(",".join(_plain(cell) for cell in row) + "\n" for row in rows)


def workbook(sheet: str, title: str, rows: Sequence[Sequence[Cell]]) -> bytes:
    """A workbook of one sheet with a title line above the table; the first row holds the heads.

    Text stays text, so that codes keep their zeros and printed figures their decimals; days are true Excel days.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": title, "comments": NOT_REAL.lstrip("# "), "created": _STAMP})
        page = book.add_worksheet(sheet)
        heads, days = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        page.write_string(0, 0, title)
        page.set_column(0, len(rows[0]) - 1, 16)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                _write(page, number, column, cell, heads if number == 1 else None, days)
    return out.getvalue()


def _write(page: Any, row: int, column: int, cell: Cell, form: Any, days: Any) -> None:
    if isinstance(cell, str):
        page.write_string(row, column, cell, form)
    elif isinstance(cell, date):
        page.write_datetime(row, column, cell, days)
    elif cell is not None:
        page.write_number(row, column, cell)


def _plain(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in ',"\n') else cell


def _toml(value: Fact) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return "[" + ", ".join(f'"{item}"' for item in value) + "]"
