"""A disk that is full while files are kept, loaded or published: nothing is lost, and the next night is right."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from lighting.cli import cli
from tests.faults.two_nights import leftovers
from tests.support import OPEN, UNDOCUMENTED, Home, query_csv, small_disk
from warehouse import archive, publish
from warehouse.connection import open_published

pytestmark = pytest.mark.slow

MEGABYTE = 1 << 20
LATER = OPEN | {"released_at": "2015-12-20T10:00:00"}


@pytest.fixture(scope="module")
def disk(tmp_path_factory):
    """A small disk of its own."""
    with small_disk(tmp_path_factory.mktemp("disk"), 96) as place:
        yield place


@pytest.fixture(scope="module")
def ready(make_home, tmp_path_factory) -> Home:
    """A home after a night, with two files more in its landing folder."""
    home = make_home(tmp_path_factory.mktemp("full") / "home")
    home.put("customs_query", "october.csv", query_csv([{"value": 100}]), **OPEN)
    assert home.night().faults == []
    for name, period in (("november.csv", "201511"), ("september.csv", "201509")):
        rows = [{"period": period, "value": 7, "partner": "502"}, {"period": period, "value": 9, "partner": "304"}]
        home.put("customs_query", name, query_csv(rows), **LATER)
    return home


@pytest.fixture(scope="module")
def wanted(ready, tmp_path_factory) -> str:
    """The digest of the second night on a disk with space."""
    home = ready.copy_to(tmp_path_factory.mktemp("space") / "home")
    assert home.night().faults == []
    return home.digest()


@pytest.fixture
def home(disk, ready):
    """The home on the small disk."""
    shutil.rmtree(disk / "home", ignore_errors=True)
    (disk / "filler").unlink(missing_ok=True)
    return ready.copy_to(disk / "home")


def _fill(disk: Path, left: int = 0) -> None:
    """Leave so many bytes on the disk."""
    free = os.statvfs(disk)
    size = free.f_bavail * free.f_frsize - left
    with (disk / "filler").open("wb") as stream:
        os.posix_fallocate(stream.fileno(), 0, size)


def _goes_on(home: Home, disk: Path, wanted: str, monkeypatch) -> None:
    """What was published before is still there, status tells, and with space again the next night is right."""
    with open_published(home.settings.published) as con:
        assert con.execute("SELECT sum(value) FROM core.fct_trade WHERE known_to IS NULL").fetchone() == (100,)
    monkeypatch.setenv("LIGHTING_HOME", str(home.path))
    done = CliRunner().invoke(cli, ["status", "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["last_run"]["state"] in {"published", "failed", "running"}
    (disk / "filler").unlink()
    assert leftovers(home.path) == []
    summary = home.night()
    assert (summary.state, summary.faults) == ("published", [])
    assert home.digest() == wanted


def test_full_from_the_beginning_is_one_line(home, disk, wanted, monkeypatch):
    _fill(disk)
    monkeypatch.setenv("LIGHTING_HOME", str(home.path))
    done = CliRunner().invoke(cli, ["run"])
    assert (done.exit_code, "No space left on device" in done.output) == (1, True), done.output
    assert "lighting doctor" in done.output
    _goes_on(home, disk, wanted, monkeypatch)


def test_full_while_files_are_kept(home, disk, wanted, monkeypatch):
    store = archive.store

    def full(*arguments):
        kept = store(*arguments)
        _fill(disk)
        return kept

    with monkeypatch.context() as patched:
        patched.setattr(archive, "store", full)
        patched.setattr("flows.receive._SIDE_BY_SIDE", 1)
        summary = home.night()
    assert (summary.state, summary.exit_code) == ("failed", 1)
    assert "No space left on device" in " ".join(summary.faults)
    assert len(list((home.path / "archive").glob("*"))) in {3, 4}, "what had come is kept, with or without its note"
    _goes_on(home, disk, wanted, monkeypatch)


def test_full_while_a_file_is_staged_and_loaded(home, disk, wanted, monkeypatch):
    for step in ("read", "load"):

        def full(*arguments, step=step):
            _fill(disk)
            return getattr(UNDOCUMENTED, step)(*arguments)

        summary = home.night(replace(UNDOCUMENTED, **{step: full}))
        assert summary.exit_code == 1, step
        assert "No space left on device" in " ".join(summary.faults), step
        if step == "read":
            (disk / "filler").unlink()
    _goes_on(home, disk, wanted, monkeypatch)


def test_full_while_it_is_published(home, disk, wanted, monkeypatch):
    def full(settings):
        _fill(disk, left=MEGABYTE)
        return publish.publish(settings)

    summary = home.night(replace(UNDOCUMENTED, publish=full))
    assert (summary.state, summary.exit_code) == ("failed", 1)
    assert summary.faults[0].startswith("publish: OSError: [Errno 28] No space left on device")
    assert [path.name for path in home.settings.published.parent.iterdir()] == ["lighting.duckdb"]
    _goes_on(home, disk, wanted, monkeypatch)
