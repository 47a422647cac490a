"""Vintages: what each release said of a figure, and the total as it was known from each moment at which it changed."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from lighting.versioned import TABLES
from warehouse.readers import Row, rows

MANY_MOMENTS = 40
"""Moments that are shown of a total; older ones are left out."""
_KEYS_LOOKED_AT = 1000
CORRECTED = """(
    SELECT r.delivery_id AS source_file, r.source_row,
           string_agg(CASE r.action
                   WHEN 'mended' THEN concat(r.column_name, ' ', r.old_value, ' -> ', r.new_value, ' mended by ',
                                             d.decided_by, ' (', d.reason, ')')
                   WHEN 'let_pass' THEN concat(r.column_name, ' let pass by ', d.decided_by, ' (', d.reason, '): ',
                                               r.old_value)
                   ELSE concat(r.column_name, ' ', r.old_value, ' -> ', coalesce(r.new_value, 'set aside'), ' by ',
                               r.correction_id, ' (', c.reason, '; ', c.told, ' was told ', c.told_on, ')')
               END, '; ' ORDER BY r.correction_id, r.column_name, r.old_value) AS corrected
    FROM ops.corrected_row AS r LEFT JOIN core.correction AS c USING (correction_id)
    LEFT JOIN ops.decision AS d ON d.delivery_id = r.correction_id GROUP BY ALL
)"""
"""SQL of rows that were corrected, mended or let pass: source_file, source_row and, in words, what was done by whom."""


def totals(con: duckdb.DuckDBPyConnection, relation: str, key: Sequence[str], part: str) -> list[Row]:
    """A total as it was known from each moment at which it changed, oldest first.

    Columns: part (the part of the rows that is added up), known_from, datasets, files, keys_new (figures known for the
    first time), keys_changed (figures that were known before), keys_made_official (preliminary figures that an official
    release repeats), keys_unknown (held or in conflict from then on), value (the total), change, and revised_by (the
    part of the change that is due to figures known before).

    Args:
        con: the warehouse.
        relation: all versions of all keys that are added up, ABSENT ones included, with ``dataset`` and ``file_name``.
        key: columns that tell keys apart.
        part: SQL of what is added up apart; NULL for one total.
    """
    return rows(
        con,
        f"""
        WITH step AS (
            SELECT {part} AS part, known_from, dataset, file_name,
                   coalesce(value, 0) - coalesce(lag(value) OVER later, 0) AS change,
                   state <> 'ABSENT' AND coalesce(lag(state) OVER later, 'ABSENT') = 'ABSENT'
                       AND count(*) FILTER (state <> 'ABSENT') OVER later = 1 AS is_new,
                   lag(state) OVER later IS NOT NULL OR state <> 'ABSENT' AS is_said,
                   state <> 'ABSENT' AND lag(state) OVER later = state
                       AND value IS NOT DISTINCT FROM lag(value) OVER later
                       AND is_official AND NOT lag(is_official) OVER later AS is_made_official,
                   (state IN ('HELD', 'CONFLICT'))::INTEGER
                       - coalesce(lag(state) OVER later IN ('HELD', 'CONFLICT'), false)::INTEGER AS unknown
            FROM {relation} WINDOW later AS (PARTITION BY {", ".join(key)} ORDER BY known_from)
        ), moment AS (
            SELECT part, known_from, string_agg(DISTINCT dataset, ', ' ORDER BY dataset) AS datasets,
                   CASE WHEN count(DISTINCT file_name) = 1 THEN min(file_name)
                        ELSE count(DISTINCT file_name) || ' files' END AS files,
                   count(*) FILTER (is_new) AS keys_new,
                   count(*) FILTER (NOT is_new AND is_made_official IS NOT true) AS keys_changed,
                   count(*) FILTER (is_made_official) AS keys_made_official,
                   sum(sum(unknown)) OVER later AS keys_unknown, sum(sum(change)) OVER later AS value,
                   sum(change) AS change, coalesce(sum(change) FILTER (NOT is_new), 0) AS revised_by
            FROM step WHERE is_said GROUP BY part, known_from
            WINDOW later AS (PARTITION BY part ORDER BY known_from)
        )
        FROM moment QUALIFY row_number() OVER (ORDER BY known_from DESC, part DESC) <= {MANY_MOMENTS}
        ORDER BY part, known_from
        """,
    )


def vintages(
    con: duckdb.DuckDBPyConnection,
    table: str,
    keys: str,
    measures: Sequence[str],
    limit: int,
    *,
    with_single: bool = False,
) -> tuple[list[Row], int]:
    """What each release said of some keys, oldest first, and how many of the keys have more than one vintage.

    A vintage is a release that states a figure, also one that only repeats it or is not used. Of many keys those that
    moved most come first; those with one vintage are left out unless there is one key only. Columns: the key,
    known_from, known_to, dataset, rank, is_official, state, the measures, change and change_share of the first measure
    against the version before, vintage (``new version``, ``made official``, ``repeats``, ``in conflict``,
    ``not used``), file_name, source_row and corrected (how a correction changed the row).

    Args:
        con: the warehouse.
        table: versioned table of schema core.
        keys: SQL of a relation that has the table's key.
        measures: columns to show; the first is the figure.
        limit: number of keys.
        with_single: True to show keys with one vintage too.
    """
    columns = TABLES[table].key
    key, figure = ", ".join(columns), measures[0]
    said = ", ".join(("state", *measures))
    shown = f"{key}, {said}, known_from, source_file, source_row"
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE vintage AS
        WITH asked AS (SELECT DISTINCT {key} FROM ({keys}))
        SELECT {shown}, known_to, true AS is_version, is_official AS is_official_now
        FROM core.{table} SEMI JOIN asked USING ({key})
        UNION ALL
        SELECT {shown}, NULL, false, NULL FROM core.{table}_restated SEMI JOIN asked USING ({key})
        """
    )
    many = con.execute(f"SELECT count(*) FROM (SELECT 1 FROM vintage GROUP BY {key} HAVING count(*) > 1)").fetchall()[
        0
    ][0]
    found = rows(
        con,
        f"""
        WITH moved AS (
            SELECT {key}, row_number() OVER (ORDER BY max({figure}) - min({figure}) DESC NULLS LAST, {key}) AS place
            FROM vintage GROUP BY {key}
            HAVING {with_single} OR count(*) > 1 OR (SELECT count(*) FROM (SELECT DISTINCT {key} FROM vintage)) = 1
            ORDER BY place LIMIT {min(limit, _KEYS_LOOKED_AT)}
        ), version AS (
            SELECT *, lag({figure}) OVER later AS figure_before,
                   is_official_now AND NOT lag(is_official_now) OVER later
                   AND ({said}) IS NOT DISTINCT FROM lag(({said})) OVER later AS is_made_official
            FROM vintage SEMI JOIN moved USING ({key}) WHERE is_version
            WINDOW later AS (PARTITION BY {key} ORDER BY known_from)
        )
        SELECT {", ".join(f"s.{c}::VARCHAR AS {c}" for c in columns)}, s.known_from, s.known_to, r.dataset, r.rank,
               r.is_official, s.state::VARCHAR AS state, {", ".join(f"s.{m}" for m in measures)},
               CASE WHEN s.is_version THEN s.{figure} - v.figure_before END AS change,
               CASE WHEN s.is_version AND v.figure_before <> 0
                    THEN round((s.{figure} - v.figure_before) / v.figure_before, 6) END AS change_share,
               CASE WHEN s.is_version AND v.is_made_official THEN 'made official'
                    WHEN s.is_version THEN 'new version' WHEN v.state = 'CONFLICT' THEN 'in conflict'
                    WHEN v.state = s.state AND v.{figure} IS NOT DISTINCT FROM s.{figure} THEN 'repeats'
                    ELSE 'not used' END AS vintage,
               f.file_name, s.source_row, c.corrected
        FROM vintage AS s
        JOIN moved AS m USING ({key})
        LEFT JOIN version AS v
          ON {" AND ".join(f"v.{c} = s.{c}" for c in columns)}
         AND v.known_from <= s.known_from AND (v.known_to IS NULL OR v.known_to > s.known_from)
        LEFT JOIN core.dim_release AS r ON r.source_file = s.source_file AND r.known_from = s.known_from
        LEFT JOIN core.dim_source_file AS f ON f.source_file = s.source_file
        LEFT JOIN {CORRECTED} AS c ON c.source_file = s.source_file AND c.source_row = s.source_row
        ORDER BY m.place, s.known_from, s.is_version DESC, s.source_file, s.source_row
        """,
    )
    con.execute("DROP TABLE vintage")
    return found, int(many)
