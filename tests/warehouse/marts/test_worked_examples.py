"""The worked examples of the domain reference, number by number."""

from __future__ import annotations

import pytest

from tests.warehouse.marts.ground import line, months, row

EXACT = pytest.approx
Y0 = [("94051000", "502", 1000, 20000), ("94051000", "304", 500, 12000), ("94054090", "502", 2000, 16000)]
Y0 += [("94054090", "344", 1000, 9000)]
Y1 = [("94051000", "502", 1200, 26400), ("94051000", "304", 450, 11250), ("94054090", "502", 2600, 19500)]
Y1 += [("94054090", "410", 400, 4000)]


def toy(period: str, cells, **other):
    return [
        row(period, value, hs8=hs8, partner=partner, qty1=qty, unit1="个", **other)
        for hs8, partner, qty, value in cells
    ]


def round4(rows, key, value="value"):
    return {r[key]: round(r[value], 4) for r in rows}


@pytest.fixture(scope="module")
def ground(make_ground):
    """Exports of the toy spread over 2013 to 2015; imports with each year of it in one October."""
    ground = make_ground()
    spread = [c for c in Y1 if c[1] != "410"]
    quarter = [("94054090", "410", 100, 1000)]
    exports = toy("201410", Y0) + toy("201509", spread + quarter)
    exports += [r for month in ("201510", "201511", "201512") for r in toy(month, quarter)]
    ground.put(exports, asked=months("201301", "201512"))
    ground.put(toy("201410", Y0, flow="M") + toy("201510", Y1, flow="M"), asked=months("201401", "201512"))
    return ground


def test_m01_month_value(ground):
    value = {
        r["period"]: (r["value"], r["complete"]) for r in ground.ask("month_value", flow="M", family="D1", place="44")
    }
    assert value["201410"] == (57000, True)
    assert value["201510"] == (61150, True)


def test_m02_ytd_value_and_m08_rolling_12m(ground):
    assert ground.one("ytd_value", "period = '201512'", family="D1", place="ALL")["value"] == 61150
    assert ground.one("rolling_12m", "period = '201509'", family="D1", place="ALL")["value"] == 57000 + 58150
    assert ground.one("rolling_12m", "period = '201512'", family="D1", place="ALL")["value"] == 61150


def test_m03_yoy_growth(ground):
    found = ground.ask("yoy_growth", "period = '201510'", flow="M", family="D1", place="44")
    assert {r["measure"]: round(r["value"], 6) for r in found} == {"month": 0.072807, "ytd": 0.072807}
    assert {(r["v0"], r["v1"], r["unit"], r["complete"]) for r in found} == {(57000, 61150, "fraction", True)}


def test_m03_bases_that_a_printed_growth_implies(ground):
    ask = ground.con.execute
    assert ask("SELECT round(ops.implied_base(7.05, 0.346), 4)").fetchone() == (5.2377,)
    assert ask("SELECT round(ops.implied_base_low(7.05, 0.005, 0.346, 0.0005), 4)").fetchone() == (5.2321,)
    assert ask("SELECT round(ops.implied_base_high(7.05, 0.005, 0.346, 0.0005), 4)").fetchone() == (5.2434,)
    assert ask("SELECT round(ops.implied_base(119.8, -0.035), 4)").fetchone() == (124.1451,)


def test_m03_a_printed_growth_of_a_city_as_metric(make_ground):
    ground = make_ground()
    ten = months("201401", "201410") + months("201501", "201510")
    figures = [523_770_000] * 9 + [523_770_000] + [700_000_000] * 9 + [750_000_000]
    ground.put(
        [line(m, v) for m, v in zip(ten, figures, strict=True)], "2015-11-20", dataset="customs_city", closed=False,
        by=("place",),
    )  # fmt: skip
    ground.printed("201510", ytd_value=7.05e9, ytd_half_unit=5e6, ytd_yoy=0.346, ytd_yoy_half_unit=0.0005)
    found = ground.one("yoy_growth", "period = '201510' AND measure = 'ytd'", family="D1", place="442000")
    assert found["value"] == EXACT(7.05 / 5.2377 - 1)
    assert [round(found[n] / 1e9, 4) for n in ("implied_base", "implied_base_low", "implied_base_high")] == [
        5.2377,
        5.2321,
        5.2434,
    ]
    assert found["is_consistent"] is True
    assert (found["basis"], found["geo_basis"]) == ("REG LINE by place", "REG")


def test_m05_fx_split(make_ground):
    ground = make_ground()
    assert round(ground.con.execute("SELECT ops.growth_in_usd(0.346, 6.14, 6.22)").fetchone()[0], 6) == 0.328688
    ground.put([row("201410", 1000), row("201510", 1346)])
    ground.rates({"201410": 6.14, "201510": 6.22})
    found = ground.one("fx_split", "measure = 'month' AND period = '201510'", family="D1", place="44")
    assert round(found["value"], 6) == 0.328688
    assert (found["growth_cny"], found["fx0"], found["fx1"]) == (EXACT(0.346), EXACT(6.14), EXACT(6.22))


def test_m07_january_and_february_as_one(make_ground):
    ground = make_ground()
    ground.put(
        [row("201401", 700), row("201402", 400), row("201502", 1200, kind="JF"), row("201503", 900), row("201403", 800)]
    )
    growth = {
        (r["measure"], r["period_kind"], r["period"]): r for r in ground.ask("yoy_growth", family="D1", place="44")
    }
    assert round(growth["month", "JF", "201502"]["value"], 6) == 0.090909
    assert round(growth["ytd", "YTD", "201502"]["value"], 6) == 0.090909
    assert ("month", "M", "201502") not in growth
    assert growth["ytd", "YTD", "201501"]["reason"] == "JF_MERGED"
    assert growth["ytd", "YTD", "201503"]["value"] == EXACT(2100 / 1900 - 1)
    value = ground.one("ytd_value", "period = '201502'", family="D1", place="44")
    assert (value["value"] / value["months_have"], value["is_jf_year"]) == (600, True)


def test_m09_unit_value(ground):
    found = ground.ask("unit_value", "family = 'D4'")
    assert round4([r for r in found if r["period"] == "2014"], "product_code") == {
        "94051000": 21.3333,
        "94054090": 8.3333,
    }
    assert round4([r for r in found if r["period"] == "2015"], "product_code") == {
        "94051000": 22.8182,
        "94054090": 7.8333,
    }
    assert {(r["unit"], r["complete"]) for r in found} == {("CNY per 个", True)}


def test_m14_growth_contribution(ground):
    found = ground.ask("growth_contribution", "period = '201512'", family="D1")
    assert round4(found, "part_code") == {"304": -1.3158, "344": -15.7895, "410": 7.0175, "502": 17.3684}
    assert round(sum(r["value"] for r in found), 4) == 7.2807
    assert {round(r["growth_pct"], 4) for r in found} == {7.2807}
    assert {r["unit"] for r in found} == {"pct_points"}


def test_m11_fisher_product_level(ground):
    found = ground.one("price_index", "period = '201512'", family="D1")
    names = ("laspeyres", "paasche", "value", "quantity_index")
    assert [round(found[n], 6) for n in names] == [1.012759, 1.015781, 1.014269, 1.057715]
    assert round(found["value"] * found["quantity_index"], 6) == 1.072807 == float(round(found["v1"] / found["v0"], 6))
    assert (found["cover0"], found["cover1"], found["complete"], found["matched_cells"]) == (1, 1, True, 2)


def test_m11_fisher_matched_cell(ground):
    found = ground.one("price_index", "period = '201512'", family="D1", cells="product_partner")
    names = ("laspeyres", "paasche", "value", "cover0", "cover1")
    assert [round(found[n], 6) for n in names] == [1.03125, 1.027878, 1.029562, 0.842105, 0.934587]
    assert (found["matched_cells"], found["unmatched_cells"], found["complete"]) == (3, 2, False)


def test_m12_a_chain_of_one_link_is_m11(ground):
    found = {r["period"]: r for r in ground.ask("chained_price_index", family="D1")}
    assert (found["2014"]["value"], found["2014"]["reason"]) == (None, "NO_MATCH")
    assert round(found["2015"]["value"], 6) == 1.014269
    assert found["2015"]["chain_from"] == "2014"


def test_m13_growth_decomposition(ground):
    found = ground.ask("growth_decomposition", "period = '201512'", family="D1")
    assert {r["part_code"]: round(r["value"], 6) for r in found} == {"price": 0.014168, "quantity": 0.056111}
    assert {round(r["growth_ln"], 6) for r in found} == {0.070279}


def test_m15_partner_concentration(ground):
    found = {r["period"]: r for r in ground.ask("partner_concentration", family="D1")}
    assert round(found["201412"]["value"], 2) == 4681.44
    last = found["201512"]
    assert round(last["value"], 2) == 6015.45
    assert round(last["effective_partners"], 4) == 1.6624
    assert round(last["normalised"], 6) == 0.402318
    assert (last["partners"], last["excluded_share"]) == (3, 0)


@pytest.mark.parametrize("digits", [6, 8])
def test_m16_product_concentration(ground, digits):
    found = ground.one("product_concentration", "period = '201512'", family="D1", digits=digits)
    assert round(found["value"], 2) == 5267.73


def test_m17_market_entry_exit(ground):
    found = ground.ask("market_entry_exit", "period = '201512'", family="D1")
    assert [(r["change"], r["partner_code"]) for r in found] == [("lost", "344"), ("new", "410")]
    assert round(found[1]["value"], 6) == 0.065413
    assert found[0]["value"] == EXACT(9000 / 57000)


def test_m27_batch_nonconformity(make_ground):
    ground = make_ground()
    each = [55_770_000 // 2712] * 2711
    values = [*each, 55_770_000 - sum(each)]
    batch = {"hs8": "94051000", "partner_code": "502", "inspection_date": "2015-10-08", "is_inspected": "true"}
    ground.latest(
        "fct_inspection_batch",
        [
            {**batch, "batch_no": str(n), "value_usd": str(v), "result": "FAIL" if n < 27 else "PASS"}
            for n, v in enumerate(values)
        ],
    )
    found = ground.one("batch_nonconformity", "period_kind = 'A'", family="ALL")
    assert round(found["value"], 6) == 0.009956
    assert round(found["average_batch_usd"], 2) == 20564.16
    assert (found["inspected"], found["nonconforming"], found["value_usd"]) == (2712, 27, 55_770_000)
