"""The ledger: what was delivered and what became of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb

from warehouse import confidential, lookups, released
from warehouse.archive import Entry
from warehouse.confidential import everywhere
from warehouse.connection import part_of
from warehouse.manifest import now

RECEIVED, WAITING, REFUSED, LOADED, WITHDRAWN = (
    "received",
    "waiting",
    "refused",
    "loaded",
    "withdrawn",
)

TOO_EARLY = "Q75"
"""The rule that refuses a delivery whose release lies after its receipt."""


@dataclass(frozen=True)
class Counts:
    """What became of the records of a file."""

    read: int
    accepted: int
    quarantined: int
    set_aside: int
    held: int = 0


@dataclass(frozen=True)
class Delivery:
    """A row of the ledger, as far as the stages need it."""

    delivery_id: str
    sha256: str
    dataset: str | None
    file_name: str
    facts: dict[str, Any]
    state: str
    received_at: str
    rule: str | None = None
    code_version: str | None = None
    lookup_scope: list[str] = field(default_factory=list)
    lookup_version: str | None = None
    is_confidential: bool = False


_COLUMNS = """delivery_id, sha256, dataset, file_name, facts, state, received_at::VARCHAR, rule, code_version,
    lookup_scope, lookup_version, is_confidential"""


def add_entries(con: duckdb.DuckDBPyConnection, entries: Iterable[Entry], run_id: str) -> list[str]:
    """Add deliveries that the ledger does not know, each once and to its part; returns their identifiers."""
    known = {row[0] for row in con.execute(f"SELECT delivery_id FROM {everywhere(con, 'ops.delivery')}").fetchall()}
    new: dict[str, Entry] = {}
    for entry in entries:
        if entry.delivery_id not in known:
            new.setdefault(entry.delivery_id, entry)
    for entry in new.values():
        with part_of(con, confidential.belongs(entry.dataset, entry.facts)) as part:
            _add(part, entry, run_id)
    return list(new)


def _add(con: duckdb.DuckDBPyConnection, entry: Entry, run_id: str) -> None:
    facts = entry.declared
    con.execute(
        """
        INSERT INTO ops.delivery BY NAME SELECT ? AS delivery_id, ? AS sha256, ? AS facts_sha256, ? AS dataset,
            ? AS facts, ? AS file_name, ? AS byte_size, ?::TIMESTAMP AS received_at,
            ?::TIMESTAMP AS released_at, 'received' AS state, ? AS set_id, ? AS page, ? AS pages, ? AS run_id,
            ?::TIMESTAMP AS changed_at
        """,
        [
            entry.delivery_id,
            entry.sha256,
            entry.facts_sha256,
            entry.dataset,
            entry.facts,
            entry.file_name,
            entry.byte_size,
            entry.received_at,
            facts.get("released_at"),
            facts.get("set_id"),
            facts.get("page"),
            facts.get("pages"),
            run_id,
            now().isoformat(),
        ],
    )


def deliveries(con: duckdb.DuckDBPyConnection, where: str = "true", params: Sequence[Any] = ()) -> list[Delivery]:
    """Deliveries that meet a condition, in an order that does not depend on when they came."""
    rows = con.execute(
        f"""
        SELECT {_COLUMNS} FROM {everywhere(con, "ops.delivery")}
        WHERE {where} ORDER BY dataset, released_at, delivery_id
        """,
        list(params) or None,
    ).fetchall()
    return [
        Delivery(
            delivery_id=row[0],
            sha256=row[1],
            dataset=row[2],
            file_name=row[3],
            facts=json.loads(row[4]),
            state=row[5],
            received_at=row[6],
            rule=row[7],
            code_version=row[8],
            lookup_scope=json.loads(row[9]) if row[9] else [],
            lookup_version=row[10],
            is_confidential=row[11],
        )
        for row in rows
    ]


def set_state(
    con: duckdb.DuckDBPyConnection,
    delivery_id: str,
    state: str,
    run_id: str,
    *,
    rule: str | None = None,
    reason: str | None = None,
    remedy: str | None = None,
) -> None:
    """Write a state with its reason. Counts are written by ``set_judgement``."""
    con.execute(
        """
        UPDATE ops.delivery SET state = ?, rule = ?, reason = ?, remedy = ?, run_id = ?, changed_at = ?::TIMESTAMP
        WHERE delivery_id = ?
        """,
        [state, rule, reason, remedy, run_id, now().isoformat(), delivery_id],
    )


def set_judgement(
    con: duckdb.DuckDBPyConnection,
    delivery_id: str,
    counts: Counts | None,
    code_version: str | None,
    lookup_scope: list[str],
    lookup_version: str | None,
) -> None:
    """Write by what a delivery was judged and what was counted; no counts for a file refused as a whole."""
    numbers = (
        [counts.read, counts.accepted, counts.quarantined, counts.set_aside, counts.held] if counts else [None] * 5
    )
    con.execute(
        """
        UPDATE ops.delivery SET rows_read = ?, rows_accepted = ?, rows_quarantined = ?, rows_set_aside = ?,
            rows_held = ?, code_version = ?, lookup_scope = ?, lookup_version = ?
        WHERE delivery_id = ?
        """,
        [*numbers, code_version, json.dumps(lookup_scope), lookup_version, delivery_id],
    )


def due(con: duckdb.DuckDBPyConnection) -> list[Delivery]:
    """Deliveries to work through.

    Not finished ones, those judged by code tables or releases that have changed, and those that came before their own
    release, once that has come.
    """
    versions = lookups.versions(con)
    early = set(came_early(con))

    def is_due(delivery: Delivery) -> bool:
        if delivery.state == RECEIVED or delivery.delivery_id in early:
            return True
        if delivery.lookup_version is None:
            return False
        release = released.scope(delivery.delivery_id)
        if release in versions and release not in delivery.lookup_scope:
            return True
        if not delivery.lookup_scope:
            return False
        return lookups.version_of(delivery.lookup_scope, versions) != delivery.lookup_version

    return [d for d in deliveries(con, "state <> 'withdrawn'") if is_due(d)]


def came_early(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Deliveries that were refused as released after their receipt, and may be judged again.

    Their declared release has come since; or the clock that noted the receipt stood before an earlier run.
    """
    rows = con.execute(
        f"""
        WITH run AS (
            SELECT run_id, max(started_at) OVER (ORDER BY run_id ROWS UNBOUNDED PRECEDING) AS latest, started_at
            FROM ops.run
        )
        SELECT delivery_id FROM {everywhere(con, "ops.delivery")}
        WHERE state = 'refused' AND rule = '{TOO_EARLY}'
          AND ((released_at > received_at AND released_at <= $present)
               OR run_id IN (SELECT run_id FROM run WHERE started_at < latest AND latest <= $present))
        ORDER BY delivery_id
        """,
        {"present": now()},
    ).fetchall()
    return [delivery for (delivery,) in rows]


def known_names(con: duckdb.DuckDBPyConnection) -> set[str]:
    """Deliveries of the ledger as the archive names them."""
    rows = con.execute(f"SELECT sha256, facts_sha256 FROM {everywhere(con, 'ops.delivery')}").fetchall()
    return {f"{sha256}.{facts[:16]}" for sha256, facts in rows}


def set_received(con: duckdb.DuckDBPyConnection, delivery_id: str, received_at: str) -> None:
    """Write a later moment of receipt."""
    for delivery in deliveries(con, "delivery_id = ?", [delivery_id]):
        with part_of(con, delivery.is_confidential) as part:
            part.execute(
                "UPDATE ops.delivery SET received_at = ?::TIMESTAMP WHERE delivery_id = ?",
                [received_at, delivery_id],
            )


def outcome(con: duckdb.DuckDBPyConnection, delivery_id: str) -> dict[str, Any]:
    """What became of a delivery: state, rule, reason, remedy and counts, and whether it is confidential."""
    told = ("dataset", "file_name", "state", "rule", "reason", "remedy", "is_confidential")
    names = (*told, "rows_accepted", "rows_quarantined")
    wanted = ", ".join(f"coalesce({name}, 0)" if name.startswith("rows_") else name for name in names)
    row = con.execute(
        f"SELECT {wanted} FROM {everywhere(con, 'ops.delivery')} WHERE delivery_id = ?", [delivery_id]
    ).fetchall()[0]
    return dict(zip(names, row, strict=True))
