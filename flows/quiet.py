"""The night on which nothing has come: recognised without loading what only work needs."""

from __future__ import annotations

import time
from collections.abc import Callable

import duckdb

from flows import receive, report, telling
from flows.beginning import enter, take_over, took_over
from flows.outcome import Summary, new_run_id
from flows.receive import Received
from lighting.settings import Settings
from warehouse import ledger, restoring, runs
from warehouse.connection import open_writer
from warehouse.lock import Held, writer_lock


def is_anything_due(settings: Settings, before_reading: Callable[[], None] = lambda: None) -> Summary | None:
    """Look whether there is work, without loading what only work needs. New files are received already.

    Args:
        settings: where data lives.
        before_reading: called once if there are files that have not been seen, before they are read.

    Returns:
        The summary of a run that found nothing new; None if there is something to do.
    """
    if not settings.published.is_file():
        return None
    begun = time.perf_counter()
    summary = Summary(new_run_id(), "nothing_new", warehouse=str(settings.warehouse))
    with writer_lock(settings.lock, "looking for new files") as held:
        held.is_told = False  # the run that is to do something tells who was stopped
        if not restoring.is_whole(settings):
            return None
        with open_writer(settings) as con:
            received = receive.receive_landing(con, settings, summary.run_id, before_reading)
            receive.reconcile(con, settings, summary.run_id)
            if is_quiet := not received.faults and _is_nothing_due(con, settings):
                _end(con, summary, received, held)
                summary.seconds["receive"] = time.perf_counter() - begun
                runs.end(con, summary.run_id, summary.state, summary.record())
        restoring.remember(settings)
        if not is_quiet:
            return None
        summary.published = str(settings.published)
        for what, step in (
            ("housekeeping", telling.look),
            ("report", report.write_report),
            (telling.STEP, telling.tell),
        ):
            with summary.kept(what):
                step(settings, summary)
    return summary


def _is_nothing_due(con: duckdb.DuckDBPyConnection, settings: Settings) -> bool:
    """True if everything is worked through and published."""
    if ledger.due(con) or runs.last_state(con) not in {"published", "nothing_new"}:
        return False
    return runs.is_published_current(con, settings.published)


def _end(con: duckdb.DuckDBPyConnection, summary: Summary, received: Received, held: Held) -> None:
    """Enter the run that found nothing new."""
    held.is_told = True
    if held.former:
        summary.notes.append(took_over(held.former))
    enter(con, summary, "nightly")
    take_over(received, summary)
