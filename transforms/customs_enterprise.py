"""Figures by enterprise (F06): HS8 by customs code, partner and trade regime, by month. Confidential.

A CSV in our layout, one row per enterprise, month, code, partner, regime, flow and currency, without totals.
"""

from __future__ import annotations

import polars as pl

from transforms.cells import RowTyper
from transforms.customs_query import UNITS
from transforms.facts import Facts
from transforms.reading.layout import Field, Layout
from transforms.reading.reading import Format
from transforms.reading.table import SOURCE_ROW, TextTable
from transforms.releases import asked_months, release_row
from transforms.selection import declared_or_not, is_declared, reject_outside, said
from transforms.shaping import measured
from transforms.typed import ReaderResult, Typed, odd_columns

FORM = Format(
    Layout(
        dataset="customs_enterprise",
        fields=(
            Field("customs_code", ("customs_code", "海关编码", "海关注册编码"), required=True),
            Field("uscc", ("uscc", "统一社会信用代码")),
            Field("period", ("period", "数据年月"), required=True),
            Field("hs8", ("hs8", "商品编码"), required=True),
            Field("partner_code", ("partner_code", "贸易伙伴编码"), required=True),
            Field("regime_code", ("regime_code", "贸易方式编码"), required=True),
            Field("flow", ("flow", "进出口")),
            Field("currency", ("currency", "币制")),
            Field("value", ("value", "金额"), required=True),
            Field("qty1", ("qty1", "第一数量"), required=True),
            Field("unit1", ("unit1", "第一计量单位"), required=True),
            Field("qty2", ("qty2", "第二数量")),
            Field("unit2", ("unit2", "第二计量单位")),
            Field("declarations", ("declarations", "报关单数")),
        ),
    )
)
_FLOWS = {"X": "X", "export": "X", "出口": "X", "M": "M", "import": "M", "进口": "M"}
_ASKED = {
    "customs_code": "covers_enterprises",
    "hs8": "covers_hs",
    "partner_code": "covers_partners",
    "regime_code": "covers_regimes",
}
_SELECTION = tuple(_ASKED.values())


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per enterprise, month, code, partner, regime, flow and currency.

    A missing second unit with quantity 0 is no second quantity.

    Raises:
        FileRefusedError: Q05 or MANIFEST where flow or currency of columns and manifest disagree, or neither says it.
    """
    typer = RowTyper(table)
    columns = {
        "customs_code": typer.code("customs_code").str.to_uppercase(),
        "uscc": typer.code("uscc").str.to_uppercase(),
        "period": typer.period("period"),
        "period_kind": typer.constant("M"),
        "hs8": typer.code("hs8"),
        "partner_code": typer.code("partner_code"),
        "regime_code": typer.code("regime_code"),
        "flow": said(typer, facts, "flow", typer.choice("flow", _FLOWS)),
        "currency": said(typer, facts, "currency", typer.code("currency").str.to_uppercase()),
        "value": typer.decimal("value", 18, 2),
        "qty1": typer.decimal("qty1", 18, 3),
        "unit1": typer.choice("unit1", UNITS),
        "qty2": typer.decimal("qty2", 18, 3),
        "unit2": typer.choice("unit2", UNITS),
        "declarations": typer.integer("declarations"),
    }
    without_unit = columns["unit2"].is_null() & (columns["qty2"] == 0).fill_null(value=False)
    columns["qty2"] = columns["qty2"].set(without_unit, None)
    reject_outside(typer, columns, facts, _ASKED, frozenset({"customs_code", "hs8"}))
    rows, rejects = typer.finish(columns, schema)
    results = [
        ReaderResult("Q05", "block", "passed", "flow and currency of columns and manifest agree"),
        odd_columns(table),
        declared_or_not(facts, _SELECTION),
    ]
    return Typed(rows, rejects, results=results)


def fct_enterprise_export(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per key of ``core.fct_enterprise_export``, values in units of the currency."""
    del scope
    return rows.select(
        "customs_code",
        "period",
        "period_kind",
        "hs8",
        "partner_code",
        "regime_code",
        "flow",
        "currency",
        "state",
        *(measured(name) for name in ("uscc", "value", "qty1", "unit1", "qty2", "unit2", "declarations")),
        pl.lit(facts.released_at).alias("known_from"),
        SOURCE_ROW,
    )


def dim_release(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row: the file is one release, or a page of one."""
    del rows, scope
    return release_row(facts, facts.released_at)


def enterprise_coverage(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per covered month, flow and currency, with the selection."""
    is_closed = is_declared(facts, _SELECTION) and scope["all_keys_readable"] == "yes"
    months = asked_months(rows.select("period", "period_kind").drop_nulls().unique(), facts, is_closed)
    sides = rows.select("flow", "currency").drop_nulls().unique()
    lists = {fact: list(getattr(facts, fact) or ()) for fact in _SELECTION}
    return (
        months.join(sides, how="cross")
        .sort("period", "period_kind", "flow", "currency")
        .with_columns(
            pl.lit(value=is_closed).alias("is_closed"),
            *(pl.lit(pl.Series([codes], dtype=pl.List(pl.String))).first().alias(n) for n, codes in lists.items()),
        )
    )
