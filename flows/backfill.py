"""Work through many deliveries again beside the warehouse, look at what would differ, then swap; and go back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field, replace

from expectations import limits as rule_limits
from expectations.process import JudgeProcess, Judging
from flows import telling
from flows.night import Run
from flows.outcome import Summary, new_run_id
from flows.report import write_report
from flows.steps import Progress, Request, Steps
from lighting.settings import Settings
from warehouse import runs, selecting, swapping
from warehouse.connection import NotPublishedError, WarehouseError, open_writer
from warehouse.difference import Difference, compare
from warehouse.lock import writer_lock
from warehouse.manifest import now
from warehouse.selecting import Selection
from warehouse.swapping import BACKFILL, ROLLBACK, Kept

Ask = Callable[[Difference], bool]


@dataclass(frozen=True)
class Backfill:
    """What is asked for.

    Attributes:
        selection: deliveries to work through again.
        reason: why, for the record.
        person: name of who asks.
        is_dry_run: True to show the difference and change nothing.
    """

    selection: Selection
    reason: str
    person: str
    is_dry_run: bool = False


@dataclass(frozen=True)
class Backfilled:
    """What came of it.

    Attributes:
        state: ``nothing`` (no delivery is chosen), ``dry_run``, ``declined``, ``blocked`` (a rule over the whole
            content forbids publishing), or ``published``.
        deliveries: number of deliveries that were worked through again.
        run_id: the run; the old files are kept under its name. None if there was none.
        difference: what differs from what is published.
        findings: what forbids publishing, in words.
    """

    state: str
    deliveries: int
    run_id: str | None = None
    difference: Difference | None = None
    findings: list[str] = field(default_factory=list)


def backfill(
    settings: Settings, asked: Backfill, progress: Progress, ask: Ask, *, judging: Judging | None = None
) -> Backfilled:
    """Work through deliveries again from the archive into a copy of the warehouse, and swap it in if ``ask`` agrees.

    The writer's lock is held until the answer is there, so that nothing is loaded that the copy does not know.

    Args:
        settings: where data lives.
        asked: what is asked for.
        progress: what to do with a line about the work.
        ask: shown the difference; True to swap. It is not asked in a dry run.
        judging: who judges; left out, a process of its own that ends with the backfill.

    Raises:
        WarehouseBusyError: if a run is at work.
        WarehouseError: if a file could not be worked through, or nothing is published yet; all stays as it is then.
    """
    beside = replace(settings, home=settings.home / BACKFILL, landing="")
    with writer_lock(settings.lock, f"backfill by {asked.person}"):
        if not settings.published.is_file():
            raise NotPublishedError(
                "Nothing is published yet, so there is nothing to fill back. Run lighting run first."
            )
        with open_writer(settings) as con:
            limits = rule_limits.load(settings.rules)
            chosen = tuple(row["delivery_id"] for row in selecting.select(con, asked.selection, limits))
        if not chosen:
            return Backfilled("nothing", 0)
        progress(f"{len(chosen)} deliveries are worked through again, beside the warehouse")
        try:
            return _beside(settings, beside, asked, chosen, progress, ask, judging)
        finally:
            swapping.discard(settings, beside)


def _beside(
    settings: Settings,
    beside: Settings,
    asked: Backfill,
    chosen: tuple[str, ...],
    progress: Progress,
    ask: Ask,
    judging: Judging | None,
) -> Backfilled:
    swapping.copy_warehouse(settings, beside)
    (beside.home / "archive").symlink_to(settings.archive.absolute(), target_is_directory=True)
    request = Request(
        kind=BACKFILL, rerun=chosen, from_stage="read", is_landing_read=False, reason=f"{asked.reason} ({asked.person})"
    )
    with nullcontext(judging) if judging else JudgeProcess() as judge:
        summary = Run(beside, judge, _UNTOLD, progress)(request)
    if summary.faults:
        raise WarehouseError(f"Not all could be worked through, all stays as it is: {summary.faults[0]}")
    findings = [f["message"] for f in summary.findings if f["action"] == "block" and f["outcome"] == "failed"]
    if findings:
        return Backfilled("blocked", len(chosen), findings=findings)
    progress("the difference to what is published is looked for")
    difference = compare(settings.published, beside.published, settings.memory_mb)
    if asked.is_dry_run or not ask(difference):
        return Backfilled("dry_run" if asked.is_dry_run else "declined", len(chosen), difference=difference)
    swapping.swap(settings, beside, _record(asked, summary))
    progress(f"published {settings.published}; the old files are in {swapping.kept_folder(settings, summary.run_id)}")
    summary.warehouse, summary.published = str(settings.warehouse), str(settings.published)
    for what, step in (("report", write_report), ("summary", telling.tell)):
        with summary.kept(what):
            step(settings, summary)
    return Backfilled("published", len(chosen), summary.run_id, difference)


def rollback(settings: Settings, run_id: str, reason: str, person: str) -> str:
    """Bring the files back that a backfill (or a rollback) replaced; those of now are kept in their turn.

    What came in since then is in the archive: the next run enters and loads it.

    Args:
        settings: where data lives.
        run_id: the run that replaced them.
        reason: why, for the record.
        person: name of who asks.

    Returns:
        The rollback's own run, under whose name the files of now are kept.

    Raises:
        WarehouseBusyError: if a run is at work.
        WarehouseError: if nothing is kept of that run.
    """
    beside = replace(settings, home=settings.home / ROLLBACK, landing="")
    with writer_lock(settings.lock, f"rollback by {person}"):
        open_writer(settings).close()
        if run_id not in {record.run_id for record in swapping.kept(settings)}:
            raise WarehouseError(f"Nothing is kept of '{run_id}'; lighting rollback --list shows what is.")
        aside = replace(settings, home=swapping.kept_folder(settings, run_id))
        own = new_run_id()
        try:
            swapping.copy_warehouse(aside, beside)
            if aside.published.is_file():
                beside.published.parent.mkdir(parents=True)
                shutil.copyfile(aside.published, beside.published)
            with open_writer(beside) as con:
                state = runs.last_state(con) or "published"
                runs.begin(con, own, ROLLBACK, f"back to before {run_id}: {reason} ({person})")
                runs.end(con, own, state, {})
            swapping.swap(settings, beside, Kept(own, ROLLBACK, reason, person, now().isoformat()))
        finally:
            swapping.discard(settings, beside)
    return own


def _record(asked: Backfill, summary: Summary) -> Kept:
    chosen = asked.selection
    return Kept(
        summary.run_id,
        BACKFILL,
        asked.reason,
        asked.person,
        now().isoformat(),
        chosen.dataset,
        chosen.released_from,
        chosen.released_to,
    )


def _tell_nothing(*_: object) -> None:
    """Page and Data Docs of a run beside would go with its folder; the page is written after the swap."""


_UNTOLD = Steps(document=_tell_nothing, look=_tell_nothing, write_page=_tell_nothing, tell=_tell_nothing)
