"""What a run leaves for people and monitors: one summary, messages for those who asked to be told, and gauges."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb

from flows import discreet, outbox
from flows.outcome import Summary
from lighting import messages, openmetrics
from lighting.registry import DATASETS
from lighting.report import put
from lighting.settings import Settings
from warehouse import confidential, monitor, retention, timeliness
from warehouse.lock import WarehouseBusyError
from warehouse.manifest import now

LATEST = "latest.txt"
STEP = "summary"
"""Name of the step that writes it, in faults."""
_TOLD_LATE = "late.json"
_BUSY = "wait for the other run; if it hangs, stop its process, and lighting run goes on from where it stood"
_ANY = "lighting status and lighting doctor say what is wrong; lighting run goes on from where it stood"
_CONFIDENTIAL = sorted(name for name, entry in DATASETS.items() if entry.is_confidential)
_UNDELIVERED = "\nNotifications:\n"


def look(settings: Settings, summary: Summary) -> None:
    """Add to the summary what is late, slow or was stopped, and remove what has had its time."""
    if not settings.warehouse.is_file():
        return
    with _open(settings) as con:
        run_id = summary.run_id
        summary.late = timeliness.late(con, is_whole=True)
        summary.slow = [asdict(s) for s in timeliness.slow(con, settings.reports, run_id, summary.seconds)]
        summary.never_ended = timeliness.never_ended(con, run_id)
        if summary.kind == "nightly":
            summary.between = dict(timeliness.since_last_night(con, run_id))
        needed = retention.waited_for(con)
    summary.removed = retention.clean(settings, needed)


def tell(settings: Settings, summary: Summary) -> None:
    """Write the summary of a run, put messages about it into the outbox, and write the gauges."""
    told = message(summary)
    _write(settings, summary.run_id, f"{told.subject}\n\n{told.body}\n")
    if summary.kind == "nightly" or summary.exit_code:
        outbox.post(settings.outbox, summary.run_id, told, settings.notify)
    tell_late(settings, summary.run_id, summary.late)
    write_gauges(settings, summary.late)


def tell_late(settings: Settings, run_id: str, late: list[dict[str, Any]], *, is_whole: bool = True) -> None:
    """Put a message into the outbox about the feeds that have become late; none if each of them was told before.

    Args:
        settings: whom to tell.
        run_id: the run.
        late: feeds that are late.
        is_whole: False if confidential feeds were not looked at; those that were told of stay so.
    """
    path = settings.outbox / "told" / _TOLD_LATE
    told = _told_late(path)
    unseen = {key for key in told if not is_whole and key.split()[0] in _CONFIDENTIAL}
    keys = {f"{row['dataset']} {row['last_period']}": row for row in late}
    if news := [row for key, row in keys.items() if key not in told]:
        outbox.post(settings.outbox, run_id, messages.late(news), settings.notify)
    if settings.notify and {*keys, *unseen} != told:
        path.parent.mkdir(parents=True, exist_ok=True)
        # only now, so that a message that could not be written is written later
        put(path, json.dumps(sorted({*keys, *unseen})))


def message(summary: Summary) -> messages.Message:
    """The summary of a run as a message: names of confidential files are left out."""
    return messages.summary(_discreet(asdict(summary)))


def last_fault(summary: Summary) -> str:
    """The last fault of a run as a message may say it."""
    faults: list[str] = _discreet(asdict(summary))["faults"]
    return faults[-1]


def is_untold(summary: Summary) -> bool:
    """True if the summary of a run could not be written, as on a full disk, so that nobody was told by it."""
    return any(fault.startswith(f"{STEP}: ") for fault in summary.faults)


def add_undelivered(settings: Settings, run_id: str, lines: list[str]) -> None:
    """Add to the summary of a run which notifications were not delivered."""
    path = settings.reports / f"{run_id}.txt"
    if lines and path.is_file():
        _write(settings, run_id, path.read_text(encoding="utf-8") + _UNDELIVERED + "".join(f"- {x}\n" for x in lines))


def write_gauges(settings: Settings, late: list[dict[str, Any]] | None = None) -> None:
    """Write what a monitor reads.

    Args:
        settings: where things lie.
        late: feeds that are late, as the run has found that holds the writer's lock. Without them nobody need hold it:
            while another run writes, the published copy is measured.
    """
    if not settings.warehouse.is_file():
        return
    if late is None:
        text = openmetrics.render(monitor.measure(settings))
    else:
        with _open(settings) as con:
            text = openmetrics.render(monitor.of(con, settings, is_at_work=False, late=late))
    settings.metrics.parent.mkdir(parents=True, exist_ok=True)
    put(settings.metrics, text)


def failed(settings: Settings, name: str, why: str, what_to_do: str) -> messages.Message | None:
    """Tell of a run that did not come to its end: as the latest summary, and to those who asked to be told.

    Returns:
        The message, if it could not be put into the outbox, as on a full disk; it is to be sent at once then.
    """
    moment = now()
    told = messages.failed(name, f"{moment:%Y-%m-%d %H:%M:%S} Asia/Shanghai", why, what_to_do)
    run_id = f"{moment:%Y%m%d-%H%M%S}"
    unsent = None
    try:
        outbox.post(settings.outbox, run_id, told, settings.notify)
    except OSError:
        unsent = told
    with suppress(OSError):  # the message tells more than a page that cannot be written
        _write(settings, f"{run_id}-failed", f"{told.subject}\n\n{told.body}\n")
    return unsent


def what_to_do(error: object) -> str:
    """What to do about a run that did not come to its end, by the error that ended it."""
    return _BUSY if isinstance(error, WarehouseBusyError) else _ANY


@contextmanager
def _open(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse for reading, with what is confidential; its writer must have closed it."""
    with duckdb.connect(str(settings.warehouse), read_only=True) as con:
        confidential.attach_to_read(con, settings.warehouse)
        yield con


def _write(settings: Settings, name: str, text: str) -> None:
    settings.reports.mkdir(parents=True, exist_ok=True)
    for target in (f"{name}.txt", LATEST):
        put(settings.reports / target, text)


def _told_late(path: Path) -> set[str]:
    """Feeds that were late when a message was last written, with the period."""
    try:
        return set(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return set()


def _discreet(run: dict[str, Any]) -> dict[str, Any]:
    """The same without names of confidential files, in whatever line they stand."""
    hidden = {
        h["file_name"]: f"(a confidential file of {h['dataset']})" for h in run["handled"] if h["is_confidential"]
    }
    folders = [f"{name}/" for name in _CONFIDENTIAL]

    def told(line: str) -> str:
        for name, instead in hidden.items():
            line = line.replace(name, instead)
        return line

    passed_over = [
        f"{folder}: (confidential)" if (folder := next((f for f in folders if f in line), None)) else line
        for line in run["passed_over"]
    ]
    return {**run, "faults": [told(discreet.outside_line(line)) for line in run["faults"]], "passed_over": passed_over}
