"""What releases state about the touched slices of a table in two times, and the versions that follow."""

from __future__ import annotations

import duckdb

from lighting.versioned import VersionedTable
from warehouse import declared, revisions
from warehouse.connection import vacuum
from warehouse.literals import digits, names

FIRST_RELEASE_DAYS = 60


def in_time(table: VersionedTable, alias: str) -> tuple[str, str]:
    """SQL of a condition that a version was known soon after its period, and of the join that it needs."""
    if not table.is_periodic:
        return "true", ""
    soon = f"{alias}.known_from <= p.period_end + INTERVAL {FIRST_RELEASE_DAYS} DAY"
    return soon, "JOIN core.dim_period AS p USING (period, period_kind)"


def measures(table: VersionedTable) -> tuple[str, ...]:
    """Columns that a release states about a key."""
    own = {*table.key, "state", "known_from", "source_file", "source_row"}
    return tuple(c.name for c in declared.columns("core", f"{table.name}_restated") if c.name not in own)


def stated(table: VersionedTable) -> tuple[str, ...]:
    """Columns of a statement."""
    return (*table.key, "state", *measures(table), "known_from", "source_file", "source_row")


class Recompute:
    """Versions of the touched slices, made anew from all statements about them.

    Args:
        con: the warehouse, in a transaction of the caller.
        table: the table.
        touched: temporary table of the slices.
        incoming: SQL of the statements that are new.
        removed: deliveries whose statements no longer count.
        run_id: the run on behalf of which it is done.
    """

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        table: VersionedTable,
        touched: str,
        incoming: list[str],
        removed: list[str],
        run_id: str,
    ) -> None:
        self._con = con
        self._table = table
        self._touched = touched
        self._incoming = incoming
        self._removed = removed
        self._run_id = run_id

    def run(self) -> None:
        """Replace the versions of the touched slices."""
        vacuum(self._con)
        self._collect_statements()
        self._collect_absences()
        self._make_versions()
        table = self._table
        revisions.note(self._con, table, self._touched, "FROM version", self._run_id, is_first=False)
        using = names(table.slice)
        for name in (table.name, f"{table.name}_restated"):
            self._con.execute(
                f"""
                DELETE FROM core.{name} WHERE rowid IN (
                    SELECT t.rowid FROM core.{name} AS t SEMI JOIN {self._touched} USING ({using})
                )
                """
            )
        self._con.execute(f"INSERT INTO core.{table.name} BY NAME SELECT * FROM version ORDER BY ALL")
        self._con.execute(
            f"""
            INSERT INTO core.{table.name}_restated BY NAME
            SELECT {names(stated(table))} FROM statement
            ANTI JOIN (SELECT source_file, source_row, {using} FROM version WHERE source_row IS NOT NULL) AS v
            USING (source_file, source_row, {using})
            ORDER BY ALL
            """
        )
        for name in ("statement", "said", "version"):
            self._con.execute(f"DROP TABLE {name}")

    def _collect_statements(self) -> None:
        """All statements of the touched slices with their release, and one per release and key."""
        table = self._table
        using, columns = names(table.slice), names(stated(table))
        gone = f"AND source_file NOT IN ({digits(self._removed)})" if self._removed else ""
        stored = f"SEMI JOIN {self._touched} USING ({using}) WHERE state IN ('V', 'HELD') {gone}"
        parts = [f"SELECT {columns} FROM core.{name} {stored}" for name in (table.name, f"{table.name}_restated")]
        parts += self._incoming
        self._con.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE statement AS
            SELECT s.*, r.release_id, r.is_official, r.rank, r.revision_no
            FROM ({" UNION ALL ".join(parts)}) AS s JOIN core.dim_release AS r USING (source_file, known_from)
            """
        )
        key = names(table.key)
        self._con.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE said AS SELECT * FROM statement
            QUALIFY row_number() OVER (
                PARTITION BY release_id, {key} ORDER BY state = 'HELD' DESC, source_file, source_row
            ) = 1
            """
        )

    def _collect_absences(self) -> None:
        """Keys that a closed release covers and does not hold."""
        table = self._table
        if not table.closes:
            return
        using, key = names(table.slice), names(table.key)
        self._con.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE closing AS
            SELECT row_number() OVER () AS coverage_no, c.* FROM core.{table.coverage} AS c
            SEMI JOIN {self._touched} USING ({using}) WHERE c.is_closed
            """
        )
        self._con.execute(f"CREATE OR REPLACE TEMP TABLE asked AS SELECT DISTINCT {key} FROM said")
        covered = []
        for column, selection in table.lists.items():
            hit = "starts_with(k.code, x)" if column in table.prefixes else "k.code = x"
            self._con.execute(
                f"""
                CREATE OR REPLACE TEMP TABLE covered_{column} AS
                SELECT c.coverage_no, k.code AS {column}
                FROM closing AS c, (SELECT DISTINCT {column} AS code FROM asked) AS k
                WHERE k.code = 'ALL' OR len(list_filter(c.{selection}, lambda x: x = '*' OR {hit})) > 0
                """
            )
            covered.append(f"JOIN covered_{column} USING (coverage_no, {column})")
        same = [f"c.{name} = k.{name}" for name in table.slice]
        same += [f"c.{flag} = (k.{column} <> 'ALL')" for flag, column in table.levels.items()]
        empty = ", ".join(f"NULL AS {name}" for name in measures(table))
        self._con.execute(
            f"""
            INSERT INTO said BY NAME
            SELECT DISTINCT ON (release_id, {key}) {key}, 'ABSENT' AS state, {empty}, r.known_from, r.source_file,
                   NULL AS source_row, release_id, r.is_official, r.rank, r.revision_no
            FROM (
                SELECT {names(table.key, "k")}, c.release_id, c.coverage_no
                FROM asked AS k JOIN closing AS c ON {" AND ".join(same)}
            ) {" ".join(covered)}
            JOIN (
                SELECT release_id, min(source_file) AS source_file, any_value(known_from) AS known_from,
                       any_value(is_official) AS is_official, any_value(rank) AS rank,
                       any_value(revision_no) AS revision_no
                FROM core.dim_release GROUP BY release_id
            ) AS r USING (release_id)
            ANTI JOIN (SELECT release_id, {key} FROM said) USING (release_id, {key})
            """
        )
        for name in ("closing", "asked", *(f"covered_{column}" for column in table.lists)):
            self._con.execute(f"DROP TABLE {name}")

    def _make_versions(self) -> None:
        """Winners per key and moment, ties, and maximal runs of equal state; that it is official is part of a state."""
        table = self._table
        key = names(table.key)
        content = ", ".join(f"{name} := {name}" for name in measures(table))
        soon, joined = in_time(table, "s")
        agreed = ", ".join(
            f"CASE WHEN min(content) = max(content) THEN any_value({name}) END AS {name}" for name in measures(table)
        )
        self._con.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE version AS
            WITH standing AS (
                SELECT *, min(known_from) FILTER (is_official) OVER (PARTITION BY {key}) AS official_from,
                       struct_pack(state := state::VARCHAR, {content}) AS content
                FROM said
            ), best AS (
                SELECT * FROM standing
                WHERE is_official OR official_from IS NULL OR known_from < official_from
                QUALIFY rank() OVER (PARTITION BY {key}, known_from ORDER BY rank DESC, revision_no DESC) = 1
            ), moment AS (
                SELECT {key}, known_from, bool_or(is_official) AS is_official, {agreed},
                       CASE WHEN min(content) = max(content) THEN any_value(state)::VARCHAR ELSE 'CONFLICT' END
                           AS state,
                       CASE WHEN min(content) = max(content) THEN any_value(content) END AS content,
                       min(source_file) AS source_file,
                       CASE WHEN min(content) = max(content) THEN arg_min(source_row, source_file) END AS source_row
                FROM best GROUP BY {key}, known_from
            ), changed AS (
                SELECT *, lag(state) OVER later IS DISTINCT FROM state
                          OR lag(is_official) OVER later IS DISTINCT FROM is_official
                          OR lag(content) OVER later IS DISTINCT FROM content AS is_change
                FROM moment WINDOW later AS (PARTITION BY {key} ORDER BY known_from)
            ), run AS (
                SELECT *, count(*) FILTER (is_change) OVER (PARTITION BY {key} ORDER BY known_from) AS run_no
                FROM changed
            ), spell AS (
                SELECT {key}, run_no, min(known_from) AS known_from, max(known_from) AS last_confirmed,
                       any_value(is_official) AS is_official, any_value(state) AS state,
                       {", ".join(f"any_value({name}) AS {name}" for name in measures(table))},
                       arg_min(source_file, known_from) AS source_file,
                       CASE WHEN any_value(state) IN ('V', 'HELD') THEN arg_min(source_row, known_from) END
                           AS source_row
                FROM run GROUP BY {key}, run_no
            )
            SELECT s.* EXCLUDE (run_no),
                   lead(s.known_from) OVER (PARTITION BY {key} ORDER BY s.known_from) AS known_to,
                   s.state = 'V' AND {soon}
                   AND row_number() OVER (PARTITION BY {key}, s.state = 'V' ORDER BY s.known_from) = 1
                       AS is_first_release
            FROM spell AS s {joined}
            """
        )
