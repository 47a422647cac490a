"""Members of a demonstration zone (F13): the zone office's workbook, Chinese or English heads."""

from __future__ import annotations

import polars as pl

from transforms.cells import RowTyper
from transforms.facts import Facts
from transforms.reading.layout import Field, Layout
from transforms.reading.reading import Format
from transforms.reading.table import TextTable
from transforms.typed import Typed

_ZH = {
    "zone_id": "示范区编号",
    "name_zh": "企业名称",
    "uscc": "统一社会信用代码",
    "customs_code": "海关编码",
    "town_code": "镇区",
    "batch_no": "批次",
    "entry_date": "入区日期",
    "other_names": "其他名称",
    "exit_date": "退出日期",
    "is_leading": "龙头企业",
    "size_class": "企业规模",
    "ownership": "企业性质",
    "quality_class": "质量类别",
    "has_traceability": "可追溯体系",
    "has_qms": "质量管理体系",
    "has_intl_cert": "国际认证",
    "own_brand_share": "自主品牌比重",
    "patents": "专利数",
}
_CODES = ("zone_id", "uscc", "customs_code", "town_code", "size_class", "ownership")
_FLAGS = ("is_leading", "has_traceability", "has_qms", "has_intl_cert")
_NUMBERS = ("batch_no", "quality_class", "patents")
_OTHERS = ("name_zh", "other_names", "entry_date", "exit_date", "own_brand_share")
_REQUIRED = {"zone_id", "uscc", "entry_date"}

FORM = Format(
    Layout(
        dataset="zone_roster",
        fields=tuple(
            Field(name, (name, _ZH[name]), name in _REQUIRED) for name in (*_CODES, *_FLAGS, *_NUMBERS, *_OTHERS)
        ),
    )
)


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per zone, enterprise and entry."""
    del facts
    typer = RowTyper(table)
    columns = {name: typer.code(name) for name in _CODES}
    columns |= {name: columns[name].str.to_uppercase() for name in ("uscc", "customs_code")}
    columns |= {name: typer.boolean(name) for name in _FLAGS}
    columns |= {name: typer.integer(name) for name in _NUMBERS}
    columns |= {name: typer.date(name) for name in ("entry_date", "exit_date")}
    columns |= {name: typer.text(name) for name in ("name_zh", "other_names")}
    columns["own_brand_share"] = typer.decimal("own_brand_share", 9, 6)
    rows, rejects = typer.finish(columns, schema)
    return Typed(rows, rejects)


def fct_zone_membership(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per zone, enterprise and entry."""
    del facts, scope
    return rows.drop("is_typed", "state")
