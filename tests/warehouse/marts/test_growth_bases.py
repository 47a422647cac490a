"""Growth on a stated basis, constant families, and what an HS prefix cannot be compared with."""

from __future__ import annotations

import pytest

from tests.warehouse.marts.ground import months, row

D1 = {"family": "D1", "place": "44"}
YTD = "measure = 'ytd' AND period = '{}'"
OLD_2014, OLD_2015 = "2014-11-08", "2015-11-08"


def told(rows):
    return {(r["growth_basis"], r["figures"]): (r["value"] and round(r["value"], 6), r["reason"]) for r in rows}


@pytest.fixture(scope="module")
def tables(make_ground):
    """The city's year to date of October 2014, first flash and revised later, and of October 2015."""
    ground = make_ground()
    half = {"ytd_half_unit": 5e6, "ytd_yoy_half_unit": 0.0005, "is_official": False}
    ground.printed("201410", OLD_2014, ytd_value=5.20e9, known_to="2014-12-18", **half)
    revised = {**half, "is_official": True, "is_first_release": False}
    ground.printed("201410", "2014-12-18", ytd_value=5.2377e9, **revised)
    ground.printed("201510", OLD_2015, ytd_value=7.05e9, prior_ytd_value=5.2377e9, ytd_yoy=0.346, **half)
    ground.printed("201511", ytd_value=8e9, ytd_yoy=0.25, month_value=1e9, month_yoy=-1, **half)
    ground.printed("201512", ytd_value=9e9, **half)
    ground.printed("201601", ytd_value=0, prior_ytd_value=0, **half)
    ground.printed("202201", ytd_value=9e9, ytd_yoy=0.5, **half)
    return ground


def test_m04_vintage(tables):
    found = tables.ask("yoy_by_basis", YTD.format("201510"), growth_basis=None)
    assert told(found) == {
        ("printed", "printed"): (0.346, None),
        ("first_release", "printed"): (0.355769, None),
        ("revised_base", "printed"): (0.346011, None),
    }
    assert {r["growth_basis"]: r["v0"] for r in found} == {
        "printed": None,
        "first_release": 5.20e9,
        "revised_base": 5.2377e9,
    }
    assert {r["growth_basis"] for r in tables.ask("yoy_by_basis")} == {"revised_base"}
    early = tables.ask("yoy_by_basis", YTD.format("201510"), growth_basis=None, as_of="2015-11-07")
    assert early == []


def test_m04_reasons_of_printed_tables(tables):
    found = {(r["growth_basis"], r["measure"], r["period"]): (r["value"], r["reason"])
             for r in tables.ask("yoy_by_basis", growth_basis=None)}  # fmt: skip
    assert found["revised_base", "ytd", "201511"] == (pytest.approx(0.25), None)
    assert found["revised_base", "month", "201511"] == (None, "ZERO_BASE")
    assert found["printed", "month", "201511"] == (-1, None)
    assert found["first_release", "ytd", "201511"] == (None, "NO_DATA")
    assert found["revised_base", "ytd", "201512"] == (None, "NULL_BASE")
    assert found["printed", "ytd", "201512"] == (None, "NO_DATA")
    assert found["revised_base", "ytd", "201601"] == (None, "ZERO_BASE")
    assert {found[b, "ytd", "202201"] for b in ("printed", "revised_base")} == {(None, "FAMILY_BREAK")}
    with pytest.raises(Exception, match="growth_basis is printed"):
        tables.ask("yoy_by_basis", growth_basis="flash")


@pytest.fixture(scope="module")
def ground(make_ground):
    """January 2014 and 2015 released in time and revised; January 2016 only as a backfill; the years around 2022."""
    ground = make_ground()
    ground.put([row("201401", 80), row("201401", 20, partner="304")], "2014-02-20")
    ground.put([row("201401", 110), row("201401", 15, partner="304")], "2014-09-20")
    ground.put([row("201501", 150)], "2015-02-20")
    ground.put([row("201601", 300)], "2017-02-20")
    codes = {"94051000": 100, "85392110": 50, "94055000": 30, "85414010": 9, "70111000": 1}
    later = {"94051100": 90, "85395100": 75, "94055000": 33, "85414100": 5, "70111000": 2}
    ground.put([row("202101", v, hs8=c) for c, v in codes.items()], "2021-02-20")
    ground.put([row("202201", v, hs8=c) for c, v in later.items()], "2022-02-20")
    return ground


@pytest.fixture(scope="module")
def bases(ground):
    """Year to date by family, period and basis."""
    rows = ground.ask("yoy_by_basis", "measure = 'ytd'", growth_basis=None, place="44")
    found: dict = {}
    for r in rows:
        value = r["value"] and round(r["value"], 6)
        found.setdefault((r["family"], r["period"]), {})[r["growth_basis"]] = (value, r["reason"])
    return found


def test_m04_computed(ground, bases):
    assert bases["D1", "201501"] == {
        "first_release": (0.5, None),
        "revised_base": (0.2, None),
        "const_family": (0.2, None),
    }
    assert bases["D1", "201601"]["first_release"] == (None, "NO_DATA")
    assert bases["D1", "201601"]["revised_base"] == (1.0, None)
    assert ground.one("yoy_growth", YTD.format("201501"), **D1)["value"] == pytest.approx(0.2)


def test_m04_a_constant_family_crosses_the_revision(bases):
    """9405 and 8539 exchanged content in 2022; together they are 180 and then 198. D4 without its LEDs: 181 and 200."""
    for family, constant in (("D1", 0.1), ("D2", 0.1), ("D4", round(200 / 181 - 1, 6))):
        assert bases[family, "202201"] == {
            "first_release": (None, "FAMILY_BREAK"),
            "revised_base": (None, "FAMILY_BREAK"),
            "const_family": (constant, None),
        }, family
    assert set(bases["D3", "202201"].values()) == {(0.1, None)}


def test_an_hs_prefix_that_exchanged_content_has_a_break_too(ground):
    prefixes = ("9405", "8539", "94051000", "94055000", "7011")
    found = {p: ground.one("yoy_growth", YTD.format("202201"), product=p, place="44")["reason"] for p in prefixes}
    assert found == {**dict.fromkeys(prefixes[:3], "FAMILY_BREAK"), "94055000": None, "7011": None}


def test_a_prefix_may_be_followed_through_2017(make_ground):
    ground = make_ground()
    ground.put([row(m, 10, hs8="85392110") for m in ("201601", "201701")], asked=months("201601", "201701"))
    assert ground.one("yoy_growth", YTD.format("201701"), product="8539", place="44")["value"] == 0
