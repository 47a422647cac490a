"""Lines of a zone's score that the warehouse measures itself; industries and versions of a card by data alone."""

from __future__ import annotations

import pytest

from tests.warehouse.marts import notified
from tests.warehouse.marts.ground import months
from tests.warehouse.marts.ground import row as traded
from tests.warehouse.marts.score_cards import DAY, SCORE, WORKED, ZONE, card, row_of
from tests.warehouse.marts.test_batches import batch
from warehouse import enterprises, latest


def test_members_and_batches_are_measured_where_they_are_loaded(make_ground):
    """Of four members one left, one has moved from class 3 to 1 since; three batches count, one does not conform."""
    ground = make_ground()
    ground.latest("fct_score_evidence", card())
    base = {"zone_id": ZONE, "entry_date": "2015-01-10", "has_intl_cert": "true", "has_traceability": "true",
            "has_qms": "true", "quality_class": "2", "own_brand_share": "0.1", "patents": "2"}  # fmt: skip
    firms = [
        {**base, "uscc": "A"},
        {
            **base,
            "uscc": "B",
            "has_intl_cert": "false",
            "quality_class": "3",
            "own_brand_share": "0.4",
            "patents": None,
        },
        {**base, "uscc": "C", "has_qms": None, "quality_class": "4", "own_brand_share": None, "patents": "1"},
        {**base, "uscc": "D", "exit_date": "2015-12-31"},
    ]
    ground.latest("fct_zone_membership", firms, "2015-06-01")
    ground.latest("fct_zone_membership", [{**firms[1], "quality_class": "1"}], "2016-02-01")
    enterprises.refresh(ground.con)
    lamp = {"inspection_date": "2015-03-01"}
    ground.latest("fct_inspection_batch", [
        batch(1, uscc="A", **lamp),
        batch(2, uscc="A", inspection_date="2014-12-31", result="FAIL"),
        batch(3, uscc="B", result="REWORK_PASS", **lamp),
        batch(4, uscc="C", inspection_date=DAY),
        batch(5, uscc="C", result="PENDING", **lamp),
        batch(6, uscc="C", result="FAIL", inspection_date="2016-01-01"),
        batch(7, uscc="D", result="FAIL", **lamp),
        batch(8, uscc="A", result="FAIL", hs8="85122010", **lamp),
    ])  # fmt: skip
    found = {r["code"]: r for r in ground.ask("zone_score_line", "raw_source = 'warehouse'")}
    assert {code: pytest.approx(r["raw"]) for code, r in found.items()} == {
        "C2": 2 / 3,
        "D1": 2 / 3,
        "D2": 1 / 3,
        "G1": 0.5 / 3,
        "G2": 1,
        "H1": 1 / 3,
    }
    assert found["C2"]["stated"] == 0.6
    later = {r["code"]: r["raw"] for r in ground.ask("zone_score_line", "period = '20160331'", on_day="2016-03-31")}
    assert later["D2"] == pytest.approx(2 / 3)
    then = {r["code"]: r["raw"] for r in ground.ask("zone_score_line", as_of="2016-03-01")}
    assert {code: then[code] for code in found} == {code: r["raw"] for code, r in found.items()}


def test_stages_grants_questions_and_grave_harm_are_measured(make_ground):
    """A plan that is issued; 80 of 100 paid; one of three questions resolved in time; and a member's goods did harm."""
    ground = make_ground()
    ground.latest("fct_score_evidence", card())
    ground.latest("fct_zone_membership", [{"zone_id": ZONE, "uscc": "A", "entry_date": "2015-01-10"}])
    enterprises.refresh(ground.con)
    passed = {"zone_id": ZONE, "source_ref": "x", "status": "PASSED", "date_precision": "D"}
    ground.latest("fct_zone_milestone", [
        {**passed, "stage": "PLAN_ISSUED", "actual_date": "2015-10-01"},
        {**passed, "stage": "PROV_ACCEPT", "actual_date": "2015-12-01"},
    ])  # fmt: skip
    grant = {"policy_id": "P", "measure_code": "BRAND", "uscc": "A", "committed_cny": "100"}
    ground.latest("fct_support_grant", [
        {**grant, "grant_id": "1", "paid_cny": "80", "granted_on": "2015-06-01"},
        {**grant, "grant_id": "2", "paid_cny": "0", "granted_on": "2014-12-31"},
        {**grant, "grant_id": "3", "paid_cny": "0", "granted_on": "2015-06-01", "uscc": "B"},
    ])  # fmt: skip
    visit = {"visit_date": "2015-06-01", "uscc": "A"}
    ground.latest("fct_outreach_visit", [
        {**visit, "visit_id": "V", "town_code": "442000105"},
        {**visit, "visit_id": "W", "town_code": "440606001"},
    ])  # fmt: skip
    ground.latest("fct_outreach_question", [
        {"question_id": "1", "visit_id": "V", "received_on": "2015-06-01", "resolved_on": "2015-12-31"},
        {"question_id": "2", "visit_id": "V", "received_on": "2015-06-01", "resolved_on": "2016-01-01"},
        {"question_id": "3", "visit_id": "V", "received_on": "2015-12-31"},
        {"question_id": "4", "visit_id": "W", "received_on": "2015-06-01", "resolved_on": "2015-06-02"},
        {"question_id": "5", "visit_id": "V", "received_on": "2014-12-31", "resolved_on": "2015-01-02"},
    ])  # fmt: skip
    found = {r["code"]: r["raw"] for r in ground.ask("zone_score_line", "raw_source = 'warehouse'")}
    assert found == {"B1": 1, "B2": pytest.approx(0.8), "E1": pytest.approx(1 / 3)}
    assert ground.one("zone_score", "stage = 'NATL'")["failed_for"] == ["BELOW_MARK"]
    harm = {"kind": "RETURN", "event_date": "2014-01-01", "uscc": "A", "severity": "DEATH"}
    ground.latest("fct_return_claim", [{**harm, "event_id": "1"}, {**harm, "event_id": "2", "kind": "CLAIM"}])
    assert ground.one("zone_score", "stage = 'PROV'")["failed_vetoes"] == []
    ground.latest("fct_return_claim", [{**harm, "event_id": "3", "kind": "RECALL"}], "2016-03-10")
    assert ground.one("zone_score", "stage = 'PROV'", as_of="2016-03-01")["failed_vetoes"] == []
    assert ground.one("zone_score", "stage = 'PROV'", as_of="2016-04-01")["failed_vetoes"] == ["H3"]
    found = ground.one("zone_score", "stage = 'PROV'")
    assert found["failed_vetoes"] == ["H3"]
    assert "VETO" in found["failed_for"]
    # known to the month, both may be of the day of scoring itself or after it
    known = {**passed, "actual_date": "2015-12-01", "date_precision": "M"}
    ground.latest("fct_zone_milestone", [{**known, "stage": "PROV_ACCEPT"}], "2016-05-01")
    assert ground.one("zone_score", "stage = 'NATL'")["failed_for"] == ["BELOW_MARK", "VETO", "NO_PROV"]


def test_two_more_industries_run_with_data_only(make_ground):
    """Zones of other industries: lines of their own replace those for all, everything else stays."""
    ground = make_ground()
    put_notifications(ground)
    codes = dict(ground.con.execute("SELECT zone_id, industry_code FROM core.dim_zone").fetchall())
    others = {zone: code for zone, code in codes.items() if zone.startswith(("JM-", "CZ-"))}
    assert len(set(others.values()) - {codes[ZONE]}) == 2
    first, second = others
    ground.latest("dim_indicator", [
        row_of("A1", industry_code=others[first], weight="10", floor="100000000", target="2000000000"),
        row_of("H1", industry_code=others[first], weight="8", fn="linear_down", floor="0.02", target="0.002"),
        row_of("A1", industry_code=others[second], weight="10", fn="step", floor=None, target="5000000"),
        row_of("PASS_PROV", industry_code=others[second], weight="0", pillar="PASS_MARK", fn="step", target="85",
               stage="PROV", is_project_default="false"),
    ])  # fmt: skip
    for zone in codes:
        ground.latest("fct_score_evidence", card(zone=zone))
    points = {(r["zone_id"], r["code"]): r["value"] for r in ground.ask("zone_score_line")}
    assert points[first, "A1"] == pytest.approx(10 * (1.13e9 - 1e8) / 1.9e9)
    assert points[first, "H1"] == pytest.approx(8 * 0.008 / 0.018)
    assert points[second, "A1"] == 10
    same = set(WORKED) - {"A1", "H1"}
    assert all(points[zone, code] == points[ZONE, code] for zone in codes for code in same)
    score = {r["zone_id"]: r for r in ground.ask("zone_score", "stage = 'PROV'")}
    assert round(score[ZONE]["value"], 4) == SCORE == round(score[second]["value"], 4)
    assert (score[second]["pass_mark"], score[second]["passes"], score[second]["is_project_default"]) == (
        85,
        False,
        False,
    )
    assert score[first]["value"] == pytest.approx(
        SCORE - 10 - 5.76 + points[first, "A1"] + points[first, "H1"], abs=1e-4
    )
    asked = ground.one("zone_score", "stage = 'PROV'", zone=ZONE, industry=others[first])
    assert asked["value"] == pytest.approx(score[first]["value"])
    for authority, measured in (("US_CPSC", {}), ("EU_SAFETY_GATE", {ZONE: pytest.approx(6 / 4.2)})):
        notified.release(ground.con, authority, authority, period_from="201501", period_to="201512")
        rows = ground.ask("zone_score_line", "code = 'H2' AND raw_source = 'warehouse'")
        assert {r["zone_id"]: r["raw"] for r in rows} == measured, authority


def put_notifications(ground) -> None:
    """Six notifications of lamps in 2015, over exports of luminaires of 420 million dollars a year."""
    span = months("201401", "201512")
    partners = {"502": 30_000_000, "304": 5_000_000}
    ground.put([traded(m, usd * 5, partner=p) for m in span for p, usd in partners.items()], hs=["9405"])
    ground.rates(dict.fromkeys(span, 5.0))
    for n in range(1, 7):
        notified.notify(ground.con, "US_CPSC", f"15{n:03}", f"2015-0{n}-05")


def test_a_card_of_another_version_counts_from_its_day(make_ground):
    ground = make_ground()
    target = latest.TABLES["dim_indicator"]
    columns = ", ".join((*target.key, *target.columns))
    shipped = ground.con.execute(f"SELECT {columns} FROM core.dim_indicator").fetchall()
    names = (*target.key, *target.columns)
    rows = [{n: None if v is None else str(v).lower() if isinstance(v, bool) else str(v)
             for n, v in zip(names, row, strict=True)} for row in shipped]  # fmt: skip
    changed = [{**r, "card_version": "NEW-2", "valid_from": "2016-01-01",
                **({"target": "95"} if r["code"] == "PASS_PROV" else {})} for r in rows]  # fmt: skip
    ground.latest("dim_indicator", changed)
    ground.latest("fct_score_evidence", card(card="NEW-2") + card())
    plan = {"zone_id": ZONE, "stage": "PLAN_ISSUED", "source_ref": "x", "status": "PASSED", "date_precision": "D"}
    ground.latest("fct_zone_milestone", [{**plan, "actual_date": "2015-10-01"}])
    counts = {(r["card_version"], r["lines"], r["weights"]) for r in ground.ask("zone_score")}
    assert counts == {("DEFAULT-1", 16, 100), ("NEW-2", 16, 100)}
    found = {
        r["card_version"]: (round(r["value"], 4), r["pass_mark"]) for r in ground.ask("zone_score", "stage = 'PROV'")
    }
    assert found == {"DEFAULT-1": (SCORE, 80), "NEW-2": (SCORE, 95)}
    for day, version in (("2015-12-31", "DEFAULT-1"), ("2016-01-01", "NEW-2")):
        asked = ground.ask("zone_score_line", f"period_end = '{day}'", on_day=day, zone=ZONE)
        assert version in {r["card_version"] for r in asked}
    assert {r["card_version"] for r in ground.ask("zone_score", on_day="2016-01-01", card="NEW-2")} == {"NEW-2"}
