"""Doctor: each thing that can be wrong with an installation is found by itself and comes with what to do."""

from __future__ import annotations

import json
import os
import shutil
from types import SimpleNamespace

import duckdb
import pytest
from click.testing import CliRunner

from flows import outbox
from lighting.cli import cli
from lighting.messages import Message
from lighting.settings import Settings
from tests.faults.test_damage import DAMAGES
from tests.support import OPEN, query_csv
from warehouse import health
from warehouse.lock import writer_lock


@pytest.fixture(scope="module")
def _well(make_home, tmp_path_factory):
    """A home folder after a night."""
    made = make_home(tmp_path_factory.mktemp("well") / "home")
    made.put("customs_query", "a.csv", query_csv([{}]), **OPEN)
    made.night()
    return made.settings.home


@pytest.fixture
def settings(_well, tmp_path) -> Settings:
    """A copy of it to damage."""
    return Settings(home=shutil.copytree(_well, tmp_path / "home"))


def bad(settings: Settings) -> dict[str, str]:
    """What is not as it should be, with what was found."""
    found = [check for check in health.examine(settings) if not check.is_ok]
    assert all(check.remedy for check in found)
    return {check.what: check.found for check in found}


def write(settings: Settings, statement: str) -> None:
    with duckdb.connect(str(settings.warehouse)) as con:
        con.execute(statement)


def archived(settings: Settings):
    return next(path for path in settings.archive.iterdir() if len(path.name) == 64)


def test_after_a_night_all_is_well_and_before_the_first_too(settings, tmp_path):
    assert bad(settings) == {}
    assert bad(Settings(home=tmp_path / "new")) == {}


def test_a_flipped_byte_in_the_archive(settings):
    path = archived(settings)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(content)
    assert bad(settings) == {
        "archive against its hashes": f"1 deliveries; 1 damaged: a.csv: {path.name} holds other bytes"
    }


def test_a_file_that_the_archive_lost(settings):
    path = archived(settings)
    path.unlink()
    assert bad(settings) == {"archive against its hashes": f"1 deliveries; 1 damaged: a.csv: {path.name} is missing"}


def test_a_note_that_the_archive_lost_and_one_that_the_ledger_does_not_know(settings):
    note = next(settings.archive.glob("*.json"))
    other = settings.archive / f"{'0' * 64}.{'0' * 16}.json"
    note.rename(other)
    found = bad(settings)
    assert found["ledger in the archive"] == "1 not in the archive"
    assert found["archive in the ledger"] == "1 not in the ledger"
    assert found["archive against its hashes"].endswith(f"{other.name} is not what was noted")


def test_a_published_copy_that_is_not_current(settings):
    write(settings, "UPDATE ops.setting SET value = 'run 9' WHERE name = 'published_by_run'")
    found = bad(settings)
    assert list(found) == ["published copy"]
    assert found["published copy"].endswith("; the warehouse was to be published by run run 9")


@pytest.mark.parametrize(("state", "told"), [("blocked", "is blocked"), ("running", "was stopped before its end")])
def test_a_published_copy_that_a_later_run_did_not_replace(settings, state, told):
    write(
        settings,
        f"INSERT INTO ops.run VALUES ('99990101-a', 'nightly', TIMESTAMP '9999-01-01', NULL, '{state}', '', NULL)",
    )
    assert bad(settings)["published copy"].endswith(f"; the last run {told}")


def test_a_published_copy_that_is_missing_or_broken(settings):
    settings.published.write_bytes(b"no database")
    assert "published copy" in bad(settings)
    settings.published.unlink()
    assert bad(settings) == {"published copy": "none"}


def test_counts_that_do_not_add_up_and_deliveries_that_are_not_finished(settings):
    write(settings, "UPDATE ops.delivery SET rows_read = rows_read + 1")
    assert bad(settings) == {"rows accounted for": "1 deliveries off"}
    write(settings, "UPDATE ops.delivery SET rows_read = rows_read - 1")
    assert bad(settings) == {}
    write(settings, "UPDATE ops.delivery SET state = 'received'")
    assert bad(settings) == {"deliveries finished": "1 open"}


def test_a_warehouse_that_does_not_open(settings):
    settings.warehouse.write_bytes(b"no database, but a text of some length " * 500)
    assert list(bad(settings)) == ["warehouse"]


def test_a_damaged_block_is_not_taken_for_a_lock(settings):
    size = settings.warehouse.stat().st_size
    with settings.warehouse.open("r+b") as stream:
        for block in range(3 * 4096, size, 1 << 18):
            stream.seek(block + 100)
            stream.write(b"damage")
    (check,) = [check for check in health.examine(settings) if not check.is_ok]
    assert "block" in check.found
    assert check.remedy == "lighting run sets the damaged file aside and restores it."


def test_damage_that_shows_only_where_facts_are_counted_leaves_the_other_lines(settings):
    DAMAGES["figures"](settings.warehouse)
    found = health.examine(settings)
    (check,) = [check for check in found if not check.is_ok]
    assert (check.what, "lighting run" in check.remedy) == ("warehouse", True)
    assert {"archive against its hashes", "free space", "published copy"} <= {c.what for c in found}


def test_a_home_folder_in_a_folder_that_is_not_there_yet(tmp_path):
    assert bad(Settings(home=tmp_path / "one" / "two" / "home")) == {}


def test_little_space(settings, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=3 << 30))
    assert bad(settings) == {}
    staged = settings.stage / "staged.parquet"
    staged.touch()
    os.truncate(staged, 3 << 30)
    assert bad(settings) == {"free space": "3.0 GiB, a night may need 4.0 GiB"}
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=1 << 30))
    staged.unlink()
    assert bad(settings) == {"free space": "1.0 GiB, a night may need 2.0 GiB"}


def test_facts_that_the_ledger_does_not_account_for(settings):
    write(settings, "DELETE FROM core.fct_trade")
    found = bad(settings)
    assert found["ledger against the facts"] == (
        "1 deliveries off: a.csv: 0 rows in the tables where the ledger has 1, 0 in quarantine where it has 0"
    )
    assert found["published copy"].endswith("; not what the warehouse holds: fct_trade")


@pytest.mark.parametrize(("is_thorough", "named"), [(False, "fct_trade"), (True, "core.fct_trade")])
@pytest.mark.parametrize("change", ["value = value + 0.01", "unit2 = NULL", "partner_code = partner_code || ' '"])
def test_a_published_copy_with_other_figures_is_found(settings, change, is_thorough, named):
    with duckdb.connect(str(settings.published)) as con:
        con.execute(f"UPDATE core.fct_trade SET {change}")
    found = [check for check in health.examine(settings, is_thorough=is_thorough) if not check.is_ok]
    assert [check.what for check in found] == ["published copy"]
    assert found[0].found.endswith(f"; not what the warehouse holds: {named}")
    assert "lighting run then publishes it anew" in found[0].remedy


def test_another_ledger_in_the_published_copy_is_found_by_the_thorough_look(settings):
    with duckdb.connect(str(settings.published)) as con:
        con.execute("UPDATE ops.delivery SET rows_set_aside = 1")
    assert bad(settings) == {}
    (found,) = [check for check in health.examine(settings, is_thorough=True) if not check.is_ok]
    assert found.found.endswith("; not what the warehouse holds: ops.delivery")


def test_messages_that_nobody_took(settings):
    outbox.post(settings.outbox, "r1", Message("summary", "subject", "body"), ["custom-webhook/night"])
    assert bad(settings) == {"messages delivered": "1 wait"}


def test_a_run_at_work_is_no_fault(settings):
    with writer_lock(settings.lock, "nightly run 7"):
        found = {check.what: check.found for check in health.examine(settings)}
        assert found["writer"].startswith("at work: nightly run 7, process ")
        assert bad(settings) == {}


def test_the_command_lists_all_and_ends_with_one_if_something_is_bad(settings, monkeypatch):
    monkeypatch.setenv("LIGHTING_HOME", str(settings.home))
    result = CliRunner().invoke(cli, ["doctor", "--json"])
    assert result.exit_code == 0
    assert {check["is_ok"] for check in json.loads(result.output)} == {True}
    archived(settings).unlink()
    result = CliRunner().invoke(cli, ["doctor"])
    assert result.exit_code == 1
    assert "BAD  archive against its hashes" in result.output
    assert "-> lighting restore FROM --archive puts them back" in result.output
