"""A metric names the feeds whose facts it reads, through all helpers."""

from __future__ import annotations

import pytest

from lighting.registry import DATASETS
from tests.warehouse.marts.test_spot_checks import read_by_macros
from warehouse.metrics import metrics

OF_ONE_FEED = {
    table: filling[0]
    for table in {table for entry in DATASETS.values() for table in entry.tables}
    if table.startswith("fct_") and len(filling := [n for n, e in DATASETS.items() if table in e.tables]) == 1
}
"""Tables of facts that one feed alone fills."""


@pytest.fixture(scope="module")
def reads():
    return read_by_macros()


@pytest.mark.parametrize("metric", metrics(), ids=lambda metric: metric.name)
def test_the_feeds_of_a_metric_are_those_that_it_reads(reads, metric):
    tables = {name.strip("'").removeprefix("core.") for name in reads[f"marts.{metric.name}"]}
    needed = {OF_ONE_FEED[table] for table in tables if table in OF_ONE_FEED}
    assert needed <= set(metric.head["Feeds"].split(", "))


def test_the_tables_are_told_by_their_feed():
    assert OF_ONE_FEED["fct_fx_month"] == "fx_rates"
    assert OF_ONE_FEED["fct_spot_check"] == "spot_checks"
    assert "fct_foreign_notification" not in OF_ONE_FEED
    assert len(OF_ONE_FEED) > 12
