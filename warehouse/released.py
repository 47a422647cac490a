"""Records that people released from quarantine: mended ones, and those that a rule is to let pass.

A release is a decision, and so a delivery of its own. It holds for one delivery, whose bytes and facts are fixed, and
acts when that is worked through: the latest decision about a cell counts, in whatever order they came.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from warehouse import archive
from warehouse.confidential import everywhere
from warehouse.withdrawals import withdrawn

MENDED, LET_PASS = "mended", "let_pass"


@dataclass(frozen=True)
class Released:
    """What is released of one delivery.

    Attributes:
        mended: decisions with mended records: identifier and SHA-256 of their bytes, the oldest first.
        let_pass: what rules let pass: ``rule``, ``rows`` (None for all that fail it), ``decision_id``.
    """

    mended: list[tuple[str, str]] = field(default_factory=list)
    let_pass: list[dict[str, Any]] = field(default_factory=list)

    @property
    def mended_version(self) -> str:
        """Hash of the mended records; empty if there are none."""
        if not self.mended:
            return ""
        return hashlib.sha256(json.dumps(self.mended).encode()).hexdigest()[:16]

    @property
    def version(self) -> str:
        """Hash of everything that is released."""
        return hashlib.sha256(json.dumps([self.mended, self.let_pass]).encode()).hexdigest()[:16]

    def records(self, folder: Path) -> dict[int, tuple[str, Mapping[str, str]]]:
        """Mended records by source row: latest decision and text by column; the latest decision about a cell counts.

        Args:
            folder: the archive.
        """
        found: dict[int, tuple[str, Mapping[str, str]]] = {}
        for decision_id, sha256 in self.mended:
            content = json.loads(archive.bytes_of(folder, sha256).read_text(encoding="utf-8"))
            for row, cells in content["mended"].items():
                _, before = found.get(int(row), ("", {}))
                found[int(row)] = decision_id, {**before, **cells}
        return found


def released(con: duckdb.DuckDBPyConnection) -> dict[str, Released]:
    """What is released, by delivery; withdrawn decisions do not count."""
    rows = con.execute(
        f"""
        SELECT d.target, d.kind, d.delivery_id, l.sha256, d.key, d.source_rows
        FROM {everywhere(con, "ops.decision")} AS d JOIN {everywhere(con, "ops.delivery")} AS l USING (delivery_id)
        WHERE d.kind IN ('{MENDED}', '{LET_PASS}') ORDER BY d.decided_at, d.delivery_id
        """
    ).fetchall()
    gone = withdrawn(con) if rows else {}
    found: dict[str, Released] = {}
    for target, kind, decision_id, sha256, rule, source_rows in rows:
        if decision_id in gone:
            continue
        of = found.setdefault(target, Released())
        if kind == MENDED:
            of.mended.append((decision_id, sha256))
        else:
            of.let_pass.append({"rule": rule, "rows": source_rows, "decision_id": decision_id})
    return found


def scope(delivery_id: str) -> str:
    """Name of the slice of releases that a delivery is judged by, among those of the code tables."""
    return f"released/{delivery_id}"


def versions(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Version of what is released of each delivery, by slice."""
    return {scope(delivery_id): of.version for delivery_id, of in released(con).items()}
