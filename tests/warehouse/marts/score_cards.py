"""Cards of a zone's score: the worked card, its evidence, and rows of a card."""

from __future__ import annotations

ZONE, CARD, DAY = "ZS-LIGHTING", "DEFAULT-1", "2015-12-31"
WORKED = {
    "A1": (1.13e9, 1, 10),
    "A2": (0.08, 0.75, 7.5),
    "B1": (1, 1, 5),
    "B2": (0.9, 0.8, 4),
    "C1": (2, 1, 10),
    "C2": (0.6, 0.6, 3),
    "D1": (0.94, 0.88, 8.8),
    "D2": (0.7, 0.6, 3),
    "E1": (86 / 105, 0.730159, 3.650794),
    "E2": (1.0, 1, 5),
    "F1": (1, 1, 5),
    "G1": (0.20, 0.6, 3),
    "G2": (1.0, 0.5, 2.5),
    "H1": (0.012, 0.72, 5.76),
    "H2": (1.428571, 0.892857, 4.464286),
    "H3": (1, 1, 2),
}
"""Raw figure, fraction and points of each line of the worked card."""
SCORE = 82.6751


def proof(code: str, raw: float, day: str = DAY, zone: str = ZONE, card: str = CARD, **other) -> dict:
    """A row of evidence."""
    usual = {"doc_ref": f"doc {code}", "issued_on": "2015-12-01", "raw_value": f"{raw:.9f}"}
    if code == "E1" and raw == WORKED["E1"][0]:
        usual |= {"raw_value": None, "numerator": "86", "denominator": "105"}
    return {"card_version": card, "zone_id": zone, "code": code, "period_end": day, **usual, **other}


def card(day: str = DAY, changed: dict[str, float | None] | None = None, **other) -> list[dict]:
    """The evidence of the worked card, with other figures for some lines; None leaves one out."""
    raws = {code: raw for code, (raw, _, _) in WORKED.items()} | (changed or {})
    return [proof(code, raw, day, **other) for code, raw in raws.items() if raw is not None]


def row_of(code: str, **other) -> dict:
    """A row of a card."""
    usual = {"pillar": "D", "weight": "5", "fn": "linear_up", "floor": "0.4", "target": "0.9", "is_veto": "false"}
    more = {"is_mandatory": "false", "stage": "BOTH", "window_months": "12", "valid_from": "2012-01-01"}
    return {"card_version": CARD, "industry_code": "ALL", "code": code, **usual, **more, **other}
