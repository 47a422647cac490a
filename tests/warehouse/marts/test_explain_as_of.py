"""As of an earlier moment, the rows behind a figure are those that counted then, with their file and row."""

from __future__ import annotations

from typing import Any

import pytest

from lighting.cli.query import show
from tests.warehouse.marts.notified import notify
from tests.warehouse.marts.score_cards import ZONE, proof
from tests.warehouse.marts.test_batches import batch
from tests.warehouse.marts.test_industry import MARKET, figure
from tests.warehouse.marts.test_spot_checks import check
from tests.warehouse.marts.zone_ground import grant, question, stage, status, visit
from warehouse.explain import explain


def sales(year):
    return figure(year, MARKET, "SALES", 5)


def zone(name, begin="2014-12-30"):
    return status(name, "CERAMIC", "445100", begin)


def given(number, day="2015-06-01"):
    return grant(number, "BRAND", 0, 600, 500, day)


THEN = "2016-02-01"
JANUARY, MARCH = "2016-01.xlsx", "2016-03.xlsx"
EARLY = "2014-01-01"
LISTED: list[tuple[str, str, str, dict[str, Any], dict[str, Any], str]] = [
    ("M27", "201510", "inspection_batch", batch(1), batch(2, inspection_date=EARLY), "result PASS FAIL"),
    ("M28", "2015", "spot_check", check("a", 40, 3), check("b", 1, 1, year="2014"), "bad_batches 3 9"),
    ("M23", "2015", "industry_output", sales(2015), sales(2014), "value 5.00 6.00"),
    ("M22", "2015", "industry_output", sales(2015), sales(2014), "value 5.00 6.00"),
    ("M31", "201506", "outreach_question", question(1), question(2, EARLY), "topic None LAW"),
    ("M32", "2015", "outreach_visit", visit(1), visit(2, EARLY), "town_code 442000105 442000110"),
    ("M33", "20151231", "zone_status", zone("Z"), zone("Y", "2016-12-30"), "source_ref None LIST"),
    (
        "M35",
        "2015",
        "zone_milestone",
        stage("ONE", plan="2015-06-30"),
        stage("TWO", plan=EARLY),
        "status PLANNED PASSED",
    ),
    ("M36", "2015", "support_grant", given(1), given(2, EARLY), "committed_cny 600.00 700.00"),
]
"""Metric, period, table, a row of it, a row of another period, and what a later list changes in the first."""


def delivered(ground):
    """Name the files of all lists by the month of their release."""
    ground.con.execute(
        """
        INSERT INTO ops.delivery BY NAME
        SELECT DISTINCT source_file AS delivery_id, source_file AS sha256, '' AS facts_sha256, '{}' AS facts,
               'x' AS dataset, strftime(released_at, '%Y-%m') || '.xlsx' AS file_name, 1 AS byte_size,
               released_at AS received_at, 'loaded' AS state, released_at AS changed_at
        FROM core.accepted_row WHERE source_file LIKE 'latest%'
        """
    )


def behind(ground, metric, period, column, **scope):
    """A column of the rows behind a figure, as text, with file and row."""
    found = explain(ground.con, metric, period, scope, 5)
    assert found.total_facts == len(found.facts)
    return [(str(fact[column]), fact["file_name"], fact["source_row"]) for fact in found.facts]


@pytest.mark.parametrize(("metric", "period", "table", "one", "other", "change"), LISTED)
def test_rows_of_lists_are_those_of_the_moment(make_ground, metric, period, table, one, other, change):
    column, before, after = change.split()
    ground = make_ground()
    ground.latest(f"fct_{table}", [one], "2016-01-10")
    ground.latest(f"fct_{table}", [other, {**one, column: after}], "2016-03-10")
    delivered(ground)
    assert behind(ground, metric, period, column, as_of=THEN) == [(before, JANUARY, 2)]
    assert behind(ground, metric, period, column) == [(after, MARCH, 3)]
    assert behind(ground, metric, period, column, as_of="2016-01-09") == []


def test_a_stage_is_of_the_year_that_was_planned_then(make_ground):
    ground = make_ground()
    for day, planned in (("2016-01-10", "2015-06-30"), ("2016-03-10", "2017-06-30")):
        ground.latest("fct_zone_milestone", [stage("PROV_ACCEPT", plan=planned)], day)
    delivered(ground)
    assert behind(ground, "M35", "2015", "planned_end", as_of=THEN) == [("2015-06-30", JANUARY, 2)]
    assert behind(ground, "M35", "2015", "planned_end") == []
    assert behind(ground, "M35", "2017", "planned_end", as_of=THEN) == []


def test_a_notification_is_as_it_stood(make_ground):
    ground = make_ground()
    ground.latest("fct_zone_status", [zone("Z")], "2016-01-10")
    ground.latest("fct_zone_status", [zone("Z")], "2016-03-10")
    delivered(ground)
    usual = {"authority": "US_CPSC", "case": "1", "day": "2015-12-01"}
    first = {"known_from": "2016-01-10", "known_to": "2016-03-10", "source_file": "latest1", "source_row": 4}
    notify(ground.con, **usual, **first, product="lamp")
    notify(ground.con, **usual, known_from="2016-03-10", source_file="latest2", source_row=9, product="torch")
    assert behind(ground, "M29", "201512", "product", as_of=THEN) == [("lamp", JANUARY, 4)]
    assert behind(ground, "M29", "201512", "product") == [("torch", MARCH, 9)]


@pytest.mark.parametrize("metric", ["M34", "zone_score_line"])
def test_the_evidence_of_a_score_is_that_of_the_moment(make_ground, metric):
    """January says 0.4 in row 5; March 0.6 in row 7."""
    ground = make_ground()
    fill = [proof(code, 1) for code in ("C1", "C2", "D1", "D2", "E2")]
    ground.latest("fct_score_evidence", [*fill[:3], proof("A1", 0.4)], "2016-01-10")
    ground.latest("fct_score_evidence", [*fill, proof("A1", 0.6)], "2016-03-10")
    delivered(ground)
    columns = ("raw", "file_name", "source_row")
    for scope, told in (({"as_of": THEN}, (0.4, JANUARY, 5)), ({}, (0.6, MARCH, 7))):
        found = explain(ground.con, metric, "20151231", {"zone": ZONE, **scope}, 50)
        lines = {fact["code"]: tuple(fact[name] for name in columns) for fact in found.facts}
        assert lines["A1"] == told
        assert lines["E1"] == (None, None, None)
        assert lines["E2"] == ((None, None, None) if scope else (1, MARCH, 6))


def test_where_a_list_has_no_row_its_name_is_told(make_ground, capsys):
    """A policy has a budget, and no grant was made: the figure is 0, and only rows of grants would be shown."""
    ground = make_ground()
    policy = {"policy_id": "P", "measure_code": "BRAND", "issued_on": "2015-03-01", "annual_budget_cny": "4000000"}
    ground.latest("fct_support_policy", [policy])
    found = explain(ground.con, "M36", "2015", {"zone": "ALL"}, 5)
    assert [row["value"] for row in found.figures if row["measure"] == "committed" and row["complete"]] == [0, 0]
    show(found, "2015")
    assert "No row of core.fct_support_grant stands behind it." in capsys.readouterr().out
