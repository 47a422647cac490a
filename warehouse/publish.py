"""Publishing: a whole new file takes the place of the one that people read, by a rename.

The warehouse file never holds a confidential row, so a copy of it may be read by anybody. Readers that have the old
file open keep it whole; nobody waits for anybody.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from lighting.settings import Settings
from warehouse.connection import WRITER_CONFIG
from warehouse.files import drop_log, replacing
from warehouse.literals import literal

COMPACT_FROM = 1 / 3
"""Share of free blocks from which the warehouse is written anew before it is published."""
_LEAST_BLOCKS = 64
_COMPACT = ".compact"


def publish(settings: Settings) -> Path:
    """Copy the warehouse to the published place. It must be closed, and its writer's lock held.

    Returns:
        The published file.
    """
    compact_if_sparse(settings.warehouse)
    if settings.confidential.is_file():
        compact_if_sparse(settings.confidential)
    target = settings.published
    target.parent.mkdir(parents=True, exist_ok=True)
    with replacing(target, ".next") as aside:
        shutil.copyfile(settings.warehouse, aside)
        drop_log(target)
    return target


def compact_if_sparse(path: Path) -> bool:
    """Write the warehouse anew if much of it is free: DuckDB does not shrink a file by itself."""
    path.with_suffix(_COMPACT).unlink(missing_ok=True)  # of a run that was killed
    with duckdb.connect(str(path), config=WRITER_CONFIG) as con:
        con.execute("CHECKPOINT")
        row = con.execute("SELECT total_blocks, free_blocks FROM pragma_database_size()").fetchall()[0]
        total, free = int(row[0]), int(row[1])
    if total < _LEAST_BLOCKS or free < COMPACT_FROM * total:
        return False
    with replacing(path, _COMPACT) as aside:
        log = aside.with_name(f"{aside.name}.wal")
        try:
            with duckdb.connect(config=WRITER_CONFIG) as con:
                con.execute(f"ATTACH {literal(path)} AS old (READ_ONLY)")
                con.execute(f"ATTACH {literal(aside)} AS new")
                con.execute("COPY FROM DATABASE old TO new")
        finally:
            log.unlink(missing_ok=True)
        aside.chmod(path.stat().st_mode)
    return True
