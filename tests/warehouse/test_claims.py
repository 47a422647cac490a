"""Published claims against the samples: each verdict, its figure and interval; the command and the page of a run."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime

import pytest
from click.testing import CliRunner

from flows.outcome import Summary
from lighting.cli import cli
from lighting.report import render
from tests.warehouse import claimed
from tests.warehouse.claimed import EXPECTED


@pytest.fixture(scope="module")
def home(shared_home):
    """The home of the night on the sample files."""
    made, made.summary = shared_home("claims", claimed.night)
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
    told = " ".join(done.output.split())
    assert "A rank needs the output of every other cluster, and none is loaded." in told
    assert ">= 100 bn CNY" in told
    assert "the warehouse has at least 100 bn CNY, which does not contradict it" in told
    assert "the warehouse has PASSED, which is what is claimed" in told
    assert "marts.registry_counts" not in told, "how a figure is asked for is shown with one claim"
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
