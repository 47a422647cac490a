"""Zones that share members: where published sums would differ by one or two enterprises, one of them is suppressed."""

from __future__ import annotations

from collections import defaultdict

import duckdb

from warehouse.suppression import LEAST, TOTAL, Place

Side = tuple[str, str, str]
"""Zone, month and currency."""

_NEAR = """
    WITH traded AS (
        SELECT *, coalesce(line_family, family || ' ' || part) AS part_goods FROM zone_part WHERE value > 0
    ), slice AS (
        SELECT zone_id, period, currency, 'T' AS kind, family AS goods, member_group AS row_name,
               '{total}' AS column_name, firm FROM traded
        UNION
        SELECT zone_id, period, currency, 'T', part_goods, member_group, part, firm FROM traded
        UNION
        SELECT zone_id, period, currency, 'S', part_goods, part, size_class, firm
        FROM traded WHERE size_class IS NOT NULL
        UNION
        SELECT zone_id, period, currency, 'S', family, '{total}', size_class, firm
        FROM traded WHERE size_class IS NOT NULL
    ), sized AS (
        SELECT zone_id, period, currency, kind, goods, row_name, column_name, count(*) AS firms
        FROM slice GROUP BY ALL
    ), shared AS (
        SELECT a.zone_id, b.zone_id AS other_id, a.period, a.currency, a.kind, a.goods, a.row_name, a.column_name,
               count(*) AS firms
        FROM slice AS a
        JOIN slice AS b USING (period, currency, kind, goods, row_name, column_name, firm)
        WHERE a.zone_id > b.zone_id
        GROUP BY ALL
    )
    SELECT s.zone_id, s.period, s.currency, s.kind, s.row_name, s.column_name
    FROM shared AS s
    JOIN sized AS a USING (zone_id, period, currency, kind, goods, row_name, column_name)
    JOIN sized AS b
      ON b.zone_id = s.other_id AND b.period = s.period AND b.currency = s.currency AND b.kind = s.kind
     AND b.goods = s.goods AND b.row_name = s.row_name AND b.column_name = s.column_name
    WHERE a.firms + b.firms - 2 * s.firms BETWEEN 1 AND {most}
"""
"""A pair of cells of two zones over the same goods; in one of them only are both less twice what they share."""


def nearly_the_same(con: duckdb.DuckDBPyConnection) -> dict[tuple[Side, str], set[Place]]:
    """Cells that another zone's cell of the same slice differs from by one or two enterprises.

    Of each pair it is the one of the zone that comes later by name. Differences of three zones are not looked for.

    Args:
        con: with ``zone_part``, the exports by zone, enterprise and code.

    Returns:
        Places by zone, month and currency, and table: T by group and part of the goods, S by part and size class.
    """
    if len(con.execute("SELECT DISTINCT zone_id FROM zone_part").fetchall()) < 2:
        return {}
    found: dict[tuple[Side, str], set[Place]] = defaultdict(set)
    for zone, period, currency, kind, row, column in con.execute(_NEAR.format(total=TOTAL, most=LEAST - 1)).fetchall():
        found[(zone, period, currency), kind].add((row, column))
    return dict(found)
