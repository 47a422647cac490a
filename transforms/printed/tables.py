"""Rows of the warehouse's tables for printed tables of the nation."""

from __future__ import annotations

import polars as pl

from transforms.facts import ALL, Facts
from transforms.printed.figures import MEASURES
from transforms.reading.table import SOURCE_ROW
from transforms.shaping import measured

NATIONAL = "national_printed"
"""Supersession group of the flash and the bulletin, which replaces it."""

FLASH, BULLETIN = 1, 2
"""Ranks: preliminary figures, and the corrected ones of the bulletin."""


def printed_rows(rows: pl.LazyFrame, facts: Facts, group: str) -> pl.LazyFrame:
    """Rows of ``core.fct_trade_printed``: figures of the nation, as printed.

    Args:
        rows: statements in a staged layout with the columns of the key that are not the same throughout.
        facts: the manifest; its ``released_at`` is the moment from which the figures were known.
        group: supersession group.
    """
    known = rows.collect_schema()
    usual = {"product_code": ALL, "partner_code": ALL, "regime_code": ALL}
    return rows.select(
        pl.lit(group).alias("supersession_group"),
        "period",
        "period_kind",
        pl.lit("NAT").alias("geo_basis"),
        pl.lit(ALL).alias("place_code"),
        *(pl.col(name) if name in known else pl.lit(code).alias(name) for name, code in usual.items()),
        pl.lit(ALL).alias("ownership"),
        "flow",
        "currency",
        "state",
        *(measured(name) for name in MEASURES),
        pl.lit(facts.released_at).cast(pl.Datetime("us")).alias("known_from"),
        SOURCE_ROW,
    )


def printed_release(facts: Facts, *, is_flash: bool) -> pl.LazyFrame:
    """The release of a printed table; a flash is not official and ranks below the bulletin."""
    return pl.LazyFrame(
        {
            "is_official": [not is_flash],
            "known_from": [facts.released_at],
            "rank": [FLASH if is_flash else BULLETIN],
            "revision_no": [facts.revision_no],
            "set_id": [facts.set_id],
        },
        schema={
            "is_official": pl.Boolean(),
            "known_from": pl.Datetime("us"),
            "rank": pl.Int32(),
            "revision_no": pl.Int32(),
            "set_id": pl.String(),
        },
    )
