"""The metrics: one SQL file each, installed as a table macro and a view of the same name."""

from __future__ import annotations

import functools
import hashlib
import re
import tomllib
from dataclasses import dataclass, field
from importlib import resources

import duckdb

from lighting.units import unit_code
from warehouse.literals import literal

_HEAD = re.compile(r"\A((?:--[^\n]*\n)+)")
_ENTRY = re.compile(r"^-- (Column \w+|[A-Z][\w ]*): (.*)$")
_FOLDER = resources.files("warehouse") / "marts"
_UNIT_CODE = f"""
CREATE OR REPLACE MACRO ops.unit_code(word) AS {unit_code("word")};
COMMENT ON MACRO ops.unit_code IS 'Code of the units that an English word stands for; NULL for a single unit.';
"""


@dataclass(frozen=True)
class Metric:
    """A metric, as its file declares it.

    Attributes:
        name: name of macro and view; empty for helpers.
        number: number of the metric, such as M03; empty for helpers.
        head: the opening comment, entry by entry: Meaning, Formula, Unit, Edge cases, Source, Feeds, Freshness.
        columns: meanings of columns that differ from the shared ones.
        sql: statements that create it.
    """

    name: str
    number: str
    head: dict[str, str]
    columns: dict[str, str] = field(default_factory=dict)
    sql: str = ""


@functools.cache
def all_files() -> tuple[Metric, ...]:
    """Helpers (what is declared in code, and files with a leading number) first, then the metrics by name."""
    names = sorted(item.name for item in _FOLDER.iterdir() if item.name.endswith(".sql"))
    files = (_parse(name, (_FOLDER / name).read_text(encoding="utf-8")) for name in names)
    return (Metric("", "", {}, {}, _UNIT_CODE), *files)


def metrics() -> list[Metric]:
    """The metrics by number, those of the reference (M) before what was added to them (E)."""
    found = (metric for metric in all_files() if metric.number)
    return sorted(found, key=lambda metric: (not metric.number.startswith("M"), metric.number))


@functools.cache
def shared_columns() -> dict[str, str]:
    """Meaning of each column name that metrics share."""
    columns: dict[str, str] = tomllib.loads((_FOLDER / "columns.toml").read_text(encoding="utf-8"))
    return columns


def version() -> str:
    """Hash of all metrics and their columns."""
    text = "\n".join(metric.sql for metric in all_files()) + str(sorted(shared_columns().items()))
    return hashlib.sha256(text.encode()).hexdigest()


def install(con: duckdb.DuckDBPyConnection) -> None:
    """Create all metrics, if the warehouse has others than this version; in one transaction."""
    found = con.execute("SELECT value FROM ops.setting WHERE name = 'marts_version'").fetchone()
    if found == (version(),):
        return
    con.execute("BEGIN")
    for (view,) in con.execute("SELECT view_name FROM duckdb_views() WHERE schema_name = 'marts'").fetchall():
        con.execute(f'DROP VIEW marts."{view}"')
    for metric in all_files():
        con.execute(metric.sql)
    for metric in metrics():
        _comment(con, metric)
    con.execute("DELETE FROM ops.setting WHERE name = 'marts_version'")
    con.execute(f"INSERT INTO ops.setting VALUES ('marts_version', '{version()}')")
    con.execute("COMMIT")


def _comment(con: duckdb.DuckDBPyConnection, metric: Metric) -> None:
    """Write meaning and unit to the view, the macro and every column.

    Raises:
        ValueError: if a column has no meaning.
    """
    meaning = literal(f"{metric.number}: {metric.head['Meaning']} Unit: {metric.head['Unit']}")
    con.execute(f"COMMENT ON VIEW marts.{metric.name} IS {meaning}")
    con.execute(f"COMMENT ON MACRO TABLE marts.{metric.name} IS {meaning}")
    columns = con.execute(
        f"SELECT column_name FROM duckdb_columns() WHERE schema_name = 'marts' AND table_name = '{metric.name}'"
    ).fetchall()
    for (column,) in columns:
        text = metric.columns.get(column) or shared_columns().get(column)
        if text is None:
            raise ValueError(f"marts.{metric.name}.{column} has no meaning in columns.toml or its file")
        con.execute(f"COMMENT ON COLUMN marts.{metric.name}.{column} IS {literal(text)}")


def _parse(file_name: str, sql: str) -> Metric:
    head = _HEAD.match(sql)
    if head is None:
        raise ValueError(f"marts/{file_name} does not open with a comment")
    entries: dict[str, str] = {}
    last = ""
    for line in head[1].splitlines():
        entry = _ENTRY.match(line)
        if entry:
            last = entry[1]
            entries[last] = entry[2].strip()
        elif last:
            entries[last] += " " + line.removeprefix("--").strip()
    columns = {name.removeprefix("Column "): text for name, text in entries.items() if name.startswith("Column ")}
    rest = {name: text for name, text in entries.items() if not name.startswith("Column ")}
    number = entries.get("Metric", "")
    return Metric(file_name.removesuffix(".sql") if number else "", number, rest, columns, sql)
