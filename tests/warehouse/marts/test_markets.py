"""Concentration on partners and products, and markets that come and go."""

from __future__ import annotations

import pytest

from tests.warehouse.marts.ground import months, row


def last(rows):
    return {r["period"]: r for r in rows}[max(r["period"] for r in rows)]


def test_partner_concentration_leaves_out_what_is_no_market(make_ground):
    ground = make_ground()
    rows = [row("201501", 60), row("201501", 40, partner="304"), row("201501", 5, partner="701")]
    ground.put([*rows, row("201502", 3, partner="142"), row("201503", 95, hs8="85131010", partner="999")],
               asked=["201504"])  # fmt: skip
    found = {r["period"]: r for r in ground.ask("partner_concentration", family="D1")}
    first = found["201501"]
    assert (first["value"], first["partners"], first["complete"]) == (pytest.approx(5200), 2, True)
    assert first["excluded_share"] == pytest.approx(5 / 105)
    assert first["effective_partners"] == pytest.approx(1 / 0.52)
    assert first["normalised"] == pytest.approx((0.52 - 0.5) / 0.5)
    above = found["201502"]
    assert (above["value"], above["reason"], above["partial_value"]) == (None, "INCOMPLETE", pytest.approx(5200))
    assert above["excluded_share"] == pytest.approx(8 / 108)
    core = ground.one("partner_concentration", "period = '201504'", product="85131010")
    assert (core["value"], core["reason"], core["excluded_share"]) == (None, "ZERO_DENOM", 1)
    none = ground.one("partner_concentration", "period = '201504'", family="D5")
    assert (none["value"], none["reason"], none["partners"]) == (None, "ZERO_DENOM", 0)
    single = ground.one("partner_concentration", "period = '201504'", family="D1", place="44")
    assert single["reason"] == "INCOMPLETE"


def test_one_partner_or_product_has_no_normalised_value(make_ground):
    ground = make_ground()
    ground.put([row("201501", 60)])
    for metric, count in (("partner_concentration", "partners"), ("product_concentration", "products")):
        found = ground.one(metric, family="D1")
        assert (found["value"], found["normalised"], found[count], found["unit"]) == (10000, None, 1, "HHI points")


def test_product_concentration_is_over_codes_of_6_digits(make_ground):
    ground = make_ground()
    rows = [row("201501", 30), row("201501", 30, hs8="94054010"), row("201501", 40, hs8="94054090", partner="304")]
    ground.put(rows, "2015-02-20")
    six, eight = (ground.one("product_concentration", family="D1", digits=d) for d in (6, 8))
    assert (six["value"], six["products"]) == (pytest.approx(10000 * (0.09 + 0.49)), 2)
    assert (eight["value"], eight["products"]) == (pytest.approx(10000 * (0.09 + 0.09 + 0.16)), 3)
    assert ground.one("product_concentration", family="D1", partner="304")["value"] == 10000
    assert ground.one("product_concentration", family="D2")["reason"] == "ZERO_DENOM"
    assert ground.ask("product_concentration", family="D1", as_of="2015-02-19") == []


def test_concentration_needs_every_month(make_ground):
    ground = make_ground()
    ground.put([row("201501", 30), row("201502", None), row("201504", 10)])
    for metric in ("partner_concentration", "product_concentration"):
        found = {r["period"]: r["reason"] for r in ground.ask(metric, family="D1")}
        assert found == {"201501": None, "201502": "INCOMPLETE", "201503": "INCOMPLETE", "201504": "INCOMPLETE"}


def test_concentration_with_january_and_february_as_one(make_ground):
    ground = make_ground()
    ground.put(
        [row("201501", 99, partner="116"), row("201502", 60, kind="JF"), row("201502", 40, kind="JF", partner="304")]
    )
    for metric, value in (("partner_concentration", 5200), ("product_concentration", 10000)):
        found = {r["period"]: (r["value"], r["reason"]) for r in ground.ask(metric, family="D1")}
        assert found == {"201501": (None, "JF_MERGED"), "201502": (pytest.approx(value), None)}


def test_markets_come_and_go(make_ground):
    ground = make_ground()
    old = [row(m, 1000) for m in months("201301", "201512")]
    few = [row(m, 10, partner="304") for m in ("201501", "201506")]
    three = [row(m, 10, partner="116") for m in ("201501", "201506", "201512")]
    much = [row("201503", 620_000, partner="344")]
    almost = [row("201504", 619_999, partner="410")]
    back = [row("201301", 5, partner="326"), *(row(m, 10, partner="326") for m in months("201501", "201512"))]
    gone = [row("201405", 50, partner="307")]
    long_gone = [row("201312", 50, partner="305")]
    no_market = [row(m, 10, partner="701") for m in months("201501", "201512")]
    ground.put([*old, *few, *three, *much, *almost, *back, *gone, *long_gone, *no_market])
    ground.rates(dict.fromkeys(months("201501", "201512"), 6.2))
    found = ground.ask("market_entry_exit", "period = '201512'", family="D1")
    assert {(r["partner_code"], r["change"]) for r in found} == {("116", "new"), ("344", "new"), ("307", "lost")}
    new = next(r for r in found if r["partner_code"] == "116")
    assert new["months_last"] == 3
    assert new["value"] == pytest.approx(30 / (12000 + 20 + 30 + 620_000 + 619_999 + 120))
    assert next(r for r in found if r["partner_code"] == "307")["value"] == pytest.approx(50 / 12050)
    assert {r["reason"] for r in ground.ask("market_entry_exit", "period < '201512'", family="D1")} == {"INCOMPLETE"}
    before = ground.ask("market_entry_exit", "period = '201512'", family="D1", as_of="2016-02-01")
    assert before == found
    ground.con.execute("UPDATE core.dim_partner SET valid_to = DATE '2015-12-31' WHERE partner_code = '116'")
    ground.con.execute("UPDATE core.dim_partner SET valid_from = DATE '2013-01-02' WHERE partner_code = '307'")
    found = ground.ask("market_entry_exit", "period = '201512'", family="D1")
    assert {(r["partner_code"], r["change"]) for r in found} == {("344", "new")}


def test_market_history_in_dollars_and_with_gaps(make_ground):
    ground = make_ground()
    usd = [row(m, 1, currency="USD") for m in months("201301", "201511")]
    ground.put([*usd, row("201510", 100_000, partner="344", currency="USD"), row("201512", None, currency="USD")])
    found = {r["period"]: r["reason"] for r in ground.ask("market_entry_exit", family="D1", currency="USD")}
    assert found["201512"] == "INCOMPLETE"
    ground.put([row("201512", 1, currency="USD")], "2016-03-01")
    new = ground.one("market_entry_exit", "period = '201512'", family="D1", currency="USD")
    assert (new["partner_code"], new["usd_last"], new["months_have"]) == ("344", 100_000, 36)


def test_a_joint_january_and_february_is_one_month_of_presence(make_ground):
    ground = make_ground()
    old = [row(m, 10) for m in months("201301", "201601") if m not in ("201401", "201402", "201501", "201502")]
    joint = [row(f"{y}02", 20, kind="JF") for y in (2014, 2015)]
    shy = [row("201502", 5, kind="JF", partner="304"), row("201503", 5, partner="304")]
    ground.put([*old, *joint, *shy])
    found = {r["period"]: r["reason"] for r in ground.ask("market_entry_exit", "period >= '201511'", family="D1")}
    assert found == {"201511": "INCOMPLETE", "201601": "JF_MERGED"}
    ground.put([*joint, *shy, row("201504", 5, partner="304")], "2016-03-01")
    new = ground.one("market_entry_exit", "period = '201512'", family="D1")
    assert (new["partner_code"], new["months_last"], new["value_last"]) == ("304", 3, 15)


def test_vintages_are_not_mixed_in_a_window(make_ground):
    ground = make_ground()
    ground.put([row(m, 10) for m in months("201301", "201511")])
    ground.put([row("201512", 10)], official=False)
    assert ground.one("market_entry_exit", "period = '201512'", family="D1")["reason"] == "SCOPE_MISMATCH"
