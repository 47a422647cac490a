"""The content of the warehouse as one hash: equal content, equal digest, in whatever order it came.

In are all tables of schema core with their business columns, quarantined records, decisions, and state, reason and
counts of every delivery; those of confidential datasets too where their file is attached. Out are runs, rule results,
marts, file names (also in reasons) and times of loading.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import duckdb

from lighting.registry import SPLIT_TABLES
from warehouse import declared
from warehouse.confidential import everywhere

_LEDGER = (
    "delivery_id",
    "dataset",
    "state",
    "rule",
    "reason",
    "rows_read",
    "rows_accepted",
    "rows_quarantined",
    "rows_set_aside",
    "rows_held",
)

OUT = frozenset(
    {
        "core.bridge_visit_service",
        "core.dim_source_file",
        "core.fct_claim_check",
        "ops.fct_dq_result",
        "ops.landing_file",
        "ops.lookup_version",
        "ops.migration",
        "ops.new_slice",
        "ops.revision",
        "ops.run",
        "ops.setting",
    }
)
"""Tables that are not in it: views, runs and what each of them found, results, caches."""

IN: dict[str, tuple[str, ...] | None] = {
    **{f"core.{name}": None for name in declared.tables("core") if f"core.{name}" not in OUT},
    "ops.quarantine_row": None,
    "ops.corrected_row": None,
    "ops.decision": ("delivery_id", "kind", "target", "key", "reason", "decided_by", "source_rows"),
    "ops.delivery": _LEDGER,
}
"""Tables in the digest, with their columns; None for all."""

_WITHOUT_NAME = {
    ("ops.delivery", "reason"): (
        "CASE WHEN starts_with(reason, file_name) THEN substr(reason, length(file_name) + 1) ELSE reason END"
    ),
}
"""A reason begins with the name of the file, which may come under another name another time."""

_EMPTY = "0:0"
"""Digest of a table without rows."""


def table_digests(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Digest of each table; those without rows are found in one query, and are most of them in a young warehouse."""
    relations = {name: _relation(con, name) for name in sorted(IN)}
    filled = con.execute(
        " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (FROM {rows})" for name, rows in relations.items())
    ).fetchall()
    has_rows = {name for (name,) in filled}
    return {name: table_digest(con, name) if name in has_rows else _EMPTY for name in relations}


def table_digest(con: duckdb.DuckDBPyConnection, name: str) -> str:
    """Digest of a table: number of rows and sum of the hashes of its rows, whatever their order."""
    columns = IN[name] or [column.name for column in declared.columns(*name.split("."))]
    row = ", ".join(_WITHOUT_NAME.get((name, column), column) for column in columns)
    (count, total) = con.execute(
        f"SELECT count(*), coalesce(sum(md5_number_lower(row({row})::VARCHAR)::HUGEINT), 0) FROM {_relation(con, name)}"
    ).fetchall()[0]
    return f"{count}:{total}"


def _relation(con: duckdb.DuckDBPyConnection, name: str) -> str:
    return everywhere(con, name) if name in SPLIT_TABLES else name


def digest(con: duckdb.DuckDBPyConnection) -> str:
    """Digest of the whole content, 32 hex digits."""
    return digest_of(table_digests(con))


def digest_of(tables: Mapping[str, str]) -> str:
    """Digest of the whole content from those of its tables, in their order."""
    text = "\n".join(f"{name} {value}" for name, value in tables.items())
    return hashlib.sha256(text.encode()).hexdigest()[:32]
