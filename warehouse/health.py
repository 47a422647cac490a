"""A look at the health of an installation: what is as it should be, and what to do where it is not."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from lighting.settings import Settings
from warehouse import accounts, archive, blocking, confidential, lock, monitor, restoring, runs
from warehouse.confidential import everywhere
from warehouse.connection import open_published
from warehouse.digest import table_digests

_GIB = 1 << 30
_FREE_AT_LEAST = 2 * _GIB
_FROM_BACKUP = (
    "lighting restore FROM --archive puts them back from a backup. Without one, deliver the files again; the warehouse "
    "still holds their rows."
)
_ANEW = "lighting rebuild makes the warehouse anew from the archive."
_AGAIN = "lighting run goes on and publishes; lighting status says what blocks it."


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    what: str
    is_ok: bool
    found: str
    remedy: str = ""


def examine(settings: Settings, *, is_thorough: bool = False) -> list[Check]:
    """Look at Python, folders, free space, lock, archive, ledger, facts, published copy and messages.

    Args:
        settings: where things lie.
        is_thorough: True to compare the published copy by its digest, with the ledger and what is in quarantine.
    """
    return [
        _python(),
        _home(settings),
        _space(settings),
        _lock(settings),
        *_archive(settings),
        *_warehouse(settings),
        _published(settings, is_thorough=is_thorough),
        _outbox(settings),
    ]


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    return Check("Python", sys.version_info >= (3, 11), version, "Install Python 3.11 or newer.")


def _home(settings: Settings) -> Check:
    is_ok = os.access(monitor.existing(settings.home), os.W_OK)
    return Check("home folder", is_ok, str(settings.home), "Make it writable, or set LIGHTING_HOME to another folder.")


def needed(settings: Settings) -> int:
    """Bytes that a night may need for a time: a copy to publish, one to write the warehouse compact, staged files."""
    sizes = map(monitor.size_of, (settings.warehouse, settings.warehouse, settings.confidential, settings.stage))
    return max(_FREE_AT_LEAST, sum(sizes) + _GIB)


def _space(settings: Settings) -> Check:
    free, least = shutil.disk_usage(monitor.existing(settings.home)).free, needed(settings)
    found = f"{free / _GIB:.1f} GiB, a night may need {least / _GIB:.1f} GiB"
    remedy = (
        "Free some space, or move LIGHTING_HOME to a larger disk. What the next night removes by itself: set "
        "keep_reports_days, keep_old_days or keep_stage_days lower in lighting.toml, then lighting run. Never archive/."
    )
    return Check("free space", free >= least, found, remedy)


def _lock(settings: Settings) -> Check:
    if lock.is_held(settings.lock):
        return Check("writer", True, f"at work: {lock.describe(settings.lock)}")
    return Check("writer", True, "none at work")


def _archive(settings: Settings) -> Iterator[Check]:
    broken = list(archive.damaged(settings.archive))
    found = f"{len(archive.names(settings.archive))} deliveries"
    if broken:
        found += f"; {len(broken)} damaged: {'; '.join(broken[:5])}"
    yield Check("archive against its hashes", not broken, found, _FROM_BACKUP)


def _warehouse(settings: Settings) -> Iterator[Check]:
    if not settings.warehouse.is_file():
        yield Check("warehouse", True, "none yet: lighting run makes it")
        return
    if lock.is_held(settings.lock):
        yield Check("warehouse", True, "in use by a run, not looked at")
        return
    try:
        with duckdb.connect(
            str(settings.warehouse), read_only=True, config={"memory_limit": f"{settings.memory_mb}MB"}
        ) as con:
            confidential.attach_to_read(con, settings.warehouse)
            yield from _ledger(con, settings)
    except duckdb.Error as error:  # damage may show only where the facts are counted
        remedy = _ANEW
        if blocking.is_open_elsewhere(error):
            remedy = "Close that program; lighting sql reads the published copy instead."
        elif restoring.tells_of_damage(error):
            remedy = "lighting run sets the damaged file aside and restores it."
        yield Check("warehouse", False, str(error).splitlines()[0], remedy)


def _ledger(con: duckdb.DuckDBPyConnection, settings: Settings) -> Iterator[Check]:
    """The ledger against the archive, its own counts, the facts, and what is open."""
    deliveries = everywhere(con, "ops.delivery")
    known = {f"{s}.{f[:16]}" for s, f in con.execute(f"SELECT sha256, facts_sha256 FROM {deliveries}").fetchall()}
    unaccounted = con.execute(
        f"""
        SELECT count(*) FROM {deliveries}
        WHERE state = 'loaded' AND rows_read <> rows_accepted + rows_quarantined + rows_set_aside
        """
    ).fetchall()[0][0]
    open_deliveries = con.execute(f"SELECT count(*) FROM {deliveries} WHERE state = 'received'").fetchall()[0][0]
    archived = archive.names(settings.archive)
    missing, lost = len(archived - known), len(known - archived)
    yield Check("archive in the ledger", missing == 0, f"{missing} not in the ledger", "lighting run takes them in.")
    yield Check("ledger in the archive", lost == 0, f"{lost} not in the archive", _FROM_BACKUP)
    yield Check(
        "rows accounted for", unaccounted == 0, f"{unaccounted} deliveries off", f"{_ANEW} Report it: it is a fault."
    )
    wrong = accounts.off(con)
    told = f"{len(wrong)} deliveries off" + (f": {'; '.join(wrong[:5])}" if wrong else "")
    yield Check("ledger against the facts", not wrong, told, f"{_ANEW} Report it: it is a fault.")
    yield Check(
        "deliveries finished",
        open_deliveries == 0,
        f"{open_deliveries} open",
        "lighting run, or lighting rerun --failed",
    )


def _published(settings: Settings, *, is_thorough: bool) -> Check:
    name = "published copy"
    if not settings.published.is_file():
        return Check(name, not settings.warehouse.is_file(), "none", _AGAIN)
    try:
        with open_published(settings.published) as con:
            marks, held = runs.marks(con), _held(con, is_thorough=is_thorough)
    except duckdb.Error as error:
        return Check(name, False, str(error).splitlines()[0], _AGAIN)
    if "published_at" not in marks:
        return Check(name, False, "without a mark", _AGAIN)
    found = f"published {marks['published_at']}"
    behind = _behind(settings, marks)
    if behind is not None:
        return Check(name, False, f"{found}; {behind}", _AGAIN)
    if other := _other(settings, held, is_thorough=is_thorough):
        remedy = f"Remove {settings.published}; lighting run then publishes it anew."
        return Check(name, False, f"{found}; not what the warehouse holds: {', '.join(other[:5])}", remedy)
    return Check(name, True, found)


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
    if state == "running":
        return "the last run was stopped before its end"
    return None if state in {"published", "nothing_new"} else f"the last run is {state}"


def _other(settings: Settings, held: dict[str, str], *, is_thorough: bool) -> list[str]:
    """Tables of the published copy that are not those of the warehouse; none if that cannot be known now."""
    if lock.is_held(settings.lock) or not settings.warehouse.is_file():
        return []
    try:
        with duckdb.connect(str(settings.warehouse), read_only=True) as con:
            wanted = _held(con, is_thorough=is_thorough)
    except duckdb.Error:
        return []
    return sorted(name for name in {*held, *wanted} if held.get(name) != wanted.get(name))


def _held(con: duckdb.DuckDBPyConnection, *, is_thorough: bool) -> dict[str, str]:
    """What the tables hold: their digests, or else of those of facts the number of rows and the sum of their hashes.

    These hashes are DuckDB's own, which cost a tenth of those of the digest and hold for one version of it.
    """
    if is_thorough:
        return table_digests(con)
    tables = con.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'core' ORDER BY 1").fetchall()
    asked = " UNION ALL ".join(
        f"SELECT '{name}', concat(count(*), ':', sum(hash(a_row)::HUGEINT)) FROM core.{name} AS a_row"
        for (name,) in tables
    )
    return dict(con.execute(asked).fetchall())


def _outbox(settings: Settings) -> Check:
    waiting = len(list(settings.outbox.glob("*.json")))
    remedy = (
        "lighting notify shows them, lighting notify test says who cannot be reached, lighting notify send retries."
    )
    return Check("messages delivered", waiting == 0, f"{waiting} wait", remedy)
