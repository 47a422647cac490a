"""Revisions: how present figures change when deliveries are loaded, corrected or withdrawn.

A figure may change several times in one run, in whatever order its files come. Each change is noted where versions are
made, in the same transaction; the net change between two runs is the first state before and the last one after.
"""

from __future__ import annotations

import duckdb

from lighting.versioned import VersionedTable
from warehouse import declared
from warehouse.connection import transaction
from warehouse.literals import literal, names

KEPT_CHANGES = 500_000
"""Changes that are kept; a run that made more is kept whole while it is the last one that made any."""
PRUNED = "revisions_after"
"""Setting that names the run up to which changes are no longer kept."""


def figures(table: VersionedTable) -> tuple[str, ...]:
    """Measures whose changes are noted: numbers, without the rounding of printed ones; the first is the figure."""
    columns = declared.columns("core", f"{table.name}_restated")
    return tuple(c.name for c in columns if c.type.startswith("DECIMAL") and not c.name.endswith("_half_unit"))


def note(
    con: duckdb.DuckDBPyConnection, table: VersionedTable, touched: str, after: str, run_id: str, *, is_first: bool
) -> None:
    """Note what changes in touched slices, before the table is changed and within the caller's transaction.

    A slice of which nothing was known is noted as such, without its figures; one that had been emptied is not new. Of a
    table without figures nothing is noted.

    Args:
        con: the warehouse.
        table: the table in two times.
        touched: temporary table of the slices.
        after: SQL of a relation with the versions that will stand, ``known_to`` among its columns.
        run_id: the run.
        is_first: True if the table is known to hold nothing in these slices.
    """
    if not figures(table):
        return
    using = names(table.slice)
    held = f"SELECT {using} FROM core.{table.name}" + (" LIMIT 0" if is_first else "")
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE change_of AS
        WITH moved AS (SELECT *, {_slice(table)} AS slice FROM {touched}),
        known AS (
            SELECT slice FROM moved SEMI JOIN ({held}) AS h USING ({using})
            UNION SELECT slice FROM ops.revision WHERE table_name = '{table.name}' AND new_state IS NULL
        )
        SELECT *, slice IN (FROM known) AS is_known,
               1 + greatest(coalesce((SELECT max(change_no) FROM ops.revision), 0),
                            coalesce((SELECT max(change_no) FROM ops.new_slice), 0)) AS change_no
        FROM moved
        """
    )
    con.execute(
        f"INSERT INTO ops.new_slice SELECT ?, change_no, '{table.name}', slice FROM change_of WHERE NOT is_known",
        [run_id],
    )
    if con.execute("SELECT 1 FROM change_of WHERE is_known LIMIT 1").fetchone():
        known = f"SEMI JOIN (SELECT * FROM change_of WHERE is_known) AS c USING ({using}) WHERE known_to IS NULL"
        _note_figures(con, table, f"FROM core.{table.name} {known}", f"FROM ({after}) {known}", run_id)
    con.execute("DROP TABLE change_of")


def _note_figures(con: duckdb.DuckDBPyConnection, table: VersionedTable, old: str, new: str, run_id: str) -> None:
    """Note figures that differ between two relations; what is absent counts as what was never stated."""
    measures = figures(table)
    differs = " OR ".join(f"o.{m} IS DISTINCT FROM n.{m}" for m in measures)
    pairs = ", ".join(f"o.{m} AS old_{m}, n.{m} AS new_{m}" for m in measures)
    wanted = f"{names(table.key)}, state::VARCHAR AS state, {names(measures)}, known_from, source_file"
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE changed AS
        SELECT {names(table.key)}, o.state AS old_state, n.state AS new_state, {pairs},
               coalesce(n.known_from, o.known_from) AS known_from, coalesce(n.source_file, o.source_file) AS source_file
        FROM (SELECT {wanted} {old}) AS o FULL JOIN (SELECT {wanted} {new}) AS n USING ({names(table.key)})
        WHERE coalesce(o.state, 'ABSENT') <> coalesce(n.state, 'ABSENT') OR {differs}
        """
    )
    key = ", ".join(f"'{name}': {name}::VARCHAR" for name in table.key)
    for number, measure in enumerate(measures):
        states = "" if number else "OR old_state IS DISTINCT FROM new_state"
        con.execute(
            f"""
            INSERT INTO ops.revision BY NAME
            SELECT {literal(run_id)} AS run_id, s.change_no, '{table.name}' AS table_name, s.slice,
                   to_json({{{key}}})::VARCHAR AS key, '{measure}' AS measure, old_state, new_state,
                   old_{measure} AS old_value, new_{measure} AS new_value, known_from, source_file
            FROM changed JOIN change_of AS s USING ({names(table.slice)})
            WHERE old_{measure} IS DISTINCT FROM new_{measure} {states}
            """
        )
    con.execute("DROP TABLE changed")


def _slice(table: VersionedTable) -> str:
    return f"to_json([{', '.join(f'{name}::VARCHAR' for name in table.slice)}])::VARCHAR"


def prune(con: duckdb.DuckDBPyConnection, most: int = KEPT_CHANGES) -> None:
    """Drop the changes of the oldest runs where there are too many, and note up to which; whole published nights only.

    The list tells people what a night changed; every state of every figure stays in the versions. A slice that was
    emptied in a run that is dropped counts as new when it comes again.

    Args:
        con: the warehouse.
        most: number of changes to keep.
    """
    row = con.execute(
        """
        SELECT max(run_id) FROM (
            SELECT run_id, sum(count(*)) OVER newest AS kept, row_number() OVER newest AS place
            FROM ops.revision GROUP BY run_id WINDOW newest AS (ORDER BY run_id DESC)
        ) WHERE kept > ? AND place > 1
          AND run_id <= (SELECT max(run_id) FROM ops.run WHERE state = 'published')
        """,
        [most],
    ).fetchone()
    if row is None or row[0] is None:
        return
    with transaction(con):
        for table in ("revision", "new_slice"):
            con.execute(f"DELETE FROM ops.{table} WHERE run_id <= ?", [row[0]])
        con.execute("DELETE FROM ops.setting WHERE name = ?", [PRUNED])
        con.execute("INSERT INTO ops.setting VALUES (?, ?)", [PRUNED, row[0]])


def pruned(con: duckdb.DuckDBPyConnection) -> str | None:
    """The run up to which changes are no longer kept; None if all are."""
    row = con.execute("SELECT value FROM ops.setting WHERE name = ?", [PRUNED]).fetchone()
    return str(row[0]) if row else None
