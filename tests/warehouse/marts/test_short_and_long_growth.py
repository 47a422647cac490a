"""Growth over the month before, and the average of two years."""

from __future__ import annotations

import pytest

from tests.warehouse.marts.ground import line, months, row

D1 = {"family": "D1", "place": "44"}
EXACT = pytest.approx


def by_period(rows, column="reason"):
    return {r["period"]: r[column] for r in rows}


@pytest.fixture(scope="module")
def ground(make_ground):
    """Months of 2014, of 2015 with January and February as one, of 2016 with January alone."""
    ground = make_ground()
    early = [row("201401", 700), row("201402", 400), row("201403", 800), row("201404", None), row("201405", 10),
             row("201406", 10), row("201411", 300), row("201412", 600)]  # fmt: skip
    ground.put(early, "2015-01-20", asked=["201407", "201408", "201409", "201410"])
    ground.put([row("201502", 1200, kind="JF"), row("201503", 900), row("201504", 1000), row("201601", 500),
                row("201603", 700)], "2016-05-01")  # fmt: skip
    ground.put([row("201505", 30)], "2016-05-01", closed=False)
    return ground


def test_m07_january_and_february_as_one(ground):
    found = {r["period"]: r for r in ground.ask("mom_growth", "period BETWEEN '201501' AND '201504'", **D1)}
    assert by_period(found.values()) == {**dict.fromkeys(months("201501", "201503"), "JF_MERGED"), "201504": None}
    assert found["201504"]["value"] == EXACT(1000 / 900 - 1)
    assert by_period(found.values(), "jf_average_month") == {
        **dict.fromkeys(months("201501", "201503"), 600),
        "201504": None,
    }
    assert (found["201503"]["v1"], found["201503"]["v0"]) == (900, None)
    joint = ground.one("yoy_growth", "measure = 'month' AND period_kind = 'JF'", **D1)
    assert (joint["period"], round(joint["value"], 6)) == ("201502", 0.090909)


def test_m07_january_without_a_february_of_its_own(ground):
    """January alone is no month: it is known that February is missing, not that there was none."""
    found = {r["period"]: r for r in ground.ask("mom_growth", "period >= '201601'", **D1)}
    assert by_period(found.values()) == dict.fromkeys(months("201601", "201603"), "JF_MERGED")
    assert by_period(found.values(), "jf_average_month") == dict.fromkeys(months("201601", "201603"))


def test_m07_reasons(ground):
    found = {
        r["period"]: r for r in ground.ask("mom_growth", "period < '2015' OR period IN ('201505', '201506')", **D1)
    }
    assert by_period(found.values()) == {
        "201401": "NULL_BASE",
        "201402": None,
        "201403": None,
        "201404": "INCOMPLETE",
        "201405": "NULL_BASE",
        "201406": None,
        "201407": None,
        "201408": "ZERO_BASE",
        "201409": "ZERO_BASE",
        "201410": "ZERO_BASE",
        "201411": "ZERO_BASE",
        "201412": None,
        "201505": "INCOMPLETE",
        "201506": "NOT_RELEASED",
    }
    values = {p: r["value"] for p, r in found.items() if r["reason"] is None}
    assert values == {
        "201402": EXACT(-3 / 7),
        "201403": EXACT(1.0),
        "201406": EXACT(0.0),
        "201407": EXACT(-1.0),
        "201412": EXACT(1.0),
    }
    assert {r["unit"] for r in found.values()} == {"fraction"}


def test_m07_as_of_family_break_and_vintages(make_ground):
    ground = make_ground()
    ground.put([row(m, 100 + n) for n, m in enumerate(months("202101", "202112"))], "2022-01-20")
    ground.put([row("202201", 120), row("202202", 60)], "2022-03-20")
    ground.put([row("202202", 90)], "2022-04-20")
    ground.put([row("202203", 90), row("202203", 10, partner="304")], "2022-04-20", official=False)
    ground.put([row("202203", 95)], "2022-05-20", partners=["502"])
    found = {r["period"]: r for r in ground.ask("mom_growth", "period > '2022'", **D1)}
    assert by_period(found.values()) == {"202201": "FAMILY_BREAK", "202202": None, "202203": "SCOPE_MISMATCH"}
    assert found["202202"]["value"] == EXACT(-0.25)
    then = ground.one("mom_growth", "period = '202202'", as_of="2022-04-19", **D1)
    assert then["value"] == EXACT(-0.5)
    assert then["vintage_max"].isoformat()[:10] == "2022-03-20"
    whole = ground.one("mom_growth", "period = '202201'", family="D3", place="44")
    assert whole["reason"] is None


def test_m07_takes_both_months_from_one_level(make_ground):
    """The nation's February stands by itself and by province, its March by province only."""
    ground = make_ground()
    nation = {"place": "ALL", "partner": "ALL", "regime": "ALL", "basis": "NAT"}
    ground.put([row("201501", 8, **nation), row("201502", 10, **nation)], by=[])
    ground.put([row("201501", 7), row("201502", 9), row("201503", 12)])
    found = {r["period"]: r for r in ground.ask("mom_growth", family="D1", place="ALL")}
    assert (found["201502"]["value"], found["201502"]["basis"]) == (EXACT(0.25), "NAT HS8")
    assert (found["201503"]["value"], found["201503"]["basis"]) == (EXACT(1 / 3), "REG HS8 by partner regime place")


def test_m41_two_years(make_ground):
    """1.009 squared over 1.238 is a fall of 17.76 % in 2020."""
    ground = make_ground()
    first, last = 1_000_000_000, 1_018_081_000
    between = round(last / 1.238, 2)
    half = months("202001", "202006")
    ground.put(
        [line(f"2019{m[4:]}", first) for m in half]
        + [line(m, between) for m in half]
        + [line(f"2021{m[4:]}", last) for m in half],
        dataset="customs_city", closed=False, by=["place"],
    )  # fmt: skip
    for measure in ("month", "ytd"):
        where = f"period = '202106' AND measure = '{measure}'"
        found = ground.one("two_year_growth", where, family="D1", place="442000")
        assert found["value"] == EXACT(0.009)
        assert round(found["growth_last"], 4) == 0.238
        assert round(found["growth_first"], 4) == -0.1776
        assert ((1 + found["growth_first"]) * (1 + found["growth_last"])) ** 0.5 - 1 == EXACT(0.009)
    assert (found["v1"], found["v0"]) == (6 * last, 6 * first)
    assert round(ground.con.execute("SELECT ops.growth_implied(0.009, 0.238)").fetchone()[0], 4) == -0.1776


def test_m41_reasons(make_ground):
    ground = make_ground()
    ground.put([row("201301", 50), row("201302", 50), row("201303", 100)], "2013-06-01", asked=["201304"])
    ground.put([row("201502", 144, kind="JF"), row("201503", 64), row("201504", 10), row("201505", 10),
                row("201506", None)], "2015-09-01")  # fmt: skip
    found = {
        (r["measure"], r["period_kind"], r["period"]): r for r in ground.ask("two_year_growth", "period > '2015'", **D1)
    }
    assert found["month", "JF", "201502"]["value"] == EXACT(0.2)
    assert found["month", "M", "201503"]["value"] == EXACT(-0.2)
    assert found["ytd", "YTD", "201503"]["value"] == EXACT((208 / 200) ** 0.5 - 1)
    assert {k: found[k]["reason"] for k in found if k[0] == "month"} == {
        ("month", "JF", "201502"): None,
        ("month", "M", "201503"): None,
        ("month", "M", "201504"): "ZERO_BASE",
        ("month", "M", "201505"): "NULL_BASE",
        ("month", "M", "201506"): "INCOMPLETE",
    }
    assert found["ytd", "YTD", "201501"]["reason"] == "JF_MERGED"
    assert {(r["growth_last"], r["growth_first"]) for r in found.values()} == {(None, None)}


def test_m41_a_family_that_changed_within_the_two_years(make_ground):
    ground = make_ground()
    codes = ("94051000", "85392110")
    years = ("2020", "2021", "2022", "2023", "2024")
    ground.put([row(f"{y}01", 100 * 4**n, hs8=c) for n, y in enumerate(years) for c in codes])
    found = {
        (r["family"], r["period"]): (r["reason"], r["value"])
        for r in ground.ask("two_year_growth", "measure = 'ytd'", place="44")
    }
    assert {p: found["D1", p] for p in ("202201", "202301", "202401")} == {
        "202201": ("FAMILY_BREAK", None),
        "202301": ("FAMILY_BREAK", None),
        "202401": (None, EXACT(3.0)),
    }
    assert found["D3", "202301"] == (None, EXACT(3.0))
