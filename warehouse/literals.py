"""Text, paths and names in SQL, where DuckDB takes no parameter."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def literal(value: str | Path) -> str:
    """A text or path between quotes, with its own quotes doubled."""
    return "'" + str(value).replace("'", "''") + "'"


def parquet(path: Path) -> str:
    """A Parquet file as a relation."""
    return f"read_parquet({literal(path)})"


def digits(values: Sequence[str]) -> str:
    """Identifiers of deliveries as a list of literals; they are hex digits.

    Raises:
        ValueError: if one of them is something else.
    """
    if not all(value.isalnum() for value in values):
        raise ValueError("not identifiers of deliveries")
    return ", ".join(f"'{value}'" for value in values) or "NULL"


def names(columns: Sequence[str], alias: str = "") -> str:
    """Columns with commas between them, each of the table of that alias."""
    return ", ".join(f"{alias}.{name}" if alias else name for name in columns)
