"""Notifications put into a warehouse by hand."""

from __future__ import annotations

import json
from typing import Any

DATASETS = {"US_CPSC": "cpsc_recalls", "EU_SAFETY_GATE": "safety_gate"}


def release(con: Any, name: str, authority: str, known_from: str = "2016-01-15", **facts: str) -> None:
    """A delivery of an authority, with what its manifest declares."""
    con.execute(
        """
        INSERT INTO ops.delivery BY NAME
        SELECT $1 AS delivery_id, $1 AS sha256, '' AS facts_sha256, $2 AS dataset, $3 AS facts, $1 AS file_name,
               1 AS byte_size, $4::TIMESTAMP AS received_at, 'loaded' AS state, $4::TIMESTAMP AS changed_at
        """,
        [name, DATASETS[authority], json.dumps(facts), known_from],
    )
    con.execute(
        """
        INSERT INTO core.dim_release BY NAME
        SELECT $1 AS release_id, $1 AS source_file, $2 AS dataset, $2 AS supersession_group, true AS is_official,
               $3::TIMESTAMP AS known_from, 3 AS rank, 0 AS revision_no
        """,
        [name, DATASETS[authority], known_from],
    )


def notify(con: Any, authority: str, case: str, day: str, **other: Any) -> None:
    """A notification of a lamp from China."""
    usual: dict[str, Any] = {"authority_code": authority, "case_no": case, "alert_date": day, "state": "V"}
    usual |= {"is_origin_china": True, "hs_heading": "9405", "family": "D1", "is_official": True}
    usual |= {"is_first_release": True, "known_from": "2016-01-15", "last_confirmed": "2016-01-15"}
    full = {**usual, "source_file": "recalls", "source_row": 1, **other}
    marks = ", ".join("?" * len(full))
    con.execute(f"INSERT INTO core.fct_foreign_notification ({', '.join(full)}) VALUES ({marks})", list(full.values()))
