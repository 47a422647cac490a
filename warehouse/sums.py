"""Sums of the present state of ``core.fct_trade``, made anew for the slices that a delivery touches."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from lighting.versioned import TABLES
from warehouse.literals import names

SUMMED = "fct_trade"
"""The table that is summed."""
_SLICE = TABLES[SUMMED].slice
_KG = "CASE WHEN unit1 = '千克' THEN qty1 WHEN unit2 = '千克' THEN qty2 END"
_BY_PRODUCT = """
    product_code, place_code, ownership, partner_code <> 'ALL' AS by_partner, regime_code <> 'ALL' AS by_regime, unit1,
    sum(value) AS value, count(*) FILTER (state = 'V') AS rows_v, count(*) FILTER (state = 'HELD') AS rows_held,
    count(*) FILTER (state = 'CONFLICT') AS rows_conflict, bool_and(is_official) AS is_official,
    bool_or(is_official) AS has_official, min(known_from) AS vintage_min, max(known_from) AS vintage_max,
    min(known_from) FILTER (state = 'V') AS vintage_min_v, max(known_from) FILTER (state = 'V') AS vintage_max_v,
    sum(qty1) FILTER (state = 'V') AS quantity, sum(value) FILTER (qty1 IS NOT NULL) AS value_with_quantity,
    count(*) FILTER (state = 'V' AND qty1 IS NULL) AS rows_without_quantity,
    sum(kg) FILTER (state = 'V') AS kg, sum(value) FILTER (kg IS NOT NULL) AS value_with_kg,
    count(*) FILTER (state = 'V' AND kg IS NULL) AS rows_without_kg
"""
_BY_PARTNER = "partner_code, sum(value) AS value, count(*) AS rows_v"


def refresh(con: duckdb.DuckDBPyConnection, touched: str) -> None:
    """Make the sums of slices anew, within the caller's transaction.

    Args:
        con: the warehouse.
        touched: temporary table of the slices, without repeats.
    """
    using = names(_SLICE)
    for table in ("agg_trade_month", "agg_trade_partner"):
        con.execute(
            f"""
            DELETE FROM core.{table} WHERE rowid IN (
                SELECT a.rowid FROM core.{table} AS a SEMI JOIN {touched} USING ({using})
            )
            """
        )
    present = f"SEMI JOIN {touched} USING ({using}) WHERE known_to IS NULL AND state <> 'ABSENT'"
    _insert(con, using, f"(FROM core.{SUMMED} {present})")


def add(con: duckdb.DuckDBPyConnection, incoming: str, constants: Mapping[str, str]) -> None:
    """Add the sums of one slice of which nothing was known, within the caller's transaction.

    Args:
        con: the warehouse.
        incoming: SQL of the figures, all of them present.
        constants: literals of what is the same in all of them: the columns of the slice, ``is_official`` among
            them.
    """
    slices = ", ".join(f"{constants[name]} AS {name}" for name in _SLICE)
    same = f"REPLACE ({constants['known_from']} AS known_from), {constants['is_official']} AS is_official"
    _insert(con, slices, f"(SELECT * {same} FROM ({incoming}))")


def _insert(con: duckdb.DuckDBPyConnection, slices: str, present: str) -> None:
    """Add the sums of figures; ``slices`` are the columns of the slice."""
    rows = f"(SELECT *, {_KG} AS kg FROM {present})"
    con.execute(f"INSERT INTO core.agg_trade_month BY NAME SELECT {slices}, {_BY_PRODUCT} FROM {rows} GROUP BY ALL")
    con.execute(
        f"""
        INSERT INTO core.agg_trade_partner BY NAME
        SELECT {slices}, {_BY_PARTNER} FROM {present} WHERE state = 'V' AND partner_code <> 'ALL' GROUP BY ALL
        """
    )


def seed(con: duckdb.DuckDBPyConnection) -> None:
    """Make all sums if there are none, as in a warehouse that was written before there were any; in one transaction."""
    missing = f"SELECT 1 FROM core.{SUMMED} WHERE NOT EXISTS (FROM core.agg_trade_month) LIMIT 1"
    if con.execute(missing).fetchone() is None:
        return
    con.execute("BEGIN")
    con.execute(f"CREATE OR REPLACE TEMP TABLE all_slices AS SELECT DISTINCT {names(_SLICE)} FROM core.{SUMMED}")
    refresh(con, "all_slices")
    con.execute("DROP TABLE all_slices")
    con.execute("COMMIT")
