"""Published claims against the samples: each verdict, its figure and interval; and nothing that a claim can change."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import datetime
from importlib import resources

import duckdb
import pytest
from click.testing import CliRunner

from flows.outcome import Summary
from lighting.cli import cli
from lighting.plain_yaml import records
from lighting.report import render
from samples.city import write_city
from samples.claims import write_claims
from samples.enterprises import write_rosters
from samples.quality import write_quality
from samples.zone import write_zone
from tests.support import UNDOCUMENTED
from warehouse import claims
from warehouse.digest import digest

STEPS = replace(UNDOCUMENTED, check_claims=claims.check)
SHIPPED = (resources.files("warehouse") / "reference" / "claims.yaml").read_text(encoding="utf-8")
EXPECTED = {
    "C01": "consistent", "C02": "reproduced", "C03": "not_testable", "C04": "qualitative", "C05": "not_testable",
    "C06": "not_testable", "C07": "reproduced", "C08": "not_testable", "C08b": "not_testable", "C09": "consistent",
    "C10": "reproduced", "C11": "qualitative", "C12": "consistent", "C13": "reproduced", "C14": "consistent",
    "C15": "qualitative", "C16": "qualitative", "C17": "consistent", "C18": "reproduced", "C19": "consistent",
    "C20": "not_testable", "C21": "not_testable", "C22": "reproduced", "C23": "consistent", "C24": "consistent",
    "C25": "qualitative", "C26": "not_testable", "C27": "inconsistent", "C28": "inconsistent", "C29": "qualitative",
    "C30": "scope_mismatch", "C31": "qualitative", "C32": "qualitative", "C33": "not_testable", "C34": "reproduced",
    "C34b": "reproduced", "C35": "consistent", "C36": "qualitative", "C37": "consistent", "C38": "reproduced",
    "C39": "reproduced", "C40": "consistent", "C41": "consistent", "C42": "qualitative",
    **dict.fromkeys(("O1", "O2", "Y3", "Y4"), "not_testable"), "Y1": "consistent", "Y2": "consistent",
}  # fmt: skip


@pytest.fixture(scope="module")
def home(make_home, tmp_path_factory):
    """A night on the sample files that claims are tested by."""
    made = make_home(tmp_path_factory.mktemp("claims") / "home")
    landing = made.settings.home / "landing"
    write_city(landing / "customs_city", 2015)
    write_rosters(landing / "zone_roster", 2015)
    write_quality(landing, 2015)
    write_zone(landing, 2015)
    made.summary = made.night(STEPS)
    assert made.summary.faults == []
    return made


@pytest.fixture(scope="module")
def verdicts(home):
    """The metric's rows by claim."""
    names = [name for (name,) in home.rows("SELECT column_name FROM (DESCRIBE marts.claim_verdict)")]
    return {row[0]: dict(zip(names, row, strict=True)) for row in home.rows("FROM marts.claim_verdict")}


def beside(row, name):
    """A figure that stands beside, with its interval."""
    return json.loads(row["beside"])[name]


def test_every_fact_of_the_document_is_a_claim_and_page_furniture_is_none(verdicts):
    assert set(verdicts) == set(EXPECTED)
    assert {f"C{n:02}" for n in range(1, 43)} < set(verdicts)
    assert "C43" not in verdicts
    words = " ".join(row["text_own_words"].casefold() for row in verdicts.values())
    assert not any(furniture in words for furniture in ("hits", "print", "8:00", "18:00"))


def test_verdicts_are_those_that_are_expected(verdicts, home):
    assert {name: row["expected_verdict"] for name, row in verdicts.items()} == EXPECTED
    found = {name: row["verdict"] for name, row in verdicts.items()}
    assert found == EXPECTED
    assert all(row["is_expected"] for row in verdicts.values())
    assert home.summary.claims["counts"]["inconsistent"] == 2
    assert home.summary.claims["changed"] == []


def test_exports_and_growth_are_reproduced_and_imply_the_base(verdicts):
    exports, growth = verdicts["C34"], verdicts["C34b"]
    assert (exports["value"], exports["claimed_low"], exports["claimed_high"]) == pytest.approx((7.05, 7.045, 7.055))
    assert (exports["unit"], exports["reason"], exports["complete"]) == ("CNY_BN", None, True)
    assert growth["value"] == pytest.approx(34.6011, abs=5e-5)
    assert (growth["claimed_low"], growth["claimed_high"]) == pytest.approx((34.55, 34.65))
    base, low, high = (number / 1e9 for number in beside(growth, "implied_base"))
    assert (round(base, 4), round(low, 4), round(high, 4)) == (5.2377, 5.2321, 5.2434)


def test_more_than_half_of_the_world_market_is_refuted_by_a_bound(verdicts):
    row = verdicts["C28"]
    assert row["verdict"] == "inconsistent"
    assert round(row["value"], 4) == 0.0688
    assert row["value"] == row["value_high"] < 0.069
    assert row["finding"].startswith("it is at most 0.0688")
    assert round(beside(row, "city_usd")[0] / 1e9, 4) == 1.1334
    assert set(json.loads(row["figures"])) == {"city", "yuan_per_dollar", "nation", "share_of_nation"}


def test_seventy_percent_of_the_home_market_is_not_what_output_and_sales_give(verdicts):
    row = verdicts["C27"]
    assert (row["verdict"], round(row["value"], 4), row["period"]) == ("inconsistent", 0.2175, "UNKNOWN")
    assert (row["claimed_low"], row["claimed_high"]) == pytest.approx((0.695, 0.705))
    home, market, needed = (beside(row, name)[0] / 1e9 for name in ("home_sales", "market", "market_needed"))
    assert (home, round(market, 3), round(needed, 4)) == (90, 413.738, 128.5714)
    assert verdicts["C09"]["verdict"] == "consistent"
    assert (verdicts["C09"]["value"], verdicts["C09"]["value_high"]) == (100, None)


def test_ten_billion_a_year_is_of_another_scope_and_no_bound_decides(verdicts):
    row = verdicts["C30"]
    assert (row["verdict"], row["period"]) == ("scope_mismatch", "UNKNOWN")
    assert row["value"] == pytest.approx(8.46)
    assert row["value_low"] == pytest.approx(7.05)
    assert beside(row, "needed")[0] / 1e9 == pytest.approx(2.95)
    assert round(beside(row, "average_months_needed")[0], 4) == 2.0922


def test_words_days_and_counts(verdicts):
    assert verdicts["C01"]["computed_text"] == "2018-10-11 17:10:02"
    assert verdicts["C01"]["is_reprint"] is True
    assert (verdicts["C07"]["computed_text"], verdicts["C07"]["value"]) == ("442000105", 1)
    assert (verdicts["C13"]["value"], verdicts["C18"]["value"]) == (47, 8)
    assert verdicts["C14"]["value"] > 0.5
    assert round(verdicts["C19"]["value"], 4) == round(51 / 47, 4)
    assert verdicts["C11"]["finding"] == "no number; read beside it: true"
    assert verdicts["C35"]["value"] == pytest.approx(0.346 * -0.012)


def test_printed_percentages_are_counts_of_questions(verdicts):
    for name, count, share in (("C40", 105, 100), ("C41", 86, 81.9048)):
        row = verdicts[name]
        assert round(row["value"], 4) == share
        assert row["finding"] == f"only {count} of 105 rounds to it; the warehouse counts {count}"
    assert round(verdicts["C41"]["value"] / 100, 6) == 0.819048


def test_visits_milestones_and_registry(verdicts):
    assert [verdicts[name]["value"] for name in ("C37", "C38", "C39", "C17", "C22")] == [18, 59, 105, 1, 3]
    assert beside(verdicts["C37"], "at_most")[0] == 0.75
    assert round(beside(verdicts["C38"], "enterprises_per_town")[0], 4) == 3.2778
    assert round(beside(verdicts["C39"], "questions_per_enterprise")[0], 4) == 1.7797
    assert beside(verdicts["C12"], "days_late")[0] == 334
    assert beside(verdicts["C23"], "is_disputed")[0] == 1
    assert (verdicts["C10"]["computed_text"], verdicts["C12"]["computed_text"]) == ("2015-10-01", "2016-12-31")
    assert [verdicts[name]["reason"] for name in ("C03", "C20", "C21")] == ["NOT_TESTABLE"] * 3


@pytest.fixture
def call(home, monkeypatch):
    """Call ``lighting claims`` in this process."""
    monkeypatch.setenv("LIGHTING_HOME", str(home.path))
    return lambda *arguments: CliRunner().invoke(cli, ["claims", *arguments])


def test_the_command_lists_what_is_asked_for(call):
    done = call()
    assert done.exit_code == 0
    assert "SAMPLE DATA" in done.output
    assert f"{len(EXPECTED)} claims: " in done.output
    assert "REPRODUCED" in done.output
    assert "Other than expected" not in done.output
    done = call("--verdict", "inconsistent")
    assert [line.split()[0] for line in done.output.splitlines() if line.strip().startswith("C2")] == ["C27", "C28"]
    rows = json.loads(call("--verdict", "scope_mismatch", "--json").output)
    assert [(row["claim_id"], row["value"], row["unit_label"]) for row in rows] == [("C30", 8.46, "bn CNY")]
    head, *lines = call("--format", "csv").output.splitlines()
    assert head.startswith("claim_id,text_own_words,operator,claimed_value")
    assert len(lines) == len(EXPECTED)


def test_the_command_shows_one_in_full_with_its_rows(call):
    done = call("c34")
    assert done.exit_code == 0
    for told in (
        "C34 From January to October 2015",
        "reproduced: the warehouse has 7.05 bn CNY, which is the printed figure",
        "claimed: = 7.05 bn CNY [7.045, 7.055]",
        "said by: CUSTOMS in NEWS-2015-12, P9.3, a reprint",
        "lighting explain ytd_value --family D1 --place 442000 --period 201510",
    ):
        assert told in done.output
    found = json.loads(call("C13", "--json").output)
    (members,) = found["figures"]
    assert (members["value"], members["total"], len(members["rows"])) == (47, 47, 20)
    assert members["brief"][0]["file_name"] == "sample_roster.xlsx"
    base = json.loads(call("C34b", "--json").output)
    assert base["formulas"]["implied_base"] == "printed_value / (1 + printed_growth)"
    done = call("C99")
    assert done.exit_code == 2
    assert "no claim 'C99'; there are C01, C02" in done.output


def test_the_page_of_a_run_counts_verdicts_and_names_what_changed(home):
    told = {"claim_id": "C34", "text_own_words": "Exports <b>", "before": "reproduced", "verdict": "inconsistent"}
    changed = [{**told, "finding": "it is 7.2"}, {**told, "claim_id": "N1", "before": None, "finding": "new one"}]
    summary = Summary("r", claims={"counts": {"reproduced": 3, "not_testable": 40}, "changed": changed})
    page = render(asdict(summary), written_at=datetime(2015, 12, 1), data_docs=None)
    assert "3 reproduced, 40 not testable" in page
    assert "<td>reproduced</td><td>inconsistent</td><td>it is 7.2</td>" in page
    assert "<td>new</td>" in page
    assert "Exports &lt;b&gt;" in page
    summary.claims = home.summary.claims
    assert "No verdict has changed." in render(asdict(summary), written_at=datetime(2015, 12, 1), data_docs=None)


def test_what_is_not_loaded_is_not_testable_and_says_so(verdicts, home):
    assert verdicts["C26"]["reason"] in {"NULL_BASE", "INCOMPLETE"}
    assert verdicts["C05"]["finding"] == "no test is declared"
    for row in verdicts.values():
        assert (row["value"] is None) == (row["reason"] is not None) == (not row["complete"])


CITY = (
    "period,period_kind,place_code,flow,line_label,partner_code,regime_code,ownership,currency,value,ytd_value,"
    "ytd_yoy_pct,place_basis,released_at\n"
)


def city_file(*rows: str) -> str:
    return CITY + "".join(f"{row}\n" for row in rows)


@pytest.mark.slow
def test_totals_of_imports_and_a_second_whole_year_decide(home, tmp_path):
    """C33: 142.56 billion of exports, 1.2 percent down, and 50 of imports, 8 percent down. C26: 2015 up to December."""
    copy = home.copy_to(tmp_path / "home")
    imports = "201510,M,442000,M,ALL,ALL,ALL,ALL,CNY,480000.00,5000000.00,-8.0,REG,2015-11-20 10:00:00"
    months = [
        f"{period},M,442000,X,灯具、照明装置及其零件,ALL,ALL,ALL,CNY,90000.00,,,REG,{released}"
        for period, released in (("201511", "2015-12-20 10:00:00"), ("201512", "2016-01-20 10:00:00"))
    ]
    copy.put("customs_city", "imports.csv", city_file(imports), flow="import", currency="CNY")
    copy.put("customs_city", "months.csv", city_file(*months), flow="export", currency="CNY")
    summary = copy.night(STEPS)
    assert [copy.handled(summary, name).rows_accepted for name in ("imports.csv", "months.csv")] == [1, 2]
    asked = "SELECT verdict, round(value, 4) FROM marts.claim_verdict WHERE claim_id = ?"
    with duckdb.connect(str(copy.settings.warehouse), read_only=True) as con:
        found = {name: con.execute(asked, [name]).fetchone() for name in ("C26", "C33", "C35")}
    exports, imported = 14_256_381.53, 5_000_000
    growth = (exports + imported) / (exports / 0.988 + imported / 0.92) - 1
    assert found["C33"] == ("consistent", round(growth * 100, 4))
    lamps = (7.05e9 + 1.8e9) / (5.2377e9 + 1.185e9) - 1
    assert found["C26"] == ("consistent", round(lamps * 100, 4))
    assert found["C35"][0] == "consistent"


@pytest.mark.slow
def test_the_shipped_list_delivered_says_the_same(home, tmp_path):
    """Both ways into the table agree, and every claim of the reprint is told of (Q72)."""
    copy = home.copy_to(tmp_path / "home")
    columns = "* EXCLUDE (source_file, is_conflict)"
    before = copy.rows(f"SELECT {columns} FROM core.fct_claim ORDER BY claim_id")
    copy.put("claims", "claims.yaml", SHIPPED, released_at="2018-10-12T09:00:00")
    summary = copy.night(STEPS)
    handled = copy.handled(summary, "claims.yaml")
    assert (handled.state, handled.rows_accepted, handled.rows_quarantined) == ("loaded", len(EXPECTED), 0)
    assert copy.rows(f"SELECT {columns} FROM core.fct_claim ORDER BY claim_id") == before
    assert copy.one("SELECT count(DISTINCT source_file) FROM core.fct_claim WHERE source_file LIKE 'shipped:%'") == 0
    (printed,) = {sum(record.values["stage"] == "PRINTED" for record in records(SHIPPED))}
    assert copy.results("Q72") == [("claims", "failed", printed)]
    assert summary.claims["changed"] == []


NEW = """
stage: PRINTED
source_ref: NEWS-2016
operator: "="
unit: CNY_BN
period_precision: M
period_start: 2015-01-01
period_end: 2015-10-31
geo_code: 442000
published_at: 2016-01-05
document_date: 2016-01-05
event_date: 2015-12-01
event_precision: M
subject: EXPORTS_OF_LAMPS
speaker: TEXT
source_span: P1
expected_verdict: inconsistent
reason: It is another number.
claims:
  - claim_id: N1
    text_own_words: Exports came to 7.06 billion yuan.
    value: 7.06
    test: YTD
  - claim_id: N2
    text_own_words: Exports came to about 7 billion yuan.
    operator: "~"
    value: 7
    test: YTD
  - claim_id: N3
    text_own_words: A test of a metric that there is not.
    value: 7
    test: {kind: figure, figures: {x: {from: marts.no_such}}}
  - claim_id: N4
    text_own_words: A test that reads confidential rows.
    value: 7
    test: {kind: figure, figures: {x: {from: core.fct_enterprise_export}}}
  - claim_id: N5
    text_own_words: A test with a column that there is not.
    value: 7
    test: {kind: figure, figures: {x: {from: marts.ytd_value, column: no_such}}}
  - claim_id: C34
    text_own_words: Exports came to 7.1 billion yuan.
    value: 7.1
    test: YTD
"""


YTD = (
    '{kind: figure, figures: {x: {from: marts.ytd_value, arguments: {place: "442000", family: D1},'
    ' where: {period: "201510"}}}}'
)
NEW = NEW.replace("YTD", YTD)


@pytest.mark.slow
def test_a_new_claim_is_data_and_changes_no_figure(home, tmp_path):
    copy = home.copy_to(tmp_path / "home")
    figures = copy.rows("SELECT * FROM core.fct_trade ORDER BY ALL"), copy.rows("FROM marts.ytd_value ORDER BY ALL")
    copy.put("claims", "new.yaml", NEW, released_at="2016-01-06T09:00:00")
    write_claims(copy.settings.home / "landing" / "claims")
    summary = copy.night(STEPS)
    assert summary.faults == []
    refused = copy.handled(summary, "sample_claims_without_unit.yaml")
    assert (refused.state, refused.rule) == ("refused", "Q70")
    assert "row 11: claim S9 has no unit" in refused.reason
    found = dict(copy.rows("SELECT claim_id, (verdict, finding) FROM marts.claim_verdict"))
    assert found["N1"] == ("inconsistent", "the warehouse has 7.05 bn CNY, outside what is claimed")
    assert [found[name][0] for name in ("S1", "S2", "S3")] == ["reproduced", "inconsistent", "qualitative"]
    assert found["N2"] == ("consistent", "the warehouse has 7.05 bn CNY, which does not contradict it")
    for name, why in (("N3", "marts.no_such"), ("N4", "core.fct_enterprise_export"), ("N5", "no_such")):
        assert found[name][0] == "not_testable"
        assert "the test cannot be asked" in found[name][1]
        assert why in found[name][1]
    assert found["C34"][0] == "reproduced", "7.1 is what 7.05 rounds to"
    assert copy.rows("SELECT * FROM core.fct_trade ORDER BY ALL") == figures[0]
    assert copy.rows("FROM marts.ytd_value ORDER BY ALL") == figures[1]
    assert [(row["claim_id"], row["before"]) for row in summary.claims["changed"]] == [
        *((f"N{n}", None) for n in range(1, 6)),
        *((f"S{n}", None) for n in range(1, 4)),
    ]


@pytest.mark.parametrize(
    ("dictated", "told"),
    [
        ({"agreement": "inconsistent"}, "agreement is consistent"),
        ({"undecided": "reproduced"}, "undecided is scope_mismatch or not_testable"),
        ({"agreement": ["consistent"]}, "agreement is consistent"),
        ({"agreement": "consistent", "undecided": "not_testable"}, None),
        ({"agreement": None}, None),
    ],
)
def test_a_test_does_not_dictate_its_verdict(home, dictated, told):
    asked = {"kind": "figure", "figures": {"x": {"claim": "C34"}}, **dictated}
    with duckdb.connect(str(home.settings.warehouse), read_only=True) as con:
        found = claims.checked(claims.Reader(con), json.dumps(asked), 7.05)
    assert found.message == (told and f"the test cannot be asked: {told}")


def test_a_changed_verdict_is_told_and_the_check_is_no_content(home, tmp_path):
    copy = home.copy_to(tmp_path / "home")
    before = copy.digest()
    copy.put("claims", "new.yaml", NEW.replace("7.1\n", "7.2\n"), released_at="2016-01-06T09:00:00")
    changed, *new = copy.night(STEPS).claims["changed"]
    assert [row["before"] for row in new] == [None] * 5
    assert (changed["claim_id"], changed["before"], changed["verdict"]) == ("C34", "reproduced", "inconsistent")
    assert copy.digest() != before
    with duckdb.connect(str(copy.settings.warehouse)) as con:
        (then,) = con.execute("SELECT min(checked_at) FROM core.fct_claim_check").fetchone()
        asked = "SELECT verdict FROM marts.claim_verdict(as_of := ?) WHERE claim_id = 'C13'"
        assert con.execute(asked, [then]).fetchall() == [("reproduced",)]
        assert con.execute(asked, [datetime(2015, 1, 1)]).fetchall() == [("not_testable",)]
        whole = digest(con)
        con.execute("DELETE FROM core.fct_claim_check")
        assert digest(con) == whole


@pytest.mark.parametrize(
    ("n", "percent", "digits", "feasible"),
    [
        (105, 82, 0, [86]),
        (105, 100, 0, [105]),
        (105, 0, 0, [0]),
        (200, "0.5", 1, [1]),
        (1000, 12, 0, list(range(115, 125))),
        (40, 13, 0, [5]),
        (8, 13, 0, [1]),
        (8, 12, 0, []),
        (7, "14.3", 1, [1]),
    ],
)
def test_counts_that_round_to_a_percentage(home, n, percent, digits, feasible):
    """Half up: 1 of 8 is 12.5 percent and is printed as 13; 5 of 40 likewise."""
    assert home.one(f"SELECT ops.feasible_counts({n}, {percent}::DECIMAL(24, 8), {digits})") == feasible
