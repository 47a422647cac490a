"""Titles, units, heads and lines of printed tables; and what is refused."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl
import pytest

import warehouse
from tests.transforms.printed_files import (
    CSV_HEAD,
    FLASH,
    LAMPS,
    MAJOR,
    WHOLE,
    bulletin,
    flash,
    page,
    refusal,
    xls,
)
from tests.transforms.tools import module_of
from transforms.printed.lines import commodity_lines, partner_code, partner_lines
from transforms.printed.words import TABLES, read_heading, unit_of
from transforms.recognise import recognise


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
