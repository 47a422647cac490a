"""The benchmark measures what it says, at a size at which it is quick."""

from __future__ import annotations

import io
import json
import os
import sys
from dataclasses import replace

import duckdb
import pytest
from rich.console import Console

from benchmarks import figures, measure, readers
from benchmarks.__main__ import main
from benchmarks.data import SpaceError, land, need, prepare
from benchmarks.known_files import write
from benchmarks.nights import WrongResultError, check
from benchmarks.parts import Bench, floor, full, known, middle, month, peers
from warehouse.landing import Landing

ROWS = 3_000


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    said = []
    made = Bench(
        tmp_path_factory.mktemp("bench"), ROWS, said.append, months=2, files=4, loaded_months=2, month_rows=500
    )
    made.repeats = 1
    made.said = said
    return made


@pytest.fixture(scope="module")
def measured_floor(bench):
    bench.results["floor"] = floor(bench)
    return bench.results["floor"]


def test_generated_files_are_counted_and_used_again(bench, tmp_path):
    data = prepare(tmp_path, 20_000, 2, bench.said.append)
    assert data.rows == sum(len(p.read_bytes().splitlines()) - 1 for p in data.files)
    lines = [line for p in data.files for line in p.read_bytes().decode("gb18030").splitlines()[1:]]
    unknown = {n for n, line in enumerate(lines) if line.split('","')[3] == "801"}
    negative = {n for n, line in enumerate(lines) if line.split('","')[-1].startswith("-")}
    assert unknown
    assert negative
    assert (data.bad, data.held) == (len(unknown | negative), len(negative - unknown))
    times = [p.stat().st_mtime_ns for p in data.files]
    assert prepare(tmp_path, 20_000, 2, bench.said.append) == data
    assert [p.stat().st_mtime_ns for p in data.files] == times
    assert len(land(data, tmp_path / "landing", "old")) == 3


def test_a_full_disk_is_said_before_anything_is_done(tmp_path):
    with pytest.raises(SpaceError, match="1000000\\.0 GB are needed"):
        need(tmp_path, 10**15, "a part")


def test_both_ways_of_the_floor_load_the_same_typed_columns(bench, measured_floor):
    ways = measured_floor["ways"]
    assert set(ways) == {"transcode", "stream"}
    rows = bench.data().rows
    assert {(way["rows"], way["value"]) for way in ways.values()} == {(rows, measured_floor["value"])}
    assert measured_floor["seconds"] == min(way["seconds"] for way in ways.values())
    assert all(way["peak_mb"] > 30 and way["cpu_seconds"] > 0.1 for way in ways.values())
    assert [p.name for p in bench.folder.iterdir()] == ["generated"]


def test_memory_and_cpu_of_children_are_counted(tmp_path):
    child = "x = bytearray(150_000_000); sum(n * n for n in range(3_000_000)); import time; time.sleep(0.5)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}]); sys.exit(7)"
    measured = measure.run([sys.executable, "-c", parent], tmp_path / "log", dict(os.environ))
    assert measured.exit_code == 7
    assert 150 < measured.peak_mb < 260
    assert measured.cpu_seconds > 0.1
    assert measured.seconds > 0.5


def test_pages_that_processes_share_are_counted_once(tmp_path):
    forked = "import os, time; x = bytearray(b'1') * 200_000_000; os.fork(); time.sleep(1)"
    measured = measure.run([sys.executable, "-c", forked], tmp_path / "log", dict(os.environ))
    assert 200 < measured.peak_mb < 370  # 420 if both were counted, up to 320 where it forks while it is looked at


def test_settings_of_the_user_stay_out(monkeypatch):
    monkeypatch.setenv("LIGHTING_WORKERS", "9")
    monkeypatch.setenv("PREFECT_API_URL", "http://somewhere")
    env = measure.environment(LIGHTING_HOME="x")
    assert [name for name in env if name.startswith(("LIGHTING_", "PREFECT_API"))] == ["LIGHTING_HOME"]
    assert (env["DO_NOT_TRACK"], env["RUNTIME__DLTHUB_TELEMETRY"], env["GX_ANALYTICS_ENABLED"]) == (
        "1",
        "false",
        "false",
    )


def test_known_files_hold_few_rows_each_and_all_are_declared(tmp_path):
    assert write(tmp_path, 130) == 130
    files = list(Landing(str(tmp_path)).files())
    assert len(files) == 130
    declared = [Landing(str(tmp_path)).declared(landed).facts for landed in files]
    assert all(facts["flow"] == "X" and facts["dataset"] == "customs_query" for facts in declared)
    counts = [p.read_bytes().count(b"\n") - 1 for p in (tmp_path / "customs_query").glob("*.csv")]
    assert min(counts) > 0
    assert max(counts) <= 30


def test_a_warehouse_that_differs_is_no_result(bench, tmp_path):
    data = bench.data()
    (tmp_path / "published").mkdir()
    with duckdb.connect(str(tmp_path / "published" / "lighting.duckdb")) as con:
        con.execute("CREATE SCHEMA core; CREATE SCHEMA ops")
        con.execute("CREATE TABLE ops.quarantine_row AS SELECT range FROM range($n)", {"n": data.bad})
        for table, rows in (("fct_trade", data.rows - data.bad - 1), ("fct_trade_restated", 1)):
            con.execute(f"CREATE TABLE core.{table} AS SELECT 'V' AS state, 2 AS value FROM range({rows})")
        con.execute(f"INSERT INTO core.fct_trade SELECT 'HELD', NULL FROM range({data.held})")
    good = data.rows - data.bad
    assert check(tmp_path, data, str(2 * good)) == {"good": good, "held": data.held, "quarantined": data.bad}
    with pytest.raises(WrongResultError, match="generated"):
        check(tmp_path, data, str(2 * good + 1))
    with pytest.raises(WrongResultError, match=f"'good': {good}"):
        check(tmp_path, replace(data, rows=data.rows + 1))


STAGES = {"start": 9.5, "judge": 20.25, "publish": 0.4}
NIGHT = {"seconds": 60.0, "cpu_seconds": 101.0, "peak_mb": 2_000.4, "stages": STAGES, "quarantined": 7, "rows": 10}
PARTS = {
    "floor": {
        "ways": {
            "transcode": {"seconds": 20.0, "cpu_seconds": 38.0, "peak_mb": 700.0},
            "stream": {"seconds": 21.0, "cpu_seconds": 30.0, "peak_mb": 900.0},
        },
        "fastest": "transcode",
        "seconds": 20.0,
    },
    "peers": {"ways": {"documented": {"seconds": 124.0, "cpu_seconds": 1.0, "peak_mb": 1.0, "expectations": 15}}},
    "full": {**NIGHT, "floor_seconds": 20.0, "turns": [[20.0, 60.0], [22.0, 70.4], [30.0, 61.5]]},
    "memory": {"ratio": 1.31, "half": NIGHT},
    "known": {"files": 1_000, "seconds": 3.004},
    "month": {
        "after_seconds": 13.0,
        "alone_seconds": 10.0,
        "ratio": 1.3,
        "stages_after": STAGES,
        "stages_alone": STAGES,
    },
    "readers": {
        "readers": 8,
        "nights": 20,
        "night_seconds": 12.0,
        "openings": 4000,
        "p50_ms": 21.0,
        "p99_ms": 99.5,
        "max_ms": 130.0,
        "alone_ms": 20.0,
    },
}
RESULTS = {
    "made": "2026-01-02T03:04:05",
    "rows": 10,
    "months": 2,
    "machine": {"cores": 2, "memory_gb": 8, "python": "3.11.1"},
    "parts": PARTS,
}


def test_requirements_are_held_against_their_limits():
    found = {r.name: (r.measured, r.holds) for r in figures.requirements(PARTS)}
    assert found == {
        "whole night against the floor": (3.0, True),
        "peak memory of the whole night": (2000, True),
        "memory against half the rows": (1.31, False),
        "night over 1,000 known files": (3.0, True),
        "new month after ten years": (1.3, True),
        "opening what is published, 8 readers, p99": (99.5, True),
    }
    over = {**PARTS, "full": {**PARTS["full"], "seconds": 60.2, "peak_mb": 3_001}}
    assert [r.holds for r in figures.requirements(over)][:2] == [False, False]
    assert figures.requirements({"full": NIGHT})[0].name == "peak memory of the whole night"
    aim = figures.requirements({"readers": {**PARTS["readers"], "p99_ms": 100.5}})[0]
    assert (aim.holds, aim.is_aim, aim.outcome) == (False, True, "not reached")


def test_the_turn_of_the_median_ratio_counts_with_the_largest_peak():
    turns = [(20.0, 64.0, 900.0), (30.0, 75.0, 950.0), (25.0, 70.0, 800.0)]
    found = middle([{**NIGHT, "floor_seconds": f, "seconds": s, "peak_mb": p} for f, s, p in turns])
    assert (found["seconds"], found["floor_seconds"], found["peak_mb"]) == (70.0, 25.0, 950.0)
    assert found["turns"] == [[20.0, 64.0], [30.0, 75.0], [25.0, 70.0]]
    [ratio, *_] = figures.requirements({"full": found})
    assert (ratio.measured, ratio.holds) == (2.8, True)


def test_figures_fill_their_place_in_a_page(tmp_path):
    page = tmp_path / "README.md"
    page.write_text(f"above\n{figures.BEGIN}\nold\n{figures.END}\nbelow\n", encoding="utf-8")
    for _ in range(2):
        figures.fill_readme(RESULTS, page)
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"above\n{figures.BEGIN}\n10 rows")
    assert text.endswith(f"{figures.END}\nbelow\n")
    assert "old" not in text
    assert "| parallel transcode + DuckDB | 20.0 | 38.0 | 700 | 1.0 | the floor |" in text
    assert "| pandas, Great Expectations, DuckDB | 124.0 | 1.0 | 1 | 6.2 | 15 expectations, no quarantine |" in text
    assert "| lighting run | 60.0 | 101.0 | 2,000 | 3.0 | all rules; 7 rows in quarantine |" in text
    assert "| lighting run | 9.5 | 0.0 | 0.0 | 20.2 | 0.0 | 0.0 | 0.0 | 0.4 | 0.0 |" in text
    assert "memory against half the rows: 1.31 times (at most 1.3 times): **missed**" in text
    assert "60.0 to 20.0 s, 3.00 times; 70.4 to 22.0 s, 3.20 times; 61.5 to 30.0 s, 2.05 times" in text
    console = Console(record=True, width=160, file=io.StringIO())
    figures.show(RESULTS, console)
    shown = console.export_text()
    assert "missed      memory against half the rows" in shown
    assert "kept" in shown
    (tmp_path / "empty.md").write_text("nothing", encoding="utf-8")
    with pytest.raises(ValueError, match="no place for figures"):
        figures.fill_readme(RESULTS, tmp_path / "empty.md")


def test_the_page_of_the_benchmark_has_a_place_for_figures():
    text = figures.README.read_text(encoding="utf-8")
    assert text.count(figures.BEGIN) == text.count(figures.END) == 1


def test_an_unknown_part_is_wrong_usage(tmp_path, capsys):
    assert main(["--only", "floor,nights", "--folder", str(tmp_path / "w")]) == 2
    assert "no part nights" in capsys.readouterr().err


def test_readers_tell_their_waits_and_half_a_night_is_no_result(tmp_path, bare):
    with duckdb.connect(str(bare)) as con:
        con.execute("INSERT INTO ops.setting VALUES ('published_by_run', 'r1')")
    with readers.reading(bare, tmp_path, 1) as at_work:
        told = at_work.told()
    assert (told["readers"], told["nights_seen"]) == (1, 1)
    assert 0 < told["p50_ms"] <= told["p99_ms"] <= told["max_ms"]
    assert readers.alone(bare, times=3) > 0
    assert readers.summed([0.001 * n for n in range(1, 201)]) == {
        "openings": 200,
        "p50_ms": 101.0,
        "p99_ms": 199.0,
        "max_ms": 200.0,
    }
    half = {"seen": {"r1": [[1, "5.00", 1], [2, "5.00", 1]]}, "waits": [0.1]}
    (tmp_path / "half.json").write_text(json.dumps(half))
    with pytest.raises(WrongResultError, match="half a night"):
        readers.Readers([], tmp_path / "stop", [tmp_path / "half.json"]).told()


@pytest.mark.slow
def test_the_command_writes_what_it_measured(tmp_path, capsys):
    assert main(["--rows", "900", "--only", "floor", "--folder", str(tmp_path / "w")]) == 0
    written = json.loads((tmp_path / "w.json").read_text(encoding="utf-8"))
    assert written["parts"]["floor"]["ways"]["stream"]["rows"] > 800
    assert "the floor" in capsys.readouterr().out


@pytest.fixture
def reporting(prefect_api, monkeypatch):
    """Nights report to a server that is there already."""
    clean = measure.environment
    monkeypatch.setattr(measure, "environment", lambda **more: clean(**more, PREFECT_API_URL=prefect_api))


@pytest.mark.slow
@pytest.mark.long
def test_peers_and_the_whole_night_come_to_an_end(bench, measured_floor, reporting):
    results = bench.results
    for part in (peers, full):
        results[part.__name__] = part(bench)
    assert results["peers"]["ways"]["documented"]["expectations"] == 15
    rows = {results["peers"]["ways"][way]["rows"] for way in ("documented", "dlt")}
    assert rows == {bench.data().rows}
    assert results["full"]["good"] + results["full"]["quarantined"] == bench.data().rows
    assert set(results["full"]["stages"]) >= {"start", "receive", "read", "judge", "shape", "load", "publish"}
    assert results["full"]["stages"]["start"] > 0.5
    assert len(results["full"]["turns"]) == bench.repeats
    assert [p.name for p in bench.folder.iterdir()] == ["generated"]


@pytest.mark.slow
@pytest.mark.long
def test_nights_over_known_files_and_a_new_month_come_to_an_end(bench, reporting):
    results = {part.__name__: part(bench) for part in (known, month)}
    assert results["known"]["files"] == 4
    assert 0 < results["month"]["ratio"] < 5
    assert [p.name for p in bench.folder.iterdir()] == ["generated"]
