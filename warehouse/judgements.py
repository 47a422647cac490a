"""What the stages made of a delivery, and how that is written: quarantine, corrections, rule results, the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse import ledger
from warehouse.ledger import Counts
from warehouse.literals import parquet
from warehouse.stagedir import JUDGED, SHAPED, StageDir


@dataclass(frozen=True)
class Judgement:
    """What the stages made of a delivery.

    Attributes:
        delivery_id: the delivery.
        stage: where its files lie; None for a file that was refused before it was staged.
        counts: what became of its records; None if it was refused as a whole.
        lookup_scope: slices of the code tables that it was judged by.
        results: Parquet file of rule results, columns as ``ops.fct_dq_result`` without ``run_id``.
        rule: rule that refuses it; None if it is accepted.
        reason: why it is refused.
        remedy: what to do.
    """

    delivery_id: str
    stage: StageDir | None = None
    counts: Counts | None = None
    lookup_scope: tuple[str, ...] = ()
    results: Path | None = None
    rule: str | None = None
    reason: str | None = None
    remedy: str | None = None


def note(con: duckdb.DuckDBPyConnection, judgement: Judgement, run_id: str) -> None:
    """Write quarantine, rule results and by what the delivery was judged."""
    delivery, stage = judgement.delivery_id, judgement.stage
    forget(con, delivery)
    ledger.set_judgement(
        con,
        delivery,
        judgement.counts if judgement.rule is None else None,
        stage.code_version if stage else None,
        list(judgement.lookup_scope),
        stage.lookup_version if stage else None,
    )
    if judgement.results is not None:
        con.execute(
            f"INSERT INTO ops.fct_dq_result BY NAME SELECT ? AS run_id, * FROM {parquet(judgement.results)}",
            [run_id],
        )
    elif judgement.rule is not None:
        con.execute(
            """
            INSERT INTO ops.fct_dq_result BY NAME
            SELECT ? AS run_id, delivery_id, coalesce(dataset, '?') AS dataset, ? AS rule, 'reader' AS level,
                   'block' AS action, 'failed' AS outcome, ? AS message
            FROM ops.delivery WHERE delivery_id = ?
            """,
            [run_id, judgement.rule, judgement.reason, delivery],
        )
    if judgement.rule is None and stage is not None:
        con.execute(
            f"""
            INSERT INTO ops.quarantine_row BY NAME
            SELECT ? AS delivery_id, * FROM {parquet(stage.folder(SHAPED) / "quarantine.parquet")}
            """,
            [delivery],
        )
        corrected = stage.folder(JUDGED) / "corrections.parquet"
        if corrected.is_file():
            con.execute(
                f"INSERT INTO ops.corrected_row BY NAME SELECT ? AS delivery_id, * FROM {parquet(corrected)}",
                [delivery],
            )


def forget(con: duckdb.DuckDBPyConnection, delivery: str) -> None:
    """Remove the records of a delivery that are in quarantine or were corrected."""
    con.execute("DELETE FROM ops.quarantine_row WHERE delivery_id = ?", [delivery])
    con.execute("DELETE FROM ops.corrected_row WHERE delivery_id = ?", [delivery])
