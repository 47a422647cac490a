"""Enterprises by their credit code with history kept, their names, and the places that they stand in."""

from __future__ import annotations

import itertools
from datetime import date, datetime

import duckdb
import polars as pl
import pytest

from warehouse import declared, dimensions, enterprises, latest, metrics
from warehouse.digest import table_digest

ROSTER = latest.TABLES[enterprises.ROSTER]
A, B = "91442000MA4W0TEX05", "91442000YB0000017X"
MEMBER = {
    "zone_id": "Z",
    "uscc": A,
    "entry_date": "2015-12-08",
    "name_zh": "甲灯饰有限公司",
    "other_names": "Jia Lighting Co., Ltd.; BRIGHT",
    "town_code": "442000105",
    "quality_class": "2",
    "patents": "2",
}
RENAMED = {**MEMBER, "name_zh": "甲照明股份有限公司", "town_code": "442000110"}
OTHER = {**MEMBER, "uscc": B, "name_zh": "乙灯饰厂", "other_names": None, "entry_date": "2016-03-01"}
LISTS = {
    "first": ("2016-01-10T09:00", [MEMBER, OTHER]),
    "moved": ("2017-04-10T09:00", [RENAMED]),
    "silent": ("2018-04-10T09:00", [{**RENAMED, "name_zh": None, "quality_class": None}]),
    "again": ("2019-04-10T09:00", [{**RENAMED, "entry_date": "2019-01-05", "quality_class": "1"}, RENAMED]),
}
"""Releases by name: the second renames and moves a member, the third is silent on some cells, the fourth has a member
twice, of which the later entry counts."""


def put(con: duckdb.DuckDBPyConnection, name: str, released: str, rows: list[dict], revision: int = 0) -> None:
    """Add a release as the loader does."""
    frame = pl.DataFrame(rows, schema=dict.fromkeys((*ROSTER.key, *ROSTER.columns), pl.String))
    con.register("given", frame.with_row_index("source_row", offset=2).to_arrow())
    latest.begin(con)
    latest.add(con, ROSTER, "given", name, datetime.fromisoformat(released), revision)
    dimensions.refresh_touched(con)


@pytest.fixture
def con(bare):
    """A fresh warehouse with the metrics."""
    with duckdb.connect(str(bare), config={"threads": 1}) as made:
        metrics.install(made)
        yield made


def history(con, uscc: str = A) -> list[tuple]:
    return con.execute(
        """
        SELECT valid_from::VARCHAR, valid_to::VARCHAR, name_zh, town_code, quality_class, source_file
        FROM core.dim_enterprise WHERE uscc = ? ORDER BY valid_from
        """,
        [uscc],
    ).fetchall()


def test_history_is_kept_and_empty_cells_say_nothing(con):
    for name, (released, rows) in LISTS.items():
        put(con, name, released, rows)
    assert history(con) == [
        ("2015-12-08", "2017-04-10", "甲灯饰有限公司", "442000105", 2, "first"),
        ("2017-04-10", "2019-04-10", "甲照明股份有限公司", "442000110", 2, "moved"),
        ("2019-04-10", None, "甲照明股份有限公司", "442000110", 1, "again"),
    ]
    assert history(con, B) == [("2016-01-10", None, "乙灯饰厂", "442000105", 2, "first")]
    known = "SELECT count(*), max(valid_from) FROM ops.enterprise_history(as_of := ?) WHERE uscc = ?"
    assert con.execute(known, ["2018-12-31", A]).fetchall() == [(2, date(2017, 4, 10))]
    assert con.execute(known, ["2016-01-09", A]).fetchall() == [(0, None)]


def test_any_order_and_any_detour_give_the_same(con):
    found = set()
    for order in list(itertools.permutations(LISTS))[::9]:
        for name in order:
            put(con, name, *LISTS[name])
        found.add(table_digest(con, "core.dim_enterprise"))
        latest.begin(con)
        for name in order:
            latest.remove(con, name)
        dimensions.refresh_touched(con)
        assert con.execute("SELECT count(*) FROM core.dim_enterprise").fetchone() == (0,)
    assert len(found) == 1


def test_lists_of_the_same_moment_that_differ_leave_what_was_known(con):
    put(con, "one", "2016-01-10", [MEMBER])
    put(con, "two", "2016-05-01", [{**MEMBER, "town_code": "442000110"}])
    put(con, "three", "2016-05-01", [{**MEMBER, "town_code": "442000100", "patents": "9"}])
    rows = con.execute("SELECT town_code, patents, is_conflict FROM core.dim_enterprise ORDER BY valid_from").fetchall()
    assert rows == [("442000105", 2, False), ("442000105", 2, True)]
    put(con, "four", "2016-05-01", [{**MEMBER, "town_code": "442000100"}], revision=1)
    rows = con.execute("SELECT town_code, patents, is_conflict FROM core.dim_enterprise ORDER BY valid_from").fetchall()
    assert rows == [("442000105", 2, False), ("442000100", 2, False)]


def test_a_warehouse_that_had_lists_before_gets_the_table(con):
    put(con, "first", *LISTS["first"])
    before = table_digest(con, "core.dim_enterprise")
    con.execute("DELETE FROM core.dim_enterprise")
    enterprises.seed(con)
    assert table_digest(con, "core.dim_enterprise") == before


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("甲灯饰", [(A, False)]),
        ("甲照明股份有限公司", [(A, True)]),
        ("JIA LIGHTING COMPANY, LIMITED", [(A, True)]),
        ("bright", [(A, True)]),
        ("Bright Lighting", []),
        ("Co., Ltd.", []),
        (None, []),
    ],
)
def test_by_any_name_that_it_bears_or_bore(con, name, found):
    for release in ("first", "moved"):
        put(con, release, *LISTS[release])
    assert con.execute("FROM ops.enterprise_called(?)", [name]).fetchall() == found


@pytest.mark.parametrize("name", ["old town", "Ancient Town", "Guzhen", "古镇镇", "古镇"])
def test_names_of_guzhen(con, name):
    assert con.execute("SELECT place_code FROM ops.place_called(?)", [name]).fetchall() == [("442000105",)]


def test_names_of_places_have_their_time(con):
    called = "SELECT place_code FROM ops.place_called(?, on_day := ?)"
    assert con.execute(called, ["小榄", "2015-10-01"]).fetchall() == [("442000100",)]
    assert con.execute(called, ["小榄", "2021-10-31"]).fetchall() == [("442000118",)]
    assert con.execute(called, ["东升镇", "2022-01-01"]).fetchall() == []
    counts = [
        con.execute("SELECT count(*) FROM ops.towns_on(?, city := '442000')", [day]).fetchone()[0]
        for day in ("2015-09-29", "2015-09-30", "2021-10-30", "2021-10-31")
    ]
    assert counts == [0, 24, 24, 23]


def test_nothing_confidential_is_in_it():
    """Every column but those of time and origin is one of the roster."""
    own = {"valid_from", "valid_to", "is_conflict", "source_file", "source_row"}
    columns = {column.name for column in declared.columns("core", "dim_enterprise")} - own
    assert columns <= {*ROSTER.key, *ROSTER.columns}
