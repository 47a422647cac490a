"""What a monitor asks of an installation, as gauges: the last run, deliveries, open points, lateness, sizes."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb

from lighting.openmetrics import Family
from lighting.settings import Settings
from warehouse import confidential, lock, readers, timeliness
from warehouse.connection import NotPublishedError
from warehouse.manifest import SHANGHAI
from warehouse.readers import Row

STATES = ("published", "nothing_new", "blocked", "failed", "interrupted", "running")


def measure(settings: Settings) -> list[Family]:
    """All gauges, of the warehouse, or of the published copy while a run writes."""
    try:
        with readers.ledger_view(settings) as (con, is_published):
            late = timeliness.late(con, is_whole=not is_published)
            return of(con, settings, is_at_work=lock.is_held(settings.lock), late=late)
    except NotPublishedError:
        return [*_files(settings), *_waiting(settings)]


def of(con: duckdb.DuckDBPyConnection, settings: Settings, *, is_at_work: bool, late: list[Row]) -> list[Family]:
    """All gauges, of an open warehouse with what is confidential beside it.

    Args:
        con: the warehouse or the published copy.
        settings: where files lie.
        is_at_work: True if a run is at work, so that one without an end may be going on.
        late: feeds that are late.
    """
    return [
        *_last_run(con, settings, is_at_work=is_at_work),
        *_deliveries(con),
        *_late(late),
        *_published(settings),
        *_files(settings),
        *_waiting(settings),
    ]


def _last_run(con: duckdb.DuckDBPyConnection, settings: Settings, *, is_at_work: bool) -> Iterator[Family]:
    run = readers.last_run(con)
    started = Family("lighting_last_run_start_timestamp_seconds", "When the last run began.")
    ended = Family("lighting_last_run_end_timestamp_seconds", "When the last run ended; missing if it did not.")
    state = Family("lighting_last_run_state", "1 for the state of the last run, 0 for the others.")
    seconds = Family("lighting_last_run_stage_seconds", "Seconds of the last run by stage.")
    came = Family("lighting_last_run_deliveries", "Deliveries that the last run handled, by state.")
    faults = Family("lighting_last_run_faults", "Faults of the last run: want of something that may come back.")
    if run:
        record = run["summary"]
        started.add(_epoch(run["started_at"]), kind=run["kind"])
        if run["ended_at"]:
            ended.add(_epoch(run["ended_at"]), kind=run["kind"])
        now_is = run["state"] if run["state"] != "running" or is_at_work else "interrupted"
        for name in STATES:
            state.add(name == now_is, state=name)
        for stage, taken in timeliness.seconds_of(settings.reports, run["run_id"], record).items():
            seconds.add(round(taken, 3), stage=stage)
        for name, number in record.get("deliveries", {}).items():
            came.add(number, state=name)
        faults.add(len(record.get("faults", [])))
    yield from (started, ended, state, seconds, came, faults)


def _deliveries(con: duckdb.DuckDBPyConnection) -> Iterator[Family]:
    deliveries = Family("lighting_deliveries", "Deliveries in the ledger by dataset and state.")
    accepted = Family("lighting_rows_accepted", "Rows accepted, of loaded deliveries.")
    quarantined = Family("lighting_rows_quarantined", "Rows in quarantine, of loaded deliveries.")
    for row in readers.deliveries_by_state(con):
        deliveries.add(row["deliveries"], dataset=row["dataset"], state=row["state"])
        if row["state"] == "loaded":
            accepted.add(row["rows"] or 0, dataset=row["dataset"])
            quarantined.add(row["quarantined"] or 0, dataset=row["dataset"])
    points = Family("lighting_open_points", "Deliveries on which somebody may have to act, by state.")
    found = [row["state"] for row in readers.open_points(con)]
    for name in ("refused", "waiting", "received"):
        points.add(found.count(name), state=name)
    yield from (deliveries, accepted, quarantined, points)


def _late(late: list[Row]) -> Iterator[Family]:
    periods = Family("lighting_late_periods", "Periods of a feed that are overdue by the release calendar.")
    days = Family("lighting_late_days", "Days since the first of them was due.")
    feeds = Family("lighting_late_feeds", "Feeds of which a period is overdue.")
    for row in late:
        periods.add(row["periods"], dataset=row["dataset"])
        days.add(row["days"], dataset=row["dataset"])
    feeds.add(len(late))
    yield from (feeds, periods, days)


def _published(settings: Settings) -> Iterator[Family]:
    at = Family("lighting_published_timestamp_seconds", "When what people read was published.")
    age = Family("lighting_published_age_seconds", "Its age when this was written.")
    mark = readers.published_mark(settings)
    if mark:
        moment = _epoch(datetime.fromisoformat(mark))
        at.add(moment)
        age.add(max(0, round(time.time() - moment)))
    yield from (at, age)


def _files(settings: Settings) -> Iterator[Family]:
    size = Family("lighting_size_bytes", "Size of a file or folder.")
    for name, path in {
        "warehouse": settings.warehouse,
        "confidential": confidential.beside(settings.warehouse),
        "published": settings.published,
        "archive": settings.archive,
        "stage": settings.stage,
        "reports": settings.reports,
        "kept": settings.kept,
    }.items():
        size.add(size_of(path), what=name)
    free = Family("lighting_disk_free_bytes", "Free space where the data lies.")
    free.add(shutil.disk_usage(existing(settings.home)).free)
    yield from (size, free)


def _waiting(settings: Settings) -> Iterator[Family]:
    waiting = Family("lighting_notifications_waiting", "Messages that could not be delivered yet.")
    waiting.add(len(list(settings.outbox.glob("*.json"))))
    at_work = Family("lighting_writer_at_work", "1 while a run writes.")
    at_work.add(lock.is_held(settings.lock))
    yield from (waiting, at_work)


def existing(folder: Path) -> Path:
    """A folder, or the nearest one above it that is there."""
    return next(path for path in (folder, *folder.parents) if path.exists())


def size_of(path: Path) -> int:
    """Bytes of a file, or of all files below a folder; 0 if it is not there."""
    if not path.is_dir():
        return path.stat().st_size if path.is_file() else 0
    total = 0
    for folder, _, names in os.walk(path):
        for name in names:
            try:
                total += os.lstat(os.path.join(folder, name)).st_size  # noqa: PTH118 - thousands of files
            except FileNotFoundError:  # just removed
                continue
    return total


def _epoch(moment: datetime) -> float:
    """Seconds since 1970 of a naive moment in Shanghai."""
    return moment.replace(tzinfo=moment.tzinfo or SHANGHAI).timestamp()
