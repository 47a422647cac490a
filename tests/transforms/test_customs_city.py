"""The city customs' workbook: values in 10,000 yuan or 1,000 dollars, several releases in one file."""

from __future__ import annotations

import io
from datetime import datetime

import openpyxl
import pytest

from tests.transforms.tools import RELEASED, column, reasons, shape_rows, type_file
from transforms.reading.errors import FileRefusedError

NAME = "customs_city"
LAMPS = "灯具、照明装置及其零件"
ZH = ["数据年月", "注册地", "进出口", "商品", "贸易伙伴", "贸易方式", "企业性质", "当月金额", "累计金额", "累计同比"]


def workbook(head, *rows):
    book = openpyxl.Workbook()
    book.active.append(head)
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refused(data, rule, *telling, **declared):
    with pytest.raises(FileRefusedError) as caught:
        type_file(NAME, data, **declared)
    assert caught.value.rule == rule
    for words in telling:
        assert words in caught.value.message


def test_chinese_heads_in_10_000_yuan():
    rows = [
        ["201510", "442000", "出口", LAMPS + "*", "ALL", "ALL", "ALL", "75,000", "705000.0", "34.6"],
        ["201510", "442000", "进口", "ALL", "502", "10", "PRIVATE", "-", "1.25", None],
    ]
    found = type_file(NAME, workbook(ZH, *rows), currency="CNY")
    assert reasons(found) == []
    assert column(found.rows, "source_row") == [2, 3]
    assert column(found.rows, "flow") == ["X", "M"]
    assert column(found.rows, "product_code") == [LAMPS, "ALL"]
    assert column(found.rows, "value") == ["750000000.00", None]
    assert column(found.rows, "value_half_unit") == ["5000.0000", None]
    assert column(found.rows, "ytd_value") == ["7050000000.00", "12500.00"]
    assert column(found.rows, "ytd_half_unit") == ["500.0000", "50.0000"]
    assert column(found.rows, "ytd_yoy") == ["0.346000", None]
    assert column(found.rows, "ytd_yoy_half_unit") == ["0.00050000", None]
    assert column(found.rows, "period_kind") == ["M", "M"]
    assert column(found.rows, "geo_basis") == ["REG", "REG"]
    assert found.scope == {"released_at": RELEASED.isoformat()}


def test_dollars_in_thousands_and_the_english_line():
    text = (
        "period,period_kind,place_code,flow,line_label,currency,value,released_at\n"
        "201502,JF,442000,X,Lamps and lighting fittings and parts thereof,USD,1234.5,2015-03-18 10:00\n"
    )
    found = type_file(NAME, text)
    assert column(found.rows, "value") == ["1234500.00"]
    assert column(found.rows, "value_half_unit") == ["50.0000"]
    assert column(found.rows, "product_code") == [LAMPS]
    assert column(found.rows, "released_at") == [datetime(2015, 3, 18, 10)]
    assert found.rows.select("period", "period_kind", "partner_code", "regime_code", "ownership").rows() == [
        ("201502", "JF", "ALL", "ALL", "ALL")
    ]


PLAIN = "period,place_code,line_label,value\n201510,442000,ALL,5\n"
WITH_FLOW = "period,place_code,line_label,value,flow,currency\n201510,442000,ALL,5,X,CNY\n201510,442000,ALL,6,M,CNY\n"


def test_facts_that_neither_file_nor_manifest_gives():
    refused(PLAIN, "MANIFEST", "the flow", currency="CNY")
    refused(PLAIN, "MANIFEST", "the currency", flow="X")
    refused(PLAIN, "MANIFEST", "when the figures were released", flow="X", currency="CNY", released_at=None)
    found = type_file(NAME, PLAIN, flow="X", currency="CNY")
    assert found.rows.select("flow", "currency", "released_at").rows() == [("X", "CNY", RELEASED)]


def test_facts_that_contradict_the_file():
    refused(WITH_FLOW, "MANIFEST", "The column 'flow' says M, X, the manifest says X", flow="X")
    refused(WITH_FLOW, "Q05", "says CNY, the manifest says USD", currency="USD")
    assert column(type_file(NAME, WITH_FLOW).rows, "flow") == ["X", "M"]


def test_a_release_after_the_receipt_is_refused():
    text = "period,place_code,line_label,value,released_at\n201510,442000,ALL,5,2015-11-19\n"
    refused(text, "Q75", "after the file's receipt", flow="X", currency="CNY", received_at=datetime(2015, 11, 18))


def test_values_that_do_not_cast():
    text = "period,place_code,line_label,value,ytd_yoy_pct,released_at\n201510,442000,ALL,5万,12%,soon\n"
    found = type_file(NAME, text, flow="X", currency="CNY")
    assert [(rule, reason.split("'")[1]) for _, rule, reason in reasons(found)] == [
        ("CAST", "released_at"),
        ("Q20", "value"),
        ("Q20", "ytd_yoy_pct"),
    ]


TWO_RELEASES = (
    "period,place_code,flow,line_label,ownership,currency,value,ytd_value,ytd_yoy_pct,released_at\n"
    "201509,442000,X,ALL,ALL,CNY,626.3,6.30,1.5,2015-10-18\n"
    "201510,442000,X,ALL,ALL,CNY,,7.05,34.6,2015-11-18\n"
    "201510,442000,X,ALL,SOE,CNY,78.1,8,,2015-11-18\n"
)


def test_shaped_facts_leave_out_rows_without_a_month_value():
    found = type_file(NAME, TWO_RELEASES)
    shaped = shape_rows(NAME, "fct_trade", found, held=(4,))
    assert shaped.select("source_row", "period", "ownership", "state").rows() == [
        (2, "201509", "ALL", "V"),
        (4, "201510", "SOE", "HELD"),
    ]
    assert column(shaped, "value") == ["6263000.00", None]
    assert shaped["product_level"].unique().to_list() == ["LINE"]
    assert column(shaped, "qty1") == [None, None]
    assert column(shaped, "known_from") == [datetime(2015, 10, 18), datetime(2015, 11, 18)]


def test_shaped_printed_figures():
    shaped = shape_rows(NAME, "fct_trade_printed", type_file(NAME, TWO_RELEASES))
    assert column(shaped, "month_value") == ["6263000.00", None, "781000.00"]
    assert column(shaped, "month_half_unit") == ["500.0000", None, "500.0000"]
    assert column(shaped, "ytd_value") == ["63000.00", "70500.00", "80000.00"]
    assert column(shaped, "ytd_half_unit") == ["50.0000", "50.0000", "5000.0000"]
    assert column(shaped, "ytd_yoy") == ["0.015000", "0.346000", None]
    assert shaped["supersession_group"].unique().to_list() == ["customs_city"]


def test_one_release_per_moment_and_open_coverage_per_slice():
    found = type_file(NAME, TWO_RELEASES)
    releases = shape_rows(NAME, "dim_release", found, vintage="preliminary")
    assert releases.rows() == [(False, datetime(2015, 10, 18), 0, None), (False, datetime(2015, 11, 18), 0, None)]
    coverage = shape_rows(NAME, "release_coverage", found)
    assert coverage.select("known_from", "period", "product_level", "by_place", "is_closed").rows() == [
        (datetime(2015, 10, 18), "201509", "LINE", True, False),
        (datetime(2015, 11, 18), "201510", "LINE", True, False),
    ]
    assert column(coverage, "covers_hs") == [[], []]


def test_exports_and_imports_together_are_a_printed_figure_only():
    rows = [["202106", "442000", flow, "ALL", "ALL", "ALL", "ALL", value, value, None]
            for flow, value in (("进出口", "12048"), ("出口", "9825"), ("进口", "2223"))]  # fmt: skip
    found = type_file(NAME, workbook(ZH, *rows), currency="CNY", released_at=datetime(2021, 7, 20))
    assert column(found.rows, "flow") == ["XM", "X", "M"]
    assert shape_rows(NAME, "fct_trade_printed", found)["flow"].to_list() == ["XM", "X", "M"]
    assert shape_rows(NAME, "fct_trade", found)["flow"].to_list() == ["X", "M"]
    assert sorted(shape_rows(NAME, "release_coverage", found)["flow"].to_list()) == ["M", "X"]


def test_a_file_in_which_no_row_says_when_is_no_fault(home):
    """A head alone is a file of no rows; a row without a release is set apart."""
    head = "period,place_code,flow,line_label,value,released_at\n"
    home.put(NAME, "head.csv", head, released_at="2015-11-20T10:00:00", currency="CNY")
    home.put(NAME, "bare.csv", f"{head}201510,442000,X,ALL,1,?\n", currency="CNY")
    night = home.night()
    assert night.faults == []
    counts = {h.file_name: (h.state, h.rows_accepted, h.rows_quarantined) for h in night.handled}
    assert counts == {"head.csv": ("loaded", 0, 0), "bare.csv": ("loaded", 0, 1)}
