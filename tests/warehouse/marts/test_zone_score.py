"""The score of a zone: the worked card line by line, vetoes, expired evidence, stages, the past."""

from __future__ import annotations

import pytest

from tests.warehouse.marts.score_cards import DAY, SCORE, WORKED, ZONE, card, proof, row_of


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
