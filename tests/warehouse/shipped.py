"""The code tables that come with the warehouse."""

from __future__ import annotations

import csv
from pathlib import Path

import warehouse

FOLDER = Path(warehouse.__file__).parent / "reference"


def shipped(name: str) -> list[dict[str, str]]:
    """Rows of a table."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
