"""Publishing: the whole warehouse in one step; whoever has the old file open keeps it."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys

import duckdb
import pytest

from lighting.settings import Settings
from warehouse.connection import NotPublishedError, open_published, open_writer
from warehouse.digest import digest
from warehouse.publish import compact_if_sparse, publish

EVERYTHING = """
    SELECT 'column' AS kind, schema_name, table_name, column_name, data_type, is_nullable::VARCHAR, comment
    FROM duckdb_columns() WHERE NOT internal AND database_name = current_database()
    UNION ALL SELECT 'table', schema_name, table_name, NULL, NULL, NULL, comment
    FROM duckdb_tables() WHERE NOT internal AND database_name = current_database()
    UNION ALL SELECT 'view', schema_name, view_name, sql, NULL, NULL, comment
    FROM duckdb_views() WHERE NOT internal AND database_name = current_database()
    UNION ALL SELECT function_type, schema_name, function_name, NULL, parameters::VARCHAR, NULL, comment
    FROM duckdb_functions() WHERE NOT internal AND database_name = current_database()
    ORDER BY ALL
"""


@pytest.fixture
def settings(bare) -> Settings:
    """A home folder with a fresh warehouse."""
    made = Settings(home=bare.parent / "home")
    made.home.mkdir()
    bare.rename(made.warehouse)
    return made


def write(settings: Settings, *statements: str) -> None:
    with duckdb.connect(str(settings.warehouse)) as con:
        for statement in statements:
            con.execute(statement)


def setting(code: str) -> str:
    return f"INSERT INTO ops.setting VALUES ('{code}', 'x')"


def names(con) -> set[str]:
    return {name for (name,) in con.execute("SELECT name FROM ops.setting WHERE value = 'x'").fetchall()}


def test_nothing_published_is_said_with_what_to_do(settings):
    with pytest.raises(NotPublishedError, match=r"there is no .*lighting\.duckdb. Run lighting run first"):
        open_published(settings.published)


def test_the_copy_is_the_warehouse(settings):
    write(settings, setting("one"))
    assert publish(settings) == settings.published
    assert (
        hashlib.sha256(settings.published.read_bytes()).digest()
        == hashlib.sha256(settings.warehouse.read_bytes()).digest()
    )
    with duckdb.connect(str(settings.warehouse), read_only=True) as con, open_published(settings.published) as copy:
        assert digest(copy) == digest(con)
        assert names(copy) == {"one"}


def test_what_a_killed_run_left_in_the_log_is_in_the_copy(settings):
    code = f"""
import os, signal, duckdb
con = duckdb.connect({str(settings.warehouse)!r})
con.execute("INSERT INTO ops.setting VALUES ('logged', 'x')")
os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -signal.SIGKILL
    assert settings.warehouse.with_name("warehouse.duckdb.wal").is_file()
    publish(settings)
    with open_published(settings.published) as copy:
        assert names(copy) == {"logged"}


def test_a_reader_keeps_the_file_that_it_opened_and_the_next_one_sees_the_new(settings):
    write(settings, setting("one"))
    publish(settings)
    content = settings.published.read_bytes()
    with open_published(settings.published) as old, settings.published.open("rb") as opened:
        write(settings, setting("two"))
        with open_published(settings.published) as during:
            assert names(during) == {"one"}
        publish(settings)
        assert names(old) == {"one"}
        assert opened.read() == content, "not a byte of an open file is written to"
        assert old.execute("SELECT count(*) FROM core.dim_hs8").fetchone()[0] > 0
    # Within one process DuckDB shares a file that is open, by its path; hence only now.
    with open_published(settings.published) as new:
        assert names(new) == {"one", "two"}


def test_the_rest_of_a_killed_publish_is_neither_read_nor_kept(settings):
    write(settings, setting("one"))
    publish(settings)
    aside = settings.published.with_suffix(".next")
    aside.write_bytes(os.urandom(50_000_000))
    with open_published(settings.published) as copy:
        assert names(copy) == {"one"}
    write(settings, setting("two"))
    publish(settings)
    assert [path.name for path in settings.published.parent.iterdir()] == ["lighting.duckdb"]
    with open_published(settings.published) as copy:
        assert names(copy) == {"one", "two"}


def test_a_full_warehouse_is_left_as_it_is(settings):
    before = settings.warehouse.stat().st_ino
    assert not compact_if_sparse(settings.warehouse)
    assert settings.warehouse.stat().st_ino == before


def test_a_warehouse_with_much_free_space_is_written_anew_with_everything_in_it(settings):
    write(
        settings,
        """
        INSERT INTO core.partner_exclusion
        SELECT 'z' || i, md5(i::VARCHAR) || md5((i + 1)::VARCHAR) FROM range(300000) AS r (i)
        """,
    )
    large = settings.warehouse.stat().st_size
    write(settings, "DELETE FROM core.partner_exclusion WHERE starts_with(partner_code, 'z')", setting("one"))
    with duckdb.connect(str(settings.warehouse), read_only=True) as con:
        wanted, before = digest(con), con.execute(EVERYTHING).fetchall()
    settings.warehouse.with_suffix(".compact").write_bytes(b"the rest of a killed one")
    publish(settings)
    assert settings.warehouse.stat().st_size < large / 2
    assert not settings.warehouse.with_suffix(".compact").exists()
    with open_published(settings.published) as copy:
        assert digest(copy) == wanted
        found = copy.execute(EVERYTHING).fetchall()
        assert len(found) > 500
        assert found == before
        assert copy.execute("SELECT count(*) FROM marts.month_value(family := 'D1')").fetchone() == (0,)
    with open_writer(settings) as con:
        assert digest(con) == wanted


def test_large_appends_are_written_once(settings):
    """A checkpoint that merged their last row groups would write them again, and leave as much space free."""
    with open_writer(settings) as con:
        con.execute("CREATE TABLE ops.big (n DOUBLE)")
        for _ in range(6):
            con.execute("INSERT INTO ops.big SELECT random() FROM range(170000)")
    with duckdb.connect(str(settings.warehouse)) as con:
        (free,) = con.execute("SELECT free_blocks FROM pragma_database_size()").fetchone()
    assert free <= 4
