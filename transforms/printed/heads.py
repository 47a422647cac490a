"""The head of a printed table, of one row or several, merged or not: what each column holds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from transforms.printed.words import squeezed
from transforms.reading.workbook import Sheet, fill_merged
from transforms.typed import refuse

SEARCHED = 30
"""Rows among which the head is looked for."""

_MOST_ROWS = 4
_LABEL = re.compile(
    r"^(?:商品名称|商品|品名|项目|贸易方式|commodity|trademode|customsregime|traderegime|importsource.*|exportdestination.*"
    r"|(?:国别|国家)\(地区\)|国\(地\)别|(?:进口|出口).{0,8}国\(地区?\).*|country[/(]region\)?)$"
)
_UNIT = re.compile(r"^(?:计量)?单位$|^unit$")
_GROWTH = re.compile(r"[%±]|同比|增减|增长|year-on-year")
_PRIOR = re.compile(r"去年|上年|prioryear|previousyear|lastyear")
_RANGE = re.compile(r"1(?:至|到|-to-|-)(\d{1,2})")
_SINGLE = re.compile(r"当月|本月|thismonth|monthly")
_QUANTITY = re.compile(r"数量|quantity|qty")
_VALUE = re.compile(r"金额|价值|value|amount|人民币|美元")
_MONTH = re.compile(r"(?<!\d)(\d{1,2})月")


@dataclass(frozen=True)
class Head:
    """Where the head of a table stands and what its columns are.

    Attributes:
        first: index of its first row.
        last: index of its last row.
        columns: our name to position; ``name`` is the label.
        spelled: our name to the words of the head.
        months: months that the head names.
    """

    first: int
    last: int
    columns: dict[str, int]
    spelled: dict[str, str]
    months: frozenset[int]


def find_head(sheet: Sheet) -> tuple[int, int] | None:
    """Rows of the head of a sheet: from the first whose first cell is a label's head to the last before the data."""
    for index, row in enumerate(sheet.rows[:SEARCHED]):
        if row and _LABEL.match(squeezed(row[0] or "")) and len([cell for cell in row if cell]) > 1:
            return index, _last_row(sheet, index)
    return None


def read_head(sheet: Sheet, first: int, last: int, *, by_flow: bool) -> Head:
    """Name the columns of a head.

    Args:
        sheet: the sheet.
        first: index of the head's first row.
        last: index of its last row.
        by_flow: True if columns are of one flow each, as in tables by partner or regime; their names begin with ``x_``,
            ``m_`` or ``xm_``.

    Raises:
        FileRefusedError: Q01 for a column whose words say nothing known, or two columns of the same words.
    """
    rows = _spread(fill_merged(sheet, range(first, last + 1)))
    width = max(map(len, rows))
    columns: dict[str, int] = {}
    spelled: dict[str, str] = {}
    months: set[int] = set()
    for position in range(width):
        cells = list(dict.fromkeys(" ".join(c.split()) for row in rows if (c := _cell(row, position))))
        if not cells:
            continue
        words = " ".join(cells)
        name, month = _column(cells, position, by_flow=by_flow)
        if name is None:
            raise refuse("Q01", f"The head of column {position + 1}, '{words}', is none of those known.", _REMEDY)
        if name in columns:
            raise refuse(
                "Q01", f"Columns {columns[name] + 1} and {position + 1} have the same head, '{words}'.", _REMEDY
            )
        columns[name], spelled[name] = position, words
        months |= month
    return Head(first, last, columns, spelled, frozenset(months))


_REMEDY = "Check that the file is a table of this dataset and that its head is complete."


def _spread(rows: list[list[str | None]]) -> list[list[str | None]]:
    """Cells of the upper rows over the empty ones to their right that have a cell below: a span that was not merged."""
    for upper, row in enumerate(rows[:-1]):
        for position in range(1, max(map(len, rows))):
            is_below = any(_cell(lower, position) for lower in rows[upper + 1 :])
            if is_below and not _cell(row, position):
                row.extend([None] * (position + 1 - len(row)))
                row[position] = row[position - 1]
    return rows


def _last_row(sheet: Sheet, first: int) -> int:
    """Rows below belong to the head while they have no label of their own, or one that is a label's head too."""
    last = first
    for top, left, bottom, _ in sheet.merged:
        if left == 0 and top <= first <= bottom:
            last = max(last, bottom)
    for index in range(last + 1, min(first + _MOST_ROWS, len(sheet.rows))):
        row = sheet.rows[index]
        label = squeezed(_cell(row, 0) or "")
        if not any(row) or (label and not _LABEL.match(label)):
            break
        last = index
    return last


def _column(cells: list[str], position: int, *, by_flow: bool) -> tuple[str | None, set[int]]:
    """Our name of a column, and the months that its words name."""
    parts = [squeezed(cell) for cell in cells]
    text = "".join(parts)
    if position == 0:
        return "name", set()
    if _UNIT.match(text):
        return "unit", set()
    ranges = {int(n) for part in parts for n in _RANGE.findall(part)}
    single = {int(n) for part in parts for n in _MONTH.findall(_RANGE.sub("", part))}
    single |= {int(part) for part in parts if re.fullmatch(r"\d{1,2}", part)}
    to_date = bool(ranges) or "累计" in text
    is_single = not to_date and bool(single or _SINGLE.search(text))
    if _GROWTH.search(text):
        what = "month_yoy" if is_single else "ytd_yoy"
    elif _PRIOR.search(text):
        what = "prior_ytd_value"
    elif is_single or to_date:
        what = "month_value" if is_single else "ytd_value"
    else:
        return None, set()
    months = ranges | (single if is_single else set())
    if by_flow:
        flow = _flow(parts)
        return (f"{flow}_{what}" if flow else None), months
    is_quantity, is_value = bool(_QUANTITY.search(text)), bool(_VALUE.search(text))
    if is_quantity == is_value:
        return None, set()
    return what if is_value else what.replace("_value", "_qty").replace("_yoy", "_qty_yoy"), months


def _flow(parts: list[str]) -> str | None:
    """The flow that one of the head's cells names."""
    for part in parts:
        if "进出口" in part or ("export" in part and "import" in part):
            return "xm"
    found = {f for part in parts for word, f in _FLOW_WORDS if word in part}
    return found.pop() if len(found) == 1 else None


_FLOW_WORDS = (("出口", "x"), ("export", "x"), ("进口", "m"), ("import", "m"))


def _cell(row: list[str | None], position: int) -> str | None:
    cell = row[position] if position < len(row) else None
    return cell if cell and cell.strip(" \t\r\n\u00a0\u3000") else None
