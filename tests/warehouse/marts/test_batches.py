"""Inspection batches that did not conform."""

from __future__ import annotations

import pytest

BATCH = {
    "hs8": "94051000",
    "partner_code": "502",
    "inspection_date": "2015-10-08",
    "is_inspected": "true",
    "value_usd": "1000",
    "result": "PASS",
}


def batch(number, **other):
    return {**BATCH, "batch_no": str(number), **other}


@pytest.fixture(scope="module")
def ground(make_ground):
    """Ten batches, of which four are decided and good, two are not, and the rest do not count."""
    ground = make_ground()
    ground.latest(
        "fct_inspection_batch",
        [
            *(batch(n) for n in range(4)),
            batch(4, result="FAIL", value_usd="5000"),
            batch(5, result="REWORK_PASS", value_usd="500", hs8="85392110", inspection_date="2015-11-02"),
            batch(6, result="PENDING", is_inspected="false"),
            batch(7, result="PENDING"),
            batch(8, is_inspected="false"),
            batch(9, result="PENDING", inspection_date="2014-03-01", partner_code="304", hs8="85121000"),
        ],
        "2015-12-01",
    )
    ground.latest("fct_inspection_batch", [batch(0, result="FAIL")], "2016-01-05")
    return ground


def test_share_of_decided_batches(ground):
    year = ground.one("batch_nonconformity", "period = '2015'", family="ALL")
    assert (year["inspected"], year["nonconforming"], year["left_out"], year["period_kind"]) == (6, 3, 3, "A")
    assert (year["value"], year["unit"], year["complete"]) == (0.5, "fraction", True)
    assert year["value_share"] == pytest.approx(6500 / 9500)
    assert year["average_batch_usd"] == pytest.approx(9500 / 6)
    months = {r["period"]: r["value"] for r in ground.ask("batch_nonconformity", "period_kind = 'M'", family="ALL")}
    assert months == {"201403": None, "201510": pytest.approx(0.4), "201511": 1}


def test_none_inspected(ground):
    found = ground.one("batch_nonconformity", "period = '2014'", family="ALL")
    assert (found["value"], found["reason"], found["complete"], found["left_out"]) == (None, "ZERO_DENOM", False, 1)


def test_by_family_and_partner(ground):
    year = "period_kind = 'A'"
    found = {(r["family"], r["period"]): r["inspected"] for r in ground.ask("batch_nonconformity", year)}
    assert found == {
        ("ALL", "2014"): 0,
        ("ALL", "2015"): 6,
        ("D1", "2015"): 5,
        ("D2", "2015"): 1,
        ("D3", "2015"): 6,
        ("D4", "2015"): 6,
        ("D5", "2014"): 0,
    }
    assert [r["period"] for r in ground.ask("batch_nonconformity", year, family="ALL", partner="304")] == ["2014"]
    assert ground.ask("batch_nonconformity", partner=None) == ground.ask("batch_nonconformity")


def test_as_of(ground):
    year = "period = '2015'"
    assert ground.one("batch_nonconformity", year, family="ALL", as_of="2016-01-04")["nonconforming"] == 2
    assert ground.one("batch_nonconformity", year, family="ALL", as_of="2016-01-05")["nonconforming"] == 3
    assert ground.ask("batch_nonconformity", as_of="2015-11-30") == []


def test_releases_that_differ_count_as_far_as_they_agree_then_and_now(make_ground):
    ground = make_ground()
    ground.latest("fct_inspection_batch", [batch(1, result="FAIL"), batch(2), batch(3)])
    ground.latest("fct_inspection_batch", [batch(1), batch(2, value_usd="3000")])
    now = ground.ask("batch_nonconformity", family="ALL")
    assert ground.ask("batch_nonconformity", family="ALL", as_of="2016-12-31") == now
    year = now[0]
    assert (year["inspected"], year["nonconforming"], year["left_out"], year["value_usd"]) == (2, 0, 1, 1000)
    assert year["average_batch_usd"] == 1000
