"""Rows of ``core.dim_release`` and of the coverage tables for loaded deliveries; a page set is one release."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from lighting.registry import DATASETS
from lighting.versioned import COVERAGE
from warehouse import declared
from warehouse.confidential import everywhere
from warehouse.literals import digits, names


def remove_releases(con: duckdb.DuckDBPyConnection, source_files: Sequence[str]) -> None:
    """Remove the releases of deliveries, with what they cover."""
    for source_file in source_files:
        for table in COVERAGE:
            con.execute(
                f"""
                DELETE FROM core.{table}
                WHERE release_id IN (SELECT release_id FROM core.dim_release WHERE source_file = ?)
                """,
                [source_file],
            )
    for source_file in source_files:
        con.execute("DELETE FROM core.dim_release WHERE source_file = ?", [source_file])


def add_releases(con: duckdb.DuckDBPyConnection, deliveries: Sequence[tuple[str, str, Path]]) -> None:
    """Add the releases of deliveries.

    Args:
        con: the warehouse.
        deliveries: identifier, dataset and folder of shaped rows of each. Pages of a set come together. A release may
            say its own rank; else that of its dataset holds.
    """
    for source_file, dataset, shaped in deliveries:
        con.execute(
            """
            INSERT INTO core.dim_release BY NAME
            SELECT CASE WHEN set_id IS NULL THEN ? || '@' || strftime(known_from, '%Y%m%dT%H%M%S')
                        ELSE 'set:' || md5(? || '/' || set_id) END AS release_id,
                   ? AS source_file, ? AS dataset, ? AS supersession_group, is_official, known_from,
                   coalesce(rank, ?) AS rank, revision_no, set_id
            FROM ((SELECT NULL::INTEGER AS rank LIMIT 0) UNION ALL BY NAME (FROM read_parquet(?)))
            """,
            [
                source_file,
                dataset,
                source_file,
                dataset,
                DATASETS[dataset].supersession_group,
                DATASETS[dataset].rank,
                str(shaped / "dim_release.parquet"),
            ],
        )
    con.execute(
        """
        UPDATE core.dim_release AS r SET known_from = s.known_from, is_official = s.is_official, rank = s.rank,
            revision_no = s.revision_no
        FROM (
            SELECT release_id, max(known_from) AS known_from, bool_and(is_official) AS is_official, min(rank) AS rank,
                   max(revision_no) AS revision_no
            FROM core.dim_release WHERE set_id IS NOT NULL GROUP BY release_id
        ) AS s
        WHERE r.release_id = s.release_id
          AND (r.known_from, r.is_official, r.rank, r.revision_no)
              <> (s.known_from, s.is_official, s.rank, s.revision_no)
        """
    )
    for table in COVERAGE:
        sources = [(source, shaped) for source, dataset, shaped in deliveries if table in DATASETS[dataset].tables]
        for source_file, shaped in sources:
            _add_coverage(con, table, source_file, shaped / f"{table}.parquet")
        if sources:
            _join_pages(con, table, [source for source, _ in sources])


def known_from_of(con: duckdb.DuckDBPyConnection, source_file: str) -> str | None:
    """The moment of a page set, which stands for all its rows; None for other deliveries."""
    row = con.execute(
        "SELECT known_from::VARCHAR FROM core.dim_release WHERE source_file = ? AND set_id IS NOT NULL",
        [source_file],
    ).fetchone()
    return str(row[0]) if row else None


def _add_coverage(con: duckdb.DuckDBPyConnection, table: str, source_file: str, path: Path) -> None:
    """Coverage of one delivery; a file of several releases says which row belongs to which."""
    columns = {row[0] for row in con.execute("DESCRIBE FROM read_parquet(?)", [str(path)]).fetchall()}
    same = "AND c.known_from = r.known_from" if "known_from" in columns else ""
    with_rows = "coalesce(c.has_rows, true)" if "has_rows" in columns else "true"
    con.execute(
        f"""
        INSERT INTO core.{table} BY NAME
        SELECT r.release_id, {names(_asked(table), "c")}, {with_rows} AS has_rows,
               c.is_closed AS selection_is_closed, c.is_closed AND {with_rows} AS is_closed
        FROM read_parquet(?) AS c JOIN core.dim_release AS r ON r.source_file = ? {same}
        """,
        [str(path), source_file],
    )


def _join_pages(con: duckdb.DuckDBPyConnection, table: str, source_files: Sequence[str]) -> None:
    """Pages of a set cover together; one page with an unreadable key leaves the whole set open."""
    asked = names(_asked(table))
    is_of_set = f"""release_id IN (
        SELECT release_id FROM core.dim_release WHERE set_id IS NOT NULL AND source_file IN ({digits(source_files)})
    )"""
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE joined AS
        SELECT *, has_rows AND selection_is_closed AS is_closed
        FROM (
            SELECT release_id, {asked}, bool_or(has_rows) AS has_rows,
                   bool_and(bool_and(selection_is_closed)) OVER (PARTITION BY release_id) AS selection_is_closed
            FROM core.{table} WHERE {is_of_set}
            GROUP BY release_id, {asked}
        )
        """
    )
    con.execute(f"DELETE FROM core.{table} WHERE {is_of_set}")
    con.execute(f"INSERT INTO core.{table} BY NAME FROM joined")
    con.execute("DROP TABLE joined")


def settle_coverage(con: duckdb.DuckDBPyConnection, table: str) -> str:
    """Bring in line with the schedule which months without rows each release covers.

    A month that a release has no row of is covered if it was officially published when the release came; a feed whose
    months nothing schedules has published them once they are over.

    Args:
        con: the warehouse.
        table: a coverage table.

    Returns:
        Name of a temporary table with the rows of the coverage table that have changed.
    """
    changed = f"changed_{table}"
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {changed} AS
        WITH moment AS (
            SELECT release_id, any_value(dataset) AS dataset, any_value(known_from)::DATE AS known_on
            FROM core.dim_release GROUP BY release_id
        )
        SELECT c.rowid AS coverage_row, c.*,
               c.selection_is_closed AND (c.has_rows OR coalesce(m.known_on >= s.official_on, true)) AS closes
        FROM core.{table} AS c
        JOIN moment AS m USING (release_id)
        LEFT JOIN {everywhere(con, "core.release_schedule")} AS s
          ON s.dataset = m.dataset AND s.period = c.period AND s.period_kind = c.period_kind::VARCHAR
        WHERE closes <> c.is_closed
        """
    )
    con.execute(f"UPDATE core.{table} AS c SET is_closed = n.closes FROM {changed} AS n WHERE n.coverage_row = c.rowid")
    return changed


def _asked(table: str) -> list[str]:
    """Columns of a coverage table that say what was asked for."""
    own = ("release_id", "is_closed", "has_rows", "selection_is_closed")
    return [c.name for c in declared.columns("core", table) if c.name not in own]
