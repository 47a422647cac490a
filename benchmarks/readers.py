"""Processes that ask what is published without pause while nights are loaded, and how long they wait for it to open.

As a program, ``python -m benchmarks.readers PUBLISHED STOP OUT`` is one of these processes.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import measure
from benchmarks.nights import WrongResultError
from warehouse.connection import open_published

_ASKED = """
    SELECT (SELECT value FROM ops.setting WHERE name = 'published_by_run'),
           (SELECT count(*) FROM ops.delivery WHERE state = 'loaded'),
           (SELECT sum(value) FROM core.fct_trade WHERE known_to IS NULL)::VARCHAR,
           (SELECT count(*) FROM ops.run WHERE state = 'published')
"""
"""What stands together in one night, and does not in half of one."""
_PATIENCE = 120


@dataclass(frozen=True)
class Readers:
    """Reading processes, and where they write what they saw when they are stopped."""

    processes: list[subprocess.Popen[bytes]]
    stop: Path
    outs: list[Path]

    def told(self) -> dict[str, Any]:
        """Stop them; how often and how long they waited, in milliseconds.

        Raises:
            WrongResultError: if one of them failed, or saw half a night.
        """
        self.stop.touch()
        for process in self.processes:
            _, errors = process.communicate(timeout=_PATIENCE)
            if process.returncode:
                raise WrongResultError(f"a reader failed: {errors.decode(errors='replace')[-2000:]}")
        found = [json.loads(out.read_text(encoding="utf-8")) for out in self.outs]
        return {"readers": len(found), "nights_seen": _whole(reader["seen"] for reader in found)} | summed(
            [wait for reader in found for wait in reader["waits"]]
        )


def summed(waits: list[float]) -> dict[str, Any]:
    """Number of waits, and the half, the ninety-ninth hundredth and the longest of them, in milliseconds."""
    ordered = sorted(wait * 1000 for wait in waits)
    at = {"p50_ms": 0.5, "p99_ms": 0.99}
    told = {name: round(ordered[min(int(len(ordered) * share), len(ordered) - 1)], 1) for name, share in at.items()}
    return {"openings": len(ordered), **told, "max_ms": round(ordered[-1], 1)}


@contextmanager
def reading(published: Path, folder: Path, count: int) -> Iterator[Readers]:
    """So many processes that read what is published, until they are asked what they saw."""
    stop, outs = folder / "stop", [folder / f"reader-{number}.json" for number in range(count)]
    stop.unlink(missing_ok=True)
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.readers", str(published), str(stop), str(out)],
            env=measure.environment(),
            stderr=subprocess.PIPE,
        )
        for out in outs
    ]
    try:
        yield Readers(processes, stop, outs)
    finally:
        for process in processes:
            process.kill()
            process.wait()


def alone(published: Path, times: int = 50) -> float:
    """The usual wait on opening, in milliseconds, where nobody else asks and nothing is loaded."""
    waits = []
    for _ in range(times):
        begun = time.perf_counter()
        with open_published(published):
            waits.append(time.perf_counter() - begun)
    return float(summed(waits)["p50_ms"])


def read(published: Path, stop: Path, out: Path) -> None:
    """Open, ask, and close again, until the file ``stop`` is there."""
    seen: dict[str, set[tuple[Any, ...]]] = {}
    waits = []
    while not waits or not stop.exists():
        begun = time.perf_counter()
        with open_published(published) as con:
            waits.append(time.perf_counter() - begun)
            run, *answer = con.execute(_ASKED).fetchall()[0]
        seen.setdefault(run, set()).add(tuple(answer))
    told = {"seen": {run: sorted(answers) for run, answers in seen.items()}, "waits": waits}
    out.write_text(json.dumps(told), encoding="utf-8")


def _whole(seen: Iterable[dict[str, list[list[Any]]]]) -> int:
    """Number of nights that were seen; each of them is one answer for all readers."""
    by_run: dict[str, set[tuple[Any, ...]]] = {}
    for reader in seen:
        for run, answers in reader.items():
            by_run.setdefault(run, set()).update(map(tuple, answers))
    halves = {run: answers for run, answers in by_run.items() if len(answers) > 1}
    if halves:
        raise WrongResultError(f"readers saw half a night: {halves}")
    return len(by_run)


if __name__ == "__main__":
    read(*map(Path, sys.argv[1:]))
