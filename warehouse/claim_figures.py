"""The figures that claims are set against, read from metrics, facts and other claims as the list of claims says.

A figure is declared as a mapping: where it is read (``from``: a metric ``marts.name`` or a table ``core.name``, with
``arguments`` of the metric and conditions ``where``), which ``column``, and what to ``take`` of the rows; or another
``claim``. Names are checked against what there is, values are bound.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import duckdb

from lighting.registry import DATASETS, SPLIT_TABLES
from warehouse import declared, metrics
from warehouse.claim_formula import Span

NOT_LOADED, NO_DATA, AMBIGUOUS, FAULTY = "NOT_TESTABLE", "NO_DATA", "NOT_TESTABLE", "NOT_TESTABLE"
_NAME = re.compile(r"[a-z_][a-z0-9_]*")
_KEYS = {"from", "arguments", "where", "column", "take", "by", "bound_by", "accept", "feeds", "claim"}
_TAKES = {
    "only": "CASE WHEN count(DISTINCT {c}) <= 1 THEN min({c}) END",
    "count": "count(*)",
    "distinct": "count(DISTINCT {c})",
    "sum": "sum({c})",
    "min": "min({c})",
    "max": "max({c})",
    "share": "avg({c}::BOOLEAN::INTEGER)",
    "first": "arg_min({c}, {by})",
    "last": "arg_max({c}, {by})",
}
_CONDITIONS = {
    "contains": "list_contains({c}, {v})",
    "starts": "starts_with({c}::VARCHAR, {v})",
    "at_least": "{c}::VARCHAR >= {v}",
    "at_most": "{c}::VARCHAR <= {v}",
    "ends": "suffix({c}::VARCHAR, {v})",
    "empty": "({c} IS NULL) = {v}::BOOLEAN",
    "not": "{c}::VARCHAR IS DISTINCT FROM {v}",
}


_SCOPE = ("unit", "geo_basis")
"""What must be that of the claim; a table without such a column is read as if it had it, empty."""
_WRONG = (duckdb.ProgrammingError, duckdb.DataError, duckdb.NotSupportedError)
"""What a test that is declared wrongly comes to; a fault of the disk or the memory is not among them."""


class TestError(ValueError):
    """A test of a claim is not declared as it must be."""

    __test__ = False


@dataclass(frozen=True)
class Figure:
    """A figure and where it was read.

    Attributes:
        value: the number, in the base unit; None if there is none.
        low: least that it can be; None where nothing bounds it.
        high: most that it can be.
        text: the same as text, for words and days.
        rows: rows it was made of.
        reason: why there is none, as a reason code.
        message: the same in words.
        read: where it was read, in words.
        unit: unit of a metric's figure, if its rows have one.
        geo_basis: geographic basis of them.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    text: str | None = None
    rows: int = 0
    reason: str | None = None
    message: str = ""
    read: str = ""
    unit: str | None = None
    geo_basis: str | None = None

    @property
    def span(self) -> Span:
        """The number with its interval."""
        return Span(self.value, self.low, self.high)

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)


class Reader:
    """Reads figures; each is asked for once."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con
        self._known: dict[str, Figure] = {}
        self._loaded = {
            name
            for (name,) in con.execute(
                "SELECT DISTINCT dataset FROM ops.delivery WHERE state = 'loaded' AND rows_accepted > 0"
            ).fetchall()
        }

    def read(self, spec: Mapping[str, Any]) -> Figure:
        """Read one figure.

        Raises:
            TestError: if it is declared wrongly.
        """
        key = json.dumps(spec, sort_keys=True)
        if key not in self._known:
            self._known[key] = self._claim(str(spec["claim"])) if "claim" in spec else self._query(spec)
        return self._known[key]

    def _claim(self, claim_id: str) -> Figure:
        """The number that another claim prints, with the interval of its rounding."""
        row = self._con.execute(
            "SELECT value_base, low_base, high_base FROM ops.claim_stated() WHERE claim_id = ?", [claim_id]
        ).fetchone()
        read = f"claim {claim_id}"
        if row is None or row[0] is None:
            return Figure(reason=NOT_LOADED, message=f"there is no number of claim {claim_id}", read=read)
        return Figure(row[0], row[1], row[2], text=str(row[0]), rows=1, read=read)

    def _query(self, spec: Mapping[str, Any]) -> Figure:
        query = Query(spec)
        absent = self._absent(spec, query)
        if absent:
            return Figure(reason=NOT_LOADED, message=absent, read=query.words)
        try:
            (found,) = self._con.execute(query.figure, query.values).fetchall()
        except _WRONG as error:
            raise TestError(f"{query.words}: {str(error).splitlines()[0]}") from error
        value, text, low, high, rows, reason, unit, geo_basis = found
        if not rows:
            return Figure(reason=NO_DATA, message=f"{query.words} has no such row", read=query.words)
        if value is None and text is None:
            what = f"reason {reason}" if reason else f"{rows} rows that differ"
            return Figure(
                rows=rows, reason=reason or AMBIGUOUS, message=f"{query.words} has no figure: {what}", read=query.words
            )
        return Figure(value, low, high, text, rows, read=query.words, unit=unit, geo_basis=geo_basis)

    def _absent(self, spec: Mapping[str, Any], query: Query) -> str:
        """What is not loaded, in words; empty if there is something to read."""
        needed = _texts(spec.get("feeds"))
        unknown = [name for name in needed if name not in DATASETS]
        if unknown:
            raise TestError(f"there is no feed {', '.join(unknown)}")
        missing = [name for name in needed if name not in self._loaded]
        if missing:
            return f"nothing of {', '.join(missing)} is loaded"
        if query.schema == "core":
            is_filled = self._con.execute(f"SELECT 1 FROM {query.relation} LIMIT 1").fetchone()
            return "" if is_filled else f"{query.relation} is empty"
        feeds = [name.strip() for name in query.feeds]
        return "" if self._loaded & set(feeds) or not feeds else f"nothing of {', '.join(feeds)} is loaded"


class Query:
    """The query of a figure: names are checked, values are bound.

    Attributes:
        schema: core or marts.
        relation: table or metric.
        feeds: feeds of the metric.
        values: bound values.
        words: where it reads, for people.
    """

    def __init__(self, spec: Mapping[str, Any]) -> None:
        odd = set(spec) - _KEYS
        if odd or "from" not in spec:
            raise TestError(
                f"a figure has no {', '.join(sorted(odd))}" if odd else "a figure says where it is read: from"
            )
        self.relation = str(spec["from"])
        self.schema, _, name = self.relation.partition(".")
        metric = next((m for m in metrics.metrics() if self.relation == f"marts.{m.name}"), None)
        is_table = self.schema == "core" and name in declared.tables("core") and self.relation not in SPLIT_TABLES
        if metric is None and not is_table:
            raise TestError(f"there is no metric or table {self.relation} that claims may be tested by")
        self.feeds = metric.head["Feeds"].split(",") if metric else []
        self.values: dict[str, Any] = {}
        self._spec = spec
        self._column = _identifier(spec.get("column", "value"))
        call = ", ".join(f"{_plain(k)} := {self._bind(v)}" for k, v in _pairs(spec, "arguments"))
        self._from = f"{self.relation}({call})" if metric else self.relation
        where = " AND ".join(self._condition(k, v) for k, v in _pairs(spec, "where"))
        self._where = f" WHERE {where}" if where else ""
        self.words = _words(spec)

    @property
    def rows(self) -> str:
        """SQL of the rows behind the figure."""
        return f"SELECT * FROM {self._from}{self._where}"

    @property
    def figure(self) -> str:
        """SQL of the figure: value, text, low, high, rows, reason, unit, geographic basis."""
        take = str(self._spec.get("take", "only"))
        if take not in _TAKES:
            raise TestError(f"there is no way to take '{take}' of the rows; there are {', '.join(_TAKES)}")
        by = _identifier(self._spec["by"]) if "by" in self._spec else "1"
        number = f"try_cast({self._column} AS DOUBLE)" if take not in ("count", "distinct", "share") else self._column
        value = _TAKES[take].format(c=number, by=by)
        text = _TAKES[take].format(c=self._column if take != "sum" else number, by=by)
        low, high = value, value
        if "bound_by" in self._spec:
            sign, plain = _identifier(self._spec["bound_by"]), _identifier(self._spec.get("column", "value"))
            low = f"CASE WHEN bool_or({sign} IN ('<', '<=')) THEN NULL ELSE min(try_cast({plain} AS DOUBLE)) END"
            high = f"CASE WHEN bool_or({sign} IN ('>', '>=')) THEN NULL ELSE max(try_cast({plain} AS DOUBLE)) END"
        is_metric, accepted = self.schema == "marts", _texts(self._spec.get("accept"))
        reason = "min(reason)" if is_metric else "NULL"
        if is_metric and take not in ("count", "distinct"):
            kept = ", ".join(self._bind(code) for code in accepted) or "''"
            stop = f"bool_or(reason IS NOT NULL AND reason NOT IN ({kept}))"
            value, text, low, high = (f"CASE WHEN NOT {stop} THEN {x} END" for x in (value, text, low, high))
        has_unit = is_metric and self._spec.get("column", "value") == "value" and take not in ("count", "distinct")
        scope = ", ".join(
            f"CASE WHEN {has_unit} AND count(DISTINCT {name}) = 1 THEN min({name}::VARCHAR) END" for name in _SCOPE
        )
        named = ", ".join(f"NULL::VARCHAR AS {name}" for name in _SCOPE)
        return (
            f"SELECT ({value})::DOUBLE, ({text})::VARCHAR, ({low})::DOUBLE, ({high})::DOUBLE, count(*), {reason}, "
            f"{scope} "
            f"FROM (FROM ({self.rows}) UNION ALL BY NAME SELECT {named} WHERE false)"
        )

    def _condition(self, column: str, wanted: Any) -> str:
        name = _identifier(column)
        if isinstance(wanted, list):
            return f"{name}::VARCHAR IN ({', '.join(self._bind(str(v)) for v in wanted)})"
        if isinstance(wanted, dict):
            ((how, value),) = wanted.items() if len(wanted) == 1 else (("?", ""),)
            if how not in _CONDITIONS:
                raise TestError(f"a condition on {column} is a value, a list, or one of {', '.join(_CONDITIONS)}")
            return _CONDITIONS[how].format(c=name, v=self._bind(str(value)))
        return f"{name}::VARCHAR = {self._bind(str(wanted))}"

    def _bind(self, value: Any) -> str:
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f"${name}"


def mapping(spec: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The mapping that stands under a name; empty if there is none.

    Raises:
        TestError: if something else stands there.
    """
    found = spec.get(name) or {}
    if not isinstance(found, dict):
        raise TestError(f"{name} is a mapping of names and values")
    return found


def _pairs(spec: Mapping[str, Any], name: str) -> list[tuple[str, Any]]:
    return list(mapping(spec, name).items())


def _texts(found: Any) -> list[str]:
    if found is None:
        return []
    return [str(item) for item in found] if isinstance(found, list) else [str(found)]


def _plain(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise TestError(f"'{name}' is no name")
    return name


def _identifier(name: object) -> str:
    return f'"{_plain(str(name))}"'


def _words(spec: Mapping[str, Any]) -> str:
    """Where a figure is read, as people write it."""
    given = [
        f"{k} {v if isinstance(v, str) else json.dumps(v, ensure_ascii=False)}" for k, v in _pairs(spec, "arguments")
    ]
    given += [f"{k} {v if isinstance(v, str) else json.dumps(v, ensure_ascii=False)}" for k, v in _pairs(spec, "where")]
    take = f"{spec['take']} of " if spec.get("take", "only") != "only" else ""
    column = f"{spec.get('column', 'value')} in " if spec.get("take") != "count" else ""
    return f"{take}{column}{spec['from']}" + (f" ({', '.join(given)})" if given else "")
