"""The national customs' printed tables of one month: the flash and the bulletin by commodity, the page by country.

They stand for a month that the sample of the online query does not reach, so that nothing is compared with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from pathlib import Path

from samples.writing import NOT_REAL, put_declared, workbook

_SAMPLE = "（样本）2015年11月"
_FLASH_HEAD = (
    ("商品名称", "计量单位", "11月", None, "1至11月累计", None, "去年同期累计", None, "1至11月累计比去年同期±%", None),
    (None, None, "数量", "金额", "数量", "金额", "数量", "金额", "数量", "金额"),
)
_FLASH = (
    ("机电产品*", "-", "-", "7,802.4", "-", "74,516.3", "-", "75,120.9", "-", "-0.8"),
    ("　　其中：灯具、照明装置及其零件", "-", "-", "213.5", "-", "2,071.8", "-", "1,913.3", "-", "8.3"),
    ("家具及其零件", "-", "-", "301.2", "-", "2,968.4", "-", "2,891.1", "-", "2.7"),
    ("鞋靴", "亿双", "8.1", "271.9", "90.3", "3,012.7", "93.7", "3,150.2", "-3.6", "-4.4"),
)
_BULLETIN_HEAD = (
    ("商品名称", "计量单位", "当月", None, "累计", None, "当月同比", None, "累计同比", None),
    (None, None, "数量", "金额", "数量", "金额", "数量", "金额", "数量", "金额"),
)
_BULLETIN = (
    ("机电产品*", "-", "-", "78,024,316", "-", "745,161,930", "-", "1.2", "-", "-0.8"),
    ("　　其中：灯具、照明装置及其零件", "-", "-", "2,138,417", "-", "20,721,305", "-", "9.3", "-", "8.3"),
    ("家具及其零件", "-", "-", "3,012,110", "-", "29,684,228", "-", "1.9", "-", "2.7"),
    ("鞋靴", "万双", "81,020", "2,719,204", "903,114", "30,127,550", "-2.9", "-3.8", "-3.6", "-4.4"),
)
_COUNTRIES = (
    ("Total", "21,340.2", "221,807.5", "12,512.9", "127,660.1", "8,827.3", "94,147.4", "-7.8", "-2.2", "-14.4"),
    ("  European Union", "3,012.4", "31,902.7", "1,988.7", "20,106.4", "1,023.7", "11,796.3", "-7.9", "-3.0", "-15.2"),
    ("       of which: Germany", "812.5", "8,873.6", "388.1", "3,924.2", "424.4", "4,949.4", "-12.0", "-4.9", "-17.0"),
    ("                 Netherlands", "360.2", "3,848.9", "312.6", "3,356.5", "47.6", "492.4", "-8.0", "-7.8", "-9.5"),
    ("   United States (US)", "2,987.3", "31,605.8", "2,210.9", "23,138.6", "776.4", "8,467.2", "1.6", "4.6", "-5.8"),
    ("   Hong Kong, China", "2,301.6", "18,410.3", "2,203.0", "17,761.4", "98.6", "648.9", "-7.1", "-6.9", "-12.3"),
)
_NOTE = "Note: Trade with the European Union is that of 28 countries."


def write_flash(folder: Path) -> list[Path]:
    """Write the flash; returns the data file."""
    data = _table(f"{_SAMPLE}全国出口重点商品量值表（人民币值）", "单位∶亿元人民币", (*_FLASH_HEAD, *_FLASH))
    return [_put(folder / "sample_flash_201511.xlsx", data, datetime(2015, 12, 8, 11))]  # noqa: DTZ001


def write_bulletin(folder: Path) -> list[Path]:
    """Write the bulletin by commodity and the page by country; returns the data files."""
    goods = _table(f"{_SAMPLE}出口主要商品量值表（人民币值）", "单位：万元", (*_BULLETIN_HEAD, *_BULLETIN))
    return [
        _put(folder / "sample_bulletin_201511.xlsx", goods, datetime(2015, 12, 18, 11)),  # noqa: DTZ001
        _put(folder / "sample_by_country_201511.html", _page(), datetime(2015, 12, 8, 11)),  # noqa: DTZ001
    ]


def _put(path: Path, data: bytes, released: datetime) -> Path:
    return put_declared(path, data, {"released_at": released}, "Month, flow, currency and scale stand in the file.")


def _table(title: str, unit: str, rows: Sequence[Sequence[str | None]]) -> bytes:
    return workbook("Sheet1", title, [(unit, *[None] * (len(rows[0]) - 1)), *rows])


def _page() -> bytes:
    title = "(4) Sample: China's Total Export & Import Values by Country/Region, Nov 2015 (in CNY)"
    flows = ("Export & Import", "Export & Import", "Export", "Export", "Import", "Import")
    head = (
        _cells("Import Source", *flows) + '<td colspan="3">1-to-11 Total Year-on-Year (±%)</td>',
        _cells("Export Destination", *["11", "1-to-11"] * 3, "Export & Import", "Export", "Import"),
    )
    wide = [f'<td colspan="10">{escape(text)}</td>' for text in (title, "Unit: CNY 100 Million", _NOTE)]
    rows = [*wide[:2], *head, *(_cells(*line) for line in _COUNTRIES), wide[2]]
    body = "\n".join(f"<tr>{row}</tr>" for row in rows)
    return (
        f'<!DOCTYPE html>\n<!-- {NOT_REAL.lstrip("# ")} -->\n<html><head><meta charset="UTF-8">'
        f"<title>{escape(title)}</title></head>\n<body><table>\n{body}\n</table></body></html>\n"
    ).encode()


def _cells(*texts: str) -> str:
    return "".join(f"<td>{escape(text).replace('  ', '&nbsp;&nbsp;')}&nbsp;</td>" for text in texts)
