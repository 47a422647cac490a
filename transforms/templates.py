"""Template workbooks: a sheet with the heads of a dataset's files, and one that explains each column.

Everything is derived: heads from the dataset's layout, types and meanings from the declared columns of its typed rows,
the words of a short list from the meaning, units from the end of the name.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import xlsxwriter

from transforms.reading.layout import Field, Layout
from transforms.reading.reading import Format

Language = Literal["zh", "en"]
_WORD = r"[A-Z][A-Z0-9_]*"
_LIST = re.compile(rf"\b{_WORD}(?:(?:, or |, | or ){_WORD}\b)+")
_UNITS = {
    "_cny": "yuan",
    "_usd": "US dollars",
    "_kg": "kg",
    "_share": "fraction, 0 to 1",
    "_pct": "percent",
    "_days": "days",
}
_TYPES = {
    "VARCHAR": "text",
    "DATE": "day, YYYY-MM-DD",
    "TIMESTAMP": "moment, YYYY-MM-DD HH:MM:SS",
    "BOOLEAN": "yes or no",
    "INTEGER": "whole number",
    "BIGINT": "whole number",
}
_YES_OR_NO = {"zh": ("是", "否"), "en": ("yes", "no")}
_SHEETS = {"zh": ("数据", "说明"), "en": ("data", "columns")}
_HEADS = ("Name", "Chinese head", "English head", "Type", "Unit or words", "Required", "Meaning")
_FORMATS = {"VARCHAR": "@", "DATE": "yyyy-mm-dd", "TIMESTAMP": "yyyy-mm-dd hh:mm:ss"}
_MOST_IN_LIST = 255
"""Characters that Excel allows in the list of a drop-down."""
ROWS = 2_000
"""Rows of the sheet that are prepared for typing."""


@dataclass(frozen=True)
class Declared:
    """A declared column of the typed rows: its type in SQL and its meaning."""

    type: str
    meaning: str


@dataclass(frozen=True)
class TemplateColumn:
    """A column of a template.

    Attributes:
        name: our name.
        zh: Chinese head; the English one where there is none.
        en: English head.
        type: type in SQL.
        unit: unit of the numbers in a file, or empty.
        words: the words of a short list that a cell is one of, or none.
        required: yes, no, or of which group one column is needed.
        meaning: in words.
    """

    name: str
    zh: str
    en: str
    type: str
    unit: str
    words: tuple[str, ...]
    required: str
    meaning: str

    def head(self, language: Language) -> str:
        """The head in a language."""
        return self.zh if language == "zh" else self.en

    @property
    def type_in_words(self) -> str:
        """The type for people."""
        decimals = re.fullmatch(r"DECIMAL\(\d+, ?(\d+)\)", self.type)
        return f"number, up to {decimals[1]} decimals" if decimals else _TYPES.get(self.type, self.type)


def template_columns(form: Format, declared: Mapping[str, Declared]) -> list[TemplateColumn]:
    """The columns that a template of a dataset has; none if its files are not made by hand.

    Args:
        form: how its files look.
        declared: the declared columns of its typed rows.
    """
    if form.grid or form.html or form.xml or form.json_text or form.error_texts:
        return []  # printed or downloaded
    layout = form.layout
    found = [
        _column(field, layout, declared[field.column or field.name])
        for field in layout.fields
        if field.keep and (field.column or field.name) in declared
    ]
    names = {column.name for column in found}
    is_whole = all(field.name in names for field in layout.fields if field.required)
    return found if is_whole and all(names.intersection(group) for group in layout.needs) else []


def _column(field: Field, layout: Layout, declared: Declared) -> TemplateColumn:
    groups = [group for group in layout.needs if field.name in group]
    words = _LIST.search(declared.meaning) if declared.type == "VARCHAR" else None
    return TemplateColumn(
        name=field.name,
        zh=next((head for head in field.headers if not head.isascii()), field.headers[0]),
        en=next((head for head in field.headers if head.isascii()), field.headers[0]),
        type=declared.type,
        unit=field.unit or next((unit for end, unit in _UNITS.items() if field.name.endswith(end)), ""),
        words=tuple(re.findall(rf"\b{_WORD}\b", words[0])) if words else (),
        required="yes" if field.required else "; ".join(f"one of {', '.join(group)}" for group in groups) or "no",
        meaning=declared.meaning,
    )


def csv_template(columns: Sequence[TemplateColumn], language: Language) -> bytes:
    """The row of heads as CSV, UTF-8 with the mark by which spreadsheets know it."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerow(column.head(language) for column in columns)
    return text.getvalue().encode("utf-8-sig")


def xlsx_template(columns: Sequence[TemplateColumn], language: Language, notes: Iterable[str]) -> bytes:
    """A workbook: a sheet to fill in, and one that explains it.

    Args:
        columns: the columns.
        language: of the heads.
        notes: what stands above the explanation, line by line.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        data, explained = _SHEETS[language]
        _write_data(book, book.add_worksheet(data), columns, language)
        _write_explained(book, book.add_worksheet(explained), columns, notes)
    return out.getvalue()


def _write_data(book: Any, page: Any, columns: Sequence[TemplateColumn], language: Language) -> None:
    bold, bold_needed = book.add_format({"bold": True}), book.add_format({"bold": True, "bg_color": "#FFF2CC"})
    for number, column in enumerate(columns):
        head = column.head(language)
        form = book.add_format({"num_format": _FORMATS[column.type]}) if column.type in _FORMATS else None
        page.set_column(number, number, max(12, 2 * len(head)), form)
        page.write_string(0, number, head, bold_needed if column.required == "yes" else bold)
        words = _YES_OR_NO[language] if column.type == "BOOLEAN" else column.words
        if words and len(",".join(words)) <= _MOST_IN_LIST:
            page.data_validation(1, number, ROWS, number, {"validate": "list", "source": list(words)})
    page.freeze_panes(1, 0)


def _write_explained(book: Any, page: Any, columns: Sequence[TemplateColumn], notes: Iterable[str]) -> None:
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    row = 0
    for row, note in enumerate(notes, start=1):
        page.write_string(row - 1, 0, note)
    for number, head in enumerate(_HEADS):
        page.write_string(row + 1, number, head, bold)
    for below, column in enumerate(columns, start=row + 2):
        words = ", ".join(column.words) or column.unit
        told = (column.name, column.zh, column.en, column.type_in_words, words, column.required, column.meaning)
        for number, cell in enumerate(told):
            page.write_string(below, number, cell, wrapped)
    for number, width in enumerate((20, 20, 20, 24, 40, 12, 80)):
        page.set_column(number, number, width)
