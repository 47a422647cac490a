"""Parses one workbook in a process of its own, which may die of it.

Run by ``transforms.reading.workbook``. Imports little, for it starts once for each workbook.
"""

from __future__ import annotations

import datetime as dt
import gc
import json
import resource
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import python_calamine
import xlrd

if TYPE_CHECKING:
    from collections.abc import Sequence

REFUSED = 3
PASSWORD = 4
MEMORY = 5
ERROR = 6
NOT_AVAILABLE = 0x2A
"""The error #N/A, which says that there is no value."""
BATCH = 1000
HALF_SECOND = dt.timedelta(microseconds=500_000)


def main(arguments: Sequence[str]) -> int:
    """Writes the cells of a workbook as lines of JSON.

    Args:
        arguments: the workbook, the file to write, bytes of memory, seconds, bytes to write.

    Returns:
        An exit code; what calamine had to say is on stderr.
    """
    book, result = Path(arguments[0]), Path(arguments[1])
    memory, seconds, size = (int(argument) for argument in arguments[2:5])
    gc.disable()  # millions of short-lived rows, no cycles
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_CPU, max(seconds, 1))
    _limit(resource.RLIMIT_FSIZE, size)
    _limit(resource.RLIMIT_AS, memory)
    try:
        write_cells(book, result)
        if book.suffix == ".xls" and (found := first_error(book)):
            sys.stderr.write(found)
            return ERROR
    except MemoryError:
        return MEMORY
    except python_calamine.PasswordError:
        return PASSWORD
    except (python_calamine.CalamineError, xlrd.XLRDError, xlrd.compdoc.CompDocError, OSError) as error:
        sys.stderr.write(str(error))
        return REFUSED
    return 0


def first_error(book: Path) -> str | None:
    """The first cell of an Excel-97 workbook that holds an error, in words; calamine gives those as empty."""
    with xlrd.open_workbook(book, on_demand=True, logfile=sys.stderr) as workbook:
        for sheet in workbook.sheets():
            for row in range(sheet.nrows):
                if xlrd.XL_CELL_ERROR not in sheet.row_types(row):
                    continue
                for column, cell in enumerate(sheet.row(row)):
                    if cell.ctype == xlrd.XL_CELL_ERROR and cell.value != NOT_AVAILABLE:
                        error = xlrd.error_text_from_code.get(cell.value, f"number {cell.value}")
                        return f"Sheet {sheet.name!r} holds the error {error} in cell {xlrd.cellname(row, column)}"
    return None


def write_cells(book: Path, result: Path) -> None:
    """Writes for each sheet one line that describes it, then its rows, many to a line."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
    with (
        python_calamine.CalamineWorkbook.from_path(book) as workbook,
        result.open("w", encoding="utf-8", newline="\n") as out,
    ):
        for index, metadata in enumerate(workbook.sheets_metadata):
            if metadata.typ is not python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_index(index)
            rows = sheet.to_python(skip_empty_area=False)
            merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or []]
            head = {"name": metadata.name, "merged": merged, "batches": -(-len(rows) // BATCH)}
            out.write(encode(head) + "\n")
            for start in range(0, len(rows), BATCH):
                out.write(encode([_texts(row) for row in rows[start : start + BATCH]]) + "\n")


def _texts(row: list[Any]) -> list[str | None]:
    if row.count("") == len(row):
        return []
    return [(cell or None) if cell.__class__ is str else as_text(cell) for cell in row]


def as_text(cell: object) -> str:
    """The text of a cell that is not a string."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, dt.datetime):
        moment = _whole_seconds(cell)
        return moment.strftime("%Y-%m-%d" if moment.time() == dt.time() else "%Y-%m-%d %H:%M:%S")
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, dt.time):
        return _whole_seconds(dt.datetime.combine(dt.date.min, cell)).strftime("%H:%M:%S")
    if isinstance(cell, dt.timedelta):
        return _duration(cell)
    return str(cell)


def _number(value: float) -> str:
    text = repr(value)
    if text.endswith(".0"):
        return "0" if text == "-0.0" else text[:-2]
    # 1e-07 is how Python writes it, not how the sender would.
    return format(Decimal(text), "f") if "e" in text else text


def _whole_seconds(moment: dt.datetime) -> dt.datetime:
    # Excel counts days in floats, so that 10:00:00 may come as 09:59:59.999.
    if moment.year < dt.MAXYEAR:
        moment += HALF_SECOND
    return moment.replace(microsecond=0)


def _duration(value: dt.timedelta) -> str:
    seconds = round(value.total_seconds())
    minutes, second = divmod(abs(seconds), 60)
    return f"{'-' if seconds < 0 else ''}{minutes // 60}:{minutes % 60:02}:{second:02}"


def _limit(what: int, value: int) -> None:
    hard = resource.getrlimit(what)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(what, (value, hard))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
