"""From a web page to its tables as sheets of text. Nothing is fetched or run; no entities but characters expand.

Rows and columns that a cell spans become merged ranges, so that a page is read like a workbook.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from transforms.reading.container import SEND_AGAIN, SPLIT, refused, shown
from transforms.reading.encoding import decode, detect
from transforms.reading.workbook import Sheet

MOST_BYTES = 16 << 20
MOST_CELLS = 1_000_000
MOST_COLUMNS = 1_000
MOST_ROWS_SPANNED = 65_534
"""The most that browsers take for rowspan; for colspan it is 1,000."""

DEEPEST = 20
_CELLS = {"td", "th"}
_UNSEEN = {"script", "style", "template", "noscript"}
_TURNS = re.compile(r"[\t\n\r\f ]+")
"""Blanks that a browser shows as one; a non-breaking space is none of them, it indents."""


@dataclass
class _Cell:
    across: int
    down: int
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str | None:
        return _TURNS.sub(" ", "".join(self.parts)).strip(" ") or None


@dataclass
class _Table:
    rows: list[list[_Cell]] = field(default_factory=list)
    cell: _Cell | None = None


class _Tables(HTMLParser):
    """Collects the rows of every table; a table inside a cell stands by itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self.title: list[str] = []
        self._open: list[_Table] = []
        self._unseen = 0
        self._in_title = False
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "title":
            self._in_title = True
        elif tag == "table":
            self._begin_table()
        elif tag == "tr" and self._open:
            self._open[-1].cell = None
            self._open[-1].rows.append([])
        elif tag in _CELLS and self._open:
            self._begin_cell(dict(attrs))
        elif tag in ("br", "p", "div"):
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag == "title":
            self._in_title = False
        elif tag == "table" and self._open:
            self._open.pop()
        elif (tag in _CELLS or tag == "tr") and self._open:
            self._open[-1].cell = None

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if self._in_title:
            self.title.append(data)
        elif self._open and self._open[-1].cell is not None:
            self._open[-1].cell.parts.append(data)

    def _begin_table(self) -> None:
        if len(self._open) >= DEEPEST:
            raise refused(f"The page nests more than {DEEPEST} tables in each other.", SEND_AGAIN)
        table = _Table()
        self.tables.append(table)
        self._open.append(table)

    def _begin_cell(self, attributes: dict[str, str | None]) -> None:
        table = self._open[-1]
        if not table.rows:
            table.rows.append([])
        cell = _Cell(
            _span(attributes.get("colspan"), MOST_COLUMNS), _span(attributes.get("rowspan"), MOST_ROWS_SPANNED)
        )
        self._cells += cell.across
        if self._cells > MOST_CELLS:
            raise refused(f"The tables of the page have more than {MOST_CELLS:,} cells.", SPLIT)
        table.rows[-1].append(cell)
        table.cell = cell


def read_html_tables(data: bytes) -> list[Sheet]:
    """Read the tables of a page, each as a sheet that bears the title of the page.

    Raises:
        FileRefusedError: ``FILE`` for a page that is too large or holds no row of a table; ``Q02`` where it does not
            decode.
    """
    if len(data) > MOST_BYTES:
        raise refused(f"The page has more than {MOST_BYTES >> 20} MiB.", SPLIT)
    encoded = detect(data)
    parser = _Tables()
    parser.feed(decode(encoded.body, encoded.encoding, "The page"))
    parser.close()
    name = shown(" ".join("".join(parser.title).split())) or "page"
    sheets = [_laid_out(table, name) for table in parser.tables if any(table.rows)]
    if not sheets:
        raise refused(
            f"The page '{name}' holds no row of a table.",
            "The download probably failed and saved an error page: download it again.",
        )
    return sheets


def _laid_out(table: _Table, name: str) -> Sheet:
    """Cells at the columns that a browser gives them."""
    rows: list[list[str | None]] = []
    merged: list[tuple[int, int, int, int]] = []
    taken: dict[int, int] = {}
    count = 0
    for number, cells in enumerate(table.rows):
        row: list[str | None] = []
        for cell in cells:
            while taken.get(len(row), 0) > number:
                row.append(None)
            left, right = len(row), min(len(row) + cell.across, MOST_COLUMNS) - 1
            if right < left:
                raise refused(f"A row of the page's table has more than {MOST_COLUMNS:,} columns.", SEND_AGAIN)
            row += [cell.text, *[None] * (right - left)]
            bottom = min(number + cell.down, len(table.rows)) - 1
            if (bottom, right) != (number, left):
                merged.append((number, left, bottom, right))
                taken.update(dict.fromkeys(range(left, right + 1), bottom + 1))
        count += len(row)
        if count > MOST_CELLS:
            raise refused(f"The tables of the page have more than {MOST_CELLS:,} cells.", SPLIT)
        rows.append(row)
    return Sheet(name, rows, merged)


def _span(text: str | None, most: int) -> int:
    digits = re.match(r"\s*(\d{1,9})", text or "")
    return min(max(int(digits[1]), 1), most) if digits else 1
