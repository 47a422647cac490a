"""Printed tables of the national customs: titles, units, heads, lines; in every form that they come in."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

import warehouse
from tests.transforms.printed_files import (
    FLASH,
    FLASH_LINES,
    LAMPS,
    PARTNER_HEAD,
    PARTNER_MERGED,
    below,
    flash,
    page,
    xls,
    xlsx,
)
from tests.transforms.tools import column, module_of, read, shape_rows, type_file
from transforms.printed.lines import commodity_lines, partner_code, partner_lines
from transforms.printed.words import TABLES, read_heading, unit_of
from transforms.reading.errors import FileRefusedError
from transforms.recognise import recognise

LATER = {"released_at": datetime(2026, 1, 14)}
WHOLE = "（2）2015年10月进出口商品国别（地区）总值表"
MAJOR = "（2）2015年10月进出口商品主要国别（地区）总值表（美元值）"
WHOLE_LINES = [
    ["总值", "100.0", "1,000.0", "60.0", "600.0", "40.0", "400.0", "1.0", "2.0", "-3.0"],
    ["亚洲", "70.0", "700.0", "40.0", "400.0", "30.0", "300.0", "1.0", "1.0", "1.0"],
    ["　日本", "30.0", "300.0", "20.0", "200.0", "10.0", "100.0", "1.0", "1.0", "1.0"],
    ["　其他", "40.0", "400.0", "20.0", "200.0", "20.0", "200.0", "1.0", "1.0", "-"],
    ["非洲", "30.0", "300.0", "20.0", "200.0", "10.0", "100.0", "1.0", "1.0", "1.0"],
    ["　其他", "30.0", "300.0", "20.0", "200.0", "10.0", "100.0", "1.0", "1.0", "1.0"],
    [],
    ["注：1.本表含加工贸易。"],
]
BULLETIN_HEAD = [
    ["商品名称", "计量单位", "当月", None, "累计", None, "当月同比", None, "累计同比", None],
    [None, None, *["数量", "金额"] * 4],
]
BULLETIN_LINES = [
    ["农产品*", "-", "-", "7,491,612", "-", "74,510,034", "-", "2.1", "-", "1.7"],
    ["　水产品", "吨", "441,020", "1,344,000", "4,492,000", "14,415,000", "8.0", "1.0", "7.7", "0.6"],
    ["灯具、照明装置及其零件", "-", "-", "2,489,113", "-", "26,443,007", "-", "-14.6", "-", "-11.9"],
]
BULLETIN = ["（13）2025年12月出口主要商品量值表", "单位：万元人民币"]


def bulletin(title=WHOLE, unit="单位：万元人民币", lines=WHOLE_LINES, head=PARTNER_HEAD, merged=PARTNER_MERGED):
    return xls(*below([title, unit], head, lines, merged))


def refusal(name: str, data: bytes | str, **facts) -> FileRefusedError:
    with pytest.raises(FileRefusedError) as caught:
        type_file(name, data, **(LATER | facts))
    assert caught.value.remedy
    return caught.value


# The flash.


@pytest.mark.parametrize("write", [xls, xlsx])
def test_flash_as_workbook(write):
    """Title, unit line, merged head of two rows, text percentages, of which below its line."""
    typed = type_file("customs_express", write(*flash()), **LATER)
    rows = typed.rows
    assert rows.select("source_row", "product_code", "line_kind", "part_of", "qty_unit").rows() == [
        (5, "农产品", "GROUP", None, None),
        (6, "水产品", "PART", 5, "万吨"),
        (7, LAMPS, "LINE", None, None),
    ]
    assert set(rows.select("period", "period_kind", "flow", "currency", "partner_code").rows()) == {
        ("202512", "M", "X", "CNY", "ALL")
    }
    fish, lamps = rows.to_dicts()[1:]
    assert (fish["month_qty"], fish["month_qty_half_unit"]) == (Decimal("44.1"), Decimal("0.05"))
    assert (fish["ytd_qty_yoy"], fish["prior_ytd_qty_half_unit"]) == (Decimal("0.077"), Decimal("0.05"))
    yi = Decimal(100_000_000)
    assert [lamps[n] / yi for n in ("month_value", "ytd_value", "prior_ytd_value")] == [
        Decimal(v) for v in ("248.9", "2644.3", "3000.8")
    ]
    assert (lamps["ytd_yoy"], lamps["ytd_yoy_half_unit"], lamps["ytd_half_unit"]) == (
        Decimal("-0.119"), Decimal("0.0005"), yi / 20,
    )  # fmt: skip
    assert (typed.rejects.height, typed.scope["is_flash"]) == (0, "yes")
    assert {(r.rule, r.outcome) for r in typed.results} == {("Q05", "passed"), ("Q08", "passed")}


def test_january_and_february_as_one():
    """No columns of the month: the value from January on is that of both, and the period its February."""
    head = [["商品名称", "计量单位", "1至2月累计", None, "去年同期累计", None, "累计比去年同期±%", None]]
    head.append([None, None, *["数量", "金额"] * 3])
    lines = [[LAMPS, "-", "-", "400.9", "-", "436.7", "-", "-8.2"]]
    title = "（14）2025年1至2月全国出口重点商品量值表（美元值）"
    data = xls(*flash(title, "单位:百万美元", head, lines))
    (row,) = type_file("customs_express", data, **LATER).rows.to_dicts()
    assert (row["period"], row["period_kind"], row["currency"]) == ("202502", "JF", "USD")
    assert (row["month_value"], row["ytd_value"]) == (Decimal(400_900_000), Decimal(400_900_000))
    assert (row["month_half_unit"], row["month_yoy"], row["ytd_yoy"]) == (50_000, None, Decimal("-0.082"))


def test_mixed_precision_keeps_its_half_units():
    """385 was printed without decimals, 248.90 with two."""
    lines = [["甲", "-", "-", "385", "-", "248.90", "-", "0.1234", "-", "5"]]
    (row,) = type_file("customs_express", xls(*flash(lines=lines)), **LATER).rows.to_dicts()
    halves = [row[f"{n}_half_unit"] for n in ("month", "ytd", "prior_ytd", "ytd_yoy")]
    assert halves == [50_000_000, 500_000, 5_000, Decimal("0.005")]


def test_a_value_that_is_no_number_is_set_apart():
    lines = [*FLASH_LINES[:2], [*FLASH_LINES[2][:3], "24B.9", *FLASH_LINES[2][4:]]]
    typed = type_file("customs_express", xls(*flash(lines=lines)), **LATER)
    assert typed.rejects.rows() == [(7, "Q20", "column '12月 金额': '24B.9' is not a number of up to 10 decimals")]
    assert typed.rows["is_typed"].to_list() == [True, True, False]


CSV_HEAD = "name,unit,month_qty,month_amt,ytd_qty,ytd_amt,prev_ytd_qty,prev_ytd_amt,ytd_yoy_qty_pct,ytd_yoy_amt_pct\n"
DECLARED = {"flow": "X", "currency": "USD", "period_from": "202512", "period_to": "202512"}


def test_plain_csv_of_our_columns_with_a_manifest():
    """In 1 million dollars; what the manifest leaves out is asked for."""
    text = f"{CSV_HEAD}{LAMPS},,,3500.5,,37000,,41000,,-9.8\n"
    (row,) = type_file("customs_express", text, **LATER, **DECLARED).rows.to_dicts()
    assert (row["month_value"], row["product_code"], row["period"]) == (Decimal(3_500_500_000), LAMPS, "202512")
    missing = refusal("customs_express", text, flow="X")
    assert (missing.rule, "currency and period_from and period_to must be declared" in missing.message) == (
        "MANIFEST", True,
    )  # fmt: skip


def test_rendered_json_of_a_third_party():
    line = '{"name": "灯具", "unit": "-", "currentMonth": {"quantity": null, "amount": 1.25}, "ytdCurrentYear": null}'
    typed = type_file("customs_express", f'{{"_note": "x", "2025-03": {line}}}', **LATER, flow="X", currency="CNY")
    assert typed.rows.select("period", "period_kind", "month_value", "ytd_value").rows() == [
        ("202503", "M", Decimal(125_000_000), None)
    ]
    assert refusal("customs_express", '{"2025-03": {"title": "x"}}', flow="X", currency="CNY").rule == "Q01"


# The bulletin.


def test_bulletin_by_commodity_has_growth_of_the_month():
    typed = type_file(
        "customs_bulletin", bulletin(BULLETIN[0], BULLETIN[1], BULLETIN_LINES, BULLETIN_HEAD, ()), **LATER
    )
    lamps = typed.rows.to_dicts()[2]
    assert (lamps["month_value"], lamps["month_half_unit"]) == (Decimal(24891130000), 5000)
    assert (lamps["month_yoy"], lamps["ytd_yoy"], lamps["flow"]) == (Decimal("-0.146"), Decimal("-0.119"), "X")
    assert (typed.scope["is_flash"], typed.rows["line_kind"].to_list()) == ("no", ["GROUP", "PART", "LINE"])


def test_bulletin_by_country_lists_every_partner():
    """Three figures a row; regions repeat their countries; labels that come twice bear their region."""
    typed = type_file("customs_bulletin", bulletin(), **LATER)
    rows = typed.rows.filter(flow="X").select("source_row", "partner_code", "line_kind", "month_value", "is_whole")
    assert [row[:3] for row in rows.rows()] == [
        (5, "ALL", "TOTAL"), (6, "ASIA", "GROUP"), (7, "116", "LINE"), (8, "ASIA/其他", "LINE"),
        (9, "AFRICA", "GROUP"), (10, "AFRICA/其他", "LINE"),
    ]  # fmt: skip
    assert rows["is_whole"].all()
    lines = rows.filter(line_kind="LINE")["month_value"].sum()
    assert (lines, rows["month_value"][0]) == (600_000, 600_000)
    table = read("customs_bulletin", bulletin())
    assert [(s.source_row, s.reason) for s in table.set_aside] == [(11, "blank row"), (12, "footnote")]
    assert (table.rows_read, typed.rows.height) == (8, 18)


def test_the_table_of_major_countries_is_flash():
    typed = type_file("customs_bulletin", bulletin(MAJOR, "单位：千美元"), **LATER)
    shaped = shape_rows("customs_bulletin", "dim_release", typed, **LATER)
    assert shaped.select("is_official", "rank").rows() == [(False, 1)]
    assert typed.rows["month_value"][0] == 100_000
    official = shape_rows(
        "customs_bulletin", "dim_release", type_file("customs_bulletin", bulletin(), **LATER), **LATER
    )
    assert official.select("is_official", "rank").rows() == [(True, 2)]


def test_rows_of_the_table_are_of_the_nation():
    typed = type_file("customs_bulletin", bulletin(), **LATER)
    rows = shape_rows("customs_bulletin", "fct_trade_printed", typed, **LATER)
    fixed = rows.select(
        "supersession_group", "geo_basis", "place_code", "product_code", "regime_code", "state"
    ).unique()
    assert fixed.rows() == [("national_printed", "NAT", "ALL", "ALL", "ALL", "V")]
    assert rows["known_from"].unique().to_list() == [datetime(2026, 1, 14)]
    held = shape_rows("customs_bulletin", "fct_trade_printed", typed, held=(7,), **LATER).filter(source_row=7)
    assert (column(held, "month_value"), column(held, "state")) == ([None] * 3, ["HELD"] * 3)


# Titles, units, heads.


@pytest.mark.parametrize(
    ("title", "table", "is_flash", "period", "is_joint", "flow"),
    [
        (FLASH, "commodity", True, "202512", False, "X"),
        ("(99) 2025 年 1 至 2 月 全国进口重点商品量值表", "commodity", True, "202502", True, "M"),
        ("出口主要商品量值表（2015年3月）", "commodity", False, "201503", False, "X"),
        (MAJOR, "partner", True, "201510", False, None),
        (WHOLE, "partner", False, "201510", False, None),
        ("(7) Total Export & Import Values by Country/Region, Mar 2026", "partner", True, "202603", False, None),
        ("Total Values by Country (Region), January-February 2025", "partner", True, "202502", True, None),
    ],
)  # fmt: skip
def test_words_of_a_title(title, table, is_flash, period, is_joint, flow):
    """The printed number says nothing."""
    dataset = next(words.dataset for words in TABLES if (words.table, words.is_flash) == (table, is_flash))
    unit = "单位:百万美元" if "美元" in title else "Unit: CNY 100 Million"
    heading = read_heading([title, unit], dataset)
    found = (heading.words.table, heading.words.is_flash, heading.period, heading.is_joint, heading.flow)
    assert found == (table, is_flash, period, is_joint, flow)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("亿元人民币", ("CNY", 10**8)), ("人民币亿元", ("CNY", 10**8)), ("万元", ("CNY", 10**4)),
        ("百万美元", ("USD", 10**6)), ("千美元", ("USD", 1000)), ("1000美元", ("USD", 1000)),
        ("亿美元", ("USD", 10**8)),
        ("CNY 100 Million", ("CNY", 10**8)), ("US$1,000", ("USD", 1000)), ("US$1 Million", ("USD", 10**6)),
        ("US$ 100 Million", ("USD", 10**8)), ("万台", None),
    ],
)  # fmt: skip
def test_units(text, unit):
    assert unit_of(text) == unit


NO_TABLE = "names a table that is"


@pytest.mark.parametrize(
    ("name", "data", "facts", "rule", "words"),
    [
        ("customs_express", xls(*flash(FLASH.replace("人民币", "美元"))), {}, "Q05", "USD, the unit line says CNY"),
        ("customs_express", xls(*flash(unit="2025年")), {}, "Q05", "no unit line says in what scale"),
        ("customs_express", xls(*flash(unit="单位：万吨")), {}, "Q05", "the unit line says '万吨', which does not say"),
        ("customs_express", xls(*flash()), {"currency": "USD"}, "Q05", "says CNY, the manifest says USD"),
        ("customs_express", xls(*flash()), {"flow": "M"}, "Q05", "The title says flow X, the manifest says M"),
        ("customs_express", xls(*flash()), {"period_from": "202511", "period_to": "202511"}, "Q05", "says 202511"),
        ("customs_express", xls(*flash()), {"period_from": "202510", "period_to": "202512"}, "Q05", "is of one month"),
        ("customs_express", xls(*flash(FLASH.replace("12月", "11月"))), {}, "Q05", "the head is of month 12"),
        ("customs_express", xls(*flash(FLASH.replace("12月", "1至2月"))), {}, "Q05", "columns of a single month"),
        ("customs_express", xls(*flash(FLASH.replace("出口", ""))), {}, "Q05", "Neither the title nor the manifest"),
        ("customs_express", xls(*flash(FLASH.replace("重点", ""))), {}, "Q08", "No title above the table names"),
        ("customs_express", xls(*flash(FLASH.replace("重点", "主要"))), {}, "Q08", f"{NO_TABLE} of customs_bulletin"),
        ("customs_bulletin", xls(*flash()), {}, "Q08", f"{NO_TABLE} preliminary, of customs_express"),
        ("customs_bulletin", bulletin(), {"flow": "X"}, "Q05", "says exports and imports, the manifest says flow X"),
        ("customs_express", xls(*flash(head=[["商品名称", "邮编"]])), {}, "Q01", "'邮编', is none of those known"),
        ("customs_express", xls([["x", "y"]]), {}, "Q01", "No sheet has the head of a printed table"),
        ("customs_bulletin", f"{CSV_HEAD}a,,,,,,,,,\n", {}, "Q01", "unknown column"),
        ("customs_bulletin", page(["<td>nothing</td>"]), {}, "Q01", "No sheet has the head"),
        ("customs_bulletin", b"<html><title>502 Bad Gateway</title><p>x</p></html>", {}, "FILE", "no row of a table"),
        ("customs_express", b"<html><table><tr><td>x</table></html>", {}, "FILE", "web page (HTML)"),
        ("customs_query", b"<html><table><tr><td>x</table></html>", {}, "FILE", "web page (HTML)"),
    ],
)  # fmt: skip
def test_refusals(name, data, facts, rule, words):
    error = refusal(name, data, **facts)
    assert (error.rule, words in error.message) == (rule, True), error.message


def test_a_printed_table_is_recognised_wherever_it_lies(tmp_path):
    from transforms.reading.limits import Limits

    modules = {name: module_of(name) for name in ("customs_city", "customs_express", "customs_bulletin")}
    files = {"flash.xls": xls(*flash()), "whole.xls": bulletin(), "gate.html": b"<html><p>502</p></html>"}
    found = {}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        found[name] = recognise(tmp_path / name, name, modules, Limits())
    assert found == {
        "flash.xls": ["customs_express"],
        "whole.xls": ["customs_bulletin"],
        "gate.html": [],
    }


# Lines.


def test_of_which_begins_parts_that_are_indented_further():
    labels = ["Total", "European Union", "of which: Germany", "Netherlands", "United States (US)", "RCEP", "Zedland"]
    lines = partner_lines(labels, [0, 2, 7, 17, 3, 0, 3], is_whole=False)
    assert [(line.code, line.kind, line.parent) for line in lines] == [
        ("ALL", "TOTAL", None), ("EU", "LINE", None), ("304", "PART", 1), ("309", "PART", 1), ("502", "LINE", None),
        ("RCEP", "GROUP", None), ("Zedland", "LINE", None),
    ]  # fmt: skip


def test_labels_are_told_apart_and_brackets_are_of_one_width():
    lines = commodity_lines(["汽车（包括底盘）", "肉类*", "其中：其他", "其他", "鱼 类"], [0, 0, 0, 2, 0])
    assert [(line.code, line.kind) for line in lines] == [
        ("汽车(包括底盘)", "LINE"), ("肉类", "GROUP"), ("肉类/其他", "PART"), ("肉类/其他", "PART"), ("鱼类", "LINE"),
    ]  # fmt: skip
    (lamps,) = commodity_lines(["Lamps and lighting fittings and parts thereof"], [0])
    assert lamps.code == LAMPS


def test_every_partner_of_the_code_table_is_known_by_both_names():
    path = Path(warehouse.__file__).parent / "reference" / "partners.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    wrong = [
        (r["partner_code"], n)
        for r in rows
        for n in (r["name_zh"], r["name_en"])
        if partner_code(n) != r["partner_code"]
    ]
    assert wrong == []
    codes = {row["partner_code"] for row in rows}
    own = pl.read_csv(
        Path(module_of("customs_bulletin").__file__).parent / "printed" / "partners.csv", infer_schema=False
    )
    assert set(own.filter(pl.col("group").is_null())["partner_code"]) <= codes
    assert not set(own.filter(pl.col("group").is_not_null())["partner_code"]) & codes
