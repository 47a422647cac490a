"""Typed rows of a printed table: one per line and flow, values in units of the currency, growth as a fraction."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from transforms.cells import REJECT_SCHEMA, RowTyper
from transforms.printed.figures import GROWTHS, MEASURES, VALUES
from transforms.printed.lines import Line
from transforms.printed.numbers import constant, divided, half_unit, scaled
from transforms.printed.said import Said
from transforms.reading.table import TextColumn, TextTable

FLOWS = {"xm_": "XM", "x_": "X", "m_": "M"}
"""Prefixes of the columns of one flow."""

_JOINT = {f"month_{what}": f"ytd_{what}" for what in ("value", "half_unit", "qty", "qty_half_unit")}
"""What January and February as one have for the month: the value from January on."""


def type_lines(
    table: TextTable, said: Said, lines: Sequence[Line], codes: dict[str, str], schema: pl.Schema
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows in the staged layout, and the values that did not cast.

    Args:
        table: rows of text.
        said: what is said about the whole table.
        lines: the line of each row.
        codes: column of the key that the code of a line goes to, and what the other columns hold, such as
            ``{"partner_code": "", "product_code": "ALL"}``; the empty text stands for the code.
        schema: the staged layout.
    """
    prefixes = [p for p in FLOWS if any(name.startswith(p) for name in table.columns)] or [""]
    rows, rejects = [], []
    for prefix in prefixes:
        part = _of_flow(table, prefix)
        typer = RowTyper(part)
        key = _key(typer, part, said, FLOWS.get(prefix, said.flow), lines, codes)
        made, failed = typer.finish({**key, **_figures(typer, part, said, key["period_kind"])}, schema)
        rows.append(made)
        rejects.append(failed)
    whole = pl.concat(rows)
    failed = pl.concat([pl.DataFrame(schema=REJECT_SCHEMA), *rejects]).unique().sort("source_row", "rule", "reason")
    bad = failed["source_row"].unique().implode()
    return whole.with_columns(is_typed=~pl.col("source_row").is_in(bad)), failed


def _of_flow(table: TextTable, prefix: str) -> TextTable:
    """The columns of one flow under their plain names, and those of all flows."""
    names = {
        name.removeprefix(prefix): name
        for name in table.columns
        if name.startswith(prefix) or not any(name.startswith(p) for p in FLOWS)
    }
    return TextTable(
        table.source_row,
        {plain: table.columns[name] for plain, name in names.items()},
        {plain: table.spelled.get(name, name) for plain, name in names.items()},
    )


def _key(
    typer: RowTyper, table: TextTable, said: Said, flow: str | None, lines: Sequence[Line], codes: dict[str, str]
) -> dict[str, pl.Series]:
    rows = table.source_row
    parent = [None if line.parent is None else rows[line.parent] for line in lines]
    period = typer.constant(said.period) if said.period else typer.period("period")
    if said.period_kind:
        kind = typer.constant(said.period_kind)
    else:
        month = typer.text("month_value")
        is_joint = period.str.ends_with("02") & month.is_null()
        kind = pl.DataFrame({"j": is_joint}).select(pl.when("j").then(pl.lit("JF")).otherwise(pl.lit("M")))["literal"]
    own = pl.Series([line.code for line in lines], dtype=pl.String)
    return {
        "period": period,
        "period_kind": kind,
        "flow": typer.constant(flow),
        "currency": typer.constant(said.currency),
        "line_label": pl.Series([line.label for line in lines], dtype=pl.String),
        "line_kind": pl.Series([line.kind for line in lines], dtype=pl.String),
        "part_of": pl.Series(parent, dtype=pl.Int64),
        "is_whole": pl.Series([said.is_whole], dtype=pl.Boolean).new_from_index(0, table.height),
        **{name: own if held == "" else typer.constant(held) for name, held in codes.items()},
    }


def _figures(typer: RowTyper, table: TextTable, said: Said, kind: pl.Series) -> dict[str, pl.Series]:
    scale, hundred = constant(said.scale, table.height), constant(100, table.height)
    found: dict[str, pl.Series] = {"qty_unit": typer.text("unit")}
    for of in VALUES:
        found[f"{of}_value"] = scaled(typer.decimal(f"{of}_value", 24, 10), scale, 2)
        found[f"{of}_half_unit"] = scaled(half_unit(typer.decimals_printed(f"{of}_value")), scale, 4)
        found[f"{of}_qty"] = typer.decimal(f"{of}_qty", 20, 6)
        found[f"{of}_qty_half_unit"] = half_unit(typer.decimals_printed(f"{of}_qty")).cast(pl.Decimal(20, 8))
    for of in GROWTHS:
        for name in (f"{of}_yoy", f"{of}_qty_yoy"):
            found[name] = divided(typer.decimal(name, 14, 6), hundred, 12, 6)
            found[f"{name}_half_unit"] = divided(half_unit(typer.decimals_printed(name)), hundred, 12, 8)
    for month, ytd in _JOINT.items():
        frame = pl.DataFrame({"k": kind, "m": found[month], "y": found[ytd]})
        joint = pl.when((pl.col("k") == "JF") & pl.col("m").is_null()).then("y").otherwise("m")
        found[month] = frame.select(joint.alias(month))[month]
    return {name: found[name] for name in MEASURES if name != "line_kind"}


def text_of(column: TextColumn | None, height: int) -> list[str]:
    """The values of a column, empty text for none."""
    return ["" if v is None else v for v in column.series().to_list()] if column else [""] * height
