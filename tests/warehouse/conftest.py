"""Warehouses in memory to put releases in."""

from __future__ import annotations

import itertools

import pytest

from tests.warehouse.shelf import Shelf
from warehouse.digest import digest


@pytest.fixture(scope="module")
def cleared(_template, tmp_path_factory):
    """Warehouses that are used again, each time cleared, which is much faster than making one."""
    stage = tmp_path_factory.mktemp("stage")
    pool = [Shelf(_template, stage) for _ in range(2)]
    fresh = digest(pool[0].con)

    def take(number: int) -> Shelf:
        pool[number].clear()
        return pool[number]

    yield take
    for shelf in pool:
        shelf.clear()
        assert digest(shelf.con) == fresh
        shelf.con.close()


@pytest.fixture
def shelves(cleared):
    """A maker of empty warehouses; a test holds at most two at the same time."""
    turns = itertools.cycle(range(2))
    return lambda: cleared(next(turns))
