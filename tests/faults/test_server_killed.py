"""A run whose Prefect server is killed in the middle does its work to the end, and says so."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import OPEN, query_csv

pytestmark = [pytest.mark.slow, pytest.mark.long]


def test_the_run_does_its_work_and_says_that_its_server_is_gone(home):
    for month in ("201509", "201510", "201511"):
        home.put("customs_query", f"{month}.csv", query_csv([{"period": month, "value": 100}]), **OPEN)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT", "LIGHTING"))}
    lines = []
    with subprocess.Popen(
        [sys.executable, "-m", "lighting", "run"],
        env=kept | {"LIGHTING_HOME": str(home.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as run:
        assert run.stdout is not None
        for line in run.stdout:
            lines.append(line)
            if "landing folder: 3 files" in line:
                os.kill(_server_of(run.pid), 9)
    assert run.returncode == 1
    told = "".join(lines)
    assert "Prefect's server ended with -9" in told, told[-3000:]
    assert "Nothing is lost or half done" in told
    # tasks ask the server for nothing: the work is done to its end, which nobody is there to be told of
    assert home.status()["last_run"]["state"] == "published"
    assert home.one("SELECT sum(value) FROM core.fct_trade") == 300
    summary = home.night()
    assert (summary.state, summary.handled, summary.faults) == ("published", [], [])
    assert home.one("SELECT sum(value) FROM core.fct_trade") == 300


def _server_of(parent: int) -> int:
    """The server that a run began."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words, state = (folder / "cmdline").read_bytes(), (folder / "stat").read_text()
        except OSError:
            continue  # it has ended
        if b"flows.server" in words and int(state.rpartition(")")[2].split()[1]) == parent:
            return int(folder.name)
    raise AssertionError("the run has no server")
