"""World share and mirror gap: the worked examples, missing reporters, revisions, levels, and what is never added."""

from __future__ import annotations

import math

import pytest

from tests.warehouse.marts.ground import line, months
from tests.warehouse.marts.world_ground import put_world, toy

LAMPS = {"family": "D1"}


@pytest.fixture
def world(make_ground):
    """A warehouse without world trade."""
    return make_ground()


def share(ground, basis="mirror", period="2015", **more):
    return ground.one("world_share", f"basis = '{basis}' AND period = '{period}'", **{**LAMPS, **more})


def test_m20_and_m21_as_worked(world):
    put_world(world.con, toy("2015"))
    assert round(share(world)["value"], 6) == 0.614286
    assert round(share(world, less_reexports=True)["value"], 6) == 0.589666
    assert round(share(world, "fob")["value"], 6) == 0.590571
    assert round(120 / share(world, "fob")["world_usd"], 6) == 0.018171
    assert {r["reason"] for r in world.ask("world_share", **LAMPS)} == {None}
    gaps = {r["area_code"]: r for r in world.ask("mirror_gap", **LAMPS)}
    assert round(gaps["ALL"]["value"], 6) == 1.040155
    assert round(gaps["ALL"]["raw_ratio"], 6) == 1.102564
    assert gaps["ALL"]["asymmetry"] == pytest.approx(math.log(1.040155), abs=1e-6)
    assert (gaps["842"]["partner_code"], gaps["842"]["partner_name"]) == ("502", "USA")
    assert gaps["842"]["value"] == pytest.approx(2600 / 1.06 / 2400)
    assert not any(r["is_flagged"] for r in gaps.values())
    assert share(world, "fob", cif_margin=0.1)["value"] == pytest.approx(3900 / (7000 / 1.1))


def test_reexports_are_taken_off_where_they_are_known_and_hong_kong_reports(world):
    """Not as if there were none; and what passed through Hong Kong counts twice only if it reports too."""
    known, silent = toy("2015"), toy("2014", without=["344"])
    put_world(world.con, [*(r for r in known if r[3] != "RX"), *silent])
    found = share(world, less_reexports=True)
    assert (found["value"], found["reason"], found["partial_value"]) == (None, "INCOMPLETE", None)
    assert share(world)["reason"] is None
    assert share(world, period="2014", less_reexports=True)["value"] == pytest.approx(3850 / 6500)
    assert share(world, "fob", less_reexports=True)["reason"] is None


def test_a_reporter_has_one_classification_for_all_its_flows_of_a_year(world):
    """Imports and re-exports of Hong Kong are of the revision that answers most, not each of its own."""
    put_world(world.con, toy("2015"))
    put_world(world.con, [("344", "000", "2015", "RX", 100)], classification="H5")
    assert round(share(world, less_reexports=True)["value"], 6) == 0.589666
    put_world(world.con, [(r, p, y, f, 2 * v) for r, p, y, f, v in toy("2015") if r == "344" and f == "M"],
              classification="H5")  # fmt: skip
    assert share(world)["world_usd"] == 7500, "the later of two that answer as much"
    assert share(world, less_reexports=True)["numerator_usd"] == 4300 + 450 - 100


def test_m20_claim_bound(world):
    """Ten months of the city against five of China: the world imports no less, so the share is at most 6.88 %."""
    city = 7.05 / 6.22
    assert round(city, 4) == 1.1334
    bound = world.con.execute("SELECT ops.world_share_bound(?::DOUBLE, 16.477::DOUBLE)", [city]).fetchone()[0]
    assert round(bound, 4) == 0.0688


def test_missing_reporters_are_weighed(world):
    """Germany (1500 of 7000 the year before) has not reported: below 0.9, so only what is known is shown."""
    put_world(world.con, [*toy("2014"), *toy("2015", without=["276"])])
    found = share(world)
    assert (found["value"], found["reason"], found["reporters"], found["reporters_missing"]) == (
        None,
        "INCOMPLETE",
        3,
        1,
    )
    assert found["reporter_cover"] == pytest.approx(5500 / 7000)
    assert found["partial_value"] == pytest.approx(3700 / 5500)
    assert share(world, period="2014")["reason"] is None


def test_a_small_reporter_that_is_missing_is_told_and_no_more(world):
    put_world(world.con, [*toy("2014"), *toy("2015", without=["344"])])
    found = share(world)
    assert (found["reason"], found["reporters_missing"]) == (None, 1)
    assert found["reporter_cover"] == pytest.approx(6500 / 7000)
    assert found["value"] == pytest.approx(3850 / 6500)
    assert share(world, "fob")["value"] == pytest.approx((3900 - 380) / (6500 / 1.06))


def test_reporters_that_were_asked_for_and_gave_nothing_are_missing(world):
    put_world(world.con, toy("2015"), asked=["276", "344", "392", "826", "842"])
    found = share(world)
    assert (found["reason"], found["reporters_missing"]) == ("INCOMPLETE", 1)
    assert found["reporter_cover"] == pytest.approx(0.8)


def test_levels_and_revisions_are_never_added(world):
    put_world(world.con, toy("2015"))
    fine = [(r, p, y, f, v // 2) for r, p, y, f, v in toy("2015")]
    put_world(world.con, fine, code="940510", hs=["9405"])
    put_world(world.con, fine, code="940540", hs=["9405"])
    put_world(world.con, toy("2015"), classification="H3")
    put_world(world.con, toy("2015"), source="baci")
    found = share(world)
    assert (found["numerator_usd"], found["world_usd"]) == (4300, 7000)


def test_subheadings_make_a_heading_only_where_all_were_asked_for(world):
    half = [(r, p, y, f, v // 2) for r, p, y, f, v in toy("2015")]
    put_world(world.con, half, code="940510")
    assert world.ask("world_share", **LAMPS) == []
    put_world(world.con, half, code="940540", hs=["9405"])
    found = share(world)
    assert (found["numerator_usd"], found["world_usd"], found["reason"]) == (4300, 7000, None)


def test_imports_at_the_border_are_no_cif(world):
    """A reporter that gives its imports FOB only is left out on both sides."""
    put_world(world.con, toy("2015", without=["344"]))
    put_world(world.con, [("344", "000", "2015", "M", 500), ("344", "156", "2015", "M", 450)], fob_value_usd=1)
    found = share(world)
    assert (found["reporters"], found["reporters_missing"], found["numerator_usd"]) == (3, 1, 3850)
    gaps = {r["area_code"]: r["reason"] for r in world.ask("mirror_gap", **LAMPS)}
    assert gaps == {"842": None, "276": None, "826": None, "344": "INCOMPLETE", "ALL": None}


def test_a_gap_is_flagged_and_no_exports_are_no_ratio(world):
    rows = [("842", "000", "2015", "M", 900), ("842", "156", "2015", "M", 318), ("156", "842", "2015", "X", 199)]
    rows += [("276", "000", "2015", "M", 900), ("276", "156", "2015", "M", 5)]
    put_world(world.con, rows)
    gaps = {r["area_code"]: r for r in world.ask("mirror_gap", **LAMPS)}
    assert (gaps["842"]["value"], gaps["842"]["is_flagged"]) == (pytest.approx(300 / 199), True)
    assert (gaps["276"]["value"], gaps["276"]["reason"]) == (None, "ZERO_DENOM")


def test_what_comtrade_cannot_say(world):
    """A member of 8 digits is finer than Comtrade, unless it ends in 00 and is its whole subheading."""
    put_world(world.con, toy("2015"))
    assert share(world, family="D4")["reason"] == "SCOPE_MISMATCH"
    put_world(world.con, toy("2022"), classification="H6", code="701110", known="2023-06-01")
    assert share(world, family=None, product="70111000", period="2022")["value"] == pytest.approx(4300 / 7000)


def test_as_known_then(world):
    put_world(world.con, toy("2015"))
    assert world.ask("world_share", as_of="2016-05-31", **LAMPS) == []
    assert share(world, as_of="2016-06-01")["value"] == pytest.approx(4300 / 7000)


def test_the_share_of_a_place(world):
    lines = [line(month, 10, currency="USD") for month in months("201501", "201512")]
    world.put(lines, dataset="customs_city", closed=True, by=["place"])
    put_world(world.con, toy("2015"))
    assert share(world, "place", place="442001")["reason"] == "NO_DATA"
    found = share(world, "place", place="442000")
    assert (found["numerator_usd"], round(found["value"], 6)) == (120, 0.018171)
