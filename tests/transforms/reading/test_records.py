"""Records of a CSV file cut at their physical lines."""

from __future__ import annotations

import pytest

from transforms.reading.records import LONGEST_RECORD, cut, line_starts, split_fields


def records_of(text, fields, encoding="utf-8", first=1):
    body = text.encode(encoding)
    return cut(body, line_starts(body), first, fields, encoding)


def lines(found):
    """Line numbers, the header being 1: records, blanks, open quotes, continuations."""
    return tuple([int(n) + 1 for n in part] for part in (found.records, found.blank, found.open_quote, found.continued))


@pytest.mark.parametrize(
    ("text", "starts"),
    [("", [0]), ("a", [0, 1]), ("a\n", [0, 2]), ("a\nb", [0, 2, 3]), ("\n\na\n", [0, 1, 2, 4])],
)
def test_line_starts(text, starts):
    assert line_starts(text.encode()).tolist() == starts


def test_a_quoted_newline_continues_the_record_in_both_encodings():
    text = 'h,h\n"枝形\n吊灯",1\n2,3\n'
    for encoding in ("utf-8", "gb18030"):
        found = records_of(text, 2, encoding)
        assert lines(found) == ([2, 4], [], [], [3])
        assert found.raw(1).decode(encoding) == '"枝形\n吊灯",1'


def test_blank_lines_and_lines_of_empty_cells_are_no_records():
    found = records_of('h,h\n\n1,2\n,\n"",""\n \t,\r\n3,4\n\0\n\x1a', 2)
    assert lines(found) == ([3, 7], [2, 4, 5, 6, 8, 9], [], [])


def test_a_blank_line_within_quotes_belongs_to_its_record():
    assert lines(records_of('h,h\n"a\n\n,\nb",1\n2,3\n', 2)) == ([2, 6], [], [], [3, 4, 5])


def test_an_open_quote_is_one_damaged_line():
    assert lines(records_of('h,h\n1,2\n"3,4\n5,6\n', 2)) == ([2, 4], [], [3], [])


def test_two_open_quotes_do_not_swallow_what_stands_between():
    assert lines(records_of('h,h\n"1,2\n3,4\n"5,6\n7,8\n', 2)) == ([3, 5], [], [2, 4], [])


def test_inch_marks_do_not_join_two_records_into_one():
    assert lines(records_of('h,h\n5" pipe,2\n6" pipe,3\n7,4\n', 2)) == ([4], [], [2, 3], [])


def test_a_record_spans_so_many_lines_and_no_more():
    text = 'h,h\n"' + "x\n" * LONGEST_RECORD + 'y",1\n'
    assert lines(records_of(text, 2))[:3] == ([2], [], [])
    longer = 'h,h\n"' + "x\n" * (LONGEST_RECORD + 1) + 'y",1\n'
    assert 2 in lines(records_of(longer, 2))[2]


def test_doubled_quotes_are_no_ends():
    assert lines(records_of('h,h\n"say ""a"" and\n""b""",1\n2,3\n', 2)) == ([2, 4], [], [], [3])


def test_without_takes_whole_records_out():
    found = records_of('h,h\n1,2\n"a\nb",3\n4,5\n6,7', 2)
    assert bytes(found.without(found.records[:0])) == b'1,2\n"a\nb",3\n4,5\n6,7'
    assert bytes(found.without(found.records[[1, 3]])) == b"1,2\n4,5\n"
    assert bytes(found.without(found.records)) == b""


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("", []),
        ("a,b", ["a", "b"]),
        ('"a,b",c,', ["a,b", "c", ""]),
        ('"a\nb",c', ["a\nb", "c"]),
        ("a\rb,c", ["a b", "c"]),
        ('"a\rb",c', ["a\rb", "c"]),
        ('"a\x0cb\nc",d', ["a\x0cb\nc", "d"]),
        ("a,b\nc,d", ["a", "b"]),
        ("x" * 200_000, ["x" * 200_000]),
    ],
)
def test_fields(text, fields):
    assert split_fields(text) == fields
