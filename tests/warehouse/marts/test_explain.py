"""The rows behind a figure add up to it, and name file and row."""

from __future__ import annotations

import pytest

from tests.warehouse.marts.ground import line, months, row
from tests.warehouse.marts.test_batches import batch
from tests.warehouse.marts.test_industry import CLUSTER, figure, market
from tests.warehouse.marts.test_return_rate import event
from tests.warehouse.marts.test_spot_checks import check
from tests.warehouse.marts.world_ground import put_world, toy
from warehouse.explain import UnknownMetricError, explain

LAST = ("201510", "201511", "201512")
BULB = (
    ("2016-11-05", 8, False),
    ("2016-11-20", 10, True),
    ("2016-12-01", 10, True),
    ("2016-12-05", 99, False),
    ("2017-01-01", 12, True),
    ("2017-01-01", 13, True),
    ("2017-02-01", None, True),
    ("2017-03-01", 14, True),
)
"""Releases of one figure: flash, official, a repeat, a late flash, two that disagree, one without it, and again."""
NAT = {"place": "ALL", "regime": "ALL", "basis": "NAT"}


@pytest.fixture(scope="module")
def ground(make_ground):
    """Three years, the last with January and February as one, on two levels of detail, with a revision."""
    ground = make_ground()
    unit = {"qty1": 5, "unit1": "个", "qty2": 2, "unit2": "千克"}
    early = [row(m, 10, **unit) for m in months("201301", "201412")]
    later = [row(m, 20, **unit) for m in months("201503", "201512")]
    mixed = [
        row("201502", 50, kind="JF", **unit),
        row("201501", 7, **unit),
        *(row(m, 1, partner="304", **unit) for m in LAST),
    ]
    ground.put([*early, *later, *mixed], "2016-02-01")
    ground.put([row("201512", 9, partner="ALL", **NAT)], by=[])
    ground.put([row("201511", 30, **unit)], "2016-03-01", partners=["502"])
    city = ground.put([line("201512", 77), line("201412", 70)], dataset="customs_city", closed=False, by=["place"])
    ground.printed("201512", ytd_value=100, ytd_half_unit=1, ytd_yoy=0.1, ytd_yoy_half_unit=0.0005,
                   source_file=city, source_row=2)  # fmt: skip
    bulb, other = row("201610", 10, hs8="85395000", place="31", **unit), row("201610", 1, hs8="85399000", **unit)
    for day, value, official in BULB:
        rows = [other] if value is None else [{**bulb, "value": value}, other]
        ground.put(rows, day, hs=["8539"], official=official)
    ground.latest("fct_inspection_batch", [batch(1), batch(2, result="FAIL"), batch(3, hs8="85121000")])
    ground.latest("fct_spot_check", [check("a", 40, 3), check("b", 60, 9), check("c", 9, 9, selection="RANDOM")])
    ground.latest("fct_industry_output", [*market(2019, 50, 1, 6), figure(2015, CLUSTER, "OUTPUT", 10**9, ">")])
    ground.latest("fct_return_claim", [event(1, "2015-10-05"), event(2, "2015-11-05", hs8="85392190")])
    for table in ("fct_inspection_batch", "fct_spot_check", "fct_industry_output", "fct_return_claim"):
        ground.con.execute(f"UPDATE core.{table} SET source_file = (SELECT min(source_file) FROM core.fct_trade)")
    return ground


def told(ground, metric, period, limit=1000, **scope):
    found = explain(ground.con, metric, period, scope, limit)
    assert found.total_facts == len(found.facts)
    for fact in found.facts:
        assert fact["file_name"].startswith("file")
        assert fact["file_name"].endswith(".csv")
        assert fact["source_row"] >= 2
    return found


@pytest.mark.parametrize(
    ("metric", "period", "scope", "value"),
    [
        ("month_value", "201511", {"place": "44"}, 31),
        ("month_value", "201512", {"place": "ALL"}, 9),
        ("month_value", "201512", {"place": "442000"}, 77),
        ("month_value", "201511", {"place": "44", "as_of": "2016-02-28"}, 21),
        ("M02", "201512", {"place": "44"}, 50 + 200 + 3 + 10),
        ("M02", "201412", {"place": "ALL"}, 120),
        ("M08", "201510", {"place": "44"}, 20 + 50 + 161),
    ],
)
def test_sums(ground, metric, period, scope, value):
    found = told(ground, metric, period, family="D1", **scope)
    reached = [r["value"] for r in found.figures if r["value"] is not None]
    assert reached == [value]
    assert found.total_value == value
    assert sum(f["value"] for f in found.facts) == value


@pytest.mark.parametrize("metric", ["yoy_growth", "fx_split"])
def test_growth_shows_both_years(ground, metric):
    ground.rates(dict.fromkeys(months("201401", "201512"), 6))
    found = told(ground, metric, "201512", family="D1", place="44")
    assert [(s["year"], s["value"]) for s in found.sums] == [("2014", 120), ("2015", 263)]
    assert {round(r["value"], 6) for r in found.figures if r["measure"] == "ytd"} == {round(263 / 120 - 1, 6)}


def test_price_indices_show_both_years(ground):
    for metric, period in (("price_index", "201512"), ("M12", "2015"), ("growth_decomposition", "201512")):
        found = told(ground, metric, period, family="D1", place="44")
        assert [s["value"] for s in found.sums] == [120, 263], metric
    assert (
        told(ground, "price_index", "201512", family="D1", place="44", cells="product_partner").figures[0]["v1"] == 263
    )


def test_months_and_years_that_a_growth_compares(ground):
    found = told(ground, "mom_growth", "201512", family="D1", place="44")
    assert [f["period"] for f in found.facts] == ["201511", "201511", "201512", "201512"]
    assert found.total_value == found.figures[0]["v1"] + found.figures[0]["v0"]
    found = told(ground, "M41", "201512", family="D1", place="44")
    (year,) = [r for r in found.figures if r["measure"] == "ytd"]
    assert [(s["year"], s["value"]) for s in found.sums] == [("2013", year["v0"]), ("2014", 120), ("2015", year["v1"])]


def test_a_mix_and_a_share_of_the_nation(ground):
    found = told(ground, "trade_mix", "201512", family="D1")
    (general,) = [r for r in found.figures if r["measure"] == "ytd"]
    assert (general["part_code"], general["total_value"]) == ("10", 263)
    assert [(s["year"], s["value"]) for s in found.sums] == [("2014", 120), ("2015", 263)]
    found = told(ground, "M19", "201512", family="D1", place="442000", parent="44")
    assert {(f["place_code"], f["geo_basis"]) for f in found.facts} == {("442000", "REG"), ("44", "REG")}
    assert found.total_value is None


def test_contribution_and_concentration(ground):
    found = told(ground, "growth_contribution", "201512", family="D1")
    assert [s["value"] for s in found.sums] == [sum(r[v] for r in found.figures) for v in ("v0", "v1")] == [120, 263]
    for metric in ("partner_concentration", "product_concentration"):
        assert told(ground, metric, "201512", family="D1", place="44").total_value == 263, metric


@pytest.mark.parametrize("metric", ["unit_value", "kg_price"])
def test_prices(ground, metric):
    found = told(ground, metric, "2015", product="94051000")
    assert found.total_value == sum(r["trade_value"] for r in found.figures) == 263
    assert told(ground, metric, "2014").total_value == 120


def test_market_history_is_of_36_months(ground):
    found = told(ground, "market_entry_exit", "201512", family="D1", place="44")
    assert [r["change"] for r in found.figures] == ["new"]
    assert [s["value"] for s in found.sums] == [120, 120, 263]
    early = told(ground, "market_entry_exit", "201412", family="D1", place="44")
    assert {r["reason"] for r in early.figures} == {"INCOMPLETE"}


def test_revisions_show_every_version(ground):
    early = ground.con.execute("SELECT min(source_file) FROM core.fct_trade").fetchone()[0]
    for period, month, ytd in (("201409", 10, 90), ("201410", 10, 105)):
        ground.printed(period, month_value=month, ytd_value=ytd, source_file=early, source_row=2)
    found = told(ground, "M06", "201410", family="D1")
    assert [r["value"] for r in found.figures] == [5]
    assert [(f["period"], f["ytd_value"]) for f in found.facts] == [("201409", 90), ("201410", 105)]
    assert told(ground, "M06", "201410", family="D2").facts == []
    found = told(ground, "revision_stats", "2015", family="D1")
    assert [f["value"] for f in found.facts if f["period"] == "201511" and f["partner_code"] == "502"] == [20, 30]
    assert {f["period"][:4] for f in found.facts} == {"2015"}


def test_batches(ground):
    found = told(ground, "M27", "201510", family="D1")
    assert found.total_facts == sum(r["inspected"] + r["left_out"] for r in found.figures) == 2
    assert found.facts[0]["result"] == "FAIL"
    assert told(ground, "batch_nonconformity", "2015", family="ALL").total_value == 3000
    assert told(ground, "batch_nonconformity", "2015", family="ALL", partner="304").total_facts == 0


def test_rows_of_lists(ground):
    found = told(ground, "M28", "2015", selection="RISK")
    assert [f["bad_batches"] for f in found.facts] == [3, 9]
    assert found.figures[0]["bad_batches"] == 12
    assert told(ground, "spot_nonconformity", "2015", place="33").total_facts == 0
    assert told(ground, "M23", "2019", place="ALL").total_facts == 2
    assert {f["measure"] for f in told(ground, "M22", "2019").facts} == {"SALES", "IMPORT", "EXPORT_DELIVERY"}
    other = told(ground, "M22", "2015", market_year="2019")
    assert {f["year"] for f in other.facts} == {2015, 2019}
    assert told(ground, "M22", "2015").total_facts == 1
    assert told(ground, "M30", "2015").total_value == 2000
    assert [f["event_id"] for f in told(ground, "M30", "2015", heading="8539", partner="ALL").facts] == ["2"]
    assert told(ground, "M30", "201510", heading="8539").total_facts == 0


def test_several_scopes_have_no_sum(ground):
    assert explain(ground.con, "month_value", "201512", {}, 5).total_value is None
    assert explain(ground.con, "month_value", "201512", {"family": "D1"}, 5).sums == []


def test_vintages_of_one_figure(ground):
    found = told(ground, "month_value", "201511", family="D1", place="44", partner="502")
    assert [
        (v["known_from"].month, v["value"], v["change"], v["change_share"], v["vintage"]) for v in found.vintages
    ] == [
        (2, 20, None, None, "new version"),
        (3, 30, 10, 0.5, "new version"),
    ]
    assert {(v["dataset"], v["rank"], v["is_official"]) for v in found.vintages} == {("customs_query", 3, True)}
    assert (found.total_vintages, found.vintages[1]["known_to"]) == (1, None)


def test_every_release_of_a_figure_stands_beside_the_others(ground):
    found = told(ground, "month_value", "201610", family="D2", place="31")
    names = ("known_from", "is_official", "state", "value", "change", "vintage")
    assert [tuple(f"{v[n]:%m-%d}" if n == "known_from" else v[n] for n in names) for v in found.vintages] == [
        ("11-05", False, "V", 8, None, "new version"),
        ("11-20", True, "V", 10, 2, "new version"),
        ("12-01", True, "V", 10, None, "repeats"),
        ("12-05", False, "V", 99, None, "not used"),
        ("01-01", True, "CONFLICT", None, None, "new version"),
        ("01-01", True, "V", 12, None, "in conflict"),
        ("01-01", True, "V", 13, None, "in conflict"),
        ("02-01", True, "ABSENT", None, None, "new version"),
        ("03-01", True, "V", 14, None, "new version"),
    ]
    assert [(t["value"], t["change"], t["keys_unknown"]) for t in found.totals] == [
        (8, 8, 0),
        (10, 2, 0),
        (0, -10, 1),
        (0, 0, 0),
        (14, 14, 0),
    ]


def test_a_figure_that_an_official_release_repeats_is_made_official_and_not_changed(ground):
    found = told(ground, "month_value", "201610", family="D2", place="44")
    assert [(v["known_from"].strftime("%m-%d"), v["is_official"], v["change"], v["vintage"]) for v in found.vintages][
        :4
    ] == [
        ("11-05", False, None, "new version"),
        ("11-20", True, 0, "made official"),
        ("12-01", True, None, "repeats"),
        ("12-05", False, None, "repeats"),
    ]
    names = ("value", "change", "keys_new", "keys_changed", "keys_made_official")
    assert [tuple(t[n] for n in names) for t in found.totals] == [(1, 1, 1, 0, 0), (1, 0, 0, 0, 1)]


def test_the_total_as_it_was_known(ground):
    found = told(ground, "ytd_value", "201512", family="D1", place="44")
    names = ("value", "change", "revised_by", "keys_new", "keys_changed")
    assert [tuple(t[n] for n in names) for t in found.totals] == [(253, 253, 0, 14, 0), (263, 10, 10, 0, 1)]
    assert found.totals[-1]["value"] == found.total_value
    early = told(ground, "ytd_value", "201512", family="D1", place="44", as_of="2016-02-28")
    assert [t["value"] for t in early.totals] == [253]
    two = told(ground, "growth_contribution", "201512", family="D1")
    assert [(t["part"], t["value"]) for t in two.totals] == [("2014", 120), ("2015", 253), ("2015", 263)]


def test_printed_figures(ground):
    city = told(ground, "month_value", "201512", family="D1", place="442000")
    assert [(float(p["ytd_yoy"]), p["ytd_value"], p["vintage"]) for p in city.printed] == [(0.1, 100, "new version")]
    assert len(city.vintages) == 1


def test_a_share_of_the_world_and_a_mirror_gap_show_what_reporters_say(make_ground):
    ground = make_ground()
    ground.put([row(m, 10, currency="USD", place="44") for m in months("201501", "201512")])
    put_world(ground.con, toy("2015"))
    put_world(ground.con, [("842", "156", "2015", "M", 999)], code="940510", hs=["940510"])
    put_world(ground.con, toy("2014"))
    share = explain(ground.con, "M20", "2015", {"family": "D1"}, 50)
    assert {f["commodity_code"] for f in share.facts} == {"9405"}, "one level"
    sums = {(flow, partner == "156"): 0 for flow, partner in (("M", "000"), ("M", "156"), ("X", ""))}
    for fact in share.facts:
        sums[fact["flow"], fact["partner_code"] == "156"] += fact["value_usd"]
    (mirror,) = [f for f in share.figures if f["basis"] == "mirror"]
    assert sums == {("M", False): 7000, ("M", True): 4300, ("X", False): 3900}
    assert (mirror["numerator_usd"], mirror["world_usd"]) == (4300, 7000)
    assert (share.total_facts, len(share.facts), share.facts[0]["source_row"]) == (12, 12, 2)
    less = explain(ground.con, "world_share", "2015", {"family": "D1", "less_reexports": "true"}, 50)
    assert [f["value_usd"] for f in less.facts if f["flow"] == "RX"] == [420]
    gap = explain(ground.con, "mirror_gap", "2015", {"family": "D1"}, 50)
    assert {(f["flow"], f["partner_code"]) for f in gap.facts if f["reporter_code"] != "156"} == {("M", "156")}
    assert gap.total_facts == 8
    place = explain(ground.con, "world_share", "2015", {"family": "D1", "place": "44"}, 50)
    assert sum(f["value"] for f in place.facts if "value" in f) == 120
    assert [f["numerator_usd"] for f in place.figures if f["basis"] == "place"] == [120]


def test_wrong_questions(ground):
    for wrong in (("no_metric", "201510", {}), ("M01", "2015-10", {}), ("M01", "201510", {"town": "1"})):
        with pytest.raises(UnknownMetricError):
            explain(ground.con, *wrong)
    with pytest.raises(UnknownMetricError, match=r"month_value \(M01\)"):
        explain(ground.con, "x", "2015", {})
    assert explain(ground.con, "M01", "201001", {"family": "D1"}).figures == []
