"""Build the warehouse anew from the archive alone."""

from __future__ import annotations

import shutil
from contextlib import nullcontext
from dataclasses import dataclass, replace

import duckdb

from expectations.process import JudgeProcess, Judging
from flows.night import Run
from flows.steps import Progress, Request, Steps
from lighting.settings import Settings
from warehouse import archive, files
from warehouse.connection import WarehouseError, open_writer
from warehouse.digest import digest
from warehouse.lock import writer_lock


@dataclass(frozen=True)
class Rebuilt:
    """Digests before and after."""

    old_digest: str | None
    new_digest: str


def rebuild_warehouse(
    settings: Settings, progress: Progress, *, keep_old: bool = False, judging: Judging | None = None
) -> Rebuilt:
    """Replay the archive into a new warehouse file beside the old one, then put it in its place and publish it.

    Args:
        settings: where data lives.
        progress: what to do with a line about the work.
        keep_old: keep the old files as ``warehouse.duckdb.old`` and ``confidential.duckdb.old``.
        judging: who judges; left out, a process of its own that ends with the rebuild.

    Raises:
        WarehouseBusyError: if a run is at work.
        WarehouseError: if the archive is damaged or a file could not be worked through; the old warehouse stays then.
    """
    beside = replace(settings, home=settings.home / "rebuild")
    with writer_lock(settings.lock, "rebuild"):
        shutil.rmtree(beside.home, ignore_errors=True)
        try:
            return _beside(settings, beside, progress, judging, keep_old=keep_old)
        finally:
            shutil.rmtree(
                beside.home, ignore_errors=True
            )  # while the lock is held: another rebuild has this folder too


def _beside(
    settings: Settings, beside: Settings, progress: Progress, judging: Judging | None, *, keep_old: bool
) -> Rebuilt:
    beside.home.mkdir(parents=True)
    (beside.home / "archive").symlink_to(settings.archive.absolute(), target_is_directory=True)
    if broken := list(archive.damaged(settings.archive)):
        raise WarehouseError(f"The archive is damaged, the warehouse stays as it is: {'; '.join(broken[:5])}")
    old = _digest(settings)
    with nullcontext(judging) if judging else JudgeProcess() as judge:
        summary = Run(beside, judge, _UNTOLD, progress)(Request(kind="rebuild", is_landing_read=False))
    if summary.faults:
        raise WarehouseError(f"Not all could be rebuilt, the warehouse stays as it is: {summary.faults[0]}")
    new = _digest(beside)
    if new is None:
        raise FileNotFoundError(f"the rebuilt warehouse is missing: {beside.warehouse}")
    for fresh, former in ((beside.warehouse, settings.warehouse), (beside.confidential, settings.confidential)):
        if keep_old and former.is_file():
            former.rename(former.with_suffix(".duckdb.old"))
        if fresh.is_file():
            fresh.rename(former)
        else:
            former.unlink(missing_ok=True)
    if beside.published.is_file():
        settings.published.parent.mkdir(parents=True, exist_ok=True)
        files.drop_log(settings.published)
        beside.published.rename(settings.published)
    files.sync_folder(settings.home)
    return Rebuilt(old, new)


def _tell_nothing(*_: object) -> None:
    """Page and Data Docs are about the last run, and would go with the folder of the rebuild."""


_UNTOLD = Steps(document=_tell_nothing, look=_tell_nothing, write_page=_tell_nothing, tell=_tell_nothing)


def _digest(settings: Settings) -> str | None:
    if not settings.warehouse.is_file():
        return None
    with open_writer(settings) as con:
        found: duckdb.DuckDBPyConnection = con
        return digest(found)
