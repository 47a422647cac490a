"""The code tables that come with the warehouse: plausible, keyed, and replaced by official lists."""

from __future__ import annotations

import csv
import re
from collections import Counter

import duckdb
import pytest

from tests.warehouse.shipped import FOLDER, shipped

KEYS = {
    "families": ("family",),
    "family_members": ("family", "prefix", "hs_year_from"),
    "family_breaks": ("family", "year"),
    "constant_families": ("family", "prefix", "hs_year_from"),
    "printed_lines": ("line_code",),
    "partner_exclusions": ("partner_code",),
    "kg_bands": ("hs_prefix",),
    "fx_preference": ("source",),
    "claim_units": ("unit",),
    "zone_batch_targets": ("zone_id", "batch_no"),
    "release_patterns": ("dataset",),
    "hs8": ("hs8", "year_from"),
    "hs8_coverage": ("year_from", "prefix"),
    "partners": ("partner_code",),
    "regimes": ("regime_code",),
    "supervision_modes": ("mode_code",),
    "industries": ("industry_code",),
    "zones": ("zone_id",),
    "support_measures": ("measure_code",),
    "service_types": ("service_code",),
    "authorities": ("authority_code",),
    "hazards": ("hazard",),
    "partner_groups": ("group_code", "partner_code"),
    "notification_headings": ("hs_heading",),
    "places": ("list", "place_code", "observed_from"),
    "hs_concordance": ("from_rev", "from_hs6", "to_rev", "to_hs6"),
    "comtrade_areas": ("area_code",),
    "scorecard": ("card_version", "industry_code", "code"),
    "score_measures": ("code",),
    "metric_defaults": ("metric", "name"),
}


@pytest.fixture(scope="module")
def con(_template):
    with duckdb.connect(str(_template), read_only=True) as made:
        yield made


def test_every_shipped_table_has_a_key_here():
    assert {path.stem for path in FOLDER.glob("*.csv")} == set(KEYS)


@pytest.mark.parametrize("name", KEYS)
def test_rows_are_whole_and_their_key_is_unique(name):
    rows = shipped(name)
    keys = Counter(tuple(row[column] for column in KEYS[name]) for row in rows)
    assert [key for key, count in keys.items() if count > 1] == []
    assert all(all(key) for key in keys)
    assert all(None not in row and None not in row.values() for row in rows), "as many cells as columns"
    assert all(cell == cell.strip() for row in rows for cell in row.values())


@pytest.mark.parametrize(
    ("prefix", "years", "count"),
    [
        ("9405", range(2015, 2022), 11),
        ("9405", range(2022, 2024), 17),
        ("8539", range(2015, 2017), 25),
        ("8539", range(2017, 2021), 26),
        ("8539", range(2021, 2022), 27),
        ("8539", range(2022, 2024), 29),
    ],
)
def test_number_of_lighting_codes_by_year(con, prefix, years, count):
    rows = con.execute(
        "SELECT year, count(*) FROM core.dim_hs8 WHERE starts_with(hs8, ?) AND year BETWEEN ? AND ? GROUP BY year",
        [prefix, years[0], years[-1]],
    ).fetchall()
    assert sorted(rows) == [(year, count) for year in years]


@pytest.mark.parametrize(
    ("code", "years", "units"),
    [
        ("94051000", (2015, 2021), ("个", "千克")),
        ("94054090", (2015, 2021), ("千克", None)),
        ("94051100", (2022, 2023), ("个", "千克")),
        ("85395000", (2017, 2020), ("只", "千克")),
        ("85395010", (2021, 2021), ("只", "千克")),
        ("85395100", (2022, 2023), ("个", "千克")),
        ("85414010", (2015, 2021), ("个", "千克")),
        ("85414100", (2022, 2023), ("个", "千克")),
        ("85366100", (2015, 2023), ("个", "千克")),
    ],
)
def test_codes_hold_for_their_years_with_their_units(con, code, years, units):
    found = con.execute(
        "SELECT min(year), max(year), count(*), any_value(unit1), any_value(unit2), any_value(unit1_code) "
        "FROM core.dim_hs8 WHERE hs8 = ?",
        [code],
    ).fetchone()
    assert found[:2] == years
    assert found[2] == years[1] - years[0] + 1
    assert found[3:5] == units
    assert found[5] == {"个": "01", "只": "01", "千克": "09"}[units[0]] or code.startswith("9405")


def test_units_and_codes_are_well_formed(con):
    odd = con.execute(
        """
        SELECT year, hs8 FROM core.dim_hs8
        WHERE NOT regexp_full_match(hs8, '[0-9]{8}') OR unit1 IS NULL OR name_zh IS NULL OR name_en IS NULL
           OR (unit2 IS NULL) <> (unit2_code IS NULL) OR unit1 = unit2 OR is_conflict
        """
    ).fetchall()
    assert odd == []


def test_the_units_are_those_of_the_official_lists(con, data):
    with (data / "reference" / "lighting_hs8_by_year.csv").open(encoding="utf-8-sig", newline="") as stream:
        official = {
            (int(r["year"]), r["hs8"]): (r["unit1"], None if r["unit2"] == "?" else r["unit2"])
            for r in csv.DictReader(stream)
        }
    assert len(official) == 517
    found = {
        (year, hs8): units
        for year, hs8, *units in con.execute("SELECT year, hs8, unit1, unit2 FROM core.dim_hs8").fetchall()
    }
    assert {key: tuple(found.get(key, ())) for key in official} == official


def test_regimes_modes_and_provinces(con):
    regimes = {r["regime_code"]: r["name_zh"] for r in shipped("regimes")}
    assert (len(regimes), regimes["10"]) == (20, "一般贸易")
    modes = {r["mode_code"]: r["abbr_zh"] for r in shipped("supervision_modes")}
    assert (len(modes), modes["0110"]) == (104, "一般贸易")
    assert not set(regimes) & set(modes), "two systems of codes"
    provinces = con.execute(
        "SELECT place_code, name_zh, parent_code FROM core.dim_geo WHERE level = 'PROVINCE'"
    ).fetchall()
    assert len(provinces) == 31
    assert ("44", "广东省", "ALL") in provinces


def family(con, name: str, year: int) -> set[str]:
    rows = con.execute(
        """
        SELECT DISTINCT h.hs8 FROM core.dim_hs8 AS h JOIN core.product_family_member AS m
          ON starts_with(h.hs8, m.prefix) AND h.year BETWEEN m.hs_year_from AND m.hs_year_to
        WHERE m.family = ? AND h.year = ?
        """,
        [name, year],
    ).fetchall()
    return {code for (code,) in rows}


@pytest.mark.parametrize("year", [2015, 2018, 2021, 2022, 2023])
def test_families(con, year):
    of = {name: family(con, name, year) for name in ("D1", "D2", "D3", "D4", "D5")}
    assert {code[:4] for code in of["D1"]} == {"9405"}
    assert {code[:4] for code in of["D2"]} == {"8539"}
    assert of["D1"] | of["D2"] < of["D3"] < of["D4"]
    assert {code[:4] for code in of["D3"] - of["D1"] - of["D2"]} == {"8513", "8504"}
    led = "85414010" if year <= 2021 else "85414100"
    assert of["D4"] - of["D3"] == {led, "70111000", "85366100"}
    assert {code[:6] for code in of["D5"]} == {"851210", "851220"}
    assert not of["D5"] & of["D4"]


def test_what_hangs_on_families_and_codes():
    names = {r["family"] for r in shipped("families")}
    assert names == {"D1", "D2", "D3", "D4", "D5"} == {r["family"] for r in shipped("family_members")}
    assert {r["family"] for r in shipped("family_breaks")} <= names
    assert {r["family"] for r in shipped("family_breaks")} == {r["family"] for r in shipped("constant_families")}
    assert {(r["line_code"], r["family"]) for r in shipped("printed_lines")} == {("灯具、照明装置及其零件", "D1")}
    for band in shipped("kg_bands"):
        assert 0 <= float(band["kg_min"]) < float(band["kg_max"])
    assert {(r["zone_id"], r["batch_no"], r["members"]) for r in shipped("zone_batch_targets")} == {
        ("ZS-LIGHTING", "1", "47")
    }
    assert sorted(int(r["preference"]) for r in shipped("fx_preference")) == [1, 2, 3]


def test_every_shipped_code_lies_in_what_the_shipped_codes_cover():
    prefixes = tuple(r["prefix"] for r in shipped("hs8_coverage"))
    assert all(r["hs8"].startswith(prefixes) for r in shipped("hs8"))
    years = {(r["year_from"], r["year_to"]) for r in shipped("hs8_coverage")}
    assert years == {("2015", "2023")}
    assert all(2015 <= int(r["year_from"]) <= int(r["year_to"]) <= 2023 for r in shipped("hs8"))


def test_concordance_relations_are_what_the_pairs_say():
    rows = shipped("hs_concordance")
    assert all(re.fullmatch(r"\d{6}", r[name]) for r in rows for name in ("from_hs6", "to_hs6"))
    assert {r["rel"] for r in rows} <= {"1:1", "n:1", "1:n", "n:n"}
    by_source = Counter((r["from_rev"], r["to_rev"], r["from_hs6"]) for r in rows)
    for row in rows:
        many = by_source[row["from_rev"], row["to_rev"], row["from_hs6"]] > 1
        assert many <= (row["rel"] in {"1:n", "n:n"}), row
    assert {(r["from_hs6"], r["to_hs6"]) for r in rows if r["from_hs6"] == "940511" and r["to_rev"] == "2017"} == {
        ("940511", "940510")
    }
