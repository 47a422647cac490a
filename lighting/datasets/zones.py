"""What the zone's office keeps of the zone, and the customs of its visits."""

from __future__ import annotations

from lighting.datasets.entry import Dataset

ZONES = (
    Dataset(
        name="zone_registry",
        feed="F14",
        title="Registry of demonstration zones: building, awarded, revoked",
        kind="bureau",
        needs=("released_at",),
        key=("zone_id", "level", "status_from"),
        tables=("fct_zone_status",),
        lookups=("industries",),
    ),
    Dataset(
        name="zone_milestones",
        feed="F15",
        title="Stages of demonstration zones, planned and reached",
        kind="bureau",
        needs=("released_at",),
        key=("zone_id", "stage", "source_ref"),
        tables=("fct_zone_milestone",),
    ),
    Dataset(
        name="support_policies",
        feed="F16",
        title="Policies of support, by field",
        kind="bureau",
        needs=("released_at",),
        key=("policy_id", "measure_code"),
        tables=("fct_support_policy",),
        lookups=("support_measures",),
    ),
    Dataset(
        name="support_grants",
        feed="F16",
        title="Grants to enterprises",
        kind="bureau",
        needs=("released_at",),
        key=("grant_id",),
        tables=("fct_support_grant",),
        lookups=("support_measures",),
    ),
    Dataset(
        name="outreach_visits",
        feed="F17",
        title="Visits of the customs to enterprises",
        kind="bureau",
        needs=("released_at",),
        key=("visit_id",),
        tables=("fct_outreach_visit",),
        lookups=("services",),
    ),
    Dataset(
        name="outreach_questions",
        feed="F17",
        title="Questions of enterprises, answered and resolved",
        kind="bureau",
        needs=("released_at",),
        key=("question_id",),
        tables=("fct_outreach_question",),
    ),
)
