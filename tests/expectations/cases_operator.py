"""Cases of what the operator writes: the release calendar and the corrections."""

from __future__ import annotations

from tests.expectations.cases import Cases, File, Row, twice


def _scheduled(n: int) -> dict:
    return {
        "dataset": "customs_query",
        "period": f"{2001 + n // 12}{1 + n % 12:02}",
        "period_kind": "M",
        "scheduled_on": "2030-03-20",
        "grace_days": 4,
        "is_official": True,
    }


FEED, KIND, SPAN = "ENUM dataset is", "ENUM period_kind is", "ENUM January"
GRACE, SCHEDULED = "F24 the days", "F24 nothing"
CALENDAR = Cases(
    _scheduled,
    [
        *(Row({}, passes=["MISSING", "CODE", FEED, KIND, SPAN, GRACE]) for _ in range(2)),
        Row({"scheduled_on": None}, {"MISSING": "empty: scheduled_on"}),
        Row({"is_official": None}, {"MISSING": "empty: is_official"}),
        Row({"dataset": "customs"}, {FEED: "dataset is customs"}),
        Row({"dataset": "fx_rates"}, passes=[FEED]),
        Row({"period": "201513"}, {"CODE": "period 201513 has another form"}),
        Row({"period_kind": "Q"}, {KIND: "period_kind is Q"}),
        Row({"period_kind": "JF", "period": "201502"}, passes=[KIND, SPAN]),
        Row({"period_kind": "JF", "period": "201501"}, {SPAN: "period 201501 does not end a JF"}),
        Row({"period_kind": "A", "period": "201512"}, passes=[KIND, SPAN]),
        Row({"period_kind": "A", "period": "201511"}, {SPAN: "period 201511 does not end a A"}),
        Row({"period_kind": "YTD", "period": "201511"}, passes=[KIND, SPAN]),
        Row({"grace_days": 0}, passes=[GRACE]),
        Row({"grace_days": -1}, {GRACE: "-1 days of grace"}),
    ],
    [
        *twice("customs_query / 201508 / M", {"period": "201508"}, {"period": "201508", "period_kind": "YTD"}),
        File(
            SCHEDULED,
            [{"period": "201510", "scheduled_on": "2015-10-30"}],
            [
                (
                    "customs_query M 201510",
                    "2015-10-30",
                    "row 2: customs_query of 201510 is scheduled on 2015-10-30, before its period ends on 2015-10-31",
                )
            ],
        ),
        File(SCHEDULED, [{"period": "201510", "scheduled_on": "2015-10-31"}]),
    ],
)


def _correction(n: int) -> dict:
    return {
        "correction_id": f"c-{n}", "dataset": "customs_query", "column_name": "value", "action": "set", "value": "1",
        "selector": '{"period": "201510"}', "expected": "10", "on_mended": "warn", "reason": "typing error",
        "told": "customs", "told_on": "2016-01-12",
    }  # fmt: skip


CORRECTIONS = Cases(
    _correction,
    [
        *(Row({}, passes=["MISSING", "CORRECTION"]) for _ in "12"),
        Row({"told": None}, {"MISSING": "empty: told"}),
        Row({"column_name": "no_such"}, {"CORRECTION": "correction c-3 of customs_query.no_such cannot be applied"}),
        Row({"value": "many"}, {"CORRECTION": "correction c-4 of customs_query.value cannot be applied"}),
        Row({"action": "set_aside", "value": None}, passes=["CORRECTION"]),
        Row({"action": "scale", "value": "0.1", "expected": "sum=7.5"}, passes=["CORRECTION"]),
    ],
    twice("same", {"correction_id": "same"}, {"correction_id": "other"}),
)


def _confidential(n: int) -> dict:
    return _correction(n) | {"dataset": "customs_enterprise", "selector": '{"customs_code": "4420912345"}'}


CONFIDENTIAL = Cases(
    _confidential,
    [
        *(Row({}, passes=["MISSING", "CORRECTION"]) for _ in "12"),
        Row({"told": None}, {"MISSING": "empty: told"}),
        Row(
            {"dataset": "customs_query", "selector": '{"period": "201510"}'},
            {"CORRECTION": "correction c-3 of customs_query.value cannot be applied"},
        ),
        Row({"value": "many"}, {"CORRECTION": "correction c-4 of customs_enterprise.value cannot be applied"}),
    ],
    twice("same", {"correction_id": "same"}, {"correction_id": "other"}),
)


CASES = {"release_calendar": CALENDAR, "corrections": CORRECTIONS, "confidential_corrections": CONFIDENTIAL}
