"""Symptoms that come from the machine: a fault, a run that hangs, a full disk, a share that is away, a session."""

from __future__ import annotations

import getpass
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from flows import stages
from tests.docs.runbook import Duty
from tests.docs.scenarios_files import FEED, NOVEMBER
from tests.support import query_csv, small_disk

_HOLDS = """
import sys, time
from pathlib import Path
from warehouse.lock import writer_lock
with writer_lock(Path(sys.argv[1]), "nightly run 1"):
    print("held", flush=True)
    time.sleep(600)
"""

_OPENS = """
import sys, duckdb
con = duckdb.connect(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
"""


@contextmanager
def process(program: str, path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that does something to a file, until it is ended."""
    command = [sys.executable, "-c", program, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as made:
        try:
            assert made.stdout is not None
            assert made.stdout.readline()
            yield made
        finally:
            made.kill()


def run_failed(duty: Duty) -> Iterator[dict[str, str]]:
    """A file cannot be judged the first time, as if the disk of its stage were away."""
    file = "201511.csv"
    _november(duty)
    tried: list[str] = []

    def judge(bench, delivery, report):
        if delivery.file_name == file and not tried:
            tried.append(file)
            raise OSError(5, "Input/output error")
        return stages.judge(bench, delivery, report)

    duty.steps = replace(duty.steps, judge=judge)
    yield {"file": file}
    assert duty.home.one("SELECT state FROM ops.delivery WHERE file_name = '201511.csv'") == "loaded"


def another_run(duty: Duty) -> Iterator[dict[str, str]]:
    """A process holds the writer's lock and does nothing."""
    with process(_HOLDS, duty.home.settings.lock) as holder:
        yield {"what": "nightly run 1", "process": str(holder.pid)}
        assert holder.wait(10) != 0


def open_elsewhere(duty: Duty) -> Iterator[dict[str, str]]:
    """Somebody has opened the warehouse itself in a session."""
    _november(duty)
    with process(_OPENS, duty.home.settings.warehouse) as session:
        yield {"process": str(session.pid), "user": getpass.getuser()}
        assert session.wait(10) != 0


def disk_full(duty: Duty) -> Iterator[dict[str, str]]:
    """A small disk, which a file beside the home folder fills."""
    _november(duty)
    disk = Path("disk").absolute()
    disk.mkdir()
    with small_disk(disk, 64):
        os.environ["LIGHTING_HOME"] = str(disk / "home")
        duty.home.copy_to(disk / "home")
        free, filler = os.statvfs(disk), disk / "filler"
        with filler.open("wb") as stream:
            os.posix_fallocate(stream.fileno(), 0, free.f_bavail * free.f_frsize)
        yield {"disk": str(disk), "something large": str(filler)}


def share_away(duty: Duty) -> Iterator[dict[str, str]]:
    """The landing folder is the mount point of a share that is away."""
    _november(duty)
    landing = Path(duty.home.settings.landing_url)
    away = landing.rename(landing.with_name("share"))
    duty.hands["sudo mount"] = lambda: away.rename(landing)
    yield {"landing folder": str(landing), "file": "201511.csv"}


def _november(duty: Duty) -> None:
    duty.home.put(FEED, "201511.csv", query_csv([{"period": "201511"}]), **NOVEMBER)
