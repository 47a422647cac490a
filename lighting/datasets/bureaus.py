"""What the inspection bureau, the zone's office and foreign authorities keep."""

from __future__ import annotations

from lighting.datasets.entry import Dataset

BUREAUS = (
    Dataset(
        name="inspection_batches",
        feed="F07",
        title="Inspection batches, a census of legally inspected lots",
        kind="bureau",
        needs=("released_at",),
        key=("batch_no",),
        tables=("fct_inspection_batch",),
        lookups=("districts",),
    ),
    Dataset(
        name="zone_roster",
        feed="F13",
        title="Members of the demonstration zone",
        kind="bureau",
        needs=("released_at",),
        key=("zone_id", "uscc", "entry_date"),
        tables=("fct_zone_membership",),
        lookups=("districts",),
    ),
)
