"""Mixes by regime and ownership, and the share of a place in the place that it lies in."""

from __future__ import annotations

import pytest

from tests.warehouse.marts.ground import line, row

EXACT = pytest.approx
NINGBO, YUYAO, ZHONGSHAN = "330200", "330281", "442000"
NAT = {"place": "ALL", "partner": "ALL", "regime": "ALL", "basis": "NAT"}


def printed(ground, period, ytd, half=0.05, growth=None, place=ZHONGSHAN, known="2021-07-20", **other):
    """A figure from January on in 100 million yuan, with its growth."""
    unit = 10**8
    ground.printed(
        period, known, place_code=place, ytd_value=round(ytd * unit, 2), ytd_half_unit=half * unit, ytd_yoy=growth,
        ytd_yoy_half_unit=None if growth is None else 0.0005, **{"product_code": "ALL", **other},
    )  # fmt: skip


def shares(rows, column="value", digits=4):
    return {r["part_code"]: None if r[column] is None else round(r[column], digits) for r in rows}


@pytest.fixture(scope="module")
def city(make_ground):
    """Ningbo, January to October 2021 (invented month), and Zhongshan's first half of 2021."""
    ground = make_ground()
    here = {"place": NINGBO, "known": "2021-11-20"}
    printed(ground, "202110", 119.8, growth=-0.035, **here)
    printed(ground, "202110", 114, regime_code="10", **here)
    printed(ground, "202110", 91.5, ownership="PRIVATE", **here)
    printed(ground, "202110", 60.1, partner_code="304", **here)
    printed(ground, "202110", 23, partner_code="502", **here)
    printed(ground, "202110", 26.3, **{**here, "place": YUYAO})
    printed(ground, "202106", 1204.8, growth=0.238)
    printed(ground, "202106", 732.5, growth=0.339, regime_code="10")
    printed(ground, "202106", 448.0, regime_code="14")
    printed(ground, "202106", 626.3, ownership="FIE")
    printed(ground, "202106", 500.4, growth=0.368, ownership="PRIVATE")
    printed(ground, "202106", 78.1, ownership="SOE")
    return ground


def test_m18_ningbo(city):
    here = {"family": "ALL", "place": NINGBO}
    by = {d: city.ask("trade_mix", dimension=d, **here) for d in ("regime", "ownership", "partner", "place")}
    assert shares(by["regime"]) == {"10": 0.9516}
    assert shares(by["ownership"]) == {"PRIVATE": 0.7638}
    assert round(sum(r["value"] for r in by["partner"]), 4) == 0.6937
    assert shares(by["place"]) == {YUYAO: 0.2195}
    for rows in by.values():
        assert {(r["unit"], r["complete"], r["is_full_partition"], r["measure"]) for r in rows} == {
            ("fraction", True, False, "ytd")
        }
        assert {(r["change_reason"], r["total_value"]) for r in rows} == {("NULL_BASE", 11_980_000_000)}


def test_m18_zhongshan_and_the_change_that_printed_growth_implies(city):
    here = {"family": "ALL", "place": ZHONGSHAN}
    regimes = city.ask("trade_mix", dimension="regime", **here)
    owners = city.ask("trade_mix", dimension="ownership", **here)
    assert shares(regimes, digits=3) == {"10": 0.608, "14": 0.372}
    assert shares(regimes)["14"] == 0.3718
    assert shares(owners) == {"FIE": 0.5198, "PRIVATE": 0.4153, "SOE": 0.0648}
    assert shares(regimes, "change_pct_points", 2) == {"10": 4.59, "14": None}
    assert [r["base_source"] for r in regimes] == ["printed growth", None]
    assert {(r["is_full_partition"], round(r["shares_sum"], 9)) for r in owners} == {(True, 1.0)}
    private = next(r for r in owners if r["part_code"] == "PRIVATE")
    assert private["share_base"] == EXACT(500.4 / 1.368 / (1204.8 / 1.238))


def test_m18_shares_of_a_full_partition_add_to_1(make_ground):
    """0.608 + 0.372 + 0.05 is too much; without one of three kinds nothing says that the rest is missing."""
    ground = make_ground()
    for place, parts in {
        "110000": {"FIE": 0.608, "PRIVATE": 0.372, "SOE": 0.05},
        "120000": {"FIE": 0.608, "PRIVATE": 0.372, "SOE": 0.025},
        "130000": {"FIE": 0.608, "PRIVATE": 0.372, "SOE": 0.015},
        "140000": {"FIE": 0.608, "PRIVATE": 0.372, "SOE": 0.0149},
        "150000": {"FIE": 0.608, "PRIVATE": 0.1},
        "155000": {"FIE": 0.608, "PRIVATE": 0.5},
    }.items():
        printed(ground, "202106", 1000, place=place)
        for owner, share in parts.items():
            printed(ground, "202106", 1000 * share, place=place, ownership=owner)
    for regime, share in {"10": 0.7, "39": 0.2}.items():
        printed(ground, "202106", 1000 * share, place="110000", regime_code=regime)
    printed(ground, "202106", 0, place="160000")
    printed(ground, "202106", 0, place="160000", ownership="FIE")
    ground.printed("202106", place_code="170000", product_code="ALL", state="HELD")
    printed(ground, "202106", 5, place="170000", ownership="FIE")
    printed(ground, "202106", 10, place="180000")
    ground.printed("202106", place_code="180000", product_code="ALL", state="CONFLICT", ownership="SOE")
    printed(ground, "202106", 10, place="180000", ownership="FIE")
    printed(ground, "202106", 10, place="190000")
    printed(ground, "202106", 9, place="190000", ownership="FIE", is_official=False)
    found = ground.ask("trade_mix", "measure = 'ytd'", family="ALL", dimension="ownership")
    assert {(r["place_code"], r["reason"]) for r in found if r["place_code"] < "18"} == {
        ("110000", "SCOPE_MISMATCH"),
        ("120000", None),
        ("130000", None),
        ("140000", "INCOMPLETE"),
        ("150000", None),
        ("155000", None),
        ("160000", "ZERO_DENOM"),
        ("170000", "INCOMPLETE"),
    }
    assert {r["part_code"]: r["reason"] for r in found if r["place_code"] == "180000"} == {
        "FIE": None,
        "SOE": "CONFLICT",
    }
    assert [r["reason"] for r in found if r["place_code"] == "190000"] == ["SCOPE_MISMATCH"]
    regimes = ground.ask("trade_mix", family="ALL", dimension="regime", place="110000")
    assert {r["reason"] for r in regimes} == {"INCOMPLETE"}


def test_m18_lines_that_repeat_others_do_not_add_to_the_whole(make_ground):
    """Processing trade as a whole repeats 14 and 15, and a line of which is in its own; both have their share."""
    ground = make_ground()
    table = {"place": "ALL", "geo_basis": "NAT", "supersession_group": "customs_regime_totals"}
    printed(ground, "202106", 1000, line_kind="TOTAL", **table)
    for regime, value, kind in (
        ("10", 600, "LINE"),
        ("14", 100, "LINE"),
        ("15", 200, "LINE"),
        ("PROCESSING", 300, "GROUP"),
        ("39", 100, "LINE"),
        ("of 39", 60, "PART"),
    ):
        printed(ground, "202106", value, regime_code=regime, line_kind=kind, **table)
    found = ground.ask("trade_mix", "measure = 'ytd'", family="ALL", dimension="regime")
    assert shares(found) == {"10": 0.6, "14": 0.1, "15": 0.2, "PROCESSING": 0.3, "39": 0.1, "of 39": 0.06}
    assert {(r["reason"], r["is_full_partition"], r["shares_sum"]) for r in found} == {(None, True, 1.0)}


@pytest.fixture(scope="module")
def facts(make_ground):
    """Regimes of two years on one level of detail, the second with January and February as one."""
    ground = make_ground()
    ground.put(
        [row("201401", 30), row("201402", 30), row("201402", 40, regime="14"), row("201403", 60),
         row("201403", 40, regime="19")], "2014-05-01",
    )  # fmt: skip
    ground.put(
        [row("201502", 150, kind="JF"), row("201502", 50, kind="JF", regime="14"), row("201503", 100),
         row("201503", 25, regime="15"), row("201503", 75, place="33"), row("201505", 5)],
        "2015-06-01", asked=["201504"],
    )  # fmt: skip
    ground.put([row("201506", None), row("201506", 5, partner="304")], "2015-08-01")
    return ground


def test_m18_facts_by_regime(facts):
    found = facts.ask("trade_mix", "period >= '201501'", family="D1", place="44")
    year = {(r["period"], r["part_code"]): r for r in found if r["measure"] == "ytd"}
    march = {code: year["201503", code] for code in ("10", "14", "15", "19")}
    assert shares(march.values()) == {
        "10": round(250 / 325, 4),
        "14": round(50 / 325, 4),
        "15": round(25 / 325, 4),
        "19": 0,
    }
    assert shares(march.values(), "share_base") == {"10": 0.6, "14": 0.2, "15": 0.0, "19": 0.2}
    assert sum(r["change_pct_points"] for r in march.values()) == EXACT(0, abs=1e-9)
    assert march["19"]["change_pct_points"] == EXACT(-20.0)
    assert {(r["base_source"], r["is_full_partition"], r["shares_sum"]) for r in march.values()} == {
        ("figures", True, 1.0)
    }
    month = {(r["period_kind"], r["period"], r["part_code"]): r for r in found if r["measure"] == "month"}
    assert month["JF", "201502", "14"]["value"] == EXACT(0.25)
    assert month["M", "201503", "10"]["value"] == EXACT(0.8)
    assert month["M", "201503", "10"]["change_pct_points"] == EXACT(20.0)
    assert month["M", "201505", "10"]["change_reason"] == "NULL_BASE"
    assert month["M", "201506", "10"]["reason"] == "INCOMPLETE"
    assert year["201504", "10"]["change_reason"] == "NULL_BASE"


def test_m18_other_dimensions_and_moments(facts):
    nation = facts.ask("trade_mix", "period = '201503' AND measure = 'month'", family="D1", dimension="place")
    assert shares(nation) == {"33": 0.375, "44": 0.625}
    goods = facts.ask("trade_mix", "period = '201503'", family="D1", dimension="product", digits=6)
    assert {(r["measure"], r["part_code"], r["value"]) for r in goods} == {("month", "940510", 1), ("ytd", "940510", 1)}
    assert facts.ask("trade_mix", family="D1", as_of="2014-04-30") == []
    assert {r["period"] for r in facts.ask("trade_mix", family="D1", as_of="2014-12-31")} == {
        "201401",
        "201402",
        "201403",
    }
    with pytest.raises(Exception, match="dimension is regime, ownership, partner, place or product"):
        facts.ask("trade_mix", family="D1", dimension="town")


def test_m19_a_share_of_the_nation_bounds_that_of_the_world(make_ground):
    """8 % of the nation is at most 8 % of the world, and not half of it."""
    ground = make_ground()
    ground.put([row("201510", 100, **NAT)], "2015-12-01", by=[])
    ground.put([line("201510", 8)], "2015-11-20", dataset="customs_city", closed=False, by=["place"])
    found = ground.one("parent_share", "measure = 'month'", family="D1", place=ZHONGSHAN, parent="ALL")
    assert (found["value"], found["world_share_bound"]) == (EXACT(0.08), EXACT(0.08))
    assert found["world_share_bound"] < 0.5
    assert (found["geo_basis"], found["parent_geo_basis"]) == ("REG", "NAT")
    assert (found["vintage_min"].isoformat()[:10], found["vintage_max"].isoformat()[:10]) == (
        "2015-11-20",
        "2015-12-01",
    )
    assert found["is_mixed_vintage"] is True
    assert (found["child_value"], found["parent_value"], found["complete"]) == (8, 100, True)


@pytest.fixture(scope="module")
def places(make_ground):
    """A city in its province and the nation, in months in which one thing each does not fit."""
    ground = make_ground()
    ground.put([line(m, 10) for m in ("201503", "201504", "201505", "201506", "201507", "201508", "201509")]
               + [line("201502", 20, kind="JF"), line("201512", 7)],
               dataset="customs_city", closed=False, by=["place"])  # fmt: skip
    ground.put([row("201503", 40), row("201503", 60, place="33"), row("201509", 5), row("201502", 80, kind="JF")],
               asked=["201504"])  # fmt: skip
    ground.put([row("201505", 40)], official=False)
    ground.put([row("201506", 40, basis="SRC"), row("201506", 60, place="33", basis="SRC")])
    ground.put([row("201507", 40, currency="USD")])
    ground.put([row("201508", 40)], closed=False)
    ground.put([row("201503", 30, flow="M")])
    return ground


def test_m19_city_in_province_and_nation(places):
    rows = places.ask("parent_share", "period = '201503' AND measure = 'month'", family="D1")
    found = {(r["place_code"], r["parent_code"]): r for r in rows}
    assert {k: r["value"] for k, r in found.items()} == {
        (ZHONGSHAN, "44"): EXACT(0.25),
        (ZHONGSHAN, "ALL"): EXACT(0.1),
        ("44", "ALL"): EXACT(0.4),
        ("33", "ALL"): EXACT(0.6),
    }
    assert found[ZHONGSHAN, "44"]["world_share_bound"] is None
    assert found[ZHONGSHAN, "44"]["is_mixed_vintage"] is False
    assert (found[ZHONGSHAN, "44"]["basis"], found[ZHONGSHAN, "44"]["parent_basis"]) == (
        "REG LINE by place",
        "REG HS8 by partner regime place",
    )


def test_m19_reasons(places):
    found = places.ask("parent_share", family="D1", place=ZHONGSHAN, parent="44")
    month = {(r["period_kind"], r["period"]): r for r in found if r["measure"] == "month"}
    assert {k: r["reason"] for k, r in month.items()} == {
        ("JF", "201502"): None,
        ("M", "201503"): None,
        ("M", "201504"): "ZERO_DENOM",
        ("M", "201505"): "SCOPE_MISMATCH",
        ("M", "201506"): "SCOPE_MISMATCH",
        ("M", "201507"): "SCOPE_MISMATCH",
        ("M", "201508"): "INCOMPLETE",
        ("M", "201509"): None,
        ("M", "201512"): "INCOMPLETE",
    }
    assert month["JF", "201502"]["value"] == EXACT(0.25)
    assert month["M", "201509"]["value"] == EXACT(2.0)
    year = {r["period"]: (r["reason"], r["value"]) for r in found if r["measure"] == "ytd"}
    assert year["201501"] == ("JF_MERGED", None)
    assert year["201502"] == (None, EXACT(0.25))
    assert year["201503"] == (None, EXACT(0.25))
    assert year["201512"] == ("INCOMPLETE", None)


def test_m19_a_total_over_the_same_basis_goes_before_the_nation_without_places(make_ground):
    ground = make_ground()
    ground.put([row("201510", 500, **NAT)], by=[])
    ground.put([row("201510", 100), row("201510", 100, place="33")])
    ground.put([line("201510", 8), line("201511", 8)], dataset="customs_city", closed=False, by=["place"])
    found = ground.ask("parent_share", "measure = 'month'", family="D1", place=ZHONGSHAN, parent="ALL")
    assert [(r["period"], r["value"], r["parent_geo_basis"]) for r in found if r["period"] == "201510"] == [
        ("201510", EXACT(0.04), "REG")
    ]


def test_m19_counties_lie_in_prefectures(make_ground):
    ground = make_ground()
    ground.put([line("202110", 119.8, place=NINGBO), line("202110", 26.3, place=YUYAO)],
               dataset="customs_city", closed=False, by=["place"])  # fmt: skip
    found = ground.ask("parent_share", "measure = 'month' AND reason IS NULL", family="D1")
    assert [(r["place_code"], r["parent_code"], round(r["value"], 4)) for r in found] == [(YUYAO, NINGBO, 0.2195)]
