"""When each period of each feed is due: ``core.release_schedule``, made of the calendar and the default pattern."""

from __future__ import annotations

import duckdb

from warehouse import metrics, shipped

CALENDAR = "fct_release_calendar"
"""Table of the calendar; when it changes, the schedule does, and with it which months releases cover."""
_SETTING = "schedule_version"


def refresh(con: duckdb.DuckDBPyConnection) -> None:
    """Make the schedule anew; within the caller's transaction."""
    con.execute("DELETE FROM core.release_schedule")
    con.execute(
        """
        INSERT INTO core.release_schedule BY NAME
        SELECT * EXCLUDE (is_announced) FROM ops.release_schedule() ORDER BY dataset, period, period_kind
        """
    )


def seed(con: duckdb.DuckDBPyConnection) -> None:
    """Make the schedule if the warehouse has that of another version; in one transaction."""
    version = f"{shipped.version()} {metrics.version()}"
    if con.execute("SELECT value FROM ops.setting WHERE name = ?", [_SETTING]).fetchone() == (version,):
        return
    con.execute("BEGIN")
    refresh(con)
    con.execute("DELETE FROM ops.setting WHERE name = ?", [_SETTING])
    con.execute("INSERT INTO ops.setting VALUES (?, ?)", [_SETTING, version])
    con.execute("COMMIT")
