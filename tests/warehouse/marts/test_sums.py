"""Values of months, of the year to date and of 12 months: what is covered, what is not, and why there is no figure."""

from __future__ import annotations

import pytest

from tests.warehouse.marts.ground import line, months, row

KEY = {"product": "94051000", "place": "44", "partner": "502", "regime": "10"}
MONTHS = "period_kind = 'M'"
D1 = {"family": "D1", "place": "44"}


def by_period(rows, value="value"):
    return {r["period"]: (r[value], r["reason"]) for r in rows}


@pytest.fixture(scope="module")
def ground(make_ground):
    """2015 from month to month: June lies in no release, July has a held row, August a conflict, September no lamps;
    October was asked for 9405 only, November preliminarily; December without a declared selection."""
    ground = make_ground()
    ground.put([row(m, 100) for m in months("201501", "201505")], "2015-06-20")
    ground.put([row("201507", 70), row("201507", None, partner="304")], "2015-08-20")
    ground.put([row("201508", 80), row("201508", 8, partner="304")], "2015-09-20")
    ground.put([row("201508", 88), row("201508", 8, partner="304")], "2015-09-20")
    ground.put([row("201509", 90, hs8="85131010")], "2015-10-20")
    ground.put([row("201510", 100)], "2015-11-20", hs=["9405"])
    ground.put([row("201511", 110), row("201511", 11, partner="304")], "2015-12-10", official=False)
    ground.put([row("201511", 111)], "2015-12-20", partners=["502"])
    ground.put([row("201512", 120)], "2016-01-20", closed=False)
    return ground


def test_month_value_of_a_family(ground):
    found = ground.ask("month_value", MONTHS, **D1)
    assert by_period(found) == {
        **dict.fromkeys(months("201501", "201505"), (100, None)),
        "201506": (None, "NOT_RELEASED"),
        "201507": (None, "INCOMPLETE"),
        "201508": (None, "INCOMPLETE"),
        "201509": (0, None),
        "201510": (100, None),
        "201511": (None, "SCOPE_MISMATCH"),
        "201512": (None, "INCOMPLETE"),
    }
    assert {p: v for p, (v, _) in by_period(found, "partial_value").items() if v is not None} == {
        "201507": 70,
        "201508": 8,
        "201511": 122,
        "201512": 120,
    }
    assert all(r["complete"] == (r["reason"] is None) == (r["value"] is not None) for r in found)
    assert {r["unit"] for r in found} == {"CNY"}
    assert by_period(ground.ask("month_value", MONTHS, family="D3", place="44"))["201510"] == (None, "INCOMPLETE")


def test_month_value_of_a_single_key(ground):
    found = by_period(ground.ask("month_value", **KEY))
    assert found["201505"] == (100, None)
    assert found["201506"] == (None, "NOT_RELEASED")
    assert found["201508"] == (None, "CONFLICT")
    assert found["201509"] == (None, "NO_DATA")
    assert found["201511"] == (111, None)
    assert found["201512"] == (120, None)
    assert by_period(ground.ask("month_value", **{**KEY, "partner": "304"}))["201507"] == (None, "QUARANTINED")


def test_a_code_that_no_list_knows_is_no_scope(ground):
    assert ground.ask("month_value", family="D1", place="44", partner="840") == []
    assert ground.ask("month_value", family="D1", place="97") == []
    assert by_period(ground.ask("month_value", family="D1", place="31"))["201501"] == (0, None)


def test_ytd_value_is_whole_only_as_far_as_every_month_is(ground):
    found = ground.ask("ytd_value", **D1)
    assert by_period(found) == {
        **{m: (100 * n, None) for n, m in enumerate(months("201501", "201505"), start=1)},
        **dict.fromkeys(months("201506", "201512"), (None, "INCOMPLETE")),
    }
    last = found[-1]
    assert (last["months_have"], last["months_needed"]) == (10, 12)
    assert last["partial_value"] == 500 + 70 + 8 + 0 + 100 + 122 + 120
    assert last["is_mixed_vintage"] is True
    assert found[4]["is_mixed_vintage"] is False


@pytest.mark.parametrize(
    ("as_of", "rows", "known"), [("2015-06-19", 0, None), ("2015-06-20", 5, 500), ("2015-06-20T00:00:00", 5, 500)]
)
def test_as_of_shows_what_was_known(ground, as_of, rows, known):
    found = ground.ask("ytd_value", as_of=as_of, **D1)
    assert len(found) == rows
    assert (found[-1]["value"] if found else None) == known


def test_as_of_before_and_after_a_revision(make_ground):
    ground = make_ground()
    ground.put([row("201510", 100), row("201510", 5, partner="304")], "2015-11-20")
    ground.put([row("201510", 130)], "2015-12-24T09:00:00")
    at = {
        moment: ground.one("month_value", as_of=moment, **D1)["value"]
        for moment in ("2015-11-20", "2015-12-23", "2015-12-24T08:59:59", "2015-12-24T09:00:00+08:00", "2015-12-24")
    }
    assert list(at.values()) == [105, 105, 105, 130, 130]
    assert ground.one("month_value", as_of="2015-12-24T00:59:59Z", **D1)["value"] == 105
    assert ground.one("month_value", **D1)["value"] == 130
    assert ground.ask("month_value", as_of="2015-11-19", **D1) == []
    assert ground.one("month_value", as_of="2015-12-23", **D1)["vintage_max"].isoformat() == "2015-11-20T00:00:00"


def test_a_query_says_nothing_of_a_city(make_ground):
    ground = make_ground()
    ground.put([row(m, 1000) for m in months("201501", "201512")], asked=months("201401", "201412"))
    ground.put([line("201510", 60), line("201410", 50)], dataset="customs_city", closed=False, by=["place"])
    city = {"family": "D1", "place": "442000"}
    assert {r["period"]: (r["value"], r["reason"]) for r in ground.ask("month_value", "reason IS NULL", **city)} == {
        "201410": (50, None),
        "201510": (60, None),
    }
    assert {r["reason"] for r in ground.ask("ytd_value", **city)} == {"INCOMPLETE"}
    assert ground.one("yoy_growth", "measure = 'month' AND period = '201510'", **city)["value"] == pytest.approx(0.2)
    assert {r["place_code"] for r in ground.ask("month_value", "value IS NOT NULL", family="D1")} == {
        "ALL",
        "44",
        "442000",
    }
    assert ground.one("month_value", "period = '201510'", family="D1", place="ALL")["value"] == 1000


def test_levels_of_detail_are_never_added(make_ground):
    ground = make_ground()
    ground.put([row("201510", 60), row("201510", 40, partner="304"), row("201510", 7, place="31")])
    whole = {"basis": "NAT", "place": "ALL", "regime": "ALL"}
    ground.put([row("201510", 108, partner="ALL", **whole)], by=[])
    ground.put([row("201510", 61, **whole), row("201510", 46, partner="304", **whole)], by=["partner"])
    nation = ground.one("month_value", family="D1", place="ALL")
    assert (nation["value"], nation["basis"], nation["geo_basis"]) == (108, "NAT HS8", "NAT")
    partner = ground.one("month_value", family="D1", place="ALL", partner="502")
    assert (partner["value"], partner["basis"]) == (61, "NAT HS8 by partner")
    regime = ground.one("month_value", family="D1", place="ALL", partner="502", regime="10")
    assert (regime["value"], regime["basis"]) == (67, "REG HS8 by partner regime place")
    each = ground.ask("month_value", family="D1", partner=None, place=None)
    assert {(r["place_code"], r["partner_code"]): r["value"] for r in each} == {
        ("ALL", "ALL"): 108,
        ("ALL", "502"): 61,
        ("ALL", "304"): 46,
        ("44", "ALL"): 100,
        ("44", "502"): 60,
        ("44", "304"): 40,
        ("31", "ALL"): 7,
        ("31", "502"): 7,
        ("31", "304"): 0,
    }
    assert ground.one("ytd_value", "period = '201510'", family="D1", place="ALL")["partial_value"] == 108


def test_a_place_has_a_figure_for_each_geographic_basis(make_ground):
    ground = make_ground()
    lines = [line("201501", 60), line("201501", 90, basis="SRC")]
    ground.put(lines, dataset="customs_city", closed=False, by=["place"])
    for metric in ("month_value", "ytd_value"):
        found = ground.ask(metric, family="D1", place="442000")
        assert {(r["geo_basis"], r["value"]) for r in found} == {("REG", 60), ("SRC", 90)}, metric


def test_flow_and_currency_stay_apart(make_ground):
    ground = make_ground()
    for value, other in ((1, {}), (2, {"flow": "M"}), (3, {"currency": "USD"}), (4, {"flow": "M", "currency": "USD"})):
        ground.put([row("201501", value, **other)])
    for flow, currency, value in (("X", "CNY", 1), ("M", "CNY", 2), ("X", "USD", 3), ("M", "USD", 4)):
        for metric in ("month_value", "ytd_value"):
            found = ground.one(metric, family="D1", place="44", flow=flow, currency=currency)
            assert (found["value"], found["unit"]) == (value, currency)


def test_every_family_has_its_own_codes(make_ground):
    ground = make_ground()
    codes = ("94051000", "85392110", "85131010", "85041010", "85414010", "85366100", "85121000", "99990000")
    ground.put([row("201501", 2**n, hs8=code) for n, code in enumerate(codes)])
    found = {r["family"]: r["value"] for r in ground.ask("month_value", place="44")}
    assert found == {"D1": 1, "D2": 2, "D3": 15, "D4": 63, "D5": 64}
    assert ground.one("month_value", product="8539", place="44")["value"] == 2


def test_a_selection_that_names_half_of_a_family_is_no_whole(make_ground):
    ground = make_ground()
    ground.put([row("201501", 1, hs8="85392110"), row("201501", 2)], hs=["9405", "853921", "853922"])
    assert ground.one("month_value", family="D1", place="44")["value"] == 2
    half = ground.one("month_value", family="D2", place="44")
    assert (half["value"], half["reason"], half["partial_value"]) == (None, "INCOMPLETE", 1)
    assert ground.one("month_value", product="853921", place="44")["value"] == 1
    assert ground.one("month_value", family="D1", place="44", partner="502")["value"] == 2


def test_a_selection_of_partners_answers_for_them_only(make_ground):
    ground = make_ground()
    ground.put([row("201501", 5)], partners=["502", "304"])
    value = {p: ground.ask("month_value", family="D1", place="44", partner=p) for p in ("502", "304", "116", "ALL")}
    assert [(r["value"], r["reason"]) for p in value for r in value[p]] == [(5, None), (0, None), (None, "INCOMPLETE")]


def test_rolling_12m(make_ground):
    ground = make_ground()
    ground.put([row(m, 10) for m in months("202012", "202301") if m != "202201"], asked=["202201"])
    found = by_period(ground.ask("rolling_12m", family="D1", place="44"))
    assert found["202111"] == (120, None)
    assert found["202112"] == (120, None)
    assert {found[m][1] for m in months("202201", "202211")} == {"FAMILY_BREAK"}
    assert found["202212"] == (110, None)
    assert found["202301"] == (120, None)
    assert found["202110"] == (None, "INCOMPLETE")
    core = by_period(ground.ask("rolling_12m", family="D3", place="44"))
    assert core["202201"] == (110, None)


def test_rolling_12m_never_cuts_a_joint_january_and_february(make_ground):
    ground = make_ground()
    figures = [row(m, 10) for m in months("201401", "201612") if m[:6] not in ("201501", "201502")]
    ground.put([*figures, row("201502", 25, kind="JF")])
    found = by_period(ground.ask("rolling_12m", family="D1", place="44"))
    assert found["201412"] == (120, None)
    assert found["201501"] == (None, "JF_MERGED")
    assert found["201502"] == (125, None)
    assert found["201512"] == (125, None)
    assert found["201601"] == (None, "JF_MERGED")
    assert found["201602"] == (120, None)
    partial = by_period(ground.ask("rolling_12m", family="D1", place="44"), "partial_value")
    assert partial["201601"][0] is None


def test_joint_figures_replace_months_for_the_whole_scope_only_where_a_month_is_missing(make_ground):
    ground = make_ground()
    ground.put([row("201501", 10), row("201502", 20, kind="JF", partner="304"), row("201503", 5)])
    ground.put([row("201401", 10), row("201402", 10), row("201402", 99, kind="JF"), row("201403", 5)])
    ytd = by_period(ground.ask("ytd_value", **D1))
    assert ytd == {
        "201401": (10, None),
        "201402": (20, None),
        "201403": (25, None),
        "201501": (None, "JF_MERGED"),
        "201502": (20, None),
        "201503": (25, None),
    }
    kinds = {(r["period"], r["period_kind"]): r["value"] for r in ground.ask("month_value", "value IS NOT NULL", **D1)}
    assert kinds[("201402", "JF")] == 99
    assert kinds[("201402", "M")] == 10


def test_preliminary_figures_give_way_and_are_marked(make_ground):
    ground = make_ground()
    ground.put([row("201501", 10)], "2015-02-10", official=False)
    ground.put([row("201501", 12)], "2015-02-20")
    ground.put([row("201502", 14)], "2015-03-10", official=False)
    at = ground.one("ytd_value", as_of="2015-02-10", **D1)
    assert (at["value"], at["is_official"]) == (10, False)
    found = {r["period"]: r for r in ground.ask("ytd_value", **D1)}
    assert (found["201501"]["value"], found["201501"]["is_official"]) == (12, True)
    mixed = found["201502"]
    assert (mixed["value"], mixed["reason"], mixed["partial_value"]) == (None, "SCOPE_MISMATCH", 26)
