"""What a night changed in known figures is the difference of two states, whatever happened in between."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.warehouse.mixes import TOTAL, A, B, C, some_releases
from tests.warehouse.model import ABSENT, versions
from tests.warehouse.releases import HELD, Release
from tests.warehouse.shelf import Shelf
from warehouse.revised import UnknownRunError, revised, window
from warehouse.revisions import prune


@pytest.fixture(scope="module")
def one(_template, tmp_path_factory):
    """A warehouse that is used again, each time cleared."""
    shelf = Shelf(_template, tmp_path_factory.mktemp("stage"))
    yield shelf
    shelf.con.close()


@pytest.fixture
def shelf(one):
    one.clear()
    one.begin("night1")
    return one


def present(releases) -> dict:
    """State and value of each figure that is not absent, by the model."""
    return {v.key: (v.state, v.value) for v in versions(releases) if v.known_to is None and v.state != ABSENT}


def listed(shelf: Shelf, since: str, until: str) -> dict:
    """What is listed as changed, by key: state and value before and after."""
    revised_ = revised(shelf.con, since, until, 1000)
    found = {}
    for row in revised_.largest:
        key = (row["product_code"], row["partner_code"], row["period"])
        assert key not in found
        found[key] = (row["kind"], row["old_value"], row["new_value"])
    assert len(found) == revised_.figures
    assert sum(row["figures"] for row in revised_.by_group if row["measure"] == "value") == len(found)
    return found


def differences(before: dict, after: dict) -> dict:
    """The difference of two states, in the words of the list."""
    found = {}
    for key in {*before, *after}:
        old, new = before.get(key, (ABSENT, None)), after.get(key, (ABSENT, None))
        if old == new:
            continue
        states = {old[0], new[0]}
        kind = "changed"
        if states & {HELD, "CONFLICT"}:
            kind = "unknown"
        elif old[0] == ABSENT:
            kind = "appeared"
        elif new[0] == ABSENT:
            kind = "gone"
        found[key] = (kind, old[1], new[1])
    return found


def test_a_night_lists_what_changed_with_numbers(shelf):
    shelf.put(Release("a", 1, {A: 100, B: 200, C: 40}))
    assert revised(shelf.con, None, "night1").figures == 0
    shelf.begin("night2")
    shelf.put(Release("b", 5, {A: 110, B: 190, C: 40}))
    shelf.put(Release("c", 3, {A: 1}, hs=None))
    shelf.begin("night3")
    shelf.put(Release("d", 9, {A: 110, C: 60}))
    found = revised(shelf.con, "night1", "night2")
    (group,) = found.by_group
    names = ("dataset", "period", "family", "level", "figures", "old_value", "new_value", "change", "mean_share")
    assert [group[name] for name in names] == [
        *("customs_query", "201510", "D1", "REG HS8 by partner by regime by place"),
        *(2, 300, 300, 0, 0.025),
    ]
    assert group["mean_abs_share"] == 0.075
    assert [(r["partner_code"], r["change"]) for r in found.largest] == [("304", -10), ("502", 10)]
    last = revised(shelf.con, "night2", "night3")
    assert [(g["family"], g["change"], g["gone"]) for g in last.by_group] == [("D1", -190, 1), ("D2", 20, 0)]
    both = listed(shelf, "night1", "night3")
    assert both == {A: ("changed", 100, 110), B: ("gone", 200, None), C: ("changed", 40, 60)}
    assert revised(shelf.con, "night1", "night3", 1).groups == 2
    assert len(revised(shelf.con, "night1", "night3", 1).largest) == 1


def test_there_and_back_is_no_change_and_a_first_night_has_none(shelf):
    shelf.put(Release("a", 1, {A: 10}))
    shelf.put(Release("b", 5, {A: 20}))
    first = revised(shelf.con, None, "night1")
    assert (first.figures, first.first[0]["first_period"]) == (0, "201510")
    shelf.begin("night2")
    shelf.put(Release("c", 9, {A: 30}))
    shelf.withdraw("c", "w")
    assert revised(shelf.con, "night1", "night2").figures == 0
    shelf.withdraw("b", "w2")
    assert listed(shelf, "night1", "night2") == {A: ("changed", Decimal(20), Decimal(10))}


def test_an_emptied_month_is_gone_and_comes_back(shelf):
    shelf.put(Release("a", 1, {A: 10}))
    shelf.begin("night2")
    shelf.withdraw("a", "w")
    shelf.begin("night3")
    shelf.put(Release("b", 2, {A: 11}))
    assert listed(shelf, "night1", "night2") == {A: ("gone", 10, None)}
    assert listed(shelf, "night2", "night3") == {A: ("appeared", None, 11)}
    assert listed(shelf, "night1", "night3") == {A: ("changed", 10, 11)}


def test_held_figures_are_counted_and_not_added_up(shelf):
    shelf.put(Release("a", 1, {A: 10, TOTAL: 7}))
    shelf.begin("night2")
    shelf.put(Release("b", 2, {A: HELD, B: 5}, hs=None))
    groups = revised(shelf.con, "night1", "night2").by_group
    assert [(g["figures"], g["unknown"], g["appeared"], g["change"]) for g in groups] == [(2, 1, 1, 5)]


@pytest.mark.slow
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(releases=some_releases(), data=st.data())
def test_any_night_lists_the_difference_of_two_states(one, releases, data):
    one.clear()
    one.begin("night1")
    first = Release("first", data.draw(st.sampled_from([1, 5, 9])), {A: 1, B: 2, C: 3})
    one.put(first)
    one.begin("night2")
    gone = data.draw(st.sets(st.sampled_from(["first", *(r.name for r in releases)]), max_size=1))
    steps = [("put", r) for r in releases] + [("withdraw", name) for name in sorted(gone)]
    for kind, what in data.draw(st.permutations(steps)):
        if kind == "put":
            one.put(what)
        else:
            one.withdraw(what, f"w-{what}")
    after = [r for r in (first, *releases) if r.name not in gone]
    assert listed(one, "night1", "night2") == differences(present([first]), present(after))


def test_changes_of_the_oldest_nights_are_dropped_and_it_is_said(shelf):
    night = "INSERT INTO ops.run (run_id, kind, started_at, state) VALUES (?, 'nightly', ?::TIMESTAMP, 'published')"
    shelf.con.execute("DELETE FROM ops.run")
    shelf.put(Release("a", 1, {A: 1, B: 2}))
    shelf.con.execute(night, ["night1", "2016-01-01"])
    for number in (2, 3, 4):
        shelf.begin(f"night{number}")
        shelf.put(Release(f"r{number}", number, {A: number, B: 2 * number}))
        prune(shelf.con, most=5)
        shelf.con.execute(night, [f"night{number}", f"2016-01-0{number}"])
    kept = shelf.con.execute("SELECT run_id, count(*) FROM ops.revision GROUP BY 1 ORDER BY 1").fetchall()
    assert kept == [("night3", 2), ("night4", 2)]
    assert listed(shelf, "night2", "night4") == {A: ("changed", 2, 4), B: ("changed", 4, 8)}
    assert window(shelf.con, None) == ("night3", "night4")
    assert window(shelf.con, "night2") == ("night2", "night4")
    for before in ("night1", "2016-01-02"):
        with pytest.raises(UnknownRunError, match=r"changes up to run night2 are no longer kept; .* --since night2"):
            window(shelf.con, before)
    prune(shelf.con, most=1)
    kept = shelf.con.execute("SELECT DISTINCT run_id FROM ops.revision").fetchall()
    assert kept == [("night4",)], "the last night is kept whole"
    shelf.con.execute("DELETE FROM ops.run; DELETE FROM ops.setting WHERE name = 'revisions_after'")


def test_which_runs_are_meant(shelf):
    runs = [("r1", "published", 1), ("r2", "nothing_new", 2), ("r3", "blocked", 3), ("r4", "published", 4)]
    shelf.con.execute("DELETE FROM ops.run")
    assert window(shelf.con, None) == (None, None)
    for run, state, day in [*runs, ("r5", "nothing_new", 5)]:
        shelf.con.execute(
            "INSERT INTO ops.run (run_id, kind, started_at, state) VALUES (?, 'nightly', ?::TIMESTAMP, ?)",
            [run, f"2016-01-0{day} 02:00:00", state],
        )
    assert window(shelf.con, None) == ("r1", "r4"), "a night that was blocked was not seen by anybody"
    assert window(shelf.con, "r3") == ("r3", "r5")
    assert window(shelf.con, "2016-01-03") == ("r2", "r5")
    assert window(shelf.con, "2015-01-01") == (None, "r5")
    with pytest.raises(UnknownRunError, match="the last runs are r3, r4, r5"):
        window(shelf.con, "yesterday")
    shelf.con.execute("DELETE FROM ops.run")
