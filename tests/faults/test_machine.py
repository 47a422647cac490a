"""The machine goes down, the judging process is killed, or a stage hangs, in each stage of a night of the command.

In nights of the command there are three processes at least: the run, Prefect's server, and the one that judges.
"""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing

import pytest
from click.testing import CliRunner

from flows import outbox
from lighting.cli import cli
from tests.faults import machine
from tests.faults.two_nights import leftovers, published
from tests.flows.standing import call, environment
from tests.warehouse.test_confidential import found_in
from warehouse import lock

pytestmark = pytest.mark.slow

EARLY, LATE = {"receive"}, {"publish", "document", "report"}
"""Stages in which the run is not entered yet, and in which its end may be."""
IN_THREADS = {"read", "judge", "shape", "document"}
TOO_LONG = "it took longer than 0.002 hours and was ended"


def _stages(*each_time: str):
    """Every stage; of those that are not named only ``make faults`` makes a night."""
    return [s if s in each_time else pytest.param(s, marks=pytest.mark.long) for s in machine.STAGES]


@pytest.fixture(scope="module")
def wanted(between, tmp_path_factory) -> tuple[str, str]:
    """The digests after a second night to which nothing happens: of all, and of what is published."""
    home = between.copy_to(tmp_path_factory.mktemp("undisturbed") / "home")
    assert home.night().state == "published"
    return home.digest(), published(home)


@pytest.mark.parametrize("stage", _stages("load"))
def test_a_machine_that_goes_down_loses_nothing_and_the_next_night_goes_on(
    stage, between, wanted, tmp_path, monkeypatch
):
    home = between.copy_to(tmp_path / "home")
    done = machine.night(home.path, stage, "down")
    assert done.returncode == -9, done.stdout + done.stderr
    monkeypatch.setenv("LIGHTING_HOME", str(home.path))
    assert home.status()["note"] == ""
    state = home.status()["last_run"]["state"]
    assert state == "running" or (state == "published" and stage in EARLY | LATE)
    said = CliRunner().invoke(cli, ["status"]).output
    assert ("stopped before its end; the next run goes on" in said) == (state == "running")
    assert published(home) in {published(between), wanted[1]}
    told = call("lighting", "run", "--json", env=environment(home.path), codes=(0, 3))
    summary = json.loads(told)
    assert summary["faults"] == []
    assert summary["state"] == "published" or (summary["state"] == "nothing_new" and stage in LATE)
    assert "was stopped before its end" in summary["notes"][0]
    assert (home.digest(), published(home)) == wanted
    assert leftovers(home.path) == []
    assert found_in(home.settings.published) == []


@pytest.mark.parametrize("stage", _stages("judge"))
def test_a_judging_process_that_is_killed_is_begun_anew_by_the_same_night(stage, between, wanted, tmp_path):
    home = between.copy_to(tmp_path / "home")
    done = machine.night(home.path, stage, "judge")
    assert done.returncode == 3, done.stdout + done.stderr
    killed, broke, answered = (machine.said(done.stdout, what) for what in ("killed", "broke", "answered"))
    assert len(killed) == 1
    if stage not in {"publish", "report"}:  # the last question is asked before the one, and done before the other
        assert set(broke) == set(killed)
        assert len(set(answered) - set(killed)) == 1
        assert answered[-1] not in killed
    assert home.rows("SELECT state, summary ->> 'faults' FROM ops.run ORDER BY run_id DESC LIMIT 1") == [
        ("published", "[]")
    ]
    assert (home.digest(), published(home)) == wanted


@pytest.mark.parametrize("stage", _stages("check")[1:])  # the command receives before its run begins
def test_a_run_that_hangs_is_ended_at_its_limit_told_and_the_next_night_goes_on(stage, between, wanted, tmp_path):
    home = between.copy_to(tmp_path / "home")
    (home.path / "lighting.toml").write_text('notify = ["custom-webhook/duty"]\n', encoding="utf-8")
    done = machine.night(home.path, stage, "hangs")
    assert done.returncode == 1, done.stdout + done.stderr
    assert machine.said(done.stdout, "hangs") == ["ThreadPoolExecutor" if stage in IN_THREADS else "MainThread"]
    assert f"This run is ended: {TOO_LONG}. The next run goes on from here." in done.stderr
    with closing(sqlite3.connect(home.settings.prefect / "prefect.db")) as con:
        [(name, *state)] = con.execute(
            """SELECT r.name, s.type, s.name, s.message FROM flow_run AS r JOIN flow_run_state AS s ON s.id = r.state_id
            ORDER BY r.created DESC LIMIT 1"""
        ).fetchall()
    assert state == ["FAILED", "TimedOut", TOO_LONG]
    told = f"[lighting] FAILED: {name}: {TOO_LONG}"
    assert (home.settings.reports / "latest.txt").read_text(encoding="utf-8").splitlines()[0] == told
    assert [waiting.message.subject for waiting in outbox.waiting(home.settings.outbox)] == [told]
    assert not lock.is_held(home.settings.lock)
    assert published(home) in {published(between), wanted[1]}
    (home.path / "lighting.toml").unlink()
    summary = home.night()
    assert (summary.state, summary.faults) == ("published", [])
    assert re.match(r"The writer before was stopped before its end \(nightly run .*, process \d+ on ", summary.notes[0])
    assert (home.digest(), published(home)) == wanted
    assert leftovers(home.path) == []
