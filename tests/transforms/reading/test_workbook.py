"""The cells of workbooks as text."""

from __future__ import annotations

import datetime as dt
import io
import re

import openpyxl
import pytest
import xlwt

from tests.transforms.reading.books import (
    excel_97,
    only_sheet,
    refusal,
    written,
)
from transforms.reading.container import Kind, unpack
from transforms.reading.limits import Limits
from transforms.reading.workbook import Sheet, fill_merged, read_workbook
from transforms.reading.workbook_child import as_text

moment = dt.datetime.fromisoformat


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


def test_an_error_in_excel_97_is_no_empty_cell():
    def fill(book):
        book.add_sheet("first").write(0, 0, 1)
        sheet = book.add_sheet("出口")
        sheet.write(0, 0, 1)
        sheet.row(1).set_cell_error(2, 0x07)

    refusal(excel_97(fill), "Sheet '出口' holds the error #DIV/0! in cell C2", kind=Kind.XLS)


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


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("un_HS2012_to_HS2007.xls", [5366, 5207]),
        ("un_HS2017_to_HS2012.xlsx", [5389, 6143]),
        ("un_HS2022_to_HS2012.xlsx", [5614, 16379]),
        ("un_HS2022_to_HS2017.xlsx", [5614, 15659]),
    ],
)
def test_concordance_tables(data, name, rows):
    unpacked = unpack(data / "hs_concordance" / name, name, Limits())
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
