"""Tables in two times: versions of every figure, as a function of the set of accepted releases.

A release covers a key if supersession group, period, kind, basis, flow and currency match, its level of detail is the
key's and the key lies inside its selection. The state of a key at a moment is the statement of the winning release
among those known by then that cover it, and whether that release is official. Versions are maximal runs of equal state.
Touched slices are made anew from all statements; the order in which releases came plays no part.
"""

from __future__ import annotations

import duckdb

from lighting.versioned import VersionedTable
from warehouse import revisions, sums
from warehouse.appending import Stated, append
from warehouse.literals import digits, names
from warehouse.statements import Recompute, stated


class Change:
    """One change of a versioned table, inside a transaction of the caller.

    Use: ``Change(con, table, run_id)``, then ``take_out`` deliveries while their releases are still listed, then
    ``put_in`` new statements once their releases are listed, then ``settle``.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, table: VersionedTable, run_id: str) -> None:
        self._con = con
        self._run_id = run_id
        self._table = table
        self._removed: list[str] = []
        self._incoming: list[str] = []
        self._touched = f"touched_{table.name}"
        self._stated = Stated()
        empty = f"SELECT {names(table.slice)} FROM core.{table.name} LIMIT 0"
        con.execute(f"CREATE OR REPLACE TEMP TABLE {self._touched} AS {empty}")

    def take_out(self, source_files: list[str]) -> None:
        """Take the statements of deliveries out."""
        if not source_files:
            return
        self._removed += source_files
        files = digits(source_files)
        for name in (self._table.name, f"{self._table.name}_restated"):
            self._touch(f"SELECT {names(self._table.slice)} FROM core.{name} WHERE source_file IN ({files})")
        if self._table.closes:
            self._touch(self._covered_slices(files))

    def put_in(self, statements: list[str], source_files: list[str]) -> None:
        """Put new statements in.

        Args:
            statements: SQL of relations with the columns of a statement.
            source_files: the deliveries that they come from.
        """
        self._incoming += [f"SELECT {names(stated(self._table))} FROM ({s})" for s in statements]
        for statement in statements:
            self._touch(self._stated.look_at(self._con, self._table, statement))
        if self._table.closes:
            self._touch(self._covered_slices(digits(source_files)))

    def touch(self, rows: str) -> None:
        """Make the slices anew that stand in the rows of a table; it has the columns of a slice."""
        self._touch(f"SELECT {names(self._table.slice)} FROM {rows}")

    def settle(self) -> None:
        """Make the versions of the touched slices."""
        table = self._table
        distinct = f"SELECT DISTINCT {names(table.slice)} FROM {self._touched}"
        self._con.execute(f"CREATE OR REPLACE TEMP TABLE {self._touched} AS {distinct}")
        if self._con.execute(f"SELECT 1 FROM {self._touched} LIMIT 1").fetchone():
            if self._is_plain_append():
                incoming = " UNION ALL ".join(self._incoming)
                stands = f"SELECT *, NULL AS known_to FROM ({incoming})"
                revisions.note(self._con, table, self._touched, stands, self._run_id, is_first=True)
                append(self._con, table, incoming, self._stated)
            else:
                Recompute(self._con, table, self._touched, self._incoming, self._removed, self._run_id).run()
                if table.name == sums.SUMMED:
                    sums.refresh(self._con, self._touched)
        self._con.execute(f"DROP TABLE {self._touched}")

    def _touch(self, select: str) -> None:
        self._con.execute(f"INSERT INTO {self._touched} SELECT DISTINCT * FROM ({select})")

    def _covered_slices(self, files: str) -> str:
        return f"""
            SELECT {names(self._table.slice, "c")} FROM core.{self._table.coverage} AS c
            SEMI JOIN (SELECT release_id FROM core.dim_release WHERE source_file IN ({files})) AS r USING (release_id)
            WHERE c.has_rows OR c.is_closed
        """

    def _is_plain_append(self) -> bool:
        """True if one release meets nothing: then every statement is a version as it stands."""
        if self._removed or not self._incoming:
            return False
        table = self._table
        if len(self._stated.moments) != 1 or self._has_held_twice():
            return False
        using = names(table.slice)
        for name in (table.name, f"{table.name}_restated"):
            found = self._con.execute(
                f"SELECT 1 FROM core.{name} SEMI JOIN {self._touched} USING ({using}) LIMIT 1"
            ).fetchone()
            if found:
                return False
        if table.closes:
            covering = f"core.{table.coverage} SEMI JOIN {self._touched} USING ({using})"
            releases = self._con.execute(
                f"SELECT count(DISTINCT release_id) FROM {covering} WHERE has_rows OR is_closed"
            ).fetchone()
            return releases == (1,)
        return True

    def _has_held_twice(self) -> bool:
        """True if a key that is held is stated in another row too: then the figure is held."""
        if not self._stated.holds:
            return False
        incoming, key = " UNION ALL ".join(self._incoming), names(self._table.key)
        held = f"SELECT DISTINCT {key} FROM ({incoming}) WHERE state = 'HELD'"
        found = self._con.execute(
            f"SELECT 1 FROM ({incoming}) SEMI JOIN ({held}) USING ({key}) GROUP BY {key} HAVING count(*) > 1 LIMIT 1"
        ).fetchone()
        return found is not None
