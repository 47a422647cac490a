"""What Great Expectations lacks on DuckDB is supplied; each part is needed, so that it can go when it no longer is."""

from __future__ import annotations

import great_expectations.expectations as gxe
import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Engine

from expectations import adapter
from expectations.rules import raise_if_broken


@pytest.fixture
def table(judge):
    """A table of codes, and a way to ask an expectation about it."""
    con = judge._judge.con
    con.execute("CREATE SCHEMA IF NOT EXISTS adapted")
    con.execute(
        """
        CREATE OR REPLACE TABLE adapted.codes AS
        SELECT * FROM (VALUES (2, '94051000', 1.5), (3, '9405', NULL), (4, NULL, 2.5), (5, 'A\\B', -1))
        AS t (source_row, code, n)
        """
    )

    def ask(*expectations, form="COMPLETE"):
        return judge._judge.validate("adapted", "codes", list(expectations), form)

    return ask


def test_without_it_nothing_can_be_asked(table, judge, monkeypatch):
    """Great Expectations as it comes: results cannot be fetched, patterns cannot be written, other rows are named."""
    import great_expectations.execution_engine.sqlalchemy_execution_engine as engine
    from great_expectations.expectations.metrics import util

    digits = gxe.ExpectColumnValuesToMatchRegex(column="code", regex=r"^\d+$")
    source, con = judge._judge._source, judge._judge.con
    monkeypatch.setattr(source.get_execution_engine().engine.dialect, "_backslash_escapes", True)
    (found,) = table(digits)
    assert found.result["unexpected_count"] == 1
    assert len(con.execute(found.result["unexpected_index_query"]).fetchall()) == 3
    monkeypatch.undo()
    (found,) = table(digits)
    assert len(con.execute(found.result["unexpected_index_query"]).fetchall()) == 1
    as_it_comes = util.get_dialect_regex_expression.__closure__[0].cell_contents
    assert as_it_comes.__module__ == util.__name__
    assert as_it_comes(sa.column("code"), "^a$", source.get_execution_engine().engine.dialect) is None
    kept = engine._PERSISTED_CONNECTION_DIALECTS
    monkeypatch.setattr(engine, "_PERSISTED_CONNECTION_DIALECTS", tuple(d for d in kept if d.value != "duckdb"))
    with pytest.raises(RuntimeError):
        table(digits)


def test_installing_twice_changes_nothing():
    import great_expectations.execution_engine.sqlalchemy_execution_engine as engine
    from great_expectations.expectations.metrics import util

    adapter.install()
    before = engine._PERSISTED_CONNECTION_DIALECTS, util.get_dialect_regex_expression
    adapter.install()
    assert (engine._PERSISTED_CONNECTION_DIALECTS, util.get_dialect_regex_expression) == before
    assert [d.value for d in before[0]].count("duckdb") == 1


def test_other_dialects_keep_their_patterns():
    from great_expectations.expectations.metrics.util import get_dialect_regex_expression

    adapter.install()
    found = get_dialect_regex_expression(sa.column("code"), "^a$", postgresql)
    written = str(found.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))
    assert written == "code ~ '^a$'"


@pytest.mark.parametrize(
    ("pattern", "rows"),
    [(r"^\d{8}$", [3, 5]), ("^[0-9]{8}$", [3, 5]), (r"^(?:\d{4}|\d{8})$", [5]), (r"^A\\B$", [2, 3]), ("^9'?", [5])],
)
def test_patterns(table, judge, pattern, rows):
    """Counts and the rows that the query names agree, with backslashes and quotes in the pattern; null passes."""
    (found,) = table(gxe.ExpectColumnValuesToMatchRegex(column="code", regex=pattern))
    assert found.result["unexpected_count"] == len(rows)
    named = judge._judge.con.execute(found.result["unexpected_index_query"]).fetchall()
    assert sorted(row[-1] if isinstance(row[-1], int) else row[0] for row in named) == rows


def test_patterns_that_must_not_match(table):
    (found,) = table(gxe.ExpectColumnValuesToNotMatchRegex(column="code", regex=r"^\d+$"))
    assert found.result["unexpected_count"] == 2


def test_what_the_suites_use_works(table):
    """Results come in the order of the expectations, with counts of nulls and of rows that fail."""
    found = table(
        gxe.ExpectColumnValuesToBeBetween(column="n", min_value=0),
        gxe.ExpectColumnValuesToBeInSet(column="code", value_set=["94051000", "9405", "A\\B"]),
        gxe.ExpectColumnValuesToNotBeInSet(column="code", value_set=["A\\B"]),
        gxe.ExpectColumnValuesToBeBetween(column="n", min_value=-1, strict_min=True),
    )
    assert [r.success for r in found] == [False, True, False, False]
    assert [r.result["unexpected_count"] for r in found] == [1, 0, 1, 1]
    assert found[0].result["missing_count"] == 1
    assert table(form="BOOLEAN_ONLY") == []


def test_what_cannot_be_asked_raises(table):
    """Great Expectations reports a column that is not there as a failed check; here it is a fault."""
    with pytest.raises(RuntimeError, match=r"adapted: expect_column_values_to_be_in_set: .*nowhere"):
        table(gxe.ExpectColumnValuesToBeInSet(column="nowhere", value_set=[1]))
    raise_if_broken("adapted", table(gxe.ExpectColumnValuesToBeInSet(column="code", value_set=[])))


def test_tables_that_change_are_seen(table, judge):
    """No transaction is left open in which the old rows would still stand."""
    expectation = gxe.ExpectColumnValuesToBeInSet(column="code", value_set=["x"])
    assert not table(expectation)[0].success
    judge._judge.con.execute("CREATE OR REPLACE TABLE adapted.codes AS SELECT 2 AS source_row, 'x' AS code, 1 AS n")
    assert table(expectation)[0].success
    engine: Engine = judge._judge._source.get_execution_engine().engine
    assert engine.dialect._backslash_escapes is False


def test_columns_that_change_are_seen(table, judge):
    """The columns of a table are remembered; another layout under the same name is another table."""
    table(gxe.ExpectColumnValuesToBeInSet(column="code", value_set=["x"]))
    judge._judge.con.execute("CREATE OR REPLACE TABLE adapted.codes AS SELECT 2 AS source_row, 'x' AS other")
    assert table(gxe.ExpectColumnValuesToBeInSet(column="other", value_set=["x"]))[0].success
    with pytest.raises(RuntimeError, match="code"):
        table(gxe.ExpectColumnValuesToBeInSet(column="code", value_set=["x"]))
