"""Deliveries of trade figures made by hand, past reading and judging."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from lighting.registry import DATASETS
from tests.warehouse.feeds import HELD
from warehouse.manifest import delivery_id, facts_hash

__all__ = ["DAY0", "HELD", "Correction", "Key", "Release", "identity"]
DAY0 = datetime(2015, 11, 1)
Key = tuple[str, str, str]
"""Goods (HS8 code, printed line, regime), the other side (partner, ALL if not split; enterprise) and period."""


@dataclass(frozen=True)
class Release:
    """A file of a feed: what it states, and what it was asked for.

    Attributes:
        name: tells deliveries apart.
        day: days after DAY0 on which it was released.
        rows: key to value, or HELD for a quarantined row whose key is readable.
        hs: HS prefixes it covers; None if the selection was not declared.
        partners: partners it covers, * for all; of figures by enterprise, beginnings of customs codes.
        is_official: False for preliminary figures.
        revision_no: declared order among releases of the same moment.
        unreadable: number of quarantined rows without a readable key.
        set_id, page, pages: page of a set.
        supersedes: names of releases that it withdraws.
        periods: months that were asked for.
        feed: its dataset.
        rank: standing that the file says itself.
        later: rows of a second release in the same file, by the day of it.
    """

    name: str
    day: int
    rows: dict[Key, int | str] = field(hash=False)
    hs: tuple[str, ...] | None = ("*",)
    partners: tuple[str, ...] = ("*",)
    is_official: bool = True
    revision_no: int = 0
    unreadable: int = 0
    set_id: str | None = None
    page: int | None = None
    pages: int | None = None
    supersedes: tuple[str, ...] = ()
    periods: tuple[str, ...] = ("201510",)
    feed: str = "customs_query"
    rank: int | None = None
    later: tuple[int, dict[Key, int | str]] | None = field(default=None, hash=False)

    @property
    def known_from(self) -> datetime:
        return DAY0 + timedelta(days=self.day)

    @property
    def is_closed(self) -> bool:
        return self.hs is not None and not self.unreadable

    @property
    def facts(self) -> str:
        found: dict[str, object] = {"dataset": self.feed, "released_at": self.known_from.isoformat(), "flow": "X"}
        if self.hs:
            found["covers_hs"] = sorted(self.hs)
        if self.set_id:
            found |= {"set_id": self.set_id, "page": self.page, "pages": self.pages}
        if self.revision_no:
            found["revision_no"] = self.revision_no
        if self.supersedes:
            found["supersedes"] = sorted(identity(name) for name in self.supersedes)
        return json.dumps(found, sort_keys=True)

    @property
    def id(self) -> str:
        return identity(self.name)

    def parts(self) -> list[Release]:
        """The releases that the file holds."""
        if self.later is None:
            return [self]
        day, rows = self.later
        return [replace(self, later=None), replace(self, day=day, rows=rows, later=None)]

    def lines(self) -> list[tuple[Key, int | str]]:
        """Its rows in the order of the file."""
        return [line for part in self.parts() for line in part.rows.items()]


@dataclass(frozen=True)
class Correction:
    """A file that declares one known error of a feed.

    Attributes:
        name: tells deliveries apart.
        day: days after DAY0 on which it was released.
        correction_id: name of the correction; a later file of its dataset with the same name replaces it.
        feed: dataset of the wrong rows.
        key: which row is wrong.
        expected: the wrong value.
        value: the right one; HELD to set the row aside.
    """

    name: str
    day: int
    correction_id: str
    feed: str
    key: Key
    expected: int
    value: int | str

    @property
    def dataset(self) -> str:
        """The dataset of the list: that of confidential figures is another one."""
        return "confidential_corrections" if DATASETS[self.feed].is_confidential else "corrections"

    @property
    def facts(self) -> str:
        return json.dumps({"dataset": self.dataset, "released_at": (DAY0 + timedelta(days=self.day)).isoformat()})

    @property
    def id(self) -> str:
        return identity(self.name)


def identity(name: str) -> str:
    """The identifier that a delivery of this name has in these tests."""
    return delivery_id(facts_hash(name), "-")
