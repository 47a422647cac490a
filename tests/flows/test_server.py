"""Prefect's server for the time of a command: it answers, and it ends with its parent, however that ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tests.served import begin

pytestmark = pytest.mark.slow


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=10) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def test_it_ends_with_a_parent_that_ends_and_with_one_that_is_killed(tmp_path):
    ended = begin(tmp_path)
    url, _ = ended.communicate(timeout=200)
    assert ended.returncode == 0
    assert not _answers(url.strip())

    killed = begin(tmp_path, "and wait")
    assert killed.stdout is not None
    url = killed.stdout.readline().strip()
    assert _answers(url)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    until = time.monotonic() + 20
    while _answers(url):
        assert time.monotonic() < until, "the server goes on without its parent"
        time.sleep(0.2)


BROKEN_OFF = """
from flows import server
from lighting import settings
from lighting.cli.waking import Waking

try:
    with Waking(settings.load()) as waking:
        waking.begin()
        raise KeyboardInterrupt
except KeyboardInterrupt:
    print("ended" if server._process.poll() is not None else "waited for")
"""


def test_a_command_that_is_broken_off_does_not_wait_until_it_answers(tmp_path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT", "LIGHTING"))}
    command = [sys.executable, "-c", BROKEN_OFF]
    env = kept | {"LIGHTING_HOME": str(tmp_path)}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert done.stdout == "ended\n", done.stderr
