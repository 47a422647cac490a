"""UN Comtrade (F19): what reporters say of their trade with partners, by commodity, in US dollars.

Four shapes: the CSV of the old site (35 columns), CSV and JSON of the present interface (47 columns), workbooks of
these with an author's columns beside them, and an author's summary that names reporters and gives no codes.
One file may hold the total, 2, 4 and 6 digits of the same trade: the level stays with each row.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from transforms.cells import RowTyper
from transforms.comtrade_names import CODES
from transforms.facts import Facts
from transforms.reading.fields import read_objects
from transforms.reading.layout import Field, Layout
from transforms.reading.reading import Format
from transforms.reading.table import SOURCE_ROW, LeftOut, TextTable
from transforms.releases import release_row
from transforms.selection import declared_or_not, is_declared, reject_outside
from transforms.typed import ReaderResult, Typed, refuse
from transforms.world import MEASURES, SLICE, world_rows, world_slices

_ASKED = {
    "commodity_code": "covers_hs",
    "partner_code": "covers_partners",
    "reporter_code": "covers_reporters",
    "classification": "covers_classifications",
}
CUTS = (500, 100_000, 250_000)
"""Rows at which the interface cuts without a word: the preview, without and with a premium key."""


def read_answer(parsed: Any) -> TextTable:
    """Read the JSON of the interface: rows stand in ``data``, an error is said in ``error`` or ``message``.

    Raises:
        FileRefusedError: FILE if it is an error or was cut, Q01 if it is something else.
    """
    if not isinstance(parsed, dict):
        return read_objects(parsed, FORM.layout)
    rows, said = parsed.get("data"), parsed.get("error") or parsed.get("message")
    if said or not isinstance(rows, list):
        raise refuse(
            "FILE",
            f"The JSON is an answer without data: '{str(said or list(parsed))[:200]}'.",
            "Ask Comtrade again, in narrower pieces if it says that the result is too large.",
        )
    if str(parsed.get("count", len(rows))) != str(len(rows)):
        raise refuse(
            "FILE", f"The answer counts {parsed['count']} rows and holds {len(rows)}.", "Download it again: it was cut."
        )
    return read_objects(rows, FORM.layout)


def _left(*headers: str) -> tuple[Field, ...]:
    """Columns that repeat a code, or that an author has added."""
    return tuple(Field(f"left_{header}", (header,), keep=False) for header in headers)


FORM = Format(
    Layout(
        dataset="comtrade",
        fields=(
            Field("type_code", ("typeCode",)),
            Field("period", ("period",)),
            Field("year", ("refYear", "Year")),
            Field("month", ("refMonth",)),
            Field("flow", ("flowCode", "Trade Flow Code"), required=True),
            Field("reporter_code", ("reporterCode", "Reporter Code")),
            Field("reporter_name", ("reporterDesc", "Reporter")),
            Field("partner_code", ("partnerCode", "Partner Code")),
            Field("partner2_code", ("partner2Code", "2nd Partner Code")),
            Field("classification", ("classificationCode", "Classification")),
            Field("commodity_code", ("cmdCode", "Commodity Code"), required=True),
            Field("commodity_level", ("aggrLevel", "Aggregate Level")),
            Field("customs_code", ("customsCode", "Customs Proc. Code")),
            Field("supply_mode", ("mosCode",)),
            Field("transport_mode", ("motCode", "Mode of Transport Code")),
            Field("qty_unit_code", ("qtyUnitCode", "Qty Unit Code")),
            Field("qty", ("qty",)),
            Field("is_qty_estimated", ("isQtyEstimated",)),
            Field("net_weight_kg", ("netWgt", "Netweight (kg)")),
            Field("is_net_weight_estimated", ("isNetWgtEstimated",)),
            Field("cif_value_usd", ("cifvalue", "CIF Trade Value (US$)")),
            Field("fob_value_usd", ("fobvalue", "FOB Trade Value (US$)")),
            Field("value_usd", ("primaryValue", "Trade Value (US$)", "cmd_partner_sum"), required=True),
            Field("estimation_flag", ("legacyEstimationFlag", "Flag")),
            Field("is_reported", ("isReported",)),
            Field("is_aggregate", ("isAggregate",)),
            *_left(
                "", "freqCode", "refPeriodId", "reporterISO", "flowDesc", "partnerISO", "partnerDesc", "partner2ISO"
            ),
            *_left("partner2Desc", "classificationSearchCode", "isOriginalClassification", "cmdDesc", "isLeaf"),
            *_left("customsDesc", "motDesc", "qtyUnitAbbr", "altQtyUnitCode", "altQtyUnitAbbr", "altQty"),
            *_left("isAltQtyEstimated", "grossWgt", "isGrossWgtEstimated"),
            *_left("Period Desc.", "Is Leaf Code", "Trade Flow", "Partner"),
            *_left("2nd Partner", "2nd Partner ISO", "Customs", "Mode of Transport", "Commodity", "Qty Unit"),
            *_left("Alt Qty Unit", "Gross weight (kg)"),
            *_left("partner_sum", "partner_rank", "partner_perc", "partner_upper_sum", "partner_upper_perc"),
            *_left("cmd_partner_rank", "cmd_partner_perc", "cmd_partner_upper_sum"),
        ),
        needs=(("period", "year"), ("reporter_code", "reporter_name")),
    ),
    json=read_answer,
    error_texts=("result too large", "resultset count", "no data", "too many requests", "usage limit"),
)
_FLOWS = {"1": "M", "2": "X", "3": "RX", "4": "RM"}
_WHOLE = {
    "type_code": (("C",), "services, no commodities"),
    "customs_code": (("C00",), "one customs procedure of several; all of them (C00) are kept"),
    "transport_mode": (("0",), "one mode of transport of several; all of them (0) are kept"),
    "supply_mode": (("0",), "one mode of supply of several"),
    "partner2_code": (("0", "000"), "one second partner of several; all of them (0) are kept"),
}
"""Column, the codes that stand for all, and why rows with another one are set aside: they are parts of those rows."""


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per reporter, partner, period, flow, classification and commodity, over all procedures and modes.

    Areas are 3 digits. Month 52 means the year. Unit -1 (old: 1) means none, and a weight of 0 that none is given.

    Raises:
        FileRefusedError: Q03 where the download looks cut; MANIFEST where what the file does not say is not declared.
    """
    _refuse_cut(table, facts)
    kept, aside = _whole_rows(table)
    typer = RowTyper(kept)
    commodity = typer.code("commodity_code")
    period = _period(typer)
    unit = typer.code("qty_unit_code")
    flag = typer.integer("estimation_flag")
    columns = {
        "reporter_code": _reporter(typer),
        "partner_code": _area(typer, facts),
        "period": period,
        "period_kind": pl.Series(["A"]).new_from_index(0, period.len()).set(period.str.len_chars() == 6, "M"),
        "flow": typer.choice("flow", _FLOWS),
        "classification": _classification(typer, facts),
        "commodity_level": _level(typer, commodity),
        "commodity_code": commodity,
        "customs_code": typer.constant("C00"),
        "transport_mode": typer.constant("0"),
        "value_usd": typer.decimal("value_usd", 18, 3),
        "cif_value_usd": _given(typer.decimal("cif_value_usd", 18, 3)),
        "fob_value_usd": _given(typer.decimal("fob_value_usd", 18, 3)),
        "qty": typer.decimal("qty", 18, 3).set(unit.is_in(_NO_UNIT) | unit.is_null(), None),
        "qty_unit_code": unit.set(unit.is_in(_NO_UNIT), None),
        "net_weight_kg": _given(typer.decimal("net_weight_kg", 18, 3)),
        "estimation_flag": flag,
        "is_qty_estimated": _estimated(typer, "is_qty_estimated", flag, (2, 6)),
        "is_net_weight_estimated": _estimated(typer, "is_net_weight_estimated", flag, (4, 6)),
        "is_reported": typer.boolean("is_reported"),
        "is_aggregate": typer.boolean("is_aggregate"),
    }
    reject_outside(typer, columns, facts, _ASKED, frozenset({"commodity_code"}))
    rows, rejects = typer.finish(columns, schema)
    results = [
        ReaderResult("Q03", "block", "passed", "not cut at a limit of the interface"),
        declared_or_not(facts, list(_ASKED.values())),
    ]
    return Typed(rows, rejects, set_aside=aside, results=results)


def fct_world_trade(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per key of ``core.fct_world_trade``, source comtrade."""
    del scope
    return world_rows(rows.with_columns(pl.lit("comtrade").alias("source")), facts, MEASURES)


def dim_release(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row: the file is one release, or a page of one."""
    del rows, scope
    return release_row(facts, facts.released_at)


def world_coverage(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per reporter, period, flow, classification and level that the file has rows of.

    A reporter without rows has not reported: nothing is said about it.
    """
    is_closed = is_declared(facts, _ASKED.values()) and scope["all_keys_readable"] == "yes"
    slices = rows.with_columns(pl.lit("comtrade").alias("source")).select(SLICE)
    return world_slices(slices, facts, is_closed=is_closed)


_NO_UNIT = ["-1", "1"]


def _refuse_cut(table: TextTable, facts: Facts) -> None:
    if table.rows_filled in CUTS and facts.page is None:
        raise refuse(
            "Q03",
            f"The file has {table.rows_filled:,} rows, at which Comtrade cuts its answers without a word.",
            "Ask in narrower pieces, or declare page, pages and set_id in the manifest if all pages are here.",
        )


def _whole_rows(table: TextTable) -> tuple[TextTable, list[LeftOut]]:
    """The rows over all procedures, modes and second partners, and those set aside, which are parts of them."""
    why = pl.lit(None, dtype=pl.String)
    for name, (codes, reason) in _WHOLE.items():
        if name in table.columns:
            why = pl.when(pl.col(name).str.strip_chars().is_in(codes).not_()).then(pl.lit(reason)).otherwise(why)
    frame = table.frame.with_columns(why.alias("why"))
    parts = frame.filter(pl.col("why").is_not_null())
    text = pl.concat_str(pl.exclude(SOURCE_ROW, "why"), separator=",", ignore_nulls=True)
    aside = [LeftOut(*row) for row in parts.select(SOURCE_ROW, "why", text.alias("text")).iter_rows()]
    return TextTable.of(frame.filter(pl.col("why").is_null()).drop("why"), table.spelled), aside


def _period(typer: RowTyper) -> pl.Series:
    """YYYY or YYYYMM, from the period, else from year and month."""
    if typer.has("period"):
        period = typer.period("period")
    else:
        period = typer.code("year")
        if typer.has("month"):
            period = period + typer.code("month").str.zfill(2)
    return period.str.replace(r"^(\d{4})52$", "$1")


def _reporter(typer: RowTyper) -> pl.Series:
    if typer.has("reporter_code"):
        return typer.code("reporter_code").str.zfill(3)
    name = typer.text("reporter_name")
    code = name.replace_strict(CODES, default=None, return_dtype=pl.String)
    typer.reject(name.is_not_null() & code.is_null(), "CAST", "reporter_name", "no reporter of Comtrade")
    return code


def _area(typer: RowTyper, facts: Facts) -> pl.Series:
    """The partner, of the rows or the one that the manifest names."""
    if typer.has("partner_code"):
        return typer.code("partner_code").str.zfill(3)
    return typer.constant(_one(facts.covers_partners, "covers_partners", "partner", '["156"]'))


def _classification(typer: RowTyper, facts: Facts) -> pl.Series:
    if typer.has("classification"):
        return typer.code("classification")
    asked = _one(facts.covers_classifications, "covers_classifications", "classification", '["H5"], or ["HS"]')
    return typer.constant(asked)


def _one(asked: tuple[str, ...] | None, fact: str, what: str, example: str) -> str:
    if asked is None or len(asked) != 1 or asked == ("*",):
        raise refuse(
            "MANIFEST",
            f"The file has no column for the {what}, and the manifest does not name one.",
            f"Add {fact} = {example} to the manifest.",
        )
    return asked[0]


def _level(typer: RowTyper, commodity: pl.Series) -> pl.Series:
    """Digits of the commodity code as the file says, else counted; 0 for the total."""
    if typer.has("commodity_level"):
        return typer.integer("commodity_level")
    return commodity.str.len_chars().cast(pl.Int32).set(commodity == "TOTAL", 0)


def _given(value: pl.Series) -> pl.Series:
    """Some files write 0 where a value is not given."""
    return value.set((value == 0).fill_null(value=False), None)


def _estimated(typer: RowTyper, name: str, flag: pl.Series, flags: tuple[int, ...]) -> pl.Series:
    """Whether it is an estimate: of its own column, else of the flag."""
    return typer.boolean(name) if typer.has(name) else flag.is_in(flags)
