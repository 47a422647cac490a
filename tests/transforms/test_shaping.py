"""Accepted rows make statements, held ones hold their figure, the other quarantined rows say nothing."""

from __future__ import annotations

import polars as pl
import pytest

from transforms.shaping import KEY_RULES, QUARANTINE_SCHEMA, mark_held, measured, statements

ROWS = pl.LazyFrame(
    {
        "source_row": [2, 3, 4, 5],
        "period": ["201510", None, "201510", "201510"],
        "hs8": ["1", "2", "3", "4"],
        "value": [7, 8, 9, 10],
    }
)
KEY = ("period", "hs8")


def quarantine(*entries):
    schema = pl.Schema({"source_row": pl.Int64, "rules": pl.List(pl.String), "reasons": pl.List(pl.String)})
    return pl.DataFrame(
        [(row, list(rules), ["why"] * len(rules)) for row, rules in entries], schema=schema, orient="row"
    )


def held(*entries, key=KEY):
    marked = mark_held(ROWS, quarantine(*entries), key)
    return marked["source_row"].to_list(), marked["is_held"].to_list()


def test_a_row_with_a_readable_key_is_held():
    assert held((5, ["Q16"]), (2, ["Q17", "Q20"])) == ([5, 2], [True, True])


def test_a_row_without_a_whole_key_is_not():
    assert held((3, ["Q16"])) == ([3], [False])


def test_a_record_that_never_became_a_row_is_not():
    assert held((99, ["Q16"])) == ([99], [False])


@pytest.mark.parametrize("rule", sorted(KEY_RULES))
def test_a_rule_on_the_key_puts_it_in_doubt(rule):
    assert held((2, ["Q16", rule])) == ([2], [False])


def test_figures_without_versions_are_never_held():
    assert held((2, ["Q16"]), key=()) == ([2], [False])


def test_statements():
    marked = mark_held(ROWS, quarantine((2, ["Q16"]), (4, ["Q10"])), KEY)
    marked = marked.with_columns(pl.lit("").alias("raw_text")).select(QUARANTINE_SCHEMA.names())
    stated = statements(ROWS, marked).with_columns(measured("value")).collect()
    assert stated.select("source_row", "state", "value").rows() == [(2, "HELD", None), (3, "V", 8), (5, "V", 10)]


def test_without_quarantine_every_row_states_its_value():
    stated = statements(ROWS, pl.DataFrame(schema=QUARANTINE_SCHEMA)).with_columns(measured("value")).collect()
    assert stated["state"].unique().to_list() == ["V"]
    assert stated["value"].to_list() == [7, 8, 9, 10]
