"""Homes into which real files were put, and the nights that worked through them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

from flows.outcome import Summary
from tests.acceptance.files import FILES, FOREIGN, File
from tests.support import Home


class Night(NamedTuple):
    """A home after its night."""

    home: Home
    summary: Summary


def _night(home: Home, data: Path, files: Iterable[File]) -> Night:
    for file in files:
        home.put(file.dataset, file.name, data / file.path, **file.facts)
    for foreign in FOREIGN:
        home.put("", foreign.rpartition("/")[2], data / foreign, released_at="2024-01-01")
    return Night(home, home.night())


@pytest.fixture(scope="package")
def real(data, make_home, tmp_path_factory) -> Night:
    """The real files but for some big ones, and files of other kinds, worked through in one night."""
    home = make_home(tmp_path_factory.mktemp("real") / "home")
    return _night(home, data, [f for f in FILES if not f.is_slow])


@pytest.fixture(scope="package")
def whole(data, make_home, tmp_path_factory) -> Night:
    """All real files in one night."""
    return _night(make_home(tmp_path_factory.mktemp("whole") / "home"), data, FILES)
