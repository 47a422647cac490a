"""The judge's process: a fault when it dies, a new one for the next question, and an end with its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from expectations import limits
from expectations.outcome import Verdict, Work
from expectations.process import JudgeProcess
from tests.expectations.cases import with_usual, write_rows
from tests.expectations.conftest import CASES

PARENT = """
import time
from expectations.process import JudgeProcess
if __name__ == "__main__":
    judging = JudgeProcess()
    print(*judging._pool._processes, flush=True)
    time.sleep(600)
"""


def _work(folder: Path) -> Work:
    folder.mkdir()
    rows = [{}, {"partner_code": "USA"}]
    write_rows("trading_partners", with_usual(CASES["trading_partners"], rows), folder / "rows.parquet")
    return Work("d", "trading_partners", folder / "rows.parquet", folder, {}, [], limits.load({}), folder)


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.slow
def test_a_killed_child_is_a_fault_and_the_next_question_is_answered(tmp_path):
    with JudgeProcess() as judging:
        (child,) = judging._pool._processes
        os.kill(child, signal.SIGKILL)
        with pytest.raises(BrokenProcessPool):
            judging.judge(_work(tmp_path / "a"))
        assert judging.judge(_work(tmp_path / "b")) == Verdict(quarantined=1)
        (other,) = judging._pool._processes
        assert other != child
    assert _ends(other)


def _ends(pid: int) -> bool:
    """True if the process has ended within ten seconds."""
    for _ in range(100):
        if not _is_running(pid):
            return True
        time.sleep(0.1)
    return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at /proc")
def test_the_child_ends_when_its_parent_is_killed(tmp_path):
    (tmp_path / "parent.py").write_text(PARENT)
    root = str(Path(__file__).resolve().parents[2])
    environment = {**os.environ, "PYTHONPATH": root}
    with subprocess.Popen(
        [sys.executable, "parent.py"], cwd=tmp_path, env=environment, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        time.sleep(1)
        assert _is_running(child)
        parent.kill()
    if _ends(child):
        return
    os.kill(child, signal.SIGKILL)
    pytest.fail("the child outlived its parent by ten seconds")
