"""The code tables of partners, places, zones and authorities that come with the warehouse."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import duckdb
import pytest

from lighting.registry import DATASETS
from tests.warehouse.shipped import shipped


@pytest.fixture(scope="module")
def con(_template):
    with duckdb.connect(str(_template), read_only=True) as made:
        yield made


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
