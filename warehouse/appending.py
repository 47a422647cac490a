"""The usual delivery: one release that meets nothing, of which every statement is a version as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb

from lighting.versioned import VersionedTable
from warehouse import sums
from warehouse.literals import literal, names
from warehouse.statements import FIRST_RELEASE_DAYS, in_time, measures


@dataclass
class Stated:
    """What new statements are about, as far as it repeats in all of them.

    Attributes:
        slices: values of the columns of a slice.
        sources: the deliveries.
        moments: from when the statements are known.
        holds: True if one of them holds a key.
    """

    slices: set[tuple[str, ...]] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    moments: set[str] = field(default_factory=set)
    holds: bool = False

    def look_at(self, con: duckdb.DuckDBPyConnection, table: VersionedTable, statement: str) -> str:
        """Take note of statements in one pass; returns SQL of their slices."""
        texts = ", ".join(f"{name}::VARCHAR AS {name}" for name in table.slice)
        found = con.execute(
            f"""
            SELECT {texts}, source_file, known_from::VARCHAR, is_held
            FROM (SELECT DISTINCT {names(table.slice)}, source_file, known_from, state = 'HELD' AS is_held
                  FROM ({statement}))
            """
        ).fetchall()
        slices = {row[:-3] for row in found}
        self.slices |= slices
        self.sources |= {row[-3] for row in found}
        self.moments |= {row[-2] for row in found}
        self.holds |= any(row[-1] for row in found)
        values = ", ".join(f"({', '.join(literal(value) for value in values)})" for values in sorted(slices))
        columns = names(table.slice)
        return f"FROM (VALUES {values}) AS s ({columns})" if slices else f"SELECT {columns} FROM ({statement}) LIMIT 0"


def append(con: duckdb.DuckDBPyConnection, table: VersionedTable, incoming: str, stated: Stated) -> None:
    """Put statements that meet nothing in as versions, and their sums, within the caller's transaction.

    Args:
        con: the warehouse.
        table: the table in two times, which holds nothing in the slices of the statements.
        incoming: SQL of the statements, all of one moment.
        stated: what they are about.
    """
    # Other files are read meanwhile: one thread takes less processor time, for it writes the row groups in order.
    # The commit compresses the last of them, so that the loader sets threads back after it.
    con.execute("SET threads = 1")
    constants = _constants(con, table, stated)
    if not constants:
        _append_joined(con, table, incoming)
        if table.name == sums.SUMMED:
            con.execute(
                f"CREATE OR REPLACE TEMP TABLE appended AS SELECT DISTINCT {names(table.slice)} FROM ({incoming})"
            )
            sums.refresh(con, "appended")
            con.execute("DROP TABLE appended")
        return
    first_until, known_from = constants["first_until"], constants["known_from"]
    keys = ", ".join(f"{constants[name]} AS {name}" if name in constants else name for name in table.key)
    con.execute(
        f"""
        INSERT INTO core.{table.name} BY NAME
        SELECT {keys}, state, {names(measures(table))}, {constants["is_official"]} AS is_official,
               state = 'V' AND {known_from} <= {first_until} AS is_first_release,
               {known_from} AS known_from, NULL AS known_to, {known_from} AS last_confirmed,
               {constants["source_file"]} AS source_file, source_row
        FROM ({incoming})
        """
    )
    if table.name == sums.SUMMED:
        sums.add(con, incoming, constants)


def _constants(con: duckdb.DuckDBPyConnection, table: VersionedTable, stated: Stated) -> Mapping[str, str]:
    """Literals of the columns that are the same in every statement, the usual case: read as columns they cost much.

    Beside them ``is_official`` and ``first_until``, until when a release is a first one. Empty if there are several
    slices or deliveries.
    """
    if not table.is_periodic or not len(stated.slices) == len(stated.sources) == len(stated.moments) == 1:
        return {}
    (values,), (source,), (moment,) = stated.slices, stated.sources, stated.moments
    constants = {name: literal(value) for name, value in zip(table.slice, values, strict=True)}
    constants |= {"source_file": literal(source), "known_from": f"TIMESTAMP {literal(moment)}"}
    is_official, until = con.execute(
        f"""
        SELECT r.is_official, (p.period_end + INTERVAL {FIRST_RELEASE_DAYS} DAY)::TIMESTAMP::VARCHAR
        FROM core.dim_release AS r, core.dim_period AS p
        WHERE r.source_file = {constants["source_file"]} AND r.known_from = {constants["known_from"]}
          AND p.period = {constants["period"]} AND p.period_kind = {constants["period_kind"]}
        """
    ).fetchall()[0]
    return constants | {"is_official": str(is_official), "first_until": f"TIMESTAMP {literal(until)}"}


def _append_joined(con: duckdb.DuckDBPyConnection, table: VersionedTable, incoming: str) -> None:
    soon, joined = in_time(table, "s")
    con.execute(
        f"""
        INSERT INTO core.{table.name} BY NAME
        SELECT {names(table.key, "s")}, state, {names(measures(table))}, r.is_official,
               state = 'V' AND {soon} AS is_first_release,
               known_from, NULL AS known_to, known_from AS last_confirmed, source_file, source_row
        FROM ({incoming}) AS s
        JOIN core.dim_release AS r USING (source_file, known_from)
        {joined}
        """
    )
