"""Housekeeping: what may go after its days, what stays whatever its age, and what is told of it."""

from __future__ import annotations

import errno
import os
import shutil
import time
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from lighting.settings import Settings
from warehouse import ledger, retention
from warehouse.archive import Entry

DAY = 86400


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(home=tmp_path / "home")


def aged(path: Path, days: float) -> Path:
    """A folder with a file, both written so many days ago."""
    path.mkdir(parents=True)
    (path / "file").write_bytes(b"x" * (1 << 20))
    for one in (path / "file", path):
        os.utime(one, (time.time() - days * DAY,) * 2)
    return path


def test_each_kind_goes_after_its_own_days(settings):
    settings = replace(settings, keep_old_days=2, keep_stage_days=4)
    gone = [aged(settings.kept / "a", 2.1), aged(settings.stage / "a", 4.1)]
    kept = [aged(settings.kept / "b", 1.9), aged(settings.stage / "b", 3.9), aged(settings.archive / "c", 9999)]
    assert retention.clean(settings, ()) == [
        "1 copies from before a backfill older than 2 days, 1.0 MiB",
        "1 staged files older than 4 days, 1.0 MiB",
    ]
    assert not any(path.exists() for path in gone)
    assert all(path.exists() for path in kept)


def test_a_folder_is_as_old_as_the_newest_file_in_it(settings):
    folder = aged(settings.kept / "a", 99)
    (folder / "record.json").touch()
    os.utime(folder, (time.time() - 99 * DAY,) * 2)
    assert retention.clean(settings, ()) == []


def test_staged_files_that_somebody_waits_for_stay(settings, bare):
    with duckdb.connect(str(bare)) as con:
        entries = [Entry(c * 64, "0" * 64, "{}", "fx_rates", f"{c}.csv", 1, "2015-11-20T10:00:00") for c in "abcd"]
        received, loaded, refused, page = ledger.add_entries(con, entries, "r1")
        for delivery, state in ((loaded, "loaded"), (refused, "refused"), (page, "loaded")):
            ledger.set_state(con, delivery, state, "r1")
        con.execute("UPDATE ops.delivery SET set_id = 's' WHERE delivery_id = ?", [page])
        needed = retention.waited_for(con)
    assert needed == {received, page}
    for delivery in (received, loaded, refused, page):
        aged(settings.stage / delivery, 99)
    assert retention.clean(settings, needed) == ["2 staged files older than 14 days, 2.0 MiB"]
    assert {path.name for path in settings.stage.iterdir()} == needed


def test_what_cannot_be_removed_is_told(settings, monkeypatch):
    aged(settings.kept / "a", 99)

    def refuse(path):
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(shutil, "rmtree", refuse)
    assert retention.clean(settings, ()) == [
        "copies from before a backfill: a could not be removed: Permission denied",
    ]


def test_a_link_is_removed_and_not_what_it_leads_to(settings, tmp_path):
    outside = aged(tmp_path / "outside", 0)
    settings.stage.mkdir(parents=True)
    link = settings.stage / "link"
    link.symlink_to(outside, target_is_directory=True)
    os.utime(link, (time.time() - 99 * DAY,) * 2, follow_symlinks=False)
    retention.clean(settings, ())
    assert not link.is_symlink()
    assert (outside / "file").is_file()
