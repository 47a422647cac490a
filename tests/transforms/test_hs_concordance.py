"""Correlation of HS revisions: the UN's workbooks and our CSV cut."""

from __future__ import annotations

import io

import openpyxl
import pytest

from tests.transforms.tools import shape_rows, type_file
from transforms.reading.errors import FileRefusedError

NAME = "hs_concordance"


def workbook(correlation):
    book = openpyxl.Workbook()
    book.active.title = "Conversion HS 2022-HS 2017"
    book.active.append(["From HS 2022", "To HS 2017"])
    book.active.append(["853951", "853990"])
    sheet = book.create_sheet("Correlation HS 2022-HS 2017")
    for row in correlation:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_sheet_of_all_targets_with_a_blank_first_row():
    rows = [
        [None, None, None],
        ["HS2022", " HS2017", "Relationship"],
        ["853951", "853990", "n:n"],
        ["853951", "854370", "n:n"],
        ["010121", "010121", "1:1"],
    ]
    found = type_file(NAME, workbook(rows))
    assert shape_rows(NAME, "bridge_hs_concordance", found).rows() == [
        ("2022", "853951", "2017", "853990", "n:n", None, 3),
        ("2022", "853951", "2017", "854370", "n:n", None, 4),
        ("2022", "010121", "2017", "010121", "1:1", None, 5),
    ]


def test_our_cut_keeps_leading_zeros_and_notes():
    text = "from_rev,from_hs6,to_rev,to_hs6,rel,note\n2017,853950,2012,854370,n:n,ex\n2022,010111,2017,010111,1:1,\n"
    assert shape_rows(NAME, "bridge_hs_concordance", type_file(NAME, text)).rows() == [
        ("2017", "853950", "2012", "854370", "n:n", "ex", 2),
        ("2022", "010111", "2017", "010111", "1:1", None, 3),
    ]


@pytest.mark.parametrize(("head", "count"), [("HS2022,Relationship", 1), ("HS2022,HS2017,HS2012,Relationship", 3)])
def test_a_sheet_of_one_or_three_revisions_is_refused(head, count):
    with pytest.raises(FileRefusedError, match=f"holds {count} HS revisions") as caught:
        type_file(NAME, f"{head}\n{',' * head.count(',')}\n1{',1' * head.count(',')}\n")
    assert caught.value.rule == "Q01"
