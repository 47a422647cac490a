"""Set the claims against the warehouse: each run reads the figures that the tests name and notes what it found.

The verdict follows in ``marts.claim_verdict``. Nothing here changes a figure.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb

from warehouse.claim_figures import FAULTY, Figure, Reader, TestError, mapping
from warehouse.claim_formula import FormulaError, Span, evaluate, names
from warehouse.connection import transaction
from warehouse.manifest import now
from warehouse.readers import rows

KINDS = ("figure", "bound", "feasible", "text", "note")
VERDICTS = ("reproduced", "consistent", "inconsistent", "scope_mismatch", "not_testable", "qualitative")
_KEYS = {"kind", "figures", "formula", "lower_bound", "upper_bound", "undecided", "agreement", "beside"}
_CHOICES = {"agreement": ("consistent",), "undecided": ("scope_mismatch", "not_testable")}
"""Verdicts that a test may choose; it may make one weaker, and never dictate another."""
MISMATCH = "SCOPE_MISMATCH"
_EMPTY = Span(None, None, None)
_NO_SCOPE: Mapping[str, Any] = {}
_CURRENCIES = {"CNY", "USD"}


@dataclass(frozen=True)
class Checked:
    """What was found for one claim.

    Attributes:
        computed: the figure with its interval, in the base unit.
        text: the same as text.
        lower: what the claimed figure is at least.
        upper: what it is at most.
        figures: the figures that went in.
        beside: further figures.
        reason: why there is no figure, as a reason code; SCOPE_MISMATCH beside what is of the scope of the claim if a
            bound or the figure is not, and is left out.
        message: the same in words.
    """

    computed: Span = _EMPTY
    text: str | None = None
    lower: float | None = None
    upper: float | None = None
    figures: Mapping[str, Figure] = field(default_factory=dict)
    beside: Mapping[str, Span] = field(default_factory=dict)
    reason: str | None = None
    message: str | None = None


def check(con: duckdb.DuckDBPyConnection, run_id: str) -> dict[str, Any]:
    """Check every claim and note it for this run; returns what the report tells of it.

    Returns:
        ``counts``: number of claims by verdict; ``changed``: claims whose verdict is another than after the check
        before, with both; ``before`` is None for a claim that is new.
    """
    found = _found(con)
    with transaction(con):
        _note(con, run_id, found)
        con.execute(
            """
            UPDATE core.fct_claim_check AS k SET verdict = v.verdict FROM ops.claim_verdict_of(run := $run) AS v
            WHERE v.claim_id = k.claim_id AND k.run_id = $run
            """,
            {"run": run_id},
        )
    before = con.execute(
        "SELECT arg_max(run_id, (checked_at, run_id)) FROM core.fct_claim_check WHERE run_id <> ?", [run_id]
    ).fetchall()[0][0]
    noted = "core.fct_claim_check"
    counts = rows(con, f"SELECT verdict, count(*) AS n FROM {noted} WHERE run_id = $run GROUP BY 1", {"run": run_id})
    changed = rows(
        con,
        f"""
        SELECT n.claim_id, b.verdict AS before, n.verdict, n.expected_verdict, n.text_own_words, n.finding
        FROM ops.claim_verdict_of(run := $run) AS n
        LEFT JOIN {noted} AS b ON b.claim_id = n.claim_id AND b.run_id = $before
        WHERE $before IS NOT NULL AND n.verdict IS DISTINCT FROM b.verdict ORDER BY n.claim_id
        """,
        {"run": run_id, "before": before},
    )
    by_verdict = {row["verdict"]: row["n"] for row in counts}
    return {"counts": {v: by_verdict[v] for v in VERDICTS if v in by_verdict}, "changed": changed}


def _found(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """What every claim comes to."""
    asked = "SELECT claim_id, test, value_base, base_unit, geo_basis FROM ops.claim_stated() ORDER BY claim_id"
    listed = rows(con, asked)
    reader = Reader(con)
    return [_noted(row["claim_id"], checked(reader, row["test"], row["value_base"], row)) for row in listed]


def _note(con: duckdb.DuckDBPyConnection, run_id: str, noted: list[dict[str, Any]]) -> None:
    """Write what was found."""
    con.execute("DELETE FROM core.fct_claim_check WHERE run_id = ?", [run_id])
    con.execute(
        """
        INSERT INTO core.fct_claim_check BY NAME
        SELECT u.claim_id, $run AS run_id, $at::TIMESTAMP AS checked_at, u.computed, u.computed_low, u.computed_high,
               u.computed_text, u.lower_bound, u.upper_bound, u.rows_behind, u.reason, u.message, u.figures, u.beside
        FROM (SELECT unnest(from_json($noted,
            '[{"claim_id": "VARCHAR", "computed": "DOUBLE", "computed_low": "DOUBLE", "computed_high": "DOUBLE",
               "computed_text": "VARCHAR", "lower_bound": "DOUBLE", "upper_bound": "DOUBLE", "rows_behind": "BIGINT",
               "reason": "VARCHAR", "message": "VARCHAR", "figures": "VARCHAR", "beside": "VARCHAR"}]'
        )) AS u)
        """,
        {"run": run_id, "at": now().isoformat(), "noted": json.dumps(noted, ensure_ascii=False)},
    )


def checked(reader: Reader, test: str | None, claimed: float | None, scope: Mapping[str, Any] = _NO_SCOPE) -> Checked:
    """What the test of a claim comes to; a test that cannot be asked says so.

    Args:
        reader: of the figures.
        test: as the list of claims has it, JSON.
        claimed: the claimed number in its base unit.
        scope: ``base_unit`` and ``geo_basis`` of the claim.
    """
    if test is None:
        return Checked(reason=FAULTY, message="no test is declared")
    try:
        return _asked(reader, mapping({"test": json.loads(test)}, "test"), claimed, scope)
    except (TestError, FormulaError, json.JSONDecodeError) as error:
        return Checked(reason=FAULTY, message=f"the test cannot be asked: {error}")


def _asked(reader: Reader, test: Mapping[str, Any], claimed: float | None, scope: Mapping[str, Any]) -> Checked:
    odd = sorted(set(test) - _KEYS)
    if odd or test.get("kind") not in KINDS:
        raise TestError(f"a test has no {', '.join(odd)}" if odd else f"kind is one of {', '.join(KINDS)}")
    for name, allowed in _CHOICES.items():
        if test.get(name) is not None and test[name] not in allowed:
            raise TestError(f"{name} is {' or '.join(allowed)}")
    declared = mapping(test, "figures")
    figures = {name: reader.read(mapping(declared, name)) for name in declared}
    spans = {name: figure.span for name, figure in figures.items()}
    beside = {
        name: evaluate(str(formula), {**spans, "claimed": Span.exact(claimed)})
        for name, formula in mapping(test, "beside").items()
    }
    main = _formulas(test, figures)
    if test["kind"] == "text":
        return _words(figures, beside, main)
    return _numbers(test["kind"] == "bound", figures, beside, main, scope)


def _numbers(
    is_bound: bool,
    figures: Mapping[str, Figure],
    beside: Mapping[str, Span],
    main: Mapping[str, str],
    scope: Mapping[str, Any],
) -> Checked:
    """A test of numbers; a formula of another scope is left out, as what is left may be a bound that decides."""
    other = {name: told for name, formula in main.items() if (told := _of_other_scope(formula, figures, scope))}
    kept = {name: formula for name, formula in main.items() if name not in other}
    read = {name for formula in kept.values() for name in names(formula)}
    failed = next((f for name, f in figures.items() if name in read and f.reason is not None), None)
    if failed is not None:
        return Checked(figures=figures, beside=beside, reason=failed.reason, message=failed.message)
    left_out = next(iter(other.values()), None)
    if left_out is not None and not is_bound:
        return Checked(figures=figures, beside=beside, reason=MISMATCH, message=left_out)
    spans = {name: figure.span for name, figure in figures.items()}
    computed = evaluate(kept["formula"], spans) if "formula" in kept else _EMPTY
    lower = evaluate(kept["lower_bound"], spans).low if "lower_bound" in kept else None
    upper = evaluate(kept["upper_bound"], spans).high if "upper_bound" in kept else None
    text = figures[kept["formula"]].text if kept.get("formula") in figures else None
    if left_out is not None:
        return Checked(computed, text, lower, upper, figures, beside, MISMATCH, left_out)
    if (computed.value, lower, upper, text) == (None, None, None, None):
        return Checked(figures=figures, beside=beside, reason="ZERO_DENOM", message="the formula has no number")
    return Checked(computed, text, lower, upper, figures, beside)


def _of_other_scope(formula: str, figures: Mapping[str, Figure], scope: Mapping[str, Any]) -> str | None:
    """How what a formula gives is of another scope than the claim, in words.

    It is where a metric calls a figure that it reads so; unit and basis tell it of a figure that is compared as it is.
    """
    failed = [f for name, f in figures.items() if name in names(formula) and f.reason is not None]
    if failed and all(f.reason == MISMATCH for f in failed):
        return failed[0].message
    figure = figures.get(formula)
    if figure is None:
        return None
    if {figure.unit, scope.get("base_unit")} == _CURRENCIES:
        return f"{figure.read} is in {figure.unit}, the claim in {scope['base_unit']}"
    if figure.geo_basis and scope.get("geo_basis") and figure.geo_basis != scope["geo_basis"]:
        return f"{figure.read} is by basis {figure.geo_basis}, the claim by {scope['geo_basis']}"
    return None


def _words(figures: Mapping[str, Figure], beside: Mapping[str, Span], main: Mapping[str, str]) -> Checked:
    """A test of words or days: the formula names one figure."""
    if main.get("formula") not in figures:
        raise TestError("the formula of words is the name of one figure")
    told = figures[main["formula"]]
    return Checked(
        text=told.text,
        figures=figures,
        beside=beside,
        reason=told.reason,
        message=told.message if told.reason else None,
    )


def _formulas(test: Mapping[str, Any], figures: Mapping[str, Figure]) -> dict[str, str]:
    """The formulas of a test; without any, its only figure is the computed one."""
    found = {name: str(test[name]) for name in ("formula", "lower_bound", "upper_bound") if name in test}
    if not found and len(figures) != 1:
        raise TestError("a test with several figures has a formula")
    constant = next((formula for formula in found.values() if not names(formula)), None)
    if constant is not None:
        raise TestError(f"the formula '{constant}' reads no figure")
    return found or {"formula": next(iter(figures))}


def _noted(claim_id: str, found: Checked) -> dict[str, Any]:
    return {
        "claim_id": claim_id,
        "computed": found.computed.value,
        "computed_low": found.computed.low,
        "computed_high": found.computed.high,
        "computed_text": found.text,
        "lower_bound": found.lower,
        "upper_bound": found.upper,
        "rows_behind": sum(figure.rows for figure in found.figures.values()),
        "reason": found.reason,
        "message": found.message,
        "figures": json.dumps({name: f.plain() for name, f in found.figures.items()}, ensure_ascii=False),
        "beside": json.dumps({name: [s.value, s.low, s.high] for name, s in found.beside.items()}),
    }
