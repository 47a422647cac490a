"""Growth over the year before: its reasons, both sides alike, in dollars, and what each part adds."""

from __future__ import annotations

import pytest

from tests.warehouse.marts.ground import line, months, row

D1 = {"family": "D1", "place": "44"}
EACH = [row(m, 50, partner="304") for m in ("201401", "201501")]


def reasons(rows):
    return {r["period"]: r["reason"] for r in rows}


@pytest.fixture(scope="module")
def ground(make_ground):
    """2014 and 2015 month by month: what can be wrong with either side of a growth."""
    ground = make_ground()
    ground.put([row("201401", 100), row("201402", 100), row("201404", None), row("201406", 100)], "2014-08-01",
               asked=["201403", "201407"])  # fmt: skip
    ground.put([row("201501", 150), row("201503", 10), row("201504", 10), row("201505", 10), row("201507", None)],
               "2015-09-01", asked=["201502"])  # fmt: skip
    ground.put([row("201506", 10)], "2015-09-01", closed=False)
    return ground


def test_reasons_of_a_month(ground):
    found = {r["period"]: r for r in ground.ask("yoy_growth", "measure = 'month' AND period > '2015'", **D1)}
    assert found["201501"]["value"] == pytest.approx(0.5)
    assert found["201502"]["value"] == -1
    assert reasons(found.values()) == {
        "201501": None,
        "201502": None,
        "201503": "ZERO_BASE",
        "201504": "NULL_BASE",
        "201505": "NULL_BASE",
        "201506": "INCOMPLETE",
        "201507": "INCOMPLETE",
    }
    assert (found["201506"]["v1"], found["201506"]["v0"]) == (None, 100)
    assert (found["201504"]["v1"], found["201504"]["v0"]) == (10, None)


def test_reasons_of_the_year_to_date(ground):
    found = {r["period"]: r for r in ground.ask("yoy_growth", "measure = 'ytd' AND period > '2015'", **D1)}
    assert {p: r["value"] for p, r in found.items() if r["value"] is not None} == {
        "201501": pytest.approx(0.5),
        "201502": pytest.approx(-0.25),
        "201503": pytest.approx(-0.2),
    }
    assert [found[m]["reason"] for m in months("201504", "201507")] == [
        "NULL_BASE",
        "NULL_BASE",
        "INCOMPLETE",
        "INCOMPLETE",
    ]


def test_growth_as_of_takes_both_sides_of_that_day(make_ground):
    ground = make_ground()
    ground.put([row("201401", 100)], "2014-02-20")
    ground.put([row("201501", 120)], "2015-02-20")
    ground.put([row("201401", 110), row("201501", 121)], "2016-01-01")
    ytd = "measure = 'ytd' AND period = '201501'"
    then, now = (ground.one("yoy_growth", ytd, as_of=day, **D1) for day in ("2015-12-31", "2016-01-01"))
    assert (then["value"], now["value"]) == (pytest.approx(0.2), pytest.approx(0.1))
    assert then["vintage_min"].isoformat()[:10] == "2014-02-20"


def test_a_family_that_changed_its_content(make_ground):
    ground = make_ground()
    codes = ("94051000", "85392110", "85121000")
    ground.put([row(f"{y}01", v, hs8=c) for y, v in ((2021, 100), (2022, 120), (2023, 150)) for c in codes])
    found = {(r["family"], r["period"]): r for r in ground.ask("yoy_growth", "measure = 'ytd'", place="44")}
    assert {f: found[f, "202201"]["reason"] for f in ("D1", "D2", "D3", "D4", "D5")} == {
        "D1": "FAMILY_BREAK",
        "D2": "FAMILY_BREAK",
        "D3": None,
        "D4": "FAMILY_BREAK",
        "D5": None,
    }
    assert found["D1", "202301"]["value"] == pytest.approx(0.25)
    parts = {r["period"]: (r["value"], r["reason"]) for r in ground.ask("growth_contribution", family="D1")}
    assert parts == {
        "202101": (None, "NULL_BASE"),
        "202201": (None, "FAMILY_BREAK"),
        "202301": (pytest.approx(25), None),
    }


def test_both_sides_have_one_level_of_detail(make_ground):
    ground = make_ground()
    ground.put([row("201401", 100), row("201501", 120)])
    ground.put([row("201501", 999, place="ALL", partner="ALL", regime="ALL", basis="NAT")], by=[])
    found = ground.one("yoy_growth", "measure = 'month' AND period = '201501'", family="D1", place="ALL")
    assert (found["value"], found["basis"]) == (pytest.approx(0.2), "REG HS8 by partner regime place")


def test_vintages_are_not_mixed_in_one_sum(make_ground):
    ground = make_ground()
    ground.put([row("201401", 100), row("201402", 100), row("201501", 110)], "2015-02-20")
    ground.put([row("201502", 110)], "2015-03-10", official=False)
    found = {(r["measure"], r["period"]): r for r in ground.ask("yoy_growth", "period > '2015'", **D1)}
    assert found["month", "201502"]["value"] == pytest.approx(0.1)
    assert found["month", "201502"]["is_official"] is False
    assert found["month", "201501"]["is_official"] is True
    assert found["ytd", "201502"]["reason"] == "SCOPE_MISMATCH"
    for metric in ("growth_contribution", "partner_concentration", "product_concentration"):
        assert reasons(ground.ask(metric, "period > '2015'", family="D1"))["201502"] == "SCOPE_MISMATCH", metric


def test_months_stand_over_a_joint_january_and_february(make_ground):
    ground = make_ground()
    ground.put(
        [row("201402", 200, kind="JF"), row("201501", 100), row("201502", 150), row("201403", 1), row("201503", 2)]
    )
    found = {
        (r["measure"], r["period_kind"], r["period"]): r for r in ground.ask("yoy_growth", "period > '2015'", **D1)
    }
    assert found["month", "JF", "201502"]["value"] == pytest.approx(0.25)
    assert {found["month", "M", m]["reason"] for m in ("201501", "201502")} == {"NULL_BASE"}
    assert found["ytd", "YTD", "201501"]["reason"] == "NULL_BASE"
    assert found["ytd", "YTD", "201503"]["value"] == pytest.approx(252 / 201 - 1)


def test_a_printed_growth_that_reaches_minus_one_implies_no_base(make_ground):
    ground = make_ground()
    ground.printed("201509", ytd_value=1000, ytd_half_unit=0.5, ytd_yoy=-0.9996, ytd_yoy_half_unit=0.0005)
    ground.printed("201510", ytd_value=1000, ytd_half_unit=0.5, ytd_yoy=0.25, ytd_yoy_half_unit=0.0005)
    ground.put([line("201411", 100), line("201511", 110)], dataset="customs_city", closed=False, by=["place"])
    ground.printed("201511", ytd_value=110, ytd_half_unit=0.5, ytd_yoy=0.3, ytd_yoy_half_unit=0.0005)
    ground.printed("201508", ytd_value=1000, ytd_half_unit=0.5, ytd_yoy=-1)
    found = {r["period"]: r for r in ground.ask("yoy_growth", "period > '2015' AND measure = 'ytd'", family="D1")}
    for month in ("201508", "201509"):
        assert (found[month]["implied_base"], found[month]["printed_reason"]) == (None, "ZERO_BASE")
    assert (found["201510"]["implied_base"], found["201510"]["value"], found["201510"]["reason"]) == (
        800,
        None,
        "INCOMPLETE",
    )
    assert found["201511"]["implied_base"] == pytest.approx(110 / 1.3)
    assert ground.ask("yoy_growth", "period = '201510'", family="D2") == []
    assert ground.ask("yoy_growth", "period = '201510'", as_of="2015-11-19") == []


def test_a_computed_base_outside_the_printed_interval_is_inconsistent(make_ground):
    ground = make_ground()
    ground.put([line("201401", 100), line("201501", 130)], dataset="customs_city", closed=False, by=["place"])
    ground.printed("201501", ytd_value=130, ytd_half_unit=0.5, ytd_yoy=0.25, ytd_yoy_half_unit=0.0005)
    assert ground.one("yoy_growth", "measure = 'ytd' AND period = '201501'", family="D1")["is_consistent"] is False


def test_fx_split(make_ground):
    ground = make_ground()
    given = {"201401": 100, "201402": 300, "201501": 200, "201502": 600, "201503": 10, "201403": 10}
    ground.put([row(m, v) for m, v in given.items()], asked=["201404", "201504"])
    rates = {"201401": 6.0, "201402": 6.2, "201501": 6.4, "201502": 6.6, "201403": 6.3}
    ground.rates(rates, "2015-05-01")
    ground.rates(dict.fromkeys(rates, 9.9), rate_type="PBOC_MID")
    found = {(r["measure"], r["period"]): r for r in ground.ask("fx_split", "period > '2015'", **D1)}
    fx0, fx1 = 400 / (100 / 6.0 + 300 / 6.2), 800 / (200 / 6.4 + 600 / 6.6)
    ytd = found["ytd", "201502"]
    assert (ytd["fx0"], ytd["fx1"]) == (pytest.approx(fx0), pytest.approx(fx1))
    assert ytd["value"] == pytest.approx(2 / (fx1 / fx0) - 1)
    assert found["month", "201501"]["value"] == pytest.approx(2 / (6.4 / 6.0) - 1)
    assert (found["month", "201503"]["reason"], found["month", "201503"]["growth_cny"]) == ("NULL_BASE", 0)
    assert found["month", "201504"]["reason"] == "ZERO_BASE"
    other = ground.one("fx_split", "period = '201502' AND measure = 'ytd'", rate_type="PBOC_MID", **D1)
    assert other["value"] == pytest.approx(1)
    early = ground.one("fx_split", "period = '201502' AND measure = 'ytd'", as_of="2016-03-01", **D1)
    assert early["value"] == ytd["value"]


def test_rates_are_those_known_at_the_moment(make_ground):
    ground = make_ground()
    ground.put([row("201401", 100), row("201501", 110)], "2015-02-20")
    ground.rates({"201401": 6.0, "201501": 6.0}, "2015-03-01")
    ground.rates({"201401": 6.0, "201501": 6.6}, "2015-04-01")
    ground.rates({"201401": 6.0, "201501": 8.0}, "2015-04-01", source="ECB_EXR")
    month = "measure = 'month' AND period = '201501'"
    at = {day: ground.one("fx_split", month, as_of=day, **D1) for day in ("2015-02-20", "2015-03-01", "2015-04-01")}
    assert at["2015-02-20"]["reason"] == "NULL_BASE"
    assert at["2015-03-01"]["value"] == pytest.approx(0.1)
    assert at["2015-04-01"]["value"] == pytest.approx(0.0)
    assert ground.one("fx_split", month, **D1)["value"] == pytest.approx(0.0)


def test_fx_of_a_joint_january_and_february(make_ground):
    ground = make_ground()
    ground.put([row("201401", 100), row("201402", 300), row("201502", 800, kind="JF"), row("201501", 5)])
    ground.rates({"201401": 6.0, "201402": 6.2, "201501": 6.4, "201502": 6.6})
    fx0 = 400 / (100 / 6.0 + 300 / 6.2)
    found = ground.ask("fx_split", "period = '201502'", **D1)
    assert [(r["measure"], r["fx0"], r["fx1"]) for r in found] == [
        ("month", pytest.approx(fx0), pytest.approx(6.5)),
        ("ytd", pytest.approx(fx0), pytest.approx(6.5)),
    ]


def test_fx_without_trade_in_the_period(make_ground):
    ground = make_ground()
    ground.put([row("201401", 100)], asked=["201501"])
    ground.rates({"201401": 6.0, "201501": 6.4})
    assert {r["value"] for r in ground.ask("fx_split", "period = '201501'", **D1)} == {-1}


@pytest.mark.parametrize("dimension", ["partner", "product", "regime", "place"])
def test_parts_add_up_to_the_growth_whatever_the_dimension(make_ground, dimension):
    ground = make_ground()
    base = [row("201401", 60), row("201401", 40, partner="304", regime="14"), row("201401", 9, hs8="85131010")]
    ground.put([*base, row("201501", 90, place="31"), row("201501", 40, hs8="94054090")])
    ground.put([row("201401", 1, **NATION), row("201501", 5, **NATION)], by=["partner"])
    found = ground.ask("growth_contribution", "period = '201501'", family="D1", dimension=dimension)
    parts = {
        "partner": {"502": 400.0},
        "product": {"94051000": 400.0},
        "regime": {"10": 70.0, "14": -40.0},
        "place": {"44": -60.0, "31": 90.0},
    }
    assert {r["part_code"]: r["value"] for r in found} == parts[dimension]
    assert sum(r["value"] for r in found) == pytest.approx(found[0]["growth_pct"])
    assert {r["dimension"] for r in found} == {dimension}


NATION = {"place": "ALL", "regime": "ALL", "basis": "NAT"}


def test_parts_of_what_is_not_whole_are_not_shown(ground):
    found = ground.ask("growth_contribution", "period > '2015'", family="D1")
    seen = {r["period"]: (r["value"], r["reason"], r["v1"], r["v0"]) for r in found}
    assert seen["201502"] == (pytest.approx(-25), None, 150, 200)
    assert seen["201504"] == (None, "NULL_BASE", 170, None)
    assert seen["201506"][:3] == (None, "INCOMPLETE", None)


def test_contribution_to_nothing_has_a_zero_base(make_ground):
    ground = make_ground()
    ground.put([row("201501", 90)], asked=["201401"])
    assert reasons(ground.ask("growth_contribution", family="D1"))["201501"] == "ZERO_BASE"


def test_an_unknown_dimension_is_an_error(ground):
    with pytest.raises(Exception, match="dimension is partner, product, regime, place or town"):
        ground.ask("growth_contribution", dimension="village")
