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

pytestmark = pytest.mark.slow

BEGIN = """
import os, sys
from pathlib import Path
from flows import server

server.begin(Path(sys.argv[1]) / "server.log")
server.wait_until_it_answers()
print(os.environ["PREFECT_API_URL"], flush=True)
if len(sys.argv) > 2:
    input()
"""


def _begin(folder, *more: str) -> subprocess.Popen:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
    env = kept | {"PREFECT_HOME": str(folder), "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
    command = [sys.executable, "-c", BEGIN, str(folder), *more]
    return subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=10) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def test_it_ends_with_a_parent_that_ends_and_with_one_that_is_killed(tmp_path):
    ended = _begin(tmp_path)
    url, _ = ended.communicate(timeout=200)
    assert ended.returncode == 0
    assert not _answers(url.strip())

    killed = _begin(tmp_path, "and wait")
    assert killed.stdout is not None
    url = killed.stdout.readline().strip()
    assert _answers(url)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    until = time.monotonic() + 20
    while _answers(url):
        assert time.monotonic() < until, "the server goes on without its parent"
        time.sleep(0.2)
