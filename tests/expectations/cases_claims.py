"""Cases of the claims."""

from __future__ import annotations

from tests.expectations.cases import Cases, File, Row, twice


def _claim(n: int) -> dict:
    return {
        "claim_id": f"C{n}",
        "stage": "PRINTED",
        "text_own_words": "Exports came to 7.05 billion yuan.",
        "subject": "EXPORTS",
        "operator": "=",
        "value": "7.05",
        "unit": "CNY_BN",
        "period_start": "2015-01-01",
        "period_end": "2015-10-31",
        "period_precision": "M",
        "geo_code": "442000",
        "source_ref": "NEWS",
        "source_span": "P9.3",
        "event_date": "2015-12-01",
        "event_precision": "M",
        "published_at": "2015-12-23 10:00:00",
        "document_date": "2015-12-23",
        "expected_verdict": "reproduced",
        "reason": "The months add up to it.",
    }


FULL, WHEN = "MISSING no value", "MISSING a printed claim"
STAGE, OPERATOR, VERDICT = "ENUM stage", "ENUM operator", "ENUM expected_verdict"
PRECISION, EVENT, BASIS = "ENUM period_precision", "ENUM event_precision", "ENUM geo_basis"
SPAN, UNIT, ORDER = "CODE a span", "CODE the unit", "CODE a period"
EVERY = [FULL, WHEN, STAGE, OPERATOR, VERDICT, PRECISION, EVENT, SPAN, UNIT, ORDER, "Q72"]
UNKNOWN = {"period_precision": "UNKNOWN", "period_start": None, "period_end": None}
QUALITATIVE = {"operator": "qual", "value": None, "unit": None, "geo_code": None, **UNKNOWN}

DICTATING = ('{"kind": "text", "agreement": "inconsistent"}', '{"kind": "bound", "undecided": "reproduced"}')


def _lacks(what: str, row: int = 2, claim: str = "C0") -> tuple[str, str, str]:
    return claim, what, f"row {row}: claim {claim} has no {what}"


CASES = {
    "claims": Cases(
        _claim,
        [
            *(Row({"geo_basis": "REG", "test": '{"kind": "figure"}'}, passes=[*EVERY, BASIS, "TEST"]) for _ in "12"),
            Row({"reason": None}, {FULL: "empty: reason"}),
            Row({"stage": None}, {FULL: "empty: stage"}),
            Row({"stage": "HEARD"}, {STAGE: "stage is HEARD"}),
            Row({"stage": "STATED", "published_at": None, "document_date": None}, passes=[STAGE, WHEN]),
            Row({"document_date": None}, {WHEN: "no published_at or document_date"}),
            *(Row({"operator": sign}, passes=[OPERATOR]) for sign in (">", ">=", "<", "<=", "~")),
            Row({"operator": "more"}, {OPERATOR: "operator is more"}),
            Row({"expected_verdict": "true"}, {VERDICT: "expected_verdict is true"}),
            Row({"period_precision": "W"}, {PRECISION: "period_precision is W"}),
            Row({"event_precision": "UNKNOWN"}, {EVENT: "event_precision is UNKNOWN"}),
            Row({"geo_basis": "CITY"}, {BASIS: "geo_basis is CITY"}),
            *(Row({"source_span": span}, passes=[SPAN]) for span in ("T", "P0", "P7.3-4", "P12.10")),
            Row({"source_span": "7.3"}, {SPAN: "source_span 7.3 has another form"}),
            Row({"unit": "PERCENT"}, passes=[UNIT]),
            Row({"unit": "billion"}, {UNIT: "unit is billion"}),
            Row({"period_end": "2015-01-01"}, passes=[ORDER]),
            Row({"period_end": "2014-12-31"}, {ORDER: "period from 2015-01-01 to 2014-12-31"}),
            Row({"test": "see page 2"}, {"TEST": "test see page 2"}),
            Row({"test": '{"kind": "guess"}'}, {"TEST": 'test {"kind": "guess"}'}),
            Row({"test": "[1]"}, {"TEST": "test [1]"}),
            *(Row({"test": test}, {"TEST": f"test {test}"}) for test in DICTATING),
            Row({"test": '{"kind": "bound", "agreement": "consistent", "undecided": "not_testable"}'}, passes=["TEST"]),
            Row(QUALITATIVE, passes=[FULL, OPERATOR, PRECISION]),
            Row({"published_at": "2017-01-04 23:59:59"}, passes=["Q72"]),
            Row(
                {"published_at": "2017-01-05 00:00:00"},
                {"Q72": "published on 2017-01-05, 401 days after 2015-12-01"},
            ),
            Row(
                {"published_at": "2018-10-11 17:10:02"},
                {"Q72": "published on 2018-10-11, 1045 days after 2015-12-01"},
            ),
            *(Row({}) for _ in range(400)),
        ],
        [
            *twice("C34", {"claim_id": "C34"}, {"claim_id": "C34b"}),
            *(
                File("Q70", [{what: None}, {}], [_lacks(name)])
                for what, name in {
                    "operator": "operator", "value": "value", "unit": "unit", "period_precision": "period",
                    "period_end": "period", "geo_code": "place", "source_span": "span",
                }.items()
            ),
            File("Q70", [{}, {"value": None, "unit": None}], [_lacks("value, unit", 3, "C1")]),
            File("Q70", [{"operator": "qual", "unit": None}, {}], [_lacks("unit")]),
            File("Q70", [{"operator": "qual", "period_end": None}, {}], [_lacks("period")]),
            File("Q70", [UNKNOWN, QUALITATIVE, {"value": None, "value_text": "2015-10", "unit": "DAY"}]),
        ],
    ),
}  # fmt: skip
