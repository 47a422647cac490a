"""Files that are whole or not there: written aside, brought to the disk, renamed into place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(target: Path, suffix: str = ".part") -> Iterator[Path]:
    """A path to write a file to; it takes the place of ``target`` when the block ends without an error.

    After an error, such as a full disk, nothing of it is left and ``target`` is as it was.

    Args:
        target: the file's place.
        suffix: of the path beside it, by which a later run knows what a killed one has left.
    """
    aside = target.with_suffix(suffix)
    try:
        yield aside
        sync(aside)
        aside.rename(target)
    finally:
        aside.unlink(missing_ok=True)
    sync_folder(target.parent)


def sync(path: Path) -> None:
    """Bring a file's content to the disk."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Make renames in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def drop_log(database: Path) -> None:
    """Remove what somebody has written into a copy that another one takes the place of: it is not for that one."""
    database.with_name(f"{database.name}.wal").unlink(missing_ok=True)
