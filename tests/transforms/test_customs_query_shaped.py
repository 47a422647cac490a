"""Rows of the tables that a file of the online query becomes: facts, its release, what it covers."""

from __future__ import annotations

from datetime import datetime

from tests.support import query_csv
from tests.transforms.query_files import NAME, NATIONAL, SELECTION, typed
from tests.transforms.tools import RELEASED, column, module_of, shape_rows
from transforms.customs_query import UNITS


def test_facts():
    found = typed(
        query_csv([{"value": 100}, {"value": 200, "partner": "304"}, {"value": "x", "partner": "110"}]), flow="M"
    )
    shaped = shape_rows(NAME, "fct_trade", found, held=(3, 4), flow="M")
    assert shaped.select("source_row", "partner_code", "state").rows() == [
        (2, "502", "V"),
        (3, "304", "HELD"),
        (4, "110", "HELD"),
    ]
    assert column(shaped, "value") == ["100.00", None, None]
    assert column(shaped, "unit1") == ["个", None, None]
    row = shaped.to_dicts()[0]
    assert (row["product_level"], row["product_code"], row["ownership"]) == ("HS8", "94051000", "ALL")
    assert (row["geo_basis"], row["flow"], row["currency"], row["known_from"]) == ("REG", "M", "CNY", RELEASED)


def test_one_release():
    found = typed(query_csv([{}]))
    assert shape_rows(NAME, "dim_release", found, revision_no=1).rows() == [(True, RELEASED, 1, None)]


def test_coverage_of_a_closed_selection():
    found = typed(query_csv([{"period": "201508"}, {"period": "201510"}]), **SELECTION)
    asked = SELECTION | {"flow": "X", "period_from": "201507", "period_to": "201512"}
    rows = shape_rows(NAME, "release_coverage", found, **asked)
    assert column(rows, "period") == ["201507", "201508", "201509", "201510"]
    assert rows.select("by_partner", "by_regime", "by_place", "is_closed").unique().rows() == [(True, True, True, True)]


def test_a_row_without_a_readable_key_leaves_the_selection_open():
    found = typed(query_csv([{}, {"value": "x"}]))
    declared = SELECTION | {"flow": "X"}
    assert column(shape_rows(NAME, "release_coverage", found, **declared), "is_closed") == [False]
    assert column(shape_rows(NAME, "release_coverage", found, held=(3,), **declared), "is_closed") == [True]
    undeclared = {**declared, "covers_places": None}
    assert column(shape_rows(NAME, "release_coverage", found, held=(3,), **undeclared), "is_closed") == [False]


def test_a_national_file_is_not_split():
    rows = shape_rows(NAME, "release_coverage", typed(query_csv([{}], head=NATIONAL)), **SELECTION, flow="X")
    assert rows.select("geo_basis", "by_partner", "by_regime", "by_place").rows() == [("NAT", False, False, False)]


def test_a_file_without_rows():
    found = typed(query_csv([]), **SELECTION)
    assert found.rows.height == 0
    asked = SELECTION | {
        "flow": "X",
        "period_from": "201509",
        "period_to": "201509",
        "released_at": datetime(2015, 11, 1),
    }
    assert column(shape_rows(NAME, "release_coverage", found, **asked), "period") == ["201509"]
    assert shape_rows(NAME, "fct_trade", found, flow="X").height == 0


def test_the_units_of_the_layout_are_told_once():
    assert module_of(NAME).UNITS is UNITS
    assert len(set(UNITS.values())) == len(UNITS)
