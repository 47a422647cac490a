"""Correlation of HS codes between revisions (F22): the sheet of all targets of the UN workbooks, or our CSV cut.

The conversion sheet (one target per code) is not read: it sends codes that split to one target by fiat.
"""

from __future__ import annotations

import polars as pl

from transforms.cells import RowTyper
from transforms.facts import Facts
from transforms.reading.layout import Field, Layout
from transforms.reading.reading import Format
from transforms.reading.table import SOURCE_ROW, TextTable
from transforms.typed import Typed, odd_columns, refuse

_REVISIONS = ("2002", "2007", "2012", "2017", "2022")

FORM = Format(
    Layout(
        dataset="hs_concordance",
        fields=(
            *(Field(f"hs{year}", (f"HS{year}",)) for year in _REVISIONS),
            Field("from_rev", ("from_rev",)),
            Field("from_hs6", ("from_hs6",)),
            Field("to_rev", ("to_rev",)),
            Field("to_hs6", ("to_hs6",)),
            Field("rel", ("Relationship", "rel"), required=True),
            Field("note", ("note", "")),
        ),
        needs=(("from_hs6", *(f"hs{year}" for year in _REVISIONS)),),
    )
)


def type_rows(table: TextTable, facts: Facts, schema: pl.Schema) -> Typed:
    """One row per pair of codes. In the UN sheets the left code is the one that is converted from.

    Raises:
        FileRefusedError: Q01 where a sheet does not hold exactly two revisions.
    """
    del facts
    typer = RowTyper(table)
    columns = {"rel": typer.code("rel"), "note": typer.text("note")}
    if typer.has("from_hs6"):
        columns |= {n: typer.code(n) for n in ("from_rev", "from_hs6", "to_rev", "to_hs6")}
    else:
        revisions = [name for name in table.spelled if name.startswith("hs")]
        if len(revisions) != 2:
            raise refuse(
                "Q01",
                f"The sheet holds {len(revisions)} HS revisions; a correlation has two.",
                "Take the correlation workbook of the UN for two revisions.",
            )
        for side, name in zip(("from", "to"), revisions, strict=True):
            columns[f"{side}_rev"] = typer.constant(name.removeprefix("hs"))
            columns[f"{side}_hs6"] = typer.code(name)
    rows, rejects = typer.finish(columns, schema)
    return Typed(rows, rejects, results=[odd_columns(table)])


def bridge_hs_concordance(rows: pl.LazyFrame, facts: Facts, scope: dict[str, str]) -> pl.LazyFrame:
    """One row per pair of codes and revisions."""
    del facts, scope
    return rows.select("from_rev", "from_hs6", "to_rev", "to_hs6", "rel", "note", SOURCE_ROW)
