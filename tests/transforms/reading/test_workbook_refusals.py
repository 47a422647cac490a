"""The refusal of workbooks that are damaged, would hurt, or hold what nobody can know."""

from __future__ import annotations

import io
import struct
import time
import zipfile

import pytest
import xlwt

from tests.transforms.reading.books import (
    NAMESPACE,
    SHEET1,
    excel_97,
    one_cell,
    only_sheet,
    refusal,
    repacked,
    with_cells,
    written,
)
from transforms.reading import container, workbook_inspection
from transforms.reading.container import Kind
from transforms.reading.limits import Limits
from transforms.reading.workbook import read_workbook


def test_lone_cell_in_the_far_corner():
    data = written(lambda book: book.add_worksheet("Data").write("XFD1048576", "x"))
    refused = refusal(data, "'Data'", "a lone cell at XFD1048576", "1,048,576 rows by 16,384")
    assert "Delete the empty rows and columns" in refused.remedy


def test_far_cells_at_two_corners_in_other_spellings():
    row = '<row r="{0}"><x:c s="1" r=\'{1}{0}\' t="n"><v>1</v></x:c></row>'
    data = with_cells(row.format(1, "xfd") + row.format(1048576, "A"))
    refusal(data, "'Año & més'", "A1048576 and xfd1")


def test_full_sheet_beyond_the_limit_is_not_called_lone():
    data = written(lambda book: book.add_worksheet().write_row(0, 0, range(100)))
    assert "its last cell at" in refusal(data, limits=Limits(workbook_cells=99)).message
    assert len(read_workbook(data, Kind.XLSX, Limits(workbook_cells=100))) == 1


def test_harmless_far_marks_are_no_reason_to_refuse():
    near = '<row r="1"><c r="A1"><v>1</v></c></row>'
    far = '<row r="1048576" ht="15"><c r="XFD1048576" s="0"/></row>'
    assert only_sheet(with_cells(near + far, dimension="A1:XFD1048576")).rows == [["1"]]
    text = '<row r="1"><c r="A1" t="str"><v>c r="XFD1048576" &gt;</v></c></row>'
    assert only_sheet(with_cells(text)).rows == [['c r="XFD1048576" >']]


@pytest.mark.parametrize("chunk", [20, 33, 47])
def test_far_cell_is_found_across_chunks(monkeypatch, chunk):
    monkeypatch.setattr(container, "CHUNK", chunk)
    cells = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 9))
    data = with_cells(cells + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    refusal(data, "'Año & més'", "XFD1048576")


def test_hostile_text_is_scanned_in_linear_time():
    started = time.monotonic()
    for text in ("<c " + 'r="AA1" ' * 100_000, "r='AA" + "c r=" * 200_000, "</f></x" * 200_000, "<f " * 200_000):
        workbook_inspection.inspect_xlsx(with_cells(text), Limits())
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("chunk", [20, 47, 1 << 20])
@pytest.mark.parametrize(
    ("cell", "what"),
    [
        ('<c r="B2" t="e"><v>#REF!</v></c>', "the error #REF!"),
        ("<x:c s='1' r='B2' t='e'><x:f>1/0</x:f><x:v>#DIV/0!</x:v></x:c>", "the error #DIV/0!"),
        ('<c r="B2" t="e"><f>x()</f><v>#NAME?</v></c>', "the error #NAME?"),
        ('<c r="B2"><f>SUM(A1:A9)</f></c>', "a formula without a result"),
        ('<c r="B2"><f>SUM(A1:A9)</f><v></v></c>', "a formula without a result"),
        ('<c r="B2"><f>SUM(A1:A9)</f><v /></c>', "a formula without a result"),
        ('<c r="B2" t="str"><f t="shared" si="0"/></c>', "a formula without a result"),
    ],
)
def test_cell_without_a_known_value(monkeypatch, cell, what, chunk):
    monkeypatch.setattr(container, "CHUNK", chunk)
    before = '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="e"><v>#N/A</v></c></row>'
    after = '<c r="C2"><v>3</v></c></row>'
    refused = refusal(with_cells(f'{before}<row r="2">{cell}{after}'), f"'Año & més' holds {what} in cell B2")
    assert "recalculate" in refused.remedy


def test_formulas_with_a_result_are_read():
    cells = (
        '<c r="A1" t="str"><f>""</f><v></v></c><c r="B1"><f t="shared" si="0"/><v>7</v></c>'
        '<c r="C1" t="e"><f>NA()</f><v>#N/A</v></c><c r="D1" t="str"><v>#REF!</v></c><c r="E1" s="1"/>'
        '<c r="F1" t="b"><f>TRUE</f><v>1</v></c>'
    )
    assert only_sheet(with_cells(f'<row r="1">{cells}</row>')).rows == [[None, "7", None, "#REF!", None, "TRUE"]]


@pytest.mark.parametrize("part", [SHEET1, "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_document_type_and_entities(part):
    data = written(one_cell)
    original = zipfile.ZipFile(io.BytesIO(data)).read(part).decode()
    bomb = original.replace("?>", '?><!DOCTYPE x [<!ENTITY a "b">]>', 1)
    refusal(repacked(data, {part: bomb}), "hostile", part, "entities")


def test_workbook_that_unpacks_to_too_much():
    data = repacked(written(one_cell), {"xl/media/x.bin": b"", "xl/styles.xml": bytes(2 << 20)})
    refusal(data, "more than 1 MiB", limits=Limits(unpacked_bytes=1 << 20))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", bytes(3 << 20))
    refusal(packed.getvalue(), "bomb", limits=Limits(ratio_from_bytes=1 << 20))


def test_damaged_workbooks():
    data = written(one_cell)
    refusal(data[:-40], "cut: its end is missing")
    refusal(repacked(data, {SHEET1: "<worksheet><sheetData><row>"}), "damaged", "sheetData")
    refusal(repacked(data, {SHEET1: None}), "damaged", "Año & més")
    old = excel_97(lambda book: book.add_sheet("S").write(0, 0, "x"))
    refusal(old[: len(old) // 2], "damaged", "past end of file", kind=Kind.XLS)


def test_workbook_without_sheets():
    empty = f'<workbook xmlns="{NAMESPACE}"><sheets/></workbook>'
    refusal(repacked(written(one_cell), {"xl/workbook.xml": empty}), "no worksheet")


@pytest.mark.parametrize("scheme", [0, 1])
def test_excel_97_with_a_password(monkeypatch, scheme):
    plain = xlwt.Workbook.get_biff_data

    def locked(book):
        records = plain(book)
        end = 4 + int.from_bytes(records[2:4], "little")
        return records[:end] + struct.pack("<HHHHH", 0x2F, 6, scheme, 1, 1) + records[end:]

    monkeypatch.setattr(xlwt.Workbook, "get_biff_data", locked)
    data = excel_97(lambda book: book.add_sheet("S").write(0, 0, "x"))
    refused = refusal(data, "protected with a password", kind=Kind.XLS)
    assert "Take the password off" in refused.remedy
