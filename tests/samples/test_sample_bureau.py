"""The city's workbook, the zone's roster, inspection batches, exchange rates."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
from collections import Counter
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from samples.enterprises import credit_code
from tests.samples.raw import Sample, reference

LAMPS = "灯具、照明装置及其零件"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def sheet(path: Path) -> list[dict[str, object]]:
    """Rows of the only sheet, below its title and its heads."""
    book = openpyxl.load_workbook(path)
    (page,) = book.worksheets
    _, heads, *below = page.iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in below]


def listed(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def is_valid_uscc(code: str) -> bool:
    if len(code) != 18 or set(code) - set(ALPHABET):
        return False
    total = sum(ALPHABET.index(char) * pow(3, n, 31) for n, char in enumerate(code[:17]))
    return ALPHABET.index(code[17]) == (31 - total % 31) % 31


def amount(row: dict[str, object], head: str) -> Decimal:
    return Decimal(str(row[head]).replace(",", ""))


@pytest.fixture(scope="module")
def city(sample: Sample) -> list[dict[str, object]]:
    return sheet(sample.path("sample_zhongshan.xlsx"))


@pytest.fixture(scope="module")
def lamps(city: list[dict[str, object]]) -> list[dict[str, object]]:
    return [row for row in city if row["商品"] == LAMPS and row["企业性质"] == "ALL"]


def test_codes_of_the_city_are_text(city: list[dict[str, object]]) -> None:
    assert {row["注册地"] for row in city} == {"442000"}
    assert all(isinstance(cell, str) or cell is None for row in city for cell in row.values())


def test_the_lamp_line_is_705000_after_523770(lamps: list[dict[str, object]]) -> None:
    latest = {row["数据年月"]: row for row in sorted(lamps, key=lambda row: str(row["released_at"]))}
    assert sorted(map(str, latest)) == [f"2014{m:02d}" for m in range(1, 13)] + [f"2015{m:02d}" for m in range(1, 11)]
    assert latest["201510"]["累计金额"] == "705,000.00"
    assert latest["201410"]["累计金额"] == "523,770.00"
    assert latest["201510"]["累计同比"] == "34.6"
    for year in (2014, 2015):
        total = Decimal(0)
        for period in (f"{year}{m:02d}" for m in range(1, 13) if f"{year}{m:02d}" in latest):
            total += amount(latest[period], "当月金额")
            assert total == amount(latest[period], "累计金额")


def test_growth_is_that_of_the_figures_and_dates_follow_the_month(lamps: list[dict[str, object]]) -> None:
    ytd = {str(row["数据年月"]): amount(row, "累计金额") for row in lamps}
    for row in lamps:
        period = str(row["数据年月"])
        released = dt.datetime.fromisoformat(str(row["released_at"]))
        assert released.strftime("%Y%m") > period
        if period.startswith("2015"):
            computed = (ytd[period] / ytd[f"2014{period[4:]}"] - 1) * 100
            assert abs(computed - Decimal(str(row["累计同比"]))) <= Decimal("0.05")
        else:
            assert not row["累计同比"]


def test_one_month_was_corrected_later(lamps: list[dict[str, object]]) -> None:
    twice = [row for row in lamps if row["数据年月"] == "201406"]
    assert len(lamps) == 23
    assert len(twice) == 2
    assert amount(twice[0], "当月金额") != amount(twice[1], "当月金额")
    assert str(twice[0]["released_at"]) < str(twice[1]["released_at"])


def test_ownership_adds_up_within_rounding(city: list[dict[str, object]], lamps: list[dict[str, object]]) -> None:
    (total,) = (row for row in lamps if row["数据年月"] == "201510")
    parts = [row for row in city if row["企业性质"] != "ALL"]
    assert {row["企业性质"] for row in parts} == {"SOE", "FIE", "PRIVATE"}
    assert {row["released_at"] for row in parts} == {total["released_at"]}
    assert sum(amount(row, "累计金额") for row in parts) == amount(total, "累计金额")
    gap = sum(amount(row, "当月金额") for row in parts) - amount(total, "当月金额")
    assert gap == Decimal("0.01")


def test_all_goods_of_october_revise_earlier_months_silently(city: list[dict[str, object]]) -> None:
    before, after = (row for row in city if row["商品"] == "ALL")
    revised = amount(after, "累计金额") - amount(before, "累计金额") - amount(after, "当月金额")
    assert revised == Decimal(200)


def test_the_roster_counts_47_and_4(sample: Sample) -> None:
    members = sheet(sample.path("sample_roster.xlsx"))
    assert Counter(row["批次"] for row in members) == {1: 47, 2: 4}
    entries = {(row["批次"], f"{row['入区日期']:%Y%m}") for row in members}
    assert entries == {(1, "201512"), (2, "201703")}
    assert len({row["统一社会信用代码"] for row in members}) == 51
    towns = {
        r["place_code"]
        for r in reference("places")
        if r["list"].startswith("TOWN") and r["observed_from"] == "2015-09-30"
    }
    for row in members:
        assert is_valid_uscc(str(row["统一社会信用代码"]))
        assert str(row["海关编码"]).startswith("44209")
        assert len(str(row["海关编码"])) == 10
        assert row["镇区"] in towns
        assert "样本" in str(row["企业名称"])


def test_a_known_code_keeps_its_check_character() -> None:
    assert credit_code("91442000MA4W0TEX0") == "91442000MA4W0TEX05"
    assert is_valid_uscc("91442000MA4W0TEX05")


def test_the_roster_to_be_refused_has_no_codes(sample: Sample) -> None:
    (first, *_) = sheet(sample.path("sample_roster_without_uscc.xlsx"))
    assert "统一社会信用代码" not in first
    assert "企业名称" in first


def test_400_batches_of_2015_nearly_all_pass(sample: Sample) -> None:
    batches = listed(sample.path("sample_batches_2015.csv"))
    results = Counter(row["result"] for row in batches)
    assert len({row["batch_no"] for row in batches}) == len(batches) == 400
    assert 0.97 <= results["PASS"] / 400 < 1
    assert set(results) == {"PASS", "FAIL", "REWORK_PASS", "PENDING"}
    assert {row["inspection_date"][:4] for row in batches} == {"2015"}
    average = sum(float(row["value_usd"]) for row in batches) / 400
    assert 17_000 < average < 24_000


def test_five_batches_of_the_bureau_are_wrong(sample: Sample) -> None:
    batches = listed(sample.path("sample_batches_bureau.csv"))
    assert {"报检号", "企业", "检验日期", "货值（美元）", "结果"} < set(batches[0])
    wrong = Counter(
        reason
        for row in batches
        for reason, is_hit in (
            ("code", not is_valid_uscc(row["企业"])),
            ("result", row["结果"] not in {"PASS", "FAIL", "REWORK_PASS", "PENDING"}),
            ("bad", int(row["bad_qty"]) > int(row["qty"])),
            ("days", bool(row["export_date"]) and row["export_date"] < row["检验日期"]),
        )
        if is_hit
    )
    assert wrong == {"code": 2, "result": 1, "bad": 1, "days": 1}
    assert len(batches) == 40


def test_48_rates_as_the_federal_reserve_printed_them(sample: Sample) -> None:
    rates = listed(sample.path("sample_usd_cny.csv"))
    assert [r["month"] for r in rates] == [f"{y}{m:02d}" for y in range(2014, 2018) for m in range(1, 13)]
    assert {(r["base"], r["quote"], r["rate_type"], r["source_ref"]) for r in rates} == {
        ("USD", "CNY", "MONTH_AVG", "FED_H10")
    }
    by_month = {r["month"]: r["rate"] for r in rates}
    assert (by_month["201410"], by_month["201510"]) == ("6.1251", "6.3505")


def _regimes(sample: Sample, month: str) -> list[list[int]]:
    """Columns of numbers of a table by regime, the total first."""
    (page,) = openpyxl.load_workbook(sample.path(f"sample_regimes_{month}.xlsx")).worksheets
    table = [[str(cell) for cell in row] for row in page.iter_rows(min_row=4, values_only=True)]
    assert [row[0] for row in table][:2] == ["总值", "一般贸易"]
    return [[int(row[n].replace(",", "").replace("-", "0")) for row in table] for n in range(1, 5)]


@pytest.mark.parametrize("month", ["2014_10", "2015_01", "2015_10"])
def test_regimes_miss_their_totals_by_the_last_digit(sample: Sample, month: str) -> None:
    gaps = [abs(sum(lines) - total) for total, *lines in _regimes(sample, month)]
    assert 0 < max(gaps) <= 8 * 0.5


def test_regimes_of_each_month_from_october_to_october(sample: Sample) -> None:
    """From January on, each month's table holds what the one before held and the month."""
    names = sorted(path.name for path in sample.files if "regimes" in path.name)
    months = [f"2014_{n}" for n in (10, 11, 12)] + [f"2015_{n:02d}" for n in range(1, 11)]
    assert names == [f"sample_regimes_{month}.xlsx" for month in months]
    for before, month in itertools.pairwise(months[3:]):
        earlier, later = _regimes(sample, before), _regimes(sample, month)
        for shown, so_far in ((0, 1), (2, 3)):
            grown = [b - a for a, b in zip(earlier[so_far], later[so_far], strict=True)]
            assert all(abs(g - m) <= 1 for g, m in zip(grown, later[shown], strict=True))
