"""One writer at a time, by name."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from warehouse.manifest import now

_TRIES, _PAUSE = 100, 0.01


class WarehouseBusyError(Exception):
    """Another run is writing; the message says which."""


@dataclass
class Held:
    """The lock, while it is held.

    Attributes:
        former: who held it last and was stopped with it, in words; None if the last one put it down.
        is_told: False to leave that to the next one who takes the lock.
    """

    former: str | None = None
    is_told: bool = True


@contextmanager
def writer_lock(path: Path, what: str) -> Iterator[Held]:
    """Hold the writer's lock. The operating system frees it when the process ends, however it ends.

    Who holds it stands in the file, and is taken out of it at the end; what still stands there when the lock can be
    taken is the name of a writer that was killed, or went down with the machine.

    Raises:
        WarehouseBusyError: if another process holds it; names process, host, work and since when.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not take(descriptor):
            raise WarehouseBusyError(f"Another run is at work: {describe(path)}. Wait for it, or stop that process.")
        left = path.read_bytes()
        held = Held(describe(path) if left else None)
        owner = {
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "what": what,
            "since": now().isoformat(),
        }
        _write(descriptor, json.dumps(owner).encode())
        try:
            yield held
        finally:
            _write(descriptor, b"" if held.is_told else left)
    finally:
        os.close(descriptor)


def _write(descriptor: int, text: bytes) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, text, 0)


def take(descriptor: int) -> bool:
    """Take the lock of a file, unless somebody holds it; one who only looks whether it is held lets it go at once."""
    for _ in range(_TRIES):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_PAUSE)
        else:
            return True
    return False


def describe(path: Path) -> str:
    """Who holds the lock, in words."""
    try:
        owner = json.loads(path.read_text(encoding="utf-8"))
        since = datetime.fromisoformat(owner["since"])
        return f"{owner['what']}, process {owner['pid']} on {owner['host']}, since {since:%Y-%m-%d %H:%M:%S}"
    except (OSError, ValueError, KeyError):
        return "an unknown process"


def is_held(path: Path) -> bool:
    """True while a writer holds the lock."""
    try:
        descriptor = os.open(path, os.O_RDONLY)  # who may only read the folder may look too
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
