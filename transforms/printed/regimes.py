"""The lines of a printed table by trade regime, and typed rows of such a table."""

from __future__ import annotations

import csv
import functools
from collections.abc import Sequence
from importlib import resources

import polars as pl

from transforms.facts import ALL, Facts
from transforms.printed.commodities import AGREED, labels_of
from transforms.printed.lines import TOTAL, Line, with_parts
from transforms.printed.rows import type_lines
from transforms.printed.said import Said
from transforms.printed.words import squeezed
from transforms.reading.table import TextTable
from transforms.typed import Typed


def type_regimes(table: TextTable, said: Said, facts: Facts, schema: pl.Schema) -> Typed:
    """Rows of a table by trade regime, one for each flow: the code of the line is its regime."""
    labels, indents = labels_of(table)
    codes = {"product_code": ALL, "partner_code": ALL, "regime_code": ""}
    columns = {name: code for name, code in codes.items() if name in schema}
    rows, rejects = type_lines(table, said, regime_lines(labels, indents), columns, schema)
    return Typed(rows, rejects, results=list(AGREED), scope=said.scope(facts))


def regime_lines(labels: Sequence[str], indents: Sequence[int]) -> list[Line]:
    """Lines of a table by trade regime. Processing trade and bonded logistics as a whole repeat their regimes."""

    def kind(code: str) -> str:
        return "TOTAL" if code == ALL else "LINE" if code.isdigit() or code not in _names().values() else "GROUP"

    return with_parts(labels, indents, regime_code, kind)


def regime_code(name: str) -> str:
    """Statistical regime of 2 digits, ``ALL`` for the total; a name that no list knows as it is."""
    key = squeezed(name)
    return ALL if key in TOTAL else _names().get(key, name)


@functools.cache
def _names() -> dict[str, str]:
    """Names of regimes, squeezed, and their codes (customs parameter table, and the names of older tables)."""
    text = (resources.files("transforms.printed") / "regimes.csv").read_text(encoding="utf-8")
    return {squeezed(row["name"]): row["regime_code"] for row in csv.DictReader(text.splitlines())}
