"""The data dictionary: what tables, columns, metrics and datasets mean."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field

import duckdb

from lighting.registry import DATASETS
from warehouse import declared, metrics, shipped
from warehouse.explain import metric_named


@dataclass(frozen=True)
class Description:
    """What something means.

    Attributes:
        title: its name and kind.
        entries: label to text.
        columns: its columns: name, type, meaning.
    """

    title: str
    entries: dict[str, str]
    columns: list[dict[str, object]] = field(default_factory=list)


def describe(name: str) -> Description:
    """Describe a metric (by name or number), a table (``schema.table`` or its name), or a dataset.

    Raises:
        KeyError: if there is nothing of this name.
    """
    try:
        return _metric(name)
    except KeyError:
        pass
    if name in DATASETS:
        return _dataset(name)
    for schema in ("core", "ops", "stage"):
        table = name.removeprefix(f"{schema}.")
        if table in declared.tables(schema):
            return _table(schema, table)
    known = [m.name for m in metrics.metrics()] + sorted(DATASETS)
    known += [f"{schema}.{table}" for schema in ("core", "ops") for table in declared.tables(schema)]
    raise KeyError(f"nothing is named '{name}'; there are {', '.join(known)}")


def _metric(name: str) -> Description:
    metric = metric_named(name.removeprefix("marts."))
    entries = {label: text for label, text in metric.head.items() if label != "Metric"}
    columns: list[dict[str, object]] = [
        {"column": column, "type": kind, "meaning": meaning}
        for mart, column, kind, meaning in _mart_columns()
        if mart == metric.name
    ]
    title = f"{metric.number} marts.{metric.name}, a view and a table macro"
    return Description(title, entries, columns)


@functools.cache
def _mart_columns() -> list[tuple[str, str, str, str]]:
    """Table, name, type and meaning of the columns of all marts."""
    with duckdb.connect() as con:
        prepare(con)
        return con.execute(
            """
            SELECT table_name, column_name, data_type, comment FROM duckdb_columns()
            WHERE schema_name = 'marts' ORDER BY table_name, column_index
            """
        ).fetchall()


def _dataset(name: str) -> Description:
    entry = DATASETS[name]
    entries = {
        "Feed": entry.feed,
        "Kind": entry.kind,
        "Declared facts": ", ".join(entry.needs) or "none needed",
        "Key": ", ".join(entry.key),
        "Tables": ", ".join(f"core.{table}" for table in entry.tables),
    }
    columns = _columns("stage", name) if name in declared.tables("stage") else []
    return Description(f"dataset {name}: {entry.title}", entries, columns)


def _table(schema: str, table: str) -> Description:
    return Description(f"{schema}.{table}", {"Meaning": declared.comment(schema, table)}, _columns(schema, table))


def _columns(schema: str, table: str) -> list[dict[str, object]]:
    return [{"column": c.name, "type": c.type, "meaning": c.comment} for c in declared.columns(schema, table)]


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Give an empty DuckDB the whole schema with code tables and metrics, such as for a look at their columns."""
    for migration in declared.migrations():
        con.execute(migration.sql)
    shipped.seed(con)
    metrics.install(con)
