"""Fixtures that all tests share."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import DATA, Home


def pytest_addoption(parser):
    parser.addoption("--kills", type=int, default=10, help="how many random kills the fault tests make")


def pytest_collection_finish():
    """What collecting has loaded stays to the end: garbage collection need not look through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def judge():
    """The judge of this process: Great Expectations loads once."""
    from expectations.process import JudgeHere

    return JudgeHere()


@pytest.fixture(scope="session")
def _template(tmp_path_factory) -> Path:
    """A fresh warehouse, made once and copied for each test."""
    from lighting.settings import Settings
    from warehouse.connection import open_writer

    settings = Settings(home=tmp_path_factory.mktemp("template"))
    open_writer(settings).close()
    return settings.warehouse


@pytest.fixture(scope="session")
def make_home(judge, _template) -> Callable[[Path], Home]:
    """A maker of home folders with a fresh warehouse, and a way to run nights in them."""

    def make(path: Path) -> Home:
        made = Home(path, judge)
        made.settings.home.mkdir(parents=True, exist_ok=True)
        shutil.copy(_template, made.settings.warehouse)
        return made

    return make


@pytest.fixture
def home(tmp_path, make_home) -> Home:
    """A home of a test's own."""
    return make_home(tmp_path / "home")


@pytest.fixture
def bare(tmp_path, _template) -> Path:
    """A fresh warehouse file, without anything else."""
    return Path(shutil.copy(_template, tmp_path / "bare.duckdb"))


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real files, which are not part of the project."""
    if not DATA.is_dir():
        pytest.skip(f"the real files are not here: {DATA}")
    return DATA
