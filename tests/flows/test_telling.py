"""What a run tells: a summary, messages that wait until they are delivered, gauges that a monitor reads."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import duckdb
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from flows.steps import Steps
from tests.support import OPEN, UNDOCUMENTED, query_csv

TOLD = replace(UNDOCUMENTED, look=Steps().look, tell=Steps().tell)
HEAD = "dataset,period,period_kind,scheduled_on,grace_days,is_official,source_ref\n"


def calendar(*rows: str) -> str:
    return HEAD + "".join(f"customs_query,{row},true,site\n" for row in rows)


@pytest.fixture(scope="module")
def told(make_home, tmp_path_factory):
    """A home after a night with a late feed, a refused file, rows in quarantine and a confidential file."""
    home = make_home(tmp_path_factory.mktemp("told") / "home")
    home.put("customs_query", "good.csv", query_csv([{}, {"regime": "0110"}]), **OPEN)
    home.put("customs_query", "no_flow.csv", query_csv([{}]), released_at="2015-11-20")
    home.put(
        "release_calendar",
        "c.csv",
        calendar("201510,M,2015-11-20,5", "209912,M,2100-01-20,5"),
        released_at="2015-01-01",
    )
    home.put("customs_enterprise", "Firm X 91440000.csv", "nothing of the kind", released_at="2015-11-20")
    with duckdb.connect(str(home.settings.warehouse)) as con:
        con.execute(
            "INSERT INTO ops.run VALUES ('20150101-a', 'nightly', TIMESTAMP '2015-01-01', NULL, 'running', NULL)"
        )
    summary = home.night(TOLD)
    return home, summary


def gauges(text: str) -> dict[tuple[str, ...], float]:
    """Samples by name and labels, of text that a monitor's own parser takes."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_the_summary_tells_what_came_was_refused_quarantined_late_and_stopped(told):
    home, summary = told
    text = (home.settings.reports / "latest.txt").read_text()
    assert text == (home.settings.reports / f"{summary.run_id}.txt").read_text()
    assert re.match(r"\[lighting\] night \S+ published: 2 loaded, 2 refused, 1 rows in quarantine, 1 late\n", text)
    assert "- loaded good.csv (customs_query): 1 rows, 1 in quarantine\n" in text
    assert "- refused no_flow.csv (customs_query): MANIFEST: no_flow.csv: flow must be declared" in text
    assert '-> Add to no_flow.csv.toml beside it: flow = "export"' in text
    assert "- run 20150101-a (nightly) never ended: it was stopped or killed" in text
    assert "- refused a confidential file of customs_enterprise:" in text
    assert "Firm X" not in text


def test_a_feed_is_late_by_the_calendar_and_in_the_gauges(told):
    home, summary = told
    (row,) = summary.late
    days = (datetime.now(UTC).date() - datetime(2015, 12, 20, tzinfo=UTC).date()).days
    assert (row["dataset"], row["first_period"]) == ("customs_query", "201511")
    assert abs(row["days"] - days) <= 1
    found = gauges(home.settings.metrics.read_text())
    assert found["lighting_late_feeds",] == 1
    assert found["lighting_late_days", "customs_query"] == row["days"]
