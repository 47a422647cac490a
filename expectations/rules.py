"""Rules: expectations with a number, an action and a reason in their meta.

A row rule names the rows that fail; a set rule judges the whole file, or the whole content of the warehouse, and names
what it found. The action says what a hit leads to: ``quarantine`` sets the row apart, ``block`` refuses the file (or
stops publishing), ``warn`` is recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import great_expectations.expectations as gxe
from great_expectations.core import ExpectationValidationResult
from great_expectations.expectations.core.unexpected_rows_expectation import (
    UnexpectedRowsExpectation,
)
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.metadata_types import FailureSeverity

Action = Literal["quarantine", "block", "warn"]
Level = Literal["row", "set", "content"]

_SEVERITY = {
    "block": FailureSeverity.CRITICAL,
    "quarantine": FailureSeverity.CRITICAL,
    "warn": FailureSeverity.WARNING,
}


class ExpectNoFinding(UnexpectedRowsExpectation):
    """A query that returns one row per finding: ``key``, ``measured``, ``allowed``, ``message``. None may come."""

    metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.table",)

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: Any = None,
    ) -> dict[str, Any]:
        del execution_engine, runtime_configuration
        findings = metrics["unexpected_rows_query.table"]
        return {
            "success": not findings,
            "result": {"observed_value": len(findings), "details": {"unexpected_rows": findings}},
        }


@dataclass(frozen=True)
class Rule:
    """What the meta of an expectation says.

    Attributes:
        id: number of the rule.
        level: what it judges.
        action: what a hit leads to.
        what: what must hold, in words.
        reason: SQL expression over the staged columns that says what is wrong with a row; row rules only.
        not_checkable: SQL condition for rows that cannot be judged; row rules only.
        allowed: the limit, in words.
        needs: SQL of what must have rows beside the table that is judged, such as a table; content rules only.
    """

    id: str
    level: Level
    action: Action
    what: str
    reason: str = ""
    not_checkable: str = ""
    allowed: str = ""
    needs: Sequence[str] = ()

    @classmethod
    def of(cls, expectation: Expectation) -> Rule:
        """Read the rule from an expectation's meta."""
        meta: Mapping[str, Any] = expectation.meta or {}
        return cls(**{name: meta[name] for name in cls.__dataclass_fields__})

    def meta(self) -> dict[str, Any]:
        """As the meta of an expectation."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def row_rule(
    rule: str,
    action: Action,
    what: str,
    expectation: type[Expectation],
    *,
    reason: str,
    not_checkable: str = "",
    allowed: str = "",
    **arguments: Any,
) -> Expectation:
    """A rule on rows, by a built-in expectation.

    Args:
        rule: number of the rule.
        action: what a hit leads to.
        what: what must hold, in words.
        expectation: the built-in expectation.
        reason: SQL expression that says what is wrong with a row.
        not_checkable: SQL condition for rows that cannot be judged; the expectation must pass over them as nulls.
        allowed: the limit, in words.
        **arguments: arguments of the expectation.
    """
    meta = Rule(rule, "row", action, what, reason, not_checkable, allowed).meta()
    return expectation(meta=meta, severity=_SEVERITY[action], **arguments)


def holds(
    rule: str,
    action: Action,
    what: str,
    column: str,
    *,
    reason: str,
    not_checkable: str = "",
    allowed: str = "",
) -> Expectation:
    """A rule on rows by a computed column that is true where it holds, and null where it cannot be judged."""
    return row_rule(
        rule,
        action,
        what,
        gxe.ExpectColumnValuesToBeInSet,
        reason=reason,
        not_checkable=not_checkable or f"{column} IS NULL",
        allowed=allowed,
        column=column,
        value_set=[True],
    )


def set_rule(
    rule: str,
    action: Action,
    what: str,
    query: str,
    *,
    allowed: str = "",
    level: Level = "set",
    needs: Sequence[str] = (),
) -> Expectation:
    """A rule on the whole, by a query for findings: ``key``, ``measured``, ``allowed``, ``message``.

    Args:
        rule: number of the rule.
        action: what a hit leads to.
        what: what must hold, in words.
        query: SQL over ``{batch}``; literal braces are doubled.
        allowed: the limit, in words.
        level: ``set`` for a file, ``content`` for the whole warehouse.
        needs: SQL of what must have rows for the rule to find anything; content rules only.
    """
    meta = Rule(rule, level, action, what, allowed=allowed, needs=needs).meta()
    return ExpectNoFinding(meta=meta, severity=_SEVERITY[action], unexpected_rows_query=query)


def unique_key(columns: list[str]) -> Expectation:
    """Q40: a business key stands once in a release."""
    named = ", ".join(columns)
    key = " || ' / ' || ".join(f"coalesce({name}::VARCHAR, '?')" for name in columns)
    return set_rule(
        "Q40",
        "block",
        f"no key stands twice ({named})",
        f"""
        WITH suspect AS MATERIALIZED (
            SELECT hash({named}) AS hashed FROM {{batch}} GROUP BY hashed HAVING count(*) > 1
        ), twice AS (
            SELECT {named} FROM {{batch}} SEMI JOIN suspect ON hashed = hash({named})
            GROUP BY {named} HAVING count(*) > 1 LIMIT 50
        )
        SELECT {key} AS key, count(*) AS measured, 1 AS allowed,
               'rows ' || string_agg(source_row::VARCHAR, ', ' ORDER BY source_row) || ' have the same key '
               || {key} AS message
        FROM {{batch}} JOIN twice USING ({named}) GROUP BY {named} ORDER BY min(source_row)
        """,
        allowed="1",
    )


def complete(columns: list[str]) -> Expectation:
    """MISSING: the key and the figure are there. Expects the computed column ``is_complete``."""
    empty = " || ".join(f"CASE WHEN {name} IS NULL THEN ' {name}' ELSE '' END" for name in columns)
    return holds(
        "MISSING",
        "quarantine",
        f"no value is missing in {', '.join(columns)}",
        "is_complete",
        reason=f"'empty:' || {empty}",
    )


def is_complete(columns: list[str], table: str = "typed") -> str:
    """SQL of the computed column that ``complete`` expects."""
    return f"({' AND '.join(f'{table}.{name} IS NOT NULL' for name in columns)}) AS is_complete"


def raise_if_broken(dataset: str, results: Iterable[ExpectationValidationResult]) -> None:
    """Raise what Great Expectations has swallowed: an expectation that could not be asked is a fault.

    Raises:
        RuntimeError: with the messages of all exceptions.
    """
    for result in results:
        info = result.exception_info or {}
        nested = [info] if "raised_exception" in info else list(info.values())
        messages = [str(e["exception_message"]) for e in nested if e.get("raised_exception")]
        if messages:
            kind = result.expectation_config.type if result.expectation_config else "an expectation"
            raise RuntimeError(f"{dataset}: {kind}: {'; '.join(messages)}")
