"""Sums of the present figures are those of the figures, whatever has come and gone."""

from __future__ import annotations

import pytest

from tests.warehouse.releases import HELD, Release
from tests.warehouse.shelf import Shelf
from warehouse import sums

A, B, C = ("94051000", "502", "201510"), ("94051000", "304", "201510"), ("94054090", "502", "201509")
COLUMNS = "period, product_code, by_partner, value::INT, rows_v, rows_held, rows_conflict"


@pytest.fixture
def shelf(_template, tmp_path):
    return Shelf(_template, tmp_path)


def found(shelf):
    return shelf.con.execute(f"SELECT {COLUMNS} FROM core.agg_trade_month ORDER BY ALL").fetchall()


def partners(shelf):
    columns = "period, partner_code, value::INT, rows_v"
    return shelf.con.execute(f"SELECT {columns} FROM core.agg_trade_partner ORDER BY ALL").fetchall()


def test_sums_follow_what_comes_and_goes(shelf):
    shelf.put(Release("first", 1, {A: 10, B: 5}))
    assert found(shelf) == [("201510", "94051000", True, 15, 2, 0, 0)]
    shelf.put(Release("second", 9, {C: 7}, periods=("201509",)))
    shelf.put(Release("third", 9, {A: 12}))
    assert found(shelf) == [("201509", "94054090", True, 7, 1, 0, 0), ("201510", "94051000", True, 12, 1, 0, 0)]
    assert partners(shelf) == [("201509", "502", 7, 1), ("201510", "502", 12, 1)]
    shelf.withdraw("third", "w")
    shelf.put(Release("held", 12, {B: HELD}, hs=None))
    assert found(shelf) == [("201509", "94054090", True, 7, 1, 0, 0), ("201510", "94051000", True, 10, 1, 1, 0)]
    shelf.put(Release("rival", 9, {C: 8}, periods=("201509",)))
    assert found(shelf)[0] == ("201509", "94054090", True, None, 0, 0, 1)
    shelf.put(Release("nation", 13, {("94051000", "ALL", "201510"): 99}))
    assert [row[1:4] for row in found(shelf)[1:]] == [("94051000", False, 99), ("94051000", True, 10)]
    assert partners(shelf) == [("201510", "502", 10, 1)]


def test_sums_are_made_where_there_are_none(shelf):
    shelf.put(Release("first", 1, {A: 10, B: 5}))
    before = found(shelf), partners(shelf)
    shelf.con.execute("DELETE FROM core.agg_trade_month")
    sums.seed(shelf.con)
    assert (found(shelf), partners(shelf)) == before
    sums.seed(shelf.con)
    assert (found(shelf), partners(shelf)) == before
