"""Domestic market, share of a cluster in it, share of exports in sales."""

from __future__ import annotations

import pytest

YI = 100_000_000
MARKET, CLUSTER = ("ALL", "ALL"), ("442000", "CLUSTER")


def figure(year, where, measure, value, operator="=", source="press", **other):
    geo, scope = where
    return {
        "year": str(year), "geo_code": geo, "industry_code": "LIGHTING", "scope": scope, "measure": measure,
        "source_ref": source, "operator": operator, "value": str(value), "value_half_unit": "0.5", "currency": "CNY",
        "unit": "YUAN", "published_on": f"{year + 1}-02-01", **other,
    }  # fmt: skip


def market(year, sales, imports, exports, **other):
    figures = {"SALES": sales, "IMPORT": imports, "EXPORT_DELIVERY": exports}
    return [figure(year, MARKET, name, round(value * YI), **other) for name, value in figures.items()]


@pytest.fixture(scope="module")
def ground(make_ground):
    """The nation's market of 2019, a cluster whose output and exports of 2015 are bounds, and one that is known."""
    ground = make_ground()
    ground.latest(
        "fct_industry_output",
        [
            *market(2019, 4650, 42.57, 555.19),
            figure(2015, CLUSTER, "OUTPUT", 1000 * YI, ">"),
            figure(2015, CLUSTER, "EXPORT_DELIVERY", 100 * YI, ">"),
            figure(2019, ("330200", "CLUSTER"), "SALES", 500 * YI),
            figure(2019, ("330200", "CLUSTER"), "OUTPUT", 700 * YI),
            figure(2019, ("330200", "CLUSTER"), "EXPORT_DELIVERY", 86 * YI),
            figure(2018, MARKET, "SALES", 4000 * YI, ">="),
            figure(2018, MARKET, "IMPORT", 40 * YI),
            figure(2018, MARKET, "EXPORT_DELIVERY", 500 * YI, "<="),
            figure(2018, ("ALL", "ABOVE_SCALE"), "SALES", 3000 * YI, "<"),
            figure(2018, ("ALL", "ABOVE_SCALE"), "EXPORT_DELIVERY", 400 * YI, "~"),
            *(figure(2018, ("330200", "CLUSTER"), n, 7 * YI, industry_code="TOY") for n in ("SALES", "OUTPUT")),
            figure(2017, MARKET, "SALES", 0),
            figure(2017, MARKET, "IMPORT", 5 * YI, currency="USD", unit="USD"),
            figure(2017, MARKET, "EXPORT_DELIVERY", 5 * YI),
            *market(2016, 0, 5, 5),
            figure(2016, CLUSTER, "SALES", 10),
            figure(2016, CLUSTER, "EXPORT_DELIVERY", 4),
        ],
        "2020-06-01",
    )
    ground.latest("fct_industry_output", [figure(2019, MARKET, "SALES", 4750 * YI)], "2021-06-01")
    return ground


def test_the_market_of_2019(ground):
    then = ground.one("apparent_consumption", "measure = 'market' AND period = '2019'", as_of="2021-01-01")
    assert then["value"] / YI == pytest.approx(4137.38)
    assert (then["unit"], then["complete"], then["reason"], then["bound"]) == ("CNY", True, None, None)
    assert then["basis"] == "SALES = press; IMPORT = press; EXPORT_DELIVERY = press"
    now = ground.one("apparent_consumption", "measure = 'market' AND period = '2019'")
    assert now["value"] / YI == pytest.approx(4237.38)


def test_a_cluster_of_2015_in_the_market_of_2019(ground):
    """900 of 4137.38 hundred million yuan is 21.75 %, not 70 %: that would be a market of 128.57 billion."""
    found = ground.one(
        "apparent_consumption", "measure = 'share' AND period = '2015'", market_year=2019, as_of="2021-01-01"
    )
    assert round(found["value"], 4) == 0.2175
    assert (found["reason"], found["complete"], found["market_period"]) == ("BOUND_ONLY", False, "2019")
    assert found["sales_value"] - found["exports_value"] == 90_000_000_000
    assert found["basis"].startswith("OUTPUT > press; EXPORT_DELIVERY > press in SALES = press; ")
    implied = ground.con.execute("SELECT ops.implied_market(100 - 10, 0.7)").fetchone()[0]
    assert round(implied, 4) == 128.5714
    assert ground.con.execute("SELECT ops.implied_market(90, 0)").fetchone() == (None,)


def test_a_share_of_the_same_year_rests_on_sales(ground):
    found = ground.one("apparent_consumption", "measure = 'share' AND period = '2019'", as_of="2021-01-01")
    assert found["value"] == pytest.approx(414 / 4137.38)
    assert (found["place_code"], found["unit"], found["complete"], found["reason"]) == (
        "330200",
        "fraction",
        True,
        None,
    )
    other_year = ground.one(
        "apparent_consumption", "measure = 'share' AND period = '2019'", market_year=2018, scope="ALL"
    )
    assert (other_year["complete"], other_year["reason"]) == (False, "BOUND_ONLY")


def test_bounds_of_a_market(ground):
    found = {r["scope"]: r for r in ground.ask("apparent_consumption", "period = '2018'", industry="LIGHTING")}
    assert (found["ALL"]["value"], found["ALL"]["bound"], found["ALL"]["reason"]) == (3540 * YI, ">=", "BOUND_ONLY")
    above = found["ABOVE_SCALE"]
    assert (above["value"], above["bound"], above["reason"]) == (2640 * YI, None, "BOUND_ONLY")


def test_what_has_no_market(ground):
    mixed = ground.one("apparent_consumption", "period = '2017'")
    assert (mixed["value"], mixed["reason"], mixed["complete"]) == (None, "SCOPE_MISMATCH", False)
    nothing = ground.ask("apparent_consumption", "period = '2016'")
    assert {r["measure"]: (r["value"], r["reason"]) for r in nothing} == {
        "market": (0, None),
        "share": (None, "ZERO_DENOM"),
    }
    assert ground.ask("apparent_consumption", industry="TOY") == []


def test_export_intensity(ground):
    found = {
        (r["industry_code"], r["place_code"], r["scope"], r["period"]): (r["value"], r["reason"])
        for r in ground.ask("export_intensity", as_of="2021-01-01")
    }
    assert found == {
        ("LIGHTING", "ALL", "ALL", "2019"): (pytest.approx(555.19 / 4650), None),
        ("LIGHTING", "330200", "CLUSTER", "2019"): (pytest.approx(0.172), None),
        ("LIGHTING", "442000", "CLUSTER", "2016"): (pytest.approx(0.4), None),
        ("LIGHTING", "442000", "CLUSTER", "2015"): (None, "INCOMPLETE"),
        ("TOY", "330200", "CLUSTER", "2018"): (None, "INCOMPLETE"),
        ("LIGHTING", "ALL", "ALL", "2018"): (None, "BOUND_ONLY"),
        ("LIGHTING", "ALL", "ABOVE_SCALE", "2018"): (None, "BOUND_ONLY"),
        ("LIGHTING", "ALL", "ALL", "2017"): (None, "ZERO_DENOM"),
        ("LIGHTING", "ALL", "ALL", "2016"): (None, "ZERO_DENOM"),
    }
    one = ground.one("export_intensity", "period = '2019'", place="330200", scope="CLUSTER")
    assert (one["exports_value"], one["sales_value"], one["unit"], one["complete"]) == (
        86 * YI,
        500 * YI,
        "fraction",
        True,
    )


def test_one_of_several_sources(make_ground):
    """A figure comes before a bound, then the latest published; releases that differ say nothing."""
    ground = make_ground()
    ground.latest(
        "fct_industry_output",
        [
            figure(2019, CLUSTER, "SALES", 100, source="a", published_on="2020-01-01"),
            figure(2019, CLUSTER, "SALES", 200, source="b", published_on="2020-05-01"),
            figure(2019, CLUSTER, "SALES", 300, "~", source="c", published_on="2021-01-01"),
            figure(2019, CLUSTER, "EXPORT_DELIVERY", 50),
            figure(2018, CLUSTER, "SALES", 1),
            figure(2018, CLUSTER, "EXPORT_DELIVERY", 1),
        ],
    )
    ground.latest("fct_industry_output", [figure(2018, CLUSTER, "SALES", 2)])
    found = {r["period"]: r for r in ground.ask("export_intensity")}
    assert (found["2019"]["value"], found["2019"]["basis"]) == (0.25, "EXPORT_DELIVERY = press; SALES = b")
    assert (found["2018"]["value"], found["2018"]["reason"]) == (None, "CONFLICT")
    assert ground.ask("export_intensity", as_of="2030-01-01") == ground.ask("export_intensity")
