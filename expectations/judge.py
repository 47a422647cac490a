"""Judge staged rows by the suite of their dataset: which rows go to quarantine, and whether the file is refused.

Two passes of Great Expectations on DuckDB. The first asks only whether each rule holds, in few queries; the second asks
those that failed for every row. Set rules judge the rows that remain after quarantine.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import polars as pl

from expectations import adapter
from expectations.outcome import (
    PASSED,
    RESULTS,
    ROWS,
    ROWS_SCHEMA,
    SAMPLE,
    SUITE_RESULT,
    Outcome,
    Verdict,
    Work,
    bad_rows,
    let_pass,
    result_rows,
    verdict_of,
)

if TYPE_CHECKING:
    import duckdb
    from great_expectations.core import ExpectationValidationResult
    from great_expectations.expectations.expectation import Expectation

    from expectations.content import Finding
    from expectations.rules import Rule


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
        remaining = total - let_pass(bad_rows(outcomes), work.let_pass)[0].height
        for number, rows in untyped.items():
            outcomes[number].add(rows, untyped_total)
        bad, passed = let_pass(bad_rows(outcomes), work.let_pass)
        self.con.execute("CREATE OR REPLACE TABLE bad (source_row BIGINT)")
        if bad.height:
            self.con.execute(f"INSERT INTO bad SELECT unnest({bad['source_row'].to_list()})")
        self.con.execute("CREATE OR REPLACE VIEW remaining AS FROM typed ANTI JOIN bad USING (source_row)")
        findings, raw_sets = self._run_set_rules(work.dataset, set_rules, remaining)
        outcomes += findings
        raw += raw_sets
        verdict = verdict_of(outcomes, total, bad.height)
        bad.write_parquet(work.folder / ROWS)
        if passed.height:
            passed.write_parquet(work.folder / PASSED)
        result_rows(work, outcomes).write_parquet(work.folder / RESULTS)
        (work.folder / SUITE_RESULT).write_text(
            json.dumps([r.to_json_dict() for r in raw], ensure_ascii=False), encoding="utf-8"
        )
        verdict.save(work.folder)
        return verdict

    def judge_content(
        self, warehouse: Path, waivers: Collection[tuple[str, str]], results: Path, limits: Mapping[str, float]
    ) -> list[Finding]:
        """Judge the whole content of the warehouse; see ``content.judge_content``."""
        from expectations.content import judge_content

        return judge_content(self, warehouse, waivers, results, limits)

    def lay_out(self, work: Work, which: str) -> int:
        """Lay out those staged rows that meet a condition, with their lookup columns; returns how many."""
        con, suite = self.con, self.suites[work.dataset]
        con.execute(f"CREATE SCHEMA IF NOT EXISTS {work.dataset}")
        con.execute(f"SET schema = '{work.dataset}'")
        for path in sorted(work.lookups.glob("*.parquet")):
            con.execute(f"CREATE OR REPLACE VIEW {path.stem} AS FROM {_parquet(path)}")
        con.execute(f"CREATE OR REPLACE VIEW typed AS FROM {_parquet(work.rows)} WHERE {which}")
        con.execute("CREATE OR REPLACE TABLE asked (source_row BIGINT)")
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
    ) -> tuple[list[Outcome], list[ExpectationValidationResult]]:
        """Ask all at once whether they hold, then those that do not for every row."""
        results = self.validate(dataset, "staged", expectations, "BOOLEAN_ONLY")
        failed = [e for e, result in zip(expectations, results, strict=True) if not result.success]
        in_full = self.validate(dataset, "staged", failed, "COMPLETE")
        found = zip(in_full, self.failed_rows([_rule(e) for e in failed], in_full), strict=True)
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
                outcomes.append(Outcome(rule, outcome, checked, not_checkable=not_checkable))
            else:
                results[number], rows = next(found)
                outcomes.append(Outcome(rule, "failed", checked, rows.height, not_checkable, rows))
        return outcomes, results

    def _run_set_rules(
        self, dataset: str, expectations: Sequence[Expectation], total: int
    ) -> tuple[list[Outcome], list[ExpectationValidationResult]]:
        """Ask for findings over the rows that remain after quarantine."""
        results = self.validate(dataset, "remaining", expectations, "COMPLETE")
        outcomes = []
        for expectation, result in zip(expectations, results, strict=True):
            findings = list(result.result["details"]["unexpected_rows"])
            outcome = "failed" if findings else "passed"
            outcomes.append(Outcome(_rule(expectation), outcome, total, len(findings), findings=findings))
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

    def failed_rows(
        self, rules: Sequence[Rule], results: Sequence[ExpectationValidationResult]
    ) -> Iterator[pl.DataFrame]:
        """Every row of failed row rules, with its reason; what reasons need is read once for all of them."""
        queries = [result.result["unexpected_index_query"].rstrip("; \n") for result in results]
        if not queries:
            return
        any_of = " UNION ".join(f"SELECT source_row FROM ({query})" for query in queries)
        self.con.execute(f"INSERT INTO asked {any_of}")
        self.con.execute("CREATE OR REPLACE TABLE failing AS FROM explained SEMI JOIN asked USING (source_row)")
        for rule, query in zip(rules, queries, strict=True):
            rows = self.con.execute(
                f"""
                SELECT source_row::BIGINT, coalesce({rule.reason}, '{rule.id}')
                FROM failing WHERE source_row IN (SELECT source_row FROM ({query})) ORDER BY source_row
                """
            ).fetchall()
            yield pl.DataFrame(rows, schema=ROWS_SCHEMA, orient="row")

    def _not_checkable(self, rules: Sequence[Rule]) -> list[int]:
        """Rows that each rule cannot judge, in one query."""
        if not rules:
            return []
        parts = [f"count(*) FILTER ({rule.not_checkable or 'false'})" for rule in rules]
        return [int(n) for n in self.con.execute(f"SELECT {', '.join(parts)} FROM staged").fetchall()[0]]


def _number(result: ExpectationValidationResult) -> int:
    config = result.expectation_config
    return int(config.meta["number"]) if config and config.meta else -1


def _rule(expectation: Expectation) -> Rule:
    from expectations.rules import Rule

    return Rule.of(expectation)


def _parquet(path: Path) -> str:
    quoted = str(path).replace("'", "''")
    return f"read_parquet('{quoted}')"
