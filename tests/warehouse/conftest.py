"""Warehouses in memory to put releases in."""

from __future__ import annotations

import itertools
import shutil

import pytest
from click.testing import CliRunner
from hypothesis import settings

from lighting.cli import cli
from lighting.settings import Settings
from tests.warehouse.shelf import Shelf
from warehouse.digest import digest
from warehouse.publish import publish

MANY = "many"
"""Profile of Hypothesis with which ``make faults`` tries more mixes of releases than every test run does."""
settings.register_profile(MANY, max_examples=100)


@pytest.fixture(scope="module")
def cleared(_template, tmp_path_factory):
    """Warehouses that are used again, each time cleared, which is much faster than making one."""
    stage = tmp_path_factory.mktemp("stage")
    pool = [Shelf(_template, stage) for _ in range(2)]
    fresh = digest(pool[0].con)

    def take(number: int) -> Shelf:
        pool[number].clear()
        return pool[number]

    yield take
    for shelf in pool:
        shelf.clear()
        assert digest(shelf.con) == fresh
        shelf.con.close()


@pytest.fixture(scope="module")
def settings(_template, tmp_path_factory) -> Settings:
    """A home folder with a published warehouse, confidential rows, and files that are nobody's business."""
    made = Settings(home=tmp_path_factory.mktemp("home"))
    for path in (made.warehouse, made.confidential):
        shutil.copy(_template, path)
    publish(made)
    (made.home / "secret.csv").write_text("password\nletmein\n")
    (made.home / "secret.parquet").write_bytes(b"PAR1")
    return made


@pytest.fixture
def ask(settings, monkeypatch):
    """``lighting sql``."""
    monkeypatch.setenv("LIGHTING_HOME", str(settings.home))
    return lambda *words: CliRunner().invoke(cli, ["sql", *words])


@pytest.fixture
def shelves(cleared):
    """A maker of empty warehouses; a test holds at most two at the same time."""
    turns = itertools.cycle(range(2))
    return lambda: cleared(next(turns))
