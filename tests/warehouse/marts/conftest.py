"""A maker of warehouses in memory."""

from __future__ import annotations

import pytest

from tests.warehouse.marts.ground import Ground


@pytest.fixture(scope="module")
def make_ground(_template, tmp_path_factory):
    """A maker of fresh warehouses."""
    made = []

    def make() -> Ground:
        made.append(Ground(_template, tmp_path_factory.mktemp("stage")))
        return made[-1]

    yield make
    for ground in made:
        ground.con.close()


@pytest.fixture(scope="module")
def ground(make_ground):
    """One warehouse for the tests of a file."""
    return make_ground()
