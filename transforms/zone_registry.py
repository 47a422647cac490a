"""Registry of demonstration zones (F14): their status by level and time; CSV, Chinese or English heads."""

from __future__ import annotations

import polars as pl

from transforms.cells import RowTyper
from transforms.facts import Facts
from transforms.reading.layout import Field, Layout
from transforms.reading.reading import Format
from transforms.reading.table import TextTable
from transforms.typed import Typed

FORM = Format(
    Layout(
        dataset="zone_registry",
        fields=(
            Field("zone_id", ("zone_id", "示范区编号"), required=True),
            Field("name_zh", ("name_zh", "示范区名称")),
            Field("industry_code", ("industry_code", "产业"), required=True),
            Field("province_code", ("province_code", "省份代码"), required=True),
            Field("prefecture_code", ("prefecture_code", "地市代码"), required=True),
            Field("level", ("level", "级别"), required=True),
            Field("status", ("status", "状态"), required=True),
            Field("batch_no", ("batch_no", "批次")),
            Field("status_from", ("status_from", "状态起始日期"), required=True),
            Field("status_to", ("status_to", "状态终止日期")),
            Field("source_ref", ("source_ref", "来源")),
        ),
    )
)
_LEVELS = {"地市级": "PREF", "市级": "PREF", "省级": "PROV", "国家级": "NATIONAL"}
_STATES = {"创建中": "BUILDING", "建设中": "BUILDING", "已授牌": "AWARDED", "已撤销": "REVOKED"}
_WORDS = {word: word for word in (*_LEVELS.values(), *_STATES.values())}


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per zone, level and status."""
    del facts
    typer = RowTyper(table)
    columns = {name: typer.code(name) for name in ("zone_id", "province_code", "prefecture_code", "source_ref")}
    columns |= {name: typer.date(name) for name in ("status_from", "status_to")}
    columns["industry_code"] = typer.code("industry_code").str.to_uppercase()
    columns["level"] = typer.choice("level", _LEVELS | _WORDS)
    columns["status"] = typer.choice("status", _STATES | _WORDS)
    columns["batch_no"] = typer.integer("batch_no")
    columns["name_zh"] = typer.text("name_zh")
    rows, rejects = typer.finish(columns, schema)
    return Typed(rows, rejects)


def fct_zone_status(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per zone, level and status."""
    del facts, scope
    return rows.drop("is_typed", "state")
