"""Rules over the whole content of the warehouse, judged after loading and before publishing.

Each dataset's suite module may hold ``content(limits)``: rules whose queries read the warehouse. A blocking finding
stops publishing unless a person has waived it by rule and key. A rule over several feeds says in the column ``dataset``
which one it found something about; one is ``not_checkable`` where a table that it needs is empty. Findings of
confidential datasets are read by anybody: their keys and messages must not tell anything of one enterprise.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from expectations.outcome import RESULT_SCHEMA
from lighting.registry import CONFIDENTIAL, DATASETS, SPLIT_TABLES

if TYPE_CHECKING:
    from types import ModuleType

    import duckdb
    from great_expectations.expectations.expectation import Expectation

    from expectations.judge import Judge

BLOCK = "block"
_CONFIDENTIAL_DATASETS = {name for name, entry in DATASETS.items() if entry.is_confidential}
NOT_SHOWN = "(not shown)"
"""Stands for what was measured over confidential rows; the exact number is in the confidential file."""


@dataclass(frozen=True)
class Finding:
    """Something that a content rule found.

    Attributes:
        dataset: dataset of the rule.
        rule: number of the rule.
        action: ``block`` or ``warn``.
        outcome: ``failed``, or ``waived`` by a person.
        key: what it is about; a waiver names it.
        measured: what was measured.
        allowed: the limit.
        message: in words.
    """

    dataset: str
    rule: str
    action: str
    outcome: str
    key: str
    measured: str
    allowed: str
    message: str

    @property
    def blocks(self) -> bool:
        """True if it stops publishing."""
        return self.action == BLOCK and self.outcome == "failed"


def content_of(module: ModuleType, limits: Mapping[str, float]) -> dict[str, list[Expectation]]:
    """The rules of a suite over the whole content, by the table that they read."""
    make: Callable[[Mapping[str, float]], dict[str, list[Expectation]]] | None = getattr(module, "content", None)
    return make(limits) if make else {}


def judge_content(
    judge: Judge,
    warehouse: Path,
    waivers: Collection[tuple[str, str]],
    results: Path,
    limits: Mapping[str, float],
) -> list[Finding]:
    """Judge the whole content.

    Args:
        judge: the judge of this process.
        warehouse: the warehouse file; nobody may have it open for writing.
        waivers: rule and key of findings that a person lets pass.
        results: Parquet file to write results to, columns as ``ops.fct_dq_result`` without ``run_id``.
        limits: limits of the rules.

    Returns:
        All findings, waived ones included.
    """
    rows: list[dict[str, Any]] = []
    findings: list[Finding] = []
    with _attached(judge.con, warehouse) as databases:
        for is_confidential in (False, True):
            names = [n for n in sorted(judge.suites) if (n in _CONFIDENTIAL_DATASETS) == is_confidential]
            _lay_out(judge.con, databases if is_confidential else databases[:1])
            rules = [*_rules(judge.suites, names, limits)]
            for (dataset, _, expectation), hits in zip(rules, _ask(judge, rules), strict=True):
                meta: Mapping[str, Any] = expectation.meta or {}
                found = [_finding(dataset, meta, hit, waivers) for hit in hits or ()]
                unfound = "not_checkable" if hits is None else "passed"
                rows += [_row(finding) for finding in found] or [_unfound(dataset, meta, unfound)]
                findings += [replace(f, measured=NOT_SHOWN) for f in found] if is_confidential else found
    pl.DataFrame(rows, schema=RESULT_SCHEMA).write_parquet(results)
    return findings


def _rules(
    suites: Mapping[str, ModuleType], names: Sequence[str], limits: Mapping[str, float]
) -> Iterator[tuple[str, str, Expectation]]:
    """The rules over the whole content: dataset, the table that it reads, the rule."""
    for dataset in names:
        for table, expectations in content_of(suites[dataset], limits).items():
            for expectation in expectations:
                yield dataset, table, expectation


def _ask(judge: Judge, rules: Sequence[tuple[str, str, Expectation]]) -> list[list[Mapping[str, Any]] | None]:
    """What each rule finds, None if there is nothing for it to judge.

    Those over one table are asked in one validation, whatever dataset they are of.
    """
    found: list[list[Mapping[str, Any]] | None] = [None for _ in rules]
    numbers_of: dict[str, list[int]] = {}
    is_empty = functools.cache(lambda relation: _is_empty(judge.con, relation))
    for number, (_, table, expectation) in enumerate(rules):
        if not any(map(is_empty, (table, *(expectation.meta or {})["needs"]))):
            numbers_of.setdefault(table, []).append(number)
    for table, numbers in numbers_of.items():
        schema, name = table.split(".")
        results = judge.validate(schema, name, [rules[number][2] for number in numbers], "COMPLETE")
        for number, result in zip(numbers, results, strict=True):
            found[number] = result.result["details"]["unexpected_rows"]
    return found


def _is_empty(con: duckdb.DuckDBPyConnection, relation: str) -> bool:
    """True for facts, or a view of what was delivered, without rows: no rule can find anything in them."""
    is_facts = relation.startswith(("core.", "ops.delivered_"))
    return is_facts and con.execute(f"SELECT 1 FROM {relation} LIMIT 1").fetchone() is None


@contextmanager
def _attached(con: duckdb.DuckDBPyConnection, warehouse: Path) -> Iterator[list[str]]:
    """The warehouse and, if there are any, its confidential rows, as long as it takes; their names, it first."""
    parts = {"warehouse": warehouse, CONFIDENTIAL: warehouse.with_name(f"{CONFIDENTIAL}.duckdb")}
    databases = [name for name, path in parts.items() if path.is_file()]
    attached: list[str] = []
    try:
        for name in databases:
            path = str(parts[name]).replace("'", "''")
            con.execute(f"ATTACH '{path}' AS {name} (READ_ONLY)")
            attached.append(name)
        yield databases
    finally:
        for name in attached:
            con.execute(f"DETACH {name}")


def _lay_out(con: duckdb.DuckDBPyConnection, databases: Sequence[str]) -> None:
    """The tables of the warehouse under their own names; only confidential datasets see confidential rows."""
    tables = con.execute(
        """
        SELECT schema_name, table_name FROM duckdb_tables()
        WHERE database_name = 'warehouse' AND schema_name IN ('core', 'ops')
        UNION ALL
        SELECT schema_name, view_name FROM duckdb_views()
        WHERE database_name = 'warehouse' AND schema_name = 'ops'
        """
    ).fetchall()
    for schema, table in tables:
        con.execute(f"CREATE SCHEMA IF NOT EXISTS memory.{schema}")
        read = databases if f"{schema}.{table}" in SPLIT_TABLES else databases[:1]
        rows = " UNION ALL BY NAME ".join(f"FROM {name}.{schema}.{table}" for name in read)
        con.execute(f"CREATE OR REPLACE VIEW memory.{schema}.{table} AS {rows}")


def _finding(
    dataset: str,
    meta: Mapping[str, Any],
    hit: Mapping[str, Any],
    waivers: Collection[tuple[str, str]],
) -> Finding:
    key = str(hit["key"])
    return Finding(
        dataset=str(hit.get("dataset", dataset)),
        rule=meta["id"],
        action=meta["action"],
        outcome="waived" if (meta["id"], key) in waivers else "failed",
        key=key,
        measured=str(hit["measured"]),
        allowed=str(hit["allowed"]),
        message=str(hit["message"]),
    )


def _row(finding: Finding) -> dict[str, Any]:
    return {**asdict(finding), "level": "content"}


def _unfound(dataset: str, meta: Mapping[str, Any], outcome: str) -> dict[str, Any]:
    """The result of a rule that found nothing."""
    base = {"dataset": dataset, "rule": meta["id"], "level": "content", "action": meta["action"]}
    return {**base, "outcome": outcome, "message": meta["what"], "allowed": meta["allowed"] or None}
