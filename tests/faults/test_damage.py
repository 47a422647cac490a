"""A warehouse whose bytes were overwritten, or are gone: it is restored, and comes to what it would have come to."""

from __future__ import annotations

import json
import os
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from flows.quiet import is_anything_due
from lighting.cli import cli
from tests.support import OPEN, Home, query_csv
from tests.warehouse.test_confidential import FIRST, OCTOBER, csv
from warehouse import restoring
from warehouse.connection import WarehouseError

pytestmark = pytest.mark.slow

BLOCK = 1 << 18
LATER = OPEN | {"released_at": "2015-12-20T10:00:00"}


@pytest.fixture(scope="module")
def ready(make_home, tmp_path_factory) -> Home:
    """A home after a night that was published, and one that was not: its copy was kept from before."""
    home = make_home(tmp_path_factory.mktemp("damage") / "home")
    home.put("customs_query", "october.csv", query_csv([{"value": 100}]), **OPEN)
    home.put("customs_enterprise", "firms.csv", csv(*OCTOBER), **FIRST)
    assert home.night().faults == []
    published = home.settings.published.read_bytes()
    home.put("customs_query", "november.csv", query_csv([{"period": "201511", "value": 200}]), **OPEN)
    assert home.night().faults == []
    home.settings.published.write_bytes(published)
    return home


@pytest.fixture(scope="module")
def wanted(ready, tmp_path_factory) -> str:
    """The digest after another file, of a home that nothing has happened to."""
    home = ready.copy_to(tmp_path_factory.mktemp("whole") / "home")
    home.put("customs_query", "later.csv", query_csv([{"value": 130}]), **LATER)
    assert home.night().notes == []
    return home.digest()


def _overwrite(path: Path, at: int, data: bytes) -> None:
    with path.open("r+b") as stream:
        stream.seek(at)
        stream.write(data)


def _block_of_facts(path: Path) -> int:
    """Where a block lies that holds figures, which opening the file does not read."""
    with duckdb.connect(str(path), read_only=True) as con:
        ids = con.execute("SELECT block_id FROM pragma_storage_info('core.fct_trade') WHERE block_id >= 0").fetchall()
    return 3 * 4096 + min(block for (block,) in ids) * BLOCK


DAMAGES = {
    "main header": lambda path: _overwrite(path, 8, b"xxxx"),
    "newer header": lambda path: _overwrite(path, 4096 + 24, os.urandom(16)),
    "first block": lambda path: _overwrite(path, 3 * 4096 + 5000, os.urandom(100)),
    "figures": lambda path: _overwrite(path, _block_of_facts(path) + 100, os.urandom(8)),
    "last byte": lambda path: _overwrite(path, path.stat().st_size - 1, bytes([path.read_bytes()[-1] ^ 1])),
    "half of it": lambda path: os.truncate(path, path.stat().st_size // 2),
    "nothing left": lambda path: os.truncate(path, 0),
    "another file": lambda path: path.write_text("Dear Sirs,\n" * 9000),
}


EACH_TIME = {"newer header", "figures", "half of it"}


@pytest.mark.parametrize("kind", [k if k in EACH_TIME else pytest.param(k, marks=pytest.mark.long) for k in DAMAGES])
def test_a_damaged_warehouse_is_restored_and_the_archive_does_the_rest(kind, ready, wanted, tmp_path, monkeypatch):
    home = ready.copy_to(tmp_path / "home")
    home.put("customs_query", "later.csv", query_csv([{"value": 130}]), **LATER)
    DAMAGES[kind](home.settings.warehouse)
    damaged = home.settings.warehouse.read_bytes()
    assert is_anything_due(home.settings) is None
    summary = home.night()
    assert (summary.state, summary.faults) == ("published", [])
    (note,) = summary.notes
    assert note.startswith("warehouse.duckdb was damaged (")
    assert note.endswith("The last published copy is in its place; what came after that comes from the archive.")
    (kept,) = home.path.glob("*.corrupt-*")
    assert kept.name in note
    assert kept.read_bytes() == damaged, "what is damaged is kept for whoever wants to look"
    assert home.digest() == wanted
    assert {h.file_name for h in summary.handled} == {"november.csv", "later.csv"}, "no more than what it lacked"
    monkeypatch.setenv("LIGHTING_HOME", str(home.path))
    assert kept.name in CliRunner().invoke(cli, ["status"]).output
    assert is_anything_due(home.settings).state == "nothing_new"


def test_what_a_checkpoint_that_was_broken_off_left_behind_the_end_is_no_damage(ready, tmp_path):
    home = ready.copy_to(tmp_path / "home")
    with home.settings.warehouse.open("ab") as stream:
        stream.write(os.urandom(BLOCK + 100))
    assert restoring.damage(home.settings.warehouse) is None
    _overwrite(home.settings.warehouse, 3 * 4096 + 5000, os.urandom(100))
    assert restoring.damage(home.settings.warehouse).startswith("1 of ")


def test_without_a_copy_that_is_whole_the_archive_alone_makes_it_anew(ready, wanted, tmp_path):
    home = ready.copy_to(tmp_path / "home")
    home.put("customs_query", "later.csv", query_csv([{"value": 130}]), **LATER)
    for path in (home.settings.warehouse, home.settings.published):
        DAMAGES["first block"](path)
    summary = home.night()
    assert summary.notes[0].endswith("It is made anew from the archive.")
    assert home.digest() == wanted
    with duckdb.connect(str(home.settings.published), read_only=True) as con:
        assert con.execute("SELECT sum(value) FROM core.fct_trade WHERE known_to IS NULL").fetchone() == (330,)


def test_damaged_confidential_rows_come_from_the_archive(ready, wanted, tmp_path):
    home = ready.copy_to(tmp_path / "home")
    home.put("customs_query", "later.csv", query_csv([{"value": 130}]), **LATER)
    DAMAGES["first block"](home.settings.confidential)
    summary = home.night()
    assert summary.notes[0].startswith("confidential.duckdb was damaged (")
    (kept,) = home.path.glob("confidential.duckdb.corrupt-*")
    assert kept.stat().st_mode & 0o077 == 0
    assert home.digest() == wanted


def test_a_damaged_copy_is_published_anew(ready, tmp_path):
    home = ready.copy_to(tmp_path / "home")
    home.night()
    DAMAGES["figures"](home.settings.published)
    assert is_anything_due(home.settings) is None
    assert home.night().state == "published"
    assert restoring.damage(home.settings.published) is None


def test_damage_that_shows_only_in_the_night_is_told_and_mended_by_the_next(ready, wanted, tmp_path):
    """A disk that gives other bytes than were written, without touching size or times."""
    home = ready.copy_to(tmp_path / "home")
    home.night()
    restoring.remember(home.settings)
    home.put("customs_query", "later.csv", query_csv([{"value": 130}]), **LATER)
    whole = home.settings.published.read_bytes()
    DAMAGES["figures"](home.settings.warehouse)
    restoring.remember(home.settings)
    assert "is damaged" in _fault(home)
    assert home.settings.published.read_bytes() == whole, "what is damaged is not published"
    summary = home.night()
    assert (summary.state, summary.faults) == ("published", [])
    assert home.digest() == wanted


def _fault(home: Home) -> str:
    """What a night says that meets the damage while it checks, or before it publishes."""
    try:
        summary = home.night()
    except WarehouseError as error:
        return str(error)
    assert summary.exit_code == 1
    return " ".join(summary.faults)


def test_looking_says_what_is_wrong(ready, tmp_path, monkeypatch):
    home = ready.copy_to(tmp_path / "home")
    home.night()
    monkeypatch.setenv("LIGHTING_HOME", str(home.path))
    DAMAGES["first block"](home.settings.warehouse)
    done = CliRunner().invoke(cli, ["status", "--json"])
    assert json.loads(done.output)["note"].startswith("The warehouse is damaged; lighting run restores it.")
    done = CliRunner().invoke(cli, ["digest", "--published"])
    assert done.exit_code == 0
    DAMAGES["first block"](home.settings.published)
    done = CliRunner().invoke(cli, ["digest", "--published"])
    assert (done.exit_code, "lighting run" in done.output) == (1, True)
