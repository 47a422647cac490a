"""What the metrics of the zone are asked of: visits, questions, statuses, stages, grants, declared lists."""

from __future__ import annotations

import json

TOWNS_OF_2015 = [f"442000{n:03d}" for n in range(100, 118)]
"""The 18 units of Zhongshan that are towns by name."""


def uscc(n: int) -> str:
    return f"91442000{n:010d}"


def visit(n, day="2015-06-01", town="442000105", who=0):
    return {"visit_id": f"V{n}", "visit_date": day, "uscc": uscc(who), "town_code": town}


def question(n, received="2015-06-01", answered=None, resolved=None, visit="V0"):
    return {
        "question_id": f"Q{n}",
        "visit_id": visit,
        "received_on": received,
        "answered_on": answered,
        "resolved_on": resolved,
    }


def listed(ground, dataset, released, quarantined=0, **facts):
    """A loaded list, with what its manifest declares."""
    ground.con.execute(
        """
        INSERT INTO ops.delivery BY NAME
        SELECT ? AS delivery_id, 'a' AS sha256, 'b' AS facts_sha256, ? AS facts, ? AS dataset, 'x.csv' AS file_name,
               1 AS byte_size, ?::TIMESTAMP AS received_at, ?::TIMESTAMP AS released_at, 'loaded' AS state,
               ?::BIGINT AS rows_quarantined, now()::TIMESTAMP AS changed_at
        """,
        [f"{dataset}{released}", json.dumps(facts), dataset, released, released, quarantined],
    )


def status(zone, industry, place, begin, **other):
    usual = {"level": "NATIONAL", "status": "AWARDED", "province_code": "44", "prefecture_code": place}
    return {"zone_id": zone, "industry_code": industry, "status_from": begin, **usual, **other}


def stage(name, source="NEWS", plan=None, actual=None, precision="D"):
    known = precision if actual else None
    return {
        "zone_id": "Z", "stage": name, "source_ref": source, "planned_end": plan, "actual_date": actual,
        "date_precision": known, "status": "PASSED" if actual else "PLANNED",
    }  # fmt: skip


def grant(n, measure, who, committed, paid, day="2015-06-01"):
    return {
        "grant_id": f"G{n}", "policy_id": "P", "measure_code": measure, "uscc": uscc(who),
        "committed_cny": str(committed), "paid_cny": None if paid is None else str(paid), "granted_on": day,
    }  # fmt: skip


def put_zone(ground):
    """A little of each, all of it whole."""
    ground.latest("fct_outreach_visit", [visit(0)])
    ground.latest("fct_outreach_question", [question(0, answered="2015-07-01", resolved="2015-08-01")])
    ground.latest("fct_zone_status", [status("Z", "CERAMIC", "445100", "2014-12-30")])
    listed(ground, "zone_registry", "2016-01-01", covers_levels=["*"], covers_industries=["*"], covers_places=["*"])
    ground.latest("fct_zone_milestone", [stage("PROV_ACCEPT", plan="2015-06-30", actual="2015-12-01", precision="M")])
    policy = {"policy_id": "P", "measure_code": "BRAND", "issued_on": "2015-03-01", "annual_budget_cny": "4000000"}
    ground.latest("fct_support_policy", [policy])
    ground.latest("fct_support_grant", [grant(1, "BRAND", 0, 600_000, 500_000)])
    ground.latest("fct_zone_membership", [{"zone_id": "Z", "uscc": uscc(0), "entry_date": "2015-01-01"}])
