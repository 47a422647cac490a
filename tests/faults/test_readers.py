"""Readers that ask without pause while nights are loaded: no error, no half night, no old copy left."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.support import OPEN, Home, query_csv

pytestmark = pytest.mark.slow

READER = """
import json, sys, time
from pathlib import Path
from warehouse.connection import open_published

published, stop, out = (Path(word) for word in sys.argv[1:])
seen, waits, questions = {}, [], 0
ASKED = '''
    SELECT (SELECT value FROM ops.setting WHERE name = 'published_by_run') AS run_id,
           (SELECT count(*) FROM ops.delivery WHERE state = 'loaded') AS files,
           (SELECT sum(value) FROM core.fct_trade WHERE known_to IS NULL)::BIGINT AS value,
           (SELECT sum(value) FROM marts.month_value(place := '44') WHERE family = 'D1')::BIGINT AS metric,
           (SELECT count(*) FROM ops.run WHERE state = 'published') AS nights
'''
while not stop.exists():
    begun = time.perf_counter()
    with open_published(published) as con:
        waits.append(time.perf_counter() - begun)
        first, again = (con.execute(ASKED).fetchone() for _ in range(2))
    assert first == again, f"one connection sees {first} and then {again}"
    seen.setdefault(first[0], set()).add(tuple(first[1:]))
    questions += 2
out.write_text(json.dumps({"seen": {k: sorted(v) for k, v in seen.items()}, "waits": waits, "questions": questions}))
"""


@pytest.fixture
def at_work(home, request, tmp_path):
    """A home after a night, and the processes that read what is published, until they are stopped."""
    _night(home, 0)
    stop, processes = tmp_path / "stop", []
    count = request.config.getoption("--readers")
    for number in range(count):
        words = [str(home.settings.published), str(stop), str(tmp_path / f"reader-{number}.json")]
        processes.append(subprocess.Popen([sys.executable, "-c", READER, *words], stderr=subprocess.PIPE, text=True))

    def told() -> list[dict]:
        stop.touch()
        failed = [errors for errors in (process.communicate(timeout=120)[1] for process in processes) if errors]
        assert failed == []
        return [json.loads((tmp_path / f"reader-{number}.json").read_text()) for number in range(count)]

    yield home, told
    for process in processes:
        process.kill()
        process.wait()


def _night(home: Home, number: int) -> str:
    """A night that brings a month, and revises the one before it; returns its run."""
    months = [f"{2014 + n // 12}{n % 12 + 1:02d}" for n in range(number + 1)][-2:]
    rows = [{"period": month, "value": 1000 * (number + 1), "partner": p} for month in months for p in ("502", "304")]
    released = f"2016-01-{number + 1:02d}T10:00:00"
    home.put("customs_query", f"night{number:02d}.csv", query_csv(rows), **OPEN | {"released_at": released})
    summary = home.night()
    assert (summary.state, summary.faults) == ("published", [])
    return summary.run_id


def test_readers_see_one_whole_night_or_the_next(at_work, request):
    home, told = at_work
    nights = request.config.getoption("--nights")
    for number in range(1, nights + 1):
        _night(home, number)
    readers = told()
    values = {1 + n: _value(n) for n in range(nights + 1)}
    runs = dict(home.rows("SELECT run_id, row_number() OVER (ORDER BY run_id) FROM ops.run"))
    for reader in readers:
        assert len(reader["seen"]) >= min(2, nights), "nights went by while it read"
        for run_id, answers in reader["seen"].items():
            night = runs[run_id]
            assert answers == [[night, values[night], values[night], night]], f"half a night under {run_id}"
    waits = sorted(wait for reader in readers for wait in reader["waits"])
    worst = waits[int(len(waits) * 0.99)]
    print(
        f"{len(waits)} openings by {len(readers)} readers: p99 {worst * 1000:.0f} ms, longest {waits[-1] * 1000:.0f} ms"
    )
    assert [path.name for path in home.settings.published.parent.iterdir()] == ["lighting.duckdb"]


def _value(night: int) -> int:
    """What all months are worth after a night: each is worth what the night after its own made of it."""
    revised = sum(2 * 1000 * (number + 2) for number in range(night))
    return revised + 2 * 1000 * (night + 1)


def test_an_old_copy_goes_with_its_last_reader(home):
    _night(home, 0)
    with duckdb.connect(str(home.settings.published), read_only=True) as old:
        _night(home, 1)
        held = [link for link in _open_files() if "lighting.duckdb" in link]
        assert held == [f"{home.settings.published} (deleted)"], "the old copy has no name any more"
        assert old.execute("SELECT count(*) FROM ops.run WHERE state = 'published'").fetchone() == (1,)
    assert [link for link in _open_files() if "lighting.duckdb" in link] == [], "and its space is free again"
    assert [path.name for path in home.settings.published.parent.iterdir()] == ["lighting.duckdb"]


def _open_files() -> list[str]:
    found = []
    for link in Path("/proc/self/fd").iterdir():
        try:
            found.append(str(link.readlink()))
        except OSError:
            continue
    return found
