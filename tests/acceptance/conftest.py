"""The home into which the real files were put, and the night that worked through them."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from flows.outcome import Summary
from tests.acceptance.files import FILES, FOREIGN, waive_the_gap
from tests.support import Home


class Night(NamedTuple):
    """A home after its night."""

    home: Home
    summary: Summary


@pytest.fixture(scope="session")
def real(data, shared_home) -> Night:
    """All real files, and files of other kinds, worked through in one night."""

    def fill(home: Home) -> Summary:
        for file in FILES:
            home.put(file.dataset, file.name, data / file.path, **file.facts)
        for foreign in FOREIGN:
            home.put("", foreign.rpartition("/")[2], data / foreign, released_at="2024-01-01")
        waive_the_gap(home)
        return home.night()

    return Night(*shared_home("real", fill))
