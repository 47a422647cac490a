"""The table of trade by regime: true Excel-97 and XLSX, from the file to rows of the printed figures."""

from __future__ import annotations

import pytest

from tests.transforms.printed_files import below, xls, xlsx
from tests.transforms.regime_files import HEAD, LINES, MERGED, TITLE, UNIT, table5
from tests.transforms.tools import RELEASED, column, reasons, shape_rows, type_file
from transforms.printed.regimes import regime_code, regime_lines
from transforms.reading.errors import FileRefusedError

NAME = "customs_regime_totals"


@pytest.mark.parametrize("written", [xls, xlsx])
def test_october_2019_in_1000_dollars(written):
    found = type_file(NAME, written(*table5()))
    assert reasons(found) == []
    rows = found.rows.sort("flow", "source_row", descending=[True, False])
    assert rows.height == 2 * (1 + len(LINES))
    assert rows["source_row"].to_list()[:2] == [5, 6]
    exports = rows.filter(flow="X")
    assert exports["line_kind"].to_list() == ["TOTAL"] + ["LINE"] * len(LINES)
    assert exports["regime_code"].to_list()[:4] == ["ALL", "10", "11", "12"]
    assert column(exports, "month_value")[:4] == ["212916095000.00", "118958241000.00", "48725000.00", "308000.00"]
    assert column(exports, "ytd_value")[:4] == ["2037923161000.00", "1186585454000.00", "607273000.00", "6032000.00"]
    assert set(column(exports, "month_half_unit")) == {"500.0000", None}
    imports = rows.filter(flow="M")
    assert column(imports, "month_value")[:4] == ["169898075000.00", "98724305000.00", None, "61000.00"]
    assert set(column(imports, "ytd_value")) == {None}
    assert rows.select("period", "period_kind", "currency").unique().rows() == [("201910", "M", "USD")]
    assert found.scope == {"table": "regime", "title": TITLE, "is_flash": "no", "currency": "USD"}


def test_shaped_figures_and_release():
    found = type_file(NAME, xls(*table5()))
    shaped = shape_rows(NAME, "fct_trade_printed", found, held=(7,))
    keys = ("supersession_group", "geo_basis", "place_code", "product_code", "partner_code", "ownership")
    assert shaped.select(keys).unique().rows() == [(NAME, "NAT", "ALL", "ALL", "ALL", "ALL")]
    assert shaped.filter(source_row=7).select("flow", "regime_code", "state", "month_value", "line_kind").rows() == [
        ("X", "11", "HELD", None, None),
        ("M", "11", "HELD", None, None),
    ]
    assert shape_rows(NAME, "dim_release", found).rows() == [(True, RELEASED, 2, 0, None)]
    flash = type_file(NAME, xls(*table5()), vintage="preliminary")
    assert shape_rows(NAME, "dim_release", flash, vintage="preliminary")["is_official"].to_list() == [False]


def test_10_000_yuan_growth_and_january_with_february():
    title, unit = "（5）2015年1至2月进出口商品贸易方式总值表（人民币值）", "单位：万元人民币"
    head = [["贸易方式", "出口", "进口", "累计比去年同期±%", None], [None, "1至2月", "1至2月", "出口", "进口"]]
    lines = [
        ["总值", "300", "90.5", "5.0", "-3.1"],
        ["一般贸易", "200", "90.5", "7.5", "-3.1"],
        ["其他", "100", "-", "-", "-"],
    ]
    found = type_file(NAME, xls(*below([title, unit], head, lines, [(0, 0, 1, 0), (0, 3, 0, 4)])))
    exports = found.rows.filter(flow="X")
    assert exports.select("period", "period_kind", "currency", "regime_code").rows() == [
        ("201502", "JF", "CNY", code) for code in ("ALL", "10", "39")
    ]
    assert column(exports, "ytd_value") == column(exports, "month_value") == ["3000000.00", "2000000.00", "1000000.00"]
    assert column(exports, "ytd_yoy") == ["0.050000", "0.075000", None]
    assert column(found.rows.filter(flow="M"), "ytd_half_unit") == ["500.0000", "500.0000", None]


@pytest.mark.parametrize(
    ("title", "unit", "rule", "telling"),
    [
        (TITLE, "单位：万元人民币", "Q05", "says USD, the unit line says CNY"),
        (TITLE, "", "Q05", "no unit line says"),
        ("（5）2019年10月总值表（美元值）", UNIT, "Q08", "No title above the table"),
        ("（2）2019年10月进出口商品主要国别（地区）总值表（美元值）", UNIT, "Q08", "not of customs_regime_totals"),
        (TITLE.replace("10月", "9月"), UNIT, "Q05", "month"),
    ],
)
def test_refused(title, unit, rule, telling):
    cells, merged = below([title, unit], HEAD, [["总值", *["1"] * 4], *LINES], MERGED)
    with pytest.raises(FileRefusedError) as caught:
        type_file(NAME, xls(cells, merged))
    assert (caught.value.rule, telling in caught.value.message) == (rule, True), caught.value.message


def test_names_of_regimes():
    assert [
        regime_code(n) for n in ("一般贸易", "来料加工装配贸易", "寄售、 代销贸易", "Ordinary  Trade", "总  值")
    ] == [
        "10",
        "14",
        "16",
        "10",
        "ALL",
    ]
    lines = regime_lines(["总值", "一般贸易", "加工贸易", "  其中：来料加工贸易", "新贸易"], [0, 0, 0, 2, 0])
    assert [(line.code, line.kind, line.parent) for line in lines] == [
        ("ALL", "TOTAL", None),
        ("10", "LINE", None),
        ("PROCESSING", "GROUP", None),
        ("14", "PART", 2),
        ("新贸易", "LINE", None),
    ]
