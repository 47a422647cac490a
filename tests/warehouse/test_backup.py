"""A backup brings a lost home back with the same digest, modes and settings; what is damaged is never put back."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from lighting import settings as settings_module
from lighting.settings import Settings
from tests.support import OPEN, Home, query_csv
from warehouse import archive, backup, health
from warehouse.backup import BackupError
from warehouse.lock import WarehouseBusyError, writer_lock

CHECKOUT = Path(__file__).resolve().parents[2]
PAGE = CHECKOUT / "docs" / "backup.md"


@pytest.fixture(scope="module")
def _well(make_home, tmp_path_factory):
    """A home after a night, with a confidential file and settings."""
    made = make_home(tmp_path_factory.mktemp("well") / "home")
    made.put("customs_query", "a.csv", query_csv([{}, {"regime": "0110"}]), **OPEN)
    made.put("customs_enterprise", "Firm X.csv", "nothing of the kind", released_at="2015-11-20")
    (made.path / "lighting.toml").write_text("workers = 1\n")
    made.night()
    return made


@pytest.fixture
def home(_well, tmp_path) -> Home:
    """A copy of it."""
    return _well.copy_to(tmp_path / "home")


def modes(settings: Settings) -> dict[str, int]:
    paths = [settings.warehouse, settings.confidential, settings.home / "lighting.toml", *settings.archive.iterdir()]
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in paths}


def test_a_lost_home_comes_back_with_digest_modes_and_settings(home, tmp_path):
    settings, to = home.settings, tmp_path / "backup"
    before, wanted = home.digest(), modes(settings)
    made = backup.back_up(settings, to)
    assert (made.digest, made.archived, made.copied) == (before, 4, 4)
    assert wanted["confidential.duckdb"] == 0o600
    assert stat.S_IMODE(to.stat().st_mode) == 0o700
    shutil.rmtree(settings.home)
    backup.restore(settings, to)
    assert home.digest() == before
    assert modes(settings) == wanted
    assert settings_module.of_home(settings.home).workers == 1
    assert [check.what for check in health.examine(settings) if not check.is_ok] == ["published copy"]


@pytest.mark.slow
def test_a_later_backup_copies_what_is_new_and_forgets_the_older_data(home, tmp_path, monkeypatch):
    settings, to = home.settings, tmp_path / "backup"
    first = backup.back_up(settings, to)
    files = {path.name for path in to.iterdir()}
    home.put("customs_query", "b.csv", query_csv([{"period": "201509"}]), **OPEN)
    home.night()
    later = datetime(2026, 1, 2, 3, 4, 5)
    monkeypatch.setattr(backup, "now", lambda: later)
    second = backup.back_up(settings, to)
    assert (second.archived, second.copied) == (6, 2)
    assert second.digest == home.digest() != first.digest
    left = {path.name for path in to.iterdir()}
    assert len(left) == len(files) == 5
    assert left & files == {"archive", "backup.json"}
    (to / "archive" / "left.part").write_text("of a copy that was interrupted")
    assert backup.back_up(settings, to).copied == 0


@pytest.mark.slow
def test_an_interrupted_backup_leaves_the_one_before_it_whole(home, tmp_path, monkeypatch):
    settings, to = home.settings, tmp_path / "backup"
    first = backup.back_up(settings, to)
    home.put("customs_query", "b.csv", query_csv([{"period": "201509"}]), **OPEN)
    home.night()
    monkeypatch.setattr(backup, "put", lambda *_: (_ for _ in ()).throw(OSError("killed")))
    with pytest.raises(OSError, match="killed"):
        backup.back_up(settings, to)
    shutil.rmtree(settings.home)
    backup.restore(settings, to)
    assert home.digest() == first.digest


def test_a_damaged_backup_is_not_put_back(home, tmp_path):
    settings, to = home.settings, tmp_path / "backup"
    backup.back_up(settings, to)
    (path,) = to.glob("warehouse-*.duckdb")
    path.chmod(0o644)
    with path.open("r+b") as stream:
        stream.seek(20000)
        stream.write(b"damage")
    empty = Settings(home=tmp_path / "other")
    with pytest.raises(
        BackupError, match=r"The backup is damaged: warehouse-.* holds other bytes\. Use another backup\."
    ):
        backup.restore(empty, to)
    assert not empty.warehouse.exists()
    path.unlink()
    with pytest.raises(BackupError, match="is missing"):
        backup.restore(empty, to)
    index = json.loads((to / "backup.json").read_text())
    (to / "backup.json").write_text(json.dumps(index | {"schema": index["schema"] + 1}))
    with pytest.raises(BackupError, match="A newer version made the backup"):
        backup.restore(empty, to)
    assert not empty.archive.exists()


def test_what_is_there_is_never_written_over(home, tmp_path):
    settings, to = home.settings, tmp_path / "backup"
    backup.back_up(settings, to)
    with pytest.raises(BackupError, match="is there already: a backup goes into an empty home folder"):
        backup.restore(settings, to)


def test_places_and_moments_at_which_there_is_no_backup(home, tmp_path):
    settings = home.settings
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").touch()
    with pytest.raises(BackupError, match="holds other files"):
        backup.back_up(settings, tmp_path / "photos")
    with pytest.raises(BackupError, match="lies in the home folder and would be lost with it"):
        backup.back_up(settings, settings.home / "backup")
    with pytest.raises(BackupError, match="There is no warehouse"):
        backup.back_up(Settings(home=tmp_path / "new"), tmp_path / "backup")
    with pytest.raises(BackupError, match=r"holds no backup: there is no backup\.json in it"):
        backup.restore(Settings(home=tmp_path / "new"), tmp_path / "photos")
    with writer_lock(settings.lock, "nightly run 7"), pytest.raises(WarehouseBusyError, match="nightly run 7"):
        backup.back_up(settings, tmp_path / "backup")


def test_a_damaged_archive_is_not_backed_up_and_is_mended_from_a_backup(home, tmp_path):
    settings, to = home.settings, tmp_path / "backup"
    backup.back_up(settings, to)
    damaged, lost, note = sorted(settings.archive.iterdir(), key=lambda path: (len(path.name), path.name))[:3]
    damaged.chmod(0o644)
    damaged.write_bytes(b"other")
    lost.unlink()
    note.unlink()
    assert not health.examine(settings)[4].is_ok
    with pytest.raises(BackupError, match=r"The archive is damaged: .* holds other bytes"):
        backup.back_up(settings, tmp_path / "second")
    assert backup.mend_archive(settings, to) == 3
    assert health.examine(settings)[4].is_ok
    assert stat.S_IMODE(damaged.stat().st_mode) == 0o444
    assert backup.mend_archive(settings, to) == 0


def test_a_copy_that_is_interrupted_adds_nothing_to_the_archive_of_the_backup(home, tmp_path, monkeypatch):
    """Half a note under its own name would make the whole backup a damaged one."""
    settings, to = home.settings, tmp_path / "backup"
    backup.back_up(settings, to)
    (to / "backup.json").unlink()
    (note, *_) = (to / "archive").glob("*.json")
    note.unlink()
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            backup.back_up(settings, to)
    assert not note.exists()
    assert backup.back_up(settings, to).copied == 1


def test_a_whole_note_is_not_replaced_by_an_older_or_a_damaged_one(home, tmp_path):
    settings, to = home.settings, tmp_path / "backup"
    backup.back_up(settings, to)
    entry = next(archive.entries(settings.archive))
    later = replace(entry, received_at="2030-01-01T00:00:00")
    archive.receive_again(settings.archive, later)
    assert backup.mend_archive(settings, to) == 0
    for path in (to / "archive").glob("*.json"):
        path.write_text("{")
    assert backup.mend_archive(settings, to) == 0
    assert later in archive.entries(settings.archive)


def test_another_home_folder_is_no_place_for_a_backup_and_other_files_stay(home, tmp_path):
    settings, to = home.settings, tmp_path / "backup"
    other = home.copy_to(tmp_path / "other")
    before = sorted(path.name for path in other.settings.archive.iterdir())
    with pytest.raises(BackupError, match="holds other files"):
        backup.back_up(settings, other.path)
    assert sorted(path.name for path in other.settings.archive.iterdir()) == before
    backup.back_up(settings, to)
    (to / "lighting-notes.txt").write_text("where the keys are")
    backup.back_up(settings, to)
    assert (to / "lighting-notes.txt").is_file()


@pytest.mark.slow
def test_the_page_is_followed_command_by_command(home, tmp_path):
    """Each command of the page, in its order; the home folder is lost where the page says so."""
    blocks = re.findall(r"^```sh\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    commands = [line for block in blocks for line in block.splitlines() if "lighting run" not in line]
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    script = bin_folder / "lighting"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m lighting "$@"\n')
    script.chmod(0o755)
    env = {name: value for name, value in os.environ.items() if not name.startswith("LIGHTING")} | {
        "PATH": f"{bin_folder}:{os.environ['PATH']}",
        "PYTHONPATH": str(CHECKOUT),
        "LIGHTING_HOME": str(home.path),
        "BACKUP": str(tmp_path / "backup"),
    }
    before, printed = home.digest(), {}
    for line in commands:
        if line.startswith("export "):
            continue
        done = subprocess.run(["bash", "-c", line], env=env, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        printed[line] = done.stdout
    assert printed["lighting digest"].strip() == before
    assert before in printed['lighting backup "$BACKUP"']
    assert json.loads((tmp_path / "backup" / "backup.json").read_text())["digest"] == before
