"""Which cells of the table over zone members are suppressed: the same ones in every currency.

Where the whole city was asked for, the printed line of the city is the sum of its members and its other enterprises, so
that this sum is known although no cell shows it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from warehouse.suppression import LEAST, TOTAL, Cell, Place, bridges, suppressed_in_all

MEMBERS, OUTSIDE, ELSEWHERE = "MEMBER", "OUTSIDE", "ELSEWHERE"
LINE, REST = "LINE", "REST"
_CITY = "CITY"
_PAIRS: tuple[set[Place], ...] = ({(MEMBERS, LINE), (OUTSIDE, LINE)}, {(ELSEWHERE, LINE), (TOTAL, LINE)})
"""What adds up to the printed line, and what differs by it: of either, both or none is published."""


def groups(tables: Sequence[Mapping[Place, Cell]], guarded: Collection[Place], *, is_whole: bool) -> set[Place]:
    """Cells by group of enterprises and part of the goods that are not published in any currency.

    Args:
        tables: the cells of one zone and month, by currency.
        guarded: totals that are not published for the sake of another table.
        is_whole: true if all enterprises of the city were asked for.
    """
    present = {place for cells in tables for place in cells}
    small = {place for cells in tables for place, cell in cells.items() if len(cell.contributors) < LEAST}
    hidden = small.union(guarded) & present
    while True:
        # a pair goes first, so that its other half serves to protect instead of a third cell
        pairs = [pair & present for pair in _PAIRS if is_whole and pair & hidden]
        found = suppressed_in_all(tables, hidden.union(*pairs))
        if found == hidden:
            break
        hidden = found
    if is_whole and any(_follows(hidden & set(cells)) for cells in tables):
        return present
    return hidden


def sizes(
    tables: Sequence[Mapping[Place, Cell]], part: str, near: Collection[Place] = (), *, is_total_hidden: bool
) -> set[Place]:
    """Size classes of members that are suppressed; all of them if their published total could not be kept otherwise.

    Args:
        tables: the cells of one zone and month by part of the goods and size class, by currency.
        part: part of the goods for which they are published.
        near: size classes that are not published for the sake of another zone.
        is_total_hidden: true if the sum of the members is not published.
    """
    of_part = []
    for table in tables:
        cells = {(part, column): cell for (row, column), cell in table.items() if row == part}
        of_part.append(cells | {(TOTAL, column): cell for (_, column), cell in cells.items()})
    ends = {(part, TOTAL), (TOTAL, TOTAL)}
    also = {(row, size) for _, size in near for row in (part, TOTAL)} | (ends if is_total_hidden else set())
    found = suppressed_in_all(of_part, also)
    is_lost = not is_total_hidden and bool(found & ends)
    classes = {column for cells in of_part for _, column in cells if column != TOTAL}
    return {(part, size) for size in classes if is_lost or found & {(part, size), (TOTAL, size)}}


def _follows(hidden: set[Place]) -> set[Place]:
    """Suppressed cells that follow once the printed line is known: its pair adds up by itself, and so does the other.

    A cell that is alone in its pair is the printed line itself; that nothing can keep.
    """
    known = {place for pair in _PAIRS if len(pair & hidden) == 1 for place in pair}
    return bridges({(row, _CITY if (row, column) in _PAIRS[0] else column) for row, column in hidden - known})
