"""Runs and what they remember: start and end, results, files of the landing folder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from lighting.registry import DATASETS
from warehouse import cells, confidential, metrics, shipped
from warehouse.confidential import everywhere
from warehouse.connection import open_published, part_of
from warehouse.literals import literal
from warehouse.manifest import now
from warehouse.stagedir import StageDir

ID_FORMAT = "%Y%m%d-%H%M%S-%f"
"""Identifiers of runs: day, time and microseconds, Asia/Shanghai."""
_JOLT = timedelta(minutes=5)
"""Clocks are put right by so much without anybody being told."""


def begin(con: duckdb.DuckDBPyConnection, run_id: str, kind: str, reason: str | None = None) -> None:
    """Note that a run has begun, and why somebody asked for it; one that has not ended was interrupted.

    There is one writer at a time.
    """
    con.execute("UPDATE ops.run SET state = 'interrupted' WHERE state = 'running'")
    con.execute(
        "INSERT INTO ops.run (run_id, kind, started_at, state, reason) VALUES (?, ?, ?::TIMESTAMP, 'running', ?)",
        [run_id, kind, now().isoformat(), reason],
    )


def next_id(con: duckdb.DuckDBPyConnection, wanted: str) -> str:
    """The identifier of a new run, after all others: as wanted, or the last one's and a microsecond.

    Runs follow each other by their identifiers, so that this holds when the clock was set back as well.
    """
    (last,) = con.execute("SELECT max(run_id) FROM ops.run").fetchall()[0]
    if last is None or last < wanted:
        return wanted
    moment = datetime.strptime(last, ID_FORMAT)  # noqa: DTZ007 - naive Asia/Shanghai, as everywhere
    return f"{moment + timedelta(microseconds=1):{ID_FORMAT}}"


def set_back(con: duckdb.DuckDBPyConnection) -> str | None:
    """In words, that the clock stands before the last run, if that is more than a jolt."""
    (last,) = con.execute("SELECT max(greatest(started_at, ended_at)) FROM ops.run").fetchall()[0]
    present = now()
    if last is None or last - present < _JOLT:
        return None
    return (
        f"The clock of this machine says {present}, but the last run was at {last}: one of the two was wrong. Set the "
        "clock. Runs keep their order; files are noted as received at what the clock says."
    )


def end(con: duckdb.DuckDBPyConnection, run_id: str, state: str, summary: Mapping[str, Any]) -> None:
    """Note how a run ended."""
    con.execute(
        "UPDATE ops.run SET ended_at = ?::TIMESTAMP, state = ?, summary = ? WHERE run_id = ?",
        [now().isoformat(), state, json.dumps(summary, ensure_ascii=False), run_id],
    )


def last_state(con: duckdb.DuckDBPyConnection) -> str | None:
    """State of the latest run; None if there was none."""
    row = con.execute("SELECT state FROM ops.run ORDER BY run_id DESC LIMIT 1").fetchone()
    return str(row[0]) if row else None


def add_results(con: duckdb.DuckDBPyConnection, run_id: str, results: Path) -> None:
    """Add results of rules over the whole content, each to the part that its dataset belongs to.

    Where there are no confidential rows, only a finding is worth a file for them: that a release is overdue.
    """
    names = ", ".join(f"'{name}'" for name, entry in DATASETS.items() if entry.is_confidential) or "NULL"
    found = f"read_parquet({literal(results)})"
    for is_confidential in (False, True):
        chosen = f"coalesce(dataset IN ({names}), false) = {is_confidential}"
        if is_confidential and not confidential.is_attached(con):
            chosen += " AND outcome IN ('failed', 'waived')"
        if not con.execute(f"SELECT 1 FROM {found} WHERE {chosen} LIMIT 1").fetchone():
            continue
        with part_of(con, is_confidential) as part:
            part.execute(
                f"INSERT INTO ops.fct_dq_result BY NAME SELECT ? AS run_id, * FROM {found} WHERE {chosen}", [run_id]
            )


def mark_published(con: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Write into the warehouse which run publishes it and with which metrics, so that the copy says so itself."""
    marks = {
        "published_at": now().isoformat(),
        "published_by_run": run_id,
        "published_marts": metrics.version(),
        "published_reference": shipped.version(),
        "published_cells": cells.version(),
    }
    for name, value in marks.items():
        con.execute("DELETE FROM ops.setting WHERE name = ?", [name])
        con.execute("INSERT INTO ops.setting VALUES (?, ?)", [name, value])


def is_published_current(con: duckdb.DuckDBPyConnection, published: Path) -> bool:
    """True if the published file is what the last run was to publish, with the present metrics and code tables."""
    found = marks(con)
    try:
        with open_published(published) as copy:
            shown = marks(copy)
    except duckdb.Error:  # not a whole file; the next run replaces it
        return False
    if shown.get("published_by_run") != found.get("published_by_run"):
        return False  # a run was killed between writing its marks and renaming the copy
    wanted = {
        "published_marts": metrics.version(),
        "published_reference": shipped.version(),
        "published_cells": cells.version(),
    }
    return all(found.get(name) == value for name, value in wanted.items())


def marks(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """What the file says of itself: when and by which run it was published, with which metrics and code tables."""
    return dict(con.execute("SELECT name, value FROM ops.setting").fetchall())


def seen_files(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Files of the landing folder as last seen: path to fingerprint."""
    return dict(con.execute("SELECT path, fingerprint FROM ops.landing_file").fetchall())


def remember_files(con: duckdb.DuckDBPyConnection, files: Iterable[tuple[str, str, str]]) -> None:
    """Remember path, fingerprint and delivery of files, within the caller's transaction."""
    for path, fingerprint, delivery_id in files:
        con.execute("DELETE FROM ops.landing_file WHERE path = ?", [path])
        con.execute("INSERT INTO ops.landing_file VALUES (?, ?, ?)", [path, fingerprint, delivery_id])


def settled_stages(con: duckdb.DuckDBPyConnection, stage: Path) -> list[StageDir]:
    """What is staged for deliveries that are settled. Pages stay, for their set may change."""
    settled = con.execute(
        f"""
        SELECT delivery_id FROM {everywhere(con, "ops.delivery")}
        WHERE state IN ('loaded', 'refused', 'withdrawn') AND set_id IS NULL
        """
    ).fetchall()
    staged = {folder.name for folder in stage.iterdir()} if stage.is_dir() else set()
    return [StageDir(stage, delivery, "") for (delivery,) in settled if delivery in staged]
