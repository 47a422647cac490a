"""Formulas of claim tests: arithmetic with intervals, and nothing else."""

from __future__ import annotations

import pytest

from warehouse.claim_formula import FormulaError, Span, evaluate


@pytest.mark.parametrize(
    ("formula", "span"),
    [
        ("a + b", (5, 4, 6)),
        ("a - b", (-1, -2, 0)),
        ("a * -b", (-6, -9, -3)),
        ("b / a", (1.5, 3 / 3, 3 / 1)),
        ("min(a, b) * 2", (4, 2, 6)),
        ("a / (b - 3)", (None, None, None)),
        ("a / c", (2, None, None)),
        ("a + open", (12, 11, None)),
        ("a * nothing", (None, None, None)),
        ("(a + b) / 5 - 1", (0, -0.2, 0.2)),
    ],
)
def test_formulas_with_their_intervals(formula, span):
    figures = {
        "a": Span(2, 1, 3), "b": Span.exact(3), "c": Span(1, -1, 2), "open": Span(10, 10, None),
        "nothing": Span(None, None, None),
    }  # fmt: skip
    found = evaluate(formula, figures)
    assert (found.value, found.low, found.high) == pytest.approx(span)


@pytest.mark.parametrize(
    "formula",
    ["a.b", "f(a)", "a ** 9", "a if a else b", "[a]", "a <", "'a'", "x + 1", "min(a)", "a" * 301, "__import__('os')"],
)
def test_a_formula_is_arithmetic_only(formula):
    with pytest.raises(FormulaError):
        evaluate(formula, {"a": Span.exact(1), "b": Span.exact(2)})


@pytest.mark.parametrize("formula", ["1/(" * 70 + "a" + ")" * 70, "1" + " / a" * 7, "1 / (" * 7 + "a" + ")" * 7])
def test_a_formula_divides_six_times_at_most(formula):
    """Divisors in divisors double the work; the last of these is short and is refused by their number alone."""
    with pytest.raises(FormulaError):
        evaluate(formula, {"a": Span(2, 1, 3)})


def test_six_quotients_in_each_other_are_answered():
    found = evaluate("1 / (" * 6 + "a" + ")" * 6, {"a": Span(2, 1, 4)})
    assert (found.value, found.low, found.high) == (2, 1, 4)


def test_ten_billion_as_half_of_the_world_is_less_than_china_alone_sells():
    """A year of 10 billion yuan as more than half of the world, against five months of the nation in dollars."""
    figures = {
        "city": Span.exact(10),
        "rate": Span.exact(6.2284),
        "share": Span.exact(0.5),
        "nation": Span.exact(16.477),
    }
    formulas = ("city / rate / share", "nation / (city / rate / share)", "city / rate / (nation / 5 * 12)")
    assert [round(evaluate(f, figures).value, 4) for f in formulas] == [3.2111, 5.1313, 0.0406]
