"""The benchmark's command: ``python -m benchmarks --rows N``."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import psutil
from rich.console import Console

from benchmarks import figures
from benchmarks.data import SpaceError
from benchmarks.nights import WrongResultError
from benchmarks.parts import PARTS, Bench

DEFAULT_ROWS = 10_000_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; 0 if every requirement that was measured holds, 1 if one does not, 2 for wrong usage or no space."""
    asked = _parser().parse_args(arguments)
    folder = asked.folder.expanduser().absolute()
    written = folder.with_name(folder.name + ".json")
    if asked.fill_readme:
        figures.fill_readme(json.loads(written.read_text(encoding="utf-8")))
        return 0
    unknown = set(asked.only) - set(PARTS)
    if unknown:
        print(f"no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    begun = time.perf_counter()
    console = Console(width=None if sys.stdout.isatty() else 120)

    def say(line: str) -> None:
        console.print(f"{time.perf_counter() - begun:7.1f} s  {line}", highlight=False)

    bench = Bench(
        folder,
        asked.rows,
        say,
        files=asked.known_files,
        loaded_months=asked.loaded_months,
        month_rows=asked.month_rows,
    )
    memory = round(psutil.virtual_memory().total / 2**30)
    results = {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "rows": asked.rows,
        "months": bench.months,
        "machine": {"cores": os.cpu_count(), "memory_gb": memory, "python": platform.python_version()},
        "parts": bench.results,
    }
    try:
        for name in [part for part in PARTS if part in asked.only]:
            say(f"part {name}")
            bench.results[name] = PARTS[name](bench)
            held = [requirement.record() for requirement in figures.requirements(bench.results)]
            written.write_text(
                json.dumps({**results, "requirements": held}, ensure_ascii=False, indent=1), encoding="utf-8"
            )
    except SpaceError as error:
        console.print(str(error), style="red")
        return 2
    except WrongResultError as error:
        console.print(str(error), style="red", markup=False)
        return 1
    figures.show(results, console)
    console.print(f"All figures: {written}")
    return 0 if all(met.holds or met.is_aim for met in figures.requirements(bench.results)) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rows", type=int, default=DEFAULT_ROWS, help="rows to generate (%(default)s)")
    parser.add_argument(
        "--only",
        type=lambda names: names.split(","),
        default=list(PARTS),
        metavar="PART,...",
        help=f"parts to measure: {', '.join(PARTS)} (all)",
    )
    parser.add_argument("--folder", type=Path, default=_default_folder(), help="work folder (%(default)s)")
    parser.add_argument("--known-files", type=int, default=1_000, help="files that the quiet night knows")
    parser.add_argument("--loaded-months", type=int, default=120, help="months that are there before the new one")
    parser.add_argument("--month-rows", type=int, default=80_000, help="rows of each of these months")
    parser.add_argument(
        "--fill-readme", action="store_true", help="measure nothing; put the last figures into benchmarks/README.md"
    )
    return parser


def _default_folder() -> Path:
    cache = os.environ.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else Path.home() / ".cache") / "export-lighting-benchmark"


if __name__ == "__main__":
    sys.exit(main())
