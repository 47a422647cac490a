"""CSV as the customs tool and people write it: text rows with their physical lines, and what is no row."""

from __future__ import annotations

import csv
import io

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import QUERY_HEAD, query_csv
from tests.transforms.tools import module_of, read
from transforms.reading.csv_text import first_lines, read_csv, read_raw_records
from transforms.reading.errors import FileRefusedError
from transforms.reading.layout import Field, Layout

LAYOUT = Layout(
    "goods",
    (
        Field("code", ("编码", "Code"), required=True),
        Field("name", ("名称", "Name")),
        Field("money", ("金额", "Money")),
        Field("note", ("备注", "Note"), keep=False),
    ),
)


def table(text, encoding="utf-8"):
    return read_csv(text if isinstance(text, bytes) else text.encode(encoding), LAYOUT)


def rows(found):
    return found.frame.rows()


def left(records):
    return [(r.source_row, r.reason, r.raw_text) for r in records]


def refusal(text, rule, *telling):
    with pytest.raises(FileRefusedError) as caught:
        table(text)
    assert caught.value.rule == rule
    for words in telling:
        assert words in caught.value.message
    assert caught.value.remedy.endswith(".")


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
    refusal("编码,Code\n1,2\n", "Q01", "two columns for 'code'")
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


# Damage.


def test_damaged_records_are_kept_with_line_and_raw_text():
    text = '编码,名称,金额\n1,a,2\n3,b\n4,c,5,6\n"7,d,8\n\n,,\n9,e,10\n'
    found = table(text)
    assert rows(found) == [(2, "1", "a", "2"), (8, "9", "e", "10")]
    assert left(found.damaged) == [
        (3, "2 fields where the header has 3", "3,b"),
        (4, "4 fields where the header has 3", "4,c,5,6"),
        (5, "a quote is opened and never closed", '"7,d,8'),
    ]
    assert [(r.source_row, r.reason) for r in found.set_aside] == [(6, "blank record"), (7, "blank record")]
    assert found.rows_read == 7
    assert read_raw_records(text.encode(), [3, 8], LAYOUT) == {3: "3,b", 8: "9,e,10"}


def test_a_file_of_damage_only_is_read_as_that():
    found = table("编码,名称\n1\n2,3,4\n\n")
    assert found.height == 0
    assert [r.source_row for r in found.damaged] == [2, 3]
    assert found.rows_read == 3


def test_a_short_record_after_a_line_of_commas_is_the_damaged_one():
    found = table("编码,名称\n1,2\n,\n3\n5,6\n")
    assert rows(found) == [(2, "1", "2"), (5, "5", "6")]
    assert left(found.damaged) == [(4, "1 fields where the header has 2", "3")]


def test_a_second_set_of_fields_in_a_line():
    good = '"1","a","2",'
    found = table(f'"编码","名称","金额",\n{good}\n{good}{good}\n{good}\n')
    assert rows(found) == [(2, "1", "a", "2"), (4, "1", "a", "2")]
    assert left(found.damaged) == [(3, "7 fields where the header has 4", good + good)]


def test_unescaped_inner_quotes_are_damage_as_in_the_english_lists():
    found = table('编码,名称,金额\n1,"tyres, "herring-bone", rim",2\n3,b,4\n')
    assert rows(found) == [(3, "3", "b", "4")]
    assert left(found.damaged) == [(2, "4 fields where the header has 3", '1,"tyres, "herring-bone", rim",2')]


def test_stray_quotes_that_join_lines_leave_each_record_at_its_line():
    found = table('编码,名称,金额\n1","\n1\n2,b,3\n')
    assert rows(found) == [(4, "2", "b", "3")]
    assert left(found.damaged) == [
        (2, "2 fields where the header has 3", '1","'),
        (3, "1 fields where the header has 3", "1"),
    ]


def test_bytes_that_do_not_decode_in_a_damaged_record_are_shown():
    found = table("编码,名称\n1,好\n".encode("gb18030") + b"2,\xff,3\n")
    assert left(found.damaged) == [(3, "3 fields where the header has 2", "2,\\xff,3")]


def test_damage_in_a_later_block_of_a_long_file_is_found_at_its_line():
    lines = [f'{n:08d},"{"灯" * 60}"' for n in range(90_000)]
    lines[85_000], lines[40_000] = "85000", "40000,b,c"
    found = table("编码,名称\n" + "\n".join(lines))
    assert [(r.source_row, r.raw_text) for r in found.damaged] == [(40_002, "40000,b,c"), (85_002, "85000")]
    assert found.height == 89_998
    assert found.frame.row(85_000)[:2] == (85_004, "00085002")


def test_few_values_are_held_once():
    found = table("编码,名称\n" + "".join(f"{n},{'灯' if n % 2 else '泡'}\n" for n in range(1000)))
    name = found.columns["name"]
    assert name.values.to_list() == ["泡", "灯"]
    assert name.height == 1000
    assert name.series()[:3].to_list() == ["泡", "灯", "泡"]
    assert name.map(lambda values: values + "x").series()[1] == "灯x"
    assert not name.is_empty
    assert found.columns["code"].codes is None


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


# Whatever is written is read back.

TEXTS = st.text(
    st.sampled_from("01aZ灯，。\u3000 ,\"'\n\t;\\é－𠮷|") | st.characters(codec="gb18030", exclude_categories=("C",)),
    max_size=12,
)
RECORD = st.tuples(st.from_regex(r"\A[0-9]{1,8}\Z"), TEXTS, st.from_regex(r"\A-?[0-9]{1,3}(,[0-9]{3}){0,2}\Z"))
BLANK = st.sampled_from(["", ",,", '"","",""', " , , ", "\t"])
DAMAGE = st.sampled_from(["1", "1,2", "1,2,3,4", '"1","2","3","4","5","6"', '1,"a "b", c",2'])
LINE = st.one_of(RECORD, RECORD, RECORD, BLANK, DAMAGE)


@settings(max_examples=50, deadline=None)
@given(
    records=st.lists(LINE, max_size=30),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    end=st.sampled_from(["\n", "\r\n"]),
    is_all_quoted=st.booleans(),
    last=st.booleans(),
)
def test_what_is_written_is_read_back_at_its_line(records, encoding, end, is_all_quoted, last):
    wanted, blank, damaged, parts, line = [], [], [], ["Code,Name,Money"], 2
    for record in records:
        if isinstance(record, str):
            text = record
            (damaged if any(c.isdigit() for c in record) else blank).append(line)
        else:
            out = io.StringIO()
            quoting = csv.QUOTE_ALL if is_all_quoted else csv.QUOTE_MINIMAL
            csv.writer(out, quoting=quoting, lineterminator="\n").writerow(record)
            text = out.getvalue().removesuffix("\n")
            stripped = record[1].strip(" \t\n\u3000\u00a0\ufeff")
            wanted.append((line, record[0], stripped or None, record[2]))
        parts.append(text)
        line += text.count("\n") + 1
    data = end.join(parts) + (end if last else "")
    found = read_csv(data.encode(encoding), LAYOUT)
    if not last and records and records[-1] == "":
        blank.pop()
    assert rows(found) == wanted
    assert [r.source_row for r in found.damaged] == damaged
    assert [r.source_row for r in found.set_aside] == blank


@settings(max_examples=120, deadline=None)
@given(
    lines=st.lists(st.text('ab1,"\r灯 \t', max_size=12), max_size=12), encoding=st.sampled_from(["utf-8", "gb18030"])
)
def test_no_line_of_any_rubbish_is_lost(lines, encoding):
    """Every line is a row, damaged, blank, or within a quoted value of a record above it."""
    data = "\n".join(["Code,Name,", *lines]) + "\n"
    found = read_csv(data.encode(encoding), LAYOUT)
    parts = [found.source_row.to_list(), [r.source_row for r in found.damaged], [r.source_row for r in found.set_aside]]
    firsts = sorted(n for part in parts for n in part)
    assert len(set(firsts)) == len(firsts)
    raw = read_raw_records(data.encode(encoding), firsts, LAYOUT)
    covered = [n + k for n in firsts for k in range(raw[n].count("\n") + 1)]
    assert covered == list(range(2, len(lines) + 2))
