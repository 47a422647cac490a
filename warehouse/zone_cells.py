"""The published table over the exports of zone members: sums by zone, month and size class, small cells suppressed.

Made of confidential rows in temporary tables, after the cells by heading and partner (``warehouse/cells.py``), whose
totals it must not give away. For each zone, month and currency there are two tables:

- members, other enterprises of the city and those elsewhere, by goods of the printed line and the rest of the goods of
  the zone's industry, with all totals;
- the members' exports of the line (or of all goods of the industry, where there is no line) by size class.

A member's exports count from before its entry on, until it leaves: the zone is its members, and its growth is theirs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

import duckdb

from lighting.registry import CONFIDENTIAL
from warehouse import confidential, declared
from warehouse.connection import transaction
from warehouse.suppression import LEAST, TOTAL, Cell, Place
from warehouse.zone_hidden import ELSEWHERE, LINE, MEMBERS, OUTSIDE, REST, groups, sizes
from warehouse.zone_overlap import nearly_the_same

_GROUPS = (MEMBERS, OUTSIDE, ELSEWHERE, TOTAL)

_Side = tuple[str, str, str]
"""Zone, month and currency."""


@dataclass
class _Table:
    """The cells of one zone, month and currency, with what is known of their completeness."""

    cells: dict[Place, Cell] = field(default_factory=dict)
    counts: dict[Place, int] = field(default_factory=dict)
    complete: dict[Place, bool] = field(default_factory=dict)


def refresh(con: duckdb.DuckDBPyConnection) -> bool:
    """Make the table anew from the confidential rows and the lists of members; true if it has changed.

    Args:
        con: the warehouse, with the confidential rows attached if there are any.
    """
    rows: list[tuple[object, ...]] = []
    if confidential.is_attached(con) and con.execute("SELECT 1 FROM core.fct_zone_membership LIMIT 1").fetchone():
        for statement in (_FIRMS, _PARTS, _SUMS):
            con.execute(statement)
        rows = _published(con)
        for table in ("zone_sum", "zone_part", "zone_firm"):
            con.execute(f"DROP TABLE {table}")
    known = con.execute("FROM core.fct_zone_cell ORDER BY ALL").fetchall()
    if set(rows) == set(known):
        return False
    columns = declared.columns("core", "fct_zone_cell")
    lists = [[None if v is None else str(v) for v in column] for column in zip(*sorted(rows), strict=True)]
    with transaction(con):
        con.execute("DELETE FROM core.fct_zone_cell")
        if rows:
            cells = ", ".join(f"unnest(?::VARCHAR[])::{column.type}" for column in columns)
            con.execute(f"INSERT INTO core.fct_zone_cell SELECT {cells}", lists)
    return True


_FIRMS = f"""
    CREATE OR REPLACE TEMP TABLE zone_firm AS
    WITH now AS (
        SELECT customs_code, uscc, period, currency::VARCHAR AS currency, hs8, state::VARCHAR AS state, value
        FROM {CONFIDENTIAL}.core.fct_enterprise_export
        WHERE known_to IS NULL AND state <> 'ABSENT' AND flow = 'X'
    ), same AS (
        SELECT customs_code, min(uscc) AS uscc FROM now GROUP BY customs_code
    )
    SELECT coalesce(s.uscc, n.customs_code) AS firm, min(n.customs_code) AS customs_code, s.uscc, n.period, n.currency,
           n.hs8, sum(n.value) FILTER (n.state = 'V' AND n.value > 0) AS value, bool_and(n.state = 'V') AS is_complete
    FROM now AS n JOIN same AS s USING (customs_code)
    GROUP BY ALL
"""
"""Exports by enterprise, month, currency and code; an enterprise is its social credit code, with all customs codes."""

_PARTS = f"""
    CREATE OR REPLACE TEMP TABLE zone_part AS
    WITH code AS (
        SELECT DISTINCT hs8, left(period, 4)::INTEGER AS year FROM zone_firm
    ), lines AS (
        SELECT c.hs8, c.year, min(l.family) AS line_family
        FROM code AS c
        JOIN core.product_family_member AS m
          ON starts_with(c.hs8, m.prefix) AND c.year BETWEEN m.hs_year_from AND m.hs_year_to
        JOIN core.printed_line AS l ON l.family = m.family
        GROUP BY ALL
    ), zone AS (
        SELECT DISTINCT t.zone_id, z.prefecture_code, i.family
        FROM core.fct_zone_membership AS t
        LEFT JOIN core.dim_zone AS z USING (zone_id)
        LEFT JOIN core.dim_industry AS i USING (industry_code)
    ), good AS (
        SELECT z.zone_id, c.hs8, c.year, CASE WHEN l.hs8 IS NULL THEN '{REST}' ELSE '{LINE}' END AS part,
               l.line_family
        FROM zone AS z CROSS JOIN code AS c LEFT JOIN lines AS l USING (hs8, year)
        WHERE z.family IS NULL OR EXISTS (
            FROM core.product_family_member AS m
            WHERE m.family = z.family AND starts_with(c.hs8, m.prefix)
              AND c.year BETWEEN m.hs_year_from AND m.hs_year_to
        )
    ), member AS (
        SELECT m.zone_id, m.uscc, m.customs_code, max(coalesce(m.exit_date, DATE '9999-12-31')) AS exit_date
        FROM core.fct_zone_membership AS m GROUP BY ALL
    ), known AS (
        SELECT DISTINCT f.firm, f.customs_code, f.uscc, f.period FROM zone_firm AS f
    ), placed AS (
        SELECT k.firm, k.period, z.zone_id, coalesce(z.family, '{TOTAL}') AS family,
               min(m.uscc) AS member,
               bool_or(left(k.customs_code, 4) = left(z.prefecture_code, 4) AND right(z.prefecture_code, 2) = '00'
                       OR d.parent_code = z.prefecture_code) AS is_in_city
        FROM known AS k
        CROSS JOIN zone AS z
        LEFT JOIN member AS m
          ON m.zone_id = z.zone_id AND (m.uscc = k.uscc OR m.customs_code = k.customs_code)
         AND m.exit_date > strptime(k.period || '01', '%Y%m%d')::DATE
        LEFT JOIN (SELECT place_code, any_value(parent_code) AS parent_code FROM core.dim_geo WHERE level = 'DISTRICT'
                   GROUP BY place_code) AS d ON d.place_code = left(k.customs_code, 5)
        GROUP BY ALL
    ), sized AS (
        SELECT p.*, e.size_class
        FROM placed AS p
        LEFT JOIN core.dim_enterprise AS e ON e.uscc = p.member
        QUALIFY row_number() OVER (
            PARTITION BY p.firm, p.period, p.zone_id
            ORDER BY e.valid_from <= last_day(strptime(p.period || '01', '%Y%m%d')::DATE) DESC,
                     CASE WHEN e.valid_from <= last_day(strptime(p.period || '01', '%Y%m%d')::DATE)
                          THEN e.valid_from END DESC,
                     e.valid_from
        ) = 1
    )
    SELECT s.zone_id, s.family, f.period, f.currency, dense_rank() OVER (ORDER BY f.firm) AS firm, g.part,
           g.line_family, CASE WHEN s.member IS NOT NULL THEN '{MEMBERS}' WHEN s.is_in_city THEN '{OUTSIDE}'
                               ELSE '{ELSEWHERE}' END AS member_group,
           CASE WHEN s.member IS NOT NULL THEN coalesce(s.size_class, 'NONE') END AS size_class,
           f.hs8, f.value, f.is_complete
    FROM zone_firm AS f
    JOIN sized AS s USING (firm, period)
    JOIN good AS g ON g.zone_id = s.zone_id AND g.hs8 = f.hs8 AND g.year = left(f.period, 4)::INTEGER
"""
"""The same by zone, with whether it is a member, of what size, and whether the code is one of the printed line."""

_SUMS = f"""
    CREATE OR REPLACE TEMP TABLE zone_sum AS
    SELECT zone_id, period, currency, kind, coalesce(row_name, '{TOTAL}') AS row_name,
           coalesce(column_name, '{TOTAL}') AS column_name, sum(value) AS value,
           count(DISTINCT firm) FILTER (value > 0) AS enterprises,
           (list(DISTINCT firm) FILTER (value > 0))[:{LEAST}] AS contributors, bool_and(is_complete) AS is_complete
    FROM (
        SELECT *, 'T' AS kind, member_group AS row_name, part AS column_name FROM zone_part
        UNION ALL
        SELECT *, 'S', part, size_class FROM zone_part WHERE member_group = '{MEMBERS}'
    )
    GROUP BY GROUPING SETS (
        (zone_id, period, currency, kind, row_name, column_name), (zone_id, period, currency, kind, row_name),
        (zone_id, period, currency, kind, column_name), (zone_id, period, currency, kind)
    )
"""
"""T: enterprises by group and part of the goods. S: members by part of the goods and size class."""


def _published(con: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    """The rows that may be published."""
    tables: dict[tuple[_Side, str], _Table] = defaultdict(_Table)
    for zone, period, currency, kind, row, column, value, count, who, is_complete in con.execute(
        "FROM zone_sum ORDER BY zone_id, period, currency, kind, row_name, column_name"
    ).fetchall():
        table = tables[(zone, period, currency), kind]
        table.complete[row, column] = bool(is_complete)
        if value:
            table.cells[row, column] = Cell(Decimal(value), frozenset(who))
            table.counts[row, column] = count
    names, guarded, whole, shared = _names(con), _guarded(con), _whole(con), nearly_the_same(con)
    rows: list[tuple[object, ...]] = []
    for _, same in groupby(sorted({side for side, _ in tables}), key=lambda side: side[:2]):
        sides = list(same)
        hidden = groups(
            [tables[side, "T"].cells for side in sides],
            set().union(*(guarded.get(side, set()) | shared.get((side, "T"), set()) for side in sides)),
            is_whole=any(side in whole for side in sides),
        )
        within = [tables[side, "S"].cells for side in sides]
        for side in sides:
            family, line_family = names[side]
            has_line = (TOTAL, LINE) in tables[side, "T"].complete
            labels = {TOTAL: family, **({LINE: line_family} if has_line else {})}
            for part, label in labels.items():
                if not label:
                    continue
                places = [((group, part), group) for group in _GROUPS]
                rows += _rows(side, label, tables[side, "T"], hidden, places, is_whole=side in whole)
            part = LINE if has_line else TOTAL
            near = set().union(*(shared.get((other, "S"), set()) for other in sides))
            small = sizes(within, part, near, is_total_hidden=(MEMBERS, part) in hidden)
            places = [((row, size), size) for row, size in tables[side, "S"].complete if row == part and size != TOTAL]
            rows += _rows(side, str(labels[part]), tables[side, "S"], small, places, is_whole=side in whole)
    return rows


def _rows(
    side: _Side, family: str, table: _Table, hidden: set[Place], places: Iterable[tuple[Place, str]], *, is_whole: bool
) -> list[tuple[object, ...]]:
    """Rows of the published table for some cells; a cell that is not there is zero."""
    rows = []
    for place, group in places:
        is_hidden = place in hidden
        cell = table.cells.get(place)
        value = Decimal(0) if cell is None else cell.value
        shown = (
            (None, None, None) if is_hidden else (value, table.counts.get(place, 0), table.complete.get(place, True))
        )
        rows.append((*side, family, group, *shown[:2], is_hidden, shown[2], is_whole))
    return rows


def _names(con: duckdb.DuckDBPyConnection) -> dict[_Side, tuple[str, str | None]]:
    """The family of the industry, and that of the printed line, by zone, month and currency."""
    rows = con.execute(
        "SELECT zone_id, period, currency, min(family), min(line_family) FROM zone_part GROUP BY ALL"
    ).fetchall()
    return {(zone, period, currency): (family, line) for zone, period, currency, family, line in rows}


def _guarded(con: duckdb.DuckDBPyConnection) -> dict[_Side, set[Place]]:
    """Totals that must stay hidden: they would give away a suppressed cell by heading, or less than three enterprises.

    A part of the goods is a sum of headings and of codes within headings. With what is published by heading, it tells
    the sum of the codes within headings, and what is left of those.
    """
    rows = con.execute(
        f"""
        WITH heading AS (
            SELECT p.zone_id, p.period, p.currency, p.part, left(p.hs8, 4) AS heading,
                   count(DISTINCT p.firm) FILTER (p.value > 0) AS inside,
                   list(DISTINCT p.hs8) AS codes
            FROM zone_part AS p GROUP BY ALL
        ), around AS (
            SELECT h.zone_id, h.period, h.currency, h.part, h.heading, h.inside,
                   count(DISTINCT f.firm) FILTER (f.value > 0 AND NOT list_contains(h.codes, f.hs8)) AS rest
            FROM heading AS h
            JOIN zone_firm AS f ON f.period = h.period AND f.currency = h.currency AND left(f.hs8, 4) = h.heading
            GROUP BY ALL
        )
        SELECT a.zone_id, a.period, a.currency, a.part
        FROM around AS a
        LEFT JOIN core.fct_enterprise_cell AS c
          ON c.period = a.period AND c.flow = 'X' AND c.currency::VARCHAR = a.currency AND c.heading = a.heading
         AND c.partner_code = '{TOTAL}'
        GROUP BY ALL
        HAVING bool_or(coalesce(c.is_suppressed, true) AND a.rest = 0 AND a.inside > 0)
            OR bool_or(a.rest > 0 AND (a.inside BETWEEN 1 AND {LEAST - 1} OR a.rest < {LEAST}))
        """
    ).fetchall()
    found: dict[_Side, set[Place]] = defaultdict(set)
    for zone, period, currency, part in rows:
        found[zone, period, currency] |= {(TOTAL, part), (TOTAL, TOTAL)}
    return found


def _whole(con: duckdb.DuckDBPyConnection) -> set[_Side]:
    """Zones, months and currencies for which all enterprises of the city were asked for."""
    rows = con.execute(
        f"""
        SELECT DISTINCT z.zone_id, c.period, c.currency::VARCHAR
        FROM {CONFIDENTIAL}.core.enterprise_coverage AS c
        CROSS JOIN core.dim_zone AS z
        WHERE c.is_closed AND c.flow = 'X' AND list_contains(c.covers_hs, '*') AND len(list_filter(
            c.covers_enterprises, lambda e: e = '*' OR starts_with(left(z.prefecture_code, 4), e))) > 0
        """
    ).fetchall()
    return {(zone, period, currency) for zone, period, currency in rows}
