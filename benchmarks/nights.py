"""Nights of the pipeline itself, run as a user runs them: ``lighting run`` in a process of its own, in a fresh home."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from benchmarks import measure
from benchmarks.data import Data
from benchmarks.measure import Measured

_COMMAND = [sys.executable, "-m", "lighting", "run", "--json"]
_ZONE = ZoneInfo("Asia/Shanghai")


class WrongResultError(Exception):
    """A night did not come to what was generated, so its time means nothing."""


@dataclass(frozen=True)
class Night:
    """A night and what it cost."""

    measured: Measured
    summary: dict[str, Any]
    startup: float

    @property
    def seconds_by_stage(self) -> dict[str, float]:
        """From the run's record; files are read, judged and shaped side by side, so that these may add up to more."""
        stages = {stage: round(float(value), 2) for stage, value in self.summary["seconds"].items()}
        return {"start": round(self.startup, 2), **stages}

    def record(self) -> dict[str, Any]:
        """As it stands in the results."""
        return {**self.measured.record(), "state": self.summary["state"], "stages": self.seconds_by_stage}


def night(home: Path, *, exit_code: int = 0) -> Night:
    """Run one in a home.

    Raises:
        WrongResultError: if it ends otherwise than it must.
    """
    home.mkdir(parents=True, exist_ok=True)
    log = home.parent / f"{home.name}.log"
    measured = measure.run(_COMMAND, log, measure.environment(LIGHTING_HOME=str(home)), cwd=home)
    said = log.read_text(encoding="utf-8", errors="replace")
    if measured.exit_code != exit_code:
        errors = measure.errors_of(log).read_text(encoding="utf-8", errors="replace")
        raise WrongResultError(f"lighting run ended with {measured.exit_code}: {said[-2000:]}\n{errors[-4000:]}")
    summary: dict[str, Any] = json.loads(said[said.index("{") :])
    (started,) = ask(home / "warehouse.duckdb", f"SELECT started_at FROM ops.run WHERE run_id = '{summary['run_id']}'")[
        0
    ]
    return Night(measured, summary, _seconds_between(measured.begun, started))


def ready_home(home: Path) -> Night:
    """A home in which a night has been before: Prefect's database and an empty warehouse are there."""
    shutil.rmtree(home, ignore_errors=True)
    (home / "landing").mkdir(parents=True)
    return night(home)


def copy_home(ready: Path, home: Path) -> Path:
    """A home of its own like one that is ready."""
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(ready, home)
    return home


def check(home: Path, data: Data, good_value: str | None = None) -> dict[str, int]:
    """Compare what was published with what was generated.

    Args:
        home: where the night was.
        data: what was generated.
        good_value: what the good rows are worth, as the floor found it.

    Raises:
        WrongResultError: if anything differs.
    """
    published = home / "published" / "lighting.duckdb"
    found = {"good": 0, "held": 0}
    value = 0
    for table in ("fct_trade", "fct_trade_restated"):
        rows = ask(published, f"SELECT state::VARCHAR, count(*), sum(value) FROM core.{table} GROUP BY state")
        for state, count, worth in rows:
            found["good"] += count if state == "V" else 0
            found["held"] += count if state == "HELD" else 0
            value += worth or 0
    (quarantined,) = ask(published, "SELECT count(*) FROM ops.quarantine_row")[0]
    found["quarantined"] = quarantined
    wanted = {"good": data.rows - data.bad, "held": data.held, "quarantined": data.bad}
    if found != wanted or (good_value is not None and str(value) != good_value):
        raise WrongResultError(f"in the warehouse: {found}, worth {value}; generated: {wanted}, worth {good_value}")
    return found


def ask(database: Path, sql: str) -> list[tuple[Any, ...]]:
    """Rows of a query, with the database closed afterwards."""
    with duckdb.connect(str(database), read_only=True) as con:
        return con.execute(sql).fetchall()


def _seconds_between(begun: float, started: datetime) -> float:
    return started.replace(tzinfo=_ZONE).timestamp() - begun
