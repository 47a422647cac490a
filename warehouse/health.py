"""A look at the health of an installation: what is as it should be, and what to do where it is not."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from lighting.settings import Settings
from warehouse import archive, confidential, lock, runs
from warehouse.confidential import everywhere
from warehouse.connection import open_published

_FREE_AT_LEAST = 2 << 30


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    what: str
    is_ok: bool
    found: str
    remedy: str = ""


def examine(settings: Settings) -> list[Check]:
    """Look at Python, folders, free space, lock, archive, ledger and published copy."""
    return [
        _python(),
        _home(settings),
        _space(settings),
        _lock(settings),
        *_archive(settings),
        *_warehouse(settings),
        _published(settings),
    ]


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    return Check("Python", sys.version_info >= (3, 11), version, "Install Python 3.11 or newer.")


def _home(settings: Settings) -> Check:
    parent = settings.home if settings.home.exists() else settings.home.parent
    is_ok = os.access(parent, os.W_OK)
    return Check("home folder", is_ok, str(settings.home), "Make it writable, or set LIGHTING_HOME to another folder.")


def _space(settings: Settings) -> Check:
    parent = settings.home if settings.home.exists() else settings.home.parent
    free = shutil.disk_usage(parent).free
    remedy = "Free some space: stage/ and reports/ may be removed, archive/ must not."
    return Check("free space", free >= _FREE_AT_LEAST, f"{free / (1 << 30):.1f} GiB", remedy)


def _lock(settings: Settings) -> Check:
    if lock.is_held(settings.lock):
        return Check("writer", True, f"at work: {lock.describe(settings.lock)}")
    return Check("writer", True, "none at work")


def _archive(settings: Settings) -> Iterator[Check]:
    broken = list(archive.damaged(settings.archive))
    found = f"{len(archive.names(settings.archive))} deliveries"
    if broken:
        found += f"; {len(broken)} damaged: {'; '.join(broken[:5])}"
    remedy = "Put the files back from a backup; the warehouse still holds their rows."
    yield Check("archive against its hashes", not broken, found, remedy)


def _warehouse(settings: Settings) -> Iterator[Check]:
    if not settings.warehouse.is_file():
        yield Check("warehouse", True, "none yet: lighting run makes it")
        return
    if lock.is_held(settings.lock):
        yield Check("warehouse", True, "in use by a run, not looked at")
        return
    try:
        con = duckdb.connect(str(settings.warehouse), read_only=True)
        confidential.attach_to_read(con, settings.warehouse)
    except duckdb.Error as error:
        yield Check("warehouse", False, str(error).splitlines()[0], "lighting rebuild makes it anew from the archive.")
        return
    with con:
        deliveries = everywhere(con, "ops.delivery")
        known = {f"{s}.{f[:16]}" for s, f in con.execute(f"SELECT sha256, facts_sha256 FROM {deliveries}").fetchall()}
        unaccounted = con.execute(
            f"""
            SELECT count(*) FROM {deliveries}
            WHERE state = 'loaded' AND rows_read <> rows_accepted + rows_quarantined + rows_set_aside
            """
        ).fetchall()[0][0]
        open_deliveries = con.execute(f"SELECT count(*) FROM {deliveries} WHERE state = 'received'").fetchall()[0][0]
    missing = len(archive.names(settings.archive) - known)
    lost = len(known - archive.names(settings.archive))
    yield Check("archive in the ledger", missing == 0, f"{missing} not in the ledger", "lighting run takes them in.")
    yield Check("ledger in the archive", lost == 0, f"{lost} not in the archive", "Put the files back from a backup.")
    yield Check(
        "rows accounted for", unaccounted == 0, f"{unaccounted} deliveries off", "lighting rebuild, and report it."
    )
    yield Check("deliveries finished", open_deliveries == 0, f"{open_deliveries} open", "lighting rerun --failed")


def _published(settings: Settings) -> Check:
    remedy = "lighting run publishes; lighting status says what blocks it."
    if not settings.published.is_file():
        return Check("published copy", not settings.warehouse.is_file(), "none", remedy)
    try:
        with open_published(settings.published) as con:
            marks = runs.marks(con)
    except duckdb.Error as error:
        return Check("published copy", False, str(error).splitlines()[0], remedy)
    if "published_at" not in marks:
        return Check("published copy", False, "without a mark", remedy)
    found = f"published {marks['published_at']}"
    behind = _behind(settings, marks)
    return Check("published copy", behind is None, f"{found}; {behind}" if behind else found, remedy)


def _behind(settings: Settings, marks: dict[str, str]) -> str | None:
    """Why the published copy is not what the warehouse holds; None if it is, or cannot be known now."""
    if lock.is_held(settings.lock) or not settings.warehouse.is_file():
        return None
    try:
        with duckdb.connect(str(settings.warehouse), read_only=True) as con:
            state, wanted = runs.last_state(con), runs.marks(con)
    except duckdb.Error:
        return None
    if wanted.get("published_by_run") != marks.get("published_by_run"):
        return f"the warehouse was to be published by run {wanted.get('published_by_run')}"
    return None if state in {"published", "nothing_new"} else f"the last run is {state}"
