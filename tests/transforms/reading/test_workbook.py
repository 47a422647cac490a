"""Workbooks into text, and the refusal of those that would hurt."""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import struct
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwt

from transforms.reading import container, workbook
from transforms.reading.container import Kind, unpack
from transforms.reading.errors import FileRefusedError
from transforms.reading.limits import Limits
from transforms.reading.workbook import Sheet, fill_merged, read_workbook
from transforms.reading.workbook_child import as_text

ROOT = Path(__file__).resolve().parents[3]
CONCORDANCE = ROOT.parent / "shared" / "data" / "hs_concordance"
SHEET1 = "xl/worksheets/sheet1.xml"
moment = dt.datetime.fromisoformat
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def written(fill):
    """An XLSX that ``fill`` wrote into."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        fill(book)
    return out.getvalue()


def one_cell(book):
    book.add_worksheet("Año & més").write(0, 0, "x")


def repacked(data, parts):
    """A workbook with parts replaced, as no honest program writes them; None drops one."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = parts.get(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return out.getvalue()


def with_cells(cells, dimension="A1"):
    head = f'<worksheet xmlns="{NAMESPACE}"><dimension ref="{dimension}"/><sheetData>'
    return repacked(written(one_cell), {SHEET1: f"{head}{cells}</sheetData></worksheet>"})


def excel_97(fill):
    out = io.BytesIO()
    book = xlwt.Workbook()
    fill(book)
    book.save(out)
    return out.getvalue()


def refusal(data, *telling, kind=Kind.XLSX, limits=None):
    with pytest.raises(FileRefusedError) as caught:
        read_workbook(data, kind, limits or Limits())
    assert caught.value.rule == "FILE"
    assert caught.value.remedy.endswith(".")
    for words in telling:
        assert words in caught.value.message
    return caught.value


def only_sheet(data, kind=Kind.XLSX):
    (sheet,) = read_workbook(data, kind, Limits())
    return sheet


# Cells.


def test_cells_as_text():
    def fill(book):
        sheet = book.add_worksheet()
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        both = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        clock = book.add_format({"num_format": "hh:mm:ss"})
        elapsed = book.add_format({"num_format": "[h]:mm:ss"})
        sheet.write_row(0, 0, ["007", "  padded ", "a\nb", "电灯", 442000.0, 12.5, 1e22, 1e-7, -0.0])
        sheet.write_datetime(1, 0, moment("2020-01-02"), date)
        sheet.write_datetime(1, 1, moment("2020-01-02 03:04:05"), both)
        sheet.write_datetime(1, 2, moment("2020-01-02"), both)
        sheet.write_number(1, 3, 0.25, clock)
        sheet.write_number(1, 4, 1.25, elapsed)
        sheet.write_boolean(1, 5, True)
        sheet.write_boolean(1, 6, False)
        sheet.write_formula(1, 7, "=NA()", None, "#N/A")
        sheet.write_formula(1, 8, '="01"', None, "01")

    rows = only_sheet(written(fill)).rows
    number = "10000000000000000000000"
    assert rows[0] == [
        "007",
        "  padded ",
        "a\nb",
        "电灯",
        "442000",
        "12.5",
        number,
        "0.0000001",
        "0",
    ]
    dates = ["2020-01-02", "2020-01-02 03:04:05", "2020-01-02", "06:00:00", "30:00:00"]
    assert rows[1] == [*dates, "TRUE", "FALSE", None, "01"]


def test_cells_of_excel_97():
    def fill(book):
        sheet = book.add_sheet("S")
        for column, value in enumerate(["007", 442000, 0.1, True, 12.34]):
            sheet.write(0, column, value)
        date = xlwt.easyxf(num_format_str="yyyy-mm-dd")
        sheet.write(1, 0, moment("2020-01-02"), date)
        sheet.row(1).set_cell_error(1, 0x2A)
        sheet.write_merge(3, 4, 1, 2, "merged")

    sheet = only_sheet(excel_97(fill), Kind.XLS)
    assert sheet.rows == [
        ["007", "442000", "0.1", "TRUE", "12.34"],
        ["2020-01-02", None, None, None, None],
        [],
        [None, "merged", None, None, None],
    ]
    assert sheet.merged == [(3, 1, 4, 2)]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (0.1 + 0.2, "0.30000000000000004"),
        (-1.5e-9, "-0.0000000015"),
        (123456789012345680.0, "123456789012345680"),
        (7, "7"),
        (dt.timedelta(hours=-1, seconds=-1), "-1:00:01"),
        (moment("2020-01-02 09:59:59.999"), "2020-01-02 10:00:00"),
        (moment("2020-01-02 23:59:59.999"), "2020-01-03"),
        (moment("9999-12-31 23:59:59.999"), "9999-12-31 23:59:59"),
        (dt.time(9, 59, 59, 600_000), "10:00:00"),
        (dt.date(2020, 1, 2), "2020-01-02"),
    ],
)
def test_text_of_a_value(cell, text):
    assert as_text(cell) == text


def test_every_worksheet_in_order_hidden_too_but_no_chart():
    def fill(book):
        book.add_worksheet("Seen").write(0, 0, "a")
        book.add_worksheet("Hidden").hide()
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Seen!$A$1:$A$2"})
        book.add_chartsheet("Chart").set_chart(chart)
        very = book.add_worksheet("Very hidden")
        very.very_hidden()
        very.write(0, 0, "b")

    sheets = read_workbook(written(fill), Kind.XLSX, Limits())
    assert [(sheet.name, sheet.rows) for sheet in sheets] == [
        ("Seen", [["a"]]),
        ("Hidden", []),
        ("Very hidden", [["b"]]),
    ]


def test_rows_and_columns_count_from_a1():
    sheet = only_sheet(written(lambda book: book.add_worksheet().write(2, 3, "D3")))
    assert sheet.rows == [[], [], [None, None, None, "D3"]]


def test_second_opinion_of_openpyxl():
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["代码", "01012100", 3, None, 2.5])
    book.active.append([])
    book.active.append(["x"])
    book.save(out)
    rows = only_sheet(out.getvalue()).rows
    assert rows == [["代码", "01012100", "3", None, "2.5"], [], ["x", None, None, None, None]]


def test_merged_cells_fill_a_two_row_head():
    def fill(book):
        sheet = book.add_worksheet()
        sheet.merge_range("A2:A3", "Code")
        sheet.merge_range("B2:C2", "Exports")
        sheet.write_row("B3", ["kg", "USD"])
        sheet.write_row("A4", ["0101", 1, 2])
        sheet.merge_range("A6:XFD9", "Note")

    sheet = only_sheet(written(fill))
    assert (1, 0, 2, 0) in sheet.merged
    assert fill_merged(sheet, range(1, 4)) == [
        ["Code", "Exports", "Exports"],
        ["Code", "kg", "USD"],
        ["0101", "1", "2"],
    ]
    assert sheet.rows[1] == ["Code", "Exports", None]
    assert fill_merged(sheet, range(5, 99)) == [["Note"] * 3]


def test_merged_range_over_a_blank_row_and_beyond_the_data():
    sheet = Sheet("S", [["a", None], []], [(0, 0, 1, 0), (0, 5, 0, 9), (7, 0, 8, 0), (1, 1, 1, 1)])
    assert fill_merged(sheet, range(2)) == [["a", None], ["a", None]]


# Refusals.


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
        workbook._inspect(with_cells(text), Limits())
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


# The child.


def test_child_out_of_memory():
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, range(60))
        sheet.write(1_000_000, 0, "x")

    limits = Limits(workbook_bytes=512 << 20)
    refused = refusal(written(fill), "out of memory (limit 512 MiB)", limits=limits)
    assert "CSV UTF-8" in refused.remedy


def test_excel_97_cell_beyond_the_last_column():
    def fill(book):
        sheet = book.add_sheet("S")
        sheet.write(0, 0, 1)
        sheet.write(65_535, 255, 1)

    record = struct.pack("<HHH", 0x27E, 10, 65_535)
    data = excel_97(fill)
    assert data.count(record + b"\xff\0") == 1
    hostile = data.replace(record + b"\xff\0", record + b"\xff\xff")
    refusal(hostile, "out of memory", kind=Kind.XLS)


def test_child_that_writes_too_much():
    wide = "x" * 30_000
    data = written(lambda book: book.add_worksheet().write_column(0, 0, [wide] * 100))
    refusal(data, "File too large", limits=Limits(unpacked_bytes=1 << 20))


def child(monkeypatch, tmp_path, code):
    (tmp_path / "impostor.py").write_text(code)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(workbook, "CHILD", "impostor")


def test_child_that_hangs_is_ended(monkeypatch, tmp_path):
    pid = tmp_path / "pid"
    code = f"import os, time; open({str(pid)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    child(monkeypatch, tmp_path, code)
    started = time.monotonic()
    refusal(written(one_cell), "longer than 1 seconds", limits=Limits(workbook_seconds=1))
    assert time.monotonic() - started < 5
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


@pytest.mark.parametrize(
    ("code", "telling"),
    [
        ("import os; os.abort()", "Aborted"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "machine ran out of memory"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "Segmentation fault"),
        ("raise MemoryError", "out of memory"),
        ("raise BaseException('a panic')", "a panic"),
        ("import sys; sys.exit(4)", "password"),
    ],
)
def test_child_that_dies(monkeypatch, tmp_path, code, telling):
    child(monkeypatch, tmp_path, code)
    refusal(written(one_cell), telling)


def test_child_runs_from_anywhere_and_leaves_nothing_behind(monkeypatch, tmp_path):
    (tmp_path / "transforms.py").write_text("raise SystemExit('the wrong one')")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", "")
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    assert only_sheet(written(one_cell)).rows == [["x"]]
    assert not list(scratch.iterdir())


def test_child_imports_nothing_heavy():
    code = "import transforms.reading.workbook_child, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"polars", "pyarrow", "numpy", "pandas"} & set(done.stdout.split())


def test_small_workbook_is_quick():
    data = written(one_cell)
    best = min(timed(data) for _ in range(3))
    assert best < 0.5


def timed(data):
    started = time.monotonic()
    read_workbook(data, Kind.XLSX, Limits())
    return time.monotonic() - started


# Real files.


@pytest.mark.skipif(not CONCORDANCE.is_dir(), reason="the shared concordance tables are absent")
@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("un_HS2012_to_HS2007.xls", [5366, 5207]),
        ("un_HS2017_to_HS2012.xlsx", [5389, 6143]),
        ("un_HS2022_to_HS2012.xlsx", [5614, 16379]),
        ("un_HS2022_to_HS2017.xlsx", [5614, 15659]),
    ],
)
def test_concordance_tables(name, rows):
    unpacked = unpack(CONCORDANCE / name, name, Limits())
    sheets = read_workbook(unpacked.data, unpacked.kind, Limits())
    assert [len(sheet.rows) for sheet in sheets] == rows
    by_name = {sheet.name: sheet.rows for sheet in sheets}
    codes = [row[0] for sheet in sheets for row in sheet.rows[2:] if row and row[0]]
    assert all(re.fullmatch(r"\d{6}", code) for code in codes)
    if name == "un_HS2022_to_HS2017.xlsx":
        assert by_name["Correlation Tables"][:3] == [
            [],
            ["HS2022", " HS2017", "Relationship"],
            ["010121", "010121", "1:1"],
        ]
        assert by_name["HS2022-HS2017 Conversions"][-1] == ["999999", "999999"]
    if unpacked.kind is Kind.XLS:
        table = by_name["Correlation HS2012-HS2007"]
        assert table[2] == ["010121", "ex", "010110", "n:n"]
