"""What the versions of a set of releases must be: a plain function of the set, written apart from the code.

A state is a value, ABSENT, HELD or CONFLICT, said officially or not. At a moment the state of a figure is what the
winner says among the releases that are known by then and cover it; the winner is the greatest by (official, known
from, rank, revision number). Flash and bulletin of the nation are one group, in which releases replace each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tests.warehouse.releases import HELD, Correction, Key, Release

ABSENT, CONFLICT = "ABSENT", "CONFLICT"
_GROUP = {"customs_express": "national_printed", "customs_bulletin": "national_printed"}
_CAN_CLOSE = {"customs_query", "comtrade", "baci", "customs_enterprise"}
_RANK = {"customs_express": 1, "customs_bulletin": 2}


@dataclass(frozen=True, order=True)
class Version:
    group: str
    key: Key
    known_from: datetime
    known_to: datetime | None
    state: str
    value: int | None
    is_official: bool
    last_confirmed: datetime
    is_first_release: bool


def versions(releases: Iterable[Release], corrections: Iterable[Correction] = ()) -> list[Version]:
    """All versions of all figures that any release states."""
    in_force = _in_force(corrections)
    files = [_corrected(part, in_force) for release in releases for part in release.parts()]
    known = merge_pages(files)
    figures = sorted({(_group(release), key) for release in known for key in release.rows})
    return sorted(version for group, key in figures for version in _of_figure(group, key, known))


def merge_pages(releases: Iterable[Release]) -> list[Release]:
    """Page sets as one release each, known from the latest page; incomplete and contradicting sets are none."""
    whole = [r for r in releases if r.set_id is None]
    sets: dict[tuple[str, str], list[Release]] = {}
    for release in releases:
        if release.set_id is not None:
            sets.setdefault((release.feed, release.set_id), []).append(release)
    for pages in sets.values():
        numbers = sorted(r.page or 0 for r in pages)
        keys = [key for r in pages for key in r.rows]
        agree = len({r.pages for r in pages}) == 1 and len(keys) == len(set(keys))
        if agree and numbers == list(range(1, (pages[0].pages or 0) + 1)):
            whole.append(
                replace(
                    pages[0],
                    day=max(r.day for r in pages),
                    rows={key: value for r in pages for key, value in r.rows.items()},
                    is_official=all(r.is_official for r in pages),
                    rank=min(_rank(r) for r in pages),
                    revision_no=max(r.revision_no for r in pages),
                    unreadable=sum(r.unreadable for r in pages),
                    periods=tuple(sorted({p for r in pages for p in r.periods})),
                )
            )
    return whole


def _in_force(corrections: Iterable[Correction]) -> list[Correction]:
    """Of each name the latest of its dataset; of several of one day that differ none."""
    found: dict[tuple[str, str], list[Correction]] = {}
    for one in corrections:
        found.setdefault((one.correction_id, one.dataset), []).append(one)
    latest = {name: [c for c in some if c.day == max(o.day for o in some)] for name, some in found.items()}
    said = {name: {(c.feed, c.key, c.expected, c.value) for c in some} for name, some in latest.items()}
    return [latest[name][0] for name in sorted(latest) if len(said[name]) == 1]


def _corrected(release: Release, corrections: list[Correction]) -> Release:
    """The release with known errors mended; a value is corrected once."""
    rows = dict(release.rows)
    for one in corrections:
        if one.feed == release.feed and release.rows.get(one.key) == one.expected == rows[one.key]:
            rows[one.key] = one.value
    return replace(release, rows=rows)


def _of_figure(group: str, key: Key, releases: list[Release]) -> list[Version]:
    same = [release for release in releases if _group(release) == group]
    saying = [(release, said) for release in same if (said := _statement(release, key)) is not None]
    states: list[tuple[datetime, tuple[str, int | None, bool], datetime]] = []
    for moment in sorted({release.known_from for release, _ in saying}):
        heard = [(_standing(r), said) for r, said in saying if r.known_from <= moment]
        best = max(standing for standing, _ in heard)
        winners = [(standing, said) for standing, said in heard if standing == best]
        said = {text for _, text in winners}
        kind, value = said.pop() if len(said) == 1 else (CONFLICT, None)
        state, confirmed = (kind, value, best[0]), best[1]
        if states and states[-1][1] == state:
            states[-1] = (states[-1][0], state, max(states[-1][2], confirmed))
        else:
            states.append((moment, state, confirmed))
    found = []
    has_value = False
    for n, (start, (kind, value, is_official), confirmed) in enumerate(states):
        end = states[n + 1][0] if n + 1 < len(states) else None
        is_first = kind == "V" and not has_value and start <= _period_end(key[2]) + timedelta(days=60)
        has_value = has_value or kind == "V"
        found.append(Version(group, key, start, end, kind, value, is_official, confirmed, is_first))
    return found


def _group(release: Release) -> str:
    return _GROUP.get(release.feed, release.feed)


def _rank(release: Release) -> int:
    return _RANK.get(release.feed, 0) if release.rank is None else release.rank


def _standing(release: Release) -> tuple[bool, datetime, int, int]:
    return release.is_official, release.known_from, _rank(release), release.revision_no


def _period_end(period: str) -> datetime:
    """The last day of a year or month."""
    year, month = int(period[:4]), int(period[4:] or 12)
    return datetime(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _statement(release: Release, key: Key) -> tuple[str, int | None] | None:
    """What a release says of a figure; None if it says nothing."""
    if key in release.rows:
        value = release.rows[key]
        return (HELD, None) if value == HELD else ("V", int(value))
    goods, other, period = key
    if release.feed not in _CAN_CLOSE or not release.is_closed:
        return None
    if release.feed in ("comtrade", "baci"):
        is_of_it = (period, len(goods)) in {(p, len(code)) for code, _, p in release.rows}
    elif release.feed == "customs_enterprise":
        is_of_it = period in release.periods
    else:
        is_split = any(partner != "ALL" for _, partner, _ in release.rows)
        is_of_it = period in release.periods and is_split == (other != "ALL")
    inside = any(p == "*" or goods.startswith(p) for p in release.hs or ())
    if release.feed == "customs_enterprise":
        asked = any(p == "*" or other.startswith(p) for p in release.partners)
    else:
        asked = other == "ALL" or "*" in release.partners or other in release.partners
    return (ABSENT, None) if is_of_it and inside and asked else None
