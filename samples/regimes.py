"""The national customs' table of trade by regime: October to October, totals and lines rounded each by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from samples.writing import draw, put_declared, workbook

NAMES = {
    "一般贸易": (0.53, 0.55),
    "来料加工贸易": (0.04, 0.05),
    "进料加工贸易": (0.31, 0.22),
    "边境小额贸易": (0.02, 0.01),
    "对外承包工程出口货物": (0.01, 0.0),
    "保税监管场所进出境货物": (0.02, 0.07),
    "海关特殊监管区域物流货物": (0.05, 0.08),
    "其他": (0.02, 0.02),
}
"""Shares of exports and of imports, about."""

_OCTOBER = {2014: (127_000_000.0, 99_000_000.0), 2015: (122_000_000.0, 83_000_000.0)}
_SHOWN = range(201410, 201511)
"""Months that have a table; those before it stand in the values from January on."""


def write_regime_totals(folder: Path, seed: int) -> list[Path]:
    """Write a workbook for each month; returns the data files."""
    return [
        _write(folder, year, month, lines)
        for year in _OCTOBER
        for month, lines in _months(seed, year)
        if year * 100 + month in _SHOWN
    ]


def _months(seed: int, year: int) -> Iterator[tuple[int, dict[str, list[float]]]]:
    """Lines of each month: exports of the month and from January on, imports of the month and from January on."""
    chance = draw(seed, f"regimes {year}")
    so_far = {name: [0.0, 0.0] for name in NAMES}
    for month in range(1, 13):
        lines = {}
        for name, shares in NAMES.items():
            values = [t * s * chance.uniform(0.9, 1.0) for t, s in zip(_OCTOBER[year], shares, strict=True)]
            so_far[name] = [before + value for before, value in zip(so_far[name], values, strict=True)]
            lines[name] = [n for pair in zip(values, so_far[name], strict=True) for n in pair]
        yield month, lines


def _write(folder: Path, year: int, month: int, lines: dict[str, list[float]]) -> Path:
    until = f"1至{month}月" if month > 1 else "累计"
    rows = [
        ("单位：万元人民币",),
        ("贸易方式", f"出口{month}月", f"出口{until}", f"进口{month}月", f"进口{until}"),
        ("总值", *(_printed(sum(cells)) for cells in zip(*lines.values(), strict=True))),
        *((name, *map(_printed, cells)) for name, cells in lines.items()),
    ]
    title = f"（5）{year}年{month}月进出口商品贸易方式总值表（人民币值）"
    note = "Lines add up to their totals but for the last digit."
    shown = f"{year}-{month + 1:02d}" if month < 12 else f"{year + 1}-01"
    released = {"released_at": f"{shown}-23T10:00:00"}
    path = folder / f"sample_regimes_{year}_{month:02d}.xlsx"
    return put_declared(path, workbook("贸易方式", title, rows), released, note)


def _printed(value: float) -> str:
    return f"{round(value):,}" if round(value) else "-"
