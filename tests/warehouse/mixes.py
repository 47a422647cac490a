"""Releases of any mix over a few keys, and the versions that a warehouse holds after them."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.warehouse.model import Version
from tests.warehouse.releases import HELD, Release
from tests.warehouse.shelf import Shelf

A, B, C = ("94051000", "502", "201510"), ("94051000", "304", "201510"), ("85395000", "502", "201510")
TOTAL = ("94051000", "ALL", "201510")


KEYS = [A, B, C, TOTAL]
values = st.one_of(st.integers(1, 3), st.just(HELD))


@st.composite
def some_releases(draw):
    """A few releases of any mix: overlapping selections, held and lost rows, ties, preliminary ones, page sets."""
    found = []
    for n in range(draw(st.integers(1, 4))):
        level = draw(st.sampled_from([[A, B, C], [A, B, C], [TOTAL]]))
        rows = draw(st.dictionaries(st.sampled_from(level), values, max_size=3))
        found.append(
            Release(
                f"r{n}",
                draw(st.sampled_from([1, 1, 5, 5, 9, 70])),
                rows or {level[0]: 1},
                hs=draw(st.sampled_from([("*",), ("9405",), ("8539", "94051000"), None])),
                partners=draw(st.sampled_from([("*",), ("502",), ("304", "502")])),
                is_official=draw(st.booleans()),
                revision_no=draw(st.sampled_from([0, 0, 1])),
                unreadable=draw(st.sampled_from([0, 0, 0, 1])),
            )
        )
    if draw(st.booleans()):
        day, hs = draw(st.sampled_from([1, 5, 9])), draw(st.sampled_from([("*",), ("9405",)]))
        found.append(Release("p1", day, {A: draw(values)}, hs=hs, set_id="s", page=1, pages=2))
        if draw(st.booleans()):
            rows = {B: draw(values)}
            found.append(Release("p2", draw(st.sampled_from([1, 5, 9])), rows, hs=hs, set_id="s", page=2, pages=2))
    return found


def stored(shelf: Shelf) -> list[Version]:
    """The versions that the warehouse holds."""
    rows = shelf.con.execute(
        """
        SELECT product_code, partner_code, period, known_from, known_to, state::VARCHAR, value::BIGINT, is_official,
               last_confirmed, is_first_release
        FROM core.fct_trade
        """
    ).fetchall()
    return sorted(Version("customs_query", (r[0], r[1], r[2]), *r[3:]) for r in rows)


def load(shelf: Shelf, releases) -> Shelf:
    for release in releases:
        shelf.put(release)
    return shelf
