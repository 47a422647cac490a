"""Text and paths as SQL literals, where DuckDB takes no parameter."""

from __future__ import annotations

from pathlib import Path


def literal(value: str | Path) -> str:
    """A text or path between quotes, with its own quotes doubled."""
    return "'" + str(value).replace("'", "''") + "'"
