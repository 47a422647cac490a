"""The beginning of a run: its place after all others, and what was found of the one before it."""

from __future__ import annotations

import duckdb

from flows.outcome import Summary, few
from flows.receive import Received
from flows.steps import Request
from lighting.settings import Settings
from warehouse import restoring, runs
from warehouse.connection import open_writer
from warehouse.lock import Held


def begin(settings: Settings, summary: Summary, request: Request, held: Held) -> duckdb.DuckDBPyConnection:
    """Open the warehouse for a run, whole again if it was damaged, and enter the run into the ledger.

    Args:
        settings: where data lives.
        summary: the run's; its identifier is put after those of all others, and what somebody should know of the
            machine is added to its notes.
        request: what it is to do.
        held: the writer's lock.

    Raises:
        WarehouseError: if the warehouse cannot be opened.
    """
    if held.former:
        summary.notes.append(took_over(held.former))
    summary.notes += restoring.restore(settings)
    restoring.forget(settings)
    con = open_writer(settings)
    enter(con, summary, request.kind, request.reason)
    return con


def enter(con: duckdb.DuckDBPyConnection, summary: Summary, kind: str, reason: str | None = None) -> None:
    """Enter a run into the ledger, after all others, and note it if the clock says otherwise."""
    summary.run_id = runs.next_id(con, summary.run_id)
    if clock := runs.set_back(con):
        summary.notes.append(clock)
    runs.begin(con, summary.run_id, kind, reason)


def took_over(former: str) -> str:
    """In words, that the lock was a dead writer's, and whose."""
    return f"The writer before was stopped before its end ({former}); this run takes over its lock and what it left."


def take_over(received: Received, summary: Summary) -> list[str]:
    """Add to the summary what was found in the landing folder; returns it as lines about the run."""
    summary.passed_over = received.passed_over
    summary.faults += received.faults
    summary.notes += received.notes
    kinds = (("passed over", received.passed_over), ("fault", received.faults), ("note", received.notes))
    return [f"{what}: {line}" for what, told in kinds for line in few(told)]
