"""The rows of world trade behind a share of the world or a gap between mirrored figures, and their vintages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb

from warehouse.readers import Row, rows
from warehouse.vintages import CORRECTED, vintages

METRICS = ("world_share", "mirror_gap")
"""Metrics over world trade."""
_FLOWS = {
    "mirror_gap": "w.partner_code = '156' OR w.flow = 'X'",
    "world_share": "w.flow <> 'RX' OR $less_reexports",
}


def world_rows(
    con: duckdb.DuckDBPyConnection, metric: str, period: str, scope: Mapping[str, str], limit: int
) -> tuple[list[Row], int, list[Row], int]:
    """Rows of ``core.fct_world_trade`` that a metric was read from, how many, their vintages, and how many have some.

    Args:
        con: the warehouse.
        metric: one of ``METRICS``.
        period: year of the figure.
        scope: arguments of the metric.
        limit: how many rows and figures to return.
    """
    given: dict[str, Any] = {name: scope.get(name) for name in ("as_of", "family", "product")}
    call = ", ".join(f"{name} := ${name}" for name in given)
    given["period"] = period
    if metric == "world_share":
        given["less_reexports"] = str(scope.get("less_reexports", "false")).casefold() == "true"
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE behind AS
        SELECT DISTINCT w.* FROM core.fct_world_trade AS w
        JOIN ops.world_best({call}) AS b
          ON b.classification = w.classification AND b.reporter_code = w.reporter_code AND b.flow = w.flow
         AND b.partner_code = w.partner_code AND b.period = w.period
         AND CASE b.step WHEN 0 THEN w.commodity_code = b.atom
                         ELSE w.commodity_level = b.step AND starts_with(w.commodity_code, b.atom) END
        SEMI JOIN ops.world_flow({call}) AS f
          ON f.classification = b.classification AND f.reporter_code = b.reporter_code AND f.flow = b.flow
         AND f.partner_code = b.partner_code AND f.period = b.period AND f.family = b.family
        WHERE w.source = 'comtrade' AND w.period_kind = 'A' AND w.state <> 'ABSENT' AND w.period = $period
          AND w.known_from <= ops.moment($as_of) AND (w.known_to IS NULL OR w.known_to > ops.moment($as_of))
          AND ({_FLOWS[metric]})
        """,
        given,
    )
    facts = rows(
        con,
        f"""
        SELECT t.period, t.flow, t.reporter_code, t.partner_code, t.classification, t.commodity_code,
               t.state::VARCHAR AS state, t.value_usd, t.cif_value_usd, t.fob_value_usd, f.file_name, t.source_row,
               t.known_from, c.corrected
        FROM behind AS t LEFT JOIN core.dim_source_file AS f USING (source_file)
        LEFT JOIN {CORRECTED} AS c USING (source_file, source_row)
        ORDER BY t.flow, t.partner_code, t.value_usd DESC, t.reporter_code, t.commodity_code LIMIT {limit}
        """,
    )
    (total,) = con.execute("SELECT count(*) FROM behind").fetchall()[0]
    moved, many = vintages(con, "fct_world_trade", "FROM behind", ("value_usd",), limit)
    con.execute("DROP TABLE behind")
    return facts, int(total), moved, many
