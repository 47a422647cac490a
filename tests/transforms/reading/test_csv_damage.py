"""Damaged records of CSV files are set apart with their line, and no line of any rubbish is lost."""

from __future__ import annotations

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.reading.csv_tables import LAYOUT, left, rows, table
from transforms.reading.csv_text import read_csv, read_raw_records


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
