"""Cases of the outreach: visits, and the questions that were put at them."""

from __future__ import annotations

from tests.expectations.cases import Cases, File, Row, twice

VALID, WRONG = "91442000MA4W0TEX05", "91442000MA4W0TEX06"
RELEASED = {"released_at": "2015-11-05T09:00:00"}


def _visit(n: int) -> dict:
    return {
        "visit_id": f"V{n}",
        "visit_date": "2015-06-01",
        "uscc": VALID,
        "town_code": "442000105",
        "service_codes": "DOOR_DELIVERY;FAST_CLEARANCE",
    }


CREDIT, TOWN, SERVICES, LATE = "Q26", "CODE", "ENUM", "F17"
EVERY = "DOOR_DELIVERY;FAST_CLEARANCE;POLICY_PUBLICITY;PROJECT_REVIEW;TAX_RELIEF_APPROVAL"
VISITS = Cases(
    _visit,
    [
        *(Row({}, passes=["MISSING", CREDIT, TOWN, SERVICES, LATE]) for _ in "12"),
        Row({"service_codes": EVERY, "visit_date": "2015-11-05"}, passes=[SERVICES, LATE]),
        Row({"service_codes": None, "town_code": None}),
        Row({"uscc": WRONG}, {CREDIT: f"social credit code {WRONG} fails its check character"}),
        Row({"visit_date": None}, {"MISSING": "empty: visit_date"}),
        Row({"town_code": "442000"}, {TOWN: "town_code 442000 has another form"}),
        Row({"service_codes": "FAST_CLEARANCE;TEA"}, {SERVICES: "service_codes is FAST_CLEARANCE;TEA"}),
        Row({"visit_date": "2015-11-06"}, {LATE: "visited on 2015-11-06, list of 2015-11-05"}),
    ],
    twice("V", {"visit_id": "V"}, {"visit_id": "W"}),
    RELEASED,
)


def _question(n: int) -> dict:
    return {
        "question_id": f"Q{n}",
        "visit_id": "V1",
        "received_on": "2015-06-01",
        "answered_on": "2015-06-03",
        "resolved_on": "2015-07-01",
    }


TOTALS, ORDER, FUTURE = "Q67 no more", "Q67 a question", "F17"


def _asked(received: int, answered: int, resolved: int) -> list[dict]:
    """So many questions, of which so many were answered, and others resolved, as far as there are others."""
    return [
        {
            "answered_on": "2015-06-03" if n < answered else None,
            "resolved_on": "2015-07-01" if n >= received - resolved else None,
        }
        for n in range(received)
    ]


QUESTIONS = Cases(
    _question,
    [
        *(Row({}, passes=["MISSING"]) for _ in "12"),
        Row({"received_on": None}, {"MISSING": "empty: received_on"}),
        Row({"visit_id": None}, {"MISSING": "empty: visit_id"}),
    ],
    [
        *twice("Q", {"question_id": "Q"}, {"question_id": "R"}),
        File(TOTALS, _asked(105, 105, 86)),
        File(TOTALS, _asked(105, 86, 86)),
        File(
            TOTALS,
            _asked(105, 80, 86),
            [
                (
                    "received in 2015",
                    "86",
                    "of 105 questions received in 2015 86 are resolved, but only 80 answered",
                )
            ],
        ),
        File(ORDER, [{"answered_on": "2015-06-01", "resolved_on": "2015-06-01"}]),
        File(
            ORDER,
            [{}, {"answered_on": "2015-05-31"}],
            [
                (
                    "Q1",
                    "2015-07-01",
                    "row 3: question Q1 was received on 2015-06-01, answered on 2015-05-31, resolved on 2015-07-01",
                )
            ],
        ),
        File(
            ORDER,
            [{"resolved_on": "2015-06-02"}],
            [
                (
                    "Q0",
                    "2015-06-02",
                    "row 2: question Q0 was received on 2015-06-01, answered on 2015-06-03, resolved on 2015-06-02",
                )
            ],
        ),
        File(FUTURE, [{"resolved_on": "2015-11-05"}]),
        File(
            FUTURE,
            [{"resolved_on": "2015-11-06"}],
            [("Q0", "2015-11-06", "row 2: question Q0 has the date 2015-11-06, after the list itself, 2015-11-05")],
        ),
    ],
    RELEASED,
)

CASES = {"outreach_visits": VISITS, "outreach_questions": QUESTIONS}
