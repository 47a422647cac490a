"""Value per unit and per kilogram."""

from __future__ import annotations

import pytest

from tests.warehouse.marts.ground import months, row

KG = {"qty2": 5, "unit2": "千克"}


def kept(rows, *names):
    return [tuple(r[n] for n in names) for r in rows]


@pytest.fixture(scope="module")
def ground(make_ground):
    """Codes with pieces, with kilograms first, second or not at all, and in two units."""
    ground = make_ground()
    ground.put(
        [
            row("201501", 100, qty1=10, unit1="个", **KG),
            row("201501", 60, qty1=10, unit1="个", partner="304", qty2=None, unit2=None),
            row("201502", 40, qty1=10, unit1="台", **KG),
            row("201501", 90, hs8="94054090", qty1=30, unit1="千克"),
            row("201501", 50, hs8="94055000", qty1=0, unit1="千克"),
            row("201501", 70, hs8="94056000"),
            row("201501", 70, hs8="94056000", partner="304", qty1=10),
            row("201501", 80, hs8="85131010", qty1=8, unit1="个"),
            row("201501", 80, hs8="85131010", partner="304", unit1="个"),
        ],
        asked=months("201501", "201512"),
    )
    return ground


def test_unit_value_is_of_one_code_and_one_unit(ground):
    found = kept(ground.ask("unit_value"), "product_code", "unit_name", "value", "unit", "reason", "complete")
    assert sorted(found, key=str) == [
        ("85131010", "个", 10.0, "CNY per 个", None, False),
        ("94051000", "个", 8.0, "CNY per 个", None, True),
        ("94051000", "台", 4.0, "CNY per 台", None, True),
        ("94054090", "千克", 3.0, "CNY per 千克", None, True),
        ("94055000", "千克", None, "CNY per 千克", "NO_UNIT", False),
        ("94056000", None, None, "CNY per unit", "NO_UNIT", False),
    ]
    torch = ground.one("unit_value", family="D3", product="85131010")
    assert (torch["rows_without_quantity"], torch["trade_value"], torch["quantity"]) == (1, 80, 8)


def test_kg_price_takes_kilograms_wherever_they_stand(ground):
    found = kept(ground.ask("kg_price"), "product_code", "value", "reason", "complete", "rows_without_kg", "weight_kg")
    assert found == [
        ("85131010", None, "NO_UNIT", False, 2, None),
        ("94051000", 14.0, None, False, 1, 10),
        ("94054090", 3.0, None, True, 0, 30),
        ("94055000", None, "NO_UNIT", False, 0, 0),
        ("94056000", None, "NO_UNIT", False, 2, None),
    ]
    assert {r["unit"] for r in ground.ask("kg_price")} == {"CNY per kg"}


def test_prices_by_family_and_partner(ground):
    assert {r["product_code"] for r in ground.ask("unit_value", family="D1")} == {
        "94051000",
        "94054090",
        "94055000",
        "94056000",
    }
    assert ground.ask("unit_value", family="D5") == []
    partner = ground.one("unit_value", family="D1", partner="304", product="94051000")
    assert (partner["value"], partner["partner_code"]) == (6.0, "304")
    assert ground.one("kg_price", product="94054090", place="44")["value"] == 3.0
    everywhere = ground.ask("unit_value", place=None, partner=None, regime=None)
    assert everywhere == ground.ask("unit_value")


def test_a_year_with_a_gap_is_not_complete(make_ground):
    ground = make_ground()
    ground.put([row("201501", 100, qty1=10, unit1="个", **KG), row("201503", 100, qty1=10, unit1="个", **KG)])
    for metric, value in (("unit_value", 10.0), ("kg_price", 20.0)):
        found = ground.one(metric)
        assert (found["value"], found["complete"], found["reason"]) == (value, False, None)
        assert ground.ask(metric, as_of="2016-01-31") == []


def test_a_joint_january_and_february_counts_once(make_ground):
    ground = make_ground()
    rows = [row("201501", 10, qty1=1, unit1="个"), row("201502", 60, kind="JF", qty1=3, unit1="个")]
    ground.put([*rows, row("201503", 40, qty1=2, unit1="个")])
    found = ground.one("unit_value")
    assert (found["value"], found["complete"], found["months_have"]) == (20.0, True, 3)


def test_prices_take_one_level_and_currency(make_ground):
    ground = make_ground()
    unit = {"qty1": 10, "unit1": "个"}
    ground.put([row("201501", 100, **unit), row("201501", 10, currency="USD", **unit)])
    ground.put([row("201501", 130, place="ALL", regime="ALL", basis="NAT", **unit)], by=["partner"])
    assert kept(ground.ask("unit_value"), "value", "basis") == [(13.0, "NAT HS8 by partner")]
    usd = ground.one("unit_value", currency="USD")
    assert (usd["value"], usd["unit"]) == (1.0, "USD per 个")


def test_an_english_download_counts_in_the_unit_that_is_listed(make_ground):
    """Number of item is one word for all pieces: of 94051000 it is 个, so no unit has changed."""
    ground = make_ground()
    english = {"unit1": "Number of item"}
    ground.put([row("201501", 100, qty1=10, unit1="个"), row("201502", 60, qty1=5, **english),
                row("201601", 120, qty1=10, **english)], asked=["201503", "201602"])  # fmt: skip
    found = {r["period"]: r for r in ground.ask("unit_value", family="D1")}
    assert {year: (r["unit_name"], r["value"]) for year, r in found.items()} == {
        "2015": ("个", 160 / 15),
        "2016": ("个", 12),
    }
    index = ground.one("price_index", "period = '201601'", family="D1")
    assert (index["value"], index["unit_breaks"], index["complete"]) == (pytest.approx(1.2), 0, True)
