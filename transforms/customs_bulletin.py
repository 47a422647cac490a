"""The customs' monthly bulletin (F02): goods by commodity, and total values by country or region.

Workbooks with title and unit line, and the English pages by country, which are preliminary: they rank as the flash, and
so does the Chinese table of the major countries (主要国别). Values are in 10,000 yuan, 100 million yuan or 1,000 US
dollars, as the unit line says.
"""

from __future__ import annotations

import functools

import polars as pl

from transforms.facts import Facts
from transforms.printed.commodities import type_commodities, type_partners
from transforms.printed.grid import read_grid
from transforms.printed.said import said_by_words
from transforms.printed.tables import NATIONAL, printed_release, printed_rows
from transforms.reading.layout import Layout
from transforms.reading.reading import Format
from transforms.reading.table import TextTable
from transforms.typed import Typed

FORM = Format(
    Layout(dataset="customs_bulletin", fields=()),
    grid=functools.partial(read_grid, dataset="customs_bulletin"),
    html=True,
)


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per line of a table by commodity, one per line and flow of a table by partner.

    Raises:
        FileRefusedError: Q08 or Q05; see ``transforms.printed.said``.
    """
    said = said_by_words(table, facts, "customs_bulletin")
    make = type_commodities if said.table == "commodity" else type_partners
    return make(table, said, facts, schema)


def fct_trade_printed(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """Figures of the nation as printed."""
    del scope
    return printed_rows(rows, facts, NATIONAL)


def dim_release(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """The release; preliminary where the words of its title or the manifest say so."""
    del rows
    return printed_release(facts, is_flash=scope["is_flash"] == "yes")
