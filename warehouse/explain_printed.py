"""The rows of printed tables behind a figure that is made of parts and of the total printed for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

from warehouse.readers import Row, rows

MARK = " LINE printed "
"""Stands in the basis of such a figure, between its geographic basis and its supersession group."""


def printed_rows(
    con: duckdb.DuckDBPyConnection, figures: Sequence[Row], period: str, as_of: str | None, limit: int
) -> tuple[list[Row], int]:
    """Rows of ``core.fct_trade_printed`` that parts and totals of the period were read from, and how many there are.

    Args:
        con: the warehouse.
        figures: rows of the metric, with basis, dimension, place, partner, regime, flow, currency and family.
        period: their period.
        as_of: moment of the figures; None for the present.
        limit: how many rows to return.
    """
    names = ("geo_basis", "family", "dimension", "place_code", "partner_code", "regime_code", "flow", "currency")
    scopes = {(row["basis"].split(MARK)[1], *(row[name] for name in names)) for row in figures if MARK in row["basis"]}
    if not scopes:
        return [], 0
    given: dict[str, Any] = {"as_of": as_of, "period": period}
    values = []
    for n, scope in enumerate(sorted(scopes)):
        given |= {f"s{n}_{i}": item for i, item in enumerate(scope)}
        values.append(f"({', '.join(f'$s{n}_{i}' for i in range(len(scope)))})")
    behind = f"""
        FROM (
            SELECT t.*, CASE WHEN t.product_code = 'ALL' THEN 'ALL' ELSE l.family END AS family
            FROM core.fct_trade_printed AS t LEFT JOIN core.printed_line AS l ON l.line_code = t.product_code
            WHERE t.period = $period AND t.known_from <= ops.moment($as_of)
              AND (t.known_to IS NULL OR t.known_to > ops.moment($as_of))
              AND (t.state <> 'V' OR t.month_value IS NOT NULL OR t.ytd_value IS NOT NULL)
        ) AS p JOIN core.dim_source_file AS f USING (source_file)
        SEMI JOIN (VALUES {", ".join(values)}) AS s (supersession_group, {", ".join(names)})
          ON p.supersession_group = s.supersession_group AND p.currency::VARCHAR = s.currency AND p.family = s.family
         AND (p.geo_basis::VARCHAR = s.geo_basis OR s.dimension = 'place')
         AND (p.place_code = s.place_code OR s.dimension = 'place' AND ops.lies_in(p.place_code, s.place_code))
         AND (p.partner_code = s.partner_code OR s.dimension = 'partner')
         AND (p.regime_code = s.regime_code OR s.dimension = 'regime')
         AND (p.ownership = 'ALL' OR s.dimension = 'ownership')
         AND (p.flow::VARCHAR = s.flow OR s.dimension = 'flow')
    """
    facts = rows(
        con,
        f"""
        SELECT p.period, p.period_kind::VARCHAR AS period_kind, p.product_code, p.place_code, p.partner_code,
               p.regime_code, p.ownership::VARCHAR AS ownership, p.flow::VARCHAR AS flow, p.state::VARCHAR AS state,
               p.month_value, p.ytd_value, p.ytd_yoy, f.file_name, p.source_row, p.known_from
        {behind} ORDER BY p.place_code, p.partner_code, p.ownership, p.flow, p.regime_code = 'ALL' DESC, p.regime_code
        LIMIT {limit}
        """,
        given,
    )
    return facts, rows(con, f"SELECT count(*) AS n {behind}", given)[0]["n"]
