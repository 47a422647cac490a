"""The published warehouse together with the confidential rows, for those who may open the home folder.

Every metric can then be asked over both, such as the ranking of enterprises. Nothing is written anywhere; the tables
are views in memory.
"""

from __future__ import annotations

import duckdb

from lighting.registry import CONFIDENTIAL, SPLIT_TABLES
from lighting.settings import Settings
from warehouse import metrics
from warehouse.connection import NotPublishedError, WarehouseError
from warehouse.literals import literal

_PUBLISHED = "published"


def open_whole(settings: Settings) -> duckdb.DuckDBPyConnection:
    """A connection that reads what is published and the confidential rows as one warehouse.

    Raises:
        NotPublishedError: if nothing is published yet.
        WarehouseError: if there are no confidential rows, or a run has them open.
    """
    if not settings.published.is_file():
        raise NotPublishedError(f"Nothing is published yet: there is no {settings.published}. Run lighting run first.")
    if not settings.confidential.is_file():
        raise WarehouseError(f"There are no confidential rows: there is no {settings.confidential}.")
    con = duckdb.connect()
    try:
        con.execute(f"ATTACH {literal(settings.published)} AS {_PUBLISHED} (READ_ONLY)")
        con.execute(f"ATTACH {literal(settings.confidential)} AS {CONFIDENTIAL} (READ_ONLY)")
    except duckdb.IOException as error:
        con.close()
        raise WarehouseError(f"{settings.confidential} is open in a run; ask again when it has ended.") from error
    _lay_out(con)
    for setting in ("enable_external_access = false", "lock_configuration = true"):
        con.execute(f"SET {setting}")
    return con


def _lay_out(con: duckdb.DuckDBPyConnection) -> None:
    """The tables of both under their own names, and the metrics over them."""
    for schema in ("core", "ops", "marts"):
        con.execute(f"CREATE SCHEMA {schema}")
    tables = con.execute(
        f"""
        SELECT schema_name, table_name FROM duckdb_tables()
        WHERE database_name = '{_PUBLISHED}' AND schema_name IN ('core', 'ops')
        UNION ALL
        SELECT schema_name, view_name FROM duckdb_views()
        WHERE database_name = '{_PUBLISHED}' AND schema_name IN ('core', 'ops')
        """
    ).fetchall()
    for schema, table in sorted(tables):
        parts = [_PUBLISHED, CONFIDENTIAL] if f"{schema}.{table}" in SPLIT_TABLES else [_PUBLISHED]
        rows = " UNION ALL BY NAME ".join(f"FROM {part}.{schema}.{table}" for part in parts)
        con.execute(f"CREATE VIEW {schema}.{table} AS {rows}")
    for metric in metrics.all_files():
        con.execute(metric.sql)
    con.execute("CREATE OR REPLACE MACRO ops.come_apart() AS []")  # all that has come is in these tables
