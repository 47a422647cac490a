"""What differs between two published warehouses: rows by table, sums by month, largest changes, states of files.

Only published files are compared, so nothing confidential can be in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from lighting.versioned import TABLES, VersionedTable
from warehouse import declared
from warehouse.digest import IN
from warehouse.literals import literal, names

Row = dict[str, Any]
LARGEST = 20
"""How many changes of figures are shown."""
_VALUES = {"fct_trade": "value", "fct_trade_printed": "value", "fct_world_trade": "value_usd"}
"""The value of tables whose figures can be compared."""
_UNSPLIT = "('ALL', '0', 'C00')"
"""What stands for all in a column by which a source may split: ours, and Comtrade's."""
_NOW = "state = 'V' AND known_to IS NULL"


@dataclass(frozen=True)
class Difference:
    """What differs.

    Attributes:
        rows: tables with other rows: ``table``, ``before``, ``after``, ``only_before``, ``only_after``.
        months: sums that differ: ``table``, ``period``, ``flow``, ``currency``, ``scope``, ``before``, ``after``,
            ``change``; in units of the currency. Rows of different detail are never added to each other.
        largest: the figures that change most: ``table``, ``period``, ``flow``, ``figure``, ``before``, ``after``,
            ``change``.
        files: deliveries of another state or with other counts: ``file_name``, ``dataset``, ``state_before``,
            ``state_after``, ``accepted_before``, ``accepted_after``, ``quarantined_before``, ``quarantined_after``.
    """

    rows: list[Row]
    months: list[Row]
    largest: list[Row]
    files: list[Row]

    @property
    def is_empty(self) -> bool:
        """True if nothing differs."""
        return not (self.rows or self.months or self.largest or self.files)


def compare(before: Path, after: Path, memory_mb: int) -> Difference:
    """Compare two published warehouses.

    Args:
        before: what is published; it may not be there yet.
        after: what would be published.
        memory_mb: memory that may be used.
    """
    with _both(before, after, memory_mb) as con:
        tables = [n for n in declared.tables("core") if _counts(n) and _is_in_both(con, n)]
        changed = [name for name in tables if _hashes(con, "before", name) != _hashes(con, "after", name)]
        valued = [TABLES[name] for name in changed if name in _VALUES]
        return Difference(
            rows=[_rows(con, name) for name in changed],
            months=[row for table in valued for row in _months(con, table)],
            largest=_largest([row for table in valued for row in _figures(con, table)]),
            files=_files(con),
        )


def _counts(name: str) -> bool:
    """True for tables of content; sums follow from others, and what each run finds is no content."""
    return f"core.{name}" in IN and not name.startswith("agg_")


@contextmanager
def _both(before: Path, after: Path, memory_mb: int) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"memory_limit": f"{memory_mb}MB"}) as con:
        con.execute(f"SET temp_directory = {literal(after.parent / 'tmp')}")
        for name, path in (("before", before), ("after", after)):
            con.execute(f"ATTACH {literal(path)} AS {name} (READ_ONLY)")
        yield con


def _is_in_both(con: duckdb.DuckDBPyConnection, name: str) -> bool:
    """True for a table that both files have with the same columns; views follow from tables."""
    found = con.execute(
        """
        SELECT count(DISTINCT columns), count(*) FROM (
            SELECT t.database_name, list(c.column_name ORDER BY c.column_name) AS columns
            FROM duckdb_tables() AS t JOIN duckdb_columns() AS c USING (database_name, schema_name, table_name)
            WHERE t.schema_name = 'core' AND t.table_name = ? GROUP BY 1
        )
        """,
        [name],
    ).fetchall()[0]
    return found == (1, 2)


def _hashes(con: duckdb.DuckDBPyConnection, side: str, name: str) -> tuple[Any, ...]:
    """Number and hash of a table's rows, whatever their order."""
    columns = names(sorted(column.name for column in declared.columns("core", name)))
    found: tuple[Any, ...] = con.execute(
        f"SELECT count(*), sum(hash(row({columns}))::HUGEINT) FROM {side}.core.{name}"
    ).fetchall()[0]
    return found


def _rows(con: duckdb.DuckDBPyConnection, name: str) -> Row:
    """Rows of a table before and after, and how many each side has alone."""
    columns = names([column.name for column in declared.columns("core", name)])
    first, second = (f"SELECT {columns} FROM {side}.core.{name}" for side in ("before", "after"))
    counts = f"""
        SELECT (SELECT count(*) FROM before.core.{name}), (SELECT count(*) FROM after.core.{name}),
               (SELECT count(*) FROM ({first} EXCEPT ALL {second})),
               (SELECT count(*) FROM ({second} EXCEPT ALL {first}))
    """
    found = con.execute(counts).fetchall()[0]
    return {"table": name, **dict(zip(("before", "after", "only_before", "only_after"), found, strict=True))}


def _months(con: duckdb.DuckDBPyConnection, table: VersionedTable) -> list[Row]:
    """Sums of present figures that differ, by period and by every column whose values must not be added."""
    scope = [name for name in _scope(table) if name not in ("period", "flow", "currency")]
    currency = "currency::VARCHAR" if "currency" in table.key else "'USD'"
    scope = [f"{name}::VARCHAR" for name in scope]
    scope += [
        f"CASE WHEN {name} NOT IN {_UNSPLIT} THEN 'by_{name.removesuffix('_code')}' END" for name in _splits(table)
    ]
    side = f"""
        SELECT period, flow::VARCHAR AS flow, {currency} AS currency, concat_ws(' ', {", ".join(scope)}) AS scope,
               sum({_VALUES[table.name]}) AS total
        FROM {{side}}.core.{table.name} WHERE {_NOW} GROUP BY ALL
    """
    return _records(
        con,
        f"""
        SELECT '{table.name}' AS "table", period, flow, currency, scope, b.total AS before, a.total AS after,
               coalesce(a.total, 0) - coalesce(b.total, 0) AS change
        FROM ({side.format(side="before")}) AS b FULL JOIN ({side.format(side="after")}) AS a
            USING (period, flow, currency, scope)
        WHERE a.total IS DISTINCT FROM b.total ORDER BY period, flow, currency, scope
        """,
    )


def _figures(con: duckdb.DuckDBPyConnection, table: VersionedTable) -> list[Row]:
    """The present figures of a table that change most."""
    key, value = names(table.key), _VALUES[table.name]
    about = ", ".join(f"{name}::VARCHAR" for name in table.key if name not in ("period", "flow"))
    side = f"SELECT {key}, {value} AS figure_value FROM {{side}}.core.{table.name} WHERE {_NOW}"
    return _records(
        con,
        f"""
        SELECT '{table.name}' AS "table", period, flow::VARCHAR AS flow, concat_ws(' ', {about}) AS figure,
               b.figure_value AS before, a.figure_value AS after,
               coalesce(a.figure_value, 0) - coalesce(b.figure_value, 0) AS change
        FROM ({side.format(side="before")}) AS b FULL JOIN ({side.format(side="after")}) AS a USING ({key})
        WHERE a.figure_value IS DISTINCT FROM b.figure_value
        ORDER BY abs(change) DESC, figure LIMIT {LARGEST}
        """,
    )


def _largest(figures: list[Row]) -> list[Row]:
    return sorted(figures, key=lambda row: abs(row["change"]), reverse=True)[:LARGEST]


def _files(con: duckdb.DuckDBPyConnection) -> list[Row]:
    """Deliveries that the two ledgers tell of differently."""
    told = "file_name, dataset, state, rows_accepted AS accepted, rows_quarantined AS quarantined, delivery_id"
    return _records(
        con,
        f"""
        SELECT coalesce(a.file_name, b.file_name) AS file_name, coalesce(a.dataset, b.dataset) AS dataset,
               b.state AS state_before, a.state AS state_after, b.accepted AS accepted_before,
               a.accepted AS accepted_after, b.quarantined AS quarantined_before, a.quarantined AS quarantined_after
        FROM (SELECT {told} FROM before.ops.delivery) AS b FULL JOIN (SELECT {told} FROM after.ops.delivery) AS a
            USING (delivery_id)
        WHERE (a.state, a.accepted, a.quarantined) IS DISTINCT FROM (b.state, b.accepted, b.quarantined)
        ORDER BY dataset, file_name
        """,
    )


def _scope(table: VersionedTable) -> list[str]:
    """Columns of the key over which figures are never added: all but products, partners, places and the like."""
    return [name for name in table.key if name in table.slice]


def _splits(table: VersionedTable) -> list[str]:
    """Columns of the key that are ALL in rows of less detail."""
    return [name for name in table.key if name not in table.slice and name not in ("product_code", "commodity_code")]


def _records(con: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    found = con.execute(sql)
    columns = [column[0] for column in found.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
