"""The customs online query (F04): HS8 by partner, trade regime and registration province, by month.

Downloaded by hand as GB18030 CSV. Columns and their order depend on the query, and what was asked for (import or
export, which codes, which partners) is not in the rows: the manifest says it.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lighting.units import UNIT_CODES
from transforms.cells import RowTyper
from transforms.facts import ALL, ALL_OF, Facts
from transforms.reading.layout import Field, Layout
from transforms.reading.reading import Format
from transforms.reading.table import SOURCE_ROW, TextTable
from transforms.releases import Selection, coverage_rows, release_row
from transforms.selection import declared_or_not, is_declared, reject_outside
from transforms.shaping import measured
from transforms.typed import ReaderResult, Typed, odd_columns, refuse

_PLACE_CODE = "收发货人注册地编码"
_PLACE_NAME = "收发货人注册地名称"
_PLACE_EN = "Locations of importers and exporters"

FORM = Format(
    Layout(
        dataset="customs_query",
        fields=(
            Field("period", ("数据年月", "Date of data")),
            Field("hs8", ("商品编码", "Commodity code")),
            Field("hs8_name", ("商品名称", "Commodity"), keep=False),
            Field("partner_code", ("贸易伙伴编码", "Trading partner code")),
            Field("partner_name", ("贸易伙伴名称", "Trading partner"), keep=False),
            Field("regime_code", ("贸易方式编码", "Customs Regime code")),
            Field("regime_name", ("贸易方式名称", "Customs Regime"), keep=False),
            Field("place_code", (_PLACE_CODE, "注册地编码", f"{_PLACE_EN} code")),
            Field("place_name", (_PLACE_NAME, "注册地名称", _PLACE_EN), keep=False),
            Field("qty1", ("第一数量", "Quantity")),
            Field("unit1", ("第一计量单位", "Unit")),
            Field("qty2", ("第二数量", "Supplimentary Quantity", "Supplementary Quantity")),
            Field("unit2", ("第二计量单位", "Supplimentary Unit", "Supplementary Unit")),
            Field("value_cny", ("人民币", "Renminbi Yuan")),
            Field("value_usd", ("美元", "US dollar")),
        ),
        needs=(("value_cny", "value_usd"),),
    )
)

MOST_ROWS = 10_000
"""The query tool cuts its downloads here without a word."""


UNITS = {
    "Kilogram": "千克",
    "Gram": "克",
    "Metre": "米",
    "Square Metre": "平方米",
    "Cubic Metre": "立方米",
    "Litre": "升",
    "Kilolitre": "千升",
    "Carat": "克拉",
    "Kilowatt": "千瓦",
    "Kilowatt-hour": "千瓦时",
    "Pair": "双",
    "Million Bq": "百万贝可",
    **{word: word for word in UNIT_CODES},
}
"""English units and the Chinese ones that they mean. The last four stand for many (个, 台, 件) and stay as they are."""


@dataclass(frozen=True)
class _Split:
    """A dimension by which a query may split, and what the manifest says of it."""

    column: str
    fact: str
    what: str


_SPLITS = (
    _Split("partner_code", "covers_partners", "partner"),
    _Split("regime_code", "covers_regimes", "trade regime"),
    _Split("place_code", "covers_places", "province"),
)
_SELECTION = ("covers_hs", *(split.fact for split in _SPLITS))


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per HS8, partner, regime, province and month, as far as the query split.

    English units become the Chinese ones where one is meant. A missing second unit is ``?`` with quantity 0: both
    become null. A dimension that the query did not split is ALL, or the one value that it filtered on.

    Raises:
        FileRefusedError: Q03, Q05, Q07, or MANIFEST where a declared fact is missing or contradicts the file.
    """
    _refuse_cut_download(table, facts)
    currency = _currency(table, facts)
    period, kind = _fixed_period(table, facts)
    typer = RowTyper(table)
    columns = {
        "period": typer.period("period") if typer.has("period") else typer.constant(period),
        "period_kind": typer.constant(kind),
        "hs8": typer.code("hs8") if typer.has("hs8") else typer.constant(_fixed_product(facts)),
        "qty1": typer.decimal("qty1", 18, 3),
        "unit1": typer.choice("unit1", UNITS),
        "qty2": typer.decimal("qty2", 18, 3),
        "unit2": typer.choice("unit2", UNITS),
        "value": typer.decimal(f"value_{currency.lower()}", 18, 2),
    }
    for split in _SPLITS:
        present = typer.has(split.column)
        columns[split.column] = typer.code(split.column) if present else typer.constant(_fixed(split, facts))
    for quantity, unit in (("qty1", "unit1"), ("qty2", "unit2")):
        without_unit = columns[unit].is_null() & (columns[quantity] == 0).fill_null(value=False)
        columns[quantity] = columns[quantity].set(without_unit, None)
    reject_outside(
        typer, columns, facts, {"hs8": "covers_hs", **{s.column: s.fact for s in _SPLITS}}, frozenset({"hs8"})
    )
    rows, rejects = typer.finish(columns, schema)
    basis = _basis(table, facts)
    scope = {"flow": facts.flow or "", "currency": currency, "geo_basis": basis}
    return Typed(rows, rejects, results=_results(table, facts), scope=scope)


def fct_trade(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per key of ``core.fct_trade``: HS8 level, values in units of the currency, ownership ALL."""
    return rows.select(
        "period",
        "period_kind",
        pl.lit(scope["geo_basis"]).alias("geo_basis"),
        "place_code",
        pl.lit("HS8").alias("product_level"),
        pl.col("hs8").alias("product_code"),
        "partner_code",
        "regime_code",
        pl.lit(ALL).alias("ownership"),
        pl.lit(facts.flow).alias("flow"),
        pl.lit(scope["currency"]).alias("currency"),
        "state",
        *(measured(name) for name in ("value", "qty1", "unit1", "qty2", "unit2")),
        pl.lit(facts.released_at).alias("known_from"),
        SOURCE_ROW,
    )


def dim_release(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row: the file is one release, or a page of one."""
    del rows, scope
    return release_row(facts, facts.released_at)


def release_coverage(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per month with rows or asked for, with the selection of the query."""
    months = rows.select("period", "period_kind").drop_nulls().unique()
    split = rows.select(*((pl.col(s.column) != ALL).any().alias(s.column) for s in _SPLITS)).collect()
    selection = Selection(
        geo_basis=scope["geo_basis"],
        flow=facts.flow or "",
        currency=scope["currency"],
        product_level="HS8",
        by_partner=_is_split(split, "partner_code"),
        by_regime=_is_split(split, "regime_code"),
        by_place=_is_split(split, "place_code"),
        is_closed=is_declared(facts, _SELECTION) and scope["all_keys_readable"] == "yes",
    )
    return coverage_rows(months, facts, selection)


def _is_split(split: pl.DataFrame, column: str) -> bool:
    return bool(split[column].item()) if split.height else False


def _refuse_cut_download(table: TextTable, facts: Facts) -> None:
    rows = table.rows_filled
    if rows and rows % MOST_ROWS == 0 and facts.page is None:
        raise refuse(
            "Q03",
            f"The file has {rows:,} rows, a multiple of {MOST_ROWS:,}, at which the query tool cuts its downloads.",
            "Ask in narrower pieces, or declare page, pages and set_id in the manifest if all pages are here.",
        )


def _currency(table: TextTable, facts: Facts) -> str:
    found = [c for c in ("CNY", "USD") if f"value_{c.lower()}" in table.spelled]
    if len(found) > 1:
        raise refuse(
            "Q05",
            "The header has a value in yuan and one in dollars.",
            "Download one currency per file.",
        )
    if facts.currency and facts.currency != found[0]:
        header = table.spelled[f"value_{found[0].lower()}"]
        raise refuse(
            "Q05",
            f"The header says {found[0]} (column '{header}'), the manifest says {facts.currency}.",
            "Correct currency in the manifest, or take it out: the header says it.",
        )
    return found[0]


def _fixed_period(table: TextTable, facts: Facts) -> tuple[str | None, str]:
    """The period of a query that did not split by month."""
    if "period" in table.spelled:
        return None, "M"
    first, last = facts.period_from, facts.period_to
    if first is None or last is None:
        raise refuse(
            "Q07",
            "The file has no column for the month, and the manifest does not say which month it is about.",
            "Add period_from and period_to (YYYYMM) to the manifest, or download with the month as a column.",
        )
    if first == last:
        return first, "M"
    if first[:4] == last[:4] and (first[4:], last[4:]) == ("01", "02"):
        return last, "JF"
    raise refuse(
        "Q07",
        f"The file has no column for the month and sums {first} to {last}; only a month or January+February is read.",
        "Download with the month as a column.",
    )


def _fixed_product(facts: Facts) -> str:
    asked = facts.covers_hs or ()
    if len(asked) == 1 and len(asked[0]) == 8:
        return asked[0]
    raise refuse(
        "Q01",
        "The file has no column '商品编码', and the manifest does not name one code of 8 digits.",
        'Download with the commodity code as a column, or declare covers_hs = ["94051000"].',
    )


def _fixed(split: _Split, facts: Facts) -> str:
    """The value of a dimension that the file does not split."""
    asked: tuple[str, ...] | None = getattr(facts, split.fact)
    if asked is None or asked == (ALL_OF,):
        return ALL
    if len(asked) == 1:
        return asked[0]
    raise refuse(
        "MANIFEST",
        f"The file has no column for the {split.what}, and {split.fact} names {len(asked)}: their sum is no figure "
        "of any of them.",
        f"Download with the {split.what} as a column, or one file for each.",
    )


def _basis(table: TextTable, facts: Facts) -> str:
    """REG if the file splits by registration province or filters on one, else NAT."""
    filtered = facts.covers_places is not None and facts.covers_places != (ALL_OF,)
    basis = "REG" if "place_code" in table.spelled or filtered else "NAT"
    if facts.place_basis and facts.place_basis != basis:
        why = "a column or a filter for the registration place" if basis == "REG" else "no place at all"
        raise refuse(
            "MANIFEST",
            f"The manifest says place_basis {facts.place_basis}, the file has {why}: {basis}.",
            "Correct place_basis in the manifest, or take it out.",
        )
    return basis


def _results(table: TextTable, facts: Facts) -> list[ReaderResult]:
    return [
        ReaderResult("Q03", "block", "passed", "not cut at 10,000 rows"),
        ReaderResult("Q05", "block", "passed", "currency of header and manifest agree"),
        odd_columns(table),
        ReaderResult("Q07", "block", "passed", "the month is known"),
        declared_or_not(facts, _SELECTION),
    ]
