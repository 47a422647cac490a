"""Read, type and shape bytes as a delivery would, without a warehouse."""

from __future__ import annotations

from datetime import datetime
from types import ModuleType
from typing import Any

import polars as pl

from lighting.registry import dataset
from transforms.facts import Facts
from transforms.reading.container import Unpacked, sniff
from transforms.reading.limits import Limits
from transforms.reading.reading import read_unpacked
from transforms.reading.table import TextTable
from transforms.shaping import QUARANTINE_SCHEMA, statements
from transforms.typed import Typed
from warehouse.declared import polars_schema

RELEASED = datetime(2015, 11, 20, 10, 0)


def module_of(name: str) -> ModuleType:
    """The transforms module of a dataset."""
    return dataset(name).transforms


def facts_of(name: str, **declared: Any) -> Facts:
    """Facts of a delivery, released and received on usual days."""
    usual = {"released_at": RELEASED, "received_at": datetime(2026, 1, 1)}
    return Facts(delivery_id="d" * 32, dataset=name, **(usual | declared))


def read(name: str, data: bytes | str, file_name: str = "file.csv") -> TextTable:
    """Text rows of a dataset's file."""
    raw = data.encode() if isinstance(data, str) else data
    return read_unpacked(Unpacked(sniff(raw), raw, file_name), module_of(name).FORM, Limits())


def type_file(name: str, data: bytes | str, **declared: Any) -> Typed:
    """Typed rows of a dataset's file."""
    schema = polars_schema("stage", name)
    typed: Typed = module_of(name).type_rows(read(name, data), facts_of(name, **declared), schema)
    assert typed.rows.schema == schema
    return typed


def shape_rows(name: str, table: str, typed: Typed, held: tuple[int, ...] = (), **declared: Any) -> pl.DataFrame:
    """Rows of a target table; ``held`` rows are quarantined with a readable key, rejected ones are gone."""
    rejected = set(typed.rejects["source_row"].to_list())
    rows = [(n, ["Q16"], [""], n in held, "") for n in sorted(rejected | set(held))]
    quarantine = pl.DataFrame(rows, schema=QUARANTINE_SCHEMA, orient="row")
    stated = statements(typed.rows.lazy(), quarantine)
    scope = {**typed.scope, "all_keys_readable": "yes" if rejected <= set(held) else "no"}
    shaped: pl.LazyFrame = getattr(module_of(name), table)(stated, facts_of(name, **declared), scope)
    return shaped.collect()


def column(frame: pl.DataFrame, name: str) -> list[Any]:
    """A column's values, decimals as text."""
    values = frame[name]
    return values.cast(pl.String).to_list() if values.dtype.is_decimal() else values.to_list()


def reasons(typed: Typed) -> list[tuple[int, str, str]]:
    """Row, rule and reason of every rejected value."""
    return typed.rejects.rows()
