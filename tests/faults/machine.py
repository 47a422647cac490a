"""A night of the command in which something happens in a stage.

As a program its arguments are the stage and what happens: ``down`` kills every process at once, as when the machine
goes down; ``judge`` kills the judging process; ``hangs`` lets the stage go on without end in a run that may take few
seconds; ``values=...`` lets the stage fail of a confidential file, naming those. It prints what happened: see ``said``.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb
import psutil

from expectations.process import JudgeProcess
from flows import outcome
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
MAY_TAKE = 7.2
"""Seconds that a run may take once a stage of it hangs."""
_ASKED = 0.02
"""Seconds after which a question has reached the judging process."""
_SAID = re.compile(r"^<(\w+) (\w+)>$", re.MULTILINE)


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


def said(printed: str, what: str) -> list[str]:
    """What a night said of itself: the process that was ``killed``, those whose question ``broke``, those that
    ``answered`` one after that, the stage that ``hangs``."""
    return [told for word, told in _SAID.findall(printed) if word == what]


def _say(what: str, told: object) -> None:
    print(f"<{what} {told}>", flush=True)


def _goes_down() -> None:
    below = psutil.Process().children(recursive=True)
    for act in (psutil.Process.suspend, psutil.Process.kill):  # none of them sees another one die
        for process in below:
            with suppress(psutil.NoSuchProcess):
                act(process)
    os.kill(os.getpid(), signal.SIGKILL)


def _loses_its_judge() -> None:
    (judge,) = [p for p in psutil.Process().children() if "spawn_main" in " ".join(p.cmdline())]
    judge.suspend()  # so that it answers nothing before it is killed
    _say("killed", judge.pid)
    threading.Timer(_ASKED, judge.kill).start()


def _hangs() -> None:
    outcome.LONGEST = MAY_TAKE
    _say("hangs", threading.current_thread().name.partition("-")[0])
    time.sleep(600)


def _happens(owner: Any, name: str, act: Callable[[], None]) -> None:
    """Let something happen when a stage is first called."""
    stage, happened = getattr(owner, name), threading.Event()

    def called(*arguments: Any, **more: Any) -> Any:
        if not happened.is_set():
            happened.set()
            act()
        return stage(*arguments, **more)

    setattr(owner, name, called)


def _say_who_judges() -> None:
    """Say which judging process answers a question, and which one breaks at it."""
    ask = JudgeProcess._ask

    def asked(judging: JudgeProcess, *question: Any) -> Any:
        (judge,) = judging._pool._processes or [None]
        try:
            answer = ask(judging, *question)
        except BrokenProcessPool:
            _say("broke", judge)
            raise
        _say("answered", judge)
        return answer

    JudgeProcess._ask = asked  # type: ignore[method-assign]


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
        _happens(owner, name, {"down": _goes_down, "judge": _loses_its_judge, "hangs": _hangs}[what])
    if what == "judge":
        _say_who_judges()
    cli.main(["run"])


if __name__ == "__main__":
    main(*sys.argv[1:])
