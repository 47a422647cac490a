"""A process of its own for judging: Great Expectations takes seconds to load, which pass while files are read."""

from __future__ import annotations

import gc
import os
import signal
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, Protocol, Self, TypeVar

from expectations import docs
from expectations.content import Finding
from expectations.docs_results import Validated
from expectations.judge import Judge
from expectations.outcome import Verdict, Work
from lighting.registry import DATASETS

T = TypeVar("T")


class Judging(Protocol):
    """What a run asks: judge a file, judge the content."""

    def judge(self, work: Work) -> Verdict:
        """Judge the rows of a delivery."""

    def judge_content(
        self, warehouse: Path, waivers: Collection[tuple[str, str]], results: Path, limits: Mapping[str, float]
    ) -> list[Finding]:
        """Judge the whole content."""

    def build_docs(self, validated: Sequence[Validated], site: Path) -> Path:
        """Build the Data Docs of what was judged; returns the index page."""


def suites() -> Mapping[str, ModuleType]:
    """Suite modules by dataset."""
    return {name: entry.suite for name, entry in DATASETS.items() if entry.kind != "decision"}


class JudgeHere:
    """Judges in this process."""

    def __init__(self) -> None:
        self._judge = Judge(suites())

    def judge(self, work: Work) -> Verdict:
        """Judge the rows of a delivery."""
        return self._judge.judge(work)

    def judge_content(
        self, warehouse: Path, waivers: Collection[tuple[str, str]], results: Path, limits: Mapping[str, float]
    ) -> list[Finding]:
        """Judge the whole content."""
        return self._judge.judge_content(warehouse, waivers, results, limits)

    def build_docs(self, validated: Sequence[Validated], site: Path) -> Path:
        """Build the Data Docs of what was judged; returns the index page."""
        return docs.build(validated, site)


class JudgeProcess:
    """Judges in a child process, which begins to load at once and ends with its parent, however that ends."""

    def __init__(self, seconds: float = 3600) -> None:
        """Begin to load.

        Args:
            seconds: how long one question may take, from when it is asked; then the child is killed.
        """
        self._seconds = seconds
        self._pool = self._begin()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)  # Python waits for it at its own end, a second later

    def judge(self, work: Work) -> Verdict:
        """Judge the rows of a delivery."""
        return self._ask(_judge, work)

    def judge_content(
        self, warehouse: Path, waivers: Collection[tuple[str, str]], results: Path, limits: Mapping[str, float]
    ) -> list[Finding]:
        """Judge the whole content."""
        return self._ask(_judge_content, warehouse, waivers, results, dict(limits))

    def build_docs(self, validated: Sequence[Validated], site: Path) -> Path:
        """Build the Data Docs of what was judged; returns the index page."""
        return self._ask(docs.build, validated, site)

    def _begin(self) -> ProcessPoolExecutor:
        pool = ProcessPoolExecutor(
            max_workers=1, mp_context=get_context("spawn"), initializer=_end_with_parent, initargs=(os.getpid(),)
        )
        pool.submit(_warm)
        return pool

    def _ask(self, function: Callable[..., T], *arguments: Any) -> T:
        """Ask the child; one that died is replaced before the fault is passed on, so that a retry finds a new one."""
        pool = self._pool
        try:
            return pool.submit(function, *arguments).result(self._seconds)
        except (BrokenProcessPool, TimeoutError):
            if self._pool is pool:
                _kill(pool)
                self._pool = self._begin()
            raise


_here: JudgeHere | None = None


def _end_with_parent(parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupted parent says so itself
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def _kill(pool: ProcessPoolExecutor) -> None:
    for child in list((pool._processes or {}).values()):  # noqa: SLF001 - there is no other way to end one that hangs
        child.kill()
    pool.shutdown(wait=False, cancel_futures=True)


def _warm() -> None:
    global _here  # noqa: PLW0603 - the one judge of this process
    if _here is None:
        gc.disable()  # what is loaded now stays to the end: looking for garbage in it is a sixth of the loading
        _here = JudgeHere()
        gc.freeze()
        gc.enable()


def _judge(work: Work) -> Verdict:
    _warm()
    assert _here is not None  # noqa: S101 - made by _warm
    return _here.judge(work)


def _judge_content(
    warehouse: Path, waivers: Collection[tuple[str, str]], results: Path, limits: Mapping[str, float]
) -> list[Finding]:
    _warm()
    assert _here is not None  # noqa: S101 - made by _warm
    return _here.judge_content(warehouse, waivers, results, limits)
