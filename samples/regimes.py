"""The national customs' table of trade by regime: October of two years, totals and lines rounded each by itself."""

from __future__ import annotations

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

_TOTALS = {2014: (127_000_000.0, 99_000_000.0), 2015: (122_000_000.0, 83_000_000.0)}
_MONTHS_BEFORE = 9.1


def write_regime_totals(folder: Path, seed: int) -> list[Path]:
    """Write two workbooks; returns the data files."""
    return [_write(folder, seed, year) for year in _TOTALS]


def _write(folder: Path, seed: int, year: int) -> Path:
    chance = draw(seed, f"regimes {year}")
    lines = []
    for name, shares in NAMES.items():
        cells: list[float] = []
        for total, share in zip(_TOTALS[year], shares, strict=True):
            month = total * share * chance.uniform(0.95, 1.05)
            cells += [month, month * (1 + _MONTHS_BEFORE * chance.uniform(0.98, 1.02))]
        lines.append((name, cells))
    # a line that is too small to be printed
    sums = [sum(cells[n] for _, cells in lines) + 1 for n in range(4)]
    rows = [
        ("单位：万元人民币",),
        ("贸易方式", "出口10月", "出口1至10月", "进口10月", "进口1至10月"),
        *((name, *map(_printed, cells)) for name, cells in [("总值", sums), *lines]),
    ]
    title = f"（5）{year}年10月进出口商品贸易方式总值表（人民币值）"
    note = "Lines add up to their totals but for the last digit."
    released = {"released_at": f"{year}-11-23T10:00:00"}
    return put_declared(folder / f"sample_regimes_{year}_10.xlsx", workbook("贸易方式", title, rows), released, note)


def _printed(value: float) -> str:
    return f"{round(value):,}" if round(value) else "-"
