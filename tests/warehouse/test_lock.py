"""One writer at a time: the second is told who the first is, and the lock ends with its process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading

import pytest

from warehouse.lock import WarehouseBusyError, describe, is_held, writer_lock

HOLD = """
import sys, time
from pathlib import Path
from warehouse.lock import writer_lock

with writer_lock(Path(sys.argv[1]), "nightly run 7"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    """A process that holds the lock."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "home" / "lock")], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_second_writer_is_told_who_holds_the_lock_and_may_go_on_when_that_one_is_killed(holder, tmp_path):
    path = tmp_path / "home" / "lock"
    assert is_held(path)
    wanted = rf"Another run is at work: nightly run 7, process {holder.pid} on {socket.gethostname()}, since 20\d\d-"
    with pytest.raises(WarehouseBusyError, match=wanted), writer_lock(path, "another"):
        pass
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert path.read_text(), "the killed one could not say goodbye"
    assert not is_held(path)
    with writer_lock(path, "another") as held:
        assert describe(path).startswith(f"another, process {os.getpid()} on ")
        told = f"nightly run 7, process {holder.pid} on {socket.gethostname()}, since 20"
        assert held.former is not None
        assert held.former.startswith(told), "who takes over a dead writer's lock learns whose it was"
        held.is_told = False
    with writer_lock(path, "the next one") as held:
        assert held.former is not None
        assert held.former.startswith(told), "told by the next one, as nobody has yet"
    with writer_lock(path, "the one after") as held:
        assert held.former is None


def test_the_lock_holds_within_a_process_too_and_ends_with_the_block(tmp_path):
    path = tmp_path / "lock"
    assert not is_held(path)
    with writer_lock(path, "one"), pytest.raises(WarehouseBusyError, match="one, process"), writer_lock(path, "two"):
        pass
    assert not is_held(path)
    with pytest.raises(RuntimeError, match="inside"), writer_lock(path, "one"):
        raise RuntimeError("inside")
    assert not is_held(path)
    with writer_lock(path, "two") as held:
        assert held.former is None, "one that ended with an error was not stopped"


def test_looking_whether_it_is_held_never_gets_in_a_writers_way(tmp_path):
    path = tmp_path / "lock"
    done = threading.Event()
    looks = []

    def look() -> None:
        while not done.is_set():
            looks.append(is_held(path))

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for number in range(100):
            with writer_lock(path, f"run {number}"):
                assert is_held(path)
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert {True, False} == set(looks)


@pytest.mark.parametrize("content", ["", "{", "{}", '{"pid": 1, "host": "h", "what": "w", "since": "x"}'])
def test_a_lock_file_without_an_owner_is_described_all_the_same(tmp_path, content):
    path = tmp_path / "lock"
    path.write_text(content)
    assert describe(path) == "an unknown process"
    assert describe(tmp_path / "none") == "an unknown process"
