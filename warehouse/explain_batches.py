"""The inspected batches behind a share of batches that do not conform."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb

from warehouse import latest
from warehouse.readers import Row, rows


def batches(
    con: duckdb.DuckDBPyConnection, period: str, scope: Mapping[str, str], limit: int
) -> tuple[list[Row], int, Any]:
    """Batches of a period, those that failed first, how many there are, and what they are worth in US dollars.

    Args:
        con: the warehouse.
        period: month or year of inspection.
        scope: arguments of the metric.
        limit: how many batches to return.
    """
    given = {"period": period, "family": scope.get("family", "ALL"), "partner": scope.get("partner", "ALL")}
    if "as_of" in scope:
        given["as_of"] = scope["as_of"]
    behind = f"""
        FROM {latest.rows_at("fct_inspection_batch", scope.get("as_of"))} AS b
        JOIN core.dim_source_file AS f USING (source_file)
        WHERE starts_with(strftime(b.inspection_date, '%Y%m'), $period) AND $partner IN ('ALL', b.partner_code)
          AND ($family = 'ALL' OR EXISTS (
              FROM core.product_family_member AS m
              WHERE m.family = $family AND starts_with(b.hs8, m.prefix)
                AND year(b.inspection_date) BETWEEN m.hs_year_from AND m.hs_year_to
          ))
    """
    facts = rows(
        con,
        f"""
        SELECT b.batch_no, b.inspection_date, b.hs8, b.partner_code, b.is_inspected, b.result, b.value_usd, f.file_name,
               b.source_row
        {behind} ORDER BY b.result IN ('FAIL', 'REWORK_PASS') DESC, b.batch_no LIMIT {limit}
        """,
        given,
    )
    total = rows(con, f"SELECT count(*) AS n, sum(b.value_usd) AS value {behind}", given)[0]
    return facts, total["n"], total["value"]
