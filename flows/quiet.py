"""The night on which nothing has come: recognised without loading what only work needs."""

from __future__ import annotations

import time
from collections.abc import Callable

from flows import receive, report, telling
from flows.outcome import Summary, new_run_id
from lighting.settings import Settings
from warehouse import ledger, runs
from warehouse.connection import open_writer
from warehouse.lock import writer_lock


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
    run_id, begun = new_run_id(), time.perf_counter()
    with writer_lock(settings.lock, "looking for new files"):
        with open_writer(settings) as con:
            received = receive.receive_landing(con, settings, run_id, before_reading)
            receive.reconcile(con, settings, run_id)
            if ledger.due(con) or runs.last_state(con) not in {"published", "nothing_new"}:
                return None
            if not runs.is_published_current(con, settings.published):
                return None
            summary = Summary(
                run_id,
                "nothing_new",
                published=str(settings.published),
                warehouse=str(settings.warehouse),
                passed_over=received.passed_over,
            )
            summary.seconds["receive"] = time.perf_counter() - begun
            runs.begin(con, run_id, "nightly")
            runs.end(con, run_id, summary.state, summary.record())
        for what, step in (
            ("housekeeping", telling.look),
            ("report", report.write_report),
            (telling.STEP, telling.tell),
        ):
            with summary.kept(what):
                step(settings, summary)
    return summary
