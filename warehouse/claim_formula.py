"""Formulas of claim tests: arithmetic over named figures, with the interval that their rounding leaves.

A formula is text in the list of claims, so only + - * /, min, max and names are read; nothing is run.
"""

from __future__ import annotations

import ast
import itertools
import math
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

LONGEST, MOST_NAMES, MOST_DIVISIONS = 300, 8, 6
"""What a formula has at most: the ends of all intervals are tried in each divisor, so that work doubles with each."""
_BINARY: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_CALLS: dict[str, Callable[..., float]] = {"min": min, "max": max}


class FormulaError(ValueError):
    """The formula is not arithmetic over the declared figures."""


@dataclass(frozen=True)
class Span:
    """A number and what it can be at least and at most; NULL for an end that nothing bounds."""

    value: float | None
    low: float | None
    high: float | None

    @classmethod
    def exact(cls, value: float | None) -> Span:
        """A number without doubt."""
        return cls(value, value, value)


def names(formula: str) -> set[str]:
    """Names of the figures that a formula reads.

    Raises:
        FormulaError: if it is no such formula.
    """
    return {node.id for node in ast.walk(_parsed(formula)) if isinstance(node, ast.Name)} - set(_CALLS)


def evaluate(formula: str, figures: Mapping[str, Span]) -> Span:
    """The number of a formula, and its least and largest over the intervals of its figures.

    Sums, products and quotients take their extremes at the ends of the intervals, so all combinations of ends are
    tried. A figure without a number leaves none; a quotient by an interval around 0 is not bounded.

    Raises:
        FormulaError: if it names a figure that there is not.
    """
    tree = _parsed(formula)
    used = sorted(names(formula))
    unknown = [name for name in used if name not in figures]
    if unknown:
        raise FormulaError(f"'{formula}' names {', '.join(unknown)}; there are {', '.join(sorted(figures))}")
    values = {name: figures[name].value for name in used}
    if any(value is None for value in values.values()):
        return Span(None, None, None)
    value = _number(tree, {name: float(v) for name, v in values.items() if v is not None})
    if value is None:
        return Span(None, None, None)
    corners = list(_corners(tree, {name: figures[name] for name in used}))
    low, high = min(corners), max(corners)
    return Span(value, None if math.isinf(low) else low, None if math.isinf(high) else high)


def _corners(tree: ast.expr, figures: Mapping[str, Span]) -> Iterator[float]:
    ends = {
        name: sorted({-math.inf if s.low is None else s.low, math.inf if s.high is None else s.high})
        for name, s in figures.items()
    }
    if _divides_by_zero(tree, figures):
        yield from (-math.inf, math.inf)
        return
    for chosen in itertools.product(*ends.values()):
        found = _number(tree, dict(zip(ends, chosen, strict=True)))
        if found is None or math.isnan(found):
            yield from (-math.inf, math.inf)
        else:
            yield found


def _divides_by_zero(tree: ast.expr, figures: Mapping[str, Span]) -> bool:
    """True if a divisor can be 0 within the intervals."""
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            used = {n.id for n in ast.walk(node.right) if isinstance(n, ast.Name)} - set(_CALLS)
            ends = list(_corners(node.right, {name: figures[name] for name in used}))
            if min(ends) <= 0 <= max(ends):
                return True
    return False


def _parsed(formula: str) -> ast.expr:
    if len(formula) > LONGEST:
        raise FormulaError(f"a formula has no more than {LONGEST} characters")
    try:
        tree = ast.parse(formula.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise FormulaError(f"'{formula}' is no formula") from error
    for node in ast.walk(tree):
        if not _is_allowed(node):
            raise FormulaError(f"'{formula}' holds more than + - * /, min, max, numbers and names")
    if len({node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}) > MOST_NAMES:
        raise FormulaError(f"'{formula}' names more than {MOST_NAMES} figures")
    if sum(isinstance(node, ast.Div) for node in ast.walk(tree)) > MOST_DIVISIONS:
        raise FormulaError(f"'{formula}' divides more than {MOST_DIVISIONS} times")
    return tree


def _is_allowed(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, int | float) and not isinstance(node.value, bool)
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in _CALLS and len(node.args) > 1 and not node.keywords
    return isinstance(node, (ast.BinOp, ast.Name, ast.Load, ast.UnaryOp, ast.USub, *_BINARY))


def _number(node: ast.expr, values: Mapping[str, float]) -> float | None:
    """The number of a formula; None where it divides by zero."""
    try:
        return _evaluated(node, values)
    except (ZeroDivisionError, OverflowError):
        return None


def _evaluated(node: ast.expr, values: Mapping[str, float]) -> float:
    if isinstance(node, ast.BinOp):
        return _BINARY[type(node.op)](_evaluated(node.left, values), _evaluated(node.right, values))
    if isinstance(node, ast.UnaryOp):
        return -_evaluated(node.operand, values)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return _CALLS[node.func.id](*(_evaluated(argument, values) for argument in node.args))
    if isinstance(node, ast.Name):
        return values[node.id]
    return float(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, int | float) else math.nan
