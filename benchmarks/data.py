"""The generated files that everything is measured on, kept from one benchmark to the next."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.measure import ROOT
from samples.bulk import write_bulk

SEED = 1
BYTES_PER_ROW = 145
"""A row in GB18030, roughly; for the look at free space."""
_MARK = "made.json"
_UNKNOWN_PARTNER = b'"801","",'
_NEGATIVE = b',"-'

Say = Callable[[str], None]


class SpaceError(Exception):
    """The disk is too full for what is asked."""


@dataclass(frozen=True)
class Data:
    """Generated files and what a load of them must come to.

    Attributes:
        folder: landing folder.
        rows: rows of all files.
        bad: rows that must go to quarantine.
        held: of these, the ones whose key is readable.
        size: bytes.
        months: number of files.
    """

    folder: Path
    rows: int
    bad: int
    held: int
    size: int
    months: int

    @property
    def files(self) -> list[Path]:
        """The data files."""
        return sorted((self.folder / "customs_query").glob("*.csv"))

    def record(self) -> dict[str, Any]:
        """As it stands in the results."""
        return {name: value for name, value in asdict(self).items() if name != "folder"}


def prepare(root: Path, rows: int, months: int, say: Say, first: str = "202201") -> Data:
    """Generate monthly files, unless the same ones are there."""
    folder = root / f"{rows}-rows-{months}-months-from-{first}"
    wanted = {"rows": rows, "months": months, "first": first, "seed": SEED, "generator": _generator()}
    mark = folder / _MARK
    if mark.is_file():
        made = json.loads(mark.read_text(encoding="utf-8"))
        if made["wanted"] == wanted:
            return Data(folder / "landing", **made["data"])
    shutil.rmtree(folder, ignore_errors=True)
    need(folder.parent, rows * BYTES_PER_ROW, "the generated files")
    landing = folder / "landing"
    _generate(landing, rows, months, first, say)
    data = _counted(landing, months)
    mark.write_text(json.dumps({"wanted": wanted, "data": data.record()}, indent=1), encoding="utf-8")
    say(f"{data.rows:,} rows in {months} files, {data.size / 1e6:,.0f} MB")
    return data


def need(folder: Path, wanted: int, what: str) -> None:
    """Look whether there is room before anything is begun.

    Raises:
        SpaceError: if there is not.
    """
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise SpaceError(f"{what}: {wanted / 1e9:.1f} GB are needed in {folder}, {free / 1e9:.1f} GB are free")


def land(data: Data, landing: Path, below: str = "") -> list[Path]:
    """Put the files and their manifest into a landing folder, as links to the same bytes where that is possible."""
    target = landing / "customs_query" / below
    target.mkdir(parents=True, exist_ok=True)
    placed = []
    for path in sorted((data.folder / "customs_query").iterdir()):
        try:
            os.link(path, target / path.name)
        except OSError:
            shutil.copyfile(path, target / path.name)
        placed.append(target / path.name)
    return placed


def _generate(landing: Path, rows: int, months: int, first: str, say: Say) -> None:
    """Write the files; another thread says how far it is."""
    done = threading.Event()
    folder = landing / "customs_query"

    def watch() -> None:
        while not done.wait(5):
            say(f"generating: {sum(1 for _ in folder.glob('*.csv'))} of {months} files")

    watcher = threading.Thread(target=watch, daemon=True)
    say(f"generating {rows:,} rows in {months} files")
    watcher.start()
    try:
        write_bulk(landing, rows, months, seed=SEED, first=first)
    finally:
        done.set()
        watcher.join()


def _counted(landing: Path, months: int) -> Data:
    """Count rows, and the bad ones, in the bytes themselves: without any code of the pipeline."""
    rows = bad = held = size = 0
    for path in sorted((landing / "customs_query").glob("*.csv")):
        content = path.read_bytes()
        size += len(content)
        rows += content.count(b"\n") - 1
        unknown, negative, both = content.count(_UNKNOWN_PARTNER), content.count(_NEGATIVE), 0
        position = content.find(_UNKNOWN_PARTNER)
        while position >= 0:
            both += content.find(_NEGATIVE, position, content.find(b"\n", position)) >= 0
            position = content.find(_UNKNOWN_PARTNER, position + 1)
        bad += unknown + negative - both
        held += negative - both
    return Data(landing, rows, bad, held, size, months)


def _generator() -> str:
    """What the bytes depend on beside the numbers: generator and code tables."""
    digest = hashlib.sha256()
    sources = [ROOT / "samples" / "bulk.py", *sorted((ROOT / "warehouse" / "reference").glob("*.csv"))]
    for path in sources:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
