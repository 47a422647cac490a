"""Spot checks (F08): batches sampled outside the catalogue of legal inspection, by campaign and product group; CSV."""

from __future__ import annotations

import polars as pl

from transforms.cells import RowTyper
from transforms.facts import ALL, Facts
from transforms.printed.numbers import constant, divided, half_unit
from transforms.reading.layout import Field, Layout
from transforms.reading.reading import Format
from transforms.reading.table import TextTable
from transforms.typed import Typed

FORM = Format(
    Layout(
        dataset="spot_checks",
        fields=(
            Field("campaign_id", ("campaign_id", "抽查编号"), required=True),
            Field("year", ("year", "年份"), required=True),
            Field("geo_code", ("geo_code", "地区"), required=True),
            Field("flow", ("flow", "进出口"), required=True),
            Field("product_group", ("product_group", "产品类别"), required=True),
            Field("hs_prefix", ("hs_prefix", "商品编码")),
            Field("selection", ("selection", "抽样方式"), required=True),
            Field("sampled_batches", ("sampled_batches", "抽查批次"), required=True),
            Field("bad_batches", ("bad_batches", "不合格批次"), required=True),
            Field("published_rate_pct", ("published_rate_pct", "公布不合格率(%)"), column="published_share"),
        ),
    )
)
NATION = {"全国": ALL, "nation": ALL, "CN": ALL, ALL: ALL}
"""Spellings of the nation among places."""

_FLOWS = {"X": "X", "出口": "X", "M": "M", "进口": "M", ALL: ALL, "进出口": ALL}
_SELECTIONS = {"RISK": "RISK", "风险": "RISK", "RANDOM": "RANDOM", "随机": "RANDOM"}


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per campaign, year, place, flow and product group; the file has percent, the warehouse has shares."""
    del facts
    typer = RowTyper(table)
    hundred = constant(100, table.height)
    columns = {
        "campaign_id": typer.code("campaign_id"),
        "year": typer.integer("year"),
        "geo_code": typer.choice("geo_code", NATION),
        "flow": typer.choice("flow", _FLOWS),
        "product_group": typer.choice("product_group", {ALL: ALL, "全部": ALL}),
        "hs_prefix": typer.code("hs_prefix"),
        "selection": typer.choice("selection", _SELECTIONS),
        "sampled_batches": typer.integer("sampled_batches"),
        "bad_batches": typer.integer("bad_batches"),
        "published_share": divided(typer.decimal("published_rate_pct", 7, 4), hundred, 9, 6),
        "published_half_unit": divided(half_unit(typer.decimals_printed("published_rate_pct")), hundred, 9, 8),
    }
    rows, rejects = typer.finish(columns, schema)
    return Typed(rows, rejects)


def fct_spot_check(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per campaign, year, place, flow and product group."""
    del facts, scope
    return rows.drop("is_typed", "state")
