"""A run inside a flow run: who watches it, when it may begin, and the state that it ends in."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.logging import get_run_logger
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from expectations.process import JudgeProcess
from flows import artifacts, notifying
from flows.night import Run
from flows.outcome import Summary
from flows.steps import Progress, Request
from flows.tasks import PREFECT_STEPS
from lighting.settings import Settings
from warehouse import lock

T = TypeVar("T")
PATIENCE = 2 * 3600
"""Seconds that a run of a worker waits for the one that writes."""
_LOOK = 5


@dataclass
class _Embedding:
    """What the command hands to the flow that it runs in its own process."""

    progress: Progress
    judging: JudgeProcess


_embedding: list[_Embedding] = []


@contextmanager
def embedded_with(progress: Progress, judging: JudgeProcess) -> Iterator[None]:
    """Let the flow that is called within tell of its progress and use a judging process that is there already."""
    _embedding.append(_Embedding(progress, judging))
    try:
        yield
    finally:
        _embedding.pop()


def is_embedded() -> bool:
    """True if a command of this process runs the flow, false in a worker."""
    return bool(_embedding)


def wait_for_writer(settings: Settings, patience: float = PATIENCE) -> None:
    """Wait until no run writes.

    Raises:
        WarehouseBusyError: if one still does when the patience ends.
    """
    until = time.monotonic() + patience
    if lock.is_held(settings.lock) and patience > 0:
        tell(f"waits for the run that writes: {lock.describe(settings.lock)}")
    while lock.is_held(settings.lock):
        if time.monotonic() >= until:
            raise lock.WarehouseBusyError(f"Another run is at work: {lock.describe(settings.lock)}.")
        time.sleep(_LOOK)


def run_as_flow(settings: Settings, request: Request, patience: float = PATIENCE) -> State[Any]:
    """Do a run inside the present flow run; a refused file is a result, only a fault is a failure.

    Args:
        settings: where data lives.
        request: what to do.
        patience: seconds to wait for another run; the command does not wait.

    Raises:
        WarehouseBusyError: if another run is at work and goes on too long.
    """
    if _embedding:
        _label(request.kind)
        with _embedding[-1].judging as judging:
            summary = Run(settings, judging, PREFECT_STEPS, _embedding[-1].progress)(request)
    else:
        with JudgeProcess() as judging:
            summary = when_free(settings, lambda: Run(settings, judging, PREFECT_STEPS, tell)(request), patience)
    return told(settings, summary)


def _label(kind: str) -> None:
    """Give a run of the command the tags that runs of a deployment have.

    Tasks have none: Prefect asks the server for a slot of each tag of a task before it lets the task begin.
    """
    with get_client(sync_client=True) as client:
        client.update_flow_run(UUID(flow_run.get_id()), tags=["lighting", kind])


def when_free(settings: Settings, work: Callable[[], T], patience: float = PATIENCE) -> T:
    """Do what needs the writer's lock, as soon as no run writes.

    Raises:
        WarehouseBusyError: if one still does when the patience ends.
    """
    until = time.monotonic() + patience
    while True:
        wait_for_writer(settings, until - time.monotonic())
        try:
            return work()
        except lock.WarehouseBusyError:  # another began in this moment
            if time.monotonic() >= until:
                raise


def told(settings: Settings, summary: Summary) -> State[Any]:
    """The state that says what came of a run; leaves its artifacts."""
    artifacts.leave(settings, summary)
    with summary.kept("telling"):
        notifying.tell(settings, summary)
    if summary.faults:
        return Failed(message="; ".join(summary.faults)[:1000], data=summary)
    if summary.state == "blocked":
        return Completed(name="Blocked", message=_blocking(summary), data=summary)
    refused = [handled for handled in summary.handled if handled.state == "refused"]
    if refused:
        return Completed(name="Refused", message=f"{len(refused)} refused: {refused[0].reason}"[:1000], data=summary)
    if summary.state == "nothing_new":
        return Completed(name="NothingNew", message="nothing new in the landing folder", data=summary)
    return Completed(message=f"{len(summary.handled)} deliveries", data=summary)


def tell(line: str) -> None:
    """Tell of the progress of a run of a worker: in the user interface, and where ``lighting up`` was called."""
    get_run_logger().info(line)
    print(f"{flow_run.get_name()}: {line}", flush=True)


def _blocking(summary: Summary) -> str:
    found = [f["message"] for f in summary.findings if f["action"] == "block" and f["outcome"] == "failed"]
    return f"publishing is blocked: {found[0]}"[:1000] if found else "publishing is blocked"
