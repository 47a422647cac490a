"""Accounts of a delivery: no record may be lost on the way into the tables."""

from __future__ import annotations

import duckdb

from lighting.registry import DATASETS
from lighting.versioned import TABLES
from warehouse import latest


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
