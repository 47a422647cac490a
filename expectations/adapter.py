r"""What it takes for Great Expectations to run its SQL metrics on DuckDB.

1. DuckDB must be among the dialects whose connection stays open, else results are fetched after it was given back.
2. The regex metric has no DuckDB form; ``regexp_matches`` is it.
3. The query that names failing rows is a text, in which the dialect writes every backslash of a pattern twice, as
   PostgreSQL once wanted it. DuckDB takes both, so that no row would match a pattern with ``\d``.

Holds for Great Expectations 1.24 with SQLAlchemy 2.0 and duckdb-engine 0.17; a test trips when it no longer does.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from enum import Enum
from typing import Any

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")


class _Dialect(str, Enum):  # noqa: UP042 - compared as Great Expectations compares its own
    DUCKDB = "duckdb"


def install() -> None:
    """Make Great Expectations work on DuckDB, without analytics or progress bars; doing it twice changes nothing."""
    import great_expectations.execution_engine.sqlalchemy_execution_engine as engine
    from great_expectations.expectations.metrics import util

    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    if _Dialect.DUCKDB in engine._PERSISTED_CONNECTION_DIALECTS:  # noqa: SLF001 - no public way
        return
    engine._PERSISTED_CONNECTION_DIALECTS = (  # type: ignore[assignment]  # noqa: SLF001
        *engine._PERSISTED_CONNECTION_DIALECTS,  # noqa: SLF001
        _Dialect.DUCKDB,
    )
    original = util.get_dialect_regex_expression
    replacement = _with_duckdb(original)
    for name, module in list(sys.modules.items()):
        if name.startswith("great_expectations") and getattr(module, original.__name__, None) is original:
            setattr(module, original.__name__, replacement)


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
