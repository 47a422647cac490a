"""Prefect's server for the time of a command: it answers, and it ends with its parent, however that ends."""

from __future__ import annotations

import signal
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
