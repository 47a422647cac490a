"""What came of a delivery and of a run, in words that a summary can print."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import duckdb

from warehouse.connection import WarehouseError
from warehouse.manifest import SHANGHAI
from warehouse.runs import ID_FORMAT

FEW = 20
LONGEST = 6 * 3600.0
"""Seconds that a run may take, with its waiting for another."""
TRANSIENT = (OSError, duckdb.IOException, BrokenProcessPool, TimeoutError)
"""Faults that may pass by themselves: a share that is away, a full disk, a process that was killed."""


class TookTooLongError(Exception):
    """A run took longer than it may; the message says how long that is."""


def is_of_machine(error: BaseException) -> bool:
    """True for an error of the disk, the memory or another program; it tells nothing of what stands in files."""
    return isinstance(error, (*TRANSIENT, WarehouseError)) or "No space left on device" in str(error)


def few(lines: Sequence[str]) -> list[str]:
    """The first lines, and how many there are more."""
    more = [f"and {len(lines) - FEW:,} more"] if len(lines) > FEW else []
    return [*lines[:FEW], *more]


def new_run_id() -> str:
    """An identifier that sorts by time: day, time and microseconds, Asia/Shanghai."""
    return f"{datetime.now(SHANGHAI):{ID_FORMAT}}"


def add_seconds(seconds: dict[str, float], stage: str, more: float) -> None:
    """Add to the seconds of a stage."""
    seconds[stage] = seconds.get(stage, 0.0) + more


@contextmanager
def timing(seconds: dict[str, float], stage: str) -> Iterator[None]:
    """Add what is done within to the seconds of a stage."""
    begun = time.perf_counter()
    try:
        yield
    finally:
        add_seconds(seconds, stage, time.perf_counter() - begun)


@dataclass(frozen=True)
class Refusal:
    """Why a file is refused as a whole.

    Attributes:
        rule: rule that refuses it.
        reason: what is wrong, in words that name the file.
        remedy: what to do.
    """

    rule: str
    reason: str
    remedy: str


@dataclass(frozen=True)
class Handled:
    """What became of one delivery in this run."""

    delivery_id: str
    dataset: str
    file_name: str
    state: str
    rule: str | None = None
    reason: str | None = None
    remedy: str | None = None
    rows_accepted: int = 0
    rows_quarantined: int = 0
    is_confidential: bool = False


@dataclass
class Summary:
    """What a run did.

    Attributes:
        run_id: the run.
        state: published, blocked, nothing_new or failed.
        handled: what became of each delivery.
        known: named files that had come before; nothing was done with them.
        passed_over: what lies in the landing folder and is not read: its path and why.
        findings: what the rules over the whole content found, in words.
        faults: what went wrong for want of something that may come back.
        notes: what somebody should know of the machine: a run that was stopped, a file that was restored, the clock.
        seconds: seconds by stage.
        published: path of the published warehouse, if there is one.
        warehouse: path of the warehouse that was written.
        report: path of the page about this run.
        headline: figures at a glance, of what is published.
        revised: what changed in figures that were known before, since the last publication.
        claims: number of published claims by verdict, and those whose verdict has changed.
        quarantined: records in quarantine by file and rule, of what is published.
        warnings: warnings of the rules.
        is_sample: True if sample files are published.
        kind: what the run was asked to do, such as nightly.
        late: feeds of which a release is overdue, see ``warehouse.timeliness``.
        slow: stages that took much longer than usual.
        never_ended: runs before it that were killed.
        between: what other runs did since the last night.
        removed: what housekeeping has removed, in words.
    """

    run_id: str
    state: str = "running"
    handled: list[Handled] = field(default_factory=list)
    known: list[Handled] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    findings: list[dict[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    published: str | None = None
    warehouse: str | None = None
    report: str | None = None
    headline: list[dict[str, Any]] = field(default_factory=list)
    revised: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    quarantined: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    is_sample: bool = False
    kind: str = "nightly"
    late: list[dict[str, Any]] = field(default_factory=list)
    slow: list[dict[str, Any]] = field(default_factory=list)
    never_ended: list[dict[str, Any]] = field(default_factory=list)
    between: dict[str, int] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)

    def record(self) -> dict[str, Any]:
        """What the run's row in the warehouse keeps."""
        states = [handled.state for handled in self.handled]
        return {
            "deliveries": {state: states.count(state) for state in sorted(set(states))},
            "faults": self.faults,
            "notes": self.notes,
            "findings": self.findings,
            "passed_over": self.passed_over,
            "seconds": {stage: round(seconds, 3) for stage, seconds in self.seconds.items()},
        }

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Add what is done within to the seconds of a stage."""
        with timing(self.seconds, stage):
            yield

    @contextmanager
    def kept(self, what: str) -> Iterator[None]:
        """What the figures do not hang on: its fault is kept and shown, and the run goes on."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - kept and shown
            self.faults.append(f"{what}: {type(error).__name__}: {error}")

    @property
    def exit_code(self) -> int:
        """0 done, 3 a delivery refused in this run (or named, and refused before) or publishing blocked, 1 a fault."""
        if self.faults or self.state == "failed":
            return 1
        if self.state == "blocked" or any(h.state == "refused" for h in (*self.handled, *self.known)):
            return 3
        return 0
