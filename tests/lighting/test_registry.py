"""One entry per dataset, from which everything else about it is found by name."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec

import pytest

from lighting import versioned
from lighting.registry import DATASETS, dataset
from warehouse import declared, latest, lookups
from warehouse.digest import IN
from warehouse.manifest import KEYS

FEEDS = [entry for entry in DATASETS.values() if entry.kind != "decision"]


@pytest.mark.parametrize("entry", FEEDS, ids=lambda entry: entry.name)
def test_a_dataset_has_its_rooms_tables_and_facts(entry):
    assert find_spec(f"transforms.{entry.name}") is not None
    assert find_spec(f"expectations.{entry.name}") is not None
    assert entry.name in declared.tables("stage")
    staged = {column.name for column in declared.columns("stage", entry.name)}
    assert set(entry.key) <= staged, "the key is one of typed rows"
    assert set(entry.tables) <= set(declared.tables("core"))
    assert set(entry.needs) <= set(KEYS)
    assert set(entry.lookups) <= set(lookups.TABLES)
    assert re.fullmatch(r"F\d\d", entry.feed) or entry.tables == ("correction",), "a list of our own is no feed"
    assert all(f"core.{table}" in IN for table in entry.tables)


@pytest.mark.parametrize("entry", FEEDS, ids=lambda entry: entry.name)
def test_what_a_dataset_loads_can_be_loaded(entry):
    known = set(versioned.TABLES) | set(latest.TABLES) | {"dim_release", *versioned.COVERAGE}
    assert set(entry.tables) <= known
    assert any(table in versioned.TABLES or table in latest.TABLES for table in entry.tables)
    is_versioned = any(table in versioned.TABLES for table in entry.tables)
    assert is_versioned == ("dim_release" in entry.tables) == (entry.rank > 0) == (entry.kind == "trade")


@pytest.mark.parametrize("table", versioned.TABLES.values(), ids=lambda table: table.name)
def test_a_table_in_two_times_is_declared_as_its_entry_says(table):
    names = (table.name, f"{table.name}_restated")
    figures, restated = ({c.name for c in declared.columns("core", name)} for name in names)
    times = {"is_official", "is_first_release", "known_to", "last_confirmed"}
    assert figures - restated == times
    assert restated <= figures
    assert ({"period", "period_kind"} <= set(table.key)) == table.is_periodic
    assert {*table.key, "state", "known_from", "source_file", "source_row"} < restated
    assert set(table.slice) <= set(table.key)
    assert set(table.prefixes) <= set(table.lists)
    assert {*table.lists, *table.levels.values()} <= set(table.key)
    if table.coverage:
        said = {c.name for c in declared.columns("core", table.coverage)}
        own = {"release_id", "is_closed", "selection_is_closed", "has_rows"}
        assert {*own, *table.slice, *table.lists.values(), *table.levels} == said
        users = [entry for entry in DATASETS.values() if table.name in entry.tables]
        assert users
        assert all(table.coverage in entry.tables for entry in users)


def test_names_are_unique_and_like_the_modules():
    assert all(name == entry.name for name, entry in DATASETS.items())
    assert len({entry.title for entry in DATASETS.values()}) == len(DATASETS)
    entry = dataset("customs_query")
    assert entry.transforms.__name__ == "transforms.customs_query"
    assert entry.suite.__name__ == "expectations.customs_query"


def test_an_unknown_dataset_is_answered_with_those_that_there_are():
    with pytest.raises(KeyError, match=r"no dataset 'customs'; there are: .*customs_city, .*customs_query, "):
        dataset("customs")


def test_leaves_load_nothing_heavy():
    heavy = "{'polars', 'duckdb', 'great_expectations', 'prefect', 'pandas', 'pyarrow'}"
    leaves = "lighting.registry, lighting.settings, lighting.versioned"
    code = f"import sys, {leaves}; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
