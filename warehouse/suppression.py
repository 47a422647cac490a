"""Suppression of small cells in a table of two dimensions with totals.

The totals are cells of a last row and a last column, so that in each row and in each column the cells add up to the
total. A cell of fewer than three contributors is not published (primary). What is published must not give it away by
subtraction, so more cells are suppressed (secondary) until

- no suppressed cell's value follows from the published ones. Seen as a graph with rows and columns as nodes and
  suppressed cells as edges, a value follows if and only if its edge lies on no cycle (Gusfield 1988, A graph theoretic
  approach to statistical data security, SIAM J. Comput. 17);
- suppressed cells of a row or column whose sum follows from a published total have three contributors together.

Every choice is by value and name, so that equal content gives equal tables.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

TOTAL = "ALL"
LEAST = 3
"""Contributors that a published cell has at least."""

Place = tuple[str, str]
_Node = tuple[int, str]
_Graph = dict[_Node, list[tuple[_Node, Place, float]]]
_ROW, _COLUMN = 0, 1


@dataclass(frozen=True)
class Cell:
    """A cell that is not zero.

    Attributes:
        value: its value, above 0.
        contributors: identities of its contributors; of many, any three are enough.
    """

    value: Decimal
    contributors: frozenset[int]


def suppressed_in_all(tables: Sequence[Mapping[Place, Cell]], also: Collection[Place] = ()) -> set[Place]:
    """The cells that are not published in any of several tables of the same trade, such as in two currencies.

    The rate between them is known from their totals, so that a cell which one of them showed would be known in all.

    Args:
        tables: the cells of each, as for ``suppressed``.
        also: places that are not published for the sake of another table.
    """
    hidden = {place for cells in tables for place in cells if place in also}
    while True:
        found = hidden.union(*(suppressed(cells, hidden) for cells in tables))
        if found == hidden:
            return hidden
        hidden = found


def suppressed(cells: Mapping[Place, Cell], also: Collection[Place] = ()) -> set[Place]:
    """The cells that are not published.

    Args:
        cells: all cells by row and column, totals included under ``ALL``; what is not there is known to be zero.
        also: places that are not published for the sake of another table.
    """
    hidden = {place for place, cell in cells.items() if place in also or len(cell.contributors) < LEAST}
    lines, graph = _lines(cells), _graph(cells)
    while True:
        given_away = sorted(bridges(hidden), key=lambda p: (cells[p].value, p))
        if given_away:
            protected: set[Place] = set()
            for place in given_away:
                if place not in protected:
                    protected |= _way_round(graph, hidden, place)
                    hidden |= protected
            continue
        more = {extra for line in lines if (extra := _too_few(cells, hidden, line)) is not None}
        if not more:
            return hidden
        hidden |= more


def bridges(hidden: Collection[Place]) -> set[Place]:
    """Those of the suppressed cells whose values follow from the published ones: edges on no cycle."""
    around: dict[_Node, list[_Node]] = defaultdict(list)
    for row, column in sorted(hidden):
        around[_ROW, row].append((_COLUMN, column))
        around[_COLUMN, column].append((_ROW, row))
    seen: dict[_Node, int] = {}
    low: dict[_Node, int] = {}
    found: set[Place] = set()
    for start, first in around.items():
        if start in seen:
            continue
        seen[start] = low[start] = len(seen)
        path: list[tuple[_Node, _Node | None, Iterator[_Node]]] = [(start, None, iter(first))]
        while path:
            node, parent, rest = path[-1]
            following = next(rest, None)
            if following is None:
                path.pop()
                if parent is not None:
                    low[parent] = min(low[parent], low[node])
                    if low[node] > seen[parent]:
                        found.add(_place(parent, node))
            elif following not in seen:
                seen[following] = low[following] = len(seen)
                path.append((following, node, iter(around[following])))
            elif following != parent:
                low[node] = min(low[node], seen[following])
    return found


def _graph(cells: Mapping[Place, Cell]) -> _Graph:
    """Rows and columns, each with the others that it has a cell with, and what suppressing it costs: its value."""
    graph: _Graph = defaultdict(list)
    for (row, column), cell in sorted(cells.items()):
        graph[_ROW, row].append(((_COLUMN, column), (row, column), float(cell.value)))
        graph[_COLUMN, column].append(((_ROW, row), (row, column), float(cell.value)))
    return graph


def _way_round(graph: _Graph, hidden: Collection[Place], place: Place) -> set[Place]:
    """The cells of least value that put an edge on a cycle: the cheapest other way between its ends (Dijkstra)."""
    start, end = (_ROW, place[0]), (_COLUMN, place[1])
    queue: list[tuple[float, _Node, Place]] = [(0.0, start, place)]
    before: dict[_Node, Place] = {}
    while end not in before:  # there always is a way: by the totals of its row, of its column, and of all
        cost, node, by = heapq.heappop(queue)
        if node in before:
            continue
        before[node] = by
        for following, over, more in graph[node]:
            if following not in before and over != place:
                heapq.heappush(queue, (cost if over in hidden else cost + more, following, over))
    way: set[Place] = set()
    node = end
    while node != start:
        over = before[node]
        way.add(over)
        node = (_COLUMN, over[1]) if node == (_ROW, over[0]) else (_ROW, over[0])
    return way


def _lines(cells: Collection[Place]) -> list[tuple[Place, list[Place]]]:
    """Each row and column: its total, and the cells that add up to it."""
    rows: dict[_Node, list[Place]] = defaultdict(list)
    for row, column in sorted(cells):
        if column != TOTAL:
            rows[_ROW, row].append((row, column))
        if row != TOTAL:
            rows[_COLUMN, column].append((row, column))
    return [((name, TOTAL) if kind == _ROW else (TOTAL, name), parts) for (kind, name), parts in rows.items()]


def _too_few(cells: Mapping[Place, Cell], hidden: Collection[Place], line: tuple[Place, list[Place]]) -> Place | None:
    """The cell to suppress in a line whose suppressed cells have a known sum and too few contributors."""
    total, parts = line
    inside = [place for place in parts if place in hidden]
    if not inside or total in hidden:
        return None
    if len(frozenset().union(*(cells[place].contributors for place in inside))) >= LEAST:
        return None
    others = [place for place in parts if place not in hidden]
    return min(others, key=lambda p: (cells[p].value, p), default=total)


def _place(one: _Node, other: _Node) -> Place:
    return (one[1], other[1]) if one[0] == _ROW else (other[1], one[1])
