"""Whoever reads while nights are loaded and published sees one whole night after the other, and never waits."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from tests.support import OPEN, Home, query_csv
from warehouse.connection import open_published

READER = """
import json, sys, time
from pathlib import Path
from warehouse.connection import open_published

ASK = '''
    SELECT (SELECT count(*) FROM core.fct_trade), (SELECT sum(value)::BIGINT FROM core.fct_trade),
           (SELECT count(*) FROM ops.delivery WHERE state = 'loaded'),
           (SELECT sum(value)::BIGINT FROM marts.month_value(family := 'D1', place := '44') WHERE reason IS NULL),
           (SELECT value FROM ops.setting WHERE name = 'published_by_run')
'''
path, stop = Path(sys.argv[1]), Path(sys.argv[2])
print("reading", flush=True)
while not stop.exists():
    begun = time.time()
    try:
        with open_published(path) as con:
            seen = list(con.execute(ASK).fetchone())
    except Exception as error:
        seen = [f"{type(error).__name__}: {error}"[:200]]
    print(json.dumps([begun, time.time(), seen]), flush=True)
    time.sleep(0.02)
"""


@contextmanager
def reading(home: Home) -> Iterator[list[tuple[float, float, list]]]:
    """A process that reads the published copy again and again; afterwards what it saw, with begin and end."""
    stop, log, seen = home.path / "stop", home.path / "seen.txt", []
    stop.unlink(missing_ok=True)
    with log.open("w") as out:
        arguments = [sys.executable, "-c", READER, str(home.settings.published), str(stop)]
        process = subprocess.Popen(arguments, stdout=out)
        try:
            deadline = time.time() + 60
            while not log.read_text() and time.time() < deadline:
                time.sleep(0.05)
            yield seen
        finally:
            stop.touch()
            process.wait(60)
    seen += [tuple(json.loads(line)) for line in log.read_text().splitlines()[1:]]


def put_night(home: Home, number: int) -> None:
    """Two files of one row each; a night that is half loaded has an odd number of rows."""
    for half in (1, 2):
        month = 2 * (number - 1) + half
        row = {"period": f"2015{month:02d}", "value": 10 ** (month - 1)}
        facts = OPEN | {"period_from": row["period"], "period_to": row["period"]}
        home.put("customs_query", f"{month}.csv", query_csv([row]), **facts)


def whole(nights: int) -> list[int]:
    total = int("1" * 2 * nights)
    return [2 * nights, total, 2 * nights, total]


@pytest.mark.slow
def test_a_reader_sees_whole_nights_only_during_loads_and_publishing_too(home):
    put_night(home, 1)
    runs = [home.night().run_id]
    with open_published(home.settings.published) as patient, reading(home) as seen:
        put_night(home, 2)
        begun = time.time()
        summary = home.night()
        ended = time.time()
        assert (summary.state, summary.faults) == ("published", [])
        runs.append(summary.run_id)
        held = patient.execute("SELECT count(*) FROM core.fct_trade").fetchone()
    assert held == (2,), "who has a file open keeps it"
    wanted = [[*whole(n), run] for n, run in enumerate(runs, start=1)]
    answers = [answer for _, _, answer in seen]
    assert [answer for answer in answers if answer not in wanted] == []
    order = [wanted.index(answer) for answer in answers]
    assert order == sorted(order), "no reader sees an older night after a newer one"
    assert sum(begun < a and b < ended for a, b, _ in seen) >= 3, "reads in the middle of a night"
    with duckdb.connect(str(home.settings.published), read_only=True) as con:
        assert con.execute("SELECT count(*) FROM core.fct_trade").fetchone() == (4,)

    with reading(home) as seen:
        write_in_place(home.settings.published, home.settings.warehouse.read_bytes())
    assert [answer for _, _, answer in seen if answer not in wanted], "this test notices a copy that is not whole"


def write_in_place(path: Path, content: bytes) -> None:
    """What publishing does not do."""
    with path.open("wb") as target:
        target.write(content[: len(content) // 2])
        target.flush()
        time.sleep(1)
        target.write(content[len(content) // 2 :])
