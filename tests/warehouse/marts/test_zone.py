"""Questions, visits, the delays of zones and the use of support."""

from __future__ import annotations

import pytest

from tests.warehouse.marts.zone_ground import TOWNS_OF_2015, grant, listed, question, stage, uscc, visit


@pytest.fixture(scope="module")
def outreach(make_ground):
    """59 enterprises in 18 towns and 105 questions of 2015, all answered and 86 resolved; other years beside."""
    ground = make_ground()
    visits = [visit(n, town=TOWNS_OF_2015[n % 18], who=n) for n in range(59)]
    visits += [
        visit(90, day="2015-07-01"),
        visit(91, day="2022-03-01", town="442000118"),
        visit(92, day="2022-03-01", town="442000100", who=1),
        visit(93, day="2014-01-05", town=None),
    ]
    ground.latest("fct_outreach_visit", visits, "2015-11-05")
    asked = [question(n, answered="2015-07-01", resolved="2015-08-01" if n < 86 else None) for n in range(105)]
    asked += [question(105, received="2016-01-04", visit="V0")]
    ground.latest("fct_outreach_question", asked, "2015-11-05")
    return ground


def test_rates_and_the_totals_that_a_printed_percentage_allows(outreach):
    year = "period = '2015' AND measure = '{}'"
    printed = {"answered_pct": 100, "resolved_pct": 82}
    answered = outreach.one("question_rates", year.format("answered"), **printed)
    resolved = outreach.one("question_rates", year.format("resolved"), **printed)
    assert (answered["questions"], answered["value"], answered["feasible_hits"]) == (105, 1, [105])
    assert (resolved["hits"], resolved["feasible_hits"], resolved["is_feasible"]) == (86, [86], True)
    assert resolved["value"] == pytest.approx(0.819048, abs=5e-7)
    wrong = outreach.one("question_rates", year.format("resolved"), resolved_pct=81)
    assert (wrong["feasible_hits"], wrong["is_feasible"]) == ([85], False)
    unasked = outreach.one("question_rates", year.format("resolved"))
    assert (unasked["feasible_hits"], unasked["is_feasible"]) == (None, None)
    finer = outreach.one("question_rates", year.format("resolved"), resolved_pct=81.9, decimals=1)
    assert finer["feasible_hits"] == [86]


def test_half_percents_are_rounded_up(outreach):
    def feasible(n, pct, decimals=0):
        call = f"SELECT ops.feasible_counts({n}, {pct}, {decimals})"
        return outreach.con.execute(call).fetchone()[0]

    assert (feasible(200, 1), feasible(200, 2)) == ([1, 2], [3, 4])
    assert (feasible(8, 13), feasible(8, 12)) == ([1], [])
    assert (feasible(8, 12.5, 1), feasible(2000, 0.1, 1)) == ([1], [1, 2])
    assert outreach.con.execute("SELECT ops.feasible_totals(82, most := 30)").fetchone()[0] == [11, 17, 22, 28]


def test_questions_of_a_period_and_until_a_day(outreach):
    rows = outreach.ask("question_rates", "measure = 'resolved' AND period_kind = 'A'")
    assert [(r["period"], r["questions"], r["value"], r["reason"]) for r in rows] == [
        ("2014", 0, None, "ZERO_DENOM"),
        ("2015", 105, pytest.approx(86 / 105), None),
        ("2016", 1, 0, None),
        ("2022", 0, None, "ZERO_DENOM"),
    ]
    early = outreach.ask("question_rates", "period = '2015'", until="2015-07-31")
    assert {r["measure"]: r["hits"] for r in early} == {"answered": 105, "resolved": 0}
    assert outreach.ask("question_rates", as_of="2015-11-04") == []
    assert len(outreach.ask("question_rates", as_of="2015-11-05")) == len(outreach.ask("question_rates"))


def test_visits_by_town_and_questions_by_enterprise(outreach):
    rows = outreach.ask("outreach_intensity", "period = '2015'", place="442000")
    values = {r["measure"]: round(r["value"], 4) for r in rows}
    assert values == {"enterprises_per_town": 3.2778, "questions_per_enterprise": 1.7797, "town_cover": 0.75}
    counts = {tuple(r[n] for n in ("visits", "enterprises", "towns_visited", "towns", "questions")) for r in rows}
    assert counts == {(60, 59, 18, 24, 105)}


def test_towns_are_those_of_the_day(outreach):
    after = outreach.one("outreach_intensity", "period = '2022' AND measure = 'town_cover'")
    assert (after["towns"], after["towns_visited"], after["enterprises"]) == (23, 1, 2)
    assert after["value"] == pytest.approx(1 / 23)
    none = outreach.one("outreach_intensity", "period = '2014' AND measure = 'enterprises_per_town'")
    assert (none["place_code"], none["value"], none["reason"]) == ("442000", None, "ZERO_DENOM")
    assert outreach.ask("outreach_intensity", place="440600") == []


@pytest.fixture(scope="module")
def stages(make_ground):
    """A stage that was late, one that is open, and three that two sources tell of."""
    ground = make_ground()
    ground.latest(
        "fct_zone_milestone",
        [
            stage("NATL_ACCEPT", plan="2016-12-31"),
            stage("NATL_ANNOUNCED", plan="2016-12-31"),
            stage("PROV_ACCEPT", plan="2015-12-31", actual="2015-12-01", precision="M"),
            stage("PLANNING", actual="2012-01-01", precision="Y"),
            stage("PLANNING", "PLAN", plan="2012-06-30"),
            stage("APPLIED", plan="2013-12-31", actual="2013-06-15", precision="Y"),
            stage("APPLIED", "TALK", actual="2013-02-01"),
            stage("CONSTRUCTION", plan="2013-12-31"),
            stage("CONSTRUCTION", "PLAN", actual="2013-01-01", precision="Y"),
            stage("CONSTRUCTION", "TALK", actual="2014-05-01", precision="M"),
        ],
        "2016-01-10",
    )
    ground.latest("fct_zone_milestone", [stage("NATL_ACCEPT", "REPORT", actual="2017-11-30")], "2018-01-10")
    listed(ground, "zone_milestones", "2016-01-10")
    listed(ground, "zone_milestones", "2018-01-10")
    return ground


def slippage(stages, name, source="NEWS", **scope):
    return stages.one("milestone_slippage", f"stage = '{name}' AND source_ref = '{source}'", **scope)


def test_a_year_alone_ends_on_its_last_day(stages):
    late = slippage(stages, "NATL_ACCEPT")
    assert (late["value"], late["unit"], late["actual_source"], late["is_disputed"]) == (334, "days", "REPORT", False)
    before = slippage(stages, "NATL_ACCEPT", as_of="2016-12-31")
    assert (before["value"], before["reason"], before["open_days"]) == (None, "NO_DATA", -356)
    assert slippage(stages, "NATL_ANNOUNCED")["open_days"] == 375
    assert slippage(stages, "NATL_ANNOUNCED", today="2017-01-01")["open_days"] == 1


def test_a_month_counts_by_its_last_day(stages):
    met = slippage(stages, "PROV_ACCEPT")
    assert (met["value"], met["value_low"], met["date_precision"]) == (0, -30, "M")
    some_day_of_the_year = slippage(stages, "APPLIED")
    assert (some_day_of_the_year["value"], some_day_of_the_year["value_low"]) == (0, -364)
    assert not some_day_of_the_year["is_disputed"]


def test_sources_that_disagree_are_kept_and_shown(stages):
    rows = stages.ask("milestone_slippage", "stage = 'CONSTRUCTION'")
    assert [(r["source_ref"], r["value"], r["reason"], r["is_disputed"]) for r in rows] == [
        ("NEWS", None, "CONFLICT", True),
        ("PLAN", None, "NULL_BASE", True),
        ("TALK", None, "NULL_BASE", True),
    ]
    planned = slippage(stages, "PLANNING", "PLAN")
    assert (planned["value"], planned["value_low"], planned["is_disputed"]) == (184, -181, False)


@pytest.fixture(scope="module")
def support(make_ground):
    """A budget of 4 million yuan for two fields, 4 members of whom one left, 3 grants to them and one to another."""
    ground = make_ground()
    policy = {"policy_id": "P", "issued_on": "2015-03-01", "valid_to": "2016-12-31"}
    ground.latest(
        "fct_support_policy",
        [
            {**policy, "measure_code": "BRAND", "annual_budget_cny": "3000000"},
            {**policy, "measure_code": "IP", "annual_budget_cny": "1000000"},
            {**policy, "measure_code": "LAND", "annual_budget_cny": None},
        ],
    )
    member = {"zone_id": "Z", "entry_date": "2015-01-01"}
    ground.latest(
        "fct_zone_membership",
        [*({**member, "uscc": uscc(n)} for n in range(4)), {**member, "uscc": uscc(4), "exit_date": "2015-10-01"}],
    )
    ground.latest(
        "fct_support_grant",
        [
            grant(1, "BRAND", 0, 600_000, 500_000),
            grant(2, "BRAND", 0, 200_000, None),
            grant(3, "IP", 1, 200_000, 200_000),
            grant(4, "BRAND", 4, 400_000, 0),
            grant(5, "BRAND", 9, 1_600_000, 1_600_000),
            grant(6, "BRAND", 0, 100_000, 100_000, day="2017-02-01"),
        ],
    )
    return ground


def test_uptake_payment_and_budget(support):
    def value(measure, code, zone="Z", period="2015"):
        where = f"measure = '{measure}' AND measure_code = '{code}' AND period = '{period}'"
        found = support.one("support_uptake", where, zone=zone)
        return found["value"], found["reason"]

    assert value("uptake", "BRAND") == (0.25, None)
    assert value("uptake", "ALL") == (0.5, None)
    assert value("uptake", "TALENT") == (0, None)
    assert value("paid", "ALL") == (0.5, None)
    assert value("paid", "TALENT") == (None, "ZERO_DENOM")
    assert value("committed", "ALL", "ALL") == (None, "NULL_BASE"), "one of three policies states no budget"
    assert value("committed", "BRAND", "ALL") == (pytest.approx(2.8 / 3), None)
    assert value("committed", "IP", "ALL") == (0.2, None)
    assert value("committed", "LAND", "ALL") == (None, "NULL_BASE")
    assert value("committed", "TALENT", "ALL") == (None, "ZERO_DENOM")
    assert value("committed", "BRAND", "ALL", "2016") == (0, None)
    assert value("committed", "ALL", "ALL", "2017") == (None, "ZERO_DENOM")
    assert value("paid", "ALL", "ALL", "2017") == (1, None)


def test_the_eight_fields_are_there_each_year(support):
    rows = support.ask("support_uptake", "measure = 'uptake' AND measure_code <> 'ALL'")
    assert {(r["period"], r["members"]) for r in rows} == {("2015", 4), ("2016", 4), ("2017", 4)}
    assert len(rows) == 24
    (budget,) = {
        r["budget_cny"] for r in support.ask("support_uptake", "period = '2016' AND measure_code = 'BRAND'", zone="ALL")
    }
    assert budget == 3_000_000
    assert support.ask("support_uptake", as_of="2015-12-31") == []
