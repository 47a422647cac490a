"""Any set of releases of any mix of feeds, in any order, is what the model says, and gives one digest.

Selections overlap, rows are in quarantine or cannot be read, releases tie, pages come apart, known errors are corrected
and deliveries are withdrawn, each at any time.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.warehouse.conftest import MANY
from tests.warehouse.model import Version, versions
from tests.warehouse.releases import HELD, Correction, Release
from tests.warehouse.shelf import Shelf
from warehouse.digest import digest, table_digests

MONTH, YEAR = "201510", "2015"
LEVELS = {
    "customs_query": [
        [("94051000", "502", MONTH), ("94051000", "304", MONTH), ("85395000", "502", MONTH)],
        [("94051000", "ALL", MONTH)],
    ],
    "customs_city": [[("灯具", "ALL", MONTH), ("ALL", "ALL", MONTH)]],
    "customs_express": [[("灯具", "ALL", MONTH), ("原油", "ALL", MONTH)]],
    "customs_bulletin": [[("灯具", "ALL", MONTH), ("原油", "ALL", MONTH)]],
    "customs_regime_totals": [[("10", "ALL", MONTH), ("14", "ALL", MONTH)]],
    "comtrade": [
        [("940510", "156", YEAR), ("940510", "276", YEAR), ("853952", "156", YEAR)],
        [("9405", "156", YEAR), ("9405", "276", YEAR)],
    ],
    "baci": [[("940510", "156", YEAR), ("853952", "276", YEAR)]],
    "customs_enterprise": [[("94051000", "4420912345", MONTH), ("94051000", "4403912345", MONTH)]],
}
"""Keys of each feed by level of detail; they meet those of other releases of the feed or of its group."""
GROUPS = [
    ["customs_query"],
    ["customs_express", "customs_bulletin"],
    ["customs_city"],
    ["customs_regime_totals"],
    ["comtrade"],
    ["baci"],
]
CONFIDENTIAL = [["customs_enterprise"]]
PRELIMINARY = {
    "customs_express": [(False, None), (False, 2)],
    "customs_bulletin": [(True, None), (False, None), (False, 1)],
}
"""Whether it is official, and the rank that it says itself; of the others the one is free and the other is not said."""
SELECTIONS = {
    "customs_query": [(("*",), ("*",)), (("9405",), ("502",)), (("8539", "94051000"), ("304", "502")), (None, ("*",))],
    "comtrade": [(("*",), ("*",)), (("9405",), ("*",)), (("9405", "853952"), ("156",)), (None, ("*",))],
    "baci": [(("*",), ("*",)), (("8539",), ("*",)), (None, ("*",))],
    "customs_enterprise": [(("*",), ("*",)), (("9405",), ("44209",)), (("8539",), ("*",)), (None, ("*",))],
}
DAYS = st.sampled_from([1, 1, 5, 5, 9, 59, 70, 130])
VALUES = st.one_of(st.integers(2, 4), st.just(HELD))
READ = {
    "fct_trade": "CASE product_level WHEN 'HS8' THEN 'customs_query' ELSE 'customs_city' END, product_code, "
    "partner_code, period, value",
    "fct_trade_printed": "supersession_group, CASE product_code WHEN 'ALL' THEN CASE supersession_group "
    "WHEN 'customs_city' THEN 'ALL' ELSE regime_code END ELSE product_code END, partner_code, period, ytd_value",
    "fct_world_trade": "source, commodity_code, partner_code, period, value_usd",
    "fct_enterprise_export": "'customs_enterprise', hs8, customs_code, period, value",
}
HOLDS = {
    "fct_trade": {"customs_query", "customs_city"},
    "fct_trade_printed": {"customs_city", "national_printed", "customs_regime_totals"},
    "fct_world_trade": {"comtrade", "baci"},
    "fct_enterprise_export": {"customs_enterprise"},
}


IN_THE_OPEN = """
    SELECT content FROM memory.core.accepted_row
    WHERE table_name = 'correction' AND (content ->> 'dataset') = 'customs_enterprise'
"""
"""Corrections of confidential figures that lie in the warehouse file."""


def two_shelves(template, stage, **kind):
    """Two warehouses that are used again, each time cleared."""
    found = [Shelf(template, stage, corrects=True, **kind) for _ in range(2)]
    fresh = digest(found[0].con)
    yield found
    for shelf in found:
        shelf.clear()
        assert digest(shelf.con) == fresh
        shelf.con.close()


@pytest.fixture(scope="module")
def pool(_template, tmp_path_factory):
    yield from two_shelves(_template, tmp_path_factory.mktemp("stage"))


@pytest.fixture(scope="module")
def split_pool(_template, tmp_path_factory):
    """With a confidential part."""
    yield from two_shelves(_template, tmp_path_factory.mktemp("stage"), is_split=True)


@st.composite
def one_release(draw, feed: str, name: str) -> Release:
    """A release of a feed."""
    level = draw(st.sampled_from(LEVELS[feed]))
    some = st.dictionaries(st.sampled_from(level), VALUES, min_size=1, max_size=3)
    hs, others = draw(st.sampled_from(SELECTIONS.get(feed, [(None, ("*",))])))
    is_official, rank = draw(st.sampled_from(PRELIMINARY.get(feed, [(True, None), (False, None)])))
    return Release(
        name,
        draw(DAYS),
        draw(some),
        hs=hs,
        partners=others,
        is_official=is_official,
        rank=rank,
        revision_no=draw(st.sampled_from([0, 0, 1])),
        unreadable=draw(st.sampled_from([0, 0, 0, 1])),
        feed=feed,
        later=draw(st.one_of(st.none(), st.tuples(st.just(7), some))) if feed == "customs_city" else None,
    )


def standings(one: Release) -> list[dict[str, Any]]:
    """What a release of the same moment may be told apart by; nothing twice as often, for that is a tie."""
    others = [{"is_official": o, "rank": r} for o, r in PRELIMINARY.get(one.feed, [(not one.is_official, None)])]
    return [{}] * (len(others) + 1) + [{"revision_no": one.revision_no + 1}] + others


@st.composite
def twins(draw, one: Release, name: str) -> Release:
    """A release of the same moment that covers the same figures and says otherwise of one of them, or leaves it out."""
    key = draw(st.sampled_from(sorted(one.rows)))
    said = {**one.rows, key: draw(st.sampled_from([v for v in (2, 3, 4, HELD) if v != one.rows[key]]))}
    if len(said) > 1 and draw(st.sampled_from([False, False, True])):
        del said[key]
    return replace(one, name=name, rows=said, **draw(st.sampled_from(standings(one))))


@st.composite
def mixes(draw, groups, most: int, together: int) -> tuple[list[Release], list[Correction], set[str]]:
    """Releases of up to so many groups of feeds, two of one moment and page sets among them, corrections, and what is
    withdrawn."""
    chosen = draw(st.lists(st.sampled_from(groups), min_size=1, max_size=together, unique_by=str))
    feeds = [feed for group in chosen for feed in group]
    found = [draw(one_release(draw(st.sampled_from(feeds)), f"r{n}")) for n in range(draw(st.integers(1, most - 1)))]
    found.append(draw(twins(draw(st.sampled_from(found)), "twin")))
    feed = draw(st.sampled_from(feeds))
    if feed != "customs_city" and draw(st.booleans()):
        first, second = LEVELS[feed][0][:2]
        like = draw(one_release(feed, "p1"))
        for number, key in ((1, first), (2, second))[: draw(st.sampled_from([1, 2, 2]))]:
            own = draw(one_release(feed, f"p{number}"))
            found.append(
                Release(
                    own.name, own.day, {key: draw(VALUES)}, hs=like.hs, partners=like.partners, feed=feed,
                    is_official=own.is_official, rank=own.rank, revision_no=own.revision_no,
                    unreadable=own.unreadable, set_id="s", page=number, pages=2,
                )
            )  # fmt: skip
    wrong = st.tuples(st.sampled_from(found), st.integers(2, 4), st.sampled_from([2, 3, 4, HELD]))
    corrections = [
        Correction(f"c{n}", draw(st.sampled_from([80, 80, 90])), draw(st.sampled_from("ab")), release.feed,
                   draw(st.sampled_from(sorted(release.rows))), expected, value)
        for n, (release, expected, value) in enumerate(draw(st.lists(wrong, max_size=most - 2))) if expected != value
    ]  # fmt: skip
    names = [one.name for one in (*found, *corrections)]
    return found, corrections, draw(st.sets(st.sampled_from(names), max_size=most - 2))


def some(examples: int, most: int, groups):
    """Any mixes, so many times, of so many releases at most; the profile ``many`` has more of each, of four groups."""
    together = 2
    if settings.get_current_profile_name() == MANY:
        examples, most, together = settings.default.max_examples, most + 3, 4
    usual = settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    return lambda test: usual(given(mix=mixes(groups, most, together), data=st.data())(test))


@some(4, 3, GROUPS)
def test_any_mix_of_feeds_in_any_order_is_what_the_model_says(pool, mix, data):
    assert_two_orders(pool, mix, data)


TIES = {
    "equal in everything": (2, {}, {}),
    "a higher rank says less": (2, {"feed": "customs_bulletin", "is_official": False}, {}),
    "a higher rank says more": (3, {"feed": "customs_bulletin", "is_official": False}, {}),
    "a later revision": (2, {"revision_no": 1}, {}),
    "official": (3, {"feed": "customs_bulletin"}, {"revision_no": 1}),
}
"""What the first of two releases of the same moment says of a key, and what they are told apart by."""


@pytest.mark.parametrize(("first", "one", "other"), TIES.values(), ids=TIES)
def test_two_releases_of_a_moment(pool, first, one, other):
    """They conflict, or one of them wins whatever it says and in whatever order they come."""
    usual = {"feed": "customs_express", "is_official": False, "hs": None}
    key = ("灯具", "ALL", MONTH)
    releases = [
        Release("r1", 5, {key: first}, **{**usual, **one}),
        Release("r2", 5, {key: 5 - first}, **{**usual, **other}),
    ]
    forward = [("put", release) for release in releases]
    assert_orders(pool, versions(releases, []), [forward, forward[::-1]])


@pytest.mark.slow
@some(8, 5, GROUPS)
def test_many_mixes_of_feeds(pool, mix, data):
    assert_two_orders(pool, mix, data)


@pytest.mark.slow
@some(4, 4, [*CONFIDENTIAL, *GROUPS[:2], *CONFIDENTIAL])
def test_mixes_with_confidential_figures(split_pool, mix, data):
    assert_two_orders(split_pool, mix, data)


def assert_two_orders(pool, mix, data):
    releases, corrections, gone = mix
    wanted = versions([r for r in releases if r.name not in gone], [c for c in corrections if c.name not in gone])
    steps = [("put", one) for one in (*releases, *corrections)] + [("withdraw", name) for name in sorted(gone)]
    assert_orders(pool, wanted, [steps, data.draw(st.permutations(steps))])


def assert_orders(pool, wanted: list[Version], orders):
    """Each order of steps ends in the versions that are wanted, and all in one digest."""
    digests = []
    for shelf, order in zip(pool, orders, strict=True):
        shelf.clear()
        for kind, what in order:
            if kind == "put":
                shelf.put(what)
            else:
                shelf.withdraw(what, f"w-{what}")
        shelf.work()
        for table, groups in HOLDS.items():
            if table == "fct_enterprise_export" and not shelf.is_split:
                continue
            assert stored(shelf, table) == [v for v in wanted if v.group in groups], (table, order)
        assert shelf.con.execute(IN_THE_OPEN).fetchall() == []
        digests.append(table_digests(shelf.con))
    assert digests[0] == digests[1], orders


def stored(shelf: Shelf, table: str) -> list[Version]:
    """The versions that the warehouse holds."""
    database = "confidential" if table == "fct_enterprise_export" else "memory"
    rows = shelf.con.execute(
        f"""
        SELECT columns(*) FROM (
            SELECT {READ[table]}::BIGINT AS figure, known_from, known_to, state::VARCHAR AS state, is_official,
                   last_confirmed, is_first_release
            FROM {database}.core.{table}
        )
        """
    ).fetchall()
    return sorted(
        Version(group, (goods, other, period), known, to, state, value, official, confirmed, first)
        for group, goods, other, period, value, known, to, state, official, confirmed, first in rows
    )
