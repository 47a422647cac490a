"""What a run tells: a summary, messages that wait until they are delivered, gauges that a monitor reads."""

from __future__ import annotations

import json
import os
import re
import time
from dataclasses import replace
from datetime import UTC, datetime

import duckdb
import pytest
from click.testing import CliRunner
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from flows import discreet, outbox, telling
from flows.night import Run
from flows.quiet import is_anything_due
from flows.steps import Request, Steps
from lighting import messages
from lighting.cli import cli
from tests.support import OPEN, UNDOCUMENTED, query_csv
from warehouse import confidential, timeliness, withdrawals
from warehouse.lock import writer_lock

TOLD = replace(UNDOCUMENTED, look=Steps().look, tell=Steps().tell)
NOTIFY = ("custom-webhook/night", "lighting-email/duty")
CALENDAR = """dataset,period,period_kind,scheduled_on,grace_days,is_official,source_ref
customs_query,201510,M,2015-11-20,5,true,site
customs_query,201511,M,2015-12-20,5,true,site
"""
EARLIER = json.dumps({"seconds": {"load": 30.0, "check": 2.0}})
DATED = "TIMESTAMP '2015-01-01'"


@pytest.fixture(scope="module")
def told(make_home, tmp_path_factory):
    """A home after a night with a late feed, a refused file, rows in quarantine, a confidential file, a killed run."""
    home = make_home(tmp_path_factory.mktemp("told") / "home")
    home.put("customs_query", "good.csv", query_csv([{}, {"regime": "0110"}]), **OPEN)
    home.put("customs_query", "no_flow.csv", query_csv([{}]), released_at="2015-11-20")
    home.put("release_calendar", "c.csv", CALENDAR, released_at="2015-01-01")
    home.put("customs_enterprise", "Firm X 91440000.csv", "nothing of the kind", released_at="2015-11-20")
    with duckdb.connect(str(home.settings.warehouse)) as con:
        for run in ("20150101", "20150102", "20150103"):
            con.execute(
                f"INSERT INTO ops.run VALUES (?, 'nightly', {DATED}, {DATED}, 'published', ?, NULL)", [run, EARLIER]
            )
        con.execute(f"INSERT INTO ops.run VALUES ('20150104', 'rerun', {DATED}, NULL, 'running', NULL, NULL)")
    summary = Run(replace(home.settings, notify=NOTIFY), home.judge, TOLD, lambda _: None)(Request())
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
    assert "- run 20150104 (rerun) never ended: it was stopped or killed" in text
    assert re.search(r"- customs_query: .*201511.* was due on 2015-12-20 by the release calendar, ", text)
    assert "- refused a confidential file of customs_enterprise:" in text
    assert "Firm X" not in text


def test_what_a_killed_run_had_loaded_is_counted_by_the_next_one(told, tmp_path):
    home = told[0].copy_to(tmp_path / "home")
    with duckdb.connect(str(home.settings.warehouse)) as con:
        con.execute("UPDATE ops.run SET ended_at = NULL WHERE run_id = ?", [told[1].run_id])
    with duckdb.connect(str(home.settings.warehouse), read_only=True) as con:
        confidential.attach_to_read(con, home.settings.warehouse)
        killed = timeliness.never_ended(con, "9")
    assert [(row["run_id"], row["loaded"]) for row in killed] == [("20150104", 0), (told[1].run_id, 2)]
    body = telling.message(replace(told[1], never_ended=killed)).body
    assert (
        f"- run {told[1].run_id} (nightly) never ended: it was stopped or killed; this run went on from there, " in body
    )
    assert "with what it had loaded: 2\n" in body
    assert "- run 20150104 (rerun) never ended: it was stopped or killed; this run went on from there\n" in body


def test_a_late_source_is_a_message_of_its_own_and_is_sent_once(told):
    home, summary = told
    late, night = sorted(outbox.waiting(home.settings.outbox), key=lambda w: w.message.kind)
    assert (late.message.kind, night.message.kind) == ("late", "summary")
    assert late.message.subject == "[lighting] LATE: customs_query 201511"
    assert "No run has failed." in late.message.body
    assert "Firm X" not in late.message.body + night.message.body
    assert late.to == NOTIFY
    telling.tell(replace(home.settings, notify=NOTIFY), replace(summary, run_id="r2"))
    kinds = [w.message.kind for w in outbox.waiting(home.settings.outbox) if w.path.name.startswith("r2")]
    assert kinds == ["summary"]
    quiet = replace(summary, run_id="r3", kind="ingest", handled=[])
    telling.tell(replace(home.settings, notify=NOTIFY), quiet)
    assert not list(home.settings.outbox.glob("r3*")), "a run between the nights tells only what asks for somebody"
    (home.settings.outbox / "r2-summary.json").unlink()


def test_a_message_about_a_late_source_that_cannot_be_written_is_written_by_the_next_run(told, tmp_path):
    home, summary = told
    settings = replace(home.settings, home=tmp_path, notify=NOTIFY)
    (settings.outbox / "r1-late.json").mkdir(parents=True)
    with pytest.raises(OSError, match=r"r1-late\.json"):
        telling.tell_late(settings, "r1", summary.late)
    for run in ("r2", "r3"):
        telling.tell_late(settings, run, summary.late)
    assert [w.path.name for w in outbox.waiting(settings.outbox)] == ["r2-late.json"]


def test_a_feed_whose_first_late_period_is_waived_is_late_no_more(told, monkeypatch):
    home, summary = told
    with duckdb.connect(str(home.settings.warehouse), read_only=True) as con:
        monkeypatch.setattr(withdrawals, "active_waivers", lambda con: {("Q75", "customs_query 201511")})
        assert timeliness.late(con) == summary.late
        monkeypatch.setattr(withdrawals, "active_waivers", lambda con: {("Q74", "customs_query 201511")})
        assert timeliness.late(con) == []


def test_a_failed_run_is_another_message(told, tmp_path):
    home, _ = told
    settings = replace(home.settings, home=tmp_path, notify=NOTIFY)
    telling.failed(settings, "nightly (night)", "OSError: [Errno 28] No space left on device", "lighting doctor")
    (message,) = outbox.waiting(settings.outbox)
    assert message.message.kind == "failed"
    assert message.message.subject.startswith("[lighting] FAILED: nightly (night): OSError: [Errno 28] No space left")
    assert "What to do: lighting doctor" in (tmp_path / "reports" / "latest.txt").read_text()


def test_no_line_of_a_message_names_a_confidential_file_or_holds_markup(told):
    _, summary = told
    odd = replace(
        summary,
        faults=["Firm X 91440000.csv: OSError in a confidential file; lighting status shows it in full"],
        notes=["warehouse.duckdb was damaged and is kept as warehouse.duckdb.corrupt-1."],
        passed_over=["customs_enterprise/Firm Y.csv: a link", "customs_query/<b>[x](http://e)\n# y.csv: a link"],
    )
    message = telling.message(odd)
    assert message.subject.startswith("[lighting] FAULTS: night ")
    assert "- fault: (a confidential file of customs_enterprise): OSError in a confidential file" in message.body
    assert "- note: warehouse.duckdb was damaged and is kept as warehouse.duckdb.corrupt-1.\n" in message.body
    assert telling.last_fault(odd).startswith("(a confidential file of customs_enterprise): OSError in ")
    assert "- passed over in the landing folder: customs_enterprise/: (confidential)" in message.body
    assert not re.search("Firm [XY]", message.body)
    assert "customs_query/<b>[x](http://e) # y.csv: a link" in message.body, "one line for one thing"
    shown = messages.markdown(message)
    assert r"customs\_query/\<b\>\[x\](http://e) \# y.csv" in shown
    assert "### Late" in shown


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(28, "No space left on device"), "OSError: [Errno 28] No space left on device"),
        (ValueError("cannot cast 91440000X"), "ValueError; Prefect and the log hold the details"),
        (
            FileNotFoundError(2, "No such file", "/landing/customs_enterprise/Firm X.csv"),
            "FileNotFoundError; Prefect and the log hold the details",
        ),
    ],
)
def test_what_went_wrong_leaves_the_machine_without_values(error, told):
    assert discreet.outside(error) == told
    in_full = f"claims: {type(error).__name__}: {error}"
    assert discreet.outside_line(in_full).startswith("claims: " + told.partition(";")[0])
    assert not re.search("91440000X|Firm X", discreet.outside_line(in_full))
    assert discreet.outside_line("a.csv: ValueError: a, b") == "a.csv: ValueError: a, b"


def test_a_stage_is_slow_beyond_twice_its_usual_time_and_ten_seconds(told):
    home, summary = told
    taken = {"load": 80.0, "check": 12.1, "publish": 300.0}
    with duckdb.connect(str(home.settings.warehouse), read_only=True) as con:
        slow = timeliness.slow(con, home.settings.reports, "20150104", taken)
        assert [(s.stage, s.usual) for s in slow] == [("load", 30.0), ("check", 2.0)]
        less = {"load": 60.0, "check": 11.9}
        assert timeliness.slow(con, home.settings.reports, "20150104", less) == []
        assert timeliness.slow(con, home.settings.reports, "20150103", taken) == [], "two runs are no habit"
    text = telling.message(replace(summary, slow=[s.__dict__ for s in slow])).body
    assert "- load 80 s, usually 30 s\n" in text


def test_revised_figures_claims_and_other_runs_are_told(told):
    _, summary = told
    group = {"dataset": "customs_query", "period": "201510", "line": None, "family": "D1", "measure": "value"}
    changed = {"claim_id": "C34", "before": "reproduced", "verdict": "not_testable", "text_own_words": "a third"}
    text = telling.message(
        replace(
            summary,
            revised={
                "figures": 3,
                "by_group": [group | {"figures": 3, "old_value": 1000, "new_value": 1250.4, "change": 250}],
            },
            claims={"counts": {}, "changed": [changed]},
            between={"runs": 2, "loaded": 5},
            removed=["1 reports older than 400 days, 0.0 MiB"],
        )
    )
    assert ", 3 figures revised, 1 late" in text.subject
    assert "Revised:\n- customs_query 201510 D1 value: 3 figures, 1,000 -> 1,250\n" in text.body
    assert "changed:\n- C34: reproduced -> not testable: a third\n" in text.body
    assert "- since the last night, by 2 other runs: 5 loaded" in text.body
    assert text.body.endswith("- 1 reports older than 400 days, 0.0 MiB")


def test_gauges_of_the_last_night(told):
    home, summary = told
    found = gauges(home.settings.metrics.read_text())
    days = (datetime.now(UTC).date() - datetime(2015, 12, 20, tzinfo=UTC).date()).days
    assert abs(found["lighting_late_days", "customs_query"] - days) <= 1
    assert found["lighting_late_feeds",] == 1
    assert found["lighting_late_periods", "customs_query"] == summary.late[0]["periods"] >= 1
    assert found["lighting_last_run_state", "published"] == 1
    assert found["lighting_last_run_state", "blocked"] == 0
    assert found["lighting_last_run_stage_seconds", "load"] == round(summary.seconds["load"], 3)
    assert found["lighting_deliveries", "customs_query", "loaded"] == 1
    assert found["lighting_deliveries", "customs_enterprise", "refused"] == 1
    assert found["lighting_rows_accepted", "customs_query"] == 1
    assert found["lighting_rows_quarantined", "customs_query"] == 1
    assert found["lighting_open_points", "refused"] == 2
    assert found["lighting_size_bytes", "warehouse"] == home.settings.warehouse.stat().st_size
    assert 0 <= time.time() - found["lighting_published_timestamp_seconds",] < 600
    assert found["lighting_notifications_waiting",] >= 2
    assert found["lighting_disk_free_bytes",] > 0


def test_the_command_prints_gauges_also_while_a_run_writes(told, monkeypatch):
    home, _ = told
    monkeypatch.setenv("LIGHTING_HOME", str(home.path))
    free = gauges(CliRunner().invoke(cli, ["monitor"]).output)
    assert free["lighting_writer_at_work",] == 0
    assert free["lighting_open_points", "refused"] == 2
    with writer_lock(home.settings.lock, "a test"):
        at_work = gauges(CliRunner().invoke(cli, ["monitor"]).output)
        telling.write_gauges(home.settings)
    assert at_work["lighting_writer_at_work",] == 1
    assert at_work["lighting_open_points", "refused"] == 1, "the published copy does not tell of confidential files"
    assert gauges(home.settings.metrics.read_text())["lighting_open_points", "refused"] == 1
    monkeypatch.setenv("LIGHTING_HOME", str(home.path / "new"))
    assert gauges(CliRunner().invoke(cli, ["monitor"]).output)["lighting_size_bytes", "warehouse"] == 0


def test_a_quiet_night_tells_and_cleans_what_has_had_its_time(told):
    home, summary = told
    settings = replace(home.settings, home=home.copy_to(home.path.with_name("quiet")).path)
    old = time.time() - 401 * 86400
    paths = [
        *(settings.reports / name for name in ("20140101-1.html", "20140101-1.json", "latest.html", "notes.html")),
        settings.kept / "20140101-1" / "warehouse.duckdb",
        settings.home / "warehouse.duckdb.old",
        settings.stage / "0123" / "read.parquet",
        settings.home / "tmp" / "duckdb_temp_1.tmp",
    ]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * 1024)
        os.utime(path, (old, old))
        os.utime(path.parent, (old, old))
    archived = sorted(settings.archive.iterdir())
    for path in archived:
        os.utime(path, (old, old))
    quiet = is_anything_due(settings)
    assert quiet is not None
    assert [path.name for path in paths if path.exists()] == ["latest.html", "notes.html"]
    assert sorted(settings.archive.iterdir()) == archived
    assert quiet.removed == [
        "2 reports older than 400 days, 0.0 MiB",
        "1 copies from before a backfill older than 30 days, 0.0 MiB",
        "1 old warehouse files older than 30 days, 0.0 MiB",
        "1 staged files older than 14 days, 0.0 MiB",
        "1 temporary files older than 1 days, 0.0 MiB",
    ]
    text = (settings.reports / "latest.txt").read_text()
    assert re.match(r"\[lighting\] night \S+ nothing new: 1 late\n", text)
    assert "- 1 copies from before a backfill older than 30 days" in text
    assert summary.run_id in {path.stem for path in settings.reports.glob("*.txt")}


def test_a_run_that_cannot_begin_says_so(told, tmp_path, monkeypatch):
    home = told[0].copy_to(tmp_path / "busy")
    monkeypatch.setenv("LIGHTING_HOME", str(home.path))
    with writer_lock(home.settings.lock, "a test"):
        assert CliRunner().invoke(cli, ["run"]).exit_code == 1
    text = (home.settings.reports / "latest.txt").read_text()
    assert text.startswith(
        "[lighting] FAILED: lighting run: WarehouseBusyError: Another run is at work: a test, process"
    )
    assert "What to do: wait for the other run; if it hangs, stop its process, and lighting run goes on" in text
