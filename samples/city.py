"""The city customs' workbook: the lamp line of Zhongshan by month, with totals, ownership and a later correction."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from samples.goods import season
from samples.writing import draw, put_declared, workbook

LAMPS, ALL = "灯具、照明装置及其零件", "ALL"
HEADS = (
    "数据年月",
    "period_kind",
    "注册地",
    "进出口",
    "商品",
    "贸易伙伴",
    "贸易方式",
    "企业性质",
    "currency",
    "当月金额",
    "累计金额",
    "累计同比",
    "place_basis",
    "released_at",
)
YTD_2014_OCTOBER, YTD_2015_OCTOBER = 52_377_000, 70_500_000
"""January to October in hundredths of 10,000 yuan: 5.2377 and 7.05 billion yuan, which is 34.6 % more."""

_NOV_AND_DEC_2014 = 11_850_000
_CORRECTED, _CORRECTED_BY = "201406", 123_456
_OWNERS_2015 = {"PRIVATE": 42_300_000, "FIE": 23_265_000, "SOE": 4_935_000}
_OWNERS_GROWTH = {"PRIVATE": "50.0", "FIE": "22.4", "SOE": "-4.7"}
_OWNERS_OCTOBER = {"PRIVATE": Decimal("0.6"), "FIE": Decimal("0.33"), "SOE": Decimal("0.07")}
_TOTALS = (("201509", 1_462_318_05, 12_874_405_11, "-1.9"), ("201510", 1_381_776_42, 14_256_381_53, "-1.2"))


def write_city(folder: Path, seed: int) -> list[Path]:
    """Write the workbook; returns the data file."""
    rows = [HEADS, *lamp_line(seed), *_owners(seed), *_totals()]
    data = workbook("重点商品", "（样本）中山市出口重点商品 单位：万元人民币", rows)
    note = "Months of the lamp line add up to its year to date; the June 2014 that came first did not."
    return [put_declared(folder / "sample_zhongshan.xlsx", data, {"flow": "export", "currency": "CNY"}, note)]


def lamp_line(seed: int) -> list[tuple[str, ...]]:
    """Months of 2014 and of 2015 to October, each with the day on which it was released, and June 2014 twice."""
    chance = draw(seed, "city")
    months_2014 = _split(chance, YTD_2014_OCTOBER, range(1, 11)) + _split(chance, _NOV_AND_DEC_2014, range(11, 13))
    months_2015 = _split(chance, YTD_2015_OCTOBER, range(1, 11))
    before = _cumulated(months_2014)
    rows = []
    for year, months in ((2014, months_2014), (2015, months_2015)):
        for month, (value, ytd) in enumerate(zip(months, _cumulated(months), strict=True), start=1):
            period = f"{year}{month:02d}"
            growth = _growth(ytd, before[month - 1]) if year == 2015 else ""
            if period == _CORRECTED:
                rows.append(_row(period, value - _CORRECTED_BY, ytd - _CORRECTED_BY, growth))
                rows.append(_row(period, value, ytd, growth, released=_released("201408")))
            else:
                rows.append(_row(period, value, ytd, growth))
    return rows


def _owners(seed: int) -> list[tuple[str, ...]]:
    """October 2015 by ownership; the month adds up to the total but for the last digit."""
    october = next(row for row in lamp_line(seed) if row[0] == "201510")
    month = round(Decimal(october[HEADS.index("当月金额")].replace(",", "")) * 100)
    parts = {owner: round(month * share) for owner, share in _OWNERS_OCTOBER.items()}
    parts["FIE"] += month - sum(parts.values()) + 1
    return [
        _row("201510", parts[owner], _OWNERS_2015[owner], _OWNERS_GROWTH[owner], owner=owner) for owner in _OWNERS_2015
    ]


def _totals() -> list[tuple[str, ...]]:
    """All goods of the city; the year to date of October silently revises earlier months by 2 million yuan."""
    return [_row(period, value, ytd, growth, line=ALL) for period, value, ytd, growth in _TOTALS]


def _row(
    period: str, value: int, ytd: int, growth: str, *, line: str = LAMPS, owner: str = ALL, released: str = ""
) -> tuple[str, ...]:
    cells: Mapping[str, str] = {
        "数据年月": period,
        "period_kind": "M",
        "注册地": "442000",
        "进出口": "X",
        "商品": line,
        "贸易伙伴": ALL,
        "贸易方式": ALL,
        "企业性质": owner,
        "currency": "CNY",
        "当月金额": _printed(value),
        "累计金额": _printed(ytd),
        "累计同比": growth,
        "place_basis": "REG",
        "released_at": released or _released(period),
    }
    return tuple(cells[head] for head in HEADS)


def _split(chance: random.Random, total: int, months: range) -> list[int]:
    """A total over months, by season and chance, without a rest."""
    weights = [season("", month) * chance.uniform(0.97, 1.03) for month in months]
    edges = [round(total * sum(weights[:n]) / sum(weights)) for n in range(len(weights) + 1)]
    return [after - before for before, after in itertools.pairwise(edges)]


def _cumulated(values: Sequence[int]) -> list[int]:
    return [sum(values[: n + 1]) for n in range(len(values))]


def _growth(now: int, before: int) -> str:
    percent = (Decimal(now) / Decimal(before) - 1) * 100
    return str(percent.quantize(Decimal("0.1"), ROUND_HALF_UP))


def _printed(hundredths: int) -> str:
    return f"{Decimal(hundredths) / 100:,.2f}"


def _released(period: str) -> str:
    """Around the 20th of the next month."""
    year, month = int(period[:4]), int(period[4:])
    following = datetime(year + month // 12, month % 12 + 1, 19, 10)  # noqa: DTZ001 - Asia/Shanghai, as in all files
    return f"{following + timedelta(days=month % 3, minutes=5 * month):%Y-%m-%d %H:%M:%S}"
