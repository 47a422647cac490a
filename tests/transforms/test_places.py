"""Lists of provinces, customs districts and towns; a list without dates shows its own day or none."""

from __future__ import annotations

from datetime import date

import pytest

from tests.transforms.tools import RELEASED, reasons, shape_rows, type_file

NAME = "places"
UNDATED = date(1900, 1, 1)


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("收发货人注册地编码,收发货人注册地名称,\n44,广东省,\n", ("PROVINCE", "44", UNDATED, "广东省", None, None, 2)),
        (
            '[{"DISTRICT_CODE": "4420W", "DISTRICT_NAME": "中山保税物流中心", "ABBR_DIST": "x"}]',
            ("DISTRICT", "4420W", UNDATED, "中山保税物流中心", None, None, 1),
        ),
        ("district_code,name_zh,type\n44203,中山其他,3\n", ("DISTRICT", "44203", UNDATED, "中山其他", "3", None, 2)),
        (
            "gb_code9,name_zh,kind,observed_from,observed_to\n442000105,古镇镇,,2015-09-30,2021-10-31\n",
            ("TOWN442000", "442000105", date(2015, 9, 30), "古镇镇", "town", date(2021, 10, 31), 2),
        ),
        (
            '"code","name","areaCode","provinceCode","cityCode"\n"442000001","石岐街道","442000","44","4420"\n',
            ("TOWN442000", "442000001", RELEASED.date(), "石岐街道", "street", None, 2),
        ),
        (
            "code,name\n442000111,火炬开发区\n",
            ("TOWN442000", "442000111", RELEASED.date(), "火炬开发区", None, None, 2),
        ),
        (
            "code,name,kind\n442000105,古镇镇,street\n",
            ("TOWN442000", "442000105", RELEASED.date(), "古镇镇", "street", None, 2),
        ),
    ],
)
def test_typed_and_shaped(text, row):
    assert shape_rows(NAME, "dim_geo", type_file(NAME, text)).rows() == [row]


def test_a_day_that_is_none():
    found = type_file(NAME, "gb_code9,name_zh,observed_from\n442000105,古镇镇,autumn\n")
    assert reasons(found) == [(2, "CAST", "column 'observed_from': 'autumn' is not a day")]
