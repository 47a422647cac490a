"""Spot checks that did not conform, and that nothing adds them to the batches of legal inspection."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from warehouse.metrics import all_files


def check(campaign, sampled, bad, **other):
    return {
        "campaign_id": campaign, "year": "2015", "geo_code": "44", "flow": "X", "product_group": "lamps",
        "selection": "RISK", "sampled_batches": str(sampled), "bad_batches": str(bad), **other,
    }  # fmt: skip


@pytest.fixture(scope="module")
def ground(make_ground):
    """The press figures of the nation in 2015 and of Guangdong in 2016, and invented ones."""
    ground = make_ground()
    printed = {"published_share": "0.373000", "published_half_unit": "0.00050000"}
    ground.latest(
        "fct_spot_check",
        [
            check("nation", 6703, 2497, geo_code="ALL", flow="ALL", product_group="ALL", **printed),
            check("province", 951, 203, year="2016", product_group="ALL"),
            check("a", 40, 3),
            check("b", 20, 0, selection="RANDOM"),
            check("c", 0, 0, year="2014"),
            check("d", 10, 1, year="2013", published_share="0.2", published_half_unit="0.05"),
        ],
        "2017-01-01",
    )
    ground.latest("fct_spot_check", [check("a2", 60, 9)], "2017-06-01")
    ground.latest("fct_spot_check", [check("d", 10, 2, year="2013")], "2017-01-01")
    return ground


def test_figures_of_the_press(ground):
    nation = ground.one("spot_nonconformity", place="ALL")
    assert round(nation["value"], 5) == 0.37252
    assert [round(nation[n], 6) for n in ("interval_low", "interval_high")] == [0.361022, 0.384164]
    assert (nation["sampled_batches"], nation["bad_batches"], nation["campaigns"]) == (6703, 2497, 1)
    assert (nation["published_share"], nation["is_published_consistent"]) == (Decimal("0.373"), True)
    province = ground.one("spot_nonconformity", "period = '2016'", place="44")
    assert round(province["value"], 5) == 0.21346
    assert (province["unit"], province["complete"], province["published_share"]) == ("fraction", True, None)


def test_campaigns_add_up_but_not_those_for_risk_and_by_lot(ground):
    found = {r["selection"]: r for r in ground.ask("spot_nonconformity", "period = '2015'", place="44")}
    assert (found["RISK"]["value"], found["RISK"]["campaigns"]) == (0.12, 2)
    assert (found["RANDOM"]["value"], found["RANDOM"]["interval_low"]) == (0, 0)
    then = ground.one("spot_nonconformity", "period = '2015'", place="44", selection="RISK", as_of="2017-05-31")
    assert then["value"] == 0.075
    assert [round(then[n], 4) for n in ("interval_low", "interval_high")] == [0.0258, 0.1986]
    assert ground.ask("spot_nonconformity", product_group="pumps") == []


def test_no_sample_and_no_agreement(ground):
    none = ground.one("spot_nonconformity", "period = '2014'")
    assert (none["value"], none["reason"], none["complete"], none["interval_high"]) == (None, "ZERO_DENOM", False, None)
    two = ground.one("spot_nonconformity", "period = '2013'")
    assert (two["value"], two["reason"], two["interval_low"]) == (None, "CONFLICT", None)
    assert ground.ask("spot_nonconformity", as_of="2030-01-01") == ground.ask("spot_nonconformity")


def read_by_macros() -> dict[str, set[str]]:
    """What each macro and view of the metrics reads, through all helpers."""
    made: dict[str, str] = {}
    for file in all_files():
        parts = re.split(r"CREATE OR REPLACE (?:MACRO|VIEW) ", re.sub(r"--[^\n]*", "", file.sql))
        for part in parts[1:]:
            name = re.match(r"[\w.]+", part)[0]
            made[name] = made.get(name, "") + part[len(name) :]
    direct = {name: set(re.findall(r"\b(?:core|marts|ops)\.\w+|'fct_\w+'", sql)) for name, sql in made.items()}

    def reach(name: str, seen: set[str]) -> set[str]:
        for other in direct.get(name, set()) - seen:
            seen.add(other)
            reach(other, seen)
        return seen

    return {name: reach(name, set()) for name in direct}


def test_no_metric_adds_spot_checks_to_legal_batches():
    """Nothing that a metric reads holds both, neither its tables nor the metrics over them."""
    legal = {"core.fct_inspection_batch", "'fct_inspection_batch'", "marts.batch_nonconformity"}
    spot = {"core.fct_spot_check", "'fct_spot_check'", "marts.spot_nonconformity"}
    reads = read_by_macros()
    assert reads["marts.batch_nonconformity"] & legal
    assert reads["marts.spot_nonconformity"] & spot
    assert [name for name, read in reads.items() if read & legal and read & spot] == []
