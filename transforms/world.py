"""Rows of world trade, which Comtrade and BACI share."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from transforms.facts import Facts
from transforms.reading.table import SOURCE_ROW
from transforms.shaping import measured

SLICE = ("source", "reporter_code", "period", "period_kind", "flow", "classification", "commodity_level")
KEY = (*SLICE, "partner_code", "commodity_code", "customs_code", "transport_mode")
MEASURES: dict[str, pl.DataType] = {
    "value_usd": pl.Decimal(18, 3),
    "cif_value_usd": pl.Decimal(18, 3),
    "fob_value_usd": pl.Decimal(18, 3),
    "qty": pl.Decimal(18, 3),
    "qty_unit_code": pl.String(),
    "net_weight_kg": pl.Decimal(18, 3),
    "estimation_flag": pl.Int32(),
    "is_qty_estimated": pl.Boolean(),
    "is_net_weight_estimated": pl.Boolean(),
    "is_reported": pl.Boolean(),
    "is_aggregate": pl.Boolean(),
}


def world_rows(rows: pl.LazyFrame, facts: Facts, given: Sequence[str] | dict[str, pl.DataType]) -> pl.LazyFrame:
    """Statements of ``core.fct_world_trade``.

    Args:
        rows: staged rows with ``state`` and the key.
        facts: declared facts.
        given: measures that the rows have; the others are null.
    """
    return rows.select(
        *KEY,
        "state",
        *(
            measured(name) if name in given else pl.lit(None, dtype=dtype).alias(name)
            for name, dtype in MEASURES.items()
        ),
        pl.lit(facts.released_at).alias("known_from"),
        SOURCE_ROW,
    )


def world_slices(slices: pl.LazyFrame, facts: Facts, *, is_closed: bool) -> pl.LazyFrame:
    """Rows of ``core.world_coverage`` for the slices that a file has rows of."""
    lists = {name: list(getattr(facts, name) or ()) for name in ("covers_hs", "covers_partners", "covers_reporters")}
    return (
        slices.drop_nulls()
        .unique()
        .sort(pl.all())
        .with_columns(
            pl.lit(is_closed).alias("is_closed"),
            *(
                pl.lit(pl.Series([value], dtype=pl.List(pl.String))).first().alias(name)
                for name, value in lists.items()
            ),
        )
    )
