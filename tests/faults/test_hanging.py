"""A run of a served home that hangs: cancelled as the runbook says, or ended at its limit; its place becomes free."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest

from tests.docs import runbook
from tests.flows.standing import PATIENCE, Served, until, up
from tests.support import OPEN, Home, query_csv
from warehouse import lock

pytestmark = pytest.mark.slow

SHORT_LIMIT = """import sys, threading, time
from pathlib import Path

def limit():
    while not Path(__file__).with_name("short").exists():
        time.sleep(0.2)
    from flows import outcome
    outcome.LONGEST = 18

if "flows.engine" in sys.orig_argv:
    threading.Thread(target=limit, daemon=True).start()
"""
"""What every process of a service loads that is to have a short limit: runs have, as long as a file says so."""
WAY = "A run stands in Running and nothing moves"


@pytest.fixture(scope="module")
def wanted(tmp_path_factory, make_home) -> str:
    """The digest after a night to which nothing happens."""
    home = make_home(tmp_path_factory.mktemp("undisturbed") / "home")
    _put(home)
    assert home.night().state == "published"
    return home.digest()


@pytest.fixture
def home(tmp_path) -> Home:
    """A home with files in its landing folder."""
    home = Home(tmp_path / "home", None)
    _put(home)
    return home


def _put(home: Home) -> None:
    for month in ("201509", "201510"):
        home.put("customs_query", f"{month}.csv", query_csv([{"period": month}]), **OPEN)


def _no_arrivals(served: Served) -> None:
    """Let no look for arrivals come between."""
    served.ask(f"/deployments/{served.ask('/deployments/name/arrivals/arrivals')['id']}/pause_deployment", {})


def _hanging(served: Served) -> tuple[str, psutil.Process, psutil.Process]:
    """A night that waits for a judging process that does not move; with its process and that one."""
    _no_arrivals(served)
    run = served.begin("nightly/nightly")
    judge = until(lambda: _process(served, "spawn_main"), "the judging process")
    judge.suspend()
    until(lambda: "landing folder: 2 files, 2 new" in served.told, "a run at work")
    assert served.run_of(run)["state_name"] == "Running"
    return run, _process(served, "flows.engine"), judge


def _process(served: Served, word: str) -> psutil.Process | None:
    for process in served.processes():
        try:
            if word in " ".join(process.cmdline()):
                return process
        except psutil.Error:  # it has ended meanwhile
            continue
    return None


def _has_gone(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def _slots(served: Served) -> int:
    return served.ask("/deployments/name/nightly/nightly")["global_concurrency_limit"]["active_slots"]


def _is_as_wanted(served: Served, home: Home, wanted: str) -> None:
    """The next night is right, and tells of the one before it."""
    ended = served.ended(served.begin("nightly/nightly"))
    assert (ended["state_type"], ended["state_name"], ended["state"]["message"]) == (
        "COMPLETED",
        "Completed",
        "2 deliveries",
    )
    assert home.rows("SELECT state FROM ops.run ORDER BY run_id") == [("interrupted",), ("published",)]
    assert "never ended: it was stopped or killed; this run went on from there" in _latest(home)
    assert home.digest() == wanted


def _latest(home: Home) -> str:
    return (home.settings.reports / "latest.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("moves_again", [True, pytest.param(False, marks=pytest.mark.long)])
def test_a_run_is_cancelled_as_the_runbook_says_and_the_next_night_is_right(moves_again, home, wanted, tmp_path):
    page = runbook.read(runbook.PAGES / "night-did-not-run.md")
    (block,) = page.ways[WAY]
    (listing, _), (cancelling, _), (by_hand, _) = block.commands
    assert by_hand == "lighting run"
    with up(home.path, tmp_path / "up.log") as served:
        run, process, judge = _hanging(served)
        shown = _shell(served, listing)
        assert run in shown, "the identifier is to be read in full"
        _shell(served, runbook.filled(cancelling, {"flow run": run}))
        if moves_again:
            judge.resume()
        until(lambda: _has_gone(process), "the end of the run's process")
        ended = served.ended(run)
        assert (ended["state_type"], ended["state_name"]) == ("CANCELLED", "Cancelled")
        until(lambda: not lock.is_held(home.settings.lock), "the lock")
        assert _slots(served) == 0
        _is_as_wanted(served, home, wanted)


def _shell(served: Served, line: str) -> str:
    """What a line of a page prints in a terminal of the usual width, with the port of this server."""
    line = line.replace("http://127.0.0.1:4200", served.url)
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    done = subprocess.run(
        ["sh", "-c", line],
        env=served.env | {"PATH": path, "COLUMNS": "80"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.long
def test_a_run_that_takes_too_long_is_ended_and_told_once(home, wanted, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(SHORT_LIMIT, encoding="utf-8")
    (home.path / "lighting.toml").write_text('notify = ["custom-webhook/duty"]\n', encoding="utf-8")
    with up(home.path, tmp_path / "up.log", PYTHONPATH=str(tmp_path)) as served:
        run, process, _ = _hanging(served)
        (tmp_path / "short").touch()
        ended = served.ended(run)
        (tmp_path / "short").unlink()
        said = "it took longer than 0.005 hours and was ended"
        assert (ended["state_type"], ended["state_name"], ended["state"]["message"]) == ("FAILED", "TimedOut", said)
        until(lambda: _has_gone(process), "the end of the run's process")
        until(lambda: not lock.is_held(home.settings.lock), "the lock")
        assert _slots(served) == 0
        time.sleep(5)  # the worker sees the end of the process, and must not call the run crashed for it
        assert served.run_of(run)["state_name"] == "TimedOut"
        (told,) = home.settings.outbox.glob("*.json")
        assert json.loads(told.read_text(encoding="utf-8"))["subject"] == f"[lighting] FAILED: {ended['name']}: {said}"
        _is_as_wanted(served, home, wanted)


def test_after_a_week_without_power_there_is_one_night_to_run(home, wanted, tmp_path):
    with up(home.path, tmp_path / "up.log") as served:
        _no_arrivals(served)
        worker = _process(served, "flows.worker")
        worker.suspend()
        nightly = served.ask("/deployments/name/nightly/nightly")["id"]
        nights = [datetime.now(UTC) - timedelta(days=days) for days in range(7, 0, -1)]
        due = [{"type": "SCHEDULED", "state_details": {"scheduled_time": night.isoformat()}} for night in nights]
        runs = [served.ask(f"/deployments/{nightly}/create_flow_run", {"state": state})["id"] for state in due]
        worker.kill()  # another one is begun, and finds them
        ended = [served.ended(run) for run in runs]
        states = [(run["state_name"], run["run_count"]) for run in ended]
        assert sorted(states) == [("Cancelled", 0)] * 6 + [("Completed", 1)]
        assert {run["state"]["message"] for run in ended if not run["run_count"]} == {
            "Deployment concurrency limit reached."
        }
        assert home.rows("SELECT state FROM ops.run") == [("published",)]
        assert home.digest() == wanted
