"""Verdicts of claims whose test is not about what they claim, and of tests that read nothing of the warehouse."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.warehouse.marts.ground import line
from tests.warehouse.marts.ground import row as traded
from tests.warehouse.marts.zone_ground import listed
from warehouse import claims


@pytest.fixture(scope="module")
def ground(make_ground):
    """A warehouse with a month of two places, one milestone and one list of visits, and without claims."""
    ground = make_ground()
    for currency, value in (("CNY", 700), ("USD", 100)):
        ground.put([line("201510", value, currency=currency)], dataset="customs_city", closed=False, by=["place"])
    for period, is_official in (("201501", True), ("201502", False)):
        ground.put([traded(period, 5)], official=is_official)
    ground.con.execute("DELETE FROM core.fct_claim")
    ground.latest("fct_zone_milestone", [{
        "zone_id": "Z", "stage": "PLAN_ISSUED", "source_ref": "x", "status": "PASSED", "date_precision": "D",
        "actual_date": "2015-10-12",
    }])  # fmt: skip
    visit = {"visit_date": "2015-06-01", "uscc": "A", "town_code": "442000105"}
    ground.latest("fct_outreach_visit", [{**visit, "visit_id": f"V{n}"} for n in range(5)])
    for dataset in ("outreach_visits", "outreach_questions", "zone_registry", "customs_city"):
        listed(ground, dataset, "2016-01-01")
    ground.con.execute("UPDATE ops.delivery SET rows_accepted = 1")
    return ground


def judged(ground, test: dict[str, Any] | None, **claim: str | None) -> tuple[str, str]:
    """Verdict and finding of one claim."""
    row = {
        "operator": "=",
        "unit": "COUNT",
        "printed_digits": "0",
        "period_precision": "UNKNOWN",
        "source_ref": "x",
        **claim,
    }
    ground.con.execute("BEGIN")
    for claim_id, cells in (
        ("T", {**row, "test": test and json.dumps(test)}),
        ("OTHER", {**row, "value": "5", "test": None}),
    ):
        named = {"claim_id": claim_id, "is_conflict": "false", "source_file": "r", "source_row": "2", **cells}
        columns = ", ".join(f"${name} AS {name}" for name in named)
        ground.con.execute(f"INSERT INTO core.fct_claim BY NAME SELECT {columns}", named)
    ground.con.execute("COMMIT")
    try:
        claims.check(ground.con, "run")
        (found,) = ground.con.execute(
            "SELECT verdict, finding FROM marts.claim_verdict WHERE claim_id = 'T'"
        ).fetchall()
    finally:
        ground.con.execute("DELETE FROM core.fct_claim")
        ground.con.execute("DELETE FROM core.fct_claim_check")
    return found


VISITS = {"from": "core.fct_outreach_visit", "take": "count"}
DAY = {"from": "core.fct_zone_milestone", "column": "actual_date"}
WORD = {"from": "core.fct_zone_milestone", "column": "stage"}


def of(kind: str, figure: dict[str, Any], **more: str) -> dict[str, Any]:
    return {"kind": kind, "figures": {"x": figure}, **more}


@pytest.mark.parametrize(
    ("test", "claim", "verdict", "finding"),
    [
        (of("figure", VISITS), {"value_text": "5"}, "not_testable", "has none in value"),
        (of("bound", VISITS, upper_bound="x"), {"value_text": "five"}, "not_testable", "has none in value"),
        (of("text", DAY), {"value": "5"}, "not_testable", "has none in value_text"),
        (of("figure", WORD), {"value": "5"}, "not_testable", "the figure is no number: PLAN_ISSUED"),
        (of("figure", VISITS), {"operator": "qual"}, "qualitative", "no number to test"),
        (of("feasible", VISITS), {"value": "80", "unit": "COUNT"}, "not_testable", "unit PERCENT"),
        (of("feasible", VISITS), {"value": "0.8", "unit": "FRACTION"}, "not_testable", "unit PERCENT"),
        (of("feasible", VISITS), {"value": "80", "unit": "PERCENT", "operator": ">"}, "not_testable", "operator ="),
        (of("feasible", VISITS), {"value": "80", "unit": "PERCENT"}, "consistent", "only 4 of 5 rounds to it"),
        (of("feasible", VISITS, formula="x - 5"), {"value": "80", "unit": "PERCENT"}, "not_testable", "there are 0"),
        (of("feasible", VISITS, formula="x * 1e6"), {"value": "80", "unit": "PERCENT"}, "not_testable", "5e+06"),
        (of("feasible", VISITS, formula="x / 2"), {"value": "80", "unit": "PERCENT"}, "not_testable", "there are 2.5"),
    ],
)
def test_a_test_must_be_about_what_is_claimed(ground, test, claim, verdict, finding):
    found = judged(ground, test, **claim)
    assert found[0] == verdict
    assert finding in found[1]


@pytest.mark.parametrize(
    ("claimed", "unit", "verdict"),
    [
        ("2015-10", "DAY", "reproduced"),
        ("2015", "DAY", "reproduced"),
        ("2015-10-12", "DAY", "reproduced"),
        ("2015-1", "DAY", "inconsistent"),
        ("2015-10-1", "DAY", "inconsistent"),
        ("2015-11", "DAY", "inconsistent"),
    ],
)
def test_a_day_is_claimed_to_the_day_month_or_year(ground, claimed, unit, verdict):
    assert judged(ground, of("text", DAY), value_text=claimed, unit=unit)[0] == verdict


@pytest.mark.parametrize(("claimed", "verdict"), [("PLAN_ISSUED", "reproduced"), ("PLAN", "inconsistent")])
def test_the_beginning_of_a_code_is_another_code(ground, claimed, verdict):
    assert judged(ground, of("text", WORD), value_text=claimed, unit="CODE")[0] == verdict


def test_other_claims_reproduce_nothing(ground):
    told = judged(ground, of("figure", {"claim": "OTHER"}), value="5")
    assert told == ("consistent", "other claims come to 5, which is the printed figure")
    assert judged(ground, of("figure", {"claim": "OTHER"}), value="6")[0] == "inconsistent"
    assert judged(ground, of("figure", VISITS), value="5") == (
        "reproduced",
        "the warehouse has 5, which is the printed figure",
    )
    assert judged(ground, of("figure", VISITS, formula="5"), value="5") == (
        "not_testable",
        "the test cannot be asked: the formula '5' reads no figure",
    )


@pytest.mark.parametrize(
    ("currency", "formula", "basis", "verdict", "finding"),
    [
        ("CNY", "x", "REG", "reproduced", "the warehouse has 700 CNY"),
        ("CNY", "x", None, "reproduced", "the warehouse has 700 CNY"),
        ("USD", "x", "REG", "scope_mismatch", "is in USD, the claim in CNY"),
        ("USD", "x * 7", "REG", "reproduced", "the warehouse has 700 CNY"),
        ("CNY", "x", "SRC", "scope_mismatch", "is by basis REG, the claim by SRC"),
    ],
)
def test_a_figure_of_another_scope_decides_nothing(ground, currency, formula, basis, verdict, finding):
    arguments = {"place": "442000", "family": "D1", "currency": currency}
    figure = {"from": "marts.month_value", "arguments": arguments, "where": {"period": "201510"}}
    for kind in (of("figure", figure, formula=formula), of("bound", figure, upper_bound=formula)):
        found = judged(ground, kind, value="700", unit="CNY", geo_basis=basis)
        if kind["kind"] == "figure" or verdict == "scope_mismatch":
            assert found[0] == verdict
            assert finding in found[1]


CAP = {"from": "marts.month_value", "arguments": {"place": "442000", "family": "D1"}, "where": {"period": "201510"}}
RATED = {**CAP, "arguments": {**CAP["arguments"], "currency": "USD"}}
MIXED = {"from": "marts.ytd_value", "arguments": {"place": "44", "family": "D1"}, "where": {"period": "201502"}}
LEFT_OUT = "; left out: "
RATE = "value in marts.month_value (place 442000, family D1, currency USD, period 201510)"
IN_USD = f"{LEFT_OUT}{RATE} is in USD, the claim in CNY"
MIXES = f"{LEFT_OUT}value in marts.ytd_value (place 44, family D1, period 201502) has no figure: reason SCOPE_MISMATCH"


@pytest.mark.parametrize(
    ("formulas", "claimed", "verdict", "finding"),
    [
        ({"formula": "rated", "upper_bound": "cap"}, "> 800", "inconsistent", f"it is at most 700 CNY{IN_USD}"),
        ({"formula": "rated", "upper_bound": "cap"}, "> 600", "scope_mismatch", IN_USD),
        ({"formula": "rated", "lower_bound": "cap"}, "> 600", "consistent", f"it is at least 700 CNY{IN_USD}"),
        ({"lower_bound": "rated", "upper_bound": "cap"}, "= 900", "inconsistent", f"it is at most 700 CNY{IN_USD}"),
        ({"lower_bound": "cap", "upper_bound": "rated"}, "= 900", "scope_mismatch", IN_USD),
        ({"formula": "cap", "upper_bound": "rated"}, "> 800", "scope_mismatch", IN_USD),
        ({"formula": "mixed * 2", "upper_bound": "cap"}, "> 800", "inconsistent", f"it is at most 700 CNY{MIXES}"),
        ({"formula": "mixed * 2", "upper_bound": "cap"}, "> 600", "scope_mismatch", MIXES),
    ],
)
def test_a_bound_decides_whatever_else_is_of_another_scope(ground, formulas, claimed, verdict, finding):
    """The month is 700 yuan; printed in dollars it is 100, and the two of another place are not both official."""
    operator, value = claimed.split()
    test = {"kind": "bound", "figures": {"cap": CAP, "rated": RATED, "mixed": MIXED}, **formulas}
    told = finding.removeprefix(LEFT_OUT)
    assert judged(ground, test, value=value, operator=operator, unit="CNY") == (verdict, told)
    test = {**test, "undecided": "not_testable"}
    assert judged(ground, test, value=value, operator=operator, unit="CNY")[0] == verdict


@pytest.mark.parametrize(
    ("operator", "bound", "verdict", "finding"),
    [
        (">", "lower_bound", "consistent", "it is at least 5"),
        ("<", "lower_bound", "inconsistent", "it is at least 5"),
        (">", "upper_bound", "scope_mismatch", "bounds leave it open: at most 5"),
        ("<", "upper_bound", "scope_mismatch", "bounds leave it open: at most 5"),
    ],
)
def test_what_a_bound_decides_is_told_as_decided(ground, operator, bound, verdict, finding):
    """More, or less, than 4 is claimed; the count is 5."""
    test = of("bound", VISITS, **{bound: "x"})
    assert judged(ground, test, value="4", operator=operator) == (verdict, finding)
    asked = {**test, "undecided": "not_testable"}
    weaker = "not_testable" if verdict == "scope_mismatch" else verdict
    assert judged(ground, asked, value="4", operator=operator) == (weaker, finding)


def test_a_claim_without_a_test_says_so(ground):
    assert judged(ground, None, value="4") == ("not_testable", "no test is declared")


@pytest.mark.parametrize(
    ("figure", "told"),
    [
        ({"from": "marts.question_rates", "arguments": {"resolved_pct": "82", "decimals": "40"}}, "cannot be asked"),
        ({"from": "marts.question_rates", "arguments": {"until": "no day"}}, "cannot be asked"),
        ({"from": "marts.registry_counts", "arguments": {"on_date": "2015-02-31"}}, "cannot be asked"),
        ({"from": "marts.outreach_intensity", "column": "measure", "take": "share"}, "cannot be asked"),
        ({"from": "core.fct_outreach_visit", "column": "visit_date", "take": "share"}, "cannot be asked"),
        ({"from": "core.fct_outreach_visit", "column": "uscc", "take": "sum"}, "has no figure"),
    ],
)
def test_a_figure_that_cannot_be_asked_ends_no_night(ground, figure, told):
    verdict, finding = judged(ground, of("figure", figure), value="5")
    assert verdict == "not_testable"
    assert told in finding
