"""Read any accepted file as a table of text, whatever its container and format."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from transforms.reading.container import Kind, Unpacked, unpack
from transforms.reading.csv_columns import BLANKS
from transforms.reading.csv_text import first_lines, read_csv, read_raw_records
from transforms.reading.encoding import decode, detect
from transforms.reading.errors import FileRefusedError
from transforms.reading.fields import read_objects, text_frame
from transforms.reading.html_tables import read_html_tables
from transforms.reading.json_records import parse
from transforms.reading.layout import HeaderMatch, HeaderProblem, Layout
from transforms.reading.limits import Limits
from transforms.reading.table import SOURCE_ROW, LeftOut, TextTable
from transforms.reading.workbook import Sheet, read_workbook
from transforms.reading.yaml_text import is_yaml, read_yaml

JsonReader = Callable[[Any], TextTable]
JsonTextReader = Callable[[str], TextTable]
XmlReader = Callable[[bytes], TextTable]
GridReader = Callable[[list[Sheet]], TextTable]
HEADER_ROWS = 30
"""Sheet rows among which the header is looked for."""


@dataclass(frozen=True)
class Format:
    """How a dataset's files are read, beyond its layout.

    Attributes:
        layout: the known columns.
        sheets: names of the sheets to read, first match wins; empty for the only sheet that has a known header.
        json: reads the parsed JSON of this dataset; None where a list of flat objects is expected.
        json_text: reads the text of a JSON that may be long, instead of ``json``.
        xml: reads the XML of this dataset; None where there is none.
        grid: reads sheets whose head is no single row of known headers; None where it is one.
        yaml: True if a list of records in YAML is a form of this dataset.
        html: True if web pages with tables are a form of this dataset; they are read by ``grid``.
        error_texts: words in small letters by which the first line of a text is known as an error that was saved
            in place of data.
    """

    layout: Layout
    sheets: tuple[str, ...] = ()
    json: JsonReader | None = None
    json_text: JsonTextReader | None = None
    xml: XmlReader | None = None
    grid: GridReader | None = None
    yaml: bool = False
    html: bool = False
    error_texts: tuple[str, ...] = ()


def read_text(path: Path, name: str, form: Format, limits: Limits) -> TextTable:
    """Read a file.

    Args:
        path: where its bytes lie.
        name: the name that people know it by, for messages.
        form: how the dataset's files look.
        limits: how much reading may cost.

    Raises:
        FileRefusedError: if the file is not what it claims to be, or not of this dataset.
    """
    unpacked = unpack(path, name, limits)
    return read_unpacked(unpacked, form, limits)


def read_unpacked(unpacked: Unpacked, form: Format, limits: Limits) -> TextTable:
    """Read the bytes of an unpacked file; see ``read_text``."""
    match unpacked.kind:
        case Kind.TEXT if form.yaml and is_yaml(unpacked.data):
            return read_yaml(unpacked.data, form.layout)
        case Kind.TEXT:
            _refuse_error_text(unpacked.data, form)
            return read_csv(unpacked.data, form.layout)
        case Kind.XLSX | Kind.XLS:
            sheets = read_workbook(unpacked.data, unpacked.kind, limits)
            return form.grid(sheets) if form.grid else _from_sheets(sheets, form)
        case Kind.HTML if form.grid and form.html:
            return form.grid(read_html_tables(unpacked.data))
        case Kind.JSON:
            return _from_json(_decoded(unpacked.data), form)
        case Kind.XML if form.xml:
            return form.xml(unpacked.data)
        case _:
            begin = " ".join(unpacked.data[:60].decode("utf-8", "replace").split())
            page = "a web page (HTML)" if unpacked.kind is Kind.HTML else "an XML document"
            raise FileRefusedError(
                "FILE",
                f"The file is {page}, not a table of {form.layout.dataset}; it begins '{begin}'.",
                "The download probably failed and saved an error page: download it again.",
            )


def _refuse_error_text(data: bytes, form: Format) -> None:
    first = data[:2000].decode("utf-8", "replace").strip(BLANKS + '"').split("\n")[0].strip()
    if any(words in first.casefold() for words in form.error_texts):
        raise FileRefusedError(
            "FILE",
            f"The file is an error text saved as data: '{first[:200]}'.",
            "Download it again, in narrower pieces if it says that there are too many rows.",
        )


def has_header(unpacked: Unpacked, forms: Mapping[str, Format], limits: Limits) -> list[str]:
    """Names of the forms whose header the file has.

    Raises:
        FileRefusedError: if the file cannot be looked into at all.
    """
    match unpacked.kind:
        case Kind.TEXT:
            listed = {n: form for n, form in forms.items() if form.yaml} if is_yaml(unpacked.data) else {}
            if found := [name for name, form in listed.items() if _fits(unpacked, form, limits)]:
                return found
            rows = first_lines(unpacked.data)
        case Kind.XLSX | Kind.XLS:
            sheets = read_workbook(unpacked.data, unpacked.kind, limits)
            grids = [name for name, form in forms.items() if form.grid and _reads(form.grid, sheets)]
            if grids:
                return grids
            rows = [list(row) for sheet in sheets for row in sheet.rows[:HEADER_ROWS]]
        case Kind.HTML:
            return [name for name, form in forms.items() if form.html and _fits(unpacked, form, limits)]
        case Kind.JSON:
            return _json_forms(unpacked, forms, limits)
        case _:
            return [name for name, form in forms.items() if form.xml and _fits(unpacked, form, limits)]
    return [
        name for name, form in forms.items() if any(isinstance(form.layout.match(row), HeaderMatch) for row in rows)
    ]


def _reads(grid: GridReader, sheets: list[Sheet]) -> bool:
    try:
        grid(sheets)
    except FileRefusedError:
        return False
    return True


def _fits(unpacked: Unpacked, form: Format, limits: Limits) -> bool:
    try:
        read_unpacked(unpacked, form, limits)
    except FileRefusedError:
        return False
    return True


def raw_records(path: Path, name: str, form: Format, limits: Limits, rows: Sequence[int]) -> dict[int, str]:
    """The raw text of some records of a file, by ``source_row``; cells are joined by tabs, but for those of CSV."""
    if not rows:
        return {}
    unpacked = unpack(path, name, limits)
    if unpacked.kind is Kind.TEXT and not (form.yaml and is_yaml(unpacked.data)):
        return read_raw_records(unpacked.data, rows, form.layout)
    table = read_unpacked(unpacked, form, limits)
    cells = table.frame.filter(pl.col(SOURCE_ROW).is_in(list(rows)))
    return {row[0]: "\t".join("" if c is None else str(c) for c in row[1:]) for row in cells.iter_rows()}


def _from_sheets(sheets: list[Sheet], form: Format) -> TextTable:
    """Read the one sheet that has a known header, or the one that the format names."""
    found: list[tuple[Sheet, int, HeaderMatch]] = []
    problems: list[tuple[int, str]] = []
    for sheet in sheets:
        header = _find_header(sheet, form.layout)
        if isinstance(header, HeaderProblem):
            problems.append((header.known, f"sheet '{sheet.name}': {header.in_words()}"))
        else:
            found.append((sheet, *header))
    if form.sheets:
        wanted = [name.casefold() for name in form.sheets]
        named = [f for f in found if f[0].name.strip().casefold() in wanted]
        found = named or found
    if not found:
        worst = max(problems, default=(0, "no sheet"))[1]
        raise FileRefusedError(
            "Q01",
            f"No sheet has a header of {form.layout.dataset}; {worst}.",
            f"Check that the workbook is of dataset {form.layout.dataset}.",
        )
    if len(found) > 1:
        names = ", ".join(f"'{sheet.name}'" for sheet, _, _ in found)
        raise FileRefusedError(
            "Q01",
            f"Several sheets hold a table of {form.layout.dataset}: {names}.",
            "Save the one that counts as a workbook of its own.",
        )
    return _from_sheet(*found[0])


def _find_header(sheet: Sheet, layout: Layout) -> tuple[int, HeaderMatch] | HeaderProblem:
    best = HeaderProblem((), (), (), 0)
    for index, row in enumerate(sheet.rows[:HEADER_ROWS]):
        if not any(cell and cell.strip(BLANKS) for cell in row):
            continue
        match = layout.match(row)
        if isinstance(match, HeaderMatch):
            return index, match
        if match.known > best.known or not (best.known or best.unknown):
            best = match
    return best


def _from_sheet(sheet: Sheet, header: int, match: HeaderMatch) -> TextTable:
    kept: list[tuple[int | str | None, ...]] = []
    damaged: list[LeftOut] = []
    set_aside: list[LeftOut] = []
    rows = [[(cell or "").strip(BLANKS) or None for cell in row] for row in sheet.rows]
    while rows and not any(rows[-1]):
        rows.pop()
    for index in range(header + 1, len(rows)):
        cells = rows[index]
        if not any(cells):
            set_aside.append(LeftOut(index + 1, "blank row", ""))
        elif any(cells[match.named :]):
            text = "\t".join(cell or "" for cell in cells)
            damaged.append(LeftOut(index + 1, "a value right of the named columns", text))
        else:
            values = (cells[i] if i < len(cells) else None for i in (match.columns[n] for n in match.kept))
            kept.append((index + 1, *values))
    title = tuple(" ".join(c for c in row if c) for row in sheet.rows[:header] if any(row))
    return TextTable.of(
        text_frame(kept, match.kept),
        match.spelled,
        damaged=damaged,
        set_aside=set_aside,
        encoding="workbook",
        trailing_empty=match.trailing_empty,
        title=title,
        sheet=sheet.name,
    )


def _json_forms(unpacked: Unpacked, forms: Mapping[str, Format], limits: Limits) -> list[str]:
    """Names of the forms that a JSON is of: those that read it piece by piece; else it is parsed whole, once."""
    streamed = {name: form for name, form in forms.items() if form.json_text}
    if found := [name for name, form in streamed.items() if _fits(unpacked, form, limits)]:
        return found
    text = _decoded(unpacked.data)
    parsed = parse(text)

    def fits(form: Format) -> bool:
        try:
            _from_json(text, form, parsed)
        except FileRefusedError:
            return False
        return True

    return [name for name, form in forms.items() if name not in streamed and fits(form)]


def _decoded(data: bytes) -> str:
    encoded = detect(data)
    return decode(encoded.body, encoded.encoding, "The file")


def _from_json(text: str, form: Format, parsed: Any = None) -> TextTable:
    if form.json_text:
        return form.json_text(text)
    parsed = parse(text) if parsed is None else parsed
    return form.json(parsed) if form.json else read_objects(parsed, form.layout)
