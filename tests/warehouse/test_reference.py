"""The code tables that come with the warehouse: plausible, keyed, and replaced by official lists."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import pytest

import warehouse
from lighting.registry import DATASETS

FOLDER = Path(warehouse.__file__).parent / "reference"
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


def shipped(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


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


def test_partners(con):
    rows = {r["partner_code"]: r for r in shipped("partners")}
    assert len(rows) == 243
    known = {"110": "HKG", "116": "JPN", "131": "SAU", "133": "KOR", "138": "ARE", "141": "VNM", "142": "CHN"}
    known |= {"303": "GBR", "304": "DEU", "344": "RUS", "502": "USA", "601": "AUS"}
    assert {code: rows[code]["iso3"] for code in known} == known
    assert all(re.fullmatch(r"\d{3}", code) for code in rows)
    with_iso = [r for r in rows.values() if r["iso3"]]
    assert len(with_iso) == 229 or len(with_iso) == 230
    assert all(re.fullmatch("[A-Z]{3}", r["iso3"]) and re.fullmatch(r"\d{3}", r["iso_numeric"]) for r in with_iso)
    still = Counter(r["iso3"] for r in with_iso if not r["valid_to"])
    assert [iso for iso, count in still.items() if count > 1] == []
    assert all(r["name_zh"] and r["name_en"] for r in rows.values())
    excluded = {r["partner_code"] for r in shipped("partner_exclusions")}
    assert excluded <= set(rows)
    assert {"142", "701", "999"} <= excluded
    assert con.execute("SELECT count(*) FROM core.dim_partner WHERE is_conflict").fetchone() == (0,)


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


def towns(con, day: date) -> dict[str, tuple[str, str]]:
    rows = con.execute(
        """
        SELECT place_code, name_zh, kind FROM core.dim_geo
        WHERE level = 'TOWN' AND valid_from <= ? AND (valid_to IS NULL OR valid_to > ?)
        """,
        [day, day],
    ).fetchall()
    return {code: (name, kind) for code, name, kind in rows}


def test_towns_of_zhongshan_over_time(con):
    before, after = towns(con, date(2015, 12, 1)), towns(con, date(2022, 1, 1))
    assert Counter(kind for _, kind in before.values()) == {"street": 6, "town": 18}
    assert (len(before), len(after)) == (24, 23)
    assert len(towns(con, date(2021, 10, 30))) == 24
    assert len(towns(con, date(2021, 10, 31))) == 23
    assert towns(con, date(2015, 9, 29)) == {}
    assert before["442000105"] == after["442000105"] == ("古镇镇", "town")
    assert Counter(kind for _, kind in after.values()) == {"street": 8, "town": 15}
    gone = {before[code][0] for code in set(before) - set(after)}
    assert gone == {"小榄镇", "民众镇", "东升镇", "南朗镇"}
    guzhen = con.execute(
        "SELECT name_en, aliases, parent_code, title FROM core.dim_geo WHERE place_code = '442000105'"
    ).fetchall()
    assert guzhen == [("Guzhen", ["old town", "ancient town"], "442000", "lighting capital of China")]


def test_the_city_and_its_customs_districts(con):
    rows = con.execute("SELECT place_code, level FROM core.dim_geo WHERE parent_code = '442000' AND level <> 'TOWN'")
    assert sorted(rows.fetchall()) == [(code, "DISTRICT") for code in ("44203", "44209", "4420W")]
    city = con.execute("SELECT level, parent_code, name_zh FROM core.dim_geo WHERE place_code = '442000'").fetchall()
    assert city == [("PREFECTURE", "44", "中山市")]


def test_zones_lie_in_prefectures_and_shunde_in_foshan(con):
    zones = con.execute(
        """
        SELECT z.zone_id, i.name_en, g.name_en, p.name_en, p.level, z.is_virtual
        FROM core.dim_zone AS z JOIN core.dim_industry AS i USING (industry_code)
        JOIN core.dim_geo AS g ON g.place_code = z.prefecture_code
        JOIN core.dim_geo AS p ON p.place_code = g.parent_code
        ORDER BY 1
        """
    ).fetchall()
    assert zones == [
        ("CZ-CERAMIC", "Ceramics", "Chaozhou", "Guangdong", "PROVINCE", None),
        ("JM-MOTORCYCLE", "Motorcycles", "Jiangmen", "Guangdong", "PROVINCE", None),
        ("SD-APPLIANCE", "Household appliances", "Shunde", "Foshan", "PREFECTURE", None),
        ("ZS-LIGHTING", "Lighting", "Zhongshan", "Guangdong", "PROVINCE", True),
    ]
    cities = con.execute("SELECT count(*) FROM core.dim_geo WHERE level = 'PREFECTURE' AND parent_code = '44'")
    assert cities.fetchone() == (21,)


def test_eight_fields_of_support_and_five_services(con):
    measures = con.execute("SELECT measure_code FROM core.dim_support_measure ORDER BY 1").fetchall()
    assert " ".join(code for (code,) in measures) == "BRAND CERT_TEST EXHIBITION IP LAND MARKETING RESEARCH TALENT"
    services = con.execute("SELECT service_code FROM core.dim_service_type ORDER BY 1").fetchall()
    assert " ".join(code for (code,) in services) == (
        "DOOR_DELIVERY FAST_CLEARANCE POLICY_PUBLICITY PROJECT_REVIEW TAX_RELIEF_APPROVAL"
    )


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


def test_areas_of_comtrade_are_no_iso_codes_and_meet_the_customs_codes():
    rows = {r["area_code"]: r for r in shipped("comtrade_areas")}
    assert [rows[code]["name_en"] for code in ("842", "757", "579", "490")] == [
        "USA",
        "Switzerland",
        "Norway",
        "Other Asia, nes",
    ]
    customs = {"156": "142", "842": "502", "276": "304", "344": "110", "826": "303", "490": "143", "757": "331"}
    assert {code: rows[code]["partner_code"] for code in customs} == customs
    assert (rows["000"]["name_en"], rows["000"]["is_group"]) == ("World", "true")
    partners = {r["partner_code"] for r in shipped("partners")}
    met = [r["partner_code"] for r in rows.values() if r["partner_code"]]
    assert len(met) == len(set(met)) > 200
    assert set(met) <= partners


@pytest.mark.parametrize(
    ("group", "day", "members"),
    [
        ("EU28", "2013-06-30", 27),
        ("EU28", "2013-07-01", 28),
        ("EU28", "2020-01-31", 28),
        ("EU28", "2020-02-01", 0),
        ("EU27", "2020-01-31", 0),
        ("EU27", "2020-02-01", 27),
        ("SAFETY_GATE", "2020-12-31", 31),
        ("SAFETY_GATE", "2021-01-01", 30),
        ("US", "2015-10-31", 1),
        ("ASEAN", "2015-10-31", 10),
    ],
)
def test_groups_of_partners_on_a_day(con, group, day, members):
    """Croatia joined on 2013-07-01, the United Kingdom left on 2020-01-31 and its transition ended with that year."""
    found = con.execute(
        """
        SELECT count(*), count(d.partner_code) FROM core.bridge_partner_group AS g
        LEFT JOIN core.dim_partner AS d USING (partner_code)
        WHERE g.group_code = $1 AND g.valid_from <= $2::DATE AND (g.valid_to IS NULL OR g.valid_to > $2::DATE)
        """,
        [group, day],
    ).fetchone()
    assert found == (members, members)


def test_every_authority_watches_a_group_and_has_a_dataset(con):
    rows = con.execute("SELECT dataset, group_code FROM core.dim_authority ORDER BY 1").fetchall()
    assert rows == [("cpsc_recalls", "US"), ("safety_gate", "SAFETY_GATE")]
    assert {dataset for dataset, _ in rows} <= set(DATASETS)
