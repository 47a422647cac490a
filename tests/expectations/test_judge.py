"""Judging a file: what is written, what raises, and that one file leaves nothing behind for the next."""

from __future__ import annotations

import json
from types import ModuleType, SimpleNamespace

import great_expectations.expectations as gxe
import polars as pl
import pytest

from expectations import trading_partners
from expectations.judge import Judge
from expectations.outcome import JUDGED_SCHEMA, RESULT_SCHEMA, RESULTS, ROWS, SUITE_RESULT, VERDICT, blocks
from expectations.rules import Rule, holds, row_rule, set_rule
from tests.expectations.cases import Bench, with_usual
from tests.expectations.conftest import CASES

PARTNERS = CASES["trading_partners"]


@pytest.fixture(scope="module")
def made(_template, tmp_path_factory, judge):
    """A judge whose suites a test can set."""
    return Bench(
        Judge({"trading_partners": trading_partners}), tmp_path_factory.mktemp("none"), tmp_path_factory.mktemp("made")
    )


def _suite(layout, *rules) -> ModuleType:
    return SimpleNamespace(suite=lambda scope, limits: list(rules), layout=lambda scope, limits: layout)


@pytest.fixture
def use(made):
    """Judge rows of partners by a suite of the test's own."""

    def run(layout, *rules, rows=({}, {})):
        made.judge.suites = {"trading_partners": _suite(layout, *rules)}
        return made.run("trading_partners", with_usual(PARTNERS, rows), {})

    return run


PLAIN = {"staged": "FROM typed", "explained": "FROM staged"}
LISTED = row_rule(
    "CODE", "quarantine", "listed", gxe.ExpectColumnValuesToBeInSet, reason="'code ' || partner_code",
    column="partner_code", value_set=["101"],
)  # fmt: skip


def test_a_lookup_that_is_not_unique_raises(use):
    """A join that doubles rows would count them twice; one that loses rows would pass over them."""
    double = {"staged": "SELECT t.* FROM typed AS t JOIN range(2) AS r ON true"}
    with pytest.raises(ValueError, match="the view of trading_partners has 4 rows of 2: a lookup is not unique"):
        use(double, LISTED)
    with pytest.raises(ValueError, match="has 1 rows of 2"):
        use({"staged": "FROM typed LIMIT 1"}, LISTED)


def test_an_expectation_that_cannot_be_asked_raises(use):
    missing = holds("Q99", "warn", "there", "nowhere", reason="'x'")
    with pytest.raises(Exception, match="nowhere"):
        use(PLAIN, missing)
    broken = set_rule("Q99", "warn", "a query", "SELECT nowhere AS key FROM {batch}")
    with pytest.raises(RuntimeError, match=r"trading_partners: .*nowhere"):
        use(PLAIN, broken)


def test_what_is_written(use, made):
    """Verdict, rows in quarantine, results and the suite's own result."""
    result = use(PLAIN, LISTED)
    folder = made._folder / f"trading_partners-{made._count}"
    verdict = json.loads((folder / VERDICT).read_text())
    assert verdict == {"rule": None, "reason": None, "remedy": None, "quarantined": 1}
    assert pl.read_parquet(folder / ROWS).schema == JUDGED_SCHEMA
    assert pl.read_parquet(folder / ROWS).rows() == [(3, ["CODE"], ["code 102"])]
    results = pl.read_parquet(folder / RESULTS)
    assert results.schema == RESULT_SCHEMA
    assert results.select("dataset", "rule", "level", "action", "outcome").rows() == [
        ("trading_partners", "CODE", "row", "quarantine", "failed")
    ]
    assert results["delivery_id"].unique().to_list() == [f"delivery-{made._count}"]
    assert result.of(Rule.of(LISTED))["message"] == "listed: row 3: code 102"
    (suite,) = json.loads((folder / SUITE_RESULT).read_text())
    assert (suite["success"], suite["result"]["unexpected_count"]) == (False, 1)


def test_one_row_has_all_its_reasons_and_a_rule_that_gives_none_its_number(use):
    again = row_rule(
        "CODE", "quarantine", "listed again", gxe.ExpectColumnValuesToBeInSet, reason="NULL::VARCHAR",
        column="partner_code", value_set=["101"],
    )  # fmt: skip
    result = use(PLAIN, LISTED, again)
    assert result.quarantined == {3: [("CODE", "CODE"), ("CODE", "code 102")]}


def test_a_file_leaves_nothing_for_the_next(use):
    """Bad rows, lookups and results are of the file that was judged."""
    assert use(PLAIN, LISTED).quarantined.keys() == {3}
    assert use(PLAIN, LISTED, rows=({"partner_code": "101"},)).quarantined == {}
    count = set_rule(
        "Q99", "warn", "rows", "SELECT 'n' AS key, count(*) AS measured, 0 AS allowed, 'n' AS message FROM {batch}"
    )
    rows = [{"partner_code": code} for code in ("101", "102", "103")]
    assert use(PLAIN, LISTED, count, rows=rows).findings == [("Q99", "n", "1", "n")]


def test_no_rows_at_all(use):
    """A file without typed rows is judged; nothing fails."""
    result = use(PLAIN, LISTED, rows=())
    assert (result.verdict.rule, result.quarantined) == (None, {})
    result = use(PLAIN, LISTED, rows=({"is_typed": False, "partner_code": "999"},))
    assert (result.verdict.rule, result.of(Rule.of(LISTED))["rows_checked"]) == (None, 0)


@pytest.mark.parametrize(
    ("failed", "checked", "is_blocked"),
    [(19, 19, False), (20, 20, True), (20, 399, True), (20, 400, False), (21, 400, True), (0, 0, False)],
)
def test_how_many_failing_rows_block(failed, checked, is_blocked):
    assert blocks(failed, checked) is is_blocked
