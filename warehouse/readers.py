"""What people ask of the warehouse: what came, what is wrong, what is in it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import duckdb

from lighting.settings import Settings
from warehouse import blocking, confidential, lock, replaced, restoring
from warehouse.confidential import everywhere
from warehouse.connection import NotPublishedError, open_published

Row = dict[str, Any]

SAMPLE_PREFIX = "sample_"


@contextmanager
def ledger_view(settings: Settings) -> Iterator[tuple[duckdb.DuckDBPyConnection, str]]:
    """A connection for looking at the ledger, and what it shows: the warehouse itself, or what is published.

    While a run writes, the published copy is shown, with a note that says who writes.

    Raises:
        NotPublishedError: if there is neither.
    """
    state, con = "", None
    if lock.is_held(settings.lock):
        state = f"A run is at work ({lock.describe(settings.lock)})"
    elif settings.warehouse.is_file():
        try:
            con = duckdb.connect(str(settings.warehouse), read_only=True)
            confidential.attach_to_read(con, settings.warehouse)
        except duckdb.Error as error:
            if con is not None:
                con.close()
                con = None
            why = f"not readable: {str(error).splitlines()[0]}"
            if restoring.tells_of_damage(error):
                why = "damaged; lighting run restores it"
            elif blocking.is_open_elsewhere(error):
                why = f"open elsewhere: {blocking.in_words(error)}"
            state = f"The warehouse is {why.removesuffix('.')}"
        else:
            if not _has_ledger(con):
                con.close()
                con, state = None, "The warehouse was not finished; the next run makes it"
    if con is None:
        if state and not settings.published.is_file():
            raise NotPublishedError(f"{state}. Nothing is published yet.")
        con = open_published(settings.published)
    note = f"{state}. Shown is what was published before, without confidential files." if state else ""
    try:
        yield con, note
    finally:
        con.close()


def _has_ledger(con: duckdb.DuckDBPyConnection) -> bool:
    """False for a file that a run was about to make a warehouse of."""
    found = con.execute("SELECT 1 FROM duckdb_tables() WHERE schema_name = 'ops' AND table_name = 'delivery' LIMIT 1")
    return found.fetchone() is not None


def rows(con: duckdb.DuckDBPyConnection, sql: str, params: Mapping[str, Any] | None = None) -> list[Row]:
    """Rows of a query as dictionaries."""
    found = con.execute(sql, dict(params)) if params else con.execute(sql)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def last_run(con: duckdb.DuckDBPyConnection) -> Row | None:
    """The latest run with its summary; None if there was none."""
    found = rows(con, "SELECT * FROM ops.run ORDER BY run_id DESC LIMIT 1")
    if not found:
        return None
    run = found[0]
    return {**run, "summary": json.loads(run["summary"] or "{}")}


def deliveries_by_state(con: duckdb.DuckDBPyConnection) -> list[Row]:
    """Number of deliveries and rows by dataset and state; releases that the rows of a file tell count too."""
    return rows(
        con,
        f"""
        SELECT coalesce(d.dataset, '?') AS dataset, d.state, count(*) AS deliveries, sum(d.rows_accepted) AS rows,
               sum(d.rows_quarantined) AS quarantined, max(coalesce(d.released_at, r.released_at)) AS latest_release
        FROM {everywhere(con, "ops.delivery")} AS d
        LEFT JOIN (
            SELECT source_file AS delivery_id, max(known_from) AS released_at
            FROM {everywhere(con, "core.dim_release")} GROUP BY ALL
        ) AS r USING (delivery_id)
        GROUP BY ALL ORDER BY dataset, d.state
        """,
    )


def open_points(con: duckdb.DuckDBPyConnection) -> list[Row]:
    """Deliveries on which somebody may have to act: refused, waiting or not finished.

    A refused delivery whose bytes were loaded later under other facts is settled.
    """
    return rows(
        con,
        f"""
        SELECT delivery_id, dataset, file_name, state, rule, reason, remedy, received_at
        FROM {everywhere(con, "ops.delivery")} AS d
        WHERE state IN ('refused', 'waiting', 'received')
          AND NOT EXISTS (
              FROM {everywhere(con, "ops.delivery")} AS o
              WHERE o.sha256 = d.sha256 AND o.state = 'loaded' AND d.state = 'refused'
          )
        ORDER BY state, dataset, file_name
        """,
    )


def all_deliveries(con: duckdb.DuckDBPyConnection) -> list[Row]:
    """Every delivery."""
    return rows(
        con,
        f"""
        SELECT delivery_id, dataset, file_name, state, released_at, rows_accepted, rows_quarantined, rows_set_aside,
               rule, reason
        FROM {everywhere(con, "ops.delivery")} ORDER BY dataset, released_at, file_name
        """,
    )


def quarantine(
    con: duckdb.DuckDBPyConnection, dataset: str | None, rule: str | None, *, is_all: bool = False
) -> list[Row]:
    """Records in quarantine with their reasons; with ``is_all`` also those that a later release has replaced."""
    return rows(
        con,
        f"""
        SELECT d.dataset, d.file_name, q.source_row, q.rules, q.reasons, q.is_held, q.raw_text, q.delivery_id,
               q.is_confidential, r.replaced_on
        FROM {everywhere(con, "ops.quarantine_row")} AS q
        JOIN {everywhere(con, "ops.delivery")} AS d USING (delivery_id)
        LEFT JOIN {replaced.relation(con)} AS r USING (delivery_id, source_row)
        WHERE ($dataset IS NULL OR d.dataset = $dataset) AND ($rule IS NULL OR list_contains(q.rules, $rule))
          AND ($is_all OR r.replaced_on IS NULL)
        ORDER BY d.dataset, d.file_name, q.delivery_id, q.source_row
        """,
        {"dataset": dataset, "rule": rule, "is_all": is_all},
    )


def quarantine_by_rule(con: duckdb.DuckDBPyConnection, *, is_all: bool = False) -> list[Row]:
    """Number of records in quarantine by dataset, file and rule, with the first reason.

    With ``is_all`` also of those that a later release has replaced, and how many they are.
    """
    no_work = "count(*) FILTER (r.replaced_on IS NOT NULL) AS replaced," if is_all else ""
    return rows(
        con,
        f"""
        SELECT d.dataset, d.file_name, u.rule, count(*) AS records, count(*) FILTER (q.is_held) AS figures_held,
               {no_work} arg_min(u.reason, q.source_row) AS first_reason
        FROM {everywhere(con, "ops.quarantine_row")} AS q
        JOIN {everywhere(con, "ops.delivery")} AS d USING (delivery_id)
        LEFT JOIN {replaced.relation(con)} AS r USING (delivery_id, source_row)
        CROSS JOIN LATERAL (SELECT unnest(q.rules) AS rule, unnest(q.reasons) AS reason) AS u
        WHERE $is_all OR r.replaced_on IS NULL
        GROUP BY ALL ORDER BY d.dataset, d.file_name, u.rule
        """,
        {"is_all": is_all},
    )


def confidential_quarantine(settings: Settings) -> list[Row]:
    """Number of confidential records in quarantine by dataset, file and rule; without what stands in them."""
    if not settings.confidential.is_file():
        return []
    with duckdb.connect(str(settings.confidential), read_only=True) as con:
        return [{**row, "first_reason": "(confidential)"} for row in quarantine_by_rule(con)]


def warnings_of_last_run(con: duckdb.DuckDBPyConnection) -> list[Row]:
    """Warnings of the latest run that judged anything."""
    results = everywhere(con, "ops.fct_dq_result")
    return rows(
        con,
        f"""
        SELECT r.dataset, coalesce(d.file_name, '(whole content)') AS file_name, r.rule, r.rows_failed, r.message
        FROM {results} AS r LEFT JOIN {everywhere(con, "ops.delivery")} AS d USING (delivery_id)
        WHERE r.run_id = (SELECT max(run_id) FROM {results}) AND r.action = 'warn' AND r.outcome = 'failed'
        ORDER BY r.dataset, file_name, r.rule
        """,
    )


def content_rules(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Rules that have judged the whole content."""
    results = everywhere(con, "ops.fct_dq_result")
    found = rows(con, f"SELECT DISTINCT rule FROM {results} WHERE level = 'content' ORDER BY rule")
    return [row["rule"] for row in found]


def content_findings(con: duckdb.DuckDBPyConnection, rule: str) -> list[str]:
    """What a rule found in the whole content, by the latest run that judged it."""
    found = rows(
        con,
        f"""
        SELECT DISTINCT key FROM {everywhere(con, "ops.fct_dq_result")}
        WHERE level = 'content' AND outcome IN ('failed', 'waived') AND rule = $rule
          AND run_id = (SELECT max(run_id) FROM {everywhere(con, "ops.fct_dq_result")} WHERE level = 'content')
        ORDER BY key
        """,
        {"rule": rule},
    )
    return [row["key"] for row in found]


def find_deliveries(con: duckdb.DuckDBPyConnection, name: str) -> list[Row]:
    """Deliveries by the beginning of their identifier, or by file name."""
    return rows(
        con,
        f"""
        SELECT delivery_id, dataset, file_name, state FROM {everywhere(con, "ops.delivery")}
        WHERE ($name <> '' AND starts_with(delivery_id, $name)) OR file_name = $name
        ORDER BY received_at DESC, delivery_id
        """,
        {"name": name},
    )


def holds_samples(con: duckdb.DuckDBPyConnection) -> bool:
    """True if a loaded file is one of our sample files: its figures are then no real trade."""
    found = con.execute(
        f"""
        SELECT 1 FROM {everywhere(con, "ops.delivery")}
        WHERE state = 'loaded' AND starts_with(file_name, '{SAMPLE_PREFIX}') LIMIT 1
        """
    ).fetchone()
    return found is not None


def published_mark(settings: Settings) -> str | None:
    """When the published warehouse was published; None if there is none."""
    try:
        with open_published(settings.published) as con:
            row = con.execute("SELECT value FROM ops.setting WHERE name = 'published_at'").fetchone()
    except NotPublishedError:
        return None
    return str(row[0]) if row else None


def corrections(con: duckdb.DuckDBPyConnection) -> list[Row]:
    """Corrections in force, with confidential ones if they are seen, and how many rows of files each has changed."""
    return rows(
        con,
        f"""
        SELECT c.correction_id, c.dataset, c.column_name, c.selector, c.action, c.value, c.expected, c.on_mended,
               count(r.source_row) AS rows_corrected, count(DISTINCT r.delivery_id) AS files, c.is_conflict, c.reason,
               c.told, c.told_on, c.is_confidential
        FROM {everywhere(con, "core.correction")} AS c
        LEFT JOIN {everywhere(con, "ops.corrected_row")} AS r USING (correction_id, is_confidential)
        GROUP BY ALL ORDER BY c.correction_id, c.dataset
        """,
    )
