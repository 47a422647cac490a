"""The national customs' table of trade by regime (F03), used as control totals: one line per regime, both flows.

The first line is the total. Values are in 1,000 US dollars or in yuan, as the unit line says; ``-`` is no value. The
lines of a flow add up to its total but for rounding; the table has no lines by commodity or partner.
"""

from __future__ import annotations

from functools import partial

import polars as pl

from transforms.facts import Facts
from transforms.printed.grid import read_grid
from transforms.printed.regimes import type_regimes
from transforms.printed.said import said_by_words
from transforms.printed.tables import printed_release, printed_rows
from transforms.reading.layout import Field, Layout
from transforms.reading.reading import Format
from transforms.reading.table import TextTable
from transforms.typed import Typed

NAME = "customs_regime_totals"
FORM = Format(
    Layout(
        dataset=NAME,
        fields=(
            Field("name", ("贸易方式", "Customs Regime", "Trade Mode"), required=True),
            Field("x_month_value", ("出口当月", "export_month"), required=True),
            Field("x_ytd_value", ("出口累计", "export_ytd"), required=True),
            Field("m_month_value", ("进口当月", "import_month"), required=True),
            Field("m_ytd_value", ("进口累计", "import_ytd"), required=True),
        ),
    ),
    grid=partial(read_grid, dataset=NAME),
    html=True,
)


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per regime and flow.

    Raises:
        FileRefusedError: Q05, Q08 where title, unit line, head and manifest disagree or do not say what the table is.
    """
    return type_regimes(table, said_by_words(table, facts, NAME), facts, schema)


def fct_trade_printed(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """Figures of the nation by regime and flow, as printed."""
    del scope
    return printed_rows(rows, facts, NAME)


def dim_release(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """The release of the table."""
    del rows
    return printed_release(facts, is_flash=scope["is_flash"] == "yes")
