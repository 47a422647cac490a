"""Backup of everything that cannot be made again: archive, warehouse, confidential rows, settings; and its return.

A backup is a folder: ``archive/``, data files whose names bear the time of the backup, and ``backup.json``, which is
written last and names them. Until then the backup before it is whole, and an interrupted one changes nothing. Files of
the archive never change under their name, so that each backup copies only what is new.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from lighting.report import put
from lighting.settings import Settings
from warehouse import archive, declared, lock
from warehouse.connection import open_writer
from warehouse.digest import digest
from warehouse.files import sync_folder
from warehouse.manifest import now
from warehouse.runs import last_state

INDEX = "backup.json"
_ARCHIVE, _SETTINGS = "archive", "lighting.toml"
_DATA = re.compile(r"(warehouse|confidential)-[0-9]{8}-[0-9]{6}\.duckdb|lighting-[0-9]{8}-[0-9]{6}\.toml")
"""Names of data files in the folder of a backup."""
_STEP = 1 << 20


class BackupError(Exception):
    """A backup cannot be made or used; the message says why and what to do."""


@dataclass(frozen=True)
class Backup:
    """What a backup holds.

    Attributes:
        made_at: when, Asia/Shanghai.
        digest: digest of the content.
        schema: number of the warehouse's last migration; another version may count the same content differently.
        state: state of the last run before it.
        files: file in the home folder to file in the backup, with hash and mode.
        archived: number of files in the archive.
        copied: number of files of the archive that this backup added.
    """

    made_at: str
    digest: str
    schema: int
    state: str | None
    files: Mapping[str, Mapping[str, str | int]]
    archived: int
    copied: int


def back_up(settings: Settings, to: Path) -> Backup:
    """Write or bring up to date the backup in a folder, while nothing writes.

    Raises:
        WarehouseBusyError: if a run is at work.
        BackupError: if there is nothing to back up, the folder is of another kind or lies in the home folder, or a
            file of the archive is damaged.
    """
    _check_place(settings, to)
    with lock.writer_lock(settings.lock, "backup"):
        if not settings.warehouse.is_file():
            raise BackupError(f"There is no warehouse in {settings.home}; lighting run makes one.")
        with open_writer(settings) as con:
            found, state = digest(con), last_state(con)
        (to / _ARCHIVE).mkdir(parents=True, exist_ok=True)
        to.chmod(0o700)  # what is confidential lies in it
        copied = sum(_archived(path, to / _ARCHIVE / path.name) for path in _archive_files(settings.archive))
        sync_folder(to / _ARCHIVE)
        stamp = f"{now():%Y%m%d-%H%M%S}"
        files = {
            path.name: _kept(path, to / f"{path.stem}-{stamp}{path.suffix}")
            for path in (settings.warehouse, settings.confidential, settings.home / _SETTINGS)
            if path.is_file()
        }
        archived = sum(1 for _ in _archive_files(to / _ARCHIVE))
        made = Backup(now().isoformat(), found, len(declared.migrations()), state, files, archived, copied)
        put(to / INDEX, json.dumps(asdict(made), indent=1))
        sync_folder(to)
        _forget_older(to, made)
    return made


def read(folder: Path) -> Backup:
    """The index of a backup.

    Raises:
        BackupError: if there is none, or it is not whole.
    """
    try:
        return Backup(**json.loads((folder / INDEX).read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise BackupError(f"{folder} holds no backup: there is no {INDEX} in it.") from None
    except (ValueError, TypeError) as error:
        raise BackupError(f"{folder / INDEX} cannot be read: {error}. Use another backup.") from error


def restore(settings: Settings, folder: Path) -> Backup:
    """Put a backup into an empty home folder, and check hashes and digest.

    Raises:
        BackupError: if the home folder holds data, or the backup is damaged; the home folder then stays empty of a
            warehouse.
    """
    made = read(folder)
    for path in (settings.warehouse, settings.confidential, settings.archive):
        if path.is_file() or (path.is_dir() and any(path.iterdir())):
            raise BackupError(
                f"{path} is there already: a backup goes into an empty home folder. Move {settings.home} aside first, "
                f"or put back only what the archive lost: lighting restore {folder} --archive"
            )
    if made.schema > len(declared.migrations()):
        raise BackupError(f"A newer version made the backup in {folder} (schema {made.schema}). Install that version.")
    if broken := [*damaged_files(folder, made), *archive.damaged(folder / _ARCHIVE)]:
        raise BackupError(f"The backup is damaged: {'; '.join(broken[:5])}. Use another backup.")
    with lock.writer_lock(settings.lock, "restore"):
        mend_archive(settings, folder)
        for name, file in made.files.items():
            _replace(folder / str(file["file"]), settings.home / name, mode=int(file["mode"]))
        sync_folder(settings.home)
        if made.schema != len(declared.migrations()):
            return made  # the digest may count the same content differently
        with open_writer(settings) as con:
            found = digest(con)
        if found != made.digest:
            raise BackupError(
                f"The restored content has digest {found}, the backup was of {made.digest}. "
                "lighting rebuild makes the warehouse anew from the archive."
            )
    return made


def mend_archive(settings: Settings, folder: Path) -> int:
    """Put back what the archive lost or holds damaged; returns the number of files.

    What is whole stays as it is, and what is damaged in the backup is not put back.

    Args:
        settings: where the archive is.
        folder: the backup.

    Raises:
        BackupError: if the backup holds no archive.
    """
    source = folder / _ARCHIVE
    if not source.is_dir():
        raise BackupError(f"{folder} holds no backup: there is no folder {_ARCHIVE} in it.")
    settings.archive.mkdir(parents=True, exist_ok=True)
    mended = 0
    for path in _archive_files(source):
        target = settings.archive / path.name
        is_note = path.name.endswith(".json")
        if archive.is_whole(target) or (is_note and not archive.is_whole(path)):
            continue
        found = _replace(path, target, wanted=None if is_note else path.name)
        mended += is_note or found == path.name
    sync_folder(settings.archive)
    return mended


def damaged_files(folder: Path, made: Backup) -> Iterator[str]:
    """Data files of a backup that are not as they were written, in words."""
    for name, file in made.files.items():
        path = folder / str(file["file"])
        if not path.is_file():
            yield f"{path.name} is missing"
        elif _hash(path) != file["sha256"]:
            yield f"{path.name}, of {name}, holds other bytes"


def _check_place(settings: Settings, to: Path) -> None:
    if to.resolve().is_relative_to(settings.home.resolve()):
        raise BackupError(f"{to} lies in the home folder and would be lost with it: name a folder on another disk.")
    if not to.is_dir() or (to / INDEX).is_file():
        return
    if not all(path.name == _ARCHIVE or _DATA.fullmatch(path.name) for path in to.iterdir()):
        raise BackupError(f"{to} holds other files: name an empty folder, or one that holds a backup.")


def _archive_files(folder: Path) -> Iterator[Path]:
    """Bytes and notes of deliveries; nothing that is still being written."""
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if archive.is_part(path.name) and path.is_file():
            yield path


def _archived(path: Path, target: Path) -> bool:
    """Copy a file of the archive unless it is there; True if it was copied. Notes may tell a later receipt."""
    is_bytes = not path.name.endswith(".json")
    if target.is_file() and (target.stat().st_size == path.stat().st_size if is_bytes else _is_same(path, target)):
        return False
    found = _replace(path, target, wanted=path.name if is_bytes else None)
    if is_bytes and found != path.name:
        raise BackupError(f"The archive is damaged: {path.name} holds other bytes. lighting doctor says what to do.")
    return True


def _kept(path: Path, target: Path) -> dict[str, str | int]:
    return {"file": target.name, "sha256": _copy(path, target), "mode": path.stat().st_mode & 0o777}


def _replace(path: Path, target: Path, *, mode: int | None = None, wanted: str | None = None) -> str:
    """Copy a file aside and rename it, so that a copy that is interrupted is none; returns the hash of what was read.

    Args:
        path: the file.
        target: its place.
        mode: its mode there; that of the file if left out.
        wanted: hash without which it does not get there.
    """
    aside = target.with_name(f".{target.name}.copied")
    try:
        found = _copy(path, aside)
        if mode is not None:
            aside.chmod(mode)
        if wanted in (None, found):
            aside.rename(target)
    finally:
        aside.unlink(missing_ok=True)
    return found


def _copy(path: Path, target: Path) -> str:
    """Copy a file with its mode, and write it through to the disk; returns the hash of what was read."""
    target.unlink(missing_ok=True)
    seen = hashlib.sha256()
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with path.open("rb") as source, os.fdopen(descriptor, "wb") as stream:
        while step := source.read(_STEP):
            seen.update(step)
            stream.write(step)
        stream.flush()
        os.fsync(stream.fileno())
    shutil.copystat(path, target)
    return seen.hexdigest()


def _forget_older(to: Path, made: Backup) -> None:
    """Remove data files of backups before this one, and of interrupted ones."""
    named = {str(file["file"]) for file in made.files.values()}
    for path in to.iterdir():
        if _DATA.fullmatch(path.name) and path.name not in named:
            path.unlink()


def _is_same(path: Path, other: Path) -> bool:
    return path.stat().st_size == other.stat().st_size and _hash(path) == _hash(other)


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
