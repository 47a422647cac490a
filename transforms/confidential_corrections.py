"""Corrections of known errors in confidential figures: a list like that of open ones, which is confidential itself."""

from __future__ import annotations

import polars as pl

from transforms.corrections import correction, form, type_list
from transforms.facts import Facts
from transforms.reading.table import TextTable
from transforms.typed import Typed

__all__ = ["FORM", "correction", "type_rows"]

FORM = form("confidential_corrections")


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per correction."""
    del facts
    return type_list(table, schema)
