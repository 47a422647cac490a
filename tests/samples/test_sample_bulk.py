"""Bulk files for benchmarks."""

from __future__ import annotations

import csv
import io
import tomllib
from collections import Counter
from math import log10
from pathlib import Path

import pytest

from samples.bulk import rows_of_month, write_bulk
from tests.samples.raw import key, number, reference, rows, units
from tests.support import QUERY_HEAD

COLUMNS = [*QUERY_HEAD, ""]


@pytest.fixture(scope="module")
def bulk(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_bulk(tmp_path_factory.mktemp("bulk"), rows=20_000, months=2, first="202112")


def test_rows_are_about_what_was_asked_and_no_multiple_of_10000(bulk: list[Path]) -> None:
    counts = [len(rows(path)) for path in bulk]
    assert all(count % 10_000 for count in counts)
    assert abs(sum(counts) - 20_000) < 200


@pytest.mark.parametrize(("total", "months"), [(10_000_000, 24), (9_600_000, 120), (240_000, 24), (10_000, 1), (5, 3)])
def test_no_count_is_a_multiple_of_10000(total: int, months: int) -> None:
    counts = [rows_of_month(total, months, n) for n in range(months)]
    assert all(count > 0 and count % 10_000 for count in counts)
    assert abs(sum(counts) - total) <= max(8 * months, total // 100)


def test_keys_are_unique_and_codes_valid_in_their_year(bulk: list[Path]) -> None:
    partners = {r["partner_code"] for r in reference("partners")} | {"801"}
    regimes = {r["regime_code"] for r in reference("regimes")}
    provinces = {r["place_code"] for r in reference("places") if r["list"] == "PROVINCE"}
    for path in bulk:
        found = rows(path)
        assert len({key(row) for row in found}) == len(found)
        listed = units(int(found[0]["数据年月"][:4]))
        for row in found:
            unit1, unit2 = listed[row["商品编码"]]
            assert (row["第一计量单位"], row["第二计量单位"]) == (unit1, unit2 or "?")
            assert (row["第二数量"] == "0") == (not unit2)
            assert row["贸易伙伴编码"] in partners
            assert row["贸易方式编码"] in regimes
            assert row["收发货人注册地编码"] in provinces


def test_lines_look_like_downloads(bulk: list[Path]) -> None:
    lines = bulk[0].read_bytes().decode("gb18030").splitlines()
    assert next(csv.reader(io.StringIO(lines[0]))) == COLUMNS
    for line in lines[1:500]:
        fields = next(csv.reader(io.StringIO(line)))
        assert line == "".join(f'"{field}",' for field in fields[:-1])
        assert fields[-1] == ""
        assert fields[-2] == f"{number(fields[-2]):,}"


def test_one_row_in_a_thousand_is_wrong(tmp_path: Path) -> None:
    (path,) = write_bulk(tmp_path, rows=40_001, months=1)
    found = rows(path)
    unknown = sum(row["贸易伙伴编码"] == "801" for row in found)
    negative = sum(row["人民币"].startswith("-") for row in found)
    assert 5 <= unknown <= 45
    assert 5 <= negative <= 45
    assert len({key(row) for row in found}) == len(found)


def test_first_digits_follow_benford(bulk: list[Path]) -> None:
    digits = Counter(row["人民币"].lstrip("-")[0] for row in rows(bulk[0]))
    total = sum(digits.values())
    off = [abs(digits[str(d)] / total - log10(1 + 1 / d)) for d in range(1, 10)]
    assert sum(off) / 9 < 0.01


def test_the_manifest_declares_each_file(bulk: list[Path]) -> None:
    text = (bulk[0].parent / "manifest.toml").read_text(encoding="utf-8")
    assert text.startswith("# Sample data made by the generator")
    declared = tomllib.loads(text)
    assert sorted(declared) == [path.name for path in bulk]
    facts = declared["sample_bulk_202112.csv"]
    assert (facts["flow"], facts["period_from"], facts["period_to"]) == ("export", "202112", "202112")
    assert facts["released_at"].isoformat() == "2022-01-20T10:00:00"
    assert all(facts[f"covers_{what}"] == ["*"] for what in ("hs", "partners", "regimes", "places"))


def test_same_seed_gives_same_bytes(bulk: list[Path], tmp_path: Path) -> None:
    again = write_bulk(tmp_path / "again", rows=20_000, months=2, first="202112")
    assert [p.read_bytes() for p in again] == [p.read_bytes() for p in bulk]
    other = write_bulk(tmp_path / "other", rows=20_000, months=2, first="202112", seed=2)
    assert other[0].read_bytes() != bulk[0].read_bytes()


def test_ten_years_and_no_more(tmp_path: Path) -> None:
    files = write_bulk(tmp_path, rows=120, months=120, first="201501")
    assert [files[0].name, files[-1].name] == ["sample_bulk_201501.csv", "sample_bulk_202412.csv"]
    with pytest.raises(ValueError, match="121 months"):
        write_bulk(tmp_path, rows=1_210, months=121)
    with pytest.raises(ValueError, match="keys"):
        write_bulk(tmp_path, rows=100_000_000, months=1)
