"""One entry per dataset, from which everything else about it is found by name."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec

import pytest

from lighting.registry import DATASETS, dataset
from warehouse import declared, latest, lookups, versions
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
    assert re.fullmatch(r"F\d\d", entry.feed)
    assert all(f"core.{table}" in IN for table in entry.tables)


@pytest.mark.parametrize("entry", FEEDS, ids=lambda entry: entry.name)
def test_what_a_dataset_loads_can_be_loaded(entry):
    known = set(versions.TABLES) | set(latest.TABLES) | {"dim_release", "release_coverage"}
    assert set(entry.tables) <= known
    assert any(table in versions.TABLES or table in latest.TABLES for table in entry.tables)
    is_versioned = any(table in versions.TABLES for table in entry.tables)
    assert is_versioned == ("dim_release" in entry.tables) == (entry.rank > 0) == (entry.kind == "trade")


def test_names_are_unique_and_like_the_modules():
    assert all(name == entry.name for name, entry in DATASETS.items())
    assert len({entry.title for entry in DATASETS.values()}) == len(DATASETS)
    entry = dataset("customs_query")
    assert entry.transforms.__name__ == "transforms.customs_query"
    assert entry.suite.__name__ == "expectations.customs_query"


def test_an_unknown_dataset_is_answered_with_those_that_there_are():
    with pytest.raises(KeyError, match=r"no dataset 'customs'; there are: customs_city, customs_query,.*zone_roster"):
        dataset("customs")


def test_leaves_load_nothing_heavy():
    heavy = "{'polars', 'duckdb', 'great_expectations', 'prefect', 'pandas', 'pyarrow'}"
    code = f"import sys, lighting.registry, lighting.settings; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
