"""A confidential feed is called late like any other: before its first file, after it, and no more once it has come."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from flows import freshness, outbox
from flows.night import Run
from flows.outcome import Summary
from flows.steps import Request, Steps
from lighting.cli import cli
from lighting.settings import Settings
from tests.support import UNDOCUMENTED, Home
from tests.warehouse.test_confidential import OCTOBER, WHOLE, csv, row
from warehouse.lock import writer_lock

TOLD = replace(UNDOCUMENTED, look=Steps().look, tell=Steps().tell)
CALENDAR = """dataset,period,period_kind,scheduled_on,grace_days,is_official,source_ref
customs_enterprise,201510,M,2015-11-20,5,true,agreed
customs_enterprise,201511,M,2015-12-20,5,true,agreed
"""
STATES = "SELECT period, state, reason FROM marts.feed_freshness WHERE dataset = 'customs_enterprise' ORDER BY period"


def night(home: Home) -> Summary:
    settings = replace(home.settings, notify=("custom-webhook/night",))
    summary = Run(settings, home.judge, TOLD, lambda _: None)(Request())
    assert (summary.state, summary.faults) == ("published", [])
    return summary


def late(home: Home) -> list[str]:
    """Subjects of the messages about late feeds."""
    waiting = outbox.waiting(home.settings.outbox)
    return sorted(w.message.subject for w in waiting if w.message.kind == "late")


def gauge(home: Home) -> str:
    return next(x for x in home.settings.metrics.read_text().splitlines() if x.startswith("lighting_late_feeds "))


def asked(home: Home, *words: str) -> list[tuple[str, str | None, str | None]]:
    done = CliRunner().invoke(cli, ["sql", STATES, "--format", "json", *words], env={"LIGHTING_HOME": str(home.path)})
    assert done.exit_code == 0, done.output
    return [(r["period"], r["state"], r["reason"]) for r in json.loads(done.stdout)]


@pytest.fixture(scope="module")
def announced(make_home, tmp_path_factory) -> tuple[Home, Summary]:
    """A home whose calendar announces two months, of which none has come."""
    home = make_home(tmp_path_factory.mktemp("late") / "home")
    home.put("release_calendar", "c.csv", CALENDAR, released_at="2015-01-01")
    return home, night(home)


def test_it_is_told_before_its_first_file(announced):
    home, summary = announced
    assert [(r["dataset"], r["first_period"], r["last_period"], r["periods"]) for r in summary.late] == [
        ("customs_enterprise", "201510", "201511", 2)
    ]
    assert late(home) == ["[lighting] LATE: customs_enterprise 201510"]
    assert gauge(home) == "lighting_late_feeds 1"
    assert [(f["rule"], f["key"], f["measured"]) for f in summary.findings] == [
        ("Q74", "customs_enterprise 201510", "(not shown)")
    ]
    text = (home.settings.reports / "latest.txt").read_text()
    due = "2 periods from 201510 to 201511, of which the first was due on 2015-11-20 by the release calendar, "
    assert f"- customs_enterprise: {due}" in text


def test_in_what_is_published_it_is_not_told_and_who_may_read_everything_sees_it(announced):
    home, _ = announced
    assert asked(home) == [("201510", None, "CONFIDENTIAL"), ("201511", None, "CONFIDENTIAL")]
    overdue = [("201510", "overdue", "NO_DATA"), ("201511", "overdue", "NO_DATA")]
    assert asked(home, "--confidential") == overdue
    assert home.rows("SELECT * FROM ops.fct_dq_result WHERE dataset = 'customs_enterprise'") == []


def test_a_waiver_of_the_first_late_period_ends_it(announced, tmp_path):
    copy = announced[0].copy_to(tmp_path / "home")
    words = ["waive", "Q74", "customs_enterprise 201510", "--reason", "the feed ends", "--by", "Li Ping", "--no-run"]
    done = CliRunner().invoke(cli, words, env={"LIGHTING_HOME": str(copy.path)})
    assert (done.exit_code, "no finding" in done.output) == (0, False), done.output
    summary = night(copy)
    assert (summary.late, [f["outcome"] for f in summary.findings]) == ([], ["waived"])


def test_it_is_told_once_for_each_period_until_it_has_come(announced, tmp_path, monkeypatch):
    home = announced[0].copy_to(tmp_path / "home")
    for path in home.settings.outbox.glob("*.json"):
        path.unlink()
    home.put("customs_enterprise", "october.csv", csv(*OCTOBER), **WHOLE, released_at="2015-11-22T10:00:00")
    assert [(r["first_period"], r["last_period"]) for r in night(home).late] == [("201511", "201511")]
    assert late(home) == [], "it was told with the month before"

    tables = []
    monkeypatch.setattr(freshness.artifacts, "leave_late", tables.append)
    monkeypatch.setattr(freshness.notifying.outbox, "send", lambda *_: [])
    settings = replace(home.settings, notify=("custom-webhook/night",))
    monkeypatch.setattr(freshness, "of_home", lambda _: settings)
    told = home.settings.outbox / "told" / "late.json"
    assert look(settings) == ("Late", ["customs_enterprise 201511"])
    with writer_lock(home.settings.lock, "a test"):
        assert look(settings) == ("Completed", ["customs_enterprise 201511"]), "it is not seen, and stays told"
    assert look(settings) == ("Late", ["customs_enterprise 201511"])
    assert [len(table) for table in tables] == [1, 0, 1]
    assert late(home) == []

    november = [row(n, "502", 1_000 * n, period="201511") for n in (1, 2, 3, 4)]
    home.put("customs_enterprise", "november.csv", csv(*november), **WHOLE, released_at="2015-12-29T10:00:00")
    summary = night(home)
    assert (summary.late, json.loads(told.read_text())) == ([], [])
    assert asked(home, "--confidential") == [("201510", "loaded", None), ("201511", "loaded", None)]


def look(settings: Settings) -> tuple[str, list[str]]:
    """What the morning's look comes to, and which feeds have been told."""
    state = freshness.freshness.fn(home=str(settings.home))
    return state.name, json.loads((settings.outbox / "told" / "late.json").read_text())
