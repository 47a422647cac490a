"""Versions are a function of the set of releases, whatever their order."""

from __future__ import annotations

import itertools

import pytest

from tests.warehouse.mixes import TOTAL, A, B, C, load, stored
from tests.warehouse.model import Version, versions
from tests.warehouse.releases import HELD, Release
from tests.warehouse.shelf import Shelf
from warehouse.digest import digest


def assert_any_order(shelves, releases: list[Release]) -> list[Version]:
    """Every order gives what the model says, and one digest."""
    wanted = versions(releases)
    digests = set()
    for order in itertools.permutations(releases):
        shelf = load(shelves(), order)
        assert stored(shelf) == wanted, [r.name for r in order]
        digests.add(digest(shelf.con))
    assert len(digests) == 1
    return wanted


def test_a_first_release_is_one_version_as_it_stands(shelves):
    shelf = load(shelves(), [Release("a", 10, {A: 5, B: 7})])
    assert [(v.key, v.value, v.known_to, v.is_first_release) for v in stored(shelf)] == [
        (B, 7, None, True),
        (A, 5, None, True),
    ]
    assert shelf.con.execute("SELECT count(*) FROM core.fct_trade_restated").fetchone() == (0,)


def test_ten_twelve_ten_are_three_versions_in_any_order(shelves):
    found = assert_any_order(shelves, [Release("a", 1, {A: 10}), Release("b", 3, {A: 12}), Release("c", 4, {A: 10})])
    assert [v.value for v in found] == [10, 12, 10]


def test_a_repeat_confirms_and_opens_no_version(shelves):
    found = assert_any_order(shelves, [Release("a", 1, {A: 10}), Release("b", 3, {A: 10})])
    assert [(v.value, v.last_confirmed.day) for v in found] == [(10, 4)]


def test_a_key_that_a_later_release_lacks_is_absent(shelves):
    found = assert_any_order(shelves, [Release("a", 1, {A: 1, B: 2}), Release("b", 5, {A: 1})])
    assert [(v.state, v.value) for v in found if v.key == B] == [("V", 2), ("ABSENT", None)]


def test_a_key_that_comes_later_was_absent_before(shelves):
    found = assert_any_order(shelves, [Release("a", 1, {A: 1}), Release("b", 5, {A: 1, B: 2})])
    assert [(v.state, v.is_first_release) for v in found if v.key == B] == [("ABSENT", False), ("V", True)]


def test_an_undeclared_selection_closes_nothing(shelves):
    found = assert_any_order(shelves, [Release("a", 1, {A: 1, B: 2}), Release("b", 5, {A: 3}, hs=None)])
    assert [(v.state, v.value, v.known_to) for v in found if v.key == B] == [("V", 2, None)]


def test_a_row_without_a_readable_key_closes_nothing(shelves):
    found = assert_any_order(shelves, [Release("a", 1, {A: 1, B: 2}), Release("b", 5, {A: 3}, unreadable=1)])
    assert [(v.state, v.known_to) for v in found if v.key == B] == [("V", None)]


def test_a_held_row_holds_the_figure_and_does_not_close_it(shelves):
    found = assert_any_order(shelves, [Release("a", 1, {A: 1}), Release("b", 5, {A: HELD}), Release("c", 9, {A: 4})])
    assert [(v.state, v.value) for v in found] == [("V", 1), ("HELD", None), ("V", 4)]


def test_a_selection_covers_by_prefix_and_partner(shelves):
    narrow = Release("b", 5, {A: 9}, hs=("9405",), partners=("502",))
    found = assert_any_order(shelves, [Release("a", 1, {A: 1, B: 2, C: 3}), narrow])
    assert [(v.key, v.value) for v in found if v.known_to is None] == [(C, 3), (B, 2), (A, 9)]


def test_levels_of_detail_do_not_close_each_other(shelves):
    found = assert_any_order(shelves, [Release("a", 1, {A: 1, B: 2}), Release("b", 5, {TOTAL: 3})])
    assert all(v.known_to is None for v in found)


def test_a_preliminary_release_never_replaces_an_official_one(shelves):
    late = Release("b", 9, {A: 99}, is_official=False)
    early = Release("c", 1, {A: 98}, is_official=False)
    found = assert_any_order(shelves, [Release("a", 5, {A: 10}), late, early])
    assert [v.value for v in found] == [98, 10]


def test_an_official_release_that_repeats_the_preliminary_one_makes_the_figure_official(shelves):
    flash = Release("a", 1, {A: 10, B: 20}, is_official=False)
    official = Release("c", 5, {A: 10, B: 21})
    found = assert_any_order(shelves, [flash, official])
    assert [(v.value, v.is_official, v.known_from.day, v.is_first_release) for v in found if v.key == A] == [
        (10, False, 2, True),
        (10, True, 6, False),
    ]
    shelf = load(shelves(), [flash, official])
    revised = shelf.con.execute("SELECT key ->> 'partner_code', old_value, new_value FROM ops.revision").fetchall()
    assert revised == [("304", 20, 21)], "what is only confirmed is no revision"


def test_equal_standing_and_different_content_is_a_conflict_until_revision_no_decides(shelves):
    one, two = Release("a", 5, {A: 1, B: 2}), Release("b", 5, {A: 7, B: 2})
    found = assert_any_order(shelves, [one, two])
    assert [(v.key, v.state, v.value) for v in found] == [(B, "V", 2), (A, "CONFLICT", None)]
    decided = Release("c", 5, {A: 7, B: 2}, revision_no=1)
    assert [v.value for v in assert_any_order(shelves, [one, decided])] == [2, 7]


def test_a_backfill_is_no_first_release(shelves):
    found = assert_any_order(shelves, [Release("a", 90, {A: 1})])
    assert [v.is_first_release for v in found] == [False]
    found = assert_any_order(shelves, [Release("a", 90, {A: 1}), Release("b", 95, {A: 2})])
    assert [v.is_first_release for v in found] == [False, False]
    found = assert_any_order(shelves, [Release("a", 50, {A: 1}), Release("b", 90, {A: 2})])
    assert [v.is_first_release for v in found] == [True, False]


def test_a_page_set_waits_and_then_loads_as_one_release(shelves):
    one = Release("p1", 3, {A: 1}, set_id="s", page=1, pages=2)
    two = Release("p2", 6, {B: 2}, set_id="s", page=2, pages=2)
    shelf = shelves()
    assert shelf.put(one) == "waiting"
    assert stored(shelf) == []
    assert shelf.put(two) == "loaded"
    assert {v.known_from.day for v in stored(shelf)} == {7}
    assert_any_order(shelves, [one, two, Release("a", 1, {A: 5, C: 9})])


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (Release("p3", 7, {B: 5}, set_id="s", page=2, pages=2), "delivered twice"),
        (Release("p3", 7, {C: 5}, set_id="s", page=3, pages=3), "disagree"),
        (Release("p3", 7, {A: 5}, set_id="t", page=2, pages=2), "same key"),
    ],
)
def test_a_page_that_contradicts_its_set_refuses_the_set_in_any_order(shelves, wrong, why):
    first = Release("p1", 3, {A: 1}, set_id=wrong.set_id, page=1, pages=2)
    pages = [first, wrong]
    if wrong.set_id == "s":
        pages.append(Release("p2", 6, {B: 2}, set_id="s", page=2, pages=2))
    digests = set()
    for order in itertools.permutations(pages):
        shelf = load(shelves(), order)
        assert stored(shelf) == []
        states = shelf.con.execute("SELECT DISTINCT state, rule FROM ops.delivery").fetchall()
        reason = shelf.con.execute("SELECT DISTINCT reason FROM ops.delivery").fetchall()[0][0]
        assert states == [("refused", "PAGESET")]
        assert why in reason
        digests.add(digest(shelf.con))
    assert len(digests) == 1


def test_withdrawing_a_page_makes_the_set_wait_again(shelves):
    shelf = load(
        shelves(),
        [
            Release("p1", 3, {A: 1}, set_id="s", page=1, pages=2),
            Release("p2", 6, {B: 2}, set_id="s", page=2, pages=2),
        ],
    )
    shelf.withdraw("p2", "w")
    assert stored(shelf) == []
    assert shelf.con.execute("SELECT state FROM ops.delivery WHERE file_name = 'p1.csv'").fetchone() == ("waiting",)
    shelf.put(Release("p2b", 8, {B: 4}, set_id="s", page=2, pages=2))
    assert [(v.value, v.known_from.day) for v in stored(shelf)] == [(4, 9), (1, 9)]


def test_a_withdrawn_release_is_as_if_it_had_never_come(shelves):
    first, wrong = Release("a", 1, {A: 1, B: 2}), Release("b", 5, {A: 99})
    without = digest_without_ledger(load(shelves(), [first]))
    for order in ("before", "after"):
        shelf = shelves()
        if order == "before":
            shelf.withdraw("b", "w")
        load(shelf, [first, wrong])
        if order == "after":
            shelf.withdraw("b", "w")
        assert stored(shelf) == versions([first])
        assert digest_without_ledger(shelf) == without
        assert shelf.con.execute("SELECT state, rows_read FROM ops.delivery WHERE file_name = 'b.csv'").fetchone() == (
            "withdrawn",
            None,
        )


def test_withdrawing_the_withdrawal_brings_it_back(shelves):
    first, second = Release("a", 1, {A: 1}), Release("b", 5, {A: 2})
    shelf = load(shelves(), [first, second])
    shelf.withdraw("b", "w")
    shelf.withdraw("w", "w2")
    assert shelf.due() == [second.id]
    shelf.put(second)
    assert stored(shelf) == versions([first, second])


def test_superseding_withdraws_the_old_one_while_the_new_one_is_loaded(shelves):
    old, other = Release("a", 1, {A: 1, B: 1}), Release("b", 1, {A: 2}, supersedes=("a",))
    for order in itertools.permutations([old, other]):
        assert stored(load(shelves(), order)) == versions([other])
    refused = shelves()
    refused.put(old)
    refused.refuse(other)
    assert stored(refused) == versions([old])


def test_a_chain_of_corrections_leaves_the_newest_and_falls_back_one_step(shelves):
    chain = [
        Release("a", 1, {A: 1}),
        Release("b", 2, {A: 2}, supersedes=("a",)),
        Release("c", 3, {A: 3}, supersedes=("b",)),
    ]
    for order in itertools.permutations(chain):
        shelf = load(shelves(), order)
        assert stored(shelf) == versions([chain[2]]), [r.name for r in order]
    shelf.withdraw("c", "w")
    assert shelf.due() == sorted([chain[0].id, chain[1].id])
    load(shelf, chain[:2])
    assert stored(shelf) == versions([chain[1]])


def test_a_repeated_load_changes_nothing(shelves):
    shelf = load(shelves(), [Release("a", 1, {A: 1}), Release("b", 5, {A: 2, B: HELD})])
    before = digest(shelf.con)
    shelf.put(Release("a", 1, {A: 1}))
    shelf.put(Release("b", 5, {A: 2, B: HELD}))
    assert digest(shelf.con) == before


def digest_without_ledger(shelf: Shelf) -> list[tuple[object, ...]]:
    """Facts and restated rows, without the ledger, in which a withdrawn delivery stays."""
    facts = shelf.con.execute("SELECT * FROM core.fct_trade ORDER BY ALL").fetchall()
    return facts + shelf.con.execute("SELECT * FROM core.fct_trade_restated ORDER BY ALL").fetchall()
