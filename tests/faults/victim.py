"""A night, or a backfill, in a process of its own that is killed with SIGKILL at a chosen moment.

Processes are forked from a server that has imported what a night needs, so that a kill costs no loading.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path

import duckdb
import great_expectations  # noqa: F401 - loaded once, in the server that victims are forked from

import flows.backfill
import flows.night
import flows.receive
import warehouse.cells
import warehouse.headline
import warehouse.loader
from expectations.process import JudgeHere
from flows.backfill import Backfill
from flows.night import Run
from flows.steps import Request, Steps
from lighting.settings import Settings
from warehouse.selecting import Selection

STEPS = ("read", "judge", "shape", "load", "check", "publish", "document")
TIMED = ("load", "publish")


@dataclass(frozen=True)
class Kill:
    """When to kill.

    Attributes:
        kind: ``before`` or ``after`` a step, ``rename`` or ``commit`` for the moment before one, ``during`` a step,
            or ``anytime``.
        step: the step; empty for renames, commits and any time.
        nth: which occurrence, from 1.
        seconds: with ``during`` and ``anytime``, how long after the beginning of the step or night.
        is_whole: True for a night that asks for the figures of the page too, which takes half as long again.
    """

    kind: str
    step: str = ""
    nth: int = 1
    seconds: float = 0.0
    is_whole: bool = False

    def __str__(self) -> str:
        late = f"-{self.seconds * 1000:.0f}ms" if self.seconds else ""
        return f"{self.kind}-{self.step or 'any'}-{self.nth}{late}{'-whole' * self.is_whole}"

    @property
    def is_timed(self) -> bool:
        """True if the night may have ended before the moment comes."""
        return self.kind in {"during", "anytime"}


class Reaper:
    """Counts what happens, and kills when the moment has come."""

    def __init__(self, kill: Kill | None) -> None:
        self.kill = kill
        self.seen: Counter[str] = Counter()
        self.renamed: list[str] = []
        self._lock = threading.Lock()

    def at(self, kind: str, step: str = "") -> None:
        with self._lock:
            self.seen[f"{kind} {step}".strip()] += 1
            count = self.seen[f"{kind} {step}".strip()]
        kill = self.kill
        if kill is None or (kill.step, kill.nth) != (step, count):
            return
        if kill.kind == kind:
            os.kill(os.getpid(), signal.SIGKILL)
        if kill.is_timed and (kind, step) == ("before", kill.step):
            timer = threading.Timer(kill.seconds, os.kill, (os.getpid(), signal.SIGKILL))
            timer.daemon = True
            timer.start()

    def watch(self, steps: Steps) -> Steps:
        """The same steps, each with a moment before and after it."""
        return replace(
            steps, **{f.name: self._around(f.name, getattr(steps, f.name)) for f in fields(steps) if f.name in STEPS}
        )

    def _around(self, name, step):
        def watched(*arguments):
            self.at("before", name)
            result = step(*arguments)
            self.at("after", name)
            return result

        return watched

    @contextmanager
    def transaction(self, con: duckdb.DuckDBPyConnection):
        con.execute("BEGIN")
        try:
            yield
        except BaseException:
            con.execute("ROLLBACK")
            raise
        self.at("commit")
        con.execute("COMMIT")


def night(home: str, kill: Kill | None, seen: str) -> None:
    """Run a night; write what was seen if it was not killed."""
    reaper, judging = _watched(kill)
    begun = time.perf_counter()
    reaper.at("before")
    summary = Run(Settings(home=Path(home)), judging, reaper.watch(Steps()), lambda _: None)(Request())
    took = time.perf_counter() - begun
    told = {"seen": reaper.seen, "seconds": summary.seconds, "state": summary.state, "took": took}
    Path(seen).write_text(json.dumps(told))


def backfill(home: str, kill: Kill | None, seen: str) -> None:
    """Work through everything again beside the warehouse and swap it in; write what was seen if it was not killed."""
    reaper, judging = _watched(kill)
    flows.backfill._UNTOLD = reaper.watch(flows.backfill._UNTOLD)
    asked = Backfill(Selection(released_from=date(2015, 1, 1)), "it was doubled", "a test")
    begun = time.perf_counter()
    reaper.at("before")
    done = flows.backfill.backfill(Settings(home=Path(home)), asked, lambda _: None, lambda _: True, judging=judging)
    took = time.perf_counter() - begun
    told = {"seen": reaper.seen, "renamed": reaper.renamed, "state": done.state, "took": took}
    Path(seen).write_text(json.dumps(told))


def _watched(kill: Kill | None) -> tuple[Reaper, JudgeHere]:
    """Who kills this process when the moment has come, and the judge of its run."""
    reaper = Reaper(kill)
    for module in (flows.night, flows.receive, warehouse.loader, warehouse.cells):
        module.transaction = reaper.transaction
    judging = JudgeHere()
    if (
        kill is None or not kill.is_whole
    ):  # they are only read, for a third of the night: most moments are for what writes
        warehouse.headline.headline = lambda con: []

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event == "os.rename":
            reaper.at("rename")
            reaper.renamed.append(Path(str(arguments[1])).name)

    sys.addaudithook(watch)
    return reaper, judging


def run(home: Path, kill: Kill | None, seen: Path, work: Callable[..., None] = night) -> int:
    """Run a night, or what else is named, in a process of its own; returns its exit code, -9 if it was killed."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    process = context.Process(target=work, args=(str(home), kill, str(seen)))
    process.start()
    process.join(180)
    if process.is_alive():
        process.kill()
        raise TimeoutError(f"the night with {kill} does not end")
    assert process.exitcode is not None
    return process.exitcode
