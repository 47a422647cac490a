"""Cards whose weights do not add up, and points that rest on no current document; and what is just right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.expectations.content import Content

CARD, GLASS = "W", "GLASS"


def _line(content: Content, code: str, weight: float, **other: Any) -> None:
    usual = {"card_version": CARD, "industry_code": "ALL", "fn": "linear_up", "floor": 0, "target": 2, "stage": "BOTH"}
    own = {"is_conflict": False, "source_file": "card", "source_row": 2}
    content._insert("core.dim_indicator", code=code, weight=weight, **{**usual, **own, **other})


def _proof(content: Content, code: str, raw: float, zone: str = "Z", **other: Any) -> None:
    usual = {"card_version": CARD, "period_end": "2015-12-31", "doc_ref": "d", "issued_on": "2015-01-01"}
    own = {"is_conflict": False, "source_file": "list", "source_row": 2}
    content._insert("core.fct_score_evidence", code=code, zone_id=zone, raw_value=raw, **{**usual, **own, **other})


def wrong(content: Content) -> list[tuple]:
    """Two points too few for an industry; points for an expired document and for undated ones."""
    _line(content, "L1", 60)
    _line(content, "L2", 40, fn="linear_down", floor=5, target=1)
    _line(content, "L2", 38, industry_code=GLASS, fn="linear_down", floor=5, target=1)
    _proof(content, "L1", 0.1, expires_on="2015-12-30")
    _proof(content, "L2", 4.9, doc_ref=None)
    _proof(content, "L1", 0, zone="Y", numerator=1, denominator=8, issued_on=None)
    weights = [
        (
            "scorecard",
            "Q68",
            "block",
            f"{CARD} / {GLASS} / {stage}",
            "98.0000",
            "100",
            f"the weights of card {CARD} for {GLASS}, stage {stage}, add to 98.0000",
        )
        for stage in ("NATL", "PROV")
    ]
    said = "for 2015-12-31, "
    expired = f"line L1 of Z states 0.1 {said}by a document that expired on 2015-12-30"
    return [
        *weights,
        _finding("Z / L1", "expired on 2015-12-30", expired),
        _finding("Z / L2", "no document", f"line L2 of Z states 4.9 {said}without a dated document"),
        _finding("Y / L1", "no document", f"line L1 of Y states 0.125 {said}without a dated document"),
    ]


def _finding(what: str, measured: str, message: str) -> tuple:
    key = f"{CARD} / {what} / 2015-12-31"
    return ("scorecard_evidence", "Q68", "block", key, measured, "current evidence", message)


def right(content: Content) -> None:
    """Weights of 100; a document on its last day; and expired ones for lines that earn nothing anyway."""
    _line(content, "L1", 60)
    _line(content, "L2", 40, fn="linear_down", floor=5, target=1)
    _line(content, "L2", 40, industry_code=GLASS, fn="step", floor=None, target=3)
    _line(content, "L3", 0, fn="step", target=80)
    _proof(content, "L1", 0.1, expires_on="2015-12-31")
    _proof(content, "L1", 0, zone="Y", expires_on="2015-12-30")
    _proof(content, "L3", 79, doc_ref=None)
    _proof(content, "L9", 1, doc_ref=None)
