"""Cells over zone members: one currency gives nothing of the other away, nor does the printed line of the city."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse.test_suppression import determined, table
from warehouse.suppression import TOTAL
from warehouse.zone_hidden import ELSEWHERE, LINE, MEMBERS, OUTSIDE, REST, groups, sizes
from warehouse.zone_overlap import nearly_the_same

PRINTED = {(MEMBERS, LINE): 1, (OUTSIDE, LINE): 1}
"""What the printed line of the city tells, as an equation."""


def firms(first: int, count: int, value: int = 10) -> dict[int, int]:
    return dict.fromkeys(range(first, first + count), value)


def city(members: int, outside: int, elsewhere: int):
    """Enterprises of each group, all of them with goods of the line and with others."""
    counts = {MEMBERS: (0, members), OUTSIDE: (1000, outside), ELSEWHERE: (2000, elsewhere)}
    return table({(group, part): firms(*who) for group, who in counts.items() for part in (LINE, REST)})


@pytest.mark.parametrize(("members", "outside", "elsewhere"), [(45, 2, 10), (2, 900, 10), (45, 900, 2), (2, 2, 0)])
def test_the_printed_line_gives_no_group_away(members, outside, elsewhere):
    cells = city(members, outside, elsewhere)
    hidden = groups([cells], (), is_whole=True)
    assert determined(cells, hidden, PRINTED) == set()
    assert ((MEMBERS, LINE) in hidden) == ((OUTSIDE, LINE) in hidden)
    alone = groups([cells], (), is_whole=False)
    assert alone <= hidden
    assert determined(cells, alone) == set()


def test_large_groups_are_all_published():
    assert groups([city(45, 900, 10)], (), is_whole=True) == set()


parts = st.dictionaries(
    st.tuples(st.sampled_from([MEMBERS, OUTSIDE, ELSEWHERE]), st.sampled_from([LINE, REST])),
    st.dictionaries(st.integers(0, 6), st.integers(1, 1000), min_size=1, max_size=5),
    min_size=1,
)


@settings(max_examples=80, deadline=None)
@given(parts, parts)
def test_nothing_follows_that_could_be_kept(cny, usd):
    tables = [table(cny), table(usd)]
    hidden = groups(tables, (), is_whole=True)
    for cells in tables:
        unavoidable = determined(cells, cells, PRINTED)
        assert determined(cells, hidden & set(cells), PRINTED) <= unavoidable


def test_what_one_currency_hides_of_a_zone_the_other_does_not_show():
    """Two members report in dollars and all 45 in yuan: the rate is known from the totals."""
    yuan, dollars = city(45, 900, 10), city(2, 900, 10)
    hidden = groups([yuan, dollars], (), is_whole=False)
    assert groups([yuan], (), is_whole=False) == set()
    assert (MEMBERS, LINE) in hidden
    assert hidden == groups([dollars, yuan], (), is_whole=False)


def test_a_guarded_total_of_one_currency_stays_hidden_in_all():
    hidden = groups([city(45, 900, 10), city(44, 900, 10)], {(TOTAL, LINE)}, is_whole=False)
    assert (TOTAL, LINE) in hidden


def test_size_classes_are_hidden_in_every_currency():
    def by_size(large: int):
        return table({(LINE, "L"): firms(0, large), (LINE, "M"): firms(100, 9, 5), (LINE, "S"): firms(200, 9)})

    assert sizes([by_size(9)], LINE, is_total_hidden=False) == set()
    assert sizes([by_size(9), by_size(2)], LINE, is_total_hidden=False) == {(LINE, "L"), (LINE, "M")}
    few = table({(LINE, "L"): firms(0, 2), (LINE, "S"): firms(2, 2)})
    assert sizes([few], LINE, is_total_hidden=False) == {(LINE, "L"), (LINE, "S")}


def zone_part(con, zones: dict[str, dict[str, range]], size: str = "M") -> None:
    """Enterprises by zone and group, all of the printed line, of one size class if they are members."""
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE zone_part (
            zone_id VARCHAR, family VARCHAR, period VARCHAR, currency VARCHAR, firm INTEGER, part VARCHAR,
            line_family VARCHAR, member_group VARCHAR, size_class VARCHAR, value DECIMAL(18, 2)
        )
        """
    )
    con.executemany(
        "INSERT INTO zone_part VALUES (?, 'D3', '201510', 'CNY', ?, 'LINE', 'D1', ?, ?, 10)",
        [
            [zone, firm, group, size if group == MEMBERS else None]
            for zone, of in zones.items()
            for group, numbers in of.items()
            for firm in numbers
        ],
    )


@pytest.mark.parametrize(
    ("members", "is_hidden"),
    [(range(10), False), (range(1, 10), True), (range(2, 10), True), (range(3, 10), False), (range(1, 11), True)],
    ids=["the same", "one less", "two less", "three less", "one other"],
)
def test_zones_that_differ_by_one_or_two_members(members, is_hidden):
    """Zone B has members that zone A has: the difference of the published sums would be one or two enterprises."""
    with duckdb.connect(config={"threads": 1}) as con:
        zone_part(con, {"A": {MEMBERS: range(10)}, "B": {MEMBERS: members}, "C": {MEMBERS: range(50, 60)}})
        found = nearly_the_same(con)
        zone_part(con, {"B": {MEMBERS: members}})
        assert nearly_the_same(con) == {}
    side = ("B", "201510", "CNY")
    wanted = {
        (side, "T"): {(MEMBERS, LINE), (MEMBERS, TOTAL)},
        (side, "S"): {(LINE, "M"), (TOTAL, "M")},
    }
    assert found == (wanted if is_hidden else {})


def test_a_cell_that_is_hidden_for_another_zone_does_not_follow():
    """Neither from the table of its own zone, nor from the size classes of its members."""
    cells = city(45, 900, 10)
    hidden = groups([cells], {(MEMBERS, LINE)}, is_whole=True)
    assert {(MEMBERS, LINE), (OUTSIDE, LINE)} <= hidden
    assert determined(cells, hidden, PRINTED) == set()
    of_size = table({(LINE, "L"): firms(0, 20), (LINE, "M"): firms(20, 20), (LINE, "S"): firms(40, 5)})
    assert sizes([of_size], LINE, is_total_hidden=False) == set()
    near = sizes([of_size], LINE, {(LINE, "M")}, is_total_hidden=False)
    assert (LINE, "M") in near
    assert len(near) == 2
