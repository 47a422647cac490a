"""Records in quarantine that a later release has replaced: mending them would change no figure of today.

A record whose key is readable holds its figures. It is replaced once every one of them is stated by a later release,
or absent in one that covers it: the versions of the table say so. A record without a readable key could be any that
its file was asked for. It is replaced once closed later releases cover all of that, every month that its file
declares included; of a file that declares less it stays on the list.
"""

from __future__ import annotations

import duckdb

from lighting.registry import CONFIDENTIAL, DATASETS
from lighting.versioned import TABLES, VersionedTable
from warehouse.confidential import is_attached
from warehouse.literals import names

_NONE = "SELECT NULL::VARCHAR AS delivery_id, NULL::BIGINT AS source_row, NULL::TIMESTAMP AS replaced_on LIMIT 0"
_OUTSIDE = "MANIFEST"
"""Rule on records outside what their file was asked for."""
_ASKED = TABLES["fct_trade"]
"""The table of files that may declare the months and the selection that they were asked for."""


def relation(con: duckdb.DuckDBPyConnection) -> str:
    """SQL of the replaced records: ``delivery_id``, ``source_row``, and ``replaced_on``, the moment of that release.

    Args:
        con: the warehouse, with or without confidential rows attached, or the published copy.
    """
    (own,) = con.execute("SELECT current_database()").fetchall()[0]
    parts = [_NONE]
    for database in {own, CONFIDENTIAL} if is_attached(con) else {own}:
        held = _datasets(con, database, "q.is_held")
        parts += [_held(database, table) for name, table in TABLES.items() if _has(held, name)]
        if _has(_datasets(con, database, "NOT q.is_held"), _ASKED.name):
            parts.append(_unreadable(database))
    return f"({' UNION ALL '.join(f'({part})' for part in parts)})"


def _datasets(con: duckdb.DuckDBPyConnection, database: str, which: str) -> list[str]:
    """Datasets of which such records are in quarantine."""
    found = con.execute(
        f"""
        SELECT DISTINCT d.dataset FROM "{database}".ops.quarantine_row AS q
        JOIN "{database}".ops.delivery AS d USING (delivery_id) WHERE {which}
        """
    ).fetchall()
    return [dataset for (dataset,) in found if dataset in DATASETS]


def _has(datasets: list[str], table: str) -> bool:
    """True if one of them fills the table."""
    return any(table in DATASETS[dataset].tables for dataset in datasets)


def _held(database: str, table: VersionedTable) -> str:
    """Records that hold figures. Those that hold one to this day are left out first: nearly all, in one scan."""
    key = names(table.key)
    now_held = {table.name: "known_to IS NULL AND last_confirmed = known_from", f"{table.name}_restated": "false"}
    stated = " UNION ALL ".join(
        f"""
        SELECT source_file, source_row, known_from, {is_held} AS is_held_now, {key} FROM "{database}".core.{name}
        SEMI JOIN (SELECT delivery_id AS source_file, source_row FROM "{database}".ops.quarantine_row WHERE is_held)
        USING (source_file, source_row) WHERE state = 'HELD'
        """
        for name, is_held in now_held.items()
    )
    return f"""
        WITH stated AS MATERIALIZED ({stated}), doubtful AS MATERIALIZED (
            FROM stated ANTI JOIN (SELECT source_file, source_row FROM stated WHERE is_held_now)
            USING (source_file, source_row)
        )
        SELECT source_file AS delivery_id, source_row, min(last_confirmed) AS replaced_on
        FROM doubtful LEFT JOIN (
            SELECT {key}, last_confirmed FROM "{database}".core.{table.name} WHERE known_to IS NULL
        ) USING ({key})
        GROUP BY ALL HAVING bool_and(coalesce(last_confirmed > known_from, false))
    """


def _unreadable(database: str) -> str:
    """Records of which only what their file was asked for is known."""
    table = _ASKED
    of_month = ("period", "period_kind")
    lists = tuple(table.lists.values())
    constant = tuple(n for n in (*table.slice, *table.levels) if n not in of_month)
    within = " AND ".join(
        f"len(o.{column}) > 0 AND len(list_filter(o.{column}, lambda x: NOT list_has_any(l.{column}, {wider}))) = 0"
        for code, column in table.lists.items()
        for wider in (_wider("x") if code in table.prefixes else "[x, '*']",)
    )
    return f"""
        WITH open_row AS (
            SELECT q.delivery_id, q.source_row, d.facts ->> 'period_from' AS first, d.facts ->> 'period_to' AS last
            FROM "{database}".ops.quarantine_row AS q JOIN "{database}".ops.delivery AS d USING (delivery_id)
            WHERE NOT q.is_held AND NOT list_contains(q.rules, '{_OUTSIDE}') AND first IS NOT NULL AND last IS NOT NULL
        ), covering AS (
            SELECT c.*, r.source_file, r.known_from, r.is_official
            FROM "{database}".core.{table.coverage} AS c JOIN "{database}".core.dim_release AS r USING (release_id)
        ), month AS (
            SELECT delivery_id, strftime(unnest(generate_series(
                strptime(first, '%Y%m'), strptime(last, '%Y%m'), INTERVAL 1 MONTH)), '%Y%m') AS period
            FROM (SELECT DISTINCT delivery_id, first, last FROM open_row)
        ), own AS (
            SELECT DISTINCT source_file AS delivery_id, known_from, is_official, {names((*constant, *lists))}
            FROM covering WHERE source_file IN (SELECT delivery_id FROM open_row)
        ), asked AS (
            SELECT o.*, m.period, 'M' AS period_kind FROM own AS o JOIN month AS m USING (delivery_id)
            UNION SELECT o.*, c.period, c.period_kind::VARCHAR FROM own AS o
            JOIN covering AS c ON c.source_file = o.delivery_id
        ), settled AS (
            SELECT o.delivery_id, o.period, o.period_kind, {names(constant, "o")}, min(l.known_from) AS known_from
            FROM asked AS o LEFT JOIN covering AS l
              ON l.is_closed AND l.known_from > o.known_from AND l.is_official >= o.is_official
             AND l.period = o.period AND l.period_kind::VARCHAR = o.period_kind
             AND {" AND ".join(f"l.{name} = o.{name}" for name in constant)} AND {within}
            GROUP BY ALL
        )
        SELECT q.delivery_id, q.source_row, s.replaced_on
        FROM open_row AS q JOIN (
            SELECT delivery_id, max(known_from) AS replaced_on FROM settled
            GROUP BY delivery_id HAVING bool_and(known_from IS NOT NULL)
        ) AS s USING (delivery_id)
    """


def _wider(code: str) -> str:
    """SQL of the prefixes of a code, itself and ``*`` included."""
    return f"list_append([{code}[:n] for n in range(1, length({code}) + 1)], '*')"
