"""Typed rows of printed tables by commodity and by partner."""

from __future__ import annotations

import polars as pl

from transforms.facts import ALL, Facts
from transforms.printed.grid import INDENT
from transforms.printed.lines import Line, commodity_lines, partner_lines
from transforms.printed.rows import text_of, type_lines
from transforms.printed.said import Said
from transforms.reading.table import TextTable
from transforms.typed import ReaderResult, Typed

AGREED = (
    ReaderResult("Q05", "block", "passed", "title, unit line, head and manifest agree"),
    ReaderResult("Q08", "block", "passed", "the title names a table of this dataset"),
)


def labels_of(table: TextTable) -> tuple[list[str], list[int]]:
    """Labels as printed, and the blanks before each."""
    labels = text_of(table.columns["name"], table.height)
    return labels, [int(text or 0) for text in text_of(table.columns.get(INDENT), table.height)]


def type_commodities(table: TextTable, said: Said, facts: Facts, schema: pl.Schema) -> Typed:
    """Rows of a table by commodity: the code of the line is its product."""
    labels, indents = labels_of(table)
    lines = commodity_lines(labels, indents)
    return _typed(table, said, facts, schema, lines, {"product_code": "", "partner_code": ALL})


def type_partners(table: TextTable, said: Said, facts: Facts, schema: pl.Schema) -> Typed:
    """Rows of a table by partner, one for each flow: the code of the line is its partner."""
    labels, indents = labels_of(table)
    lines = partner_lines(labels, indents, is_whole=said.is_whole)
    return _typed(table, said, facts, schema, lines, {"product_code": ALL, "partner_code": ""})


def _typed(
    table: TextTable, said: Said, facts: Facts, schema: pl.Schema, lines: list[Line], codes: dict[str, str]
) -> Typed:
    rows, rejects = type_lines(table, said, lines, codes, schema)
    results = list(AGREED) if said.title else list(AGREED[:1])
    return Typed(rows, rejects, results=results, scope=said.scope(facts))
