"""The limit of a run: one that is at work when its time is over is ended by a thread beside it, whatever it is at.

Prefect's own limit is an exception in whatever the main thread is at: a task with a limit takes it for its own and is
tried again, and a thread that hangs keeps the process. A kill leaves nothing half done; see docs/faults.md.
"""

from __future__ import annotations

import inspect
import os
import sys
import threading
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from prefect import Flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun
from prefect.context import FlowRunContext
from prefect.states import Failed

from flows import outcome
from flows.outcome import TookTooLongError

P = ParamSpec("P")
T = TypeVar("T")
_LOOK = 1
_PATIENCE = 60
"""Seconds that telling of it may take."""


def limited(work: Callable[P, T]) -> Callable[P, T]:
    """Let a flow end its process if a run of it takes longer than it may."""

    @wraps(work)
    def within(*arguments: P.args, **more: P.kwargs) -> T:
        context = FlowRunContext.get()
        if context is None or context.flow is None or context.flow_run is None:  # called as a plain function
            return work(*arguments, **more)
        over = threading.Event()
        watch = threading.Thread(target=_watch, args=(context.flow, context.flow_run, over), daemon=True)
        watch.start()
        try:
            return work(*arguments, **more)
        finally:
            over.set()

    # Prefect looks the names of types up where the function stands, which is here
    vars(within)["__signature__"] = inspect.signature(work, eval_str=True)
    return within


def _watch(flow: Flow[..., Any], run: FlowRun, over: threading.Event) -> None:
    begun = time.monotonic()
    while not over.wait(_LOOK):
        if time.monotonic() - begun > outcome.LONGEST:
            _end(flow, run)


def _end(flow: Flow[..., Any], run: FlowRun) -> None:
    """Say in Prefect and to people that a run took too long, and end its process, whatever hangs of that."""
    killer = threading.Timer(_PATIENCE, os._exit, (1,))
    killer.daemon = True
    killer.start()
    error = TookTooLongError(f"it took longer than {outcome.LONGEST / 3600:.3g} hours and was ended")
    try:
        print(f"This run is ended: {error}. The next run goes on from here.", file=sys.stderr, flush=True)
        _tell(flow, run, error)
    finally:
        os._exit(1)


def _tell(flow: Flow[..., Any], run: FlowRun, error: TookTooLongError) -> None:
    from flows.notifying import on_failed  # loads what only telling needs

    state: Any = Failed(name="TimedOut", message=str(error), data=error)
    with get_client(sync_client=True) as client:
        client.set_flow_run_state(run.id, state, force=True)
        run = client.read_flow_run(run.id)
    on_failed(flow, run, state)
