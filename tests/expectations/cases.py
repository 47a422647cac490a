"""What a table of cases is made of: a typed row and the rules that it trips, or a whole file and its findings.

A rule is named by its number, or by its number and the beginning of what must hold where a suite has several of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from expectations import limits
from expectations.judge import Judge
from expectations.outcome import RESULTS, ROWS, Verdict, Work
from expectations.rules import Rule
from warehouse import declared

FIRST_ROW = 2


@dataclass(frozen=True)
class Row:
    """A typed row: what differs from a usual one, the rules it trips with their reasons, and those it just passes."""

    values: Mapping[str, Any]
    trips: Mapping[str, str] = field(default_factory=dict)
    passes: Sequence[str] = ()


@dataclass(frozen=True)
class File:
    """A whole file: rows, the set rule that it is about, and its findings as (key, measured, message)."""

    rule: str
    rows: Sequence[Mapping[str, Any]]
    findings: Sequence[tuple[str, str, str]] = ()
    has_bad_rows: bool = False


@dataclass(frozen=True)
class Cases:
    """The cases of a dataset.

    Attributes:
        usual: a row that no rule minds, by its number.
        rows: cases of row rules; all are judged as one file.
        files: cases of set rules; each is a file.
        scope: facts about the file.
    """

    usual: Callable[[int], dict[str, Any]]
    rows: Sequence[Row]
    files: Sequence[File]
    scope: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Judged:
    """What came of a file: the verdict, results by rule, and the rules and reasons of each row in quarantine."""

    verdict: Verdict
    results: pl.DataFrame
    quarantined: dict[int, list[tuple[str, str]]]

    def of(self, rule: Rule) -> dict[str, Any]:
        """The result of a row rule, or of a set rule that found nothing."""
        (found,) = self.results.filter(
            (pl.col("rule") == rule.id) & pl.col("message").str.starts_with(rule.what)
        ).to_dicts()
        return found

    @property
    def findings(self) -> list[tuple[str, str, str, str]]:
        """Findings of set rules: rule, key, what was measured, message."""
        return self.results.filter(pl.col("key").is_not_null()).select("rule", "key", "measured", "message").rows()


class Bench:
    """Judges typed rows with the code tables of a fresh warehouse."""

    def __init__(self, judge: Judge, lookups, folder) -> None:
        self.judge, self._lookups, self._folder, self._count = judge, lookups, folder, 0

    def run(
        self, dataset: str, rows: Sequence[Mapping[str, Any]], scope: Mapping[str, str], **changed: float
    ) -> Judged:
        """Judge rows; they are numbered from the second line on unless they say otherwise."""
        work = self._work(dataset, rows, scope, changed)
        verdict = self.judge.judge(work)
        assert Verdict.load(work.folder) == verdict
        judged = pl.read_parquet(work.folder / ROWS)
        reasons = {n: list(zip(rules, why, strict=True)) for n, rules, why in judged.iter_rows()}
        return Judged(verdict, pl.read_parquet(work.folder / RESULTS), reasons)

    def findings(self, dataset: str, rows: Sequence[Mapping[str, Any]], scope: Mapping[str, str]) -> list[tuple]:
        """Findings of the set rules alone, on rows of which none is bad; a fifth of the time."""
        work = self._work(dataset, rows, scope, {})
        suite = self.judge.suites[dataset]
        total = self.judge.lay_out(work, "is_typed")
        self.judge.con.execute("CREATE OR REPLACE VIEW remaining AS FROM typed")
        rules = [e for e in suite.suite(work.scope, work.limits) if Rule.of(e).level == "set"]
        outcomes, _ = self.judge._run_set_rules(dataset, rules, total)
        return [(o.rule.id, str(f["key"]), str(f["measured"]), f["message"]) for o in outcomes for f in o.findings]

    def _work(self, dataset, rows, scope, changed) -> Work:
        self._count += 1
        folder = self._folder / f"{dataset}-{self._count}"
        folder.mkdir()
        write_rows(dataset, rows, folder / "rows.parquet")
        return Work(
            delivery_id=f"delivery-{self._count}",
            dataset=dataset,
            rows=folder / "rows.parquet",
            lookups=self._lookups,
            scope=dict(scope),
            reader_results=[],
            limits=limits.load(changed),
            folder=folder,
        )

    def rules(self, dataset: str, scope: Mapping[str, str]) -> list[Rule]:
        """The rules of a suite."""
        return [Rule.of(e) for e in self.judge.suites[dataset].suite(scope, limits.load({}))]

    def not_judged(self, rule: Rule) -> set[int]:
        """Rows of the last file that a rule could not judge."""
        rows = self.judge.con.execute(f"SELECT source_row FROM staged WHERE {rule.not_checkable or 'false'}").fetchall()
        return {n for (n,) in rows}


def write_rows(dataset, rows, path) -> None:
    """Write rows in the staged layout."""
    schema = declared.polars_schema("stage", dataset)
    full = [{"source_row": n, "is_typed": True, **row} for n, row in enumerate(rows, start=FIRST_ROW)]
    columns = {name: [row.get(name) for row in full] for name in schema}
    pl.DataFrame([_column(name, columns[name], kind) for name, kind in schema.items()]).write_parquet(path)


def _column(name, values, kind) -> pl.Series:
    if isinstance(kind, pl.Decimal):
        return pl.Series(name, [None if v is None else str(v) for v in values], dtype=pl.String).cast(kind)
    if kind in (pl.Date, pl.Datetime):
        return pl.Series(name, values, dtype=pl.String).str.strptime(kind)
    return pl.Series(name, values, dtype=kind)


def resolve(rules: Sequence[Rule], named: str) -> Rule:
    """The one rule of this name."""
    found = [rule for rule in rules if named == rule.id or f"{rule.id} {rule.what}".startswith(f"{named}")]
    found = [rule for rule in found if named == rule.id or " " in named]
    if len(found) != 1:
        raise LookupError(f"'{named}' names {len(found)} rules: {[f'{r.id} {r.what}' for r in found]}")
    return found[0]


def with_usual(cases: Cases, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows with what they leave out taken from a usual row."""
    return [{**cases.usual(n), **row} for n, row in enumerate(rows)]


def twice(key: str, repeated: dict, other: dict, rows: str = "rows 3, 4") -> list[File]:
    """Files in which a key stands twice, and does not (Q40)."""
    return [
        File("Q40", [{}, repeated, repeated], [(key, "2", f"{rows} have the same key {key}")]),
        File("Q40", [{}, repeated, other]),
    ]
