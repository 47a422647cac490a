"""A claim in full: what is claimed, what was found, and the rows behind each figure of its test."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import duckdb

from warehouse import declared
from warehouse.claim_figures import Query, TestError, mapping
from warehouse.readers import Row, rows

_OPTIONS = ("family", "product", "place", "partner", "regime", "flow", "currency")
"""Arguments of metrics that ``lighting explain`` takes as options."""


_ALSO = ("unit", "basis", "reason", "vintage_max", "file_name", "source_row")
"""Columns that tell where a row comes from."""


class UnknownClaimError(KeyError):
    """There is no claim of this number; the message lists those that there are."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Read:
    """One figure of a test.

    Attributes:
        name: its name in the formula.
        read: where it is read, in words.
        value: the number.
        low: least that it can be.
        high: most that it can be.
        message: why there is none.
        rows: rows behind it, up to a limit; without columns in which there is nothing.
        brief: the same with the columns that the figure is asked by, and where each row comes from.
        total: number of rows.
        explain: command that shows the facts behind a metric; empty for others.
    """

    name: str
    read: str
    value: float | None
    low: float | None
    high: float | None
    message: str
    rows: list[Row] = field(default_factory=list)
    brief: list[Row] = field(default_factory=list)
    total: int = 0
    explain: str = ""


@dataclass(frozen=True)
class InFull:
    """A claim with its verdict and figures.

    Attributes:
        verdict: its row of ``marts.claim_verdict``.
        figures: the figures of its test, with their rows.
        beside: further figures: value, least, most.
        formulas: the formulas of its test by what they give.
    """

    verdict: Row
    figures: list[Read]
    beside: dict[str, list[float | None]]
    formulas: dict[str, str]


def in_full(con: duckdb.DuckDBPyConnection, claim_id: str, limit: int = 20) -> InFull:
    """A claim with the rows behind it, as they are now.

    Raises:
        UnknownClaimError: if there is none of this number.
    """
    found = rows(
        con, "SELECT * FROM marts.claim_verdict WHERE lower(claim_id) = lower($claim_id)", {"claim_id": claim_id}
    )
    if not found:
        known = con.execute("SELECT string_agg(claim_id, ', ' ORDER BY claim_id) FROM core.fct_claim").fetchall()[0][0]
        raise UnknownClaimError(f"no claim '{claim_id}'; there are {known}")
    verdict = found[0]
    (text,) = con.execute("SELECT test FROM core.fct_claim WHERE claim_id = ?", [verdict["claim_id"]]).fetchall()[0]
    test = json.loads(text) if text else {}
    noted = json.loads(verdict["figures"])
    figures = [_read(con, name, spec, noted.get(name, {}), limit) for name, spec in _declared(test).items()]
    formulas = {name: str(test[name]) for name in ("formula", "lower_bound", "upper_bound") if name in test}
    formulas |= {name: str(formula) for name, formula in _mapped(test, "beside").items()}
    return InFull(verdict, figures, json.loads(verdict["beside"]), formulas)


def _declared(test: Any) -> dict[str, Any]:
    return _mapped(test, "figures")


def _mapped(test: Any, name: str) -> dict[str, Any]:
    """The mapping under a name of a test; empty where the test is declared wrongly, which its finding tells."""
    try:
        return mapping(mapping({"test": test}, "test"), name)
    except TestError:
        return {}


def _read(con: duckdb.DuckDBPyConnection, name: str, spec: Any, noted: Mapping[str, Any], limit: int) -> Read:
    message = str(noted.get("message") or "")
    told = Read(name, str(spec), noted.get("value"), noted.get("low"), noted.get("high"), message)
    if not isinstance(spec, dict):
        return told
    if "claim" in spec:
        return replace(told, read=f"claim {spec['claim']}")
    try:
        query = Query(spec)
        shown = rows(con, f"{_with_files(query)} LIMIT {limit}", query.values)
        (total,) = con.execute(f"SELECT count(*) FROM ({query.rows})", query.values).fetchall()[0]
    except (TestError, duckdb.Error) as error:
        return replace(told, read=str(spec.get("from", "?")), message=message or str(error).splitlines()[0])
    filled = [key for key in (shown[0] if shown else {}) if any(row[key] is not None for row in shown)]
    kept = [{key: row[key] for key in filled} for row in shown]
    asked = [*mapping(spec, "where"), spec.get("column", "value"), spec.get("by"), spec.get("bound_by")]
    named = [key for key in dict.fromkeys([*asked, *_ALSO]) if key in filled]
    brief = [{key: row[key] for key in named} for row in kept]
    return replace(told, read=query.words, rows=kept, brief=brief, total=int(total), explain=_explain(spec))


def _with_files(query: Query) -> str:
    """SQL of the rows of a query; those of facts with the name of their file."""
    if query.schema != "core":
        return query.rows
    columns = {column.name for column in declared.columns("core", query.relation.removeprefix("core."))}
    if "source_file" not in columns:
        return query.rows
    return f"""
        SELECT r.*, coalesce(f.file_name, r.source_file) AS file_name
        FROM ({query.rows}) AS r LEFT JOIN core.dim_source_file AS f USING (source_file)
    """


def _explain(spec: Mapping[str, Any]) -> str:
    """The command that shows the facts behind a figure of a metric, where it asks for one period."""
    schema, _, metric = str(spec["from"]).partition(".")
    arguments, period = mapping(spec, "arguments"), mapping(spec, "where").get("period")
    if schema != "marts" or not isinstance(period, str) or set(arguments) - set(_OPTIONS):
        return ""
    given = "".join(f" --{key} {value}" for key, value in arguments.items())
    return f"lighting explain {metric}{given} --period {period}"
