"""Run a command and measure it: wall time, CPU time and peak memory of its whole process tree."""

from __future__ import annotations

import os
import resource
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

EVERY = 0.05
"""Seconds between two looks at resident memory."""
_TREE_EVERY = 0.1
_SHARE_OF_LOOKING = 10
"""Looking at shared pages may take a tenth of the time: the kernel walks every page for it."""
ROOT = Path(__file__).resolve().parents[1]

QUIET = {
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
}
"""Nothing that is measured reports to anybody."""


@dataclass(frozen=True)
class Measured:
    """What a command cost.

    Attributes:
        seconds: wall time.
        cpu_seconds: user and system time of all its processes.
        peak_mb: most memory at any moment, pages that processes share counted once.
        exit_code: how it ended.
        begun: when it was started, seconds of the epoch.
    """

    seconds: float
    cpu_seconds: float
    peak_mb: float
    exit_code: int
    begun: float

    def record(self) -> dict[str, Any]:
        """As it stands in the results."""
        return {name: round(value, 3) for name, value in asdict(self).items()}


class _Tree:
    """The processes below one, and what they have used so far."""

    def __init__(self, pid: int) -> None:
        self._root = psutil.Process(pid)
        self._processes = [self._root]
        self._cpu: dict[psutil.Process, float] = {}
        self._next_tree = self._next_look = 0.0
        self.peak = 0

    @property
    def cpu_seconds(self) -> float:
        """CPU time of every process that was seen, as last seen."""
        return sum(self._cpu.values())

    def look(self) -> None:
        """Resident memory is asked for each time; what is shared only when it could be a new peak."""
        now = time.perf_counter()
        if now >= self._next_tree:
            self._next_tree = now + _TREE_EVERY
            try:
                self._processes = [self._root, *self._root.children(recursive=True)]
            except psutil.Error:
                return
        resident = sum(self._of_each(self._resident))
        if resident > self.peak and now >= self._next_look:
            self.peak = max(self.peak, int(sum(self._of_each(_proportional))))
            took = time.perf_counter() - now
            self._next_look = now + max(EVERY, _SHARE_OF_LOOKING * took)

    def _of_each(self, ask: Any) -> Iterable[int]:
        for process in self._processes:
            try:
                yield ask(process)
            except psutil.Error:
                continue

    def _resident(self, process: psutil.Process) -> int:
        with process.oneshot():
            used = process.cpu_times()
            self._cpu[process] = used.user + used.system
            return int(process.memory_info().rss)


def _proportional(process: psutil.Process) -> int:
    """Proportional set size where the system knows it, else what is the process's own."""
    memory = process.memory_full_info()
    return int(getattr(memory, "pss", 0) or memory.uss)


def run(command: Sequence[str], log: Path, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Measured:
    """Run a command to its end; what it prints goes to ``log`` and ``log`` with ``.err``."""
    log.parent.mkdir(parents=True, exist_ok=True)
    before = _children_cpu()
    begun, clock = time.time(), time.perf_counter()
    with log.open("wb") as out, errors_of(log).open("wb") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, stdin=subprocess.DEVNULL, env=env, cwd=cwd)
        try:
            tree = _Tree(process.pid)
            while process.poll() is None:
                tree.look()
                time.sleep(EVERY)
        finally:
            process.kill()  # nothing, once it has ended
            process.wait()
    seconds = time.perf_counter() - clock
    cpu = max(_children_cpu() - before, tree.cpu_seconds)
    return Measured(seconds, cpu, tree.peak / 1e6, process.returncode, begun)


def errors_of(log: Path) -> Path:
    """Where the error output of a command went."""
    return log.with_suffix(log.suffix + ".err")


def environment(**more: str) -> dict[str, str]:
    """The environment of a measured command: nothing of the user's settings, the project importable."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LIGHTING_", "PREFECT_", "DESTINATION__"))}
    return {**kept, **QUIET, "PYTHONPATH": str(ROOT), **more}


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
