"""Look through the XML of an XLSX for what the parser would choke on, or give as empty, before it is parsed."""

from __future__ import annotations

import copy
import html
import io
import posixpath
import re
from typing import TYPE_CHECKING

from transforms.reading import container
from transforms.reading.container import Meter, refused, shown

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterable, Iterator

    from transforms.reading.limits import Limits

SAVE_AS_CSV = "Open it in Excel, save the sheet as CSV UTF-8, and put that file in instead."
MEND_CELL = "Open it in Excel, mend or recalculate the cell (F9), save it, and put it in again."
TRIM_SHEET = "Delete the empty rows and columns beyond the data, or save the sheet as CSV UTF-8."

MOST_ROWS = 1 << 20
LONGEST_TAG = 1 << 16
LONGEST_CELL = 1 << 19
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


def inspect_xlsx(data: bytes, limits: Limits) -> None:
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
