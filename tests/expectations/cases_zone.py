"""Cases of the zone: its registry and stages, policies of support and grants."""

from __future__ import annotations

from tests.expectations.cases import Cases, File, Row, twice

VALID, WRONG = "91442000MA4W0TEX05", "91442000MA4W0TEX06"


def _status(n: int) -> dict:
    return {
        "zone_id": f"ZONE-{n}",
        "level": "PROV",
        "status": "AWARDED",
        "status_from": "2015-12-01",
        "industry_code": "LIGHTING",
        "province_code": "44",
        "prefecture_code": "442000",
    }


LEVEL, STATUS, INDUSTRY = "ENUM level", "ENUM status", "ENUM the industry"
PREFECTURE, PROVINCE, ENDS = "CODE a prefecture", "CODE the prefecture", "F14 a status ends"
OVERLAP = "F14 a zone has one"
_EARLIER = {"zone_id": "Z", "status": "BUILDING", "status_from": "2013-01-01", "status_to": "2015-12-01"}
REGISTRY = Cases(
    _status,
    [
        *(Row({}, passes=["MISSING", LEVEL, STATUS, INDUSTRY, PREFECTURE, PROVINCE]) for _ in "12"),
        Row({"status_to": "2015-12-02"}, passes=[ENDS]),
        Row({"status_to": "2015-12-01"}, {ENDS: "from 2015-12-01 to 2015-12-01"}),
        *(Row({"level": word}, passes=[LEVEL]) for word in ("PREF", "NATIONAL")),
        *(Row({"status": word}, passes=[STATUS]) for word in ("BUILDING", "REVOKED")),
        Row({"level": "CITY"}, {LEVEL: "level is CITY"}),
        Row({"status": "PLANNED"}, {STATUS: "status is PLANNED"}),
        Row({"industry_code": "LAMPS"}, {INDUSTRY: "industry_code is LAMPS"}),
        Row({"industry_code": None}, {"MISSING": "empty: industry_code"}),
        Row({"prefecture_code": "44200"}, {PREFECTURE: "prefecture_code 44200 has another form"}),
        Row({"prefecture_code": "330200"}, {PROVINCE: "prefecture 330200 does not lie in province 44"}),
    ],
    [
        *twice("Z / PROV / 2015-12-01", {"zone_id": "Z"}, {"zone_id": "Z", "level": "NATIONAL"}),
        File(OVERLAP, [_EARLIER, {"zone_id": "Z"}]),
        File(
            OVERLAP,
            [{**_EARLIER, "status_to": None}, {"zone_id": "Z"}],
            [
                (
                    "Z / PROV",
                    "1",
                    "zone Z has two statuses on level PROV from 2015-12-01 on; end the earlier one with status_to",
                )
            ],
        ),
        File(OVERLAP, [{**_EARLIER, "status_to": None}, {"zone_id": "Z", "level": "PREF"}]),
    ],
)


def _stage(n: int) -> dict:
    return {
        "zone_id": f"ZONE-{n}",
        "stage": "NATL_ACCEPT",
        "source_ref": "NEWS",
        "status": "PASSED",
        "planned_start": "2016-01-01",
        "planned_end": "2016-12-31",
        "actual_date": "2017-11-30",
        "date_precision": "D",
    }


STAGE, PRECISION, STATE = "ENUM stage", "ENUM date_precision", "ENUM status"
FULL, DATED, PLAN, FUTURE = "MISSING no value", "MISSING a stage", "F15 a plan", "F15 no stage"
MILESTONES = Cases(
    _stage,
    [
        *(Row({}, passes=[FULL, DATED, STAGE, PRECISION, STATE, PLAN]) for _ in "12"),
        *(Row({"stage": word}, passes=[STAGE]) for word in ("PLANNING", "CONSTRUCTION", "PLAN_ISSUED", "APPLIED")),
        *(Row({"date_precision": word}, passes=[PRECISION]) for word in ("M", "Y")),
        Row({"status": "PLANNED", "actual_date": None, "date_precision": None}, passes=[STATE]),
        Row({"actual_date": None, "date_precision": None}, {DATED: "empty: actual_date"}),
        Row({"source_ref": None}, {FULL: "empty: source_ref"}),
        Row({"stage": "OPENED"}, {STAGE: "stage is OPENED"}),
        Row({"date_precision": "W"}, {PRECISION: "date_precision is W"}),
        Row({"status": "DONE"}, {STATE: "status is DONE"}),
        Row({"planned_start": "2016-12-31"}, passes=[PLAN]),
        Row({"planned_start": "2017-01-01"}, {PLAN: "planned from 2017-01-01 to 2016-12-31"}),
    ],
    [
        *twice("Z / NATL_ACCEPT / NEWS", {"zone_id": "Z"}, {"zone_id": "Z", "source_ref": "PLAN"}),
        File(FUTURE, [{"actual_date": "2018-01-10"}, {"actual_date": "2018-01-31", "date_precision": "M"}]),
        File(
            FUTURE,
            [{}, {"zone_id": "Z", "actual_date": "2018-01-11"}],
            [
                (
                    "Z / NATL_ACCEPT / NEWS",
                    "2018-01-11",
                    "row 3: NATL_ACCEPT of Z is dated 2018-01-11, after the list itself, 2018-01-10",
                )
            ],
        ),
    ],
    {"released_at": "2018-01-10T09:00:00"},
)


def _policy(n: int) -> dict:
    return {
        "policy_id": f"P{n}",
        "measure_code": "BRAND",
        "title": "扶持办法",
        "issued_on": "2015-03-01",
        "annual_budget_cny": 4_000_000,
    }


MEASURE = "F16 every field"
_NO_SUCH = [("SUBSIDY", "2", "row 3: there is no field of support SUBSIDY")]
BUDGET, ENDING = "F16 annual_budget_cny", "F16 a policy does not"
POLICIES = Cases(
    _policy,
    [
        *(Row({}, passes=["MISSING", BUDGET]) for _ in "12"),
        Row({"valid_to": "2015-03-01", "annual_budget_cny": 0}, passes=[ENDING, BUDGET]),
        Row({"title": None}, {"MISSING": "empty: title"}),
        Row({"valid_to": "2015-02-28"}, {ENDING: "issued on 2015-03-01, valid to 2015-02-28"}),
        Row({"annual_budget_cny": "-0.01"}, {BUDGET: "annual_budget_cny -0.01 is negative"}),
    ],
    [
        *twice("P / BRAND", {"policy_id": "P"}, {"policy_id": "P", "measure_code": "IP"}),
        File(MEASURE, [{}, {"measure_code": "SUBSIDY"}, {"measure_code": "SUBSIDY"}], _NO_SUCH),
        File(
            MEASURE,
            [
                {"measure_code": word}
                for word in "EXHIBITION CERT_TEST LAND TALENT RESEARCH BRAND IP MARKETING".split()  # noqa: SIM905
            ],
        ),
    ],
)


def _grant(n: int) -> dict:
    return {
        "grant_id": f"G{n}",
        "policy_id": "P1",
        "measure_code": "CERT_TEST",
        "uscc": VALID,
        "committed_cny": 100_000,
        "paid_cny": 90_000,
        "granted_on": "2015-06-01",
    }


CREDIT, COMMITTED, PAID, PART = "Q26", "F16 committed_cny", "F16 paid_cny", "F16 no more is paid"
GRANTS = Cases(
    _grant,
    [
        *(Row({}, passes=["MISSING", CREDIT, COMMITTED, PAID, PART]) for _ in "12"),
        Row({"uscc": WRONG}, {CREDIT: f"social credit code {WRONG} fails its check character"}),
        Row({"uscc": None}, {"MISSING": "empty: uscc"}),
        Row({"committed_cny": 0, "paid_cny": 0}, passes=[COMMITTED, PAID, PART]),
        Row({"committed_cny": -1, "paid_cny": None}, {COMMITTED: "committed_cny -1.00 is negative"}),
        Row({"paid_cny": "-0.01"}, {PAID: "paid_cny -0.01 is negative"}),
        Row({"paid_cny": 100_000}, passes=[PART]),
        Row({"paid_cny": "100000.01"}, {PART: "paid 100000.01 of 100000.00"}),
    ],
    [
        *twice("G", {"grant_id": "G"}, {"grant_id": "H"}),
        File(MEASURE, [{}, {"measure_code": "SUBSIDY"}, {"measure_code": "SUBSIDY"}], _NO_SUCH),
        File(MEASURE, [{}]),
    ],
)

CASES = {
    "zone_registry": REGISTRY,
    "zone_milestones": MILESTONES,
    "support_policies": POLICIES,
    "support_grants": GRANTS,
}
