"""What the versions of a set of releases must be: a plain function of the set, written apart from the code.

A state is a value, ABSENT, HELD or CONFLICT, said officially or not. At a moment the state of a key is what the winner
says among the releases that are known by then and cover the key; the winner is the greatest by (official, known from,
revision number).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tests.warehouse.releases import HELD, Key, Release

ABSENT, CONFLICT = "ABSENT", "CONFLICT"


@dataclass(frozen=True, order=True)
class Version:
    key: Key
    known_from: datetime
    known_to: datetime | None
    state: str
    value: int | None
    is_official: bool
    last_confirmed: datetime
    is_first_release: bool


def versions(releases: Iterable[Release]) -> list[Version]:
    """All versions of all keys that any release states."""
    known = merge_pages(releases)
    keys = sorted({key for release in known for key in release.rows})
    return sorted(version for key in keys for version in _of_key(key, known))


def merge_pages(releases: Iterable[Release]) -> list[Release]:
    """Page sets as one release each, known from the latest page; incomplete and contradicting sets are none."""
    whole = [r for r in releases if r.set_id is None]
    sets: dict[str, list[Release]] = {}
    for release in releases:
        if release.set_id is not None:
            sets.setdefault(release.set_id, []).append(release)
    for pages in sets.values():
        numbers = sorted(r.page or 0 for r in pages)
        keys = [key for r in pages for key in r.rows]
        agree = len({r.pages for r in pages}) == 1 and len(keys) == len(set(keys))
        if agree and numbers == list(range(1, (pages[0].pages or 0) + 1)):
            last = max(pages, key=lambda r: r.day)
            rows = {key: value for r in pages for key, value in r.rows.items()}
            unreadable = sum(r.unreadable for r in pages)
            whole.append(
                Release(
                    pages[0].set_id or "",
                    last.day,
                    rows,
                    pages[0].hs,
                    pages[0].partners,
                    all(r.is_official for r in pages),
                    max(r.revision_no for r in pages),
                    unreadable,
                    periods=tuple(sorted({p for r in pages for p in r.periods})),
                )
            )
    return whole


def _of_key(key: Key, releases: list[Release]) -> list[Version]:
    saying = [(release, said) for release in releases if (said := _statement(release, key)) is not None]
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
        is_first = kind == "V" and not has_value and (start - datetime(2015, 10, 31)).days <= 60
        has_value = has_value or kind == "V"
        found.append(Version(key, start, end, kind, value, is_official, confirmed, is_first))
    return found


def _standing(release: Release) -> tuple[bool, datetime, int]:
    return release.is_official, release.known_from, release.revision_no


def _statement(release: Release, key: Key) -> tuple[str, int | None] | None:
    """What a release says of a key; None if it says nothing."""
    if key in release.rows:
        value = release.rows[key]
        return (HELD, None) if value == HELD else ("V", int(value))
    hs8, partner, period = key
    if not release.is_closed or period not in release.periods:
        return None
    is_split = any(p != "ALL" for _, p, _ in release.rows)
    inside = any(p in ("*", hs8[: len(p)]) for p in release.hs or ())
    asked = partner == "ALL" or "*" in release.partners or partner in release.partners
    return (ABSENT, None) if is_split == (partner != "ALL") and inside and asked else None
