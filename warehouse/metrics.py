"""The metrics: one SQL file each, installed as a table macro and a view of the same name."""

from __future__ import annotations

import functools
import hashlib
import re
from dataclasses import dataclass
from importlib import resources

import duckdb

_HEAD = re.compile(r"\A((?:--[^\n]*\n)+)")
_ENTRY = re.compile(r"^-- (\w[\w ]*): (.*)$")


@dataclass(frozen=True)
class Mart:
    """A metric, as its file declares it.

    Attributes:
        name: name of macro and view.
        metric: number of the metric, such as M03; empty for helpers.
        head: the opening comment, entry by entry: Meaning, Formula, Unit, Edge cases, Source, Feeds, Freshness.
        sql: statements that create it.
    """

    name: str
    metric: str
    head: dict[str, str]
    sql: str


@functools.cache
def all_marts() -> tuple[Mart, ...]:
    """All marts: helpers (files with a leading 0) first, then the metrics by name."""
    folder = resources.files("warehouse") / "marts"
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".sql"))
    return tuple(_parse(name, (folder / name).read_text(encoding="utf-8")) for name in names)


def version() -> str:
    """Hash of all marts."""
    return hashlib.sha256("\n".join(mart.sql for mart in all_marts()).encode()).hexdigest()


def install(con: duckdb.DuckDBPyConnection) -> None:
    """Create all marts, if the warehouse has others than this version; in one transaction."""
    found = con.execute("SELECT value FROM ops.setting WHERE name = 'marts_version'").fetchone()
    if found == (version(),):
        return
    con.execute("BEGIN")
    for view in con.execute("SELECT view_name FROM duckdb_views() WHERE schema_name = 'marts'").fetchall():
        con.execute(f'DROP VIEW marts."{view[0]}"')
    for mart in all_marts():
        con.execute(mart.sql)
    con.execute("DELETE FROM ops.setting WHERE name = 'marts_version'")
    con.execute("INSERT INTO ops.setting VALUES ('marts_version', ?)", [version()])
    con.execute("COMMIT")


def _parse(file_name: str, sql: str) -> Mart:
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
    name = re.sub(r"^\d+_", "", file_name.removesuffix(".sql"))
    return Mart(name, entries.get("Metric", ""), entries, sql)
