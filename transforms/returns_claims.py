"""Returns and claims (F09): exported goods that came back, were claimed for or called back, by event; CSV."""

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
        dataset="returns_claims",
        fields=(
            Field("event_id", ("event_id", "事件编号"), required=True),
            Field("kind", ("kind", "事件类别"), required=True),
            Field("event_date", ("event_date", "发生日期"), required=True),
            Field("uscc", ("uscc", "统一社会信用代码")),
            Field("declaration_no", ("declaration_no", "报关单号")),
            Field("hs8", ("hs8", "商品编码"), required=True),
            Field("partner_code", ("partner_code", "贸易伙伴编码"), required=True),
            Field("qty", ("qty", "数量"), required=True),
            Field("unit", ("unit", "计量单位"), required=True),
            Field("value_usd", ("value_usd", "货值(美元)"), required=True),
            Field("cause", ("cause", "原因"), required=True),
            Field("severity", ("severity", "伤害程度"), required=True),
            Field("status", ("status", "状态"), required=True),
        ),
    )
)
_WORDS = {
    "kind": {"退运": "RETURN", "索赔": "CLAIM", "召回": "RECALL"},
    "cause": {"质量": "QUALITY", "安全": "SAFETY", "物流": "LOGISTICS", "商务": "COMMERCIAL", "不明": "UNKNOWN"},
    "severity": {"无": "NONE", "轻微": "MINOR", "重伤": "SERIOUS_INJURY", "死亡": "DEATH"},
    "status": {"未结": "OPEN", "已结": "CLOSED"},
}


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per event."""
    del facts
    typer = RowTyper(table)
    columns = {name: typer.code(name) for name in ("event_id", "declaration_no", "hs8", "partner_code", "unit")}
    columns["uscc"] = typer.code("uscc").str.to_uppercase()
    for name, words in _WORDS.items():
        columns[name] = typer.choice(name, words | {word: word for word in words.values()})
    columns["event_date"] = typer.date("event_date")
    columns["qty"] = typer.decimal("qty", 18, 3)
    columns["value_usd"] = typer.decimal("value_usd", 18, 2)
    rows, rejects = typer.finish(columns, schema)
    return Typed(rows, rejects)


def fct_return_claim(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per event."""
    del facts, scope
    return rows.drop("is_typed", "state")
