"""Invented enterprises with codes that keep their check characters, and the zone office's roster of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from samples.writing import Cell, draw, put_declared, workbook

ZONE = "ZS-LIGHTING"
FIRST_BATCH, SECOND_BATCH = 47, 4
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_HEADS = (
    "zone_id",
    "企业名称",
    "统一社会信用代码",
    "海关编码",
    "镇区",
    "批次",
    "入区日期",
    "exit_date",
    "is_leading",
    "size_class",
    "ownership",
    "quality_class",
    "has_traceability",
    "has_qms",
    "has_intl_cert",
    "own_brand_share",
    "patents",
)
# Towns by their codes of 2015, Guzhen before all.
_TOWNS = {
    "442000105": 40,
    "442000110": 14,
    "442000100": 8,
    "442000104": 7,
    "442000003": 6,
    "442000103": 4,
    "442000106": 3,
    "442000111": 6,
    "442000101": 6,
    "442000108": 6,
}
_OWNERS = {"PRIVATE": ("6", 74), "FIE": ("4", 20), "SOE": ("1", 2), "OTHER": ("5", 4)}
_SIZES = {"L": 12, "M": 38, "S": 42, "XS": 8}


@dataclass(frozen=True)
class Member:
    """An enterprise of the zone.

    Attributes:
        uscc: unified social credit code.
        customs_code: code at the customs.
        cells: its row in the roster.
    """

    uscc: str
    customs_code: str
    cells: tuple[Cell, ...]


def credit_code(first: str) -> str:
    """Add the check character of GB 32100-2015 to the first 17 characters of a social credit code."""
    weighted = sum(_ALPHABET.index(char) * pow(3, n, 31) for n, char in enumerate(first))
    return first + _ALPHABET[-weighted % 31]


def wrong_credit_code(code: str) -> str:
    """The same code with another check character."""
    return code[:-1] + _ALPHABET[(_ALPHABET.index(code[-1]) + 1) % 31]


def members(seed: int) -> list[Member]:
    """The first group and the second."""
    return [_member(seed, number) for number in range(1, FIRST_BATCH + SECOND_BATCH + 1)]


def write_rosters(folder: Path, seed: int) -> list[Path]:
    """Write the roster and one without the social credit codes, which must be refused; returns the data files."""
    whole: list[tuple[Cell, ...]] = [_HEADS, *(member.cells for member in members(seed))]
    without = [tuple(cell for n, cell in enumerate(row) if _HEADS[n] != "统一社会信用代码") for row in whole]
    title = "（样本）出口灯饰质量安全示范区企业名录"
    facts = {"released_at": datetime.fromisoformat("2017-04-10T09:00:00")}
    early = {"released_at": datetime.fromisoformat("2017-03-31T17:00:00")}
    note = "To be refused: the column 统一社会信用代码 is missing."
    return [
        put_declared(folder / "sample_roster.xlsx", workbook("名录", title, whole), facts),
        put_declared(folder / "sample_roster_without_uscc.xlsx", workbook("名录", title, without), early, note),
    ]


def _member(seed: int, number: int) -> Member:
    chance = draw(seed, f"member {number}")
    is_first = number <= FIRST_BATCH
    owner = chance.choices(list(_OWNERS), [weight for _, weight in _OWNERS.values()])[0]
    size = chance.choices(list(_SIZES), list(_SIZES.values()))[0]
    # No real code of an enterprise has YB (样本, sample) where its number begins.
    uscc = credit_code(f"91442000YB{number:06d}X")
    customs_code = f"44209{_OWNERS[owner][0]}Y{number:03d}"
    entry = date(2015, 12, 8 + number % 12) if is_first else date(2017, 3, 10 + number % 5)
    is_large = size in {"L", "M"}
    cells: dict[str, Cell] = {
        "zone_id": ZONE,
        "企业名称": f"样本灯饰{number:02d}有限公司",
        "统一社会信用代码": uscc,
        "海关编码": customs_code,
        "镇区": chance.choices(list(_TOWNS), list(_TOWNS.values()))[0],
        "批次": 1 if is_first else 2,
        "入区日期": entry,
        "exit_date": None,
        "is_leading": _yes(is_large or number % 3 == 0),
        "size_class": size,
        "ownership": owner,
        "quality_class": chance.choices((1, 2, 3, 4), (30, 45, 20, 5))[0],
        "has_traceability": _yes(chance.random() < 0.7),
        "has_qms": _yes(is_large or chance.random() < 0.6),
        "has_intl_cert": _yes(is_large or chance.random() < 0.4),
        "own_brand_share": round(chance.betavariate(2, 4), 2),
        "patents": int(chance.expovariate(0.12 if is_large else 0.5)),
    }
    return Member(uscc, customs_code, tuple(cells[head] for head in _HEADS))


def _yes(is_so: bool) -> str:
    return "是" if is_so else "否"
