"""What changed between two runs, in figures that were known before: by slice, and the figures that moved most."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import duckdb

from warehouse import revisions
from warehouse.readers import Row, rows

MANY = 20


class UnknownRunError(KeyError):
    """There is no run of this name, and it is no moment either."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Revised:
    """What changed after one run up to another.

    Attributes:
        since: run after which changes count; None for the beginning of this warehouse file.
        until: last run whose changes count; None if there was none.
        figures: number of figures that changed.
        groups: number of groups by dataset, period, family and level of detail.
        by_group: the groups that moved most.
        largest: the figures that moved most.
        first: months of which first figures were loaded, by table.
        silent: what printed tables of this time change in earlier months without printing it (M06).
    """

    since: str | None = None
    until: str | None = None
    figures: int = 0
    groups: int = 0
    by_group: list[Row] = field(default_factory=list)
    largest: list[Row] = field(default_factory=list)
    first: list[Row] = field(default_factory=list)
    silent: list[Row] = field(default_factory=list)


def window(con: duckdb.DuckDBPyConnection, since: str | None) -> tuple[str | None, str | None]:
    """The runs whose changes are meant: after the first, up to the second.

    Args:
        con: the warehouse.
        since: a run, after which changes count; or a moment, from which runs count; None for the last run that did
            something, with what it published first.

    Raises:
        UnknownRunError: if ``since`` is neither, or changes after it are no longer kept.
    """
    gone = revisions.pruned(con)
    runs = con.execute("SELECT run_id, state, started_at FROM ops.run ORDER BY run_id").fetchall()
    if since is None:
        worked = [run for run, state, _ in runs if state != "nothing_new"]
        return (before(con, worked[-1]), worked[-1]) if worked else (None, None)
    until = runs[-1][0] if runs else None
    if since in {run for run, _, _ in runs}:
        return _kept(since, gone), until
    try:
        moment = datetime.fromisoformat(since)
    except ValueError:
        known = ", ".join(run for run, _, _ in runs[-3:]) or "none yet"
        raise UnknownRunError(
            f"'{since}' is neither a run nor a day such as 2015-11-30; the last runs are {known}"
        ) from None
    earlier = [run for run, _, started in runs if started < moment.replace(tzinfo=None)]
    return _kept(earlier[-1] if earlier else None, gone), until


def _kept(since: str | None, gone: str | None) -> str | None:
    if gone is not None and (since is None or since < gone):
        raise UnknownRunError(f"changes up to run {gone} are no longer kept; ask for those after it: --since {gone}")
    return since


def before(con: duckdb.DuckDBPyConnection, run_id: str) -> str | None:
    """The last run before this one that was published: what it left is what people know."""
    row = con.execute("SELECT max(run_id) FROM ops.run WHERE state = 'published' AND run_id < ?", [run_id]).fetchone()
    return str(row[0]) if row and row[0] else None


def revised(con: duckdb.DuckDBPyConnection, since: str | None, until: str | None, limit: int = MANY) -> Revised:
    """Net changes of figures, largest first.

    Columns of groups: dataset, table_name, period, family (the narrowest; NULL for other goods), line (of a printed
    table), level (of detail), flow, currency, measure, figures, appeared, gone, unknown (held or in conflict now or
    before; not in the sums), old_value, new_value, change, change_share, mean_share and mean_abs_share (of the figures
    that were known before and after, as in M42).

    Columns of what was revised silently: source, period, place_code, product_code, partner_code, regime_code, flow,
    currency, implied_revision, ytd_before, month_value, ytd_value (units of currency), is_official.

    Args:
        con: the warehouse.
        since: run after which changes count; None for all.
        until: last run whose changes count.
        limit: groups and figures to list.
    """
    if until is None:
        return Revised(since)
    given = {"since": since or "", "until": until}
    first, silent = rows(con, _FIRST, given), _silent(con, given, limit)
    if not con.execute(f"SELECT 1 FROM ops.revision WHERE {_WITHIN} LIMIT 1", given).fetchone():
        return Revised(since, until, first=first, silent=silent)
    con.execute(f"CREATE OR REPLACE TEMP TABLE net AS {_NET}", given)
    con.execute(f"CREATE OR REPLACE TEMP TABLE told AS {_TOLD}")
    groups = rows(con, f"FROM ({_GROUPS}) ORDER BY {_ORDER} LIMIT {int(limit)}")
    largest = rows(con, f"{_LARGEST} LIMIT {int(limit)}")
    (total, keys) = con.execute(
        f"SELECT (SELECT count(*) FROM ({_GROUPS})), (SELECT count(*) FROM (SELECT DISTINCT table_name, key FROM told))"
    ).fetchall()[0]
    con.execute("DROP TABLE net; DROP TABLE told")
    return Revised(since, until, keys, total, groups, largest, first, silent)


def _silent(con: duckdb.DuckDBPyConnection, given: dict[str, str], limit: int) -> list[Row]:
    """Back revisions beyond rounding of the months whose printed tables came or changed, or whose month before did."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE brought AS {_BROUGHT}", given)
    sides = con.execute("SELECT DISTINCT flow, currency FROM brought ORDER BY ALL").fetchall()
    found = [
        row
        for flow, currency in sides
        for row in rows(con, _SILENT, {"flow": flow, "currency": currency, "most": limit})
    ]
    con.execute("DROP TABLE brought")
    return sorted(found, key=lambda row: -abs(row["implied_revision"]))[:limit]


_WITHIN = "run_id > $since AND run_id <= $until"
_FIRST = f"""
    SELECT table_name, count(DISTINCT period) AS periods, min(period) AS first_period, max(period) AS last_period
    FROM (SELECT table_name, regexp_extract(slice, '"([0-9]{{4,6}})"', 1) AS period FROM ops.new_slice WHERE {_WITHIN})
    GROUP BY ALL ORDER BY ALL
"""
_BROUGHT = f"""
    SELECT DISTINCT slice ->> '$[0]' AS source, (slice ->> '$[1]')::INTEGER AS period, slice ->> '$[3]' AS geo_basis,
           slice ->> '$[4]' AS flow, slice ->> '$[5]' AS currency
    FROM (FROM (SELECT slice FROM ops.new_slice WHERE table_name = 'fct_trade_printed' AND {_WITHIN})
          UNION FROM (SELECT slice FROM ops.revision WHERE table_name = 'fct_trade_printed' AND {_WITHIN}))
"""
"""Slices of printed tables that came or changed; see the registry for what a slice is."""
_SILENT = """
    SELECT m.source, m.period, place_code, product_code, partner_code, regime_code, m.flow, m.currency,
           implied_revision, ytd_before, month_value, ytd_value, is_official
    FROM marts.back_revision(flow := $flow, currency := $currency) AS m
    SEMI JOIN brought AS b
      ON b.source = m.source AND b.geo_basis = m.geo_basis AND b.flow = m.flow AND b.currency = m.currency
     AND m.period::INTEGER IN (b.period, b.period + 1)
    WHERE m.complete AND NOT is_within_rounding
    ORDER BY abs(implied_revision) DESC, m.period, place_code, product_code, partner_code, regime_code LIMIT $most
"""
_NET = f"""
    WITH change AS (FROM ops.revision WHERE {_WITHIN}),
    known AS (
        -- a slice that was new in this time was not known before it
        SELECT c.table_name, c.slice FROM change AS c
        LEFT JOIN (SELECT * FROM ops.new_slice WHERE {_WITHIN}) AS n USING (table_name, slice)
        GROUP BY ALL HAVING min(n.change_no) IS NULL OR min(c.change_no) < min(n.change_no)
    )
    FROM (
    SELECT table_name, key, measure, arg_min({{'state': old_state, 'value': old_value}}, change_no) AS was,
           arg_max({{'state': new_state, 'value': new_value}}, change_no) AS now_is,
           arg_max(known_from, change_no) AS known_from, arg_max(source_file, change_no) AS source_file
    FROM change SEMI JOIN known USING (table_name, slice) GROUP BY ALL
    ) WHERE was.value IS DISTINCT FROM now_is.value OR coalesce(was.state, 'ABSENT') <> coalesce(now_is.state, 'ABSENT')
"""
_TOLD = """
    WITH field AS (
        SELECT n.*, key ->> 'period' AS period, coalesce(key ->> 'product_code', key ->> 'hs6') AS product_code,
               CASE WHEN coalesce(key ->> 'product_level', '') <> 'HS8' THEN key ->> 'product_code' END AS line,
               coalesce(key ->> 'flow', '') AS flow, coalesce(key ->> 'currency', '') AS currency,
               concat_ws(' ', key ->> 'geo_basis', key ->> 'product_level', nullif(concat_ws(' ',
                   CASE WHEN key ->> 'partner_code' <> 'ALL' THEN 'by partner' END,
                   CASE WHEN key ->> 'regime_code' <> 'ALL' THEN 'by regime' END,
                   CASE WHEN key ->> 'place_code' <> 'ALL' THEN 'by place' END), '')) AS level
        FROM net AS n
    ), family_of AS (
        SELECT p.period, p.product_code, min(coalesce(m.family, l.family)) AS family
        FROM (SELECT DISTINCT period, product_code FROM field) AS p
        LEFT JOIN core.product_family_member AS m
          ON starts_with(p.product_code, m.prefix)
         AND left(p.period, 4)::INTEGER BETWEEN m.hs_year_from AND m.hs_year_to
        LEFT JOIN core.printed_line AS l ON l.line_code = p.product_code
        GROUP BY ALL
    )
    SELECT f.*, o.family, s.dataset, s.file_name,
           CASE WHEN coalesce(was.state, 'ABSENT') NOT IN ('V', 'ABSENT')
                  OR coalesce(now_is.state, 'ABSENT') NOT IN ('V', 'ABSENT') THEN 'unknown'
                WHEN coalesce(was.state, 'ABSENT') = 'ABSENT' THEN 'appeared'
                WHEN coalesce(now_is.state, 'ABSENT') = 'ABSENT' THEN 'gone' ELSE 'changed' END AS kind,
           CASE WHEN kind <> 'unknown' THEN coalesce(now_is.value, 0) - coalesce(was.value, 0) END AS change
    FROM field AS f JOIN family_of AS o USING (period, product_code)
    LEFT JOIN core.dim_source_file AS s USING (source_file)
"""
_ADDS_UP = "(bool_and(contains(measure, 'value') AND line IS NULL) OR count(*) = 1)"
"""Values of codes add up; quantities of several units, growths, and printed lines that repeat each other do not."""
_GROUPS = f"""
    SELECT dataset, table_name, period, family, line, level, flow, currency, measure, count(*) AS figures,
           count(*) FILTER (kind = 'appeared') AS appeared, count(*) FILTER (kind = 'gone') AS gone,
           count(*) FILTER (kind = 'unknown') AS unknown,
           CASE WHEN {_ADDS_UP} THEN sum(was.value) FILTER (kind <> 'unknown') END AS old_value,
           CASE WHEN {_ADDS_UP} THEN sum(now_is.value) FILTER (kind <> 'unknown') END AS new_value,
           CASE WHEN {_ADDS_UP} THEN sum(change) END AS change,
           CASE WHEN {_ADDS_UP} THEN round(sum(change) / nullif(sum(was.value) FILTER (kind <> 'unknown'), 0), 6)
                END AS change_share,
           round(avg(change / nullif(was.value, 0)) FILTER (kind = 'changed'), 6) AS mean_share,
           round(avg(abs(change / nullif(was.value, 0))) FILTER (kind = 'changed'), 6) AS mean_abs_share
    FROM told AS t GROUP BY dataset, table_name, period, family, line, level, flow, currency, measure
"""
_ORDER = """abs(change) DESC NULLS LAST, figures DESC, dataset, table_name, period, family, line, level, flow,
    currency, measure"""
_LARGEST = """
    SELECT dataset, period, family, product_code, key ->> 'place_code' AS place_code,
           key ->> 'partner_code' AS partner_code, key ->> 'regime_code' AS regime_code, flow, currency, measure,
           kind, was.value AS old_value, now_is.value AS new_value, change,
           round(change / nullif(was.value, 0), 6) AS change_share, known_from, file_name
    FROM told WHERE contains(measure, 'value')
    ORDER BY abs(change) DESC NULLS LAST, dataset, period, product_code, key, measure
"""
