"""From a workbook's bytes to its sheets as text, parsed in a process that is allowed to die.

One far-off cell or a damaged record can make the parser abort, which no ``except`` catches.
"""

from __future__ import annotations

import copy
import html
import io
import json
import os
import posixpath
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from transforms.reading import container, workbook_child
from transforms.reading.container import Kind, Meter, refused, shown

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterable, Iterator

    from transforms.reading.errors import FileRefusedError
    from transforms.reading.limits import Limits

CHILD = "transforms.reading.workbook_child"
SAVE_AS_CSV = "Open it in Excel, save the sheet as CSV UTF-8, and put that file in instead."
MEND_CELL = "Open it in Excel, mend or recalculate the cell (F9), save it, and put it in again."
TRIM_SHEET = "Delete the empty rows and columns beyond the data, or save the sheet as CSV UTF-8."

MOST_ROWS = 1 << 20
LONGEST_TAG = 1 << 16
LONGEST_CELL = 1 << 19
BOF = b"\x09\x08"
FILEPASS = 0x2F
LONE = 0.1

_DECLARATION = re.compile(rb"(?i)<!(?:doctype|entity)")
# A cell with something in it: calamine passes over <c .../>. Bounded against hostile text.
_CELL = re.compile(rb"<(?:\w{1,20}:)?+c\s[^<>]{0,200}?\br=[\"']([A-Za-z]{1,8})(\d{1,12})[\"'][^<>]{0,200}+(?<!/)>")
_COLUMN = re.compile(_CELL.pattern.replace(rb"(\d{1,12})", rb"\d{1,12}"))
_PAST_Z = re.compile(rb"r=[\"'][A-Za-z]{2}")
_NAMES_FORMULA = re.compile(rb"[<:]f[\s/>]")
_ERROR_TYPE = re.compile(rb"\bt=[\"']e[\"']")
# The beginning of a cell, an error in one, and the end of a formula that no result follows.
_PREFIX = rb"(?:\w{1,20}:)?+"
_EMPTY_RESULT = rb"<%bv(?:\s[^<>]{0,100})?+(?:/>|>\s{0,9}</)" % _PREFIX
_IN_CELL = re.compile(
    rb"<%bc(?P<cell>(?:\s[^<>]{0,400}+)?)>|<%bv>\s{0,9}(?P<error>#[^<>]{1,30}+)<"
    rb"|(?:</%bf|<%bf(?:\s[^<>]{0,1000})?/)>\s{0,9}(?:(?P<bare></%bc)|%b)"
    % (_PREFIX, _PREFIX, _PREFIX, _PREFIX, _PREFIX, _EMPTY_RESULT)
)
_ADDRESS = re.compile(rb"\br=[\"']([A-Za-z]{1,8}\d{1,12})[\"']")
_TEXT_TYPE = re.compile(rb"\bt=[\"']str[\"']")
_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(["'])(.*?)\2""")


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
        _inspect(data, limits)
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


def _inspect(data: bytes, limits: Limits) -> None:
    """Refuses an XLSX for what the parser would choke on."""
    meter = Meter(len(data), limits)
    with container.open_zip(io.BytesIO(data)) as archive:
        members = archive.infolist()
        copy.copy(meter).add(sum(info.file_size for info in members))
        for info in members:
            columns: set[bytes] = set()
            rest = b""
            for piece in _pieces(container.read_member(archive, info, meter)):
                if _DECLARATION.search(piece):
                    what = f"{shown(info.filename)!r} in it declares a document type or entities"
                    raise refused(f"The workbook is hostile: {what}.", SAVE_AS_CSV)
                if _PAST_Z.search(piece):
                    columns.update(_COLUMN.findall(piece))
                whole, rest = _whole_cells(rest + piece)
                _check_results(archive, info, whole, Meter(len(data), limits))
            # Few columns are within the limit however long the sheet: most are settled here.
            widest = _number(max(columns, key=_order, default=b"Z"))
            if widest * MOST_ROWS > limits.workbook_cells:
                _check_span(archive, info, Meter(len(data), limits))


def _check_results(archive: zipfile.ZipFile, info: zipfile.ZipInfo, piece: bytes, meter: Meter) -> None:
    """Refuses cells whose value the parser would give as empty; #N/A says that there is none."""
    if not _NAMES_FORMULA.search(piece) and not _ERROR_TYPE.search(piece):
        return
    cell = b""
    for found in _IN_CELL.finditer(piece):
        error = found["error"]
        if found["cell"] is not None:
            cell = found["cell"]
            continue
        if error is not None:
            if error.strip() == b"#N/A" or not _ERROR_TYPE.search(cell):
                continue
            what = f"the error {error.strip().decode('utf-8', 'replace')}"
        elif found["bare"] is None and _TEXT_TYPE.search(cell):  # its result is an empty text
            continue
        else:
            what = "a formula without a result"
        address = _ADDRESS.search(cell)
        where = f"cell {address[1].decode()}" if address else "a cell"
        sheet = _sheet_name(archive, info.filename, meter)
        raise refused(f"Sheet {sheet!r} holds {what} in {where}, so its value is not known.", MEND_CELL)


def _whole_cells(piece: bytes) -> tuple[bytes, bytes]:
    """Cuts behind the last cell that ends in it."""
    end = max(piece.rfind(b"</c>") + 4, piece.rfind(b":c>") + 3)
    if end < 4 and len(piece) > LONGEST_CELL:
        end = len(piece)
    return (piece[:end], piece[end:]) if end >= 4 else (b"", piece)


def _check_span(archive: zipfile.ZipFile, info: zipfile.ZipInfo, meter: Meter) -> None:
    most = meter.limits.workbook_cells
    count, low, far = 0, (b"", b"0"), (b"", b"0")
    for piece in _pieces(container.read_member(archive, info, meter)):
        cells = _CELL.findall(piece)
        count += len(cells)
        low = max(low, *cells, (b"", b"0"), key=lambda cell: int(cell[1]))
        far = max(far, *cells, (b"", b"0"), key=lambda cell: _order(cell[0]))
    rows, columns = int(low[1]), _number(far[0])
    if rows * columns <= most:
        return
    corners = " and ".join(dict.fromkeys(b"".join(cell).decode() for cell in (low, far)))
    lone = "a lone cell" if count < LONE * rows * columns else "its last cell"
    raise refused(
        f"Sheet {_sheet_name(archive, info.filename, meter)!r} has {lone} at {corners}, so it "
        f"spans {rows:,} rows by {columns:,} columns; at most {most:,} cells are read.",
        TRIM_SHEET,
    )


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Cuts a stream of XML between tags, not within one."""
    rest = b""
    for chunk in chunks:
        rest += chunk
        end = rest.rfind(b"<")
        if end < 0 or len(rest) - end > LONGEST_TAG:
            end = len(rest)
        yield rest[:end]
        rest = rest[end:]
    yield rest


def _order(column: bytes) -> tuple[int, bytes]:
    return len(column), column.upper()


def _number(column: bytes) -> int:
    number = 0
    for letter in column.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _sheet_name(archive: zipfile.ZipFile, part: str, meter: Meter) -> str:
    """The name on the tab of a part such as ``xl/worksheets/sheet1.xml``, for a message."""
    targets = {
        posixpath.basename(tag.get("Target", "")): tag.get("Id", "")
        for tag in _tags(archive, "xl/_rels/workbook.xml.rels", "Relationship", meter)
    }
    wanted = targets.get(posixpath.basename(part))
    for tag in _tags(archive, "xl/workbook.xml", "sheet", meter):
        if wanted and wanted in [value for key, value in tag.items() if key.endswith(":id")]:
            return shown(html.unescape(tag.get("name", part)))
    return shown(part)


def _tags(archive: zipfile.ZipFile, part: str, name: str, meter: Meter) -> list[dict[str, str]]:
    if part not in archive.namelist():
        return []
    text = b"".join(container.read_member(archive, archive.getinfo(part), meter))
    tags = re.findall(rf"<(?:\w+:)?{name}\s[^>]{{0,1000}}>", text.decode("utf-8", "replace"))
    return [{key: value for key, _, value in _ATTRIBUTE.findall(tag)} for tag in tags]


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
