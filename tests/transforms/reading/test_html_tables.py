"""Pages into sheets of text, and the refusal of those that would hurt."""

from __future__ import annotations

import time

import pytest

from transforms.reading import html_tables
from transforms.reading.errors import FileRefusedError
from transforms.reading.html_tables import read_html_tables


def one(inside: str):
    (sheet,) = read_html_tables(f"<html><head><title>A &amp; B</title></head>{inside}</html>".encode())
    return sheet


def test_cells_keep_hard_blanks_and_lose_the_rest():
    sheet = one("<table><tr><td>&nbsp;&nbsp;of\n  which:<br>x</td><th> 1,2&nbsp;</th><td></td></tr></table>")
    assert (sheet.name, sheet.rows) == ("A & B", [["\u00a0\u00a0of which: x", "1,2\u00a0", None]])


def test_spans_take_their_place_and_are_merged_ranges():
    sheet = one(
        "<table><tr><td rowspan=2>a<td colspan='2'>b<td>c</tr><tr><td>d<td>e<td>f</tr>"
        "<tr><td colspan=4>g</td></tr></table>"
    )
    assert sheet.rows == [["a", "b", None, "c"], [None, "d", "e", "f"], ["g", None, None, None]]
    assert sheet.merged == [(0, 0, 1, 0), (0, 1, 0, 2), (2, 0, 2, 3)]


def test_tables_within_tables_stand_by_themselves_and_scripts_are_no_text():
    page = "<table><tr><td>a<table><tr><td>b</td></tr></table>c</td><td><script>if (1<2) x</script>d</td></tr></table>"
    sheets = read_html_tables(f"<html>{page}</html>".encode())
    assert [sheet.rows for sheet in sheets] == [[["ac", "d"]], [["b"]]]


def test_encodings_of_chinese_pages():
    for encoding in ("utf-8", "gb18030"):
        (sheet,) = read_html_tables("<html><table><tr><td>单位∶亿元</td></tr></table></html>".encode(encoding))
        assert sheet.rows == [["单位∶亿元"]]


def test_entities_do_not_expand_and_nothing_is_fetched():
    bomb = '<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    (sheet,) = read_html_tables(f"{bomb}<html><table><tr><td>&b;&c;</td></tr></table></html>".encode())
    assert "aaaa" not in str(sheet.rows)
    assert "root" not in str(sheet.rows)


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("<p>502 Bad Gateway</p>", "holds no row of a table"),
        ("<table></table>", "holds no row of a table"),
        ("<table>" * 30 + "<tr><td>x", "nests more than 20 tables"),
        ("<table><tr>" + "<td>x" * 1001, "more than 1,000 columns"),
        ("<table>" + "<tr><td colspan=1000 rowspan=999>x" * 1100, "cells"),
        ("<table><tr><td colspan=999 rowspan=60000></tr>" + "<tr><td>x" * 1100, "cells"),
    ],
)
def test_pages_that_are_refused(inside, words):
    began = time.monotonic()
    with pytest.raises(FileRefusedError, match=words) as caught:
        one(inside)
    assert (caught.value.rule, time.monotonic() - began < 20) == ("FILE", True)


def test_a_page_that_is_too_large(monkeypatch):
    monkeypatch.setattr(html_tables, "MOST_BYTES", 1 << 10)
    with pytest.raises(FileRefusedError, match="more than 0 MiB"):
        one("<table>" + "<tr><td>x" * 1000)
