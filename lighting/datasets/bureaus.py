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
    Dataset(
        name="spot_checks",
        feed="F08",
        title="Spot checks outside the catalogue of legal inspection, by campaign",
        kind="bureau",
        needs=("released_at",),
        key=("campaign_id", "year", "geo_code", "flow", "product_group"),
        tables=("fct_spot_check",),
    ),
    Dataset(
        name="returns_claims",
        feed="F09",
        title="Returns, claims and recalls of exported goods",
        kind="bureau",
        needs=("released_at",),
        key=("event_id",),
        tables=("fct_return_claim",),
    ),
    Dataset(
        name="industry_output",
        feed="F18",
        title="Output, sales, export delivery and imports of industries, by place and source",
        kind="bureau",
        needs=("released_at",),
        key=("year", "geo_code", "industry_code", "scope", "measure", "source_ref"),
        tables=("fct_industry_output",),
        lookups=("industries",),
    ),
    Dataset(
        name="cluster_towns",
        feed="F20",
        title="Towns of industrial clusters",
        kind="bureau",
        needs=("released_at",),
        key=("cluster_id", "town_code", "valid_from"),
        tables=("bridge_cluster_town",),
        lookups=("towns",),
    ),
    Dataset(
        name="claims",
        feed="F23",
        title="Claims of published documents, with how each is tested; YAML",
        kind="bureau",
        needs=("released_at",),
        key=("claim_id",),
        tables=("fct_claim",),
        lookups=("claim_units",),
    ),
)
