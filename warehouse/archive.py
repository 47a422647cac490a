"""The archive: the bytes of every file as they came, and beside them what was declared. Never cleaned by itself.

``archive/<sha256>`` holds the bytes, ``archive/<sha256>.<first 16 digits of the facts' hash>.json`` one delivery of
them. The archive alone rebuilds the warehouse.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from warehouse.files import replacing
from warehouse.manifest import delivery_id, facts_hash

_STEP = 1 << 20
_SIDECAR = re.compile(r"[0-9a-f]{64}\.[0-9a-f]{16}\.json")
_BYTES = re.compile(r"[0-9a-f]{64}")
_INCOMING, _PART = ".incoming-", ".part"
_LEFT_BEHIND = 24 * 3600
"""Seconds after which a file that is still being written is one whose writer was killed."""


class DamagedError(Exception):
    """What was noted of a delivery is not there as it was noted."""


@dataclass(frozen=True)
class Entry:
    """One delivery in the archive.

    Attributes:
        sha256: hash of the bytes.
        facts_sha256: hash of the normalised facts.
        facts: normalised facts, JSON.
        dataset: dataset, or None if neither declared nor recognised.
        file_name: name under which it first came.
        byte_size: size of the file.
        received_at: when it was handed in, naive Asia/Shanghai, ISO.
    """

    sha256: str
    facts_sha256: str
    facts: str
    dataset: str | None
    file_name: str
    byte_size: int
    received_at: str

    @property
    def delivery_id(self) -> str:
        """Identity of the delivery."""
        return delivery_id(self.sha256, self.facts_sha256)

    @property
    def declared(self) -> dict[str, Any]:
        """The facts as a dictionary."""
        facts: dict[str, Any] = json.loads(self.facts)
        return facts


def store(archive: Path, stream: IO[bytes], check: Callable[[], None] = lambda: None) -> tuple[str, int]:
    """Copy bytes into the archive, unchanged, under their hash; returns hash and size.

    The copy is written aside and renamed, so that a file in the archive is always whole. Known bytes take the place of
    the ones that lie there, which mends them if they were damaged.

    Args:
        archive: the archive.
        stream: the bytes.
        check: called when they are read; what it raises keeps them out.
    """
    archive.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    size = 0
    with tempfile.NamedTemporaryFile(dir=archive, prefix=_INCOMING, delete=False) as aside:
        path = Path(aside.name)
        try:
            while step := stream.read(_STEP):
                digest.update(step)
                aside.write(step)
                size += len(step)
            check()
            aside.flush()
            os.fsync(aside.fileno())
            path.chmod(0o444)
            path.rename(archive / digest.hexdigest())
        finally:
            path.unlink(missing_ok=True)  # after an error, such as a full disk
    return digest.hexdigest(), size


def remove_leftovers(archive: Path) -> None:
    """Remove what a killed run was writing aside. The writer's lock must be held."""
    for pattern in (".incoming-*", "*.part"):
        for path in archive.glob(pattern):
            path.unlink()


def note(archive: Path, entry: Entry) -> None:
    """Write what was declared beside the bytes; a known delivery keeps what stands there."""
    path = _sidecar(archive, entry)
    if path.exists():
        return
    _write(path, entry)


def receive_again(archive: Path, entry: Entry) -> None:
    """Note a later moment of receipt, for a delivery that came before its own release."""
    _write(_sidecar(archive, entry), entry)


def entries(archive: Path) -> Iterator[Entry]:
    """All deliveries in the archive, by name.

    Raises:
        DamagedError: if a note is not what was written; names the file.
    """
    for path in _notes(archive):
        yield _entry(path)


def damaged(archive: Path) -> Iterator[str]:
    """What is not as it was written, in words: notes that do not fit their name, bytes that do not fit their hash."""
    found: dict[str, str] = {}
    for path in _notes(archive):
        try:
            entry = _entry(path)
        except DamagedError:
            yield f"{path.name} is not what was noted"
        else:
            found.setdefault(entry.sha256, entry.file_name)
    for sha256, name in found.items():
        path = bytes_of(archive, sha256)
        if not path.is_file():
            yield f"{name}: {sha256} is missing"
        elif _sha256(path) != sha256:
            yield f"{name}: {sha256} holds other bytes"


def sweep(archive: Path) -> None:
    """Remove what killed writers left behind."""
    if not archive.is_dir():
        return
    for path in archive.iterdir():
        is_unfinished = path.name.startswith(_INCOMING) or path.name.endswith(_PART)
        if is_unfinished and path.stat().st_mtime < time.time() - _LEFT_BEHIND:
            path.unlink()


def names(archive: Path) -> set[str]:
    """Names of the deliveries' files, without reading them: ``<sha256>.<16 digits>``."""
    if not archive.is_dir():
        return set()
    return {n.removesuffix(".json") for n in os.listdir(archive) if _SIDECAR.fullmatch(n)}  # noqa: PTH208 - faster


def is_part(name: str) -> bool:
    """True for the name of a delivery's bytes or of its note; False for what is being written and for anything else."""
    return bool(_SIDECAR.fullmatch(name) or _BYTES.fullmatch(name))


def is_whole(path: Path) -> bool:
    """True for bytes that fit their hash, and for a note that is what was noted."""
    if not path.is_file():
        return False
    if _BYTES.fullmatch(path.name):
        return _sha256(path) == path.name
    try:
        _entry(path)
    except DamagedError:
        return False
    return True


def bytes_of(archive: Path, sha256: str) -> Path:
    """Where the bytes of a delivery lie."""
    return archive / sha256


def _notes(archive: Path) -> list[Path]:
    if not archive.is_dir():
        return []
    return sorted(path for path in archive.iterdir() if _SIDECAR.fullmatch(path.name))


def _entry(path: Path) -> Entry:
    """A delivery as it was noted; name and content must fit."""
    try:
        entry = Entry(**json.loads(path.read_text(encoding="utf-8")))
        is_whole = entry.facts_sha256 == facts_hash(entry.facts)
        is_whole = is_whole and _sidecar(path.parent, entry) == path
    except (ValueError, TypeError, AttributeError):
        is_whole = False
    if not is_whole:
        raise DamagedError(f"{path.name} is not what was noted; put it back from a backup of {path.parent}")
    return entry


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sidecar(archive: Path, entry: Entry) -> Path:
    return archive / f"{entry.sha256}.{entry.facts_sha256[:16]}.json"


def _write(path: Path, entry: Entry) -> None:
    with replacing(path, _PART) as aside:
        aside.write_text(json.dumps(asdict(entry), ensure_ascii=False, indent=1), encoding="utf-8")
