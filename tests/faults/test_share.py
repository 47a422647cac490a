"""A landing share that goes away, and files that change while they are read: the next night is right by itself."""

from __future__ import annotations

import errno
import shutil
from dataclasses import replace

import fsspec
import pytest
from click.testing import CliRunner
from fsspec.implementations.memory import MemoryFileSystem

from flows.night import Run
from flows.quiet import is_anything_due
from flows.steps import Request
from lighting.cli import cli
from tests.support import OPEN, UNDOCUMENTED, Home, manifest, query_csv
from warehouse.landing import Landing

pytestmark = pytest.mark.slow

NAMES = [f"{month}.csv" for month in ("201507", "201508", "201509", "201510", "201511")]


class Share(MemoryFileSystem):
    """A share that answers so often and then is away."""

    protocol = "share"
    store: dict = {}  # noqa: RUF012 - of its own, as the class it is made from has it
    pseudo_dirs = [""]  # noqa: RUF012 - the same
    answers = 0

    @classmethod
    def _strip_protocol(cls, path):
        return super()._strip_protocol(path.removeprefix("share:/"))

    def _open(self, path, mode="rb", **options):
        if mode == "rb" and path.endswith(".csv"):
            Share.answers -= 1
            if Share.answers < 0:
                raise OSError(errno.ESTALE, "Stale file handle")
        return super()._open(path, mode, **options)


def _fill(home: Home, names=NAMES) -> None:
    for name in names:
        home.put("customs_query", name, query_csv([{"period": name[:6], "value": 100}]), **OPEN)


def _loaded(home: Home) -> list[str]:
    return [name for (name,) in home.rows("SELECT file_name FROM ops.delivery WHERE state = 'loaded' ORDER BY 1")]


@pytest.fixture(scope="module")
def wanted(make_home, tmp_path_factory) -> str:
    """The digest of a night that nothing disturbed."""
    home = make_home(tmp_path_factory.mktemp("undisturbed") / "home")
    _fill(home)
    assert home.night().faults == []
    return home.digest()


def test_a_share_that_goes_away_while_it_is_read(home, wanted, monkeypatch):
    fsspec.register_implementation("share", Share, clobber=True)
    fs = fsspec.filesystem("share")
    fs.makedirs("/landing/customs_query")
    for name in NAMES:
        fs.pipe_file(f"/landing/customs_query/{name}", query_csv([{"period": name[:6], "value": 100}]))
        fs.pipe_file(f"/landing/customs_query/{name}.toml", manifest(OPEN).encode())
    settings = replace(home.settings, landing="share://landing")

    def night():
        return Run(settings, home.judge, UNDOCUMENTED, lambda _: None)(Request())

    Share.answers = 2
    summary = night()
    assert (summary.state, summary.exit_code) == ("published", 1)
    assert summary.faults == [f"customs_query/{name}: OSError: [Errno 116] Stale file handle" for name in NAMES[2:]]
    assert _loaded(home) == NAMES[:2], "what had come is not lost"
    assert home.status()["last_run"]["summary"]["faults"] == summary.faults
    Share.answers = 0
    assert is_anything_due(settings) is None, "a night that could not look is no quiet night"
    Share.answers = 1000
    summary = night()
    assert (summary.faults, _loaded(home)) == ([], NAMES)
    assert home.digest() == wanted


def test_a_folder_that_goes_away_while_it_is_read_and_an_empty_place_where_it_was(home, wanted, monkeypatch):
    _fill(home, NAMES[:1])
    assert home.night().faults == []
    _fill(home)
    whole, away = home.path / "landing", home.path / "elsewhere"
    opened = Landing.open

    def unmount(self, landed):
        if landed.name == NAMES[2]:
            whole.rename(away)
        return opened(self, landed)

    monkeypatch.setattr(Landing, "open", unmount)
    monkeypatch.setattr("flows.receive._SIDE_BY_SIDE", 1)
    summary = home.night()
    gone = f"landing folder: {whole} is not there; is its share mounted?"
    assert (summary.state, summary.exit_code, summary.faults) == ("published", 1, [gone])
    assert _loaded(home) == NAMES[:2]
    monkeypatch.undo()
    assert is_anything_due(home.settings) is None
    assert home.night().faults == [gone]
    whole.mkdir()
    empty = home.night()
    assert (empty.exit_code, empty.notes) == (
        0,
        [f"The landing folder {whole} is empty, and held files before: if its share is not mounted, mount it."],
    )
    whole.rmdir()
    away.rename(whole)
    assert home.night().faults == []
    assert home.digest() == wanted


def test_a_file_that_changes_while_it_is_read_is_passed_over_and_comes_whole_with_the_next_run(
    home, wanted, monkeypatch
):
    _fill(home)
    path = home.path / "landing" / "customs_query" / NAMES[-1]
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    opened = Landing.open

    def write_on(self, landed):
        stream = opened(self, landed)
        if landed.name == NAMES[-1]:
            path.write_bytes(content)
        return stream

    monkeypatch.setattr(Landing, "open", write_on)
    summary = home.night()
    said = f"customs_query/{NAMES[-1]}: it changed while it was read; the next run takes it, once it is whole"
    assert (summary.state, summary.exit_code, summary.passed_over) == ("published", 0, [said])
    assert home.status()["last_run"]["summary"]["passed_over"] == [said]
    text = CliRunner().invoke(cli, ["status"], env={"LIGHTING_HOME": str(home.path)}).output
    assert f"  passed over in the landing folder: {said}\n" in text
    assert _loaded(home) == NAMES[:-1]
    assert len(list((home.path / "archive").iterdir())) == 2 * len(_loaded(home)), "no half of a file is kept"
    monkeypatch.undo()
    assert is_anything_due(home.settings) is None
    assert home.night().passed_over == []
    assert home.digest() == wanted
    shutil.rmtree(home.path / "landing")
    assert home.digest() == wanted
