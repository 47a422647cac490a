"""The data dictionary knows every metric, table and dataset by the names that people use."""

from __future__ import annotations

from pathlib import Path

import pytest

from lighting.registry import DATASETS
from warehouse import declared
from warehouse.dictionary import describe
from warehouse.dictionary_page import page, unit_of
from warehouse.metrics import metrics


def test_a_metric_by_name_by_number_and_with_its_schema():
    found = [describe(name) for name in ("ytd_value", "marts.ytd_value", "M02")]
    assert found[0] == found[1] == found[2]
    assert found[0].title == "M02 marts.ytd_value, a view and a table macro"
    assert {"Meaning", "Formula", "Unit"} <= set(found[0].entries)
    columns = {column["column"]: column["meaning"] for column in found[0].columns}
    assert {"period", "value", "reason"} <= set(columns)
    assert all(columns.values())


def test_every_metric_is_described():
    for metric in metrics():
        assert describe(metric.name).columns, metric.name


@pytest.mark.parametrize("name", sorted(DATASETS))
def test_a_dataset_with_its_key_and_where_it_goes(name):
    found = describe(name)
    assert found.title == f"dataset {name}: {DATASETS[name].title}"
    assert found.entries["Key"] == ", ".join(DATASETS[name].key)
    assert [c["column"] for c in found.columns][:2] == (["source_row", "is_typed"] if name != "decisions" else [])


def test_every_table_with_and_without_its_schema():
    for schema in ("core", "ops"):
        for table in declared.tables(schema):
            found = describe(f"{schema}.{table}")
            assert found == describe(table)
            assert found.entries["Meaning"]
            assert len(found.columns) == len(declared.columns(schema, table))
            assert all(column["meaning"] for column in found.columns)
    assert describe("stage.customs_city").title == "stage.customs_city"


def test_an_unknown_name_is_answered_with_those_that_there_are():
    with pytest.raises(
        KeyError, match=r"nothing is named 'fct_trad'; there are .*ytd_value.*customs_query.*core\.fct_trade"
    ):
        describe("fct_trad")


def test_the_page_is_the_present_one():
    """The page is written from the schema; run ``make docs`` where this fails."""
    written = (Path(__file__).parents[2] / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert written == page()
    for table in declared.tables("core"):
        assert f"### core.{table}\n" in written
    for metric in metrics():
        assert f"### marts.{metric.name}\n" in written
    assert "| `value_usd` | DECIMAL(18,2) | USD |" in written
    assert "|  |\n" not in written, "a column without a meaning"


def test_units_stand_in_names():
    assert [unit_of(name) for name in ("value_usd", "own_brand_share", "change_pct_points", "open_days", "value")] == [
        *("USD", "0..1", "percentage points", "days"),
        "",
    ]
