"""Confidential rows: a database file of their own beside the warehouse, which is never copied.

What is published is a copy of the warehouse file, in whose free blocks deleted rows stay. So nothing confidential is
ever written to it: a delivery of a confidential dataset has everything (ledger row, quarantine, rule results, releases,
facts) in ``confidential.duckdb``, which has the same schema. A delivery is in one of the two files, never in both, and
its transactions write to that one only; so each file is whole at any moment, and nothing spans the two.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from lighting.registry import CONFIDENTIAL, DATASETS
from warehouse.literals import literal

_SELECTION = "covers_enterprises"


def beside(warehouse: Path) -> Path:
    """Where the confidential rows of a warehouse lie; there may be none."""
    return warehouse.with_name(f"{CONFIDENTIAL}.duckdb")


def belongs(dataset: str | None, facts: str) -> bool:
    """True if a delivery must not enter the warehouse file: by its dataset, or as its manifest names enterprises.

    Args:
        dataset: the dataset, if it is known.
        facts: declared facts as JSON.
    """
    entry = DATASETS.get(dataset or "")
    return (entry is not None and entry.is_confidential) or _SELECTION in facts


def attach_to_read(con: duckdb.DuckDBPyConnection, warehouse: Path) -> None:
    """Attach the confidential rows of a warehouse, if there are any, for reading."""
    path = beside(warehouse)
    if path.is_file():
        con.execute(f"ATTACH {literal(path)} AS {CONFIDENTIAL} (READ_ONLY)")


def is_attached(con: duckdb.DuckDBPyConnection) -> bool:
    """True if the connection sees confidential rows."""
    return CONFIDENTIAL in _databases(con)


def is_part(con: duckdb.DuckDBPyConnection) -> bool:
    """True for a connection that writes the confidential file."""
    return con.execute("SELECT current_database()").fetchone() == (CONFIDENTIAL,)


def everywhere(con: duckdb.DuckDBPyConnection, table: str) -> str:
    """SQL of a relation: a table's rows in the warehouse and in the confidential file, with ``is_confidential``.

    Args:
        con: the warehouse, with or without confidential rows attached, or the published copy.
        table: schema and name.
    """
    parts = [f'SELECT *, {name == CONFIDENTIAL} AS is_confidential FROM "{name}".{table}' for name in _databases(con)]
    return f"({' UNION ALL BY NAME '.join(parts)})"


def _databases(con: duckdb.DuckDBPyConnection) -> list[str]:
    rows = con.execute("SELECT database_name FROM duckdb_databases() WHERE NOT internal ORDER BY 1").fetchall()
    return [name for (name,) in rows]
