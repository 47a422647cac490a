"""Decisions of people: waivers, withdrawals, records released from quarantine.

Each is a small JSON file in the archive, a delivery like any other.
"""

from __future__ import annotations

import io
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import duckdb

from warehouse import archive
from warehouse.archive import Entry
from warehouse.manifest import facts_hash, now

DATASET = "decisions"


@dataclass(frozen=True)
class Decision:
    """What a person decided.

    Attributes:
        kind: ``waiver`` of a finding, ``withdrawal`` of a delivery, ``mended`` records or records that a rule is to
            ``let_pass``.
        target: rule that is waived, or delivery that is withdrawn or whose records are released.
        key: key of the finding that is waived, or rule that lets records pass; else None.
        reason: why.
        decided_by: name of the person.
        decided_at: when, naive Asia/Shanghai, ISO.
        rows: source rows of the records that are let pass; None for all that fail the rule.
        mended: text by column of each mended record, by source row.
    """

    kind: Literal["waiver", "withdrawal", "mended", "let_pass"]
    target: str
    key: str | None
    reason: str
    decided_by: str
    decided_at: str
    rows: list[int] | None = None
    mended: dict[str, dict[str, str]] | None = None

    @property
    def source_rows(self) -> list[int] | None:
        """Source rows of the records that it is about; None for all, or if it is not about records."""
        return self.rows if self.mended is None else sorted(map(int, self.mended))


def record(folder: Path, decision: Decision) -> Entry:
    """Put a decision into the archive; it takes effect when the next run, or rebuild, reads it."""
    told = {name: value for name, value in asdict(decision).items() if value is not None or name == "key"}
    content = json.dumps(told, sort_keys=True, ensure_ascii=False, indent=1).encode()
    sha256, size = archive.store(folder, io.BytesIO(content))
    facts = json.dumps({"dataset": DATASET}, separators=(",", ":"))
    entry = Entry(
        sha256=sha256,
        facts_sha256=facts_hash(facts),
        facts=facts,
        dataset=DATASET,
        file_name=f"{decision.kind}-{decision.target[:12]}.json",
        byte_size=size,
        received_at=now().isoformat(),
    )
    archive.note(folder, entry)
    return entry


def load(con: duckdb.DuckDBPyConnection, delivery_id: str, path: Path) -> None:
    """Enter a decision of the archive into the ledger, within the caller's transaction."""
    decision = Decision(**json.loads(path.read_text(encoding="utf-8")))
    con.execute("DELETE FROM ops.decision WHERE delivery_id = ?", [delivery_id])
    con.execute(
        "INSERT INTO ops.decision VALUES (?, ?, ?, ?, ?, ?, ?::TIMESTAMP, ?)",
        [
            delivery_id,
            decision.kind,
            decision.target,
            decision.key,
            decision.reason,
            decision.decided_by,
            decision.decided_at,
            decision.source_rows,
        ],
    )
