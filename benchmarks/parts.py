"""The parts of the benchmark; each begins in a fresh folder and leaves none behind."""

from __future__ import annotations

import json
import shutil
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import known_files, measure, nights
from benchmarks import readers as reading
from benchmarks.data import Data, Say, land, need, prepare

MONTHS = 24
ROOM_PER_ROW = 450
"""Bytes on disk for a row while it is loaded: archive, stage, warehouse, published copy; and a transcoded copy."""


@dataclass
class Bench:
    """One run of the benchmark.

    Attributes:
        folder: work folder.
        rows: rows to generate.
        say: what to do with a line about progress.
        months: files of the main part.
        files: files that the quiet night knows.
        loaded_months: months that are loaded before the new one.
        month_rows: rows of each of them.
        readers: processes that read without pause.
        reader_nights: nights through which they read.
        repeats: how often nights are repeated; medians count.
        results: what was measured so far, by part.
    """

    folder: Path
    rows: int
    say: Say
    months: int = MONTHS
    files: int = 1_000
    loaded_months: int = 120
    month_rows: int = 80_000
    readers: int = 8
    reader_nights: int = 20
    repeats: int = 3
    results: dict[str, Any] = field(default_factory=dict)

    @property
    def generated(self) -> Path:
        """Where generated files are kept."""
        return self.folder / "generated"

    def data(self) -> Data:
        """The files that floor, peers and the full way load."""
        return prepare(self.generated, self.rows, self.months, self.say)

    @contextmanager
    def fresh(self, name: str, rows: int) -> Iterator[Path]:
        """A folder for a part, removed at its end."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        need(folder, rows * ROOM_PER_ROW, name)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def floor(bench: Bench) -> dict[str, Any]:
    """The faster of two plain loads."""
    ways = {way: _load(bench, "floor", way) for way in ("transcode", "stream")}
    fastest = min(ways, key=lambda way: ways[way]["seconds"])
    return {"ways": ways, "fastest": fastest, "seconds": ways[fastest]["seconds"], "value": ways[fastest]["value"]}


def peers(bench: Bench) -> dict[str, Any]:
    """The documented pattern, and dlt."""
    return {"ways": {way: _load(bench, "peers", way) for way in ("documented", "dlt")}}


def full(bench: Bench) -> dict[str, Any]:
    """Landing folder to published warehouse, all rules, in a home that has seen an empty night.

    Where a floor was measured, nights and floors take turns, and the turn with the median ratio counts: the speed of a
    machine changes from minute to minute. The largest peak of memory counts.
    """
    least = bench.results.get("floor")
    if least is None:
        return _full(bench, bench.data(), None)
    turns, base = [], float(least["seconds"])
    for number in range(bench.repeats):
        if number:
            base = float(_load(bench, "floor", least["fastest"])["seconds"])
        turns.append({**_full(bench, bench.data(), least["value"]), "floor_seconds": base})
    return middle(turns)


def middle(turns: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The night with the median ratio to its floor; the largest peak of all; seconds of every floor and night."""
    by_ratio = sorted(turns, key=lambda turn: float(turn["seconds"] / turn["floor_seconds"]))
    return {
        **by_ratio[len(turns) // 2],
        "peak_mb": max(turn["peak_mb"] for turn in turns),
        "turns": [[turn["floor_seconds"], turn["seconds"]] for turn in turns],
    }


def memory(bench: Bench) -> dict[str, Any]:
    """Peak memory with all the rows and with half of them."""
    whole = bench.results.get("full") or full(bench)
    half = _full(bench, prepare(bench.generated, bench.rows // 2, bench.months, bench.say), None)
    return {
        "whole_mb": whole["peak_mb"],
        "half_mb": half["peak_mb"],
        "ratio": round(whole["peak_mb"] / half["peak_mb"], 3),
        "half": half,
    }


def known(bench: Bench) -> dict[str, Any]:
    """A night over many files that are all known."""
    with bench.fresh("known", bench.files * 1_000) as folder:
        home = folder / "home"
        written = known_files.write(home / "landing", bench.files)
        bench.say(f"loading {written} small files")
        first = nights.night(home)
        quiet = [nights.night(home) for _ in range(bench.repeats)]
    if {n.summary["state"] for n in quiet} != {"nothing_new"}:
        raise nights.WrongResultError("a night found something new among known files")
    return {
        "files": written,
        "seconds": _median(quiet),
        "all_seconds": [round(n.measured.seconds, 3) for n in quiet],
        "loading_seconds": round(first.measured.seconds, 1),
    }


def month(bench: Bench) -> dict[str, Any]:
    """A new month after ten years, against the same month into an empty warehouse, in turns."""
    old = prepare(bench.generated, bench.loaded_months * bench.month_rows, bench.loaded_months, bench.say, "201501")
    fresh = [_new_month(bench, n) for n in range(bench.repeats)]
    with bench.fresh("month", old.rows) as folder:
        ready = folder / "ready"
        nights.ready_home(ready)
        loaded = nights.copy_home(ready, folder / "loaded")
        land(old, loaded / "landing", "old")
        bench.say(f"loading {old.months} months of {bench.month_rows:,} rows")
        ten_years = nights.night(loaded)
        nights.check(loaded, old)
        after, alone = [], []
        for data in fresh:
            empty = nights.copy_home(ready, folder / "empty")
            for home, into in ((empty, alone), (loaded, after)):
                land(data, home / "landing", data.folder.parent.name)
                into.append(nights.night(home))
            nights.check(empty, data)
    return {
        "loaded_rows": old.rows,
        "loading": ten_years.record(),
        "after_seconds": _median(after),
        "alone_seconds": _median(alone),
        "ratio": round(_median(after) / _median(alone), 3),
        "stages_after": _median_stages(after),
        "stages_alone": _median_stages(alone),
    }


def readers(bench: Bench) -> dict[str, Any]:
    """Readers that open the published file without pause, through nights that each bring a month."""
    data = prepare(
        bench.generated, bench.reader_nights * bench.month_rows // 8, bench.reader_nights, bench.say, "201801"
    )
    with bench.fresh("readers", data.rows) as folder:
        home = folder / "home"
        nights.ready_home(home)
        placed = land(data, folder / "waiting")
        files = [path for path in placed if path.suffix == ".csv"]
        target = home / "landing" / "customs_query"
        target.mkdir(parents=True)
        for path in set(placed) - set(files):
            path.rename(target / path.name)
        alone = reading.alone(home / "published" / "lighting.duckdb")
        with reading.reading(home / "published" / "lighting.duckdb", folder, bench.readers) as at_work:
            done = []
            for path in files:
                path.rename(target / path.name)
                done.append(nights.night(home))
                bench.say(f"night {len(done)} of {len(files)}: {done[-1].measured.seconds:.1f} s")
            told = at_work.told()
        nights.check(home, data)
    return {"nights": len(done), "night_seconds": _median(done), "alone_ms": alone, **told}


PARTS: dict[str, Callable[[Bench], dict[str, Any]]] = {
    "floor": floor,
    "peers": peers,
    "full": full,
    "memory": memory,
    "known": known,
    "month": month,
    "readers": readers,
}


def _load(bench: Bench, module: str, way: str) -> dict[str, Any]:
    """A load that is no night, in a process and a folder of its own."""
    data = bench.data()
    with bench.fresh(way, data.rows) as folder:
        base, log = folder / "loaded.duckdb", folder / "out.log"
        command = [sys.executable, "-W", "ignore", "-m", f"benchmarks.{module}", way, str(data.folder), str(base)]
        measured = measure.run(command, log, measure.environment(), cwd=folder)
        if measured.exit_code:
            raise nights.WrongResultError(f"{way}: {measure.errors_of(log).read_text(encoding='utf-8')[-3000:]}")
        said = json.loads(log.read_text(encoding="utf-8").strip().splitlines()[-1])
    if said["rows"] != data.rows:
        raise nights.WrongResultError(f"{way} loaded {said['rows']:,} of {data.rows:,} rows")
    bench.say(f"{way}: {measured.seconds:.1f} s, {measured.peak_mb:,.0f} MB")
    return {**measured.record(), **said}


def _full(bench: Bench, data: Data, good_value: str | None) -> dict[str, Any]:
    with bench.fresh("full", data.rows) as folder:
        home = folder / "home"
        nights.ready_home(home)
        land(data, home / "landing")
        done = nights.night(home)
        checked = nights.check(home, data, good_value)
        size = round((home / "published" / "lighting.duckdb").stat().st_size / 1e6)
    bench.say(f"lighting run: {done.measured.seconds:.1f} s, {done.measured.peak_mb:,.0f} MB")
    return {**done.record(), **checked, "rows": data.rows, "database_mb": size}


def _new_month(bench: Bench, number: int) -> Data:
    year, months = 2015 + bench.loaded_months // 12, bench.loaded_months % 12 + number
    first = f"{year + months // 12}{months % 12 + 1:02d}"
    return prepare(bench.generated, bench.month_rows, 1, bench.say, first)


def _median(done: list[nights.Night]) -> float:
    return round(statistics.median(n.measured.seconds for n in done), 3)


def _median_stages(done: list[nights.Night]) -> dict[str, float]:
    stages = [n.seconds_by_stage for n in done]
    return {name: round(statistics.median(s.get(name, 0.0) for s in stages), 2) for name in stages[0]}
