"""Accounts of a delivery: no record may be lost on the way into the tables."""

from __future__ import annotations

import duckdb

from lighting.registry import DATASETS
from lighting.versioned import TABLES
from warehouse import latest
from warehouse.confidential import everywhere


class AccountingError(Exception):
    """Rows of a file are neither accepted, nor quarantined, nor set aside: a fault, never to be committed."""


def check(con: duckdb.DuckDBPyConnection, delivery: str) -> None:
    """Every record read is accepted, quarantined or set aside; counted in the tables, not in the files.

    Raises:
        AccountingError: if one is not.
    """
    (dataset,) = con.execute("SELECT dataset FROM ops.delivery WHERE delivery_id = ?", [delivery]).fetchall()[0]
    parts = []
    for name in DATASETS[dataset].tables:
        if name in TABLES:
            parts += [
                f"SELECT source_row FROM core.{table} WHERE source_file = $d AND state = 'V'"
                for table in (name, f"{name}_restated")
            ]
        elif name in latest.TABLES:
            parts.append("SELECT source_row FROM core.accepted_row WHERE source_file = $d")
    (found,) = con.execute(
        f"SELECT count(DISTINCT source_row) FROM ({' UNION ALL '.join(parts)})", {"d": delivery}
    ).fetchall()[0]
    row = con.execute(
        """
        SELECT file_name, rows_read, rows_accepted, rows_quarantined, rows_set_aside,
               (SELECT count(*) FROM ops.quarantine_row AS q WHERE q.delivery_id = d.delivery_id)
        FROM ops.delivery AS d WHERE delivery_id = ?
        """,
        [delivery],
    ).fetchall()[0]
    name, read, accepted, quarantined, set_aside, in_quarantine = row
    if (found, in_quarantine) != (
        accepted,
        quarantined,
    ) or read != accepted + quarantined + set_aside:
        raise AccountingError(
            f"{name}: {read} records were read; {found} are in the tables ({accepted} expected), {in_quarantine} "
            f"in quarantine ({quarantined} expected), {set_aside} set aside."
        )


def off(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Loaded deliveries of which the tables or the quarantine hold another number of records than the ledger says.

    Args:
        con: the warehouse, with confidential rows attached if all deliveries are meant.
    """
    tables = {name for entry in DATASETS.values() for name in entry.tables if name in TABLES}
    rows = [
        f"SELECT source_file, source_row FROM {everywhere(con, f'core.{table}')} WHERE state = 'V'"
        for name in sorted(tables)
        for table in (name, f"{name}_restated")
    ]
    rows.append(f"SELECT source_file, source_row FROM {everywhere(con, 'core.accepted_row')}")
    found = con.execute(
        f"""
        WITH found AS (
            SELECT source_file, count(DISTINCT source_row) AS n FROM ({" UNION ALL ".join(rows)}) GROUP BY source_file
        ), held AS (
            SELECT delivery_id, count(*) AS n FROM {everywhere(con, "ops.quarantine_row")} GROUP BY delivery_id
        )
        SELECT d.file_name, d.rows_accepted, coalesce(f.n, 0), d.rows_quarantined, coalesce(h.n, 0)
        FROM {everywhere(con, "ops.delivery")} AS d
        LEFT JOIN found AS f ON f.source_file = d.delivery_id
        LEFT JOIN held AS h ON h.delivery_id = d.delivery_id
        WHERE d.state = 'loaded' AND d.rows_accepted IS NOT NULL
          AND (coalesce(f.n, 0) <> d.rows_accepted OR coalesce(h.n, 0) <> d.rows_quarantined)
        ORDER BY d.file_name
        """
    ).fetchall()
    return [
        f"{name}: {in_tables:,} rows in the tables where the ledger has {accepted:,}, {held:,} in quarantine where it "
        f"has {quarantined:,}"
        for name, accepted, in_tables, quarantined, held in found
    ]
