"""A printed table in a workbook or on a page, as rows of text under our names; indentation is kept."""

from __future__ import annotations

import re
import unicodedata

import polars as pl

from transforms.printed.heads import Head, find_head, read_head
from transforms.printed.words import find_title
from transforms.reading.csv_columns import BLANKS
from transforms.reading.table import SOURCE_ROW, LeftOut, TextTable
from transforms.reading.workbook import Sheet
from transforms.typed import refuse

INDENT = "indent"
"""Column of the text table: by how many blanks the label is indented."""

MONTHS = "months"
"""Key of ``TextTable.spelled`` under which the months stand that the head names, such as ``3 12``."""

_FOOTNOTE = re.compile(
    r"^(?:注\d*[:.、]|注$|备注|说明|资料来源|数据来源|note\b|notes\b|source\b|\d{1,2}[.、:)]|[*#]\s*(?:表示|为))",
    re.IGNORECASE,
)


def read_grid(sheets: list[Sheet], dataset: str) -> TextTable:
    """Read the one sheet that holds a printed table.

    Columns: ``name``, ``indent``, ``unit``, and figures such as ``month_value`` or ``x_ytd_value``. The lines above the
    head are the title of the text table, with that of the page or sheet as the last.

    Raises:
        FileRefusedError: Q01 where no sheet or several have a head that is known; Q08 where no title names a table.
    """
    found = [(sheet, rows) for sheet in sheets if (rows := find_head(sheet))]
    if not found:
        raise refuse(
            "Q01",
            f"No sheet has the head of a printed table of {dataset}.",
            f"Check that the file is of dataset {dataset} and that the head of the table is complete.",
        )
    if len(found) > 1:
        names = ", ".join(f"'{sheet.name}'" for sheet, _ in found)
        raise refuse("Q01", f"Several sheets hold a printed table: {names}.", "Save the one that counts by itself.")
    sheet, (first, last) = found[0]
    title = [line for row in sheet.rows[:first] for cell in row if cell for line in cell.splitlines() if line.strip()]
    title.append(sheet.name)
    _, words = find_title(title, dataset)
    head = read_head(sheet, first, last, by_flow=words.table != "commodity")
    return _rows(sheet, head, tuple(title))


def _rows(sheet: Sheet, head: Head, title: tuple[str, ...]) -> TextTable:
    names = list(head.columns)
    kept: list[tuple[int | str | None, ...]] = []
    set_aside: list[LeftOut] = []
    damaged: list[LeftOut] = []
    rows = [[_cell(cell) for cell in row] for row in sheet.rows]
    while rows and not any(rows[-1]):
        rows.pop()
    for index in range(head.last + 1, len(rows)):
        cells = rows[index]
        text = "\t".join(cell or "" for cell in cells)
        values = [cells[p] if p < len(cells) else None for p in head.columns.values()]
        others = {p for p, cell in enumerate(cells) if cell} - set(head.columns.values())
        why = _left_out(values)
        if why:
            set_aside.append(LeftOut(index + 1, why, text[:500]))
        elif others:
            damaged.append(LeftOut(index + 1, "a value beside the named columns", text[:500]))
        else:
            kept.append((index + 1, str(_indent(sheet.rows[index][0] or "")), *values))
    schema = pl.Schema({SOURCE_ROW: pl.Int64(), INDENT: pl.String(), **dict.fromkeys(names, pl.String())})
    return TextTable.of(
        pl.DataFrame(kept, schema=schema, orient="row"),
        {**head.spelled, MONTHS: " ".join(str(month) for month in sorted(head.months))},
        damaged=damaged,
        set_aside=set_aside,
        encoding="workbook",
        title=title,
        sheet=sheet.name,
    )


def _left_out(values: list[str | None]) -> str | None:
    """Why a row is no line of the table; None if it is one. The first value is the label."""
    if not any(values):
        return "blank row"
    if any(values[1:]):
        return None
    return "footnote" if _FOOTNOTE.match(unicodedata.normalize("NFKC", values[0] or "")) else "a line without figures"


def _cell(cell: str | None) -> str | None:
    return (cell or "").strip(BLANKS) or None


def _indent(label: str) -> int:
    """Blanks before the label; a full-width blank is as wide as two."""
    blanks = label[: len(label) - len(label.lstrip(BLANKS))]
    return sum(2 if char == "\u3000" else 1 for char in blanks)
