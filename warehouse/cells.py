"""The published table over enterprise figures: sums by heading and partner, small cells suppressed.

The sums are made of confidential rows in temporary tables; the warehouse file gets only what may be published. Months
whose rows have not changed since keep their cells.
"""

from __future__ import annotations

import functools
import hashlib
import uuid
from decimal import Decimal
from importlib import resources

import duckdb

from lighting.registry import CONFIDENTIAL
from warehouse import confidential
from warehouse.connection import part_of, transaction
from warehouse.suppression import LEAST, TOTAL, Cell, Place, suppressed_in_all

_MARK, _SIDE = "enterprise_cells", "cells of "
AREA_DIGITS = 5
"""Characters of a customs code that name a district; more of them name an enterprise."""

_SUMMED = f"""
    WITH now AS (
        SELECT customs_code, uscc, period, flow::VARCHAR AS flow, currency::VARCHAR AS currency,
               left(hs8, 4) AS heading, partner_code, state::VARCHAR AS state, value, declarations
        FROM {CONFIDENTIAL}.core.fct_enterprise_export
        WHERE known_to IS NULL AND state <> 'ABSENT'
    ), same AS (
        SELECT customs_code, min(uscc) AS uscc FROM now GROUP BY customs_code
    ), named AS (
        SELECT n.* EXCLUDE (customs_code, uscc),
               dense_rank() OVER (ORDER BY coalesce(s.uscc, customs_code)) AS enterprise,
               n.state = 'V' AND n.value > 0 AS counts
        FROM now AS n JOIN same AS s USING (customs_code)
    )
    SELECT period, flow, currency, coalesce(heading, 'ALL') AS heading, coalesce(partner_code, 'ALL') AS partner_code,
           sum(value) FILTER (counts)::DECIMAL(38, 2) AS value,
           count(DISTINCT enterprise) FILTER (counts) AS enterprises,
           CASE WHEN bool_and(declarations IS NOT NULL) FILTER (counts)
                THEN sum(declarations) FILTER (counts)::BIGINT END AS declarations,
           (list(DISTINCT enterprise) FILTER (counts))[:{LEAST}] AS contributors,
           bool_and(state = 'V') AS is_complete
    FROM named
    GROUP BY GROUPING SETS (
        (period, flow, currency, heading, partner_code), (period, flow, currency, heading),
        (period, flow, currency, partner_code), (period, flow, currency)
    )
    HAVING count(*) FILTER (counts) > 0
"""
"""An enterprise with several customs codes is one by its social credit code, in whichever row that stands."""

_COVERED = f"""
    WITH summed AS ({_SUMMED}), asked AS (
        SELECT DISTINCT period, flow::VARCHAR AS flow, currency::VARCHAR AS currency, covers_hs, covers_partners,
               unnest(covers_enterprises) AS area
        FROM {CONFIDENTIAL}.core.enterprise_coverage
        WHERE is_closed AND period_kind = 'M' AND list_contains(covers_regimes, '*')
    )
    SELECT s.*, a.covered_areas
    FROM summed AS s
    LEFT JOIN (
        SELECT c.period, c.flow, c.currency, c.heading, c.partner_code,
               list(DISTINCT a.area ORDER BY a.area) AS covered_areas
        FROM summed AS c JOIN asked AS a USING (period, flow, currency)
        WHERE length(a.area) <= {AREA_DIGITS}
          AND len(list_filter(a.covers_hs,
                              lambda h: h = '*' OR c.heading <> '{TOTAL}' AND starts_with(c.heading, h))) > 0
          AND len(list_filter(a.covers_partners, lambda p: p = '*' OR p = c.partner_code)) > 0
        GROUP BY ALL
    ) AS a USING (period, flow, currency, heading, partner_code)
"""
"""The same with the customs areas all of whose enterprises were asked for."""


@functools.cache
def version() -> str:
    """Hash of how cells are made and suppressed."""
    folder = resources.files("warehouse")
    return hashlib.sha256(b"".join((folder / n).read_bytes() for n in ("cells.py", "suppression.py"))).hexdigest()[:16]


def refresh(con: duckdb.DuckDBPyConnection) -> int:
    """Make the published cells anew where their rows have changed; returns for how many months and sides.

    Killed in between, the next call makes all of them anew: the mark of the warehouse is then not that of the
    confidential file.

    Args:
        con: the warehouse, with the confidential rows attached if there are any.
    """
    if not confidential.is_attached(con):
        con.execute("DELETE FROM core.fct_enterprise_cell")
        return 0
    con.execute(f"CREATE OR REPLACE TEMP TABLE cell AS {_COVERED}")
    present = _signatures(con)
    with part_of(con, is_confidential=True) as part:
        former = _settings(part)
    is_known = former.pop(_MARK, None) == _settings(con).get(_MARK, "")
    known = {name.removeprefix(_SIDE): value for name, value in former.items() if is_known}
    sides = {*present, *known}
    moved = {_trade(side) for side in sides if present.get(side) != known.get(side)}
    changed = sorted(side for side in sides if _trade(side) in moved)
    if changed or not is_known:
        _replace(con, changed if is_known else None, present)
    con.execute("DROP TABLE cell")
    return len(changed)


def _replace(con: duckdb.DuckDBPyConnection, changed: list[str] | None, present: dict[str, str]) -> None:
    """Replace the cells of some months and sides, or of all, and note what they were made of."""
    con.execute("CREATE OR REPLACE TEMP TABLE hidden (side VARCHAR, heading VARCHAR, partner_code VARCHAR)")
    for trade in sorted({_trade(side) for side in (present if changed is None else changed)}):
        _hide(con, trade, sorted(side for side in present if _trade(side) == trade))
    chosen = "true" if changed is None else "concat_ws(' ', period, flow, currency) IN (SELECT unnest($sides))"
    sides = {} if changed is None else {"sides": changed}
    mark = uuid.uuid4().hex
    with transaction(con):
        con.execute(f"DELETE FROM core.fct_enterprise_cell WHERE {chosen}", sides or None)
        con.execute(
            f"""
            INSERT INTO core.fct_enterprise_cell BY NAME
            SELECT period, flow, currency, heading, partner_code,
                   CASE WHEN h.side IS NULL THEN value END AS value,
                   CASE WHEN h.side IS NULL THEN enterprises END AS enterprises, h.side IS NOT NULL AS is_suppressed,
                   CASE WHEN h.side IS NULL THEN is_complete END AS is_complete,
                   CASE WHEN h.side IS NULL THEN declarations END AS declarations, covered_areas
            FROM (SELECT *, concat_ws(' ', period, flow, currency) AS side FROM cell WHERE {chosen}) AS c
            LEFT JOIN hidden AS h USING (side, heading, partner_code)
            ORDER BY ALL
            """,
            sides or None,
        )
        con.execute("DELETE FROM ops.setting WHERE name = ?", [_MARK])
        con.execute("INSERT INTO ops.setting VALUES (?, ?)", [_MARK, mark])
    con.execute("DROP TABLE hidden")
    with part_of(con, is_confidential=True) as part, transaction(part):
        part.execute("DELETE FROM ops.setting WHERE name = ? OR starts_with(name, ?)", [_MARK, _SIDE])
        part.execute("INSERT INTO ops.setting VALUES (?, ?)", [_MARK, mark])
        for side, signature in present.items():
            part.execute("INSERT INTO ops.setting VALUES (?, ?)", [_SIDE + side, signature])


def _trade(side: str) -> str:
    """Month and flow of a side, which may be there in two currencies."""
    return side.rsplit(" ", 1)[0]


def _hide(con: duckdb.DuckDBPyConnection, trade: str, sides: list[str]) -> None:
    """Note which cells of a month and flow are suppressed: the same in each currency."""
    rows = con.execute(
        """
        SELECT currency, heading, partner_code, value, contributors FROM cell WHERE concat_ws(' ', period, flow) = ?
        """,
        [trade],
    ).fetchall()
    tables: dict[str, dict[Place, Cell]] = {}
    for currency, heading, partner, value, who in rows:
        tables.setdefault(currency, {})[heading, partner] = Cell(Decimal(value), frozenset(who))
    places = sorted(suppressed_in_all(list(tables.values())))
    for side in sides:
        con.execute(
            "INSERT INTO hidden SELECT ?, unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
            [side, [heading for heading, _ in places], [partner for _, partner in places]],
        )


def _signatures(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """By month and side, a hash of everything that its cells are made of."""
    rows = con.execute(
        """
        SELECT concat_ws(' ', period, flow, currency) AS side,
               md5(string_agg(concat_ws(' ', heading, partner_code, value, enterprises, is_complete, declarations,
                                        covered_areas,
                                        CASE WHEN enterprises < ? THEN list_sort(contributors) END), chr(10)
                              ORDER BY heading, partner_code))
        FROM cell GROUP BY 1
        """,
        [LEAST],
    ).fetchall()
    return {side: f"{version()} {signature}" for side, signature in rows}


def _settings(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """What a part notes about the cells."""
    return dict(
        con.execute(
            "SELECT name, value FROM ops.setting WHERE name = ? OR starts_with(name, ?)", [_MARK, _SIDE]
        ).fetchall()
    )
