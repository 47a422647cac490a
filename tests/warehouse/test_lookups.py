"""Official code tables take the place of the shipped ones, and what was judged by a changed slice is due again."""

from __future__ import annotations

from datetime import date, datetime

import duckdb
import pytest

from warehouse import dimensions, latest, lookups
from warehouse.latest import TABLES


@pytest.fixture(scope="module")
def _con(_template):
    with duckdb.connect(config={"threads": 1}) as made:
        made.execute(f"ATTACH '{_template}' AS bare (READ_ONLY)")
        made.execute("COPY FROM DATABASE bare TO memory")
        made.execute("DETACH bare")
        yield made


@pytest.fixture
def con(_con):
    """A fresh warehouse in memory; what a test changes is taken back."""
    _con.execute("BEGIN")
    yield _con
    _con.execute("ROLLBACK")


def deliver(con, table: str, source: str, day: str, rows: list[dict] | None) -> None:
    """Put the rows of a list in, or take them out if there are none, as the loader does."""
    latest.begin(con)
    latest.remove(con, source)
    if rows is not None:
        columns = TABLES[table].stated
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE given ({', '.join(f'{c} VARCHAR' for c in columns)}, source_row INTEGER)"
        )
        values = [[*(row.get(c) for c in columns), number] for number, row in enumerate(rows, start=2)]
        con.executemany(f"INSERT INTO given VALUES ({', '.join('?' * (len(columns) + 1))})", values)
        latest.add(con, TABLES[table], "given", source, datetime.fromisoformat(day), 0)
    if dimensions.refresh_touched(con):
        lookups.refresh_versions(con)


def hs8(year: int, code: str, unit1: str = "台", **more: str) -> dict:
    return {"year": str(year), "hs8": code, "name_zh": f"货{code}", "unit1_code": "01", "unit1": unit1} | more


def whole_list(year: int) -> list[dict]:
    """Codes of 97 chapters, two of them of lamps."""
    codes = [f"{chapter:02d}010000" for chapter in range(1, 98)] + ["94051000", "94059900"]
    return [hs8(year, code) for code in codes]


def codes(con, year: int) -> dict[str, str]:
    return dict(con.execute("SELECT hs8, unit1 FROM core.dim_hs8 WHERE year = ?", [year]).fetchall())


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def test_a_whole_official_list_replaces_the_shipped_codes_of_its_year_only(con):
    shipped, other = codes(con, 2016), codes(con, 2015)
    before = lookups.versions(con)
    deliver(con, "dim_hs8", "list", "2016-01-01", whole_list(2016))
    assert codes(con, 2016) == {row["hs8"]: "台" for row in whole_list(2016)}
    assert codes(con, 2015) == other
    covered = con.execute("SELECT prefix, source_file FROM core.code_coverage WHERE year = 2016").fetchall()
    assert covered == [("", "list")]
    after = lookups.versions(con)
    assert {"hs8/2016/94", "hs8/2016/85", "hs8/2016/*", "hs8/2016/01"} <= changed(before, after)
    assert all(name.startswith("hs8/2016/") for name in changed(before, after))
    deliver(con, "dim_hs8", "list", "2016-01-01", None)
    assert codes(con, 2016) == shipped
    assert lookups.versions(con) == before


def test_a_part_of_a_list_adds_to_the_shipped_codes_and_covers_its_own_codes(con):
    shipped = codes(con, 2016)
    deliver(con, "dim_hs8", "part", "2016-01-01", [hs8(2016, "94051000"), hs8(2016, "01012100", "头")])
    assert codes(con, 2016) == shipped | {"94051000": "台", "01012100": "头"}
    covered = con.execute("SELECT prefix FROM core.code_coverage WHERE year = 2016 AND source_file = 'part'").fetchall()
    assert sorted(covered) == [("01012100",), ("94051000",)]
    names = con.execute("SELECT name_zh, name_en FROM core.dim_hs8 WHERE year = 2016 AND hs8 = '94051000'").fetchall()
    assert names[0][0] == "货94051000"
    assert names[0][1].startswith("Chandeliers"), "an edition without English names leaves those there are"


def test_the_later_edition_wins_in_any_order_and_equal_ones_that_differ_are_a_conflict(con):
    editions = [("a", "2016-01-01", "台"), ("b", "2016-06-01", "只"), ("c", "2016-06-01", "套")]
    for order in (editions[:2], editions[1::-1]):
        for source, day, unit in order:
            deliver(con, "dim_hs8", source, day, [hs8(2016, "94051000", unit)])
        assert codes(con, 2016)["94051000"] == "只"
        for source, day, _ in order:
            deliver(con, "dim_hs8", source, day, None)
    for source, day, unit in editions:
        deliver(con, "dim_hs8", source, day, [hs8(2016, "94051000", unit)])
    found = con.execute("SELECT unit1, is_conflict FROM core.dim_hs8 WHERE year = 2016 AND hs8 = '94051000'").fetchall()
    assert found == [(None, True)]


def test_an_official_list_of_partners_decides_which_codes_exist_and_iso_codes_stay_ours(con):
    before = lookups.versions(con)
    deliver(
        con,
        "dim_partner",
        "list",
        "2016-01-01",
        [{"partner_code": "502", "name_zh": "美国"}, {"partner_code": "777", "name_zh": "新国"}],
    )
    rows = con.execute("SELECT partner_code, name_zh, name_en, iso3 FROM core.dim_partner ORDER BY 1").fetchall()
    assert rows == [("502", "美国", "United States", "USA"), ("777", "新国", None, None)]
    assert changed(before, lookups.versions(con)) == {"partners"}
    deliver(con, "dim_partner", "list", "2016-01-01", None)
    assert con.execute("SELECT count(*) FROM core.dim_partner").fetchone() == (243,)


def test_an_official_list_of_provinces_replaces_provinces_and_leaves_other_places(con):
    count = "SELECT level, count(*) FROM core.dim_geo GROUP BY level"
    before = dict(con.execute(count).fetchall())
    row = {"list": "PROVINCE", "place_code": "44", "observed_from": "1900-01-01", "name_zh": "广东"}
    deliver(con, "dim_geo", "list", "2016-01-01", [row])
    assert dict(con.execute(count).fetchall()) == before | {"PROVINCE": 1}
    assert con.execute("SELECT name_zh, name_en, parent_code FROM core.dim_geo WHERE place_code = '44'").fetchall() == [
        ("广东", "Guangdong", "ALL")
    ]


def test_a_later_list_of_towns_ends_what_it_no_longer_shows_and_begins_what_is_new(con):
    day = "2030-05-01"
    kept = con.execute(
        "SELECT place_code, name_zh FROM core.dim_geo WHERE level = 'TOWN' AND valid_to IS NULL"
    ).fetchall()
    assert len(kept) == 23
    shown = [(code, name) for code, name in kept if code != "442000105"] + [("442000119", "新镇")]
    rows = [
        {"list": "TOWN442000", "place_code": code, "observed_from": day, "name_zh": name, "kind": "town"}
        for code, name in shown
    ]
    deliver(con, "dim_geo", "towns", day, rows)
    ends = "SELECT valid_from, valid_to FROM core.dim_geo WHERE place_code = ?"
    assert con.execute(ends, ["442000105"]).fetchall() == [(date(2015, 9, 30), date(2030, 5, 1))]
    assert con.execute(ends, ["442000119"]).fetchall() == [(date(2030, 5, 1), None)]
    assert con.execute(ends, ["442000104"]).fetchall() == [(date(2015, 9, 30), date(2021, 10, 31))]
    assert con.execute(ends, ["442000106"]).fetchall() == [(date(2015, 9, 30), None)], "shown again under its name"


def test_a_delivered_concordance_replaces_the_shipped_pairs_of_its_two_revisions(con):
    count = "SELECT from_rev, to_rev, count(*) FROM core.bridge_hs_concordance GROUP BY ALL"
    before = {(a, b): n for a, b, n in con.execute(count).fetchall()}
    pair = {"from_rev": "2022", "from_hs6": "010121", "to_rev": "2017", "to_hs6": "010121", "rel": "1:1"}
    deliver(con, "bridge_hs_concordance", "table", "2022-01-01", [pair])
    assert {(a, b): n for a, b, n in con.execute(count).fetchall()} == before | {("2022", "2017"): 1}


def test_the_slices_of_a_delivery_are_its_years_and_chapters_and_whole_tables():
    assert lookups.scope(("hs8", "partners"), (2015, 2016), ("85", "94")) == sorted(
        [*(f"hs8/{year}/{chapter}" for year in (2015, 2016) for chapter in ("85", "94", "*")), "partners"]
    )
    versions = {"partners": "v1", "hs8/2015/94": "v2"}
    one = lookups.version_of(["hs8/2015/94", "partners"], versions)
    assert one == lookups.version_of(["hs8/2015/94", "partners"], versions | {"regimes": "v9"})
    assert one != lookups.version_of(["hs8/2015/94", "partners"], versions | {"partners": "v3"})
    assert one != lookups.version_of(["partners"], versions), "a slice that nobody covers counts"


def test_code_tables_for_the_suites_are_written_once_per_content(con, tmp_path):
    folder = lookups.export(con, tmp_path)
    marks = {path.name: path.stat().st_ino for path in folder.iterdir()}
    assert set(marks) == {f"{name}.parquet" for name in lookups.TABLES}
    assert lookups.export(con, tmp_path) == folder
    assert {path.name: path.stat().st_ino for path in folder.iterdir()} == marks
    for name, select in lookups.TABLES.items():
        wanted = con.execute(f"SELECT count(*) FROM ({select})").fetchone()
        assert con.execute(f"SELECT count(*) FROM '{folder}/{name}.parquet'").fetchone() == wanted
    deliver(con, "dim_stat_regime", "list", "2016-01-01", [{"regime_code": "10", "name_zh": "一般贸易"}])
    other = lookups.export(con, tmp_path)
    assert other != folder
    assert con.execute(f"FROM '{other}/regimes.parquet'").fetchall() == [("10",)]
