"""Printed tables of the national customs: titles, units, heads, lines; in every form that they come in."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from tests.transforms.printed_files import (
    BULLETIN,
    BULLETIN_HEAD,
    BULLETIN_LINES,
    CSV_HEAD,
    FLASH_LINES,
    LAMPS,
    LATER,
    MAJOR,
    bulletin,
    flash,
    refusal,
    xls,
    xlsx,
)
from tests.transforms.tools import column, read, shape_rows, type_file

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
