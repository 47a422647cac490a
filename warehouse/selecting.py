"""Which deliveries are to be worked through again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import duckdb

from warehouse import readers, stale
from warehouse.confidential import everywhere


@dataclass(frozen=True)
class Selection:
    """Which deliveries: each that is given narrows the choice. Withdrawn ones are never chosen.

    Attributes:
        is_failed: those that were refused or not finished.
        dataset: those of a dataset.
        released_from: those with a release on this day or later. A file that says of no release when it was counts by
            the day on which it was received.
        released_to: those with a release on this day or earlier.
        is_stale: those that another version of the code judged.
    """

    is_failed: bool = False
    dataset: str | None = None
    released_from: date | None = None
    released_to: date | None = None
    is_stale: bool = False

    @property
    def is_empty(self) -> bool:
        """True if nothing is said."""
        return self == Selection()


def select(con: duckdb.DuckDBPyConnection, selection: Selection, limits: Mapping[str, float]) -> list[readers.Row]:
    """Deliveries that are chosen: identifier, dataset, file name and state.

    Args:
        con: the warehouse, or the published copy.
        selection: which.
        limits: limits of the rules, which are part of the code's version.
    """
    found = readers.rows(
        con,
        f"""
        WITH release AS (
            SELECT source_file AS delivery_id, known_from FROM {everywhere(con, "core.dim_release")}
            UNION ALL SELECT delivery_id, coalesce(released_at, received_at) FROM {everywhere(con, "ops.delivery")} AS d
            WHERE released_at IS NOT NULL
               OR NOT EXISTS (FROM {everywhere(con, "core.dim_release")} AS r WHERE r.source_file = d.delivery_id)
        )
        SELECT delivery_id, dataset, file_name, state FROM {everywhere(con, "ops.delivery")} AS d
        WHERE state <> 'withdrawn' AND dataset IS DISTINCT FROM 'decisions'
          AND CASE WHEN $is_failed THEN state IN ('received', 'refused') ELSE true END
          AND ($dataset IS NULL OR dataset = $dataset)
          AND EXISTS (
              FROM release AS r WHERE r.delivery_id = d.delivery_id
                AND r.known_from::DATE BETWEEN coalesce($released_from, DATE '0001-01-01')
                    AND coalesce($released_to, DATE '9999-12-31')
          )
        ORDER BY dataset, file_name, delivery_id
        """,
        {
            "is_failed": selection.is_failed,
            "dataset": selection.dataset,
            "released_from": selection.released_from,
            "released_to": selection.released_to,
        },
    )
    if selection.is_stale:
        old = {row["delivery_id"] for row in stale.stale(con, limits)}
        found = [row for row in found if row["delivery_id"] in old]
    return found
