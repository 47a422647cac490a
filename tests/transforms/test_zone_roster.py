"""Members of a zone: the zone office's workbook."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from tests.transforms.tools import column, reasons, shape_rows, type_file
from transforms.reading.errors import FileRefusedError

NAME = "zone_roster"
HEAD = [
    "zone_id",
    "企业名称",
    "统一社会信用代码",
    "海关编码",
    "镇区",
    "批次",
    "入区日期",
    "is_leading",
    "own_brand_share",
    "size_class",
]


def workbook(*rows):
    book = openpyxl.Workbook()
    book.active.append(["中山灯饰示范区企业名单"])
    book.active.append(HEAD)
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


MEMBER = [
    "ZS-LIGHT",
    "某灯饰厂",
    "91442000MA4W0TEX05",
    "4420360001",
    "442000105",
    1,
    datetime(2015, 12, 1),
    "是",
    0.35,
    "S",
]


def test_a_member():
    found = type_file(NAME, workbook(MEMBER))
    assert reasons(found) == []
    row = found.rows.to_dicts()[0]
    filled = {name: value for name, value in row.items() if value is not None}
    assert filled == {
        "source_row": 3,
        "is_typed": True,
        "zone_id": "ZS-LIGHT",
        "uscc": "91442000MA4W0TEX05",
        "entry_date": date(2015, 12, 1),
        "customs_code": "4420360001",
        "name_zh": "某灯饰厂",
        "town_code": "442000105",
        "batch_no": 1,
        "is_leading": True,
        "own_brand_share": Decimal("0.35"),
        "size_class": "S",
    }
    assert row["quality_class"] is None


def test_shaped_rows_without_the_rejected_ones():
    late = [*MEMBER[:6], "in spring", "perhaps", *MEMBER[8:]]
    found = type_file(NAME, workbook(MEMBER, late, [*MEMBER[:5], 2, "2016/3/1", "否", "", "M"]))
    assert [(row, rule) for row, rule, _ in reasons(found)] == [(4, "CAST"), (4, "CAST")]
    shaped = shape_rows(NAME, "fct_zone_membership", found)
    assert [column(shaped, name) for name in ("source_row", "batch_no", "is_leading")] == [
        [3, 5],
        [1, 2],
        [True, False],
    ]
    assert column(shaped, "entry_date") == [date(2015, 12, 1), date(2016, 3, 1)]
    assert not {"is_typed", "state"} & set(shaped.columns)


def test_a_roster_without_credit_codes_is_refused():
    with pytest.raises(FileRefusedError, match="no column '统一社会信用代码'") as caught:
        type_file(NAME, "zone_id,企业名称,entry_date\nZ,x,2015-12-01\n")
    assert caught.value.rule == "Q01"
