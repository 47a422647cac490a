"""Tables without versions: per key the row of the latest release.

Accepted rows of all deliveries stay in ``core.accepted_row``; the tables are made of them, so that they are a function
of the set of deliveries and not of their order. Releases of the same moment and revision that differ leave the
differing columns NULL and mark the row as a conflict.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import duckdb

from lighting.registry import DATASETS
from warehouse import declared

SHIPPED = "shipped:"
"""Prefix of source_file for the code tables that come with the warehouse: edition 0."""

_OWN = {"is_conflict", "source_file", "source_row"}


@dataclass(frozen=True)
class LatestTable:
    """How a table is made of accepted rows.

    Attributes:
        name: table in schema core.
        key: its business key.
        content: other columns of the accepted rows; None for all other declared columns.
        merge: ``row`` takes the latest row; ``column`` takes each column from the latest row that fills it, so that
            language editions add up.
    """

    name: str
    key: tuple[str, ...]
    merge: Literal["row", "column"]
    content: tuple[str, ...] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of accepted rows that are not key."""
        if self.content is not None:
            return self.content
        names = [column.name for column in declared.columns("core", self.name)]
        return tuple(name for name in names if name not in self.key and name not in _OWN)

    @property
    def stated(self) -> list[str]:
        """All columns of an accepted row: key, then content."""
        return [*self.key, *self.columns]


CODE_TABLES = (
    LatestTable("dim_hs8", ("year", "hs8"), "column"),
    LatestTable("dim_partner", ("partner_code",), "column", ("name_zh", "name_en", "iso3", "iso_numeric")),
    LatestTable("dim_stat_regime", ("regime_code",), "column"),
    LatestTable("dim_supervision_mode", ("mode_code",), "column"),
    LatestTable("dim_geo", ("list", "place_code", "observed_from"), "column", ("name_zh", "kind", "observed_to")),
    LatestTable("correction", ("correction_id",), "row"),
    LatestTable("bridge_hs_concordance", ("from_rev", "from_hs6", "to_rev", "to_hs6"), "row"),
)
FACTS = tuple(
    LatestTable(table, entry.key, "row")
    for entry in DATASETS.values()
    if entry.kind == "bureau"
    for table in entry.tables
)
TABLES: dict[str, LatestTable] = {table.name: table for table in (*CODE_TABLES, *FACTS)}


def add(
    con: duckdb.DuckDBPyConnection,
    table: LatestTable,
    rows: str,
    source_file: str,
    released_at: object,
    revision_no: int,
) -> int:
    """Add accepted rows to ``core.accepted_row``.

    Args:
        con: the warehouse.
        table: where they belong.
        rows: SQL of a relation that has the stated columns and ``source_row``.
        source_file: their delivery.
        released_at: when the publisher showed them.
        revision_no: declared order among releases of the same moment.

    Returns:
        Number of rows.
    """
    key = ", ".join(f"{name}::VARCHAR" for name in table.key)
    content = ", ".join(f"'{name}': {name}::VARCHAR" for name in table.columns)
    con.execute(
        f"""
        INSERT INTO core.accepted_row
        SELECT ?, source_row, '{table.name}', ?, ?, to_json([{key}])::VARCHAR, to_json({{{content}}})::VARCHAR
        FROM {rows}
        """,
        [source_file, released_at, revision_no],
    )
    note(con, source_file)
    (count,) = con.execute(
        "SELECT count(*) FROM core.accepted_row WHERE source_file = ? AND table_name = ?",
        [source_file, table.name],
    ).fetchall()[0]
    return int(count)


def begin(con: duckdb.DuckDBPyConnection) -> None:
    """Begin to note which keys change."""
    con.execute("CREATE OR REPLACE TEMP TABLE touched_key (table_name VARCHAR, key VARCHAR)")


def note(con: duckdb.DuckDBPyConnection, source_file: str) -> None:
    """Note the keys that a delivery states; before it is removed, and after it was added."""
    con.execute(
        "INSERT INTO touched_key SELECT table_name, key FROM core.accepted_row WHERE source_file = ?",
        [source_file],
    )


def remove(con: duckdb.DuckDBPyConnection, source_file: str) -> None:
    """Take a delivery's accepted rows out."""
    note(con, source_file)
    con.execute("DELETE FROM core.accepted_row WHERE source_file = ?", [source_file])


def touched(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Tables of which keys were noted."""
    rows = con.execute("SELECT DISTINCT table_name FROM touched_key ORDER BY 1").fetchall()
    return [name for (name,) in rows]


def refresh_fact(con: duckdb.DuckDBPyConnection, table: LatestTable) -> None:
    """Make the rows of a fact table anew for every noted key."""
    keys = f"SELECT key FROM touched_key WHERE table_name = '{table.name}'"
    key_list = ", ".join(f"{name}::VARCHAR" for name in table.key)
    con.execute(f"DELETE FROM core.{table.name} WHERE to_json([{key_list}])::VARCHAR IN ({keys})")
    con.execute(
        f"""
        INSERT INTO core.{table.name} BY NAME
        FROM ({_typed(table, f"key IN ({keys})")}) ORDER BY {", ".join(table.key)}
        """
    )


def rows_at(name: str, as_of: str | None) -> str:
    """SQL of a relation: the rows of a fact table as they stood at the moment ``$as_of``.

    Args:
        name: the table.
        as_of: that moment; None for the present, which reads no parameter.
    """
    return f"core.{name}" if as_of is None else f"({_typed(TABLES[name], 'released_at <= ops.moment($as_of)')})"


def _typed(table: LatestTable, where: str) -> str:
    """SQL of the current rows of a fact table, in the types of its columns."""
    columns = declared.columns("core", table.name)
    typed = ", ".join(f"{column.name}::{column.type} AS {column.name}" for column in columns)
    return f"SELECT {typed} FROM ({winners(table, where)})"


def winners(table: LatestTable, where: str) -> str:
    """SQL of the current rows of a table: key and content as text, ``is_conflict``, ``source_file``, ``source_row``.

    Args:
        table: the table.
        where: condition on ``core.accepted_row``.
    """
    names = table.columns
    fields = ", ".join(f"content ->> '{name}' AS {name}" for name in names)
    keys = ", ".join(f"any_value(key ->> {n}) AS {name}" for n, name in enumerate(table.key))
    if table.merge == "row":
        best = "QUALIFY standing = max(standing) OVER (PARTITION BY key)"
        values = ", ".join(_same(name) for name in names)
        conflicts = " OR ".join(_differs(name) for name in names)
        marks = ""
    else:
        best = ""
        marks = "".join(
            f", max(standing) FILTER ({name} IS NOT NULL) OVER (PARTITION BY key) AS best_{name}" for name in names
        )
        latest = {name: f"FILTER ({name} IS NOT NULL AND standing = best_{name})" for name in names}
        values = ", ".join(
            f"CASE WHEN min({name}) {latest[name]} = max({name}) {latest[name]} "
            f"THEN min({name}) {latest[name]} END AS {name}"
            for name in names
        )
        conflicts = " OR ".join(
            f"coalesce(min({name}) {latest[name]} <> max({name}) {latest[name]}, false)" for name in names
        )
    return f"""
        SELECT {keys}, {values}, ({conflicts or "false"}) AS is_conflict,
               arg_min(source_file, (latest_first, source_file, source_row)) AS source_file,
               arg_min(source_row, (latest_first, source_file, source_row)) AS source_row
        FROM (
            SELECT *, dense_rank() OVER (PARTITION BY key ORDER BY standing DESC) AS latest_first{marks}
            FROM (
                SELECT key, source_file, source_row, (released_at, revision_no) AS standing, {fields}
                FROM core.accepted_row WHERE table_name = '{table.name}' AND {where}
            ) {best}
        )
        GROUP BY key
    """


def _same(name: str) -> str:
    return f"CASE WHEN NOT ({_differs(name)}) THEN min({name}) END AS {name}"


def _differs(name: str) -> str:
    return f"(count(DISTINCT {name}) > 1 OR count({name}) NOT IN (0, count(*)))"
