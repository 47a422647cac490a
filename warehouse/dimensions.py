"""The dimensions: made of accepted rows, the shipped code tables giving way to the official ones."""

from __future__ import annotations

from collections.abc import Callable

import duckdb

from warehouse import declared, enterprises, latest
from warehouse.latest import SHIPPED, TABLES, winners

WHOLE_LIST = 90
"""A list of commodity codes that spans so many chapters covers its year whole."""

_IS_SHIPPED = f"starts_with(source_file, '{SHIPPED}')"


def refresh(con: duckdb.DuckDBPyConnection, name: str) -> None:
    """Make a dimension anew from the accepted rows, as far as the noted keys touch it."""
    _MAKERS[name](con)


def _hs8(con: duckdb.DuckDBPyConnection) -> None:
    """Codes of the touched years. A whole official list replaces the shipped codes of its year."""
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE touched_year AS
        SELECT DISTINCT key ->> 0 AS year FROM touched_key WHERE table_name = 'dim_hs8'
        """
    )
    is_touched = "(key ->> 0) IN (SELECT year FROM touched_year)"
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE whole_year AS
        SELECT key ->> 0 AS year, min(source_file) AS source_file
        FROM core.accepted_row
        WHERE table_name = 'dim_hs8' AND {is_touched} AND NOT {_IS_SHIPPED}
        GROUP BY 1 HAVING count(DISTINCT left(key ->> 1, 2)) >= {WHOLE_LIST}
        """
    )
    replaced = f"{is_touched} AND NOT ({_IS_SHIPPED} AND (key ->> 0) IN (SELECT year FROM whole_year))"
    con.execute("DELETE FROM core.dim_hs8 WHERE year::VARCHAR IN (SELECT year FROM touched_year)")
    _insert(con, "dim_hs8", winners(TABLES["dim_hs8"], replaced))
    con.execute(
        """
        DELETE FROM core.code_coverage
        WHERE table_name = 'dim_hs8' AND year::VARCHAR IN (SELECT year FROM touched_year)
        """
    )
    con.execute(
        f"""
        INSERT INTO core.code_coverage
        SELECT 'dim_hs8', year::INTEGER, '', source_file FROM whole_year
        UNION ALL
        SELECT 'dim_hs8', y.year, s.prefix, '{SHIPPED}hs8_coverage'
        FROM core.shipped_hs8_coverage AS s, range(s.year_from, s.year_to + 1) AS y (year)
        WHERE y.year::VARCHAR IN (SELECT year FROM touched_year ANTI JOIN whole_year USING (year))
        UNION ALL
        SELECT DISTINCT 'dim_hs8', (key ->> 0)::INTEGER, key ->> 1, source_file FROM core.accepted_row
        WHERE table_name = 'dim_hs8' AND NOT {_IS_SHIPPED}
          AND (key ->> 0) IN (SELECT year FROM touched_year ANTI JOIN whole_year USING (year))
        """
    )


def _partner(con: duckdb.DuckDBPyConnection) -> None:
    """Partners. An official list decides which codes exist; ISO codes and validity are ours."""
    con.execute("DELETE FROM core.dim_partner")
    _insert(
        con,
        "dim_partner",
        f"""
        SELECT w.*, DATE '1900-01-01' AS valid_from, s.valid_to
        FROM ({winners(TABLES["dim_partner"], "true")}) AS w
        LEFT JOIN core.shipped_partner AS s USING (partner_code)
        WHERE {_listed("dim_partner", "partner_code")}
        """,
    )


def _coded(name: str, code: str) -> Callable[[duckdb.DuckDBPyConnection], None]:
    """Maker for a plain list of codes: an official list decides which codes exist."""

    def make(con: duckdb.DuckDBPyConnection) -> None:
        con.execute(f"DELETE FROM core.{name}")
        _insert(
            con,
            name,
            f"SELECT * FROM ({winners(TABLES[name], 'true')}) WHERE {_listed(name, code)}",
        )

    return make


def _listed(name: str, code: str) -> str:
    """Condition: the code is in an official list, or there is no official list."""
    official = f"SELECT key ->> 0 FROM core.accepted_row WHERE table_name = '{name}' AND NOT {_IS_SHIPPED}"
    return f"(NOT EXISTS ({official}) OR {code} IN ({official}))"


def _concordance(con: duckdb.DuckDBPyConnection) -> None:
    """Pairs of codes of the touched revisions. A delivered table replaces the shipped pairs of its two revisions."""
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE touched_pair AS
        SELECT DISTINCT key ->> 0 AS from_rev, key ->> 2 AS to_rev FROM touched_key
        WHERE table_name = 'bridge_hs_concordance'
        """
    )
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE delivered_pair AS
        SELECT DISTINCT key ->> 0 AS from_rev, key ->> 2 AS to_rev FROM core.accepted_row
        WHERE table_name = 'bridge_hs_concordance' AND NOT {_IS_SHIPPED}
        """
    )
    con.execute(
        """
        DELETE FROM core.bridge_hs_concordance
        WHERE (from_rev, to_rev) IN (SELECT (from_rev, to_rev) FROM touched_pair)
        """
    )
    replaced = f"""
        (key ->> 0, key ->> 2) IN (SELECT (from_rev, to_rev) FROM touched_pair)
        AND NOT ({_IS_SHIPPED} AND (key ->> 0, key ->> 2) IN (SELECT (from_rev, to_rev) FROM delivered_pair))
    """
    _insert(con, "bridge_hs_concordance", winners(TABLES["bridge_hs_concordance"], replaced))


def _geo(con: duckdb.DuckDBPyConnection) -> None:
    """Places with their time.

    A delivered list of provinces or districts replaces the shipped one. Lists of towns are snapshots: a place is valid
    from the first snapshot that shows it under a name until the next one that shows another name or none.
    """
    con.execute("DELETE FROM core.dim_geo")
    replaced = f"""
        NOT ({_IS_SHIPPED} AND (key ->> 0) IN (
            SELECT o.key ->> 0 FROM core.accepted_row AS o
            WHERE o.table_name = 'dim_geo' AND NOT starts_with(o.source_file, '{SHIPPED}')
              AND NOT starts_with(o.key ->> 0, 'TOWN')
        ))
    """
    _insert(
        con,
        "dim_geo",
        f"""
        WITH seen AS (
            SELECT * REPLACE (observed_from::DATE AS observed_from, observed_to::DATE AS observed_to)
            FROM ({winners(TABLES["dim_geo"], replaced)})
        ), named AS (
            SELECT *, coalesce(lag(name_zh) OVER place <> name_zh, true)
                      OR coalesce(lag(observed_to) OVER place <= observed_from, false) AS is_new
            FROM seen WINDOW place AS (PARTITION BY list, place_code ORDER BY observed_from)
        ), numbered AS (
            SELECT *, count(*) FILTER (is_new) OVER (PARTITION BY list, place_code ORDER BY observed_from) AS spell
            FROM named
        ), spells AS (
            SELECT list, place_code, spell, min(observed_from) AS valid_from, max(observed_from) AS last_seen,
                   arg_max(observed_to, observed_from) AS observed_to, arg_max(name_zh, observed_from) AS name_zh,
                   arg_max(kind, observed_from) AS kind, arg_min(source_file, observed_from) AS source_file,
                   arg_min(source_row, observed_from) AS source_row
            FROM numbered GROUP BY ALL
        ), ended AS (
            SELECT s.*,
                   least(s.observed_to, lead(s.valid_from) OVER (PARTITION BY list, place_code ORDER BY spell),
                         (SELECT min(o.observed_from) FROM seen AS o WHERE o.list = s.list
                          AND o.observed_from > s.last_seen AND starts_with(s.list, 'TOWN')
                          AND NOT {_is_shipped("o.source_file")})) AS valid_to
            FROM spells AS s
        )
        SELECT e.place_code, e.valid_from, e.valid_to,
               CASE WHEN starts_with(e.list, 'TOWN') THEN 'TOWN' ELSE e.list END AS level,
               e.name_zh, nullif(p.name_en, '') AS name_en, e.kind,
               coalesce(nullif(p.parent_code, ''), CASE
                   WHEN starts_with(e.list, 'TOWN') THEN e.list[5:]
                   WHEN e.list = 'PROVINCE' THEN 'ALL'
                   WHEN e.list = 'DISTRICT' THEN e.place_code[:2]
               END) AS parent_code,
               CASE WHEN p.aliases <> '' THEN string_split(p.aliases, ';') END AS aliases,
               nullif(p.title, '') AS title, e.source_file, e.source_row
        FROM ended AS e
        LEFT JOIN (
            SELECT place_code, max(name_en) AS name_en, max(parent_code) AS parent_code, max(aliases) AS aliases,
                   max(title) AS title
            FROM core.shipped_place GROUP BY place_code
        ) AS p USING (place_code)
        """,
    )


def _is_shipped(column: str) -> str:
    return f"starts_with({column}, '{SHIPPED}')"


def _insert(con: duckdb.DuckDBPyConnection, name: str, rows: str) -> None:
    columns = declared.columns("core", name)
    con.execute(
        f"""
        INSERT INTO core.{name}
        SELECT {", ".join(f"{c.name}::{c.type}" for c in columns)} FROM ({rows}) ORDER BY ALL
        """
    )


_MAKERS: dict[str, Callable[[duckdb.DuckDBPyConnection], None]] = {
    "dim_hs8": _hs8,
    "dim_partner": _partner,
    "dim_stat_regime": _coded("dim_stat_regime", "regime_code"),
    "dim_supervision_mode": _coded("dim_supervision_mode", "mode_code"),
    "dim_geo": _geo,
    "bridge_hs_concordance": _concordance,
}
MADE = frozenset(_MAKERS)
_JUDGED_BY = MADE | {"correction"}
"""What deliveries are judged by: when it changes, they are due again."""


def refresh_touched(con: duckdb.DuckDBPyConnection) -> bool:
    """Make anew what the noted keys touch; true if a dimension was among it."""
    names = latest.touched(con)
    for name in names:
        if name in MADE:
            refresh(con, name)
        else:
            latest.refresh_fact(con, TABLES[name])
    if enterprises.ROSTER in names:
        enterprises.refresh(con)
    return any(name in _JUDGED_BY for name in names)
