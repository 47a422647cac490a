"""Real files through a real night: every record accounted for, every sum as plain Python finds it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.acceptance.files import FILES, FOREIGN
from tests.acceptance.ledger import counts, expected, sums

pytestmark = pytest.mark.slow

by_path = pytest.mark.parametrize("file", FILES, ids=lambda f: f.path)


@pytest.fixture(scope="module")
def found(real):
    """Counts and sums of the files."""
    return counts(real), sums(real)


@by_path
def test_every_record_is_accounted_for_and_adds_up(found, file):
    ledger, totals = found
    assert ledger[file.name] == expected(file)
    assert totals[file.name] == Decimal(file.sum)


def test_the_night_is_published(real):
    assert real.summary.state == "published"
    assert [f for f in real.summary.findings if f["action"] == "block" and f["outcome"] == "failed"] == []
    the_waiver = 1
    assert len(real.summary.handled) == len(FILES) + len(FOREIGN) + the_waiver


def test_files_of_other_kinds_are_refused_by_name(real):
    for path in FOREIGN:
        name = path.rpartition("/")[2]
        handled = real.home.handled(real.summary, name)
        assert (handled.state, handled.rule, handled.dataset) == ("refused", "Q01", None)
        assert handled.reason == f"{name} is of no known dataset: its header is none of theirs."


def test_nothing_else_is_in_quarantine(real):
    assert real.home.one("SELECT count(*) FROM ops.quarantine_row") == sum(f.quarantined for f in FILES) == 24


def test_every_fact_names_its_row(real):
    untraced = """
        SELECT count(*) FROM core.fct_trade AS t
        WHERE source_row NOT BETWEEN 2 AND 41 OR source_file NOT IN (SELECT delivery_id FROM ops.delivery)
    """
    assert real.home.one(untraced) == 0
    assert (
        real.home.one("SELECT count(*) FROM core.fct_trade")
        == sum(f.read for f in FILES if f.dataset == "customs_query")
        == 181
    )
