"""Rows of ``core.dim_release`` and ``core.release_coverage`` for loaded deliveries; a page set is one release."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from lighting.registry import DATASETS

_COVERAGE = """period, period_kind, geo_basis, flow, currency, product_level, by_partner, by_regime, by_place"""
_LISTS = "covers_hs, covers_partners, covers_regimes, covers_places"


def remove_releases(con: duckdb.DuckDBPyConnection, source_files: Sequence[str]) -> None:
    """Remove the releases of deliveries, with what they cover."""
    for source_file in source_files:
        con.execute(
            """
            DELETE FROM core.release_coverage
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
        deliveries: identifier, dataset and folder of shaped rows of each. Pages of a set come together.
    """
    for source_file, dataset, shaped in deliveries:
        con.execute(
            """
            INSERT INTO core.dim_release BY NAME
            SELECT CASE WHEN set_id IS NULL THEN ? || '@' || strftime(known_from, '%Y%m%dT%H%M%S')
                        ELSE 'set:' || md5(? || '/' || set_id) END AS release_id,
                   ? AS source_file, ? AS dataset, ? AS supersession_group, is_official, known_from, ? AS rank,
                   revision_no, set_id
            FROM read_parquet(?)
            """,
            [
                source_file,
                dataset,
                source_file,
                dataset,
                dataset,
                DATASETS[dataset].rank,
                str(shaped / "dim_release.parquet"),
            ],
        )
    con.execute(
        """
        UPDATE core.dim_release AS r SET known_from = s.known_from, is_official = s.is_official,
            revision_no = s.revision_no
        FROM (
            SELECT release_id, max(known_from) AS known_from, bool_and(is_official) AS is_official,
                   max(revision_no) AS revision_no
            FROM core.dim_release WHERE set_id IS NOT NULL GROUP BY release_id
        ) AS s
        WHERE r.release_id = s.release_id AND r.known_from <> s.known_from
        """
    )
    for source_file, _, shaped in deliveries:
        _add_coverage(con, source_file, shaped / "release_coverage.parquet")
    _join_pages(con)


def known_from_of(con: duckdb.DuckDBPyConnection, source_file: str) -> str | None:
    """The moment of a page set, which stands for all its rows; None for other deliveries."""
    row = con.execute(
        "SELECT known_from::VARCHAR FROM core.dim_release WHERE source_file = ? AND set_id IS NOT NULL",
        [source_file],
    ).fetchone()
    return str(row[0]) if row else None


def _add_coverage(con: duckdb.DuckDBPyConnection, source_file: str, path: Path) -> None:
    """Coverage of one delivery; a file of several releases says which row belongs to which."""
    columns = {row[0] for row in con.execute("DESCRIBE FROM read_parquet(?)", [str(path)]).fetchall()}
    same = "AND c.known_from = r.known_from" if "known_from" in columns else ""
    con.execute(
        f"""
        INSERT INTO core.release_coverage BY NAME
        SELECT r.release_id, {_COVERAGE}, is_closed, {_LISTS}
        FROM read_parquet(?) AS c JOIN core.dim_release AS r ON r.source_file = ? {same}
        """,
        [str(path), source_file],
    )


def _join_pages(con: duckdb.DuckDBPyConnection) -> None:
    """Pages of a set cover together; one page with an unreadable key leaves the whole set open."""
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE joined AS
        SELECT release_id, {_COVERAGE}, bool_and(bool_and(is_closed)) OVER (PARTITION BY release_id) AS is_closed,
               {_LISTS}
        FROM core.release_coverage WHERE starts_with(release_id, 'set:')
        GROUP BY release_id, {_COVERAGE}, {_LISTS}
        """
    )
    con.execute("DELETE FROM core.release_coverage WHERE starts_with(release_id, 'set:')")
    con.execute("INSERT INTO core.release_coverage BY NAME FROM joined")
    con.execute("DROP TABLE joined")
