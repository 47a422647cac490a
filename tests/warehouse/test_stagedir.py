"""Staged files: a stage is there whole or not at all, and belongs to one version of code and code tables."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from warehouse.stagedir import JUDGED, READ, SHAPED, STAGES, StageDir


def write(stage: StageDir, name: str, content: str = "rows") -> None:
    with stage.writing(name) as folder:
        (folder / "rows").write_text(content)


def done(stage: StageDir) -> list[str]:
    return [name for name in STAGES if stage.is_done(name)]


def test_a_stage_is_done_when_its_block_ends(tmp_path):
    stage = StageDir(tmp_path, "d1", "code", "lookup")
    with stage.writing(READ) as folder:
        (folder / "rows").write_text("rows")
        assert not stage.is_done(READ)
    assert done(stage) == [READ]
    assert (stage.folder(READ) / "rows").read_text() == "rows"


def test_a_stage_that_fails_is_not_done_and_keeps_the_one_before(tmp_path):
    stage = StageDir(tmp_path, "d1", "code", "lookup")
    for wanted in ([], [READ]):
        with pytest.raises(FileNotFoundError), stage.writing(READ) as folder:
            (folder / "rows").write_text(f"half {(folder / 'missing').read_text()}")
        assert done(stage) == wanted
        write(stage, READ)
        assert (stage.folder(READ) / "rows").read_text() == "rows"


def test_a_stage_written_again_holds_nothing_of_the_first(tmp_path):
    stage = StageDir(tmp_path, "d1", "code", "lookup")
    with stage.writing(READ) as folder:
        (folder / "old").write_text("old")
    write(stage, READ)
    assert [path.name for path in stage.folder(READ).iterdir()] == ["rows"]


WRITE = """
import os, signal, sys
from pathlib import Path
from warehouse.stagedir import READ, StageDir

with StageDir(Path(sys.argv[1]), "d1", "code").writing(READ) as folder:
    (folder / "rows").write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_stage_whose_writer_was_killed_is_not_done_and_its_rest_goes_with_the_delivery(tmp_path):
    killed = subprocess.run([sys.executable, "-c", WRITE, str(tmp_path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    stage = StageDir(tmp_path, "d1", "code", "lookup")
    assert list(tmp_path.rglob("rows"))
    assert done(stage) == []
    write(stage, READ)
    assert (stage.folder(READ) / "rows").read_text() == "rows"
    stage.remove()
    assert list(tmp_path.iterdir()) == []


def test_versions_do_not_share_what_depends_on_them(tmp_path):
    stage = StageDir(tmp_path, "d1", "code", "lookup")
    for name in STAGES:
        write(stage, name)
    assert done(stage) == [READ, JUDGED, SHAPED]
    assert done(StageDir(tmp_path, "d1", "code", "lookup 2")) == [READ], "reading uses no code table"
    assert done(StageDir(tmp_path, "d1", "code 2", "lookup")) == []
    assert done(StageDir(tmp_path, "d2", "code", "lookup")) == []
    with pytest.raises(ValueError, match="stage judged needs a lookup version"):
        StageDir(tmp_path, "d1", "code").folder(JUDGED)


@pytest.mark.parametrize(("name", "left"), [(READ, []), (JUDGED, [READ]), (SHAPED, [READ, JUDGED])])
def test_forgetting_a_stage_forgets_the_later_ones_of_every_version(tmp_path, name, left):
    stages = [StageDir(tmp_path, "d1", code, lookup) for code in ("c1", "c2") for lookup in ("l1", "l2")]
    other = StageDir(tmp_path, "d2", "c1", "l1")
    for stage in (*stages, other):
        for each in STAGES:
            write(stage, each)
    StageDir(tmp_path, "d1", "").forget_from(name)
    assert [done(stage) for stage in stages] == [left] * 4
    assert done(other) == [READ, JUDGED, SHAPED]
    StageDir(tmp_path, "none", "").forget_from(name)


def test_two_processes_that_write_the_same_stage_do_not_write_into_one_folder(tmp_path):
    stage = StageDir(tmp_path, "d1", "code", "lookup")
    with stage.writing(READ) as folder:
        assert folder.name == f".{READ}-{os.getpid()}"
        assert folder.parent == stage.folder(READ).parent, "on the same disk, so that renaming is one step"
