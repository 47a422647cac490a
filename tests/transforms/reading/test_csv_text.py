"""CSV as the customs tool and people write it: text rows with their physical lines, and what is no row."""

from __future__ import annotations

import subprocess
import sys

import polars as pl
import pytest

from tests.support import QUERY_HEAD, query_csv
from tests.transforms.reading.csv_tables import LAYOUT, left, refusal, rows, table
from tests.transforms.tools import module_of, read
from transforms.reading.csv_text import first_lines, read_csv
from transforms.reading.errors import FileRefusedError

# Encodings.


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_one_table_in_four_encodings(encoding):
    found = table("编码,名称,金额\n0101,枝形吊灯（LED）,1\n", encoding)
    assert rows(found) == [(2, "0101", "枝形吊灯（LED）", "1")]


def test_utf8_that_was_read_as_gb18030_and_saved_is_told():
    layout = module_of("customs_query").FORM.layout
    wrong = "数据年月,美元\n201510,1\n".encode().decode("gb18030", errors="ignore").encode()
    with pytest.raises(FileRefusedError, match="decoded as GB18030 though it was UTF-8") as caught:
        read_csv(wrong, layout)
    assert caught.value.rule == "Q02"


def test_the_header_decides_whether_the_encoding_was_right():
    refusal("編碼,名稱\n1,2\n".encode("big5"), "Q01", "read as GB18030")


@pytest.mark.parametrize("head", ["编码,名称", "编码,备注"])
def test_a_value_that_does_not_decode_refuses_with_line_and_column_even_if_it_is_not_kept(head):
    data = f"{head}\n1,好\n2,好\n".encode("gb18030") + b"3,\xff\xff\n"
    refusal(data, "Q02", f"Line 4, column '{head[3:]}'", "ff ff")


def test_a_lost_character_refuses_with_line_and_column():
    refusal("编码,名称\n1,灯\n2,\ufffd\n", "Q02", "Line 3, column '名称'", "U+FFFD")


# Headers and columns.


@pytest.mark.parametrize("head", ["编码,名称,金额", "Code,Name,Money", "CODE,名称,money"])
def test_both_languages(head):
    assert rows(table(f"{head}\n01,灯,3\n")) == [(2, "01", "灯", "3")]


def test_columns_come_in_any_order_and_number():
    found = table("Money,Code\n3,01\n")
    assert found.frame.to_dicts() == [{"source_row": 2, "code": "01", "money": "3"}]
    assert found.spelled == {"money": "Money", "code": "Code"}


@pytest.mark.parametrize(
    ("head", "record"),
    [("编码,名称,", "1,2,"), ("编码,名称,", "1,2"), ("编码,名称", "1,2,"), ('"编码"\t,"名称"\t,', "1\t,2\t,")],
)
def test_an_unnamed_empty_last_column_is_normal(head, record):
    found = table(f"{head}\n{record}\n{record}\n")
    assert rows(found) == [(2, "1", "2"), (3, "1", "2")]
    assert found.damaged == []
    assert rows(table(f"{head}\n{record}\n")) == [(2, "1", "2")]


def test_the_number_of_unnamed_columns_is_told():
    assert [table(f"编码{',' * n}\n1{',' * n}\n").trailing_empty for n in range(4)] == [0, 1, 2, 3]


def test_a_value_in_an_unnamed_column_is_a_damaged_record():
    found = table("编码,名称,\n1,2,\n3,4,x\n5,6,\n")
    assert rows(found) == [(2, "1", "2"), (4, "5", "6")]
    assert left(found.damaged) == [(3, "a value in an unnamed column", "3,4,x")]
    assert found.rows_read == 3


def test_a_column_that_is_not_kept_is_gone():
    assert table("编码,备注\n1,x\n").frame.columns == ["source_row", "code"]


def test_a_title_above_the_header_is_kept_and_lines_count_on():
    found = table("灯具出口\n单位：元\n\n编码,名称\n1,2\n")
    assert found.title == ("灯具出口", "单位：元")
    assert rows(found) == [(5, "1", "2")]


def test_a_header_name_with_a_newline():
    found = read_csv('编码,"名\n称",金额\n1,2,3\n4,5\n'.encode(), LAYOUT)
    assert rows(found) == [(3, "1", "2", "3")]
    assert left(found.damaged) == [(4, "2 fields where the header has 3", "4,5")]
    assert first_lines('编码,"名\n称"\n1,2\n'.encode()) == [["编码", "名\n称"], ["1", "2"]]


def test_unknown_and_double_columns_refuse():
    refusal("编码,价格\n1,2\n", "Q01", "unknown column '价格'")
    refusal("编码,Code\n1,2\n", "Q01", "two columns for '编码'")
    refusal("名称\n1\n", "Q01", "no column '编码'")
    refusal("编码;名称\n1;2\n", "Q01", "unknown column '编码;名称'")


@pytest.mark.parametrize("text", ["", "\n\n\n", '"",""\n,\n', "\ufeff"])
def test_no_header_at_all(text):
    refusal(text, "Q01", "no header")


@pytest.mark.parametrize("text", ["编码,名称", "编码,名称\n", "编码,名称\r\n\r\n"])
def test_a_header_alone_is_a_table_of_no_rows(text):
    found = table(text)
    assert found.height == 0
    assert found.frame.schema == {"source_row": pl.Int64, "code": pl.String, "name": pl.String}


def test_a_header_alone_is_read_by_the_command_too():
    """The command keeps pandas away, which pyarrow looks for on some ways."""
    code = (
        "from lighting import cli\nfrom transforms.reading import csv_text, layout\n"
        "known = layout.Layout('codes', (layout.Field('code', ('code',)),))\n"
        "cli.cli.main = lambda **_: print(csv_text.read_csv(b'code,\\n', known).height)\ncli.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("0\n", 0), done.stderr


# Values.


def test_outer_blanks_go_and_empty_text_is_null():
    found = table('Code,Name\n\u3000 01\u00a0,"  a b \n"\n2\0,\ufeffx\n3,""\n')
    assert rows(found) == [(2, "01", "a b"), (4, "2", "x"), (5, "3", None)]


def test_a_record_of_wide_blanks_only_is_a_row_without_values():
    found = table("编码,名称\n\u3000\u3000\u3000\u3000\u3000,\u00a0\n1,2\n")
    assert rows(found) == [(2, None, None), (3, "1", "2")]


def test_tabs_before_commas_codes_unquoted():
    data = '"编码"\t,"名称"\t,"金额"\t,\n0101\t,"灯"\t,"1,234"\t,\n0202\t,"泡"\t,"5"\t,\n'
    assert rows(table(data, "gb18030")) == [(2, "0101", "灯", "1,234"), (3, "0202", "泡", "5")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end(end):
    found = table(end.join(["编码,名称", "1,a", "", "2,b", ""]))
    assert rows(found) == [(2, "1", "a"), (4, "2", "b")]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_newlines_within_quoted_names(encoding):
    found = table('编码,名称,金额\n1,"枝形\n吊灯",2\n3,"a\r\n\r\nb",4\n5,c,6\n', encoding)
    assert rows(found) == [(2, "1", "枝形\n吊灯", "2"), (4, "3", "a\r\n\r\nb", "4"), (7, "5", "c", "6")]


def test_a_bare_return_within_a_value_is_a_blank():
    found = table("编码,名称\n1,a\rb\n2,\n3\n4,d\n")
    assert rows(found) == [(2, "1", "a b"), (3, "2", None), (5, "4", "d")]
    assert left(found.damaged) == [(4, "1 fields where the header has 2", "3")]


def test_a_bare_return_within_quotes_stays_and_is_no_line():
    found = table('编码,名称\n1,"a\rb"\n2,c\n')
    assert rows(found) == [(2, "1", "a\rb"), (3, "2", "c")]
    assert rows(table('编码,名称\n1,"a\rb"\n2\n3,d\n')) == [(2, "1", "a\rb"), (4, "3", "d")]


def test_commas_and_quotes_within_quotes():
    found = table('编码,名称\n1,"柴油,不含""生物""柴油，等"\n')
    assert rows(found) == [(2, "1", '柴油,不含"生物"柴油，等')]


# The file of the online query.


def test_the_query_file_as_the_tool_writes_it():
    found = read("customs_query", query_csv([{}, {"value": 5_917_063_944, "unit2": "?", "qty2": 0}]))
    assert found.encoding == "gb18030"
    assert found.trailing_empty == 1
    assert found.frame.columns == [
        "source_row", "period", "hs8", "partner_code", "regime_code", "place_code",
        "qty1", "unit1", "qty2", "unit2", "value_cny",
    ]  # fmt: skip
    assert found.frame.row(1)[-5:] == ("100", "个", "0", "?", "5,917,063,944")
    assert len(found.spelled) == len(QUERY_HEAD)
