"""The versions of figures behind a metric of how figures changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb

from warehouse.readers import Row, rows

METRICS = {
    "back_revision": "period IN ($period, ($period::INTEGER - 1)::VARCHAR) AND is_printed AND $product IS NULL",
    "revision_stats": "starts_with(period, $period) AND (known_to IS NOT NULL OR NOT is_first_release)",
}
"""Metrics of how figures changed, with the versions behind them."""


def version_rows(
    con: duckdb.DuckDBPyConnection, metric: str, period: str, scope: Mapping[str, str], limit: int
) -> tuple[list[Row], int, Any]:
    """Versions of figures, superseded ones included: of commodity codes, and of lines as printed; how many there are.

    They are never added: the value is None.

    Args:
        con: the published warehouse.
        metric: one of ``METRICS``.
        period: the figure's period.
        scope: arguments of the metric.
        limit: how many versions to show.
    """
    names = ("as_of", "flow", "currency", "family", "product", "place", "partner", "regime")
    given: dict[str, Any] = {"flow": "X", "currency": "CNY", **dict.fromkeys(names[3:]), "as_of": None}
    given |= {"period": period, **scope}
    wanted = " AND ".join(f"(${n} IS NULL OR ${n} = 'ALL' OR v.{n}_code = ${n})" for n in names[5:])
    scope_of = "(family := $family, product := $product)"
    behind = f"""
        FROM (
            SELECT period, product_code, place_code, partner_code, regime_code, state::VARCHAR AS state,
                   NULL::DECIMAL(18, 2) AS ytd_value, value, known_from, known_to, is_official, is_first_release,
                   source_file, source_row, flow::VARCHAR AS flow, currency::VARCHAR AS currency, ownership,
                   product_level = 'LINE' AS is_line, false AS is_printed
            FROM core.fct_trade
            UNION ALL
            SELECT period, product_code, place_code, partner_code, regime_code, state::VARCHAR, ytd_value, month_value,
                   known_from, known_to, is_official, is_first_release, source_file, source_row, flow::VARCHAR,
                   currency::VARCHAR, ownership, true, true
            FROM core.fct_trade_printed
        ) AS v JOIN core.dim_source_file AS f USING (source_file)
        WHERE v.flow = $flow AND v.currency = $currency AND v.ownership = 'ALL' AND v.is_line = v.is_printed
          AND v.known_from <= ops.moment($as_of) AND {METRICS[metric]} AND {wanted}
          AND CASE WHEN v.is_printed THEN $product IS NULL AND ($family IS NULL OR v.product_code IN (
                  SELECT l.line_code FROM core.printed_line AS l WHERE l.family = $family
              )) ELSE EXISTS (FROM ops.scope_member{scope_of} AS m WHERE starts_with(v.product_code, m.prefix)
                              AND left(v.period, 4)::INTEGER BETWEEN m.hs_year_from AND m.hs_year_to) END
    """
    facts = rows(
        con,
        f"""
        SELECT v.period, v.product_code, v.place_code, v.partner_code, v.regime_code, v.state, v.value, v.ytd_value,
               v.known_from, v.known_to, v.is_official, f.file_name, v.source_row
        {behind} ORDER BY v.product_code, v.place_code, v.partner_code, v.regime_code, v.period, v.known_from
        LIMIT {limit}
        """,
        given,
    )
    return facts, rows(con, f"SELECT count(*) AS n {behind}", given)[0]["n"], None
