"""What foreign authorities publish about dangerous products."""

from __future__ import annotations

from lighting.datasets.entry import Dataset

AUTHORITIES = (
    Dataset(
        name="safety_gate",
        feed="F10",
        title="Safety Gate: the Commission's weekly reports of dangerous products, XML",
        kind="trade",
        needs=("released_at",),
        key=("case_no",),
        tables=("dim_release", "fct_foreign_notification"),
        rank=3,
    ),
    Dataset(
        name="cpsc_recalls",
        feed="F11",
        title="Recalls of the US Consumer Product Safety Commission, JSON, old and current layout",
        kind="trade",
        needs=("released_at",),
        key=("case_no",),
        tables=("dim_release", "fct_foreign_notification"),
        rank=3,
    ),
)
