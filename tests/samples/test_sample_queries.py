"""Downloads of the customs query: what they hold, and how they look."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from datetime import datetime
from itertools import pairwise

import pytest

from tests.samples.raw import Sample, key, number, reference, rows, text, units, unpacked

HALF_YEARS = (
    "sample_export_2015h1_english.csv",
    "sample_export_2015h2.csv.gz",
    "sample_export_2016h1_tabs.csv",
    "sample_export_2016h2_newlines.csv",
    "sample_export_2017h1_wide.csv",
    "sample_export_2017h2.csv.zip",
)
SECOND, DOLLARS = "sample_export_201712_second.csv", "sample_export_2017_usd.csv"
PAGES = ("sample_import_2017_page1.csv", "sample_import_2017_page2.csv")
DAMAGED, ERROR_PAGE = "sample_export_201801_damaged.csv", "sample_download_failed.csv"
GOOD = (*HALF_YEARS, SECOND, DOLLARS, *PAGES)
LIGHTING = ["70111000", "850410", "8513", "85366100", "8539", "85414010", "9405"]


@pytest.fixture(scope="module")
def sold(sample: Sample) -> list[dict[str, str]]:
    return [row for name in HALF_YEARS for row in rows(sample.path(name))]


def test_36_months_of_about_250_rows(sold: list[dict[str, str]]) -> None:
    by_month = Counter(row["数据年月"] for row in sold)
    assert sorted(by_month) == [f"{y}{m:02d}" for y in (2015, 2016, 2017) for m in range(1, 13)]
    assert all(220 <= count <= 280 for count in by_month.values())
    assert len({key(row) for row in sold}) == len(sold)


@pytest.mark.parametrize("name", GOOD)
def test_codes_and_units_are_those_of_the_year(sample: Sample, name: str) -> None:
    partners = {r["partner_code"] for r in reference("partners") if not r["valid_to"]}
    regimes = {r["regime_code"] for r in reference("regimes")}
    provinces = {r["place_code"] for r in reference("places") if r["list"] == "PROVINCE"}
    for row in rows(sample.path(name)):
        unit1, unit2 = units(int(row["数据年月"][:4]))[row["商品编码"]]
        assert row["商品编码"].startswith(tuple(LIGHTING))
        assert (row["第一计量单位"], row["第二计量单位"]) == (unit1, unit2 or "?")
        assert (number(row["第二数量"]) > 0) == bool(unit2)
        assert row["贸易伙伴编码"] in partners
        assert row.get("贸易方式编码", "10") in regimes
        assert row.get("收发货人注册地编码", "44") in provinces


def test_selections_are_closed_and_released_after_their_months(sample: Sample) -> None:
    for name in (*HALF_YEARS, SECOND, *PAGES):
        declared = tomllib.loads(sample.manifest(name).read_text(encoding="utf-8"))
        assert declared["covers_hs"] == LIGHTING
        assert [declared[f"covers_{what}"] for what in ("partners", "regimes", "places")] == [["*"]] * 3
        months = {row["数据年月"] for part in (PAGES if name in PAGES else [name]) for row in rows(sample.path(part))}
        assert (min(months), max(months)) == (declared["period_from"], declared["period_to"])
        last = datetime.strptime(declared["period_to"], "%Y%m")  # noqa: DTZ007
        assert 45 < (declared["released_at"] - last).days < 90


def test_guangdong_leads_and_residual_partners_are_small(sold: list[dict[str, str]]) -> None:
    value: Counter[str] = Counter()
    for row in sold:
        value[row["收发货人注册地编码"]] += number(row["人民币"])
        value[f"partner {row['贸易伙伴编码']}"] += number(row["人民币"])
    total = sum(value[place] for place in ("44", "33", "35", "31", "32"))
    assert value["44"] > total / 2
    assert 0 < value["partner 701"] + value["partner 199"] < total / 100


def test_trade_grows_and_series_go_on(sold: list[dict[str, str]]) -> None:
    years = [{key(r)[1:] for r in sold if r["数据年月"].startswith(y)} for y in ("2015", "2016", "2017")]
    assert len(set.intersection(*years)) > 200
    values = [sum(number(r["人民币"]) for r in sold if r["数据年月"].startswith(y)) for y in ("2015", "2016", "2017")]
    assert all(0 < after / before - 1 < 0.4 for before, after in pairwise(values))


def test_a_partner_enters_and_one_leaves(sold: list[dict[str, str]]) -> None:
    months = {p: {r["数据年月"] for r in sold if r["贸易伙伴编码"] == p} for p in {r["贸易伙伴编码"] for r in sold}}
    assert [p for p, seen in months.items() if min(seen) > "201612"] == ["124"]
    assert [p for p, seen in months.items() if max(seen) < "201701"] == ["445"]
    assert len(months["124"]) >= 3


def test_each_half_year_has_its_quirk(sample: Sample) -> None:
    english, other_order, tabs, newlines, wide, zipped = (sample.path(name) for name in HALF_YEARS)
    assert english.read_bytes().startswith(b'"Date of data","Commodity code","Commodity","Trading partner code",')
    assert b"Supplimentary Quantity" in english.read_bytes()
    assert other_order.read_bytes()[:8] == b"\x1f\x8b\x08\0\0\0\0\0"
    assert text(other_order).startswith('"数据年月","贸易伙伴编码","贸易伙伴名称","贸易方式编码"')
    assert re.search(rb'\n201601\t,\d{8}\t,"[^"]+"\t,\d{3}\t,"', tabs.read_bytes())
    assert all(len(re.findall("\t,", line)) == 14 for line in text(tabs).splitlines())
    broken = [line for line in text(newlines).split("\n") if line.count('"') % 2]
    assert len(broken) > 600
    assert "４" in text(wide)
    assert "，" in text(wide)
    assert "\N{NO-BREAK SPACE}" in text(wide)
    assert zipped.read_bytes().startswith(b"PK\x03\x04")


@pytest.mark.parametrize("name", GOOD)
def test_encoding_separators_and_trailing_comma(sample: Sample, name: str) -> None:
    data = unpacked(sample.path(name))
    if name == SECOND:
        assert data.startswith("\ufeff".encode())
    else:
        data.decode("gb18030")
        if name != HALF_YEARS[0]:
            assert "数据年月".encode("gb18030") in data
    assert "?" in {row["第二计量单位"] for row in rows(sample.path(name))}
    records = [line for line in text(sample.path(name)).split("\n") if line.count('"') % 2 == 0]
    assert all(line.endswith(",") for line in records[:-1])
    assert any(re.search(r"\d{1,3}(,\d{3})+", line) for line in records)


def test_the_second_release_of_a_month_differs_a_little(sample: Sample, sold: list[dict[str, str]]) -> None:
    first = {key(r): r["人民币"] for r in sold if r["数据年月"] == "201712"}
    second = {key(r): r["人民币"] for r in rows(sample.path(SECOND))}
    assert len(first.keys() - second.keys()) == 1
    assert len(second.keys() - first.keys()) == 1
    assert 10 < sum(first[k] != second[k] for k in first.keys() & second.keys()) < 60


def test_dollars_are_the_yuan_of_the_latest_state(sample: Sample, sold: list[dict[str, str]]) -> None:
    yuan: Counter[str] = Counter()
    for row in [*(r for r in sold if r["数据年月"] != "201712"), *rows(sample.path(SECOND))]:
        if row["商品编码"].startswith("9405"):
            yuan[row["数据年月"]] += number(row["人民币"])
    dollars: Counter[str] = Counter()
    for row in rows(sample.path(DOLLARS)):
        assert "收发货人注册地编码" not in row
        assert row["商品编码"].startswith("9405")
        dollars[row["数据年月"]] += number(row["美元"])
    assert len(dollars) == 12
    assert round(yuan["201710"] / dollars["201710"], 4) == 6.6254
    assert round(yuan["201712"] / dollars["201712"], 4) == 6.5932


def test_imports_come_in_two_pages(sample: Sample) -> None:
    pages = [[key(row) for row in rows(sample.path(name))] for name in PAGES]
    assert len(pages[0]) == 10_000
    assert 1_000 < len(pages[1]) < 1_400
    both = pages[0] + pages[1]
    assert both == sorted(set(both))
    facts = [tomllib.loads(sample.manifest(name).read_text(encoding="utf-8")) for name in PAGES]
    assert [f.pop("page") for f in facts] == [1, 2]
    assert facts[0].pop("released_at") < facts[1].pop("released_at")
    assert facts[0] == facts[1]
    assert (facts[0]["flow"], facts[0]["pages"]) == ("import", 2)


def test_damaged_records_and_enough_good_ones(sample: Sample) -> None:
    lines = text(sample.path(DAMAGED)).splitlines()
    header = lines[0].count('",')
    whole = [line for line in lines[1:] if line.count('",') == header]
    assert sorted(line.count('",') for line in lines[1:] if line not in whole) == [6, 2 * header]
    cells = [line.removesuffix('",').lstrip('"').split('","') for line in whole]
    listed = units(2018)
    hits = Counter(
        reason
        for _, hs8, _, partner, _, regime, _, place, _, _, unit1, _, unit2, value in cells
        for reason, is_hit in (
            ("partner", partner == "801"),
            ("code", hs8 not in listed),
            ("regime", regime == "0110"),
            ("province", place == "71"),
            ("negative", value.startswith("-")),
            ("number", value == "1,2a4"),
            ("unit", hs8 in listed and (unit1, unit2) != (listed[hs8][0], listed[hs8][1] or "?")),
            ("zero", value == "0"),
            ("good", not value.startswith("-")),
        )
        if is_hit
    )
    assert hits.pop("good") >= 450
    assert hits == {
        "partner": 2,
        "code": 1,
        "regime": 1,
        "province": 1,
        "negative": 1,
        "number": 1,
        "unit": 2,
        "zero": 1,
    }
    assert {c[0] for c in cells} == {"201801"}
    assert all(c[1].startswith("9405") for c in cells)


def test_files_to_be_refused(sample: Sample) -> None:
    assert sample.path(ERROR_PAGE).read_bytes().startswith(b"<!DOCTYPE html>")
    declared = tomllib.loads(sample.manifest("sample_without_flow.csv").read_text(encoding="utf-8"))
    assert "flow" not in declared
    assert "released_at" in declared
