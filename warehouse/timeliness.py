"""What is not in time: releases that are overdue by the calendar, runs that never ended, stages slower than usual."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import duckdb

from warehouse import withdrawals
from warehouse.confidential import everywhere
from warehouse.readers import Row, rows

RULE = "Q74"
"""The rule on overdue releases; a waiver of it keeps a feed from being called late."""
_COMPARED = 15
_FEWEST = 3
_TIMES, _SECONDS = 2.0, 10.0
"""A stage is slow if it takes longer than usual by this factor and by this many seconds."""


@dataclass(frozen=True)
class Slow:
    """A stage that took much longer than it usually does."""

    stage: str
    seconds: float
    usual: float


def late(con: duckdb.DuckDBPyConnection, *, is_whole: bool = False) -> list[Row]:
    """Feeds of which a release is overdue by the release calendar, else by the default pattern; oldest first.

    Months before the newest one that has come are gaps, not late releases, unless the calendar announces them.
    Columns: dataset, first_period, last_period, periods (number), scheduled_on (of the first), days (since then),
    grace_days, is_default (no calendar announces it).

    Args:
        con: the warehouse, or the published copy.
        is_whole: True for the warehouse with its confidential rows attached, if there are any: confidential feeds are
            among those that are looked at.
    """
    waived = {key for rule, key in withdrawals.active_waivers(con) if rule == RULE}
    found = rows(con, _LATE, {"apart": _come_apart(con) if is_whole else None})
    return [row for row in found if f"{row['dataset']} {row['first_period']}" not in waived]


_LATE = """
    WITH freshness AS (FROM ops.freshness(apart := $apart)),
    newest AS (SELECT dataset, max(period) AS newest FROM freshness WHERE state = 'loaded' GROUP BY dataset)
    SELECT dataset, min(period) AS first_period, max(period) AS last_period, count(DISTINCT period) AS periods,
           min(scheduled_on) AS scheduled_on, ops.today(NULL) - min(scheduled_on) AS days,
           arg_min(grace_days, scheduled_on) AS grace_days, bool_and(is_default) AS is_default
    FROM freshness LEFT JOIN newest USING (dataset)
    WHERE state = 'overdue' AND (NOT is_default OR newest IS NULL OR period > newest)
    GROUP BY dataset ORDER BY scheduled_on, dataset
"""


def _come_apart(con: duckdb.DuckDBPyConnection) -> list[Row]:
    """First releases of the periods of confidential feeds."""
    return rows(
        con,
        f"""
        SELECT r.dataset, c.period, c.period_kind::VARCHAR AS period_kind, min(r.known_from) AS released_at,
               min(d.received_at) AS received_at
        FROM {everywhere(con, "core.enterprise_coverage")} AS c
        JOIN {everywhere(con, "core.dim_release")} AS r USING (release_id, is_confidential)
        LEFT JOIN {everywhere(con, "ops.delivery")} AS d ON d.delivery_id = r.source_file
        WHERE is_confidential AND (c.has_rows OR c.is_closed) GROUP BY ALL
        """,
    )


def never_ended(con: duckdb.DuckDBPyConnection, run_id: str) -> list[Row]:
    """Runs since the last one that ended which did not end: they were killed, or failed as a whole.

    Columns: run_id, kind, started_at, loaded (deliveries that it had loaded, of which no summary tells).
    """
    return rows(
        con,
        f"""
        SELECT run_id, kind, started_at, (
            SELECT count(*) FROM {everywhere(con, "ops.delivery")} AS d WHERE d.run_id = r.run_id AND d.state = 'loaded'
        ) AS loaded
        FROM ops.run AS r
        WHERE ended_at IS NULL AND run_id < $run AND run_id > coalesce((
            SELECT max(run_id) FROM ops.run WHERE ended_at IS NOT NULL AND run_id < $run
        ), '')
        ORDER BY run_id
        """,
        {"run": run_id},
    )


def since_last_night(con: duckdb.DuckDBPyConnection, run_id: str) -> Mapping[str, int]:
    """What runs between the last night and this one did: number of runs, and of deliveries by state."""
    found = con.execute(
        """
        SELECT summary FROM ops.run
        WHERE kind <> 'nightly' AND summary IS NOT NULL AND run_id < $run AND run_id > coalesce((
            SELECT max(run_id) FROM ops.run WHERE kind = 'nightly' AND run_id < $run
        ), '')
        """,
        {"run": run_id},
    ).fetchall()
    counted = {"runs": len(found)}
    for (text,) in found:
        for state, number in _record(text).get("deliveries", {}).items():
            counted[state] = counted.get(state, 0) + number
    return counted


def slow(con: duckdb.DuckDBPyConnection, reports: Path, run_id: str, seconds: Mapping[str, float]) -> list[Slow]:
    """Stages of a run that took more than twice their usual time and 10 seconds more; slowest first.

    Usual is the median of the last 15 runs that worked, if three or more of them had the stage.

    Args:
        con: the warehouse; runs keep the seconds of their stages there, up to publishing.
        reports: folder of the reports, which tell the seconds of the later stages too.
        run_id: the run.
        seconds: its seconds by stage.
    """
    earlier = con.execute(
        f"""
        SELECT run_id, summary FROM ops.run
        WHERE run_id < $run AND state IN ('published', 'blocked') ORDER BY run_id DESC LIMIT {_COMPARED}
        """,
        {"run": run_id},
    ).fetchall()
    known = [seconds_of(reports, run, _record(text)) for run, text in earlier]
    found = (Slow(stage, taken, usual(known, stage)) for stage, taken in seconds.items())
    return sorted((s for s in found if _is_slow(s)), key=lambda s: -s.seconds)


def seconds_of(reports: Path, run_id: str, record: Mapping[str, Any]) -> dict[str, float]:
    """Seconds of a run by stage: what its row keeps, and what its report tells of the stages after that."""
    return {**record.get("seconds", {}), **_reported(reports / f"{run_id}.json")}


def usual(runs: Iterable[Mapping[str, float]], stage: str) -> float:
    """Median of a stage's seconds; infinite if too few runs had it."""
    taken = [run[stage] for run in runs if stage in run]
    return median(taken) if len(taken) >= _FEWEST else float("inf")


def _is_slow(found: Slow) -> bool:
    return found.seconds > _TIMES * found.usual and found.seconds - found.usual > _SECONDS


def _record(text: str | None) -> dict[str, Any]:
    try:
        record = json.loads(text or "{}")
    except ValueError:
        return {}
    return record if isinstance(record, dict) else {}


def _reported(path: Path) -> dict[str, float]:
    """Seconds by stage as a report has them; none if it is gone."""
    try:
        return dict(json.loads(path.read_text(encoding="utf-8"))["seconds"])
    except (OSError, ValueError, KeyError, TypeError):
        return {}
