"""Table 5 of the national customs of October 2019: numbers as printed, in 1,000 US dollars."""

from __future__ import annotations

from collections.abc import Sequence

from tests.transforms.printed_files import below

TITLE = "（5）2019年10月进出口商品贸易方式总值表（美元值）"
UNIT = "单位：千美元"
HEAD = [["贸易方式", "出口", None, "进口", None], [None, "10月", "1至10月", "10月", "1至10月"]]
MERGED = [(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 0, 4)]
TOTAL = ["总值", "212,916,095", "2,037,923,161", "169,898,075", "-"]
LINES = [
    ["一般贸易", "118,958,241", "1,186,585,454", "98,724,305", "-"],
    ["国家间、国际组织无偿援助和赠送的物资", "48,725", "607,273", "-", "-"],
    ["其他捐赠物资", "308", "6,032", "61", "-"],
    ["来料加工贸易", "6,442,780", "64,664,195", "7,723,840", "-"],
    ["进料加工贸易", "60,309,531", "536,869,765", "29,995,392", "-"],
    ["边境小额贸易", "3,325,483", "25,477,752", "689,024", "-"],
    ["加工贸易进口设备", "-", "-", "23,344", "-"],
    ["对外承包工程出口货物", "980,336", "11,504,891", "-", "-"],
    ["租赁贸易", "4,740", "137,113", "33,016", "-"],
    ["外商投资企业作为投资进口的设备、物品", "-", "-", "254,842", "-"],
    ["出料加工贸易", "15,215", "187,522", "16,275", "-"],
    ["易货贸易", "-", "-", "3,057", "-"],
    ["免税外汇商品", "-", "-", "257,616", "-"],
    ["保税监管场所进出境货物", "3,953,998", "38,625,272", "12,283,269", "-"],
    ["海关特殊监管区域物流货物", "11,278,662", "104,943,733", "18,152,328", "-"],
    ["海关特殊监管区域进口设备", "-", "-", "736,443", "-"],
    ["其他", "7,598,074", "68,314,158", "1,005,264", "-"],
]
"""Which numbers belong together is printed; the names of the smaller lines are placed by us."""


def table5(lines: Sequence[Sequence[str]] = LINES, total: Sequence[str] = TOTAL):
    """Cells and merged ranges of the table."""
    return below([TITLE, UNIT], HEAD, [total, *lines], MERGED)


def shifted() -> list[list[str]]:
    """The same with 61, of another column, in place of the 6,032 from January on."""
    return [[cell if cell != "6,032" else "61" for cell in line] for line in LINES]
