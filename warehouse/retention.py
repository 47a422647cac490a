"""Housekeeping: what may go after its time. The archive is no part of it; nothing here ever touches it."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb

from lighting.settings import Settings
from warehouse.confidential import everywhere

_DAY = 24 * 3600
_TEMPORARY_DAYS = 1
_LATEST = "latest."
_REPORTS = (".html", ".json", ".txt")


def waited_for(con: duckdb.DuckDBPyConnection) -> set[str]:
    """Deliveries whose staged files may still be needed: not settled, or pages of a set, which may change."""
    found = con.execute(
        f"""
        SELECT delivery_id FROM {everywhere(con, "ops.delivery")}
        WHERE state IN ('received', 'waiting') OR set_id IS NOT NULL AND state <> 'withdrawn'
        """
    ).fetchall()
    return {delivery for (delivery,) in found}


def clean(settings: Settings, needed: Iterable[str]) -> list[str]:
    """Remove what has had its time. The writer's lock must be held.

    Args:
        settings: where things lie and for how many days they are kept.
        needed: deliveries whose staged files stay, see ``waited_for``.

    Returns:
        What was removed, in words; what could not be removed too, with why.
    """
    told: list[str] = []
    for what, days, paths in (
        ("reports", settings.keep_reports_days, _reports(settings.reports)),
        ("copies from before a backfill", settings.keep_old_days, _below(settings.kept)),
        ("old warehouse files", settings.keep_old_days, _old(settings)),
        ("staged files", settings.keep_stage_days, _stage(settings.stage, set(needed))),
        ("temporary files", _TEMPORARY_DAYS, _temporary(settings)),
    ):
        told += _removed(what, days, [path for path in paths if _age(path) > days * _DAY])
    return told


def _reports(folder: Path) -> Iterator[Path]:
    """Pages of runs; those of the latest, Data Docs and caches stay."""
    names = ({path.name for path in folder.glob(f"*{end}")} for end in _REPORTS) if folder.is_dir() else ()
    for found in names:
        for name in found:
            if name[:1].isdigit() and not name.startswith(_LATEST):
                yield folder / name


def _below(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _old(settings: Settings) -> list[Path]:
    """What ``rebuild --keep-old`` has left beside the warehouse."""
    names = (f"{path.name}.old" for path in (settings.warehouse, settings.confidential))
    return [path for path in (settings.home / name for name in names) if path.is_file()]


def _stage(folder: Path, needed: set[str]) -> list[Path]:
    """Staged files of settled deliveries, old editions of the code tables, and what killed runs left behind."""
    return [path for path in _below(folder) if path.name not in needed]


def _temporary(settings: Settings) -> list[Path]:
    """What DuckDB could not hold in memory, of runs that were killed, and unfinished rebuilds."""
    return [*_below(settings.home / "tmp"), *(path for path in (settings.home / "rebuild",) if path.is_dir())]


def _age(path: Path) -> float:
    """Seconds since a file, or anything directly in a folder, was last written."""
    try:
        inside = [] if path.is_symlink() else _below(path)
        newest = max(inner.lstat().st_mtime for inner in (path, *inside))
    except FileNotFoundError:
        return 0.0
    return time.time() - newest


def _removed(what: str, days: int, paths: Iterable[Path]) -> list[str]:
    done, size, told = 0, 0, []
    for path in paths:
        try:
            taken = _size(path)
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
        except OSError as error:
            told.append(f"{what}: {path.name} could not be removed: {error.strerror or type(error).__name__}")
        else:
            done, size = done + 1, size + taken
    if done:
        told.insert(0, f"{done:,} {what} older than {days} days, {size / (1 << 20):,.1f} MiB")
    return told


def _size(path: Path) -> int:
    if path.is_symlink() or not path.is_dir():
        return path.lstat().st_size
    return sum(
        os.lstat(os.path.join(folder, name)).st_size  # noqa: PTH118 - many files
        for folder, _, names in os.walk(path)
        for name in names
    )
