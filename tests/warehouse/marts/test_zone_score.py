"""The score of a zone: the worked card line by line, vetoes, expired evidence, stages, industries by data alone."""

from __future__ import annotations

import pytest

from tests.warehouse.marts import notified
from tests.warehouse.marts.ground import months
from tests.warehouse.marts.ground import row as traded
from tests.warehouse.marts.test_batches import batch
from warehouse import enterprises, latest

ZONE, CARD, DAY = "ZS-LIGHTING", "DEFAULT-1", "2015-12-31"
WORKED = {
    "A1": (1.13e9, 1, 10),
    "A2": (0.08, 0.75, 7.5),
    "B1": (1, 1, 5),
    "B2": (0.9, 0.8, 4),
    "C1": (2, 1, 10),
    "C2": (0.6, 0.6, 3),
    "D1": (0.94, 0.88, 8.8),
    "D2": (0.7, 0.6, 3),
    "E1": (86 / 105, 0.730159, 3.650794),
    "E2": (1.0, 1, 5),
    "F1": (1, 1, 5),
    "G1": (0.20, 0.6, 3),
    "G2": (1.0, 0.5, 2.5),
    "H1": (0.012, 0.72, 5.76),
    "H2": (1.428571, 0.892857, 4.464286),
    "H3": (1, 1, 2),
}
"""Raw figure, fraction and points of each line of the worked card."""
SCORE = 82.6751


def proof(code: str, raw: float, day: str = DAY, zone: str = ZONE, card: str = CARD, **other) -> dict:
    """A row of evidence."""
    usual = {"doc_ref": f"doc {code}", "issued_on": "2015-12-01", "raw_value": f"{raw:.9f}"}
    if code == "E1" and raw == WORKED["E1"][0]:
        usual |= {"raw_value": None, "numerator": "86", "denominator": "105"}
    return {"card_version": card, "zone_id": zone, "code": code, "period_end": day, **usual, **other}


def card(day: str = DAY, changed: dict[str, float | None] | None = None, **other) -> list[dict]:
    """The evidence of the worked card, with other figures for some lines; None leaves one out."""
    raws = {code: raw for code, (raw, _, _) in WORKED.items()} | (changed or {})
    return [proof(code, raw, day, **other) for code, raw in raws.items() if raw is not None]


@pytest.fixture(scope="module")
def ground(make_ground):
    """The worked card; then days on which a veto fails, evidence is gone, and everything is well."""
    ground = make_ground()
    ground.latest("fct_score_evidence", card(), "2016-01-10")
    ground.latest("fct_score_evidence", card("2016-06-30", {"H3": 0}), "2016-07-10")
    best = {"A2": 0.1, "B2": 1, "C2": 0.8, "D1": 1, "D2": 0.9, "E1": 0.95, "H2": 0.5}
    ground.latest("fct_score_evidence", card("2016-12-31", best), "2017-01-10")
    ground.latest("fct_score_evidence", card(zone="NEW", changed=best), "2017-01-10")
    return ground


@pytest.fixture(scope="module")
def lines(ground):
    return {r["code"]: r for r in ground.ask("zone_score_line", "period = '20151231'", zone=ZONE)}


@pytest.mark.parametrize("code", WORKED)
def test_the_worked_card_line_by_line(lines, code):
    raw, fraction, points = WORKED[code]
    line = lines[code]
    assert line["raw"] == pytest.approx(raw, abs=1e-9)
    assert (line["raw_source"], line["flag"], line["complete"]) == ("evidence", None, True)
    assert line["fraction"] == pytest.approx(fraction, abs=5e-7)
    assert line["value"] == pytest.approx(points, abs=5e-6)
    assert line["is_project_default"]


def test_the_worked_card_passes_the_province_and_not_the_nation(ground, lines):
    assert sum(line["weight"] for line in lines.values()) == 100
    found = {r["stage"]: r for r in ground.ask("zone_score", "period = '20151231'", zone=ZONE)}
    assert {stage: round(r["value"], 4) for stage, r in found.items()} == {"PROV": SCORE, "NATL": SCORE}
    assert {s: (r["pass_mark"], r["passes"], r["failed_for"], r["is_project_default"]) for s, r in found.items()} == {
        "PROV": (80, True, [], True),
        "NATL": (90, False, ["BELOW_MARK", "NO_PROV"], True),
    }
    assert found["PROV"]["complete"]
    assert (found["PROV"]["lines"], found["PROV"]["weights"]) == (16, 100)


def test_a_failed_veto_fails_the_card_whatever_its_score(ground):
    found = ground.one("zone_score", "period = '20160630' AND stage = 'PROV'", zone=ZONE)
    assert round(found["value"], 4) == round(SCORE - 2, 4)
    assert (found["passes"], found["failed_for"], found["failed_vetoes"]) == (False, ["VETO"], ["H3"])


def test_the_nation_asks_that_the_province_was_passed_earlier(ground):
    found = {r["zone_id"]: r for r in ground.ask("zone_score", "stage = 'NATL' AND value >= 90")}
    assert (found[ZONE]["passes"], found[ZONE]["failed_for"]) == (True, [])
    assert (found["NEW"]["passes"], found["NEW"]["failed_for"]) == (False, ["NO_PROV"])
    assert found["NEW"]["industry_code"] == "ALL"


def test_the_highest_score_that_is_just_not_enough(make_ground):
    ground = make_ground()
    # 80 = all of A, C, D, E, H (78) and 2 points of B; all else, vetoes aside, earns nothing
    least = {"A2": 0.1, "B2": 0.5, "C2": 0.8, "D1": 1, "D2": 0.9, "E1": 0.9, "G1": 0, "G2": 0, "H1": 0, "H2": 0}
    ground.latest("fct_score_evidence", card("2015-01-31", least))
    full = ground.one("zone_score", "stage = 'PROV'")["value"]
    assert full == pytest.approx(85)
    ground.latest("fct_score_evidence", card("2015-02-28", {**least, "E1": 0.6}))
    ground.latest("fct_score_evidence", card("2015-03-31", {**least, "E1": 0.599999}))
    ground.latest("fct_score_evidence", card("2015-04-30", {**least, "E1": 0.6, "D1": 0.99999}))
    found = {r["period"]: (r["passes"], round(r["value"], 3)) for r in ground.ask("zone_score", "stage = 'PROV'")}
    assert found == {
        "20150131": (True, 85),
        "20150228": (True, 80),
        "20150331": (True, 80),
        "20150430": (False, 80.0),
    }


def test_missing_and_expired_evidence_earn_nothing(make_ground):
    ground = make_ground()
    rows = {r["code"]: r for r in card()}
    rows["C1"] |= {"expires_on": "2015-12-30"}
    rows["E2"] |= {"expires_on": DAY}
    rows["D1"] |= {"doc_ref": None}
    rows["B1"] |= {"expires_on": "2015-11-30"}
    del rows["G1"]
    ground.latest("fct_score_evidence", list(rows.values()))
    lines = {r["code"]: r for r in ground.ask("zone_score_line")}
    assert {c: (r["value"], r["stated"]) for c, r in lines.items() if r["flag"] == "NO_EVIDENCE"} == {
        "B1": (0, 1),
        "C1": (0, 2),
        "D1": (0, 0.94),
        "G1": (0, None),
    }
    found = ground.one("zone_score", "stage = 'PROV'")
    assert round(found["value"], 4) == round(SCORE - 10 - 8.8 - 3 - 5, 4)
    assert (found["complete"], found["without_evidence"]) == (False, ["B1", "C1", "D1", "G1"])
    assert (found["failed_for"], found["failed_vetoes"]) == (["BELOW_MARK", "NO_EVIDENCE"], [])


def test_evidence_holds_for_the_window_of_its_line_and_until_it_expires(make_ground):
    ground = make_ground()
    rows = {r["code"]: r for r in card("2014-12-31")}
    rows["E2"] |= {"expires_on": "2015-06-29"}
    ground.latest("fct_score_evidence", list(rows.values()))

    def missing(day: str) -> list[str]:
        return ground.one("zone_score", f"stage = 'PROV' AND period_end = '{day}'", on_day=day, zone=ZONE)[
            "without_evidence"
        ]

    assert missing("2014-12-31") == []
    assert missing("2015-06-30") == ["E2"]
    assert missing("2015-12-30") == ["E2"]
    everything_but_24_months = sorted(set(WORKED) - {"B1", "F1", "H3"})
    assert missing("2015-12-31") == everything_but_24_months
    assert missing("2016-12-31") == sorted(set(WORKED) - {"B1"})


def test_as_of_knows_the_evidence_and_the_card_of_then(make_ground):
    ground = make_ground()
    ground.latest("fct_score_evidence", card(), "2016-01-10")
    ground.latest("fct_score_evidence", [proof("A2", 0.1)], "2016-03-10")
    ground.latest("dim_indicator", [row_of("D2", weight="4.5")], "2016-05-10")
    at = {day: round(ground.one("zone_score", "stage = 'PROV'", as_of=day)["value"], 4)
          for day in ("2016-02-01", "2016-04-01", "2016-06-01")}  # fmt: skip
    assert at == {"2016-02-01": SCORE, "2016-04-01": round(SCORE + 2.5, 4), "2016-06-01": round(SCORE + 2.2, 4)}
    assert ground.ask("zone_score", as_of="2015-12-31") == []
    assert ground.ask("zone_score", as_of="2016-06-01") == ground.ask("zone_score")


def row_of(code: str, **other) -> dict:
    """A row of a card."""
    usual = {"pillar": "D", "weight": "5", "fn": "linear_up", "floor": "0.4", "target": "0.9", "is_veto": "false"}
    more = {"is_mandatory": "false", "stage": "BOTH", "window_months": "12", "valid_from": "2012-01-01"}
    return {"card_version": CARD, "industry_code": "ALL", "code": code, **usual, **more, **other}


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
