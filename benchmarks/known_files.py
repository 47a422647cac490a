"""Many small files that a night has seen before: pieces of a few dozen months of the customs query."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path

from samples.bulk import write_bulk
from samples.writing import NOT_REAL

ROWS_EACH = 12
MONTHS = 100
"""Months over which the pieces are spread."""
_FIRST = "201601"


def write(landing: Path, files: int) -> int:
    """Write so many files with a few rows each, every row a key of its own; returns how many."""
    months = min(files, MONTHS)
    pieces = math.ceil(files / months)
    target = landing / "customs_query"
    target.mkdir(parents=True)
    manifest = [NOT_REAL]
    with tempfile.TemporaryDirectory() as aside:
        made = write_bulk(Path(aside), months * pieces * ROWS_EACH, months, first=_FIRST)
        written = 0
        for path in made:
            head, *lines = path.read_bytes().splitlines(keepends=True)
            year, month = int(path.stem[-6:-2]), int(path.stem[-2:])
            for piece in range(pieces):
                part = lines[piece::pieces]
                if written == files or not part:
                    break
                name = f"{path.stem}_{piece:02d}.csv"
                (target / name).write_bytes(head + b"".join(part))
                shown = f"{year + month // 12}-{month % 12 + 1:02d}-20T10:00:00"
                manifest += [f'["{name}"]', f"released_at = {shown}", 'flow = "export"', ""]
                written += 1
    (target / "manifest.toml").write_text("\n".join(manifest), encoding="utf-8")
    return written
