"""The files of the first releases behind the freshness of feeds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb

from warehouse.readers import Row, rows

METRIC = "feed_freshness"
"""The metric over releases; behind it are files, and no row of one."""


def release_files(
    con: duckdb.DuckDBPyConnection, period: str, scope: Mapping[str, str], limit: int
) -> tuple[list[Row], int, Any]:
    """Files of the first release of a period by feed, and how many there are; the value is None.

    January and February have come with their joint release too, and that with both of them.

    Args:
        con: the published warehouse.
        period: last month of the period.
        scope: arguments of the metric.
        limit: how many files to show.
    """
    call = ", ".join(f"{name} := ${name}" for name in scope)
    found = rows(
        con,
        f"""
        WITH come AS (
            FROM marts.{METRIC}({call}) WHERE period = $period AND first_released_at IS NOT NULL
        ), first_file AS (
            FROM ops.release_period() AS m
            QUALIFY m.known_from = min(m.known_from) OVER (PARTITION BY m.dataset, m.period, m.period_kind)
        ), behind AS (
            SELECT c.dataset, c.period, c.period_kind, m.source_file, m.known_from AS released_at
            FROM come AS c
            JOIN first_file AS m
              ON m.dataset = c.dataset AND m.known_from <= c.first_released_at
             AND (m.period = c.period AND m.period_kind = c.period_kind
                  OR left(m.period, 4) = left(c.period, 4) AND right(m.period, 2) <= '02' AND right(c.period, 2) <= '02'
                     AND (m.period_kind, c.period_kind) IN (('M', 'JF'), ('JF', 'M')))
            UNION
            SELECT c.dataset, c.period, c.period_kind, d.delivery_id, d.released_at
            FROM come AS c
            JOIN ops.delivery AS d
              ON d.dataset = c.dataset AND d.state = 'loaded' AND d.released_at = c.first_released_at
            WHERE c.dataset NOT IN (SELECT r.dataset FROM core.dim_release AS r)
        )
        SELECT b.dataset, b.period, b.period_kind, b.released_at, f.file_name
        FROM behind AS b JOIN core.dim_source_file AS f USING (source_file) ORDER BY ALL
        """,
        {**scope, "period": period},
    )
    return found[:limit], len(found), None
