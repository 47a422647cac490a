"""The customs' flash (F01): the first, preliminary table of goods by month, with the year to date and its growth.

Excel-97 or newer, with title and unit line. The same lines come as CSV under our column names, and as the JSON of a
third party that renders these tables; both have no title, so the manifest says flow and currency, and the values are in
100 million yuan, or in 1 million US dollars.
"""

from __future__ import annotations

import functools
from typing import Any

import polars as pl

from transforms.facts import Facts
from transforms.printed.commodities import type_commodities
from transforms.printed.grid import read_grid
from transforms.printed.said import said_by_manifest, said_by_words
from transforms.printed.tables import NATIONAL, printed_release, printed_rows
from transforms.reading.layout import Field, Layout
from transforms.reading.reading import Format
from transforms.reading.table import SOURCE_ROW, TextTable
from transforms.typed import Typed, refuse

SCALES = {"CNY": 100_000_000, "USD": 1_000_000}
"""Units of the currency in one printed unit where no unit line says it: 亿元, 百万美元."""

_FIELDS = (
    Field("period", ("period", "数据年月")),
    Field("name", ("name", "商品名称"), required=True),
    Field("unit", ("unit", "计量单位"), required=True),
    Field("month_qty", ("month_qty",)),
    Field("month_value", ("month_amt",)),
    Field("ytd_qty", ("ytd_qty",)),
    Field("ytd_value", ("ytd_amt",), required=True),
    Field("prior_ytd_qty", ("prev_ytd_qty",)),
    Field("prior_ytd_value", ("prev_ytd_amt",)),
    Field("ytd_qty_yoy", ("ytd_yoy_qty_pct",)),
    Field("ytd_yoy", ("ytd_yoy_amt_pct",)),
)
_RENDERED = {
    "currentMonth": ("month_qty", "month_value"),
    "ytdCurrentYear": ("ytd_qty", "ytd_value"),
    "ytdSamePeriodLastYear": ("prior_ytd_qty", "prior_ytd_value"),
    "yoyYtdPercent": ("ytd_qty_yoy", "ytd_yoy"),
}


def read_rendered(parsed: Any) -> TextTable:
    """Read the third party's JSON: one line by month, ``{"2025-12": {"name": …, "currentMonth": {"amount": …}}}``.

    Keys that begin with an underscore are remarks.

    Raises:
        FileRefusedError: Q01 for JSON of another form.
    """
    months = {key: value for key, value in parsed.items() if key[:1] != "_"} if isinstance(parsed, dict) else {}
    known = {"name", "unit", "sourceFile", *_RENDERED}
    rows = []
    for number, (month, line) in enumerate(months.items(), start=1):
        if not isinstance(line, dict) or not line.get("name") or not set(line) <= known:
            raise refuse(
                "Q01",
                f"The JSON has no line of a printed table under '{month[:40]}'.",
                "Check that the file is of dataset customs_express.",
            )
        figures = [(line.get(part) or {}).get(what) for part in _RENDERED for what in ("quantity", "amount")]
        rows.append((number, month, line["name"], line.get("unit"), *(None if f is None else str(f) for f in figures)))
    if not rows:
        raise refuse("Q01", "The JSON has no month with a line.", "Check that the file is of dataset customs_express.")
    names = ["period", "name", "unit", *(name for pair in _RENDERED.values() for name in pair)]
    schema = pl.Schema({SOURCE_ROW: pl.Int64(), **dict.fromkeys(names, pl.String())})
    return TextTable.of(pl.DataFrame(rows, schema=schema, orient="row"), {n: n for n in names}, encoding="json")


FORM = Format(
    Layout(dataset="customs_express", fields=_FIELDS),
    json=read_rendered,
    grid=functools.partial(read_grid, dataset="customs_express"),
)


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per line, or per line and month where a column says the month.

    Raises:
        FileRefusedError: Q08, Q05 or MANIFEST; see ``transforms.printed.said``.
    """
    if table.title:
        said = said_by_words(table, facts, "customs_express")
    else:
        said = said_by_manifest(table, facts, is_flash=True, scales=SCALES)
    return type_commodities(table, said, facts, schema)


def fct_trade_printed(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """Figures of the nation as printed."""
    del scope
    return printed_rows(rows, facts, NATIONAL)


def dim_release(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """The release; a flash is never official."""
    del rows, scope
    return printed_release(facts, is_flash=True)
