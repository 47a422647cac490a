"""Quarantine as a work list: records leave as a CSV to be mended, and come back as decisions.

No spreadsheet takes a cell of the list for a formula: one that begins like a formula is given an apostrophe, which is
taken off again when the list comes back.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from lighting.registry import dataset
from lighting.settings import Settings
from transforms import mending
from transforms.mending import NEVER_LET_PASS, Mended
from transforms.reading.csv_columns import BLANKS
from transforms.reading.encoding import decode, detect
from transforms.reading.limits import MEBIBYTE, Limits
from transforms.reading.reading import read_text
from transforms.reading.table import SOURCE_ROW, TextTable
from warehouse import archive, decisions, ledger, readers, released
from warehouse.manifest import now

DELIVERY, FILE, ROW, RULES, REASONS, RAW = "#delivery", "#file", "#row", "#rules", "#reasons", "#raw_text"
"""Columns of the list that are not the file's own."""
_OURS = (DELIVERY, FILE, ROW, RULES, REASONS, RAW)
_FORMULA = "=+\\-@\t\r\n＝＋－＠"
"""First characters by which a spreadsheet takes a cell for a formula; as part of a pattern."""
_SEVERAL = "\n"


class ReleaseError(ValueError):
    """What cannot be released; the message says which line or record, and why."""


@dataclass(frozen=True)
class Release:
    """Mended records of one delivery.

    Attributes:
        delivery_id: the delivery.
        file_name: its name.
        is_confidential: True if its values must not be shown.
        cells: text by column of each record, by source row; changed cells only.
        changes: what changes, in words.
    """

    delivery_id: str
    file_name: str
    is_confidential: bool
    cells: dict[str, dict[str, str]] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)


def export(settings: Settings, con: duckdb.DuckDBPyConnection, records: Sequence[readers.Row], path: Path) -> int:
    """Write records in quarantine as a CSV with the columns of their files, and what is wrong with each.

    Args:
        settings: where data lives.
        con: the warehouse.
        records: records as ``readers.quarantine`` gives them, by delivery.
        path: where to; readable by its owner only.

    Returns:
        Number of records.
    """
    frames = []
    for delivery_id, group in groupby(records, key=lambda record: record["delivery_id"]):
        of_file = list(group)
        table = _table(settings, con, delivery_id)
        listed = pl.DataFrame(
            {
                DELIVERY: [delivery_id] * len(of_file),
                FILE: [record["file_name"] for record in of_file],
                ROW: [record["source_row"] for record in of_file],
                RULES: [" ".join(record["rules"]) for record in of_file],
                REASONS: [_SEVERAL.join(record["reasons"]) for record in of_file],
                RAW: [record["raw_text"] for record in of_file],
            }
        )
        cells = mending.records(table, listed[ROW].to_list()).cast({SOURCE_ROW: pl.Int64})
        frames.append(listed.join(cells, left_on=ROW, right_on=SOURCE_ROW, how="left", maintain_order="left"))
    whole = pl.concat(frames, how="diagonal")
    first = [DELIVERY, FILE, ROW, RULES, REASONS]
    guarded = whole.select(*first, pl.exclude(*first, RAW), RAW).with_columns(_guard(pl.col(pl.String)))
    path.touch(mode=0o600)
    path.chmod(0o600)  # also where a file of that name was there
    guarded.write_csv(path, include_bom=True, quote_style="necessary")
    return guarded.height


def read_list(settings: Settings, con: duckdb.DuckDBPyConnection, path: Path) -> list[Release]:
    """Read a mended list: what it changes, by delivery. Records that are as they were are left out.

    Raises:
        ReleaseError: if the list is none, or names records that are not in quarantine or columns their file has not.
    """
    encoded = detect(path.read_bytes())
    text = decode(encoded.body, encoded.encoding, str(path))
    head = text.partition("\n")[0]
    lines = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ",")
    if not {DELIVERY, ROW} <= set(lines.fieldnames or ()):
        raise ReleaseError(f"{path} has no columns {DELIVERY} and {ROW}: begin with lighting quarantine --export FILE")
    found: list[Release] = []
    try:
        rows = sorted(enumerate(lines, start=2), key=_delivery_of)
    except csv.Error as error:
        raise ReleaseError(f"{path} does not read as CSV: {error}") from error
    for delivery_id, group in groupby(rows, key=_delivery_of):
        release = _of_delivery(settings, con, delivery_id, list(group))
        if release.cells:
            found.append(release)
    return found


def check_let_pass(con: duckdb.DuckDBPyConnection, delivery_id: str, rule: str, rows: Iterable[int] | None) -> int:
    """How many records in quarantine a rule would let pass.

    Raises:
        ReleaseError: if the rule cannot let pass, or has set none of these records apart.
    """
    if rule in NEVER_LET_PASS:
        raise ReleaseError(
            f"{rule} cannot let pass: it doubts what the record is about, or there is no value. Mend the record, or "
            "deliver the code table that is behind."
        )
    failing = {r["source_row"] for r in _in_quarantine(con, delivery_id) if rule in r["rules"]}
    if not failing:
        raise ReleaseError(f"{rule} has set no record of this delivery apart; lighting quarantine shows what has")
    if others := sorted(set(rows or ()) - failing):
        raise ReleaseError(
            f"{rule} has not set row {others[0]} apart; it has {', '.join(map(str, sorted(failing)[:20]))}"
        )
    return len(failing if rows is None else set(rows))


def _of_delivery(
    settings: Settings, con: duckdb.DuckDBPyConnection, delivery_id: str, lines: list[tuple[int, dict[str, Any]]]
) -> Release:
    listed = ledger.deliveries(con, "delivery_id = ?", [delivery_id])
    if not listed or listed[0].dataset in (None, decisions.DATASET):
        raise ReleaseError(f"line {lines[0][0]}: there is no delivery '{delivery_id}' with records")
    release = Release(delivery_id, listed[0].file_name, listed[0].is_confidential)
    open_rows = {record["source_row"] for record in _in_quarantine(con, delivery_id)}
    table = _table(settings, con, delivery_id)
    names = list(mending.labels(table).values())
    numbers = [_number(line) for line in lines]
    before = {row[SOURCE_ROW]: row for row in mending.records(table, numbers).iter_rows(named=True)}
    for (number, line), source_row in zip(lines, numbers, strict=True):
        given = {
            name: _unguarded(text or "").strip(BLANKS) for name, text in line.items() if name not in (*_OURS, None)
        }
        if strange := [name for name, text in given.items() if text and name not in names]:
            raise ReleaseError(f"line {number}: {release.file_name} has no column '{strange[0]}'")
        was = before.get(source_row, {})
        cells = {name: text for name, text in given.items() if name in names and text != (was.get(name) or "")}
        if cells and source_row not in open_rows:
            raise ReleaseError(f"line {number}: row {source_row} of {release.file_name} is not in quarantine")
        if cells and release.cells.get(str(source_row), cells) != cells:
            raise ReleaseError(f"line {number}: row {source_row} of {release.file_name} is mended in two ways")
        if cells:
            release.cells[str(source_row)] = cells
            release.changes.extend(
                f"row {source_row}: {name} '{was.get(name) or ''}' -> '{text}'" for name, text in cells.items()
            )
    return release


def _delivery_of(line: tuple[int, dict[str, Any]]) -> str:
    return str(line[1][DELIVERY] or "").strip()


def _number(line: tuple[int, dict[str, Any]]) -> int:
    try:
        return int(line[1][ROW])
    except (TypeError, ValueError):
        raise ReleaseError(f"line {line[0]}: {ROW} is '{line[1][ROW]}', no number of a row") from None


def _in_quarantine(con: duckdb.DuckDBPyConnection, delivery_id: str) -> list[readers.Row]:
    return [r for r in readers.quarantine(con, None, None, is_all=True) if r["delivery_id"] == delivery_id]


def _table(settings: Settings, con: duckdb.DuckDBPyConnection, delivery_id: str) -> TextTable:
    """A delivery's file as text, with what has been mended of it before."""
    (delivery,) = ledger.deliveries(con, "delivery_id = ?", [delivery_id])
    limits = Limits(
        unpacked_bytes=settings.unpacked_mb * MEBIBYTE,
        workbook_bytes=settings.workbook_mb * MEBIBYTE,
        workbook_seconds=settings.workbook_seconds,
    )
    path = archive.bytes_of(settings.archive, delivery.sha256)
    table = read_text(path, delivery.file_name, dataset(delivery.dataset or "").transforms.FORM, limits)
    before = released.released(con).get(delivery_id, released.Released()).records(settings.archive)
    return mending.mend(table, {row: Mended(by, cells) for row, (by, cells) in before.items()})[0]


def _guard(column: pl.Expr) -> pl.Expr:
    """An apostrophe before what begins like a formula, also where apostrophes stand before that already."""
    return pl.when(column.str.contains(f"^'*[{_FORMULA}]")).then(pl.lit("'") + column).otherwise(column).name.keep()


def _unguarded(text: str) -> str:
    bare = text.lstrip("'")
    is_guarded = text != bare and bare[:1] and bare[0] in _FORMULA.replace("\\", "")
    return text[1:] if is_guarded else text


def decided_now() -> str:
    """The moment of a decision."""
    return now().isoformat()
