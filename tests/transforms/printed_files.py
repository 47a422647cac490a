"""Printed tables as true Excel-97 files, XLSX and pages, in the shape of the customs' own."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

import pytest
import xlsxwriter
import xlwt

from tests.transforms.tools import type_file
from transforms.reading.errors import FileRefusedError

LAMPS = "灯具、照明装置及其零件"
FLASH = "（14）2025年12月全国出口重点商品量值表（人民币值）"
YI = "单位∶亿元人民币"
Cells = Sequence[Sequence[object]]
Merged = Sequence[tuple[int, int, int, int]]

FLASH_HEAD = [
    ["商品名称", "计量单位", "12月", None, "1至12月累计", None, "去年同期累计", None, "1至12月累计比去年同期±%", None],
    [None, None, *["数量", "金额"] * 4],
]
FLASH_MERGED = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (0, 4, 0, 5), (0, 6, 0, 7), (0, 8, 0, 9)]
FLASH_LINES = [
    ["农产品*", "-", "-", "749.2", "-", "7,451.0", "-", "7,327.5", "-", "1.7"],
    ["　　其中：水产品", "万吨", "44.1", "134.4", "449.2", "1,441.5", "417.0", "1,433.3", "7.7", "0.6"],
    ["灯具、照明装置及其零件", "-", "-", "248.9", "-", "2,644.3", "-", "3,000.8", "-", "-11.9"],
]
PARTNER_HEAD = [
    ["进口原产国(地)", "进出口", None, "出口", None, "进口", None, "累计比去年同期±%", None, None],
    ["出口最终目的国(地)", "10月", "1至10月", "10月", "1至10月", "10月", "1至10月", "进出口", "出口", "进口"],
]
PARTNER_MERGED = [(0, 1, 0, 2), (0, 3, 0, 4), (0, 5, 0, 6), (0, 7, 0, 9)]

CSV_HEAD = "name,unit,month_qty,month_amt,ytd_qty,ytd_amt,prev_ytd_qty,prev_ytd_amt,ytd_yoy_qty_pct,ytd_yoy_amt_pct\n"
LATER = {"released_at": datetime(2026, 1, 14)}
WHOLE = "（2）2015年10月进出口商品国别（地区）总值表"
MAJOR = "（2）2015年10月进出口商品主要国别（地区）总值表（美元值）"
WHOLE_LINES = [
    ["总值", "100.0", "1,000.0", "60.0", "600.0", "40.0", "400.0", "1.0", "2.0", "-3.0"],
    ["亚洲", "70.0", "700.0", "40.0", "400.0", "30.0", "300.0", "1.0", "1.0", "1.0"],
    ["　日本", "30.0", "300.0", "20.0", "200.0", "10.0", "100.0", "1.0", "1.0", "1.0"],
    ["　其他", "40.0", "400.0", "20.0", "200.0", "20.0", "200.0", "1.0", "1.0", "-"],
    ["非洲", "30.0", "300.0", "20.0", "200.0", "10.0", "100.0", "1.0", "1.0", "1.0"],
    ["　其他", "30.0", "300.0", "20.0", "200.0", "10.0", "100.0", "1.0", "1.0", "1.0"],
    [],
    ["注：1.本表含加工贸易。"],
]
BULLETIN_HEAD = [
    ["商品名称", "计量单位", "当月", None, "累计", None, "当月同比", None, "累计同比", None],
    [None, None, *["数量", "金额"] * 4],
]
BULLETIN_LINES = [
    ["农产品*", "-", "-", "7,491,612", "-", "74,510,034", "-", "2.1", "-", "1.7"],
    ["　水产品", "吨", "441,020", "1,344,000", "4,492,000", "14,415,000", "8.0", "1.0", "7.7", "0.6"],
    ["灯具、照明装置及其零件", "-", "-", "2,489,113", "-", "26,443,007", "-", "-14.6", "-", "-11.9"],
]
BULLETIN = ["（13）2025年12月出口主要商品量值表", "单位：万元人民币"]


def xls(cells: Cells, merged: Merged = (), sheet: str = "Sheet1") -> bytes:
    """An Excel-97 file in code page 936 shape: text cells; ``merged`` are top, left, bottom, right."""
    book = xlwt.Workbook(encoding="gbk")
    page = book.add_sheet(sheet)
    spans = {(top, left): (bottom, right) for top, left, bottom, right in merged}
    for row, values in enumerate(cells):
        for column, value in enumerate(values):
            if (row, column) in spans:
                bottom, right = spans[row, column]
                page.write_merge(row, bottom, column, right, value)
            elif value is not None:
                page.write(row, column, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xlsx(cells: Cells, merged: Merged = (), sheet: str = "Sheet1") -> bytes:
    """The same as XLSX."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        for row, values in enumerate(cells):
            for column, value in enumerate(values):
                if value is not None:
                    page.write(row, column, value)
        for top, left, bottom, right in merged:
            page.merge_range(top, left, bottom, right, cells[top][left])
    return out.getvalue()


def below(title: Sequence[str], head: Cells, lines: Cells, merged: Merged = ()) -> tuple[list[list[object]], list]:
    """Cells and merged ranges of a title, a head and lines."""
    cells = [*([line] for line in title), *head, *lines]
    return [list(row) for row in cells], [(t + len(title), a, b + len(title), c) for t, a, b, c in merged]


def flash(
    title: str = FLASH, unit: str = YI, head: Cells = FLASH_HEAD, lines: Cells = FLASH_LINES
) -> tuple[Cells, Merged]:
    """A flash by commodity."""
    return below([title, unit], head, lines, FLASH_MERGED if head is FLASH_HEAD else ())


def page(rows: Sequence[str], title: str = "Statistics") -> bytes:
    """A web page with one table; rows are what stands inside ``<tr>``."""
    table = "".join(f"<tr>{row}</tr>\n" for row in rows)
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title></head><body><table>{table}</table></body></html>".encode()
    )


def bulletin(title=WHOLE, unit="单位：万元人民币", lines=WHOLE_LINES, head=PARTNER_HEAD, merged=PARTNER_MERGED):
    """A bulletin as an Excel-97 file, by country if nothing else is said."""
    return xls(*below([title, unit], head, lines, merged))


def refusal(name: str, data: bytes | str, **facts) -> FileRefusedError:
    """The refusal of a file of a dataset."""
    with pytest.raises(FileRefusedError) as caught:
        type_file(name, data, **(LATER | facts))
    assert caught.value.remedy
    return caught.value
