"""Q75: figures are not known before they can be, and the versions of a figure follow each other."""

from __future__ import annotations

from great_expectations.expectations.expectation import Expectation

from expectations.rules import set_rule
from lighting.versioned import TABLES


def two_times(table: str, suspects: str = "", *, is_discreet: bool = False) -> list[Expectation]:
    """Q75 over the versions of a table in two times.

    Args:
        table: the table.
        suspects: SQL after ``FROM {batch}`` that leaves the rows whose keys may overlap; empty for all.
        is_discreet: True for a confidential table: the slice is named, not the figure.
    """
    of = TABLES[table]
    by_key, named = ", ".join(of.key), of.slice if is_discreet else of.key
    told, by_told = " || ' / ' || ".join(f"{name}::VARCHAR" for name in named), ", ".join(named)
    return [
        set_rule(
            "Q75",
            "block",
            f"nothing is known before it was released ({table})",
            """
            SELECT source_file AS key, min(known_from) AS measured, 'the present' AS allowed,
                   count(*) || ' figures of ' || coalesce(any_value(d.file_name), source_file) || ' are known from '
                   || min(t.known_from) || ' on, which is still to come; withdraw it, and deliver it with the moment of'
                   || ' its release' AS message
            FROM {batch} AS t LEFT JOIN ops.delivery AS d ON d.delivery_id = t.source_file
            WHERE t.known_from > timezone('Asia/Shanghai', now()) GROUP BY source_file ORDER BY 1
            """,
            level="content",
        ),
        set_rule(
            "Q75",
            "block",
            f"the versions of a figure do not overlap ({table})",
            f"""
            SELECT {told} AS key, min(known_from) AS measured, 'one version at a time' AS allowed,
                   'two versions of ' || {told} || ' are known at ' || min(next_from)
                   || '; run lighting rebuild, which makes all versions anew from the archive' AS message
            FROM (
                SELECT {by_key}, known_from, known_to,
                       lead(known_from) OVER (PARTITION BY {by_key} ORDER BY known_from) AS next_from
                FROM {{batch}} {suspects}
            ) WHERE known_to <= known_from OR known_to > next_from OR known_to IS NULL AND next_from IS NOT NULL
            GROUP BY {by_told} ORDER BY 1 LIMIT 50
            """,
            level="content",
        ),
    ]


def trade_in_two_times() -> list[Expectation]:
    """Q75 over the trade figures: only products and places that have more than one release can overlap."""
    cell = "period, period_kind, geo_basis, flow, currency, product_level, product_code, place_code"
    return two_times(
        "fct_trade",
        f"""SEMI JOIN (
            SELECT {cell} FROM core.agg_trade_month WHERE vintage_min < vintage_max
            UNION ALL
            SELECT DISTINCT {cell} FROM core.fct_trade WHERE known_to IS NOT NULL
        ) AS s USING ({cell})""",
    )


def in_two_times(table: str, *, is_discreet: bool = False) -> list[Expectation]:
    """Q75 over a large table: only slices that have more than one release can overlap."""
    slices = ", ".join(TABLES[table].slice)
    several = f"SELECT {slices} FROM {{batch}} GROUP BY ALL HAVING min(known_from) < max(known_from)"
    return two_times(table, f"SEMI JOIN ({several}) AS s USING ({slices})", is_discreet=is_discreet)
