"""Open the warehouse: for writing with migrations applied, or the published copy for reading."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

import duckdb

from lighting.registry import CONFIDENTIAL
from lighting.settings import Settings
from warehouse import blocking, confidential, enterprises, metrics, schedule, shipped, sums, swapping
from warehouse.declared import migrations
from warehouse.literals import literal
from warehouse.manifest import now

T = TypeVar("T")
READER_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "lock_configuration": "true",
}
WRITER_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "max_vacuum_tasks": 0,
    "storage_compatibility_version": "v1.4.0",
}
"""A checkpoint otherwise writes every large file's rows a second time, to merge the last row group of each with the
next, and leaves half of the warehouse free. Where rows are deleted it is wanted; see ``vacuum``. The format of DuckDB
1.4 compresses text in half the time; versions from then on read it."""

_PATIENCE, _PAUSE = 3.0, 0.05
"""Seconds for which a file that is open elsewhere is tried again: a look at the ledger or the gauges takes less."""


class WarehouseError(Exception):
    """The warehouse file cannot be used; the message says why and what to do."""


class NotPublishedError(WarehouseError):
    """Nothing has been published yet."""


def open_writer(settings: Settings) -> duckdb.DuckDBPyConnection:
    """Open the warehouse for writing, bringing its schema, code tables and marts up to date.

    Raises:
        WarehouseError: if another program holds the file, or a newer version wrote it.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    swapping.complete(settings)
    try:
        con = _connect(settings)
    except duckdb.IOException as error:
        raise WarehouseError(
            f"{settings.warehouse} cannot be opened for writing: {blocking.in_words(error)}"
        ) from error
    with ExitStack() as stack:
        stack.callback(con.close)
        con.execute(f"SET temp_directory = {literal(settings.home / 'tmp')}")
        _bring_up_to_date(con)
        shipped.seed(con)
        metrics.install(con)
        schedule.seed(con)
        sums.seed(con)
        enterprises.seed(con)
        if confidential.beside(settings.warehouse).is_file():
            _attach(con)
        stack.pop_all()
    return con


def _connect(settings: Settings) -> duckdb.DuckDBPyConnection:
    config = {"memory_limit": f"{settings.memory_mb}MB", **WRITER_CONFIG}
    return _patiently(lambda: duckdb.connect(str(settings.warehouse), config=config))


def _patiently(opening: Callable[[], T]) -> T:
    """Open a file; a command that only looks into it has it open for a moment, which no run may fail on."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return opening()
        except duckdb.IOException as error:
            if not blocking.is_open_elsewhere(error) or time.monotonic() >= until:
                raise
        time.sleep(_PAUSE)


@contextmanager
def part_of(con: duckdb.DuckDBPyConnection, is_confidential: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    """The connection that writes one part of the warehouse: the warehouse file, or the confidential one.

    The confidential file is made when it is first needed. Its connection has transactions of its own.
    """
    if not is_confidential:
        yield con
        return
    if not confidential.is_attached(con):
        _attach(con)
    part = con.cursor()
    try:
        part.execute(f"USE {CONFIDENTIAL}")
        yield part
    finally:
        part.close()


def _attach(con: duckdb.DuckDBPyConnection) -> None:
    """Attach the confidential file for writing, bringing its schema up to date.

    Raises:
        WarehouseError: if it cannot be opened, or a newer version wrote it.
    """
    (warehouse,) = con.execute(
        "SELECT path FROM duckdb_databases() WHERE database_name = current_database()"
    ).fetchall()[0]
    path = confidential.beside(Path(warehouse))
    try:
        _patiently(lambda: con.execute(f"ATTACH {literal(path)} AS {CONFIDENTIAL}"))
    except duckdb.IOException as error:
        raise WarehouseError(f"{path} cannot be opened for writing: {blocking.in_words(error)}") from error
    path.chmod(0o600)
    with part_of(con, is_confidential=True) as part:
        _bring_up_to_date(part)


def _bring_up_to_date(con: duckdb.DuckDBPyConnection) -> None:
    """Apply migrations and write them to the file: DuckDB cannot replay a log that makes a schema and then uses it."""
    if migrate(con):
        con.execute("CHECKPOINT")


def vacuum(con: duckdb.DuckDBPyConnection) -> None:
    """Let the checkpoints of this connection take deleted rows out of the file."""
    con.execute("SET max_vacuum_tasks = 100")


@contextmanager
def transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All or nothing."""
    con.execute("BEGIN")
    try:
        yield
    except BaseException:
        con.execute("ROLLBACK")
        raise
    con.execute("COMMIT")


def migrate(con: duckdb.DuckDBPyConnection) -> bool:
    """Apply the migrations that the file has not had, each in a transaction of its own; returns whether there were any.

    Raises:
        WarehouseError: if the file has had migrations that this version does not know.
    """
    (exists,) = con.execute(
        """
        SELECT count(*) FROM duckdb_tables()
        WHERE database_name = current_database() AND schema_name = 'ops' AND table_name = 'migration'
        """
    ).fetchall()[0]
    done = [row[0] for row in con.execute("SELECT number FROM ops.migration").fetchall()] if exists else []
    known = migrations()
    if done and max(done) > len(known):
        raise WarehouseError(
            f"The warehouse has schema {max(done)}, this version knows {len(known)}: a newer version wrote it. "
            "Install that version."
        )
    wanted = [migration for migration in known if migration.number not in done]
    for migration in wanted:
        with transaction(con):
            con.execute(migration.sql)
            con.execute(
                "INSERT INTO ops.migration VALUES (?, ?, ?, ?)",
                [migration.number, migration.name, migration.sha256, now()],
            )
    return bool(wanted)


def open_published(path: Path) -> duckdb.DuckDBPyConnection:
    """Open the published warehouse read-only, without access to other files or the network.

    Raises:
        NotPublishedError: if there is none yet.
    """
    if not path.is_file():
        raise NotPublishedError(f"Nothing is published yet: there is no {path}. Run lighting run first.")
    return duckdb.connect(str(path), read_only=True, config=READER_CONFIG)
