"""Fixtures that all tests share."""

from __future__ import annotations

import fcntl
import gc
import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.served import serving
from tests.support import DATA, Home

DEAR = (
    "tests/docs/test_readme.py",
    "tests/docs/test_runbooks.py",
    "tests/flows/test_prefect.py",
    "tests/flows/test_postgres.py",
    "tests/flows/test_notifying.py",
    "tests/benchmarks/test_benchmarks.py",
    "tests/faults/test_kills.py",
    "tests/faults/test_machine.py",
    "tests/faults/test_hanging.py",
    "tests/faults/test_backfill_killed.py",
    "tests/acceptance/test_real_files.py",
    "tests/warehouse/test_arrivals.py",
    "tests/docs/test_following.py",
    "tests/warehouse/test_backup.py",
    "tests/flows/test_night.py",
    "tests/warehouse/test_confidential.py",
    "tests/warehouse/test_claims_delivered.py",
    "tests/warehouse/marts/test_catalogue.py",
    "tests/warehouse/test_versions.py",
    "tests/warehouse/test_schema.py",
)
"""The modules that take longest, which begin first, so that none is left over at the end while other workers idle."""


def pytest_addoption(parser):
    parser.addoption("--kills", type=int, default=5, help="how many nights are killed, each at any time of it")
    parser.addoption("--chosen", type=int, default=5, help="how many at a chosen moment; 0 for each moment there is")
    parser.addoption("--readers", type=int, default=2, help="how many processes read while nights are loaded")
    parser.addoption("--nights", type=int, default=3, help="through how many nights they read")


def pytest_configure(config):
    """Workers take modules in the order in which they are collected, not those with the most tests first."""
    config.option.loadscopereorder = False


def pytest_collection_modifyitems(items):
    """Dear modules first; else nothing moves."""
    rank = {module: number for number, module in enumerate(DEAR)}
    items.sort(key=lambda item: rank.get(item.nodeid.partition("::")[0], len(DEAR)))


def pytest_collection_finish():
    """What collecting has loaded stays to the end: garbage collection need not look through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def once(tmp_path_factory) -> Callable[[str, Callable[[Path], Any]], Any]:
    """Makes what is dear to make once per test run: the first worker that needs it makes it, others wait for it.

    Takes a name and a maker, which fills the folder it is given; returns what that returned, if it can be pickled.
    What is in the folder is for all workers to look at, and nobody's to change.
    """
    base = tmp_path_factory.getbasetemp()
    root = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def get(name: str, make: Callable[[Path], Any]) -> Any:
        folder, made = root / f"once-{name}", root / f"once-{name}.made"
        with (root / f"once-{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                made.write_bytes(pickle.dumps(make(folder)))
            return pickle.loads(made.read_bytes())

    return get


@pytest.fixture(scope="session")
def judge():
    """The judge of this process: Great Expectations loads once."""
    from expectations.process import JudgeHere

    return JudgeHere()


@pytest.fixture(scope="session")
def _template(once) -> Path:
    """A fresh warehouse, made once and copied for each test."""
    from lighting.settings import Settings
    from warehouse.connection import open_writer

    def make(folder: Path) -> Path:
        settings = Settings(home=folder)
        open_writer(settings).close()
        return settings.warehouse

    return once("template", make)


@pytest.fixture(scope="session")
def make_home(judge, _template) -> Callable[[Path], Home]:
    """A maker of home folders with a fresh warehouse, and a way to run nights in them."""

    def make(path: Path) -> Home:
        made = Home(path, judge)
        made.settings.home.mkdir(parents=True, exist_ok=True)
        shutil.copy(_template, made.settings.warehouse)
        return made

    return make


@pytest.fixture(scope="session")
def shared_home(once, make_home, judge) -> Callable[[str, Callable[[Home], Any]], tuple[Home, Any]]:
    """A maker of homes that are made once per test run and only looked at; with what their maker returned."""

    def get(name: str, fill: Callable[[Home], Any]) -> tuple[Home, Any]:
        path, told = once(name, lambda folder: (folder / "home", fill(make_home(folder / "home"))))
        return Home(path, judge), told

    return get


@pytest.fixture
def home(tmp_path, make_home) -> Home:
    """A home of a test's own."""
    return make_home(tmp_path / "home")


@pytest.fixture
def bare(tmp_path, _template) -> Path:
    """A fresh warehouse file, without anything else."""
    return Path(shutil.copy(_template, tmp_path / "bare.duckdb"))


@pytest.fixture(scope="session")
def prefect_api(tmp_path_factory) -> Iterator[str]:
    """The address of one Prefect server for all commands of which the server is not the subject."""
    with serving(tmp_path_factory.mktemp("prefect")) as address:
        yield address


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real files, which are not part of the project."""
    if not DATA.is_dir():
        pytest.skip(f"the real files are not here: {DATA}")
    return DATA
