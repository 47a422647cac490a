"""The sample lists of the zone through a night, with lists that must be refused, and templates that were filled in."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from click.testing import CliRunner

from lighting.cli import cli
from samples.enterprises import ZONE, write_rosters
from samples.zone import write_zone
from warehouse.connection import open_published
from warehouse.explain import explain

pytestmark = pytest.mark.slow

LOADED = {
    "sample_registry.csv": (5, 2),
    "sample_registry_of_a_province.csv": (3, 0),
    "sample_milestones.csv": (7, 1),
    "sample_policies.csv": (8, 0),
    "sample_grants.csv": (74, 1),
    "sample_visits_2015.xlsx": (59, 2),
    "sample_questions_2015.xlsx": (105, 1),
}
WRONG = [
    ("outreach_questions", "CAST", "column '收集日期': '不详' is not a day"),
    ("outreach_visits", "ENUM", "service_codes is TEA"),
    ("outreach_visits", "Q26", "social credit code "),
    ("support_grants", "Q26", "social credit code "),
    ("zone_milestones", "CAST", "column 'date_precision': 'D' is finer than the actual date"),
    ("zone_registry", "CODE", "prefecture 440500 does not lie in province 35"),
    ("zone_registry", "ENUM", "industry_code is KNIFE"),
]
REGISTRY_HEAD = "zone_id,industry_code,province_code,prefecture_code,level,status,status_from\n"
BAD_LISTS = {
    "zone_registry": (
        f"{REGISTRY_HEAD}Z,FOOD,44,445100,PROV,BUILDING,2012-01-01\nZ,FOOD,44,445100,PROV,AWARDED,2014-01-01\n",
        "F14",
        "zone Z has two statuses on level PROV from 2014-01-01 on",
    ),
    "zone_milestones": (
        "zone_id,stage,source_ref,actual_date,status\nZ,APPLIED,x,2018-03-01,PASSED\n",
        "F15",
        "row 2: APPLIED of Z is dated 2018-03-01, after the list itself, 2018-02-28",
    ),
    "outreach_questions": (
        "question_id,visit_id,received_on,answered_on,resolved_on\nQ,V,2015-06-01,2015-05-30,\n",
        "Q67",
        "row 2: question Q was received on 2015-06-01, answered on 2015-05-30",
    ),
}
FILLED = {
    "outreach_visits": [
        "V-2018-01", date(2018, 1, 9), "中山海关", "91442000MA4W0TEX05", "442000105", "DOOR_DELIVERY", "是", "否",
    ],
    "outreach_questions": ["Q-2018-01", "V-2018-01", date(2018, 1, 9), date(2018, 1, 10), None, "通关时效"],
    "zone_registry": ["FS-FURNITURE", "佛山家具", "FURNITURE", "44", "440600", "PROV", "AWARDED", "1", "2018-01-09"],
}  # fmt: skip


def filled(path, row):
    """The template with a row below its heads."""
    book = openpyxl.load_workbook(path)
    for number, cell in enumerate(row, start=1):
        book.worksheets[0].cell(2, number, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def night(make_home, tmp_path_factory):
    home = make_home(tmp_path_factory.mktemp("zone") / "home")
    write_zone(home.path / "landing", 2015)
    write_rosters(home.path / "landing" / "zone_roster", 2015)
    for dataset, (text, _, _) in BAD_LISTS.items():
        home.put(dataset, f"bad_{dataset}.csv", text, released_at="2018-02-28T09:00:00")
    for number, (dataset, row) in enumerate(FILLED.items()):
        path = home.path / f"{dataset}.xlsx"
        call = ["template", dataset, "--out", str(path), "--heads", ("zh", "en")[number % 2]]
        assert CliRunner().invoke(cli, call).exit_code == 0
        home.put(dataset, f"filled_{dataset}.xlsx", filled(path, row), released_at="2018-02-28T09:00:00")
    return home, home.night()


def test_what_became_of_the_lists(night):
    home, summary = night
    assert summary.state == "published"
    for name, counts in LOADED.items():
        found = home.handled(summary, name)
        assert (found.state, (found.rows_accepted, found.rows_quarantined)) == ("loaded", counts), name
    other = home.handled(summary, "sample_grants_of_another_kind.csv")
    assert (other.state, other.rule) == ("refused", "F16")
    assert "row 2: there is no field of support SUBSIDY" in other.reason
    for dataset, (_, rule, words) in BAD_LISTS.items():
        found = home.handled(summary, f"bad_{dataset}.csv")
        assert (found.state, found.rule) == ("refused", rule)
        assert words in found.reason


def test_reasons_can_be_read(night):
    home, _ = night
    found = home.rows(
        """
        SELECT d.dataset, q.rules[1], q.reasons[1]
        FROM ops.quarantine_row AS q JOIN ops.delivery AS d USING (delivery_id)
        WHERE d.state = 'loaded' ORDER BY ALL
        """
    )
    assert len(found) == len(WRONG)
    for (dataset, rule, reason), (*where, words) in zip(found, WRONG, strict=True):
        assert ([dataset, rule], reason.startswith(words)) == (where, True), reason


def test_a_template_that_was_filled_in_is_loaded(night):
    home, summary = night
    for dataset in FILLED:
        found = home.handled(summary, f"filled_{dataset}.xlsx")
        assert (found.state, found.rows_accepted, found.rows_quarantined) == ("loaded", 1, 0)
    visit = "SELECT v.uscc, v.is_key_project, s.service_code FROM core.fct_outreach_visit AS v "
    visit += "JOIN core.bridge_visit_service AS s USING (visit_id) WHERE visit_id = 'V-2018-01'"
    assert home.rows(visit) == [("91442000MA4W0TEX05", True, "DOOR_DELIVERY")]
    assert home.one("SELECT prefecture_code FROM core.fct_zone_status WHERE zone_id = 'FS-FURNITURE'") == "440600"


def test_visits_and_questions_of_2015(night):
    home, _ = night
    visits = home.rows(
        "SELECT measure, round(value, 4), enterprises, towns_visited, towns, questions FROM marts.outreach_intensity "
        "WHERE period = '2015' ORDER BY 1"
    )
    assert visits == [
        ("enterprises_per_town", 3.2778, 59, 18, 24, 105),
        ("questions_per_enterprise", 1.7797, 59, 18, 24, 105),
        ("town_cover", 0.75, 59, 18, 24, 105),
    ]
    rates = home.rows(
        "SELECT measure, hits, round(value, 6), feasible_hits FROM marts.question_rates(answered_pct := 100, "
        "resolved_pct := 82, until := '2015-10-31') WHERE period = '2015' ORDER BY 1"
    )
    assert rates == [("answered", 105, 1, [105]), ("resolved", 86, 0.819048, [86])]


def test_registry_stages_and_support(night):
    home, _ = night
    zones = home.rows(
        "SELECT status, partial_value, reason FROM marts.registry_counts(on_date := '2015-12-31', place := '44', "
        "industry := 'LIGHTING') WHERE measure = 'zones' ORDER BY 1"
    )
    assert zones == [("ALL", 1, "NOT_TESTABLE"), ("AWARDED", 1, "NOT_TESTABLE"), ("BUILDING", 0, "NOT_TESTABLE")]
    counted = home.rows(
        "SELECT measure, level, status, value, is_first "
        "FROM marts.registry_counts(on_date := '2014-12-22', place := '35') "
        "WHERE industry_code IN ('ALL', 'CERAMIC') AND status <> 'ALL' AND level = 'PROV' AND reason IS NULL "
        "AND (industry_code = 'ALL' OR measure = 'at_award') ORDER BY ALL"
    )
    assert counted == [
        ("at_award", "PROV", "AWARDED", 1, True),
        ("prefectures", "PROV", "AWARDED", 1, None),
        ("prefectures", "PROV", "BUILDING", 1, None),
        ("zones", "PROV", "AWARDED", 1, None),
        ("zones", "PROV", "BUILDING", 1, None),
    ]
    assert home.rows("SELECT DISTINCT place_code FROM marts.registry_counts(industry := 'APPLIANCE') ORDER BY 1") == [
        ("44",),
        ("440600",),
        ("ALL",),
    ]
    stages = home.rows(
        "SELECT stage, source_ref, value, is_disputed FROM marts.milestone_slippage "
        f"WHERE zone_id = '{ZONE}' AND (value IS NOT NULL OR is_disputed) ORDER BY ALL"
    )
    assert stages == [
        ("NATL_ACCEPT", "NEWS-2015-12", 334, False),
        ("PLANNING", "NEWS-2015-12", None, True),
        ("PLANNING", "NEWS-2017", None, True),
        ("PROV_ACCEPT", "NEWS-2017", 0, False),
    ]
    told = home.rows(
        "SELECT message FROM ops.fct_dq_result WHERE rule = 'F15' AND outcome = 'failed' AND level = 'content'"
    )
    assert told == [
        (f"2 sources date PLANNING of {ZONE} differently: NEWS-2015-12 2012, NEWS-2017 2013; all are kept",)
    ]
    support = home.rows(
        "SELECT period, measure, round(value, 4), budget_cny FROM marts.support_uptake(zone := 'ALL') "
        "WHERE measure_code = 'ALL' AND period >= '2016' ORDER BY ALL"
    )
    assert support == [
        ("2016", "committed", 0.9, 4_000_000),
        ("2016", "paid", 0.9, 4_000_000),
        ("2017", "committed", 0.95, 4_000_000),
        ("2017", "paid", 0.95, 4_000_000),
    ]


@pytest.mark.parametrize(
    ("metric", "period", "scope", "count", "value"),
    [
        ("question_rates", "2015", {}, 105, None),
        ("outreach_intensity", "2015", {"place": "442000"}, 59, None),
        ("registry_counts", "20151231", {"industry": "LIGHTING", "place": "44"}, 1, None),
        ("registry_counts", "20151231", {"place": "440600"}, 1, None),
        ("milestone_slippage", "2016", {}, 2, None),
        ("support_uptake", "2016", {}, 36, 3_600_000),
    ],
)
def test_rows_behind_a_figure(night, metric, period, scope, count, value):
    home, _ = night
    with open_published(home.settings.published) as con:
        found = explain(con, metric, period, scope, 3)
    assert found.figures
    assert (found.total_facts, found.total_value) == (count, value)
    assert all(row["file_name"].startswith("sample_") and row["source_row"] for row in found.facts)
