"""What stands behind a score: its lines, where each figure comes from, and the evidence with file and row."""

from __future__ import annotations

import pytest

from lighting.cli.query import show
from tests.warehouse.marts.ground import row as traded
from tests.warehouse.marts.score_cards import SCORE, WORKED, ZONE, card, proof
from warehouse.explain import explain


@pytest.fixture(scope="module")
def ground(make_ground):
    """The worked card; a later proof of one line; and a stage that the warehouse itself knows."""
    ground = make_ground()
    ground.put([traded("201510", 1)])
    ground.latest("fct_score_evidence", card(), "2016-01-10")
    ground.latest("fct_score_evidence", [proof("C1", 1, day="2016-03-31")], "2016-04-10")
    plan = {"zone_id": ZONE, "stage": "PLAN_ISSUED", "source_ref": "x", "status": "PASSED", "date_precision": "D"}
    ground.latest("fct_zone_milestone", [{**plan, "actual_date": "2015-10-01"}])
    ground.con.execute("UPDATE core.fct_score_evidence SET source_file = (SELECT min(source_file) FROM core.fct_trade)")
    return ground


@pytest.mark.parametrize("metric", ["M34", "zone_score_line"])
def test_the_lines_of_the_day_with_their_proof(ground, metric):
    found = explain(ground.con, metric, "20151231", {"zone": ZONE}, 50)
    lines = {fact["code"]: fact for fact in found.facts}
    assert set(lines) == set(WORKED)
    assert (found.total_facts, found.total_value) == (16, None)
    assert round(sum(fact["points"] for fact in found.facts), 4) == SCORE
    assert (lines["B1"]["raw_source"], lines["B1"]["file_name"]) == ("warehouse", None)
    proven = [fact for code, fact in lines.items() if code != "B1"]
    assert {(fact["raw_source"], fact["file_name"]) for fact in proven} == {("evidence", "file1.csv")}
    assert len({fact["source_row"] for fact in proven}) == 15
    later = explain(ground.con, metric, "20160331", {"zone": ZONE}, 3)
    assert (len(later.facts), later.total_facts) == (3, 16)
    assert {fact["code"]: fact["raw"] for fact in later.facts}["A1"] == WORKED["A1"][0]


def test_figures_say_what_they_are_about(ground, capsys):
    """Two stages with the same score are told apart, and the score stays in the table."""
    show(explain(ground.con, "M34", "20151231", {}, 2), "20151231")
    printed = capsys.readouterr().out
    table = printed[: printed.index("Rows behind it: 16, the first 2")]
    assert f"zone_id {ZONE}" in table
    rows = [line.split() for line in table.splitlines() if line.split()[:1] in (["NATL"], ["PROV"])]
    assert [(cells[0], cells[1]) for cells in rows] == [("NATL", "82.6751"), ("PROV", "82.6751")]
    assert "BELOW_MARK" in table


def test_many_figures_are_cut_and_said_to_be(ground, capsys):
    ground.con.execute("BEGIN")
    for zone in range(3):
        ground.latest("fct_score_evidence", card(zone=f"Z{zone}"), "2016-02-10")
    show(explain(ground.con, "zone_score_line", "20151231", {}, 2), "20151231")
    ground.con.execute("ROLLBACK")
    assert "The first 40 of 64 figures; lighting sql shows all of them." in capsys.readouterr().out


def test_more_figures_than_are_read_are_counted(ground, capsys):
    ground.con.execute("BEGIN")
    ground.latest("fct_score_evidence", [row for n in range(64) for row in card(zone=f"Z{n}")], "2016-02-10")
    found = explain(ground.con, "zone_score_line", "20151231", {}, 2)
    ground.con.execute("ROLLBACK")
    assert (len(found.figures), found.total_figures) == (1000, 65 * 16)
    show(found, "20151231")
    assert "The first 40 of 1,040 figures; lighting sql shows all of them." in capsys.readouterr().out


def test_no_row_of_an_enterprise_is_shown(ground, capsys):
    for metric in ("zone_coverage", "M25", "M26", "E01"):
        found = explain(ground.con, metric, "201510", {}, 2)
        assert (found.facts, found.total_facts) == ([], 0)
        show(found, "201510")
        assert "figures of single enterprises, which are confidential" in capsys.readouterr().out
