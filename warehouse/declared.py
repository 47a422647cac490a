"""The declared schema: what an empty DuckDB has after all migrations. Columns, types and meanings are read here."""

from __future__ import annotations

import functools
import hashlib
import re
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Column:
    """A declared column."""

    name: str
    type: str
    comment: str
    is_nullable: bool


@dataclass(frozen=True)
class Migration:
    """A numbered change of the schema."""

    number: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        """Hash of its text."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


@functools.cache
def migrations() -> tuple[Migration, ...]:
    """All migrations in order.

    Raises:
        ValueError: if numbers are missing or double.
    """
    folder = resources.files("warehouse") / "schema"
    found = sorted(item.name for item in folder.iterdir() if item.name.endswith(".sql"))
    all_of_them = tuple(Migration(int(name[:4]), name, (folder / name).read_text(encoding="utf-8")) for name in found)
    if [m.number for m in all_of_them] != list(range(1, len(all_of_them) + 1)):
        raise ValueError(f"migrations must be numbered 1, 2, 3 without gaps: {found}")
    return all_of_them


@dataclass(frozen=True)
class _Declared:
    columns: dict[tuple[str, str], tuple[Column, ...]]
    comments: dict[tuple[str, str], str]


@functools.cache
def _declared() -> _Declared:
    with duckdb.connect() as con:
        for migration in migrations():
            con.execute(migration.sql)
        rows = con.execute(
            """
            SELECT schema_name, table_name, column_name, data_type, coalesce(comment, ''), is_nullable
            FROM duckdb_columns() WHERE schema_name IN ('core', 'ops', 'stage')
            ORDER BY schema_name, table_name, column_index
            """
        ).fetchall()
        comments = con.execute(
            """
            SELECT schema_name, table_name, coalesce(comment, '') FROM duckdb_tables()
            UNION ALL SELECT schema_name, view_name, coalesce(comment, '') FROM duckdb_views() WHERE NOT internal
            """
        ).fetchall()
    tables: dict[tuple[str, str], list[Column]] = {}
    for schema, table, *column in rows:
        tables.setdefault((schema, table), []).append(Column(*column))
    return _Declared(
        {name: tuple(found) for name, found in tables.items()},
        {(schema, table): comment for schema, table, comment in comments},
    )


def columns(schema: str, table: str) -> tuple[Column, ...]:
    """The declared columns of a table.

    Raises:
        KeyError: if no migration declares it.
    """
    return _declared().columns[schema, table]


def tables(schema: str) -> list[str]:
    """Names of the tables and views that the migrations declare in a schema."""
    return sorted(table for found, table in _declared().columns if found == schema)


def comment(schema: str, table: str) -> str:
    """What a table means."""
    return _declared().comments[schema, table]


def polars_schema(schema: str, table: str) -> pl.Schema:
    """A table's columns as Polars types; enumerations are text in what is read, where a value may be none of them."""
    import polars as pl

    return pl.Schema({c.name: _polars_type(c.type, is_enum_text=schema == "stage") for c in columns(schema, table)})


def fingerprint(*names: tuple[str, str]) -> str:
    """Hash of the declared columns of some tables."""
    text = "\n".join(f"{schema}.{table}: {columns(schema, table)}" for schema, table in sorted(names))
    return hashlib.sha256(text.encode()).hexdigest()


def _polars_type(declared: str, *, is_enum_text: bool) -> pl.DataType:
    import polars as pl

    simple: dict[str, pl.DataType] = {
        "VARCHAR": pl.String(),
        "BIGINT": pl.Int64(),
        "INTEGER": pl.Int32(),
        "BOOLEAN": pl.Boolean(),
        "DOUBLE": pl.Float64(),
        "DATE": pl.Date(),
        "TIMESTAMP": pl.Datetime("us"),
        "VARCHAR[]": pl.List(pl.String()),
        "BIGINT[]": pl.List(pl.Int64()),
    }
    decimal = re.fullmatch(r"DECIMAL\((\d+),(\d+)\)", declared)
    if decimal:
        return pl.Decimal(int(decimal[1]), int(decimal[2]))
    if declared.startswith("ENUM"):
        return pl.String() if is_enum_text else pl.Enum(re.findall(r"'([^']*)'", declared))
    return simple[declared]
