"""A run that gives no sign of life, and a worker that is killed with its run: the place of the run becomes free."""

from __future__ import annotations

import os
import signal
import time

import psutil
import pytest

from tests.flows.standing import Served, until, up
from tests.support import OPEN, Home, query_csv

pytestmark = [pytest.mark.slow, pytest.mark.long]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = tmp_path_factory.mktemp("silent")
    landing = folder / "home" / "landing" / "customs_query"
    landing.mkdir(parents=True)
    (landing / "a.csv").write_bytes(b"a file")
    with up(folder / "home", folder / "up.log") as service:
        yield service


def _slots(served: Served) -> int:
    return served.ask("/deployments/name/arrivals/arrivals")["global_concurrency_limit"]["active_slots"]


def _at_work(served: Served) -> tuple[str, int]:
    """A run that waits, and the process of it."""
    run = served.begin("arrivals/arrivals", settle_seconds=600)
    until(lambda: served.run_of(run)["state_type"] == "RUNNING", "a run at work")
    (process,) = [p.pid for p in served.processes() if "flows.engine" in p.cmdline()]
    return run, process


def test_a_run_that_falls_silent_is_crashed_by_the_automation_and_frees_its_place(served):
    run, process = _at_work(served)
    assert _slots(served) == 1
    time.sleep(5)  # a first sign of life
    os.kill(process, signal.SIGSTOP)
    ended = served.ended(run)
    assert (ended["state_type"], "no sign of life" in ended["state"]["message"]) == ("CRASHED", True)
    assert _slots(served) == 0
    os.kill(process, signal.SIGKILL)


def test_a_worker_killed_with_its_run_is_begun_anew_and_frees_the_place(served):
    run, process = _at_work(served)
    (worker,) = [p.pid for p in served.processes() if "flows.worker" in p.cmdline()]
    os.kill(worker, signal.SIGKILL)
    os.kill(process, signal.SIGKILL)
    ended = served.ended(run)
    assert (ended["state_type"], ended["state"]["message"]) == ("CRASHED", "its worker ended before it")
    assert _slots(served) == 0
    until(lambda: served.told.count("Ready: ") == 2, "the new worker")


def test_a_run_outlives_a_server_that_is_killed(served):
    run = served.begin("arrivals/arrivals", settle_seconds=25)
    until(lambda: served.run_of(run)["state_type"] == "RUNNING", "a run at work")
    (of_server,) = [p.pid for p in served.processes() if "flows.server" in p.cmdline()]
    os.kill(of_server, signal.SIGKILL)
    (served.home / "landing" / "customs_query" / "a.csv").write_bytes(b"a file that has grown")
    until(lambda: served.told.count("The server has ended (-9) and is begun anew") == 1, "the new server")
    until(served.answers, "the answer of the new server")
    ended = served.ended(run)
    assert (ended["state_name"], ended["run_count"]) == ("StillArriving", 1)
    assert _slots(served) == 0


def test_killed_itself_it_leaves_no_process_and_the_next_one_frees_the_place(served, tmp_path):
    run, _ = _at_work(served)
    assert served.end(signal.SIGKILL) == []
    with up(served.home, tmp_path / "up.log") as again:
        assert again.run_of(run)["state_type"] == "CRASHED"
        assert _slots(again) == 0
        _ask_for_runs(again)


def test_a_machine_that_goes_down_in_a_night_is_up_again_and_the_next_night_is_right(tmp_path, make_home):
    home, undisturbed = make_home(tmp_path / "home"), make_home(tmp_path / "undisturbed")
    for one in (home, undisturbed):
        for month in ("201509", "201510", "201511"):
            one.put("customs_query", f"{month}.csv", query_csv([{"period": month}]), **OPEN)
    assert undisturbed.night().faults == []
    with up(home.path, tmp_path / "up.log") as service:
        run = service.begin("nightly/nightly")
        until(lambda: "201509.csv: loaded" in service.told, "the first file")
        processes = service.processes()
        assert len(processes) > 4, "service, server, worker, run and judging process"
        for act in (psutil.Process.suspend, psutil.Process.kill):  # all at once
            for process in processes:
                act(process)
        service.process.wait()
        assert psutil.wait_procs(processes, timeout=20)[1] == []
    assert home.status()["last_run"]["state"] == "running"
    with up(home.path, tmp_path / "again.log") as service:
        assert service.run_of(run)["state_type"] == "CRASHED"
        ended = service.ended(service.begin("nightly/nightly"))
        assert (ended["state_type"], ended["state_name"]) == ("COMPLETED", "Completed")
    assert "was stopped before its end" in home.status()["last_run"]["summary"]["notes"][0]
    assert home.digest() == undisturbed.digest()


def _ask_for_runs(served: Served) -> None:
    """An arrival, a rerun by name and a backfill, as the forms of the user interface ask for them."""
    home = Home(served.home, None)
    home.put("customs_query", "good.csv", query_csv([{"value": 1000}]), **OPEN)
    assert served.ended(served.begin("arrivals/arrivals", settle_seconds=1))["state_name"] == "Refused"
    assert home.rows("SELECT file_name, state FROM ops.delivery ORDER BY 1") == [
        ("a.csv", "refused"),
        ("good.csv", "loaded"),
    ]
    rerun = served.ended(served.begin("rerun/rerun", names=["good.csv"], from_stage="judged"))
    assert (rerun["state_type"], rerun["name"].startswith("rerun good.csv 20")) == ("COMPLETED", True)
    assert home.one("SELECT kind FROM ops.run ORDER BY run_id DESC LIMIT 1") == "rerun"
    asked = {"reason": "a trial", "by": "a tester", "released_from": "2015-01-01"}
    shown = served.ended(served.begin("backfill/backfill", **asked))
    assert (shown["state_type"], shown["state_name"]) == ("COMPLETED", "Shown")
    found = served.ask("/artifacts/filter", {"flow_runs": {"id": {"any_": [shown["id"]]}}})
    assert {artifact["key"] for artifact in found} == {
        f"difference-{n}" for n in ("rows", "months", "largest", "files")
    }
