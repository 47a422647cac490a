"""A database file that is damaged is set aside and put back: the warehouse as last published, the rest by the run.

What came after the last publication is in the archive, from which a run enters what the ledger does not know. The
confidential file is published nowhere; the archive alone makes it anew.

DuckDB keeps a checksum before each block. Reading through a file takes about a second for a gigabyte, so a file that is
as the last run left it (inode, size, times) is taken as whole.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb

from lighting.settings import Settings
from warehouse import swapping
from warehouse.connection import WarehouseError
from warehouse.files import replacing
from warehouse.manifest import now

_LEFT = "warehouse.left"
"""Beside the warehouse: how the last run left its files."""
_HEADER, _HEADERS = 4096, 3
_MAGIC = b"DUCK"
_AT_ONCE = 64
"""Blocks that are read at once."""
_TELLING = (
    "Corrupt",
    "Could not read enough bytes",
    "not a valid DuckDB database",
    "replaying WAL",
    "replaying checkpoint WAL",
    "This WAL was created for",  # an older state of the file
    "WAL does not match",
    "checksum",
)


def restore(settings: Settings) -> list[str]:
    """Set damaged files aside and put the warehouse back as it was last published. The writer's lock must be held.

    Returns:
        What was done, in words.
    """
    swapping.complete(settings)
    told = []
    for path in (settings.warehouse, settings.confidential):
        if not path.is_file() or _is_as_left(settings, path):
            continue
        log = path.with_name(f"{path.name}.wal")
        if log.is_file() and damage(path, with_log=False) is None and (why := damage(path)):
            told.append(f"{log.name} was damaged ({why}) and is kept as {_set_aside(log).name}. {_FROM_ARCHIVE}")
        if why := damage(path):
            kept = _set_aside(path)
            if log.is_file():
                _set_aside(log)
            told.append(f"{path.name} was damaged ({why}) and is kept as {kept.name}. {_put_back(settings, path)}")
    return told


def is_whole(settings: Settings) -> bool:
    """True if neither the warehouse nor what is published is damaged. The writer's lock must be held."""
    swapping.complete(settings)
    paths = [path for path in _files(settings) if path.is_file() and not _is_as_left(settings, path)]
    return all(damage(path) is None for path in paths)


def remember(settings: Settings) -> None:
    """Note how a run leaves the files, which it found whole and has closed."""
    left = {path.name: _mark(path) for path in _files(settings) if path.is_file()}
    (settings.home / _LEFT).write_text(json.dumps(left), encoding="utf-8")


def forget(settings: Settings) -> None:
    """Have the next run read through the files: this one may end before its time, or with a fault."""
    (settings.home / _LEFT).unlink(missing_ok=True)


def tells_of_damage(error: BaseException) -> bool:
    """True if an error is that of a file with other bytes in it than were written."""
    return isinstance(error, duckdb.Error) and any(words in str(error) for words in _TELLING)


def check(warehouse: Path) -> None:
    """Make sure that what is to be published is whole: a copy of a damaged file would take the place of a good one.

    Raises:
        WarehouseError: if it is damaged.
    """
    if why := damage(warehouse):
        raise WarehouseError(f"{warehouse} is damaged ({why}); it is not published, and the next run restores it")


def damage(path: Path, *, with_log: bool = True) -> str | None:
    """What is wrong with a database file, in words; None if it is whole, or is open in another program.

    Args:
        path: the file.
        with_log: False to leave out the log of what was not yet written to it.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEADER * _HEADERS)
        if len(head) < _HEADER * _HEADERS or head[8:12] != _MAGIC or _broken(head, _HEADER):
            return "it is no DuckDB file any more"
        blocks, block_bytes = _newest(head)
        found = broken = 0
        # What lies behind the last block was written by a checkpoint that did not come to its end, as on a full disk.
        while data := stream.read(block_bytes * min(_AT_ONCE, blocks - found)):
            whole = len(data) // block_bytes
            found += whole
            broken += _broken(data[: whole * block_bytes], block_bytes)
    if broken:
        return f"{broken} of {blocks} blocks do not fit their checksums"
    if found < blocks and (why := _unreadable(path)):  # what is cut off at the end may have been free
        return why
    return _unreadable(path, is_opened_only=True) if with_log and path.with_name(f"{path.name}.wal").is_file() else None


_FROM_ARCHIVE = "What it held that is not there now comes from the archive."


def _put_back(settings: Settings, path: Path) -> str:
    """Put the last published copy in the place of the warehouse; returns what the file is made of now."""
    published = settings.published
    if path != settings.warehouse or not published.is_file() or damage(published):
        return "It is made anew from the archive."
    with replacing(path) as part:
        shutil.copyfile(published, part)
    return "The last published copy is in its place; what came after that comes from the archive."


def _set_aside(path: Path) -> Path:
    kept = path.with_name(f"{path.name}.corrupt-{now():%Y%m%d-%H%M%S}")
    while kept.exists():
        kept = kept.with_name(f"{kept.name}x")
    path.rename(kept)
    return kept


def _files(settings: Settings) -> Iterator[Path]:
    yield from (settings.warehouse, settings.confidential, settings.published)


def _is_as_left(settings: Settings, path: Path) -> bool:
    if path.with_name(f"{path.name}.wal").exists():
        return False
    try:
        left = json.loads((settings.home / _LEFT).read_text(encoding="utf-8"))
        return bool(left[path.name] == _mark(path))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _mark(path: Path) -> list[int]:
    found = path.stat()
    return [found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns]


def _newest(head: bytes) -> tuple[int, int]:
    """Number of blocks and bytes of a block, as the newer of the two headers has them."""
    import numpy as np

    headers = [np.frombuffer(head, "<u8", 6, _HEADER * number) for number in (1, 2)]
    newest = max(headers, key=lambda header: int(header[1]))
    return int(newest[4]), int(newest[5])


def _broken(data: bytes, block_bytes: int) -> int:
    """How many blocks do not fit the checksum that stands before each."""
    import numpy as np

    words = np.frombuffer(data, "<u8").reshape(-1, block_bytes // 8)
    # DuckDB, src/common/checksum.cpp: the exclusive or of all words, each times a constant.
    sums = np.bitwise_xor.reduce(words[:, 1:] * np.uint64(0xBF58476D1CE4E5B9), axis=1) ^ np.uint64(5381)
    return int((sums != words[:, 0]).sum())


def _unreadable(path: Path, *, is_opened_only: bool = False) -> str | None:
    """What DuckDB says when it opens the file, and reads every table of it."""
    try:
        with duckdb.connect(str(path), read_only=True) as con:
            tables = con.execute("SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
            for schema, table in [] if is_opened_only else tables:
                con.execute(f'SELECT bit_xor(hash(t)) FROM "{schema}"."{table}" AS t').fetchall()
    except duckdb.Error as error:
        return str(error).splitlines()[0] if tells_of_damage(error) else None
    return None
