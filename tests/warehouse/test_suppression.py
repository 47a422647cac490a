"""Small cells: none is published, none follows from what is published, nor does the sum of too few enterprises."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.suppression import LEAST, TOTAL, Cell, bridges, suppressed, suppressed_in_all

A, B, C, D, E = range(5)


def table(inner: dict[tuple[str, str], dict[int, int]]) -> dict[tuple[str, str], Cell]:
    """Cells with their totals, from what each enterprise adds to each inner cell."""
    values: dict[tuple[str, str], int] = {}
    who: dict[tuple[str, str], set[int]] = {}
    for (row, column), parts in inner.items():
        for place in ((row, column), (row, TOTAL), (TOTAL, column), (TOTAL, TOTAL)):
            values[place] = values.get(place, 0) + sum(parts.values())
            who.setdefault(place, set()).update(parts)
    return {place: Cell(Decimal(values[place]), frozenset(who[place])) for place in values}


def lines(cells) -> list[dict[tuple[str, str], int]]:
    """Every row and column as an equation: the cells less their total are zero."""
    found: dict[tuple[int, str], dict[tuple[str, str], int]] = {}
    for row, column in cells:
        found.setdefault((0, row), {})[row, column] = -1 if column == TOTAL else 1
        found.setdefault((1, column), {})[row, column] = -1 if row == TOTAL else 1
    return list(found.values())


def determined(cells, hidden, *known) -> set[tuple[str, str]]:
    """Hidden cells that the equations, and further known ones, give one value, by elimination with fractions."""
    places = sorted(hidden)
    rows = [[Fraction(line.get(place, 0)) for place in places] for line in [*lines(cells), *known]]
    pivots = 0
    for column in range(len(places)):
        pivot = next((n for n in range(pivots, len(rows)) if rows[n][column]), None)
        if pivot is None:
            continue
        rows[pivots], rows[pivot] = rows[pivot], rows[pivots]
        rows[pivots] = [value / rows[pivots][column] for value in rows[pivots]]
        for n in range(len(rows)):
            if n != pivots and rows[n][column]:
                rows[n] = [a - rows[n][column] * b for a, b in zip(rows[n], rows[pivots], strict=True)]
        pivots += 1
    alone = [[n for n, value in enumerate(row) if value] for row in rows]
    return {places[found[0]] for found in alone if len(found) == 1}


def too_few(cells, hidden) -> list[set[int]]:
    """Enterprises behind sums of hidden cells that follow from a published total, where they are fewer than three."""
    found = []
    for line in lines(cells):
        (total,) = (place for place, sign in line.items() if sign < 0)
        inside = [place for place, sign in line.items() if sign > 0 and place in hidden]
        if inside and total not in hidden:
            found.append(set().union(*(cells[place].contributors for place in inside)))
    return [who for who in found if len(who) < LEAST]


inner_cells = st.dictionaries(
    st.tuples(st.sampled_from("pqrs"), st.sampled_from("wxyz")),
    st.dictionaries(st.integers(0, 6), st.integers(1, 1000), min_size=1, max_size=5),
    min_size=1,
    max_size=16,
)


@settings(max_examples=60, deadline=None)
@given(inner_cells)
def test_nothing_follows_from_what_is_published(inner):
    cells = table(inner)
    hidden = suppressed(cells)
    assert {place for place, cell in cells.items() if len(cell.contributors) < LEAST} <= hidden <= set(cells)
    assert determined(cells, hidden) == set()
    assert too_few(cells, hidden) == []
    assert suppressed(dict(reversed(cells.items()))) == hidden


@settings(max_examples=30, deadline=None)
@given(inner_cells, inner_cells)
def test_what_one_currency_hides_the_other_does_not_show(cny, usd):
    tables = [table(cny), table(usd)]
    hidden = suppressed_in_all(tables)
    for cells in tables:
        own = hidden & set(cells)
        assert suppressed(cells) <= own, "no less than alone"
        assert suppressed(cells, hidden) == own
        assert (determined(cells, own), too_few(cells, own)) == (set(), [])
    assert suppressed_in_all(tables[::-1]) == hidden
    assert suppressed_in_all(tables[:1]) == suppressed(tables[0])


def test_a_cell_taken_for_another_is_taken_in_both_currencies():
    """The least cells differ by currency; one that only yuan hide would be known from dollars."""

    def both(y, z):
        many = dict.fromkeys((A, B, C), 10)
        return table({("p", "x"): {A: 5}, ("p", "y"): y, ("p", "z"): z, ("q", "x"): many, ("q", "y"): many,
                      ("q", "z"): many})  # fmt: skip

    cny = both(dict.fromkeys((A, B, C), 8), dict.fromkeys((A, B, C), 9))
    usd = both(dict.fromkeys((A, B, C), 9), dict.fromkeys((A, B, C), 8))
    assert suppressed(cny) == {("p", "x"), ("p", "y"), ("q", "x"), ("q", "y")}
    assert suppressed(usd) == {("p", "x"), ("p", "z"), ("q", "x"), ("q", "z")}
    assert suppressed_in_all([cny, usd]) == suppressed(cny) | suppressed(usd)


@settings(max_examples=40, deadline=None)
@given(inner_cells, st.randoms(use_true_random=False))
def test_what_follows_is_what_lies_on_no_cycle(inner, chance):
    cells = table(inner)
    hidden = {place for place in sorted(cells) if chance.random() < 0.5}
    assert bridges(hidden) == determined(cells, hidden)


def test_the_cheapest_other_cells_are_taken():
    many = {A: 10, B: 10, C: 10}
    cells = table({("p", "x"): {A: 5}, ("p", "y"): many, ("p", "z"): {A: 9, B: 9, C: 9}, ("q", "x"): many,
                   ("q", "y"): {A: 9, B: 9, C: 9}, ("q", "z"): {A: 8, B: 8, C: 8}})  # fmt: skip
    assert suppressed(cells) == {("p", "x"), ("p", "z"), ("q", "x"), ("q", "z")}


def test_two_small_cells_of_one_enterprise_are_not_enough():
    """Their sum is the total less the others, and it is that of one enterprise."""
    many = {B: 10, C: 10, D: 10}
    cells = table({("p", "x"): {A: 5}, ("p", "y"): {A: 6}, ("p", "z"): many, ("q", "x"): many, ("q", "y"): many,
                   ("q", "z"): {B: 1, C: 1, D: 1}})  # fmt: skip
    hidden = suppressed(cells)
    assert ("p", "z") in hidden or ("p", TOTAL) in hidden


@pytest.mark.parametrize("count", [LEAST, LEAST - 1])
def test_a_table_of_one_cell(count):
    cells = table({("p", "x"): dict.fromkeys(range(count), 1)})
    assert suppressed(cells) == (set() if count == LEAST else set(cells))
