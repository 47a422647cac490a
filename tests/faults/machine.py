"""A night of the command in which something happens in a stage.

As a program its arguments are the stage and what happens: ``down`` kills every process at once, as when the machine
goes down; ``judge`` kills the judging process; ``values=...`` lets the stage fail of a confidential file, naming those.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb
import psutil

from expectations.process import JudgeProcess
from lighting import cli, report
from tests.flows.standing import CHECKOUT, environment
from transforms import staging
from warehouse import archive, cells, publish
from warehouse.loader import Loader

STAGES: dict[str, tuple[Any, str]] = {
    "receive": (archive, "store"),
    "read": (staging, "read_stage"),
    "judge": (JudgeProcess, "judge"),
    "shape": (staging, "shape_stage"),
    "load": (Loader, "apply"),
    "check": (JudgeProcess, "judge_content"),
    "finish": (cells, "refresh"),
    "publish": (publish, "publish"),
    "document": (JudgeProcess, "build_docs"),
    "report": (report, "write"),
}
"""What each stage of a night calls first."""
VALUES = "values="
_ASKED = 0.02
"""Seconds after which a question has reached the judging process."""


def night(home: Path, stage: str, what: str) -> subprocess.CompletedProcess[str]:
    """A night of the command in a process of its own, in which that happens."""
    return subprocess.run(
        [sys.executable, "-m", "tests.faults.machine", stage, what],
        env=environment(home),
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def _goes_down() -> None:
    below = psutil.Process().children(recursive=True)
    for act in (psutil.Process.suspend, psutil.Process.kill):  # none of them sees another one die
        for process in below:
            with suppress(psutil.NoSuchProcess):
                act(process)
    os.kill(os.getpid(), signal.SIGKILL)


def _loses_its_judge() -> None:
    (judge,) = [p for p in psutil.Process().children() if "spawn_main" in " ".join(p.cmdline())]
    judge.kill()


def _happens(owner: Any, name: str, act: Callable[[], None]) -> None:
    """Let something happen when a stage is first called; it goes on beside that."""
    stage, happened = getattr(owner, name), threading.Event()

    def called(*arguments: Any, **more: Any) -> Any:
        if not happened.is_set():
            happened.set()
            if owner is not JudgeProcess:
                act()
            else:
                threading.Timer(_ASKED, act).start()
        return stage(*arguments, **more)

    setattr(owner, name, called)


def _fails(owner: Any, name: str, values: str) -> None:
    """Let a stage fail of each confidential file, with what stands in it."""
    stage = getattr(owner, name)

    def called(*arguments: Any, **more: Any) -> Any:
        if any(word in str(arguments) for word in ("customs_enterprise", "HidingLoader")):
            raise duckdb.ConversionException(f"Conversion Error: could not convert '{values}'")
        return stage(*arguments, **more)

    setattr(owner, name, called)


def main(stage: str, what: str) -> None:
    """Run the night."""
    owner, name = STAGES[stage]
    if what.startswith(VALUES):
        _fails(owner, name, what.removeprefix(VALUES))
    else:
        _happens(owner, name, {"down": _goes_down, "judge": _loses_its_judge}[what])
    cli.main(["run"])


if __name__ == "__main__":
    main(*sys.argv[1:])
