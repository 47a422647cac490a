"""Any accepted file becomes one table of text; every other one is refused in words."""

from __future__ import annotations

import gzip
import io
import json
import zipfile

import openpyxl
import pytest

from tests.support import query_csv
from tests.transforms.tools import module_of
from transforms.reading import reading
from transforms.reading.container import Kind, Unpacked
from transforms.reading.errors import FileRefusedError
from transforms.reading.layout import Field, Layout
from transforms.reading.limits import Limits
from transforms.reading.reading import Format, has_header, raw_records, read_objects, read_text, read_unpacked

LAYOUT = Layout(
    "goods",
    (
        Field("code", ("编码", "Code"), required=True),
        Field("name", ("名称", "Name")),
        Field("note", ("备注",), keep=False),
    ),
)
FORM = Format(LAYOUT)
CSV = "编码,名称\n0101,灯\n0202,泡\n"


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def workbook(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(path, data, form=FORM, name="file.csv"):
    file = path / "bytes"
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_text(file, name, form, Limits())


def refused(path, data, rule, *telling, form=FORM):
    with pytest.raises(FileRefusedError) as caught:
        read(path, data, form)
    assert caught.value.rule == rule
    for words in telling:
        assert words in caught.value.message
    return caught.value


@pytest.mark.parametrize(
    "pack",
    [str.encode, lambda text: gzip.compress(text.encode("gb18030")), lambda text: zipped({"a.csv": text})],
    ids=["plain", "gzip", "zip"],
)
def test_packed_or_not_the_rows_are_the_same(tmp_path, pack):
    assert read(tmp_path, pack(CSV)).frame.rows() == [(2, "0101", "灯"), (3, "0202", "泡")]


def test_a_workbook_within_a_zip_counts_sheet_rows(tmp_path):
    found = read(tmp_path, zipped({"b.xlsx": workbook(S=[["灯具"], [], ["Code", "Name"], ["0101", "灯"]])}))
    assert found.frame.rows() == [(4, "0101", "灯")]
    assert (found.sheet, found.title, found.encoding) == ("S", ("灯具",), "workbook")


def test_web_page_named_csv(tmp_path):
    page = "<!DOCTYPE html>\n<html><body>412 Precondition Failed</body></html>"
    found = refused(tmp_path, page, "FILE", "a web page (HTML)", "goods", "<!DOCTYPE html>")
    assert "download it again" in found.remedy
    refused(tmp_path, "<error><code>412</code></error>", "FILE", "an XML document")


@pytest.mark.parametrize(
    "text", ["Result too large, please refine your query", "Resultset count: 25456\n", "error,code\n412,blocked\n"]
)
def test_error_text_saved_as_csv(tmp_path, text):
    refused(tmp_path, text, "Q01", "Line 1 is not a header of goods", text[:5])


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\r\n \r\n", b"\0\0\0\0"])
def test_nothing_in_it(tmp_path, data):
    refused(tmp_path, data, "FILE", "empty")


def test_nul_bytes_in_a_value_are_blanks(tmp_path):
    data = CSV.encode() + b"0303,\0\n0404,a\0\n"
    assert read(tmp_path, data).frame.rows()[2:] == [(4, "0303", None), (5, "0404", "a")]


def test_a_list_of_flat_objects(tmp_path):
    objects = [{"Code": "01", "Name": " 灯 "}, {"Name": "泡", "Code": 2}, {"Code": 1.50, "备注": None}, {"Code": True}]
    found = read(tmp_path, json.dumps(objects))
    assert found.frame.rows() == [(1, "01", "灯"), (2, "2", "泡"), (3, "1.5", None), (4, "True", None)]
    assert found.spelled["name"] == "Name"


def test_numbers_of_json_keep_their_digits(tmp_path):
    found = read(tmp_path, '[{"Code": 12345678901234567890.10, "Name": 0.1000}]')
    assert found.frame.rows() == [(1, "12345678901234567890.10", "0.1000")]


def test_an_object_within_an_object_is_damage(tmp_path):
    found = read(tmp_path, '[{"Code": "1"}, {"Code": {"deep": 1}}]')
    assert [(r.source_row, r.reason) for r in found.damaged] == [(2, "a value is not text or number")]
    assert found.rows_read == 2


def test_json_that_is_none_of_ours(tmp_path):
    refused(tmp_path, '{"Code": 1}', "Q01", "no list of objects")
    refused(tmp_path, '[{"Kode": 1}]', "Q01", "unknown column 'Kode'")
    refused(tmp_path, '[{"Code": 1}', "FILE", "line 1, column 13")
    refused(tmp_path, '[{"Code":' + "[" * 100_000 + "]" * 100_000 + "}]", "FILE", "nested too deeply")
    with pytest.raises(FileRefusedError, match="no list of objects"):
        read_objects([1, 2], LAYOUT)


def test_of_several_sheets_the_one_with_a_known_header(tmp_path):
    good = [["Code", "Name"], ["1", "a"]]
    assert read(tmp_path, workbook(Notes=[["read me"]], Data=good)).sheet == "Data"
    refused(tmp_path, workbook(One=good, Two=good), "Q01", "'One', 'Two'")
    assert read(tmp_path, workbook(One=good, Two=good), Format(LAYOUT, sheets=("two",))).sheet == "Two"
    refused(tmp_path, workbook(Data=[["Code", "Price"]]), "Q01", "sheet 'Data': unknown column 'Price'")


def test_sheet_rows_that_are_no_rows(tmp_path):
    rows = [["Code", "Name"], ["1", "a"], [None, None], ["2", "b", "margin"], ["3", "c"], [None, " "]]
    found = read(tmp_path, workbook(S=rows))
    assert found.frame.rows() == [(2, "1", "a"), (5, "3", "c")]
    assert [(r.source_row, r.raw_text) for r in found.damaged] == [(4, "2\tb\tmargin")]
    assert [r.source_row for r in found.set_aside] == [3]


def test_which_forms_have_this_header():
    forms = {name: module_of(name).FORM for name in ("customs_query", "fx_rates", "supervision_modes")}
    forms["goods"] = FORM
    assert has_header(Unpacked(Kind.TEXT, query_csv([{}]), "a"), forms, Limits()) == ["customs_query"]
    assert has_header(Unpacked(Kind.TEXT, CSV.encode(), "a"), forms, Limits()) == ["goods"]
    assert has_header(Unpacked(Kind.JSON, b'[{"TRADE_MODE":"0110","ABBR_TRADE":"x"}]', "a"), forms, Limits()) == [
        "supervision_modes"
    ]
    book = workbook(S=[["t"], ["month", "base", "quote", "rate_type", "rate"]])
    assert has_header(Unpacked(Kind.XLSX, book, "a"), forms, Limits()) == ["fx_rates"]
    assert has_header(Unpacked(Kind.HTML, b"<html>", "a"), forms, Limits()) == []


def test_a_long_json_is_known_without_holding_it_whole(monkeypatch):
    """Recalls are looked at one by one; only what is none of them is parsed as one value."""
    forms = {name: module_of(name).FORM for name in ("cpsc_recalls", "supervision_modes")}
    recalls = b'[{"RecallNumber": "18001", "RecallDate": "2018-01-02", "Title": "Lamps"}]'
    modes = b'[{"TRADE_MODE":"0110","ABBR_TRADE":"x"}]'
    assert has_header(Unpacked(Kind.JSON, modes, "a"), forms, Limits()) == ["supervision_modes"]
    monkeypatch.setattr(reading, "parse", None)
    assert has_header(Unpacked(Kind.JSON, recalls, "a"), forms, Limits()) == ["cpsc_recalls"]


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (CSV.encode("gb18030"), {3: "0202,泡"}),
        (gzip.compress(b'Code,Name\n1,2\n"a\nb",3\n'), {3: '"a\nb",3'}),
        (b'[{"Code":1},{"Code":2},{"Code":3,"Name":"x"}]', {3: "3\tx"}),
        (workbook(S=[["Code", "Name"], ["1", "a"], ["2", None]]), {3: "2\t"}),
    ],
    ids=["csv", "gzip", "json", "workbook"],
)
def test_raw_text_of_a_row(tmp_path, data, wanted):
    file = tmp_path / "bytes"
    file.write_bytes(data)
    assert raw_records(file, "a", FORM, Limits(), [3]) == wanted
    assert raw_records(file, "a", FORM, Limits(), []) == {}


def test_an_unpacked_page_is_refused_whatever_its_name():
    with pytest.raises(FileRefusedError, match="web page"):
        read_unpacked(Unpacked(Kind.HTML, b"<table></table>", "good.csv"), FORM, Limits())
