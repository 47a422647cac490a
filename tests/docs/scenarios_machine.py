"""Symptoms that come from the machine: a fault, a run that hangs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

from flows import stages
from tests.docs.runbook import Duty
from tests.support import OPEN, UNDOCUMENTED, query_csv

_HOLDS = """
import sys, time
from pathlib import Path
from warehouse.lock import writer_lock
with writer_lock(Path(sys.argv[1]), "nightly run 1"):
    print("held", flush=True)
    time.sleep(600)
"""


def run_failed(duty: Duty) -> Iterator[dict[str, str]]:
    """A file cannot be judged the first time, as if the disk of its stage were away."""
    file = "201511.csv"
    duty.home.put("customs_query", file, query_csv([{"period": "201511"}]), **{**OPEN, "released_at": "2015-12-20"})
    tried: list[str] = []

    def judge(bench, delivery, report):
        if delivery.file_name == file and not tried:
            tried.append(file)
            raise OSError(5, "Input/output error")
        return stages.judge(bench, delivery, report)

    duty.steps = replace(UNDOCUMENTED, judge=judge)
    yield {"file": file}
    assert duty.home.one("SELECT state FROM ops.delivery WHERE file_name = '201511.csv'") == "loaded"


def another_run(duty: Duty) -> Iterator[dict[str, str]]:
    """A process holds the writer's lock and does nothing."""
    holding = [sys.executable, "-c", _HOLDS, str(duty.home.settings.lock)]
    with subprocess.Popen(holding, stdout=subprocess.PIPE, text=True) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "held\n"
            yield {"what": "nightly run 1", "process": str(holder.pid)}
            assert holder.wait(10) != 0
        finally:
            holder.kill()
