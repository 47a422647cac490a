"""``lighting sql`` among people who mean harm: no way out of what is published, and nothing that steers a program."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys

import duckdb
import pytest

from tests.warehouse.test_readers import ATTEMPTS, below
from warehouse import results
from warehouse.connection import open_published
from warehouse.whole import open_whole

MORE_ATTEMPTS = [
    "FORCE INSTALL httpfs FROM community",
    "UPDATE EXTENSIONS",
    "FROM read_csv_auto('{home}/secret.csv')",
    "FROM read_csv('file://{home}/secret.csv')",
    "FROM read_text(['{home}/secret.csv'])",
    "FROM read_blob('/etc/passwd')",
    "FROM read_ndjson_objects('{home}/secret.csv')",
    "FROM parquet_metadata('{home}/secret.parquet')",
    "FROM parquet_schema('{home}/secret.parquet')",
    "FROM glob('/etc/*')",
    "FROM query('FROM read_csv(''{home}/secret.csv'')')",
    "FROM query_table('{home}/secret.csv')",
    "CREATE TEMP VIEW v AS FROM read_csv('{home}/secret.csv'); FROM v",
    "CREATE TEMP MACRO m() AS TABLE FROM read_text('{home}/secret.csv'); FROM m()",
    "PREPARE p AS FROM read_csv('{home}/secret.csv'); EXECUTE p",
    "CREATE TEMP TABLE t (a VARCHAR); COPY t FROM '{home}/secret.csv'",
    "CREATE TEMP TABLE t (a VARCHAR); COPY t TO '{home}/out.csv'",
    "COPY (SELECT 1) TO '/dev/stdout'",
    "COPY (SELECT 1 AS a) TO '{home}/parts' (FORMAT csv, PARTITION_BY a)",
    "ATTACH DATABASE IF NOT EXISTS '{home}/warehouse.duckdb'",
    "ATTACH '{home}/x.db' (TYPE sqlite)",
    "FROM sqlite_scan('{home}/x.db', 't')",
    "FROM '{home}/warehouse.duckdb'",
    "FROM read_parquet('s3://bucket/a.parquet')",
    "FROM '{url}'",
    "LOAD '/tmp/x.duckdb_extension'",
    "SET SESSION enable_external_access = true",
    "SET GLOBAL enable_external_access = true",
    "RESET lock_configuration",
    "SET allowed_directories = ['/']",
    "SET allowed_paths = ['{home}/secret.csv']",
    "SET allow_unsigned_extensions = true",
    "SET extension_directory = '{home}'",
    "SET custom_extension_repository = '{url}'",
    "SET secret_directory = '{home}'",
    "SET home_directory = '{home}'",
    "SET log_query_path = '{home}/log'",
    "SET max_temp_directory_size = '1TB'",
    "SELECT getenv('PATH')",
    "FROM text",
    "FROM settings",
]
"""Ways out that a reader must not have, neither of what is published nor of that with the confidential rows."""


@pytest.mark.parametrize("is_whole", [False, True])
def test_there_is_no_way_out_of_what_may_be_read(settings, is_whole):
    before = below(settings)
    reaching = ("read csv", "read json", "copy to csv", "list files", "attach a new file", "unlock", "load", "install")
    url = "http://127.0.0.1:9/a.csv"
    with open_whole(settings) if is_whole else open_published(settings.published) as con:
        for attempt in [*MORE_ATTEMPTS, *(ATTEMPTS[name] for name in reaching)]:
            with pytest.raises(duckdb.Error) as refused, con.cursor() as cursor:
                results.fetch(cursor, attempt.format(home=settings.home, url=url), 10)
            assert "letmein" not in str(refused.value), attempt
    if not is_whole:
        for harmless in ("CHECKPOINT", "FORCE CHECKPOINT", "VACUUM", "PRAGMA disable_checkpoint_on_shutdown"):
            with open_published(settings.published) as con:
                con.execute(harmless)
    assert below(settings) == before


def test_a_log_of_questions_is_written_nowhere(settings):
    """DuckDB takes the statement, and ends the process when it is to write."""
    before = below(settings)
    statement = f"CALL enable_logging(storage := 'file', storage_path := '{settings.home}/log'); SELECT 42"
    command = [sys.executable, "-m", "lighting", "sql", statement]
    env = os.environ | {"LIGHTING_HOME": str(settings.home)}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert below(settings) == before


def test_what_stands_in_a_value_does_not_steer_the_terminal(ask):
    hostile = "SELECT chr(27) || '[2J' || chr(7) || 'a' || chr(8238) || 'b' AS \"c\x1b[1m\""
    shown = ask(hostile).output
    assert "\\x1b[2J\\x07a\\u202eb" in shown
    assert not {"\x1b", "\x07", "\u202e"} & set(shown)
    shown = ask("SELECT error(chr(27) || '[2J')").output
    assert "\\x1b[2J" in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＠"])
def test_no_cell_or_head_of_a_csv_is_a_formula(ask, first):
    told = ask(f"SELECT '{first}cmd|x' AS \"{first}head\", 1.5 AS n, -2 AS m", "--format", "csv")
    (head, row) = csv.reader(io.StringIO(told.output))
    assert head[0] == f"'{first}head"
    assert row == [f"'{first}cmd|x", "1.5", "-2"]
