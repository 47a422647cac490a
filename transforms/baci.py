"""BACI (F19): bilateral trade that CEPII has made consistent, FOB, by year, exporter, importer and HS6; CSV.

The revision of the Harmonized System stands in the name of the file only, so the manifest declares it.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from transforms.cells import RowTyper
from transforms.facts import Facts
from transforms.reading.layout import Field, Layout
from transforms.reading.reading import Format
from transforms.reading.table import SOURCE_ROW, TextTable
from transforms.releases import release_row
from transforms.selection import declared_or_not, is_declared, reject_outside
from transforms.typed import Typed, refuse
from transforms.world import SLICE, world_rows, world_slices

FORM = Format(
    Layout(
        dataset="baci",
        fields=(
            Field("year", ("t",), required=True),
            Field("exporter_code", ("i",), required=True),
            Field("importer_code", ("j",), required=True),
            Field("hs6", ("k",), required=True),
            Field("value_thousand_usd", ("v",), required=True),
            Field("tonnes", ("q",), required=True),
        ),
    )
)
HEADER = ("t", "i", "j", "k", "v", "q")
_ASKED = {"hs6": "covers_hs", "importer_code": "covers_partners", "exporter_code": "covers_reporters"}


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per year, exporter, importer and HS6; thousand dollars and tonnes become dollars and kilograms.

    Raises:
        FileRefusedError: Q01 unless the header is exactly t,i,j,k,v,q; MANIFEST unless one classification is declared.
    """
    if tuple(table.spelled.values()) != HEADER:
        raise refuse(
            "Q01",
            f"The header is {','.join(table.spelled.values())}, of BACI it is exactly {','.join(HEADER)}.",
            "Save the year's file as CEPII publishes it.",
        )
    _classification(facts)
    tonnes = table.columns["tonnes"].map(lambda text: text.set(text == "NA", None))
    typer = RowTyper(replace(table, columns={**table.columns, "tonnes": tonnes}))
    columns = {
        "year": typer.code("year"),
        "exporter_code": typer.code("exporter_code").str.zfill(3),
        "importer_code": typer.code("importer_code").str.zfill(3),
        "hs6": typer.code("hs6").str.zfill(6),
        "value_usd": _thousand(typer.decimal("value_thousand_usd", 15, 3)),
        "net_weight_kg": _thousand(typer.decimal("tonnes", 15, 3)),
    }
    reject_outside(typer, {**columns, "period": columns["year"]}, facts, _ASKED, frozenset({"hs6"}))
    rows, rejects = typer.finish(columns, schema)
    return Typed(rows, rejects, results=[declared_or_not(facts, list(_ASKED.values()))])


def fct_world_trade(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per key of ``core.fct_world_trade``, source baci: the exporter reports, FOB."""
    del scope
    given = ("value_usd", "fob_value_usd", "net_weight_kg")
    return world_rows(_keyed(rows, facts).with_columns(pl.col("value_usd").alias("fob_value_usd")), facts, given)


def dim_release(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row: the file is one release."""
    del rows, scope
    return release_row(facts, facts.released_at)


def world_coverage(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per exporter and year that the file has rows of."""
    is_closed = is_declared(facts, _ASKED.values()) and scope["all_keys_readable"] == "yes"
    return world_slices(_keyed(rows, facts).select(SLICE), facts, is_closed=is_closed)


def _keyed(rows: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """Staged rows with the key of world trade."""
    return rows.select(
        "state",
        SOURCE_ROW,
        "value_usd",
        "net_weight_kg",
        pl.lit("baci").alias("source"),
        pl.col("exporter_code").alias("reporter_code"),
        pl.col("importer_code").alias("partner_code"),
        pl.col("year").alias("period"),
        pl.lit("A").alias("period_kind"),
        pl.lit("X").alias("flow"),
        pl.lit(_classification(facts)).alias("classification"),
        pl.lit(6, dtype=pl.Int32).alias("commodity_level"),
        pl.col("hs6").alias("commodity_code"),
        pl.lit("C00").alias("customs_code"),
        pl.lit("0").alias("transport_mode"),
    )


def _classification(facts: Facts) -> str:
    asked = facts.covers_classifications or ()
    if len(asked) != 1 or asked == ("*",):
        raise refuse(
            "MANIFEST",
            "The rows do not say which revision of the Harmonized System they are in, and the manifest names none.",
            'Add covers_classifications = ["H3"] to the manifest; BACI_HS07 is H3, BACI_HS12 is H4, BACI_HS17 is H5.',
        )
    return asked[0]


def _thousand(number: pl.Series) -> pl.Series:
    return (number.cast(pl.Decimal(38, 3)) * 1000).cast(pl.Decimal(18, 3))
