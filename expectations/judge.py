"""Judge staged rows by the suite of their dataset: which rows go to quarantine, and whether the file is refused.

Two passes of Great Expectations on DuckDB. The first asks only whether each rule holds, in few queries; the second asks
those that failed for every row. Set rules judge the rows that remain after quarantine.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import polars as pl

from expectations import adapter

if TYPE_CHECKING:
    import duckdb
    from great_expectations.core import ExpectationValidationResult
    from great_expectations.expectations.expectation import Expectation

    from expectations.content import Finding
    from expectations.rules import Rule

FEW_ROWS, SHARE_THAT_BLOCKS = 20, 0.05
SAMPLE = 20
RESULT_SCHEMA = pl.Schema(
    {
        "delivery_id": pl.String(),
        "dataset": pl.String(),
        "rule": pl.String(),
        "level": pl.String(),
        "action": pl.String(),
        "outcome": pl.String(),
        "rows_checked": pl.Int64(),
        "rows_failed": pl.Int64(),
        "rows_not_checkable": pl.Int64(),
        "key": pl.String(),
        "measured": pl.String(),
        "allowed": pl.String(),
        "message": pl.String(),
        "sample_rows": pl.List(pl.Int64()),
    }
)
_ROWS_SCHEMA = pl.Schema({"source_row": pl.Int64(), "reason": pl.String()})
JUDGED_SCHEMA = pl.Schema({"source_row": pl.Int64(), "rules": pl.List(pl.String()), "reasons": pl.List(pl.String())})
ROWS, RESULTS, VERDICT, SUITE_RESULT = (
    "judged.parquet",
    "results.parquet",
    "verdict.json",
    "suite.json",
)


@dataclass(frozen=True)
class Work:
    """What is to be judged; plain values, so that another process can be asked.

    Attributes:
        delivery_id: the delivery.
        dataset: its dataset.
        rows: Parquet file of typed rows.
        lookups: folder of code tables.
        scope: facts about the whole file: flow, currency, release_month, released_at.
        reader_results: results of the reader's rules, as dictionaries.
        limits: limits of the rules.
        folder: where to write.
    """

    delivery_id: str
    dataset: str
    rows: Path
    lookups: Path
    scope: dict[str, str]
    reader_results: list[dict[str, Any]]
    limits: dict[str, float]
    folder: Path


@dataclass
class Verdict:
    """What came of it.

    Attributes:
        rule: rule that refuses the file; None if it may be loaded.
        reason: why.
        remedy: what to do.
        quarantined: rows that the suite sets apart.
    """

    rule: str | None = None
    reason: str | None = None
    remedy: str | None = None
    quarantined: int = 0

    @classmethod
    def load(cls, folder: Path) -> Verdict:
        """Read what ``judge`` wrote."""
        return cls(**json.loads((folder / VERDICT).read_text(encoding="utf-8")))


@dataclass
class _Outcome:
    """Result of one rule."""

    rule: Rule
    outcome: str
    checked: int
    failed: int = 0
    not_checkable: int = 0
    rows: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_ROWS_SCHEMA))
    findings: list[dict[str, Any]] = field(default_factory=list)

    def add(self, rows: pl.DataFrame, checked: int) -> None:
        """Add rows that fail among others that were judged apart."""
        self.outcome = "failed"
        self.checked += checked
        self.failed += rows.height
        self.rows = pl.concat([self.rows, rows])


class Judge:
    """Judges one file after the other; loading Great Expectations is what costs, so it is kept.

    Attributes:
        suites: suite modules by dataset.
        con: the database in memory that it judges in.
    """

    def __init__(self, suites: Mapping[str, ModuleType]) -> None:
        adapter.install()
        import great_expectations as gx
        from great_expectations.data_context.types.base import ProgressBarsConfig

        self.suites = suites
        self.context = gx.get_context(mode="ephemeral")
        self.context.variables.progress_bars = ProgressBarsConfig(globally=False)
        self._source = self.context.data_sources.add_sql("staged", connection_string="duckdb:///:memory:judge")
        adapter.write_backslashes_once(self._source.get_execution_engine().engine.dialect)
        driver: Any = self._source.get_engine().raw_connection().driver_connection
        self.con: duckdb.DuckDBPyConnection = driver.duplicate()
        # The other half of the processors reads and loads other files; more threads take more time in sum.
        self.con.execute(f"SET threads = {max(1, (os.cpu_count() or 2) // 2)}")

    def judge(self, work: Work) -> Verdict:
        """Judge the rows of a delivery; writes verdict, quarantined rows, results and the suite's result."""
        from expectations.untyped import failed_rows

        expectations = self.suites[work.dataset].suite(work.scope, work.limits)
        row_rules = [e for e in expectations if _rule(e).level == "row"]
        untyped, untyped_total = failed_rows(self, work, row_rules)
        total = self.lay_out(work, "is_typed")
        set_rules = [e for e in expectations if _rule(e).level == "set"]
        outcomes, raw = self._run_row_rules(work.dataset, row_rules, total)
        remaining = total - _bad_rows(outcomes).height
        for number, rows in untyped.items():
            outcomes[number].add(rows, untyped_total)
        bad = _bad_rows(outcomes)
        self.con.execute("CREATE OR REPLACE TABLE bad (source_row BIGINT)")
        if bad.height:
            self.con.execute(f"INSERT INTO bad SELECT unnest({bad['source_row'].to_list()})")
        self.con.execute("CREATE OR REPLACE VIEW remaining AS FROM typed ANTI JOIN bad USING (source_row)")
        findings, raw_sets = self._run_set_rules(work.dataset, set_rules, remaining)
        outcomes += findings
        raw += raw_sets
        verdict = _verdict(outcomes, total, bad.height)
        bad.write_parquet(work.folder / ROWS)
        _results(work, outcomes).write_parquet(work.folder / RESULTS)
        (work.folder / SUITE_RESULT).write_text(
            json.dumps([r.to_json_dict() for r in raw], ensure_ascii=False), encoding="utf-8"
        )
        (work.folder / VERDICT).write_text(json.dumps(verdict.__dict__, ensure_ascii=False), encoding="utf-8")
        return verdict

    def judge_content(self, warehouse: Path, waivers: Collection[tuple[str, str]], results: Path) -> list[Finding]:
        """Judge the whole content of the warehouse; see ``content.judge_content``."""
        from expectations.content import judge_content

        return judge_content(self, warehouse, waivers, results)

    def lay_out(self, work: Work, which: str) -> int:
        """Lay out those staged rows that meet a condition, with their lookup columns; returns how many."""
        con, suite = self.con, self.suites[work.dataset]
        con.execute(f"CREATE SCHEMA IF NOT EXISTS {work.dataset}")
        con.execute(f"SET schema = '{work.dataset}'")
        for path in sorted(work.lookups.glob("*.parquet")):
            con.execute(f"CREATE OR REPLACE VIEW {path.stem} AS FROM {_parquet(path)}")
        con.execute(f"CREATE OR REPLACE VIEW typed AS FROM {_parquet(work.rows)} WHERE {which}")
        con.execute("CREATE OR REPLACE VIEW explained AS FROM typed")
        for name, select in suite.layout(work.scope, work.limits).items():
            kind = "VIEW" if name == "explained" else "TABLE"
            con.execute(f"CREATE OR REPLACE {kind} {name} AS {select}")
        (total,) = con.execute("SELECT count(*) FROM staged").fetchall()[0]
        (typed,) = con.execute("SELECT count(*) FROM typed").fetchall()[0]
        if total != typed:
            raise ValueError(f"the view of {work.dataset} has {total} rows of {typed}: a lookup is not unique")
        return int(total)

    def _run_row_rules(
        self, dataset: str, expectations: Sequence[Expectation], total: int
    ) -> tuple[list[_Outcome], list[ExpectationValidationResult]]:
        """Ask all at once whether they hold, then those that do not for every row."""
        results = self.validate(dataset, "staged", expectations, "BOOLEAN_ONLY")
        failed = [e for e, result in zip(expectations, results, strict=True) if not result.success]
        in_full = iter(self.validate(dataset, "staged", failed, "COMPLETE"))
        rules = [_rule(e) for e in expectations]
        outcomes = []
        for number, (rule, not_checkable) in enumerate(zip(rules, self._not_checkable(rules), strict=True)):
            checked = total - not_checkable
            if results[number].success:
                results[number].result = {
                    "element_count": total,
                    "unexpected_count": 0,
                    "unexpected_percent": 0.0,
                }
                outcome = "not_checkable" if not_checkable else "passed"
                outcomes.append(_Outcome(rule, outcome, checked, not_checkable=not_checkable))
            else:
                results[number] = next(in_full)
                rows = self.failed_rows(rule, results[number])
                outcomes.append(_Outcome(rule, "failed", checked, rows.height, not_checkable, rows))
        return outcomes, results

    def _run_set_rules(
        self, dataset: str, expectations: Sequence[Expectation], total: int
    ) -> tuple[list[_Outcome], list[ExpectationValidationResult]]:
        """Ask for findings over the rows that remain after quarantine."""
        results = self.validate(dataset, "remaining", expectations, "COMPLETE")
        outcomes = []
        for expectation, result in zip(expectations, results, strict=True):
            findings = list(result.result["details"]["unexpected_rows"])
            outcome = "failed" if findings else "passed"
            outcomes.append(_Outcome(_rule(expectation), outcome, total, len(findings), findings=findings))
        return outcomes, results

    def validate(
        self, schema: str, table: str, expectations: Sequence[Expectation], result_format: str
    ) -> list[ExpectationValidationResult]:
        """One validation of a table; results come in the order of the expectations."""
        import great_expectations as gx

        from expectations.rules import raise_if_broken

        if not expectations:
            return []

        name = f"{schema}.{table}"
        if name not in self._source.get_asset_names():
            asset = self._source.add_table_asset(name, table_name=table, schema_name=schema)
            asset.add_batch_definition_whole_table("all")
        batch = self._source.get_asset(name).get_batch_definition("all").get_batch()
        suite = gx.ExpectationSuite(name=schema)
        for number, expectation in enumerate(expectations):
            copy = expectation.copy(update={"id": None, "meta": {**(expectation.meta or {}), "number": number}})
            suite.expectations.append(copy)
        form: dict[str, Any] = {"result_format": result_format}
        if result_format == "COMPLETE":
            form |= {
                "unexpected_index_column_names": ["source_row"],
                "partial_unexpected_count": SAMPLE,
            }
        with adapter.validating():
            results = batch.validate(suite, result_format=form).results
        self._end_reading()
        raise_if_broken(schema, results)
        return sorted(results, key=_number)

    def _end_reading(self) -> None:
        """End the transaction that Great Expectations leaves open, else it keeps seeing the tables of this file."""
        with self._source.get_execution_engine().get_connection() as connection:
            connection.rollback()

    def failed_rows(self, rule: Rule, result: ExpectationValidationResult) -> pl.DataFrame:
        """Every row of a failed row rule, with its reason."""
        query = result.result["unexpected_index_query"].rstrip("; \n")
        rows = self.con.execute(
            f"""
            SELECT source_row::BIGINT, coalesce({rule.reason}, '{rule.id}')
            FROM explained WHERE source_row IN (SELECT source_row FROM ({query})) ORDER BY source_row
            """
        ).fetchall()
        return pl.DataFrame(rows, schema=_ROWS_SCHEMA, orient="row")

    def _not_checkable(self, rules: Sequence[Rule]) -> list[int]:
        """Rows that each rule cannot judge, in one query."""
        if not rules:
            return []
        parts = [f"count(*) FILTER ({rule.not_checkable or 'false'})" for rule in rules]
        return [int(n) for n in self.con.execute(f"SELECT {', '.join(parts)} FROM staged").fetchall()[0]]


def blocks(failed: int, checked: int) -> bool:
    """True if a row rule fails so often that the file is not what it claims to be."""
    return failed >= FEW_ROWS and failed > SHARE_THAT_BLOCKS * checked


def _number(result: ExpectationValidationResult) -> int:
    config = result.expectation_config
    return int(config.meta["number"]) if config and config.meta else -1


def _rule(expectation: Expectation) -> Rule:
    from expectations.rules import Rule

    return Rule.of(expectation)


def _bad_rows(outcomes: Iterable[_Outcome]) -> pl.DataFrame:
    """Rows for quarantine, one row per record with all its rules and reasons."""
    parts = [
        o.rows.with_columns(pl.lit(o.rule.id).alias("rule"))
        for o in outcomes
        if o.rule.action == "quarantine" and o.failed
    ]
    if not parts:
        return pl.DataFrame(schema=JUDGED_SCHEMA)
    return (
        pl.concat(parts)
        .sort("source_row", "rule", "reason")
        .group_by("source_row", maintain_order=True)
        .agg(pl.col("rule").alias("rules"), pl.col("reason").alias("reasons"))
    )


def _verdict(outcomes: Sequence[_Outcome], total: int, quarantined: int) -> Verdict:
    """The first rule that refuses the file, by its number."""
    del total
    for o in sorted(outcomes, key=lambda o: o.rule.id):
        if o.rule.level == "row" and o.rule.action == "quarantine" and blocks(o.failed, o.checked):
            return Verdict(
                o.rule.id,
                f"{o.failed:,} of {o.checked:,} rows fail {o.rule.id} ({o.rule.what}), more than 5 %; the first is "
                f"row {o.rows['source_row'][0]}: {o.rows['reason'][0]}.",
                "Check that the file is of this dataset and not damaged; a mended file is a new delivery.",
                quarantined,
            )
        if o.rule.level == "set" and o.rule.action == "block" and o.findings:
            more = f" (and {len(o.findings) - 1} more)" if len(o.findings) > 1 else ""
            return Verdict(
                o.rule.id,
                f"{o.findings[0]['message']}{more}.",
                "Ask the sender for a corrected file; it is a new delivery.",
                quarantined,
            )
    return Verdict(quarantined=quarantined)


def _results(work: Work, outcomes: Sequence[_Outcome]) -> pl.DataFrame:
    """Results of the reader's and the suite's rules, one row per rule, one per finding of set rules."""
    rows = [
        {
            "rule": r["rule"],
            "level": "reader",
            "action": r["action"],
            "outcome": r["outcome"],
            "rows_failed": r["rows_failed"],
            "message": r["message"],
        }
        for r in work.reader_results
    ]
    for o in outcomes:
        base = {
            "rule": o.rule.id,
            "level": o.rule.level,
            "action": o.rule.action,
            "outcome": o.outcome,
            "rows_checked": o.checked,
            "rows_failed": o.failed,
            "rows_not_checkable": o.not_checkable,
            "allowed": o.rule.allowed or None,
            "message": o.rule.what,
        }
        if o.findings:
            rows += [
                {
                    **base,
                    "key": str(f["key"]),
                    "measured": str(f["measured"]),
                    "message": f["message"],
                }
                for f in o.findings
            ]
        elif o.failed:
            sample = o.rows["source_row"].head(SAMPLE).to_list()
            first = f"{o.rule.what}: row {sample[0]}: {o.rows['reason'][0]}"
            rows.append({**base, "message": first, "sample_rows": sample})
        elif o.not_checkable:
            unjudged = f"{o.rule.what}: {o.not_checkable:,} of {o.not_checkable + o.checked:,} rows could not be judged"
            rows.append({**base, "message": unjudged})
        else:
            rows.append(base)
    whole = [{**row, "delivery_id": work.delivery_id, "dataset": work.dataset} for row in rows]
    return pl.DataFrame(whole, schema=RESULT_SCHEMA)


def _parquet(path: Path) -> str:
    quoted = str(path).replace("'", "''")
    return f"read_parquet('{quoted}')"
