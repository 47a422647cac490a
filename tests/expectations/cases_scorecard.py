"""Cases of the scorecard and of the evidence for it."""

from __future__ import annotations

from tests.expectations.cases import Cases, File, Row, twice


def _line(n: int) -> dict:
    """A line of a card of its own, worth everything."""
    return {
        "card_version": f"C{n}", "industry_code": "ALL", "code": "L1", "weight": 100, "fn": "bool", "stage": "BOTH",
        "is_veto": False, "is_mandatory": False, "is_project_default": False, "valid_from": "2015-01-01",
    }  # fmt: skip


FN, STAGE, SCORED, WINDOW = "ENUM fn", "ENUM stage", "Q68 a line has", "Q68 a window"
UP, DOWN = {"fn": "linear_up", "floor": "0.5", "target": "1"}, {"fn": "linear_down", "floor": "3", "target": "0.5"}


def _odd(fn: str, floor: str = "-", target: str = "-", weight: str = "100.0000") -> dict:
    return {SCORED: f"L1 ({fn}) has weight {weight}, floor {floor}, target {target}"}


LINES = [
    *(Row({}, passes=["MISSING", FN, STAGE, SCORED]) for _ in range(2)),
    Row({"code": None}, {"MISSING": "empty: code"}),
    Row({"valid_from": None}, {"MISSING": "empty: valid_from"}),
    Row({"fn": "linear"}, {FN: "fn is linear"}),
    Row({"stage": "CITY"}, {STAGE: "stage is CITY"}),
    *(Row(row, passes=[SCORED]) for row in (UP, DOWN, {"fn": "step", "target": "80"})),
    Row({"weight": 0, "industry_code": "GLASS"}, passes=[SCORED]),
    Row({**UP, "floor": None}, _odd("linear_up", target="1.000000000")),
    Row({**UP, "target": "0.5"}, _odd("linear_up", "0.500000000", "0.500000000")),
    Row({**DOWN, "target": "3.1"}, _odd("linear_down", "3.000000000", "3.100000000")),
    Row({"fn": "step"}, _odd("step")),
    Row({"weight": "-0.0001"}, _odd("bool", weight="-0.0001")),
    Row({"window_months": 1}, passes=[WINDOW]),
    Row({"window_months": 0}, {WINDOW: "L1 has a window of 0 months"}),
]


def _card(*weights: float, industry: str = "ALL", stage: str = "BOTH", first: int = 1) -> list[dict]:
    return [
        {"card_version": "X", "industry_code": industry, "code": f"L{n}", "weight": weight, "stage": stage}
        for n, weight in enumerate(weights, start=first)
    ]


def _added(total: str, industry: str = "ALL", stages: tuple[str, ...] = ("NATL", "PROV")) -> list[tuple[str, str, str]]:
    return [
        (f"X / {industry} / {stage}", total, f"the weights of card X for {industry}, stage {stage}, add to {total}")
        for stage in stages
    ]


FILES = [
    File("Q68 the weights", _card(60, 38), _added("98.0000")),
    File("Q68 the weights", _card(60, 40)),
    File("Q68 the weights", [*_card(60, 40), *_card(60, industry="GLASS")]),
    File("Q68 the weights", [*_card(60, 40), *_card(61, industry="GLASS")], _added("101.0000", "GLASS")),
    File("Q68 the weights", [*_card(60, 40), *_card(1, industry="GLASS", first=3)], _added("101.0000", "GLASS")),
    File("Q68 the weights", [*_card(60, 30), *_card(10, stage="NATL", first=3)], _added("90.0000", stages=("PROV",))),
    File("Q68 the weights", [*_card(60, 30), *_card(10, stage="NATL", first=3), *_card(10, stage="PROV", first=4)]),
    File("Q68 the weights", _card(61, industry="GLASS")),
    *twice("X / ALL / L1", _card(50)[0], _card(50, first=2)[0]),
]


def _proof(n: int) -> dict:
    return {"card_version": "C", "zone_id": f"Z{n}", "code": "L1", "period_end": "2015-12-31", "raw_value": "0.5"}


STATED, ORDER = "MISSING evidence", "DATES"
PROOFS = [
    *(Row({}, passes=["MISSING no", STATED]) for _ in range(2)),
    Row({"zone_id": None}, {"MISSING no": "empty: zone_id"}),
    Row({"raw_value": None, "numerator": 86, "denominator": 105}, passes=[STATED]),
    Row({"raw_value": None}, {STATED: "evidence for L1 states no figure"}),
    Row({"raw_value": None, "numerator": 0, "denominator": 0}, {STATED: "evidence for L1 states no figure"}),
    Row({"issued_on": "2015-12-01", "expires_on": "2015-12-01"}, passes=[ORDER]),
    Row(
        {"issued_on": "2015-12-01", "expires_on": "2015-11-30"}, {ORDER: "issued on 2015-12-01, expired on 2015-11-30"}
    ),
]
_KEY = {"zone_id": "Z"}

CASES = {
    "scorecard": Cases(_line, LINES, FILES),
    "scorecard_evidence": Cases(
        _proof, PROOFS, twice("C / Z / L1 / 2015-12-31", _KEY, {**_KEY, "period_end": "2016-12-31"})
    ),
}
