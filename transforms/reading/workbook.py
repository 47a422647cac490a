"""From a workbook's bytes to its sheets as text, parsed in a process that is allowed to die.

One far-off cell or a damaged record can make the parser abort, which no ``except`` catches.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from transforms.reading import container, workbook_child
from transforms.reading.container import Kind, refused, shown
from transforms.reading.workbook_inspection import MEND_CELL, SAVE_AS_CSV, inspect_xlsx

if TYPE_CHECKING:
    from transforms.reading.errors import FileRefusedError
    from transforms.reading.limits import Limits

CHILD = "transforms.reading.workbook_child"
BOF = b"\x09\x08"
FILEPASS = 0x2F


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet.

    Attributes:
        name: as on its tab.
        rows: from sheet row 1 and column A on, each as wide as the sheet's data; ``[]`` is blank.
        merged: first row, first column, last row and last column, counted from 0.
    """

    name: str
    rows: list[list[str | None]]
    merged: list[tuple[int, int, int, int]]


def read_workbook(data: bytes, kind: Kind, limits: Limits) -> list[Sheet]:
    """Reads every worksheet, hidden ones too, in the order of the tabs.

    Args:
        data: the workbook.
        kind: ``XLSX`` or ``XLS``, as ``unpack`` found.
        limits: what it may cost.

    Raises:
        FileRefusedError: rule ``FILE``, where it cannot be parsed within the limits.
    """
    if kind is Kind.XLSX:
        inspect_xlsx(data, limits)
    elif _is_locked(data):
        raise refused("The workbook is protected with a password.", container.UNLOCK)
    with TemporaryDirectory(prefix="workbook-") as folder:
        book, result = Path(folder, f"book.{kind}"), Path(folder, "cells.jsonl")
        book.write_bytes(data)
        _run_child(book, result, limits)
        sheets = _collect(result)
    if not sheets:
        raise refused("The workbook holds no worksheet.", container.ASK_FOR_TABLE)
    return sheets


def fill_merged(sheet: Sheet, rows: range) -> list[list[str | None]]:
    """Copies the value of each merged range over its whole span.

    Args:
        sheet: the sheet; it stays as it is.
        rows: the rows to give back, such as those of a two-row head.
    """
    filled = {row: list(sheet.rows[row]) for row in rows if row < len(sheet.rows)}
    width = max(map(len, sheet.rows), default=0)
    for top, left, bottom, right in sheet.merged:
        spanned = [row for row in filled if top <= row <= bottom]
        end = min(right + 1, width)
        if not spanned or top >= len(sheet.rows) or left >= end:
            continue
        value = (sheet.rows[top][left : left + 1] or [None])[0]
        for row in spanned:
            cells = filled[row]
            cells.extend([None] * (end - len(cells)))
            cells[left:end] = [value] * (end - left)
    return list(filled.values())


def _is_locked(data: bytes) -> bool:
    """Whether an XLS has the record of a password, which stands near its beginning.

    Calamine reads on past the older kind of it, and gives scrambled cells.
    """
    entry = max(container.stream_entry(data, "Workbook"), container.stream_entry(data, "Book"))
    first = int.from_bytes(data[entry + 116 : entry + 120], "little")
    sector = 1 << min(int.from_bytes(data[30:32], "little"), 12)
    at = (first + 1) * sector
    end = min(at + sector, len(data))
    if data[at : at + 2] != BOF:  # a very small stream is kept elsewhere
        return False
    while at + 4 <= end:
        record = int.from_bytes(data[at : at + 2], "little")
        if record == FILEPASS:
            return True
        at += 4 + int.from_bytes(data[at + 2 : at + 4], "little")
    return False


def _run_child(book: Path, result: Path, limits: Limits) -> None:
    root = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    bounds = (limits.workbook_bytes, limits.workbook_seconds, limits.unpacked_bytes)
    try:
        done = subprocess.run(  # noqa: S603  (our own module; the names are ours too)
            [sys.executable, "-P", "-m", CHILD, str(book), str(result), *map(str, bounds)],
            env={**os.environ, "PYTHONPATH": path, "RUST_BACKTRACE": "0"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=limits.workbook_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _unparsed(f"it took longer than {limits.workbook_seconds} seconds") from error
    if done.returncode:
        raise _failure(done.returncode, done.stderr.decode("utf-8", "replace"), limits)


def _failure(code: int, said: str, limits: Limits) -> FileRefusedError:
    last = (said.strip().splitlines() or ["nothing said"])[-1]
    if code == workbook_child.PASSWORD:
        return refused("The workbook is protected with a password.", container.UNLOCK)
    if code == workbook_child.ERROR:
        return refused(f"{last}, so its value is not known.", MEND_CELL)
    if code == workbook_child.REFUSED:
        return _unparsed(f"its content is damaged ({shown(last)})")
    if code == workbook_child.MEMORY or "memory allocation of" in said or "MemoryError" in said:
        return _unparsed(f"out of memory (limit {limits.workbook_bytes >> 20:,} MiB)")
    if code == -signal.SIGKILL:
        return _unparsed("its parser was killed, most likely because the machine ran out of memory")
    died = signal.strsignal(-code) if code < 0 else f"exit code {code}"
    return _unparsed(f"its parser died of it, {died} ({shown(last)})")


def _unparsed(why: str) -> FileRefusedError:
    return refused(f"The workbook could not be parsed: {why}.", SAVE_AS_CSV)


def _collect(result: Path) -> list[Sheet]:
    decode = json.JSONDecoder().decode
    sheets = []
    with result.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            head = decode(line)
            rows = [row for _ in range(head["batches"]) for row in decode(next(lines))]
            sheets.append(Sheet(head["name"], rows, [(*span,) for span in head["merged"]]))
    return sheets
