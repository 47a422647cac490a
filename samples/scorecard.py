"""The scorecard: lines for other industries, evidence of three zones, and members who moved or changed names."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from samples.enterprises import ZONE, members
from samples.writing import Cell, csv_text, put_declared, workbook

CARD = "DEFAULT-1"
FIRST, SECOND = date(2015, 12, 31), date(2017, 12, 31)
_CARD_HEADS = (
    "card_version", "industry_code", "code", "pillar", "title", "weight", "fn", "floor", "target", "veto", "mandatory",
    "stage", "source_dataset", "window_months", "valid_from",
)  # fmt: skip
_LINES = (
    (CARD, "MOTORCYCLE", "A1", "A Scale", "Exports of the zone in US dollars", "10", "linear_up", "300000000",
     "900000000", "false", "false", "BOTH", "customs_enterprise", "12", "2012-01-01"),
    (CARD, "MOTORCYCLE", "H1", "H Results", "Share of batches that did not conform", "8", "linear_down", "0.02",
     "0.004", "false", "false", "BOTH", "inspection_batches", "12", "2012-01-01"),
    (CARD, "CERAMIC", "A1", "A Scale", "Exports of the zone in US dollars", "10", "linear_up", "200000000", "600000000",
     "false", "false", "BOTH", "customs_enterprise", "12", "2012-01-01"),
    # wrong: an upward line whose target lies below its floor
    (CARD, "CERAMIC", "G2", "G Brand and research", "Patents per member", "5", "linear_up", "2", "1",
     "false", "false", "BOTH", "zone_roster", "12", "2012-01-01"),
)  # fmt: skip
_EVIDENCE_HEADS = (
    "评分表版本", "示范区编码", "指标编码", "评分日期", "指标值", "分子", "分母", "单位", "证明文件", "出具日期",
    "有效期至",
)  # fmt: skip
_STATED = {
    "A1": 1_130_000_000, "A2": 0.08, "B1": 1, "C1": 2, "E2": 1, "F1": 1, "G1": 0.2, "H2": 1.5, "H3": 1,
}  # fmt: skip
_OTHERS = {
    "JM-MOTORCYCLE": {"A1": 750_000_000, "B1": 1, "F1": 1, "H1": 0.008, "H3": 1},
    "CZ-CERAMIC": {"A1": 400_000_000, "B1": 1, "F1": 1, "H1": 0.012, "H3": 0},
}
_MEMBER_HEADS = (
    "zone_id", "企业名称", "其他名称", "统一社会信用代码", "海关编码", "镇区", "批次", "入区日期",
    "size_class", "ownership", "quality_class",
)  # fmt: skip


def write_scorecard(landing: Path, seed: int) -> list[Path]:
    """Write the three files below the landing folder; returns them.

    Args:
        landing: the landing folder; each dataset has a folder of its own in it.
        seed: of the members.
    """
    note = "Invented limits of other industries; one line is wrong, and must go to quarantine."
    return [
        put_declared(
            landing / "scorecard" / "sample_card_industries.csv",
            csv_text([_CARD_HEADS, *_LINES]).encode(),
            {"released_at": _moment("2016-01-04")},
            note,
        ),
        put_declared(
            landing / "scorecard_evidence" / "sample_evidence.xlsx",
            workbook("证明", "（样本）验收评分证明材料", [_EVIDENCE_HEADS, *_evidence()]),
            {"released_at": _moment("2018-01-15")},
            "Invented evidence. One document expires before it is issued, and must go to quarantine.",
        ),
        put_declared(
            landing / "zone_roster" / "sample_roster_changes.xlsx",
            workbook("变更", "（样本）企业名录变更", [_MEMBER_HEADS, *_changes(seed)]),
            {"released_at": _moment("2018-03-12")},
            "Invented: one member has moved, one has a new name, one a better class.",
        ),
    ]


def _evidence() -> list[tuple[Cell, ...]]:
    """The first day for three zones; two years later some documents have expired, and some lines have no evidence."""
    rows = [_proof(ZONE, code, FIRST, value) for code, value in _STATED.items()]
    rows += [_proof(zone, code, FIRST, value) for zone, stated in _OTHERS.items() for code, value in stated.items()]
    rows += [_proof(ZONE, code, SECOND, _STATED[code]) for code in ("A1", "A2", "B1", "E2", "F1", "G1", "H3")]
    rows.append(_proof(ZONE, "H2", SECOND, 1.2, issued=date(2017, 12, 1), until=date(2017, 6, 30)))
    rows.append(_proof(ZONE, "E1", SECOND, None, parts=(86, 105)))
    return rows


def _proof(
    zone: str, code: str, day: date, value: float | None, *, issued: date | None = None, until: date | None = None,
    parts: tuple[int, int] = (0, 0),
) -> tuple[Cell, ...]:  # fmt: skip
    document = f"样本证明〔{day.year}〕{code}号"
    numerator, denominator = parts if any(parts) else (None, None)
    return (
        CARD,
        zone,
        code,
        day,
        value,
        numerator,
        denominator,
        None,
        document,
        issued or date(day.year, 12, 1),
        until,
    )


def _changes(seed: int) -> list[tuple[Cell, ...]]:
    """Members of the roster, with what has changed."""
    rows = []
    known = members(seed)
    changes: dict[int, dict[str, Cell]] = {
        2: {"镇区": "442000110"},
        4: {"企业名称": "样本照明股份有限公司", "其他名称": "Sample Lighting Co., Ltd.; SAMPLELUX"},
        9: {"quality_class": 1},
    }
    for number, changed in changes.items():
        cells = known[number].cells
        usual = dict(
            zip(
                ("zone_id", "企业名称", "统一社会信用代码", "海关编码", "镇区", "批次", "入区日期"),
                cells[:7],
                strict=True,
            )
        )
        more: dict[str, Cell] = {"size_class": cells[9], "ownership": cells[10], "quality_class": cells[11]}
        row: dict[str, Cell] = {**dict.fromkeys(_MEMBER_HEADS), **usual, **more, **changed}
        rows.append(tuple(row[head] for head in _MEMBER_HEADS))
    return rows


def _moment(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T09:00:00")
