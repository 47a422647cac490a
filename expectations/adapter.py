r"""What it takes for Great Expectations to run its SQL metrics on DuckDB.

1. DuckDB must be among the dialects whose connection stays open, else results are fetched after it was given back.
2. The regex metric has no DuckDB form; ``regexp_matches`` is it.
3. The query that names failing rows is a text, in which the dialect writes every backslash of a pattern twice, as
   PostgreSQL once wanted it. DuckDB takes both, so that no row would match a pattern with ``\d``.
4. Four things are asked again and again at a cost: the call stack for every decimal number, the columns of a table in
   every validation, the configuration of an expectation (and the expectation of a configuration) for every single
   argument, and of every part of a metric's identity whether it is a number of NumPy.

Holds for Great Expectations 1.24 with SQLAlchemy 2.0 and duckdb-engine 0.17; a test trips when it no longer does.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Any, SupportsFloat

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")


class _Dialect(str, Enum):  # noqa: UP042 - compared as Great Expectations compares its own
    DUCKDB = "duckdb"


def install() -> None:
    """Make Great Expectations work on DuckDB, without analytics or progress bars; doing it twice changes nothing."""
    import great_expectations.execution_engine.sqlalchemy_execution_engine as engine
    from great_expectations import util as gx_util
    from great_expectations.core import id_dict
    from great_expectations.expectations.metrics import util

    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    if _Dialect.DUCKDB in engine._PERSISTED_CONNECTION_DIALECTS:  # noqa: SLF001 - no public way
        return
    engine._PERSISTED_CONNECTION_DIALECTS = (  # type: ignore[assignment]  # noqa: SLF001
        *engine._PERSISTED_CONNECTION_DIALECTS,  # noqa: SLF001
        _Dialect.DUCKDB,
    )
    _replace(util.get_dialect_regex_expression, _with_duckdb)
    _replace(util.get_sqlalchemy_column_metadata, _once_per_layout)
    _replace(gx_util.convert_decimal_to_float, lambda _: _to_float)
    id_dict.convert_to_json_serializable = _unless_plain(id_dict.convert_to_json_serializable)
    _remember_configurations()


def _to_float(d: SupportsFloat) -> float:
    """Without the look through the call stack that decides on a warning which nobody reads."""
    return float(d)


def _replace(original: Callable[..., Any], make: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    """Put another function in the place of one, wherever it was imported to."""
    replacement = make(original)
    for name, module in list(sys.modules.items()):
        if name.startswith("great_expectations") and getattr(module, original.__name__, None) is original:
            setattr(module, original.__name__, replacement)


def _unless_plain(original: Callable[..., Any]) -> Callable[..., Any]:
    """What JSON knows stays as it is, without the search for other kinds of values."""

    def convert(data: Any) -> Any:
        return data if _is_plain(data) else original(data)

    return convert


def _is_plain(data: Any) -> bool:
    kind = type(data)
    if kind is dict:
        return all(type(key) is str and _is_plain(value) for key, value in data.items())
    if kind is list:
        return all(map(_is_plain, data))
    return kind in {str, int, bool, type(None)}


def write_backslashes_once(dialect: Any) -> None:
    """Make a DuckDB dialect write text as DuckDB reads it."""
    dialect._backslash_escapes = False  # noqa: SLF001 - no public way


def _with_duckdb(original: Callable[..., Any]) -> Callable[..., Any]:
    """The dialect's regex expression, with DuckDB added."""
    import sqlalchemy as sa

    def regex_expression(column: Any, regex: str, dialect: Any, positive: bool = True) -> Any:
        holder = getattr(dialect, "dialect", dialect)
        name = str(getattr(holder, "name", "") or getattr(holder, "__name__", "")).lower()
        if "duckdb" not in name:
            return original(column, regex, dialect, positive)
        matches = sa.func.regexp_matches(column, sa.literal(regex))
        return matches if positive else sa.not_(matches)

    return regex_expression


def _once_per_layout(original: Callable[..., Any]) -> Callable[..., Any]:
    """The columns of a table as they were found before, as long as DuckDB describes it in the same words."""
    import sqlalchemy as sa

    known: dict[tuple[Any, ...], Any] = {}
    described = sa.text(
        """
        SELECT column_name, data_type FROM duckdb_columns()
        WHERE database_name = current_database() AND schema_name = :schema AND table_name = :table ORDER BY column_index
        """
    )

    def column_metadata(execution_engine: Any, table_selectable: Any, schema_name: str | None = None) -> Any:
        if schema_name is None or not isinstance(table_selectable, str):
            return original(execution_engine, table_selectable, schema_name)
        names = {"schema": schema_name, "table": str(table_selectable)}
        layout = tuple(map(tuple, execution_engine.execute_query(described.bindparams(**names)).fetchall()))
        key = (schema_name, str(table_selectable), layout)
        if not layout or key not in known:
            known[key] = original(execution_engine, table_selectable, schema_name)
        return known[key]

    return column_metadata


_made: dict[tuple[str, int], tuple[Any, Any]] | None = None
"""During a validation: what was made of an object, by its identity; the object is kept so that no other has it."""


@contextmanager
def validating() -> Iterator[None]:
    """A validation, during which expectations and their configurations do not change."""
    global _made  # noqa: PLW0603 - of one validation, and there is one at a time
    _made = {}
    try:
        yield
    finally:
        _made = None


def _remember_configurations() -> None:
    """During a validation make the configuration of an expectation, and the expectation of a configuration, once."""
    from great_expectations.expectations.expectation import Expectation
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    configuration = _once(Expectation.configuration.fget)  # type: ignore[attr-defined]
    Expectation.configuration = property(configuration)  # type: ignore[method-assign,assignment]
    ExpectationConfiguration.to_domain_obj = _once(ExpectationConfiguration.to_domain_obj)  # type: ignore[method-assign,assignment]


def _once(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def made(self: Any) -> Any:
        if _made is None:
            return make(self)
        key = make.__name__, id(self)
        if key not in _made:
            _made[key] = self, make(self)
        return _made[key][1]

    return made
