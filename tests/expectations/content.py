"""A warehouse that is filled by hand for the rules over the whole content.

Each module of PARTS holds ``wrong(content)``, which puts in what is wrong by the least that can be and returns the
findings that must come, and ``right(content)``, which puts in what is as near to wrong as it may be.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from tests.expectations import (
    content_city,
    content_claims,
    content_counts,
    content_enterprise,
    content_lists,
    content_notifications,
    content_output,
    content_over_time,
    content_printed,
    content_query,
    content_scorecard,
    content_world,
    content_zone,
)
from tests.expectations.content_figures import Figures
from tests.expectations.content_lists import Lists
from tests.expectations.content_over_time import OverTime

PARTS = (
    content_lists,
    content_over_time,
    content_counts,
    content_query,
    content_printed,
    content_world,
    content_city,
    content_enterprise,
    content_output,
    content_notifications,
    content_claims,
    content_scorecard,
    content_zone,
)


class Content(Figures, Lists, OverTime):
    """A warehouse that is filled by hand."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.con = duckdb.connect(str(path))
        self.con.execute("DELETE FROM core.accepted_row")

    def fill_wrong(self) -> list[tuple]:
        """Every rule finds something; returns dataset, rule, action, key, measured, allowed and message of each."""
        return [finding for part in PARTS for finding in part.wrong(self)]

    def fill_right(self) -> None:
        """No rule finds anything."""
        for part in PARTS:
            part.right(self)
