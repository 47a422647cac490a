"""Any releases in any order, and any of them withdrawn, give the versions that the model says."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.warehouse.mixes import load, some_releases, stored
from tests.warehouse.model import versions
from warehouse.digest import digest


def some(examples: int):
    """Any releases, so many times."""
    usual = settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    return lambda test: usual(given(releases=some_releases(), data=st.data())(test))


@some(3)
def test_any_set_of_releases_in_any_order_is_what_the_model_says(shelves, releases, data):
    assert_two_orders(shelves, releases, data)


@pytest.mark.slow
@some(20)
def test_many_sets_of_releases(shelves, releases, data):
    assert_two_orders(shelves, releases, data)


def assert_two_orders(shelves, releases, data):
    wanted = versions(releases)
    digests = set()
    for _ in range(2):
        order = data.draw(st.permutations(releases))
        shelf = load(shelves(), order)
        assert stored(shelf) == wanted
        digests.add(digest(shelf.con))
    assert len(digests) == 1


@some(2)
def test_withdrawals_at_any_time_leave_the_set_that_remains(shelves, releases, data):
    assert_remaining(shelves, releases, data)


@pytest.mark.slow
@some(12)
def test_many_withdrawals(shelves, releases, data):
    assert_remaining(shelves, releases, data)


def assert_remaining(shelves, releases, data):
    gone = data.draw(st.sets(st.sampled_from([r.name for r in releases]), max_size=2))
    remaining = [r for r in releases if r.name not in gone]
    digests = set()
    for _ in range(2):
        steps = data.draw(
            st.permutations([("put", r) for r in releases] + [("withdraw", name) for name in sorted(gone)])
        )
        shelf = shelves()
        for kind, what in steps:
            if kind == "put":
                shelf.put(what)
            else:
                shelf.withdraw(what, f"w-{what}")
        assert stored(shelf) == versions(remaining)
        digests.add(digest(shelf.con))
    assert len(digests) == 1
