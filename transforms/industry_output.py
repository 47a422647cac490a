"""Figures of industries (F18): output, sales, export delivery and imports by place and year, one per source; CSV."""

from __future__ import annotations

import polars as pl

from transforms.cells import RowTyper
from transforms.facts import Facts
from transforms.printed.numbers import half_unit
from transforms.reading.layout import Field, Layout
from transforms.reading.reading import Format
from transforms.reading.table import TextTable
from transforms.spot_checks import NATION
from transforms.typed import Typed

FORM = Format(
    Layout(
        dataset="industry_output",
        fields=(
            Field("year", ("year", "年份"), required=True),
            Field("geo_code", ("geo_code", "地区"), required=True),
            Field("industry_code", ("industry_code", "产业"), required=True),
            Field("scope", ("scope", "口径"), required=True),
            Field("measure", ("measure", "指标"), required=True),
            Field("source_ref", ("source_ref", "来源"), required=True),
            Field("operator", ("operator", "限定"), required=True),
            Field("value", ("value", "数值"), required=True, column="amount", unit="that of the column unit"),
            Field("unit", ("unit", "单位"), required=True),
            Field("published_on", ("published_on", "公布日期"), required=True),
        ),
    )
)
UNITS = {"YUAN": 1, "WAN_YUAN": 10_000, "YI_YUAN": 100_000_000, "USD": 1}
"""Units of the currency in one unit of the printed figure."""

_WORDS = {
    "scope": {"产业集群": "CLUSTER", "全部": "ALL", "全行业": "ALL", "规模以上": "ABOVE_SCALE"},
    "measure": {
        "产值": "OUTPUT",
        "总产值": "OUTPUT",
        "销售额": "SALES",
        "出口交货值": "EXPORT_DELIVERY",
        "进口额": "IMPORT",
    },
    "operator": {"超过": ">", "≥": ">=", "不少于": ">=", "不足": "<", "≤": "<=", "不超过": "<=", "约": "~"},
    "unit": {"元": "YUAN", "万元": "WAN_YUAN", "亿元": "YI_YUAN", "美元": "USD"},
}


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per year, place, industry, scope, measure and source, the figure as printed."""
    del facts
    typer = RowTyper(table)
    columns = {
        "year": typer.integer("year"),
        "geo_code": typer.choice("geo_code", NATION),
        "industry_code": typer.code("industry_code").str.to_uppercase(),
        "source_ref": typer.text("source_ref"),
        "amount": typer.decimal("value", 18, 6),
        "amount_half_unit": half_unit(typer.decimals_printed("value")),
        "published_on": typer.date("published_on"),
    }
    for name, words in _WORDS.items():
        columns[name] = typer.choice(name, words | {word: word for word in words.values()})
    rows, rejects = typer.finish(columns, schema)
    return Typed(rows, rejects)


def fct_industry_output(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per year, place, industry, scope, measure and source; values in units of the currency."""
    del facts, scope
    scale = pl.col("unit").replace_strict(UNITS, return_dtype=pl.Int64).cast(pl.Decimal(38, 0))

    def in_currency(name: str, decimals: int) -> pl.Expr:
        return (pl.col(name).cast(pl.Decimal(38, 10)) * scale).cast(pl.Decimal(24, decimals))

    return rows.with_columns(
        in_currency("amount", 2).alias("value"),
        in_currency("amount_half_unit", 4).alias("value_half_unit"),
        pl.when(pl.col("unit") == "USD").then(pl.lit("USD")).otherwise(pl.lit("CNY")).alias("currency"),
    ).drop("is_typed", "state", "amount", "amount_half_unit")
