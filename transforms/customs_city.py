"""The city customs' monthly workbook (F05): lines of the city with the month, the year to date and its growth.

The only source for lines of the city. Values are in 10,000 yuan, or in 1,000 US dollars. A file may hold several
releases: the row's ``released_at`` decides.
"""

from __future__ import annotations

from datetime import datetime

import polars as pl

from transforms.cells import RowTyper
from transforms.facts import ALL, Facts
from transforms.printed.figures import unprinted
from transforms.printed.lines import commodity_code, label_text
from transforms.printed.numbers import divided, half_unit, scaled
from transforms.reading.layout import Field, Layout
from transforms.reading.reading import Format
from transforms.reading.table import SOURCE_ROW, TextTable
from transforms.selection import said
from transforms.shaping import measured
from transforms.typed import ReaderResult, Typed, refuse

_PRINTED = "10,000 yuan (万元), or 1,000 US dollars"
FORM = Format(
    Layout(
        dataset="customs_city",
        fields=(
            Field("period", ("period", "数据年月"), required=True),
            Field("period_kind", ("period_kind", "期间类型")),
            Field("place_code", ("place_code", "注册地"), required=True),
            Field("flow", ("flow", "进出口")),
            Field("line_label", ("line_label", "商品"), required=True, column="product_code"),
            Field("partner_code", ("partner_code", "贸易伙伴")),
            Field("regime_code", ("regime_code", "贸易方式")),
            Field("ownership", ("ownership", "企业性质")),
            Field("currency", ("currency", "币种")),
            Field("value", ("value", "当月金额"), unit=_PRINTED),
            Field("ytd_value", ("ytd_value", "累计金额"), unit=_PRINTED),
            Field("ytd_yoy_pct", ("ytd_yoy_pct", "累计同比"), column="ytd_yoy"),
            Field("place_basis", ("place_basis", "统计口径"), column="geo_basis"),
            Field("released_at", ("released_at", "发布时间")),
        ),
        needs=(("value", "ytd_value"),),
    )
)
_NEVER = datetime.fromisoformat("2099-12-31")
"""The release of a file in which no row says when: it has none, or each is set apart for that."""
UNIT = {"CNY": 10_000, "USD": 1_000}
"""Currency units in one unit of the printed value: 万元, and 1,000 US dollars."""

_FLOWS = {"X": "X", "M": "M", "XM": "XM", "出口": "X", "进口": "M", "进出口": "XM"}
_OF_ONE_FLOW = pl.col("flow") != "XM"
"""Exports and imports together are a printed figure, and no trade of their own."""

_SLICE = ("period", "period_kind", "geo_basis", "flow", "currency")


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per release, month, line, partner, regime and ownership; values in units of the currency.

    Raises:
        FileRefusedError: MANIFEST where neither a column nor the manifest says flow, currency or released_at.
    """
    typer = RowTyper(table)
    columns = {
        "period": typer.period("period"),
        "period_kind": typer.code("period_kind") if typer.has("period_kind") else typer.constant("M"),
        "place_code": typer.code("place_code"),
        "geo_basis": typer.code("place_basis") if typer.has("place_basis") else typer.constant("REG"),
        "flow": said(typer, facts, "flow", typer.choice("flow", _FLOWS)),
        "currency": said(typer, facts, "currency", typer.code("currency")),
        "product_code": _line(typer),
        "released_at": _released_at(typer, facts),
    }
    for name in ("partner_code", "regime_code", "ownership"):
        columns[name] = typer.code(name) if typer.has(name) else typer.constant(ALL)
    scale = columns["currency"].replace_strict(UNIT, default=1, return_dtype=pl.Int64)
    for name, ours in (("value", "value"), ("ytd_value", "ytd_value")):
        columns[ours] = scaled(typer.decimal(name, 18, 6), scale, 2)
    for name, ours in (("value", "value_half_unit"), ("ytd_value", "ytd_half_unit")):
        columns[ours] = scaled(half_unit(typer.decimals_printed(name)), scale, 4)
    hundredth = pl.Series([100]).new_from_index(0, table.height)
    columns["ytd_yoy"] = divided(_percent(typer), hundredth, 12, 6)
    columns["ytd_yoy_half_unit"] = divided(half_unit(typer.decimals_printed("ytd_yoy_pct")), hundredth, 12, 8)
    rows, rejects = typer.finish(columns, schema)
    latest = rows["released_at"].max()
    _refuse_future(latest, facts)
    if not isinstance(latest, datetime):
        latest = facts.released_at or _NEVER
    scope = {"released_at": latest.isoformat()}
    agreed = [ReaderResult("Q05", "block", "passed", "flow and currency of columns and manifest agree")]
    return Typed(rows, rejects, results=agreed, scope=scope)


def fct_trade(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """Month values as LINE rows of ``core.fct_trade``; other figures are left to the printed table."""
    del facts, scope
    none = pl.lit(None)
    is_stated = pl.col("value").is_not_null() | (pl.col("state") == "HELD")
    return rows.filter(is_stated & _OF_ONE_FLOW).select(
        *_SLICE,
        "place_code",
        pl.lit("LINE").alias("product_level"),
        "product_code",
        "partner_code",
        "regime_code",
        "ownership",
        "state",
        measured("value"),
        *(none.cast(pl.Decimal(18, 3)).alias(name) for name in ("qty1", "qty2")),
        *(none.cast(pl.String).alias(name) for name in ("unit1", "unit2")),
        pl.col("released_at").alias("known_from"),
        SOURCE_ROW,
    )


def fct_trade_printed(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """Figures as printed: month, year to date, growth, with half units of the last digit."""
    del facts, scope
    printed = ("ytd_value", "ytd_half_unit", "ytd_yoy", "ytd_yoy_half_unit")
    line = pl.when(pl.col("product_code") == ALL).then(pl.lit("TOTAL")).otherwise(pl.lit("LINE"))
    return rows.select(
        pl.lit("customs_city").alias("supersession_group"),
        *_SLICE,
        "place_code",
        "product_code",
        "partner_code",
        "regime_code",
        "ownership",
        "state",
        measured("value").alias("month_value"),
        measured("value_half_unit").alias("month_half_unit"),
        *(measured(n) for n in printed),
        pl.when(pl.col("state") == "V").then(line).alias("line_kind"),
        *unprinted("line_kind", "month_value", "month_half_unit", *printed),
        pl.col("released_at").alias("known_from"),
        SOURCE_ROW,
    )


def dim_release(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per release that the file holds."""
    del scope
    return (
        rows.select(pl.col("released_at").alias("known_from"))
        .unique()
        .sort("known_from")
        .select(
            pl.lit(facts.vintage != "preliminary").alias("is_official"),
            "known_from",
            pl.lit(facts.revision_no).cast(pl.Int32).alias("revision_no"),
            pl.lit(None).cast(pl.String).alias("set_id"),
        )
    )


def release_coverage(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per slice: a line that is missing in a printed table closes nothing, so no selection is closed."""
    del facts, scope
    empty = pl.lit(pl.Series([[]], dtype=pl.List(pl.String))).first()
    return (
        rows.filter(_OF_ONE_FLOW)
        .select(
            pl.col("released_at").alias("known_from"),
            *_SLICE,
            pl.lit("LINE").alias("product_level"),
            (pl.col("partner_code") != ALL).alias("by_partner"),
            (pl.col("regime_code") != ALL).alias("by_regime"),
            (pl.col("place_code") != ALL).alias("by_place"),
            pl.lit(value=False).alias("is_closed"),
            pl.lit(value=True).alias("has_rows"),
        )
        .unique()
        .sort(pl.all())
        .with_columns(empty.alias(name) for name in ("covers_hs", "covers_partners", "covers_regimes", "covers_places"))
    )


def _released_at(typer: RowTyper, facts: Facts) -> pl.Series:
    if typer.has("released_at"):
        return typer.moment("released_at")
    if facts.released_at is None:
        raise refuse(
            "MANIFEST",
            "Neither a column nor the manifest says when the figures were released.",
            "Add released_at to the manifest, such as released_at = 2015-11-18T10:00:00.",
        )
    height = typer.constant(None).len()
    return pl.Series([facts.released_at], dtype=pl.Datetime("us")).new_from_index(0, height)


def _refuse_future(latest: object, facts: Facts) -> None:
    if isinstance(latest, datetime) and facts.received_at is not None and latest > facts.received_at:
        raise refuse(
            "Q75",
            f"A row says that it was released at {latest}, after the file's receipt at {facts.received_at}.",
            "Ask the sender for a corrected file, or wait until then and run lighting rerun for the file.",
        )


def _line(typer: RowTyper) -> pl.Series:
    """The line as the Chinese tables print it; a trailing asterisk marks an aggregate and is no part of the name."""
    label = typer.code("line_label")
    codes = {text: commodity_code(label_text(text).strip("* ")) for text in label.drop_nulls().unique()}
    return label.replace_strict(codes, default=None, return_dtype=pl.String)


def _percent(typer: RowTyper) -> pl.Series:
    return typer.decimal("ytd_yoy_pct", 18, 6)
