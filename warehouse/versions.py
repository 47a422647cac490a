"""Tables in two times: versions of every figure, as a function of the set of accepted releases.

A release covers a key if supersession group, period, kind, basis, flow and currency match, its level of detail is the
key's and the key lies inside its selection. The state of a key at a moment is the statement of the winning release
among those known by then that cover it. Versions are maximal runs of equal state. Touched slices are made anew from
all statements; the order in which releases came plays no part.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from warehouse import declared
from warehouse.connection import vacuum


@dataclass(frozen=True)
class VersionedTable:
    """A table in two times.

    Attributes:
        name: table in schema core; ``<name>_restated`` holds the statements that open no version.
        key: its business key.
        slice: the part of the key by which touched rows are found; also columns of ``release_coverage`` if ``closes``.
        closes: True if a release can say that a figure is absent.
    """

    name: str
    key: tuple[str, ...]
    slice: tuple[str, ...]
    closes: bool

    @property
    def measures(self) -> tuple[str, ...]:
        """Columns that a release states about a key."""
        own = {*self.key, "state", "known_from", "source_file", "source_row"}
        return tuple(c.name for c in declared.columns("core", f"{self.name}_restated") if c.name not in own)

    @property
    def stated(self) -> tuple[str, ...]:
        """Columns of a statement."""
        return (*self.key, "state", *self.measures, "known_from", "source_file", "source_row")


_TRADE_SLICE = ("period", "period_kind", "geo_basis", "flow", "currency")
TABLES: dict[str, VersionedTable] = {
    table.name: table
    for table in (
        VersionedTable(
            "fct_trade",
            (
                "period",
                "period_kind",
                "geo_basis",
                "place_code",
                "product_level",
                "product_code",
                "partner_code",
                "regime_code",
                "ownership",
                "flow",
                "currency",
            ),
            (*_TRADE_SLICE, "product_level"),
            closes=True,
        ),
        VersionedTable(
            "fct_trade_printed",
            (
                "supersession_group",
                "period",
                "period_kind",
                "geo_basis",
                "place_code",
                "product_code",
                "partner_code",
                "regime_code",
                "ownership",
                "flow",
                "currency",
            ),
            ("supersession_group", *_TRADE_SLICE),
            closes=False,
        ),
    )
}

LEVELS = {"by_partner": "partner_code", "by_regime": "regime_code", "by_place": "place_code"}
_LISTS = {
    "product_code": "covers_hs",
    "partner_code": "covers_partners",
    "regime_code": "covers_regimes",
    "place_code": "covers_places",
}
FIRST_RELEASE_DAYS = 60


class Change:
    """One change of a versioned table, inside a transaction of the caller.

    Use: ``Change(con, table)``, then ``take_out`` deliveries while their releases are still listed, then ``put_in``
    new statements once their releases are listed, then ``settle``.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, table: VersionedTable) -> None:
        self._con = con
        self._table = table
        self._removed: list[str] = []
        self._incoming: list[str] = []
        self._touched = f"touched_{table.name}"
        empty = f"SELECT {self._names(table.slice)} FROM core.{table.name} LIMIT 0"
        con.execute(f"CREATE OR REPLACE TEMP TABLE {self._touched} AS {empty}")

    def take_out(self, source_files: list[str]) -> None:
        """Take the statements of deliveries out."""
        if not source_files:
            return
        self._removed += source_files
        files = _literals(source_files)
        for name in (self._table.name, f"{self._table.name}_restated"):
            self._touch(f"SELECT {self._names(self._table.slice)} FROM core.{name} WHERE source_file IN ({files})")
        if self._table.closes:
            self._touch(self._covered_slices(files))

    def put_in(self, statements: list[str], source_files: list[str]) -> None:
        """Put new statements in.

        Args:
            statements: SQL of relations with the columns of a statement.
            source_files: the deliveries that they come from.
        """
        self._incoming += [f"SELECT {self._names(self._table.stated)} FROM ({s})" for s in statements]
        for statement in statements:
            self._touch(f"SELECT {self._names(self._table.slice)} FROM ({statement})")
        if self._table.closes:
            self._touch(self._covered_slices(_literals(source_files)))

    def settle(self) -> None:
        """Make the versions of the touched slices."""
        table = self._table
        distinct = f"SELECT DISTINCT {self._names(table.slice)} FROM {self._touched}"
        self._con.execute(f"CREATE OR REPLACE TEMP TABLE {self._touched} AS {distinct}")
        if self._is_plain_append():
            self._append()
        else:
            self._recompute()
        self._con.execute(f"DROP TABLE {self._touched}")

    def _touch(self, select: str) -> None:
        self._con.execute(f"INSERT INTO {self._touched} SELECT DISTINCT * FROM ({select})")

    def _covered_slices(self, files: str) -> str:
        names = ", ".join(f"c.{name}" for name in self._table.slice)
        return f"""
            SELECT {names} FROM core.release_coverage AS c
            SEMI JOIN (SELECT release_id FROM core.dim_release WHERE source_file IN ({files})) AS r USING (release_id)
        """

    def _names(self, names: tuple[str, ...]) -> str:
        return ", ".join(names)

    def _is_plain_append(self) -> bool:
        """True if one release meets nothing: then every statement is a version as it stands."""
        if self._removed or not self._incoming:
            return False
        table = self._table
        incoming = " UNION ALL ".join(self._incoming)
        (moments,) = self._con.execute(f"SELECT count(DISTINCT known_from) FROM ({incoming})").fetchall()[0]
        if moments != 1 or self._has_held_twice(incoming):
            return False
        using = self._names(table.slice)
        for name in (table.name, f"{table.name}_restated"):
            found = self._con.execute(
                f"SELECT 1 FROM core.{name} SEMI JOIN {self._touched} USING ({using}) LIMIT 1"
            ).fetchone()
            if found:
                return False
        if table.closes:
            covering = f"core.release_coverage SEMI JOIN {self._touched} USING ({using})"
            releases = self._con.execute(f"SELECT count(DISTINCT release_id) FROM {covering}").fetchone()
            return releases == (1,)
        return True

    def _has_held_twice(self, incoming: str) -> bool:
        """True if a key that is held is stated in another row too: then the figure is held."""
        if not self._con.execute(f"SELECT 1 FROM ({incoming}) WHERE state = 'HELD' LIMIT 1").fetchone():
            return False
        key = self._names(self._table.key)
        held = f"SELECT DISTINCT {key} FROM ({incoming}) WHERE state = 'HELD'"
        found = self._con.execute(
            f"SELECT 1 FROM ({incoming}) SEMI JOIN ({held}) USING ({key}) GROUP BY {key} HAVING count(*) > 1 LIMIT 1"
        ).fetchone()
        return found is not None

    def _append(self) -> None:
        table = self._table
        incoming = " UNION ALL ".join(self._incoming)
        measures = self._names(table.measures)
        # Other files are read meanwhile: one thread takes less processor time, for it writes the row groups in order.
        # The commit compresses the last of them, so that the loader sets threads back after it.
        self._con.execute("SET threads = 1")
        self._con.execute(
            f"""
            INSERT INTO core.{table.name} BY NAME
            SELECT {", ".join(f"s.{name}" for name in table.key)}, state, {measures}, r.is_official,
                   state = 'V' AND known_from <= p.period_end + INTERVAL {FIRST_RELEASE_DAYS} DAY AS is_first_release,
                   known_from, NULL AS known_to, known_from AS last_confirmed, source_file, source_row
            FROM ({incoming}) AS s
            JOIN core.dim_release AS r USING (source_file, known_from)
            JOIN core.dim_period AS p USING (period, period_kind)
            """
        )

    def _recompute(self) -> None:
        vacuum(self._con)
        self._collect_statements()
        self._collect_absences()
        self._make_versions()
        table = self._table
        using = self._names(table.slice)
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
            SELECT {self._names(table.stated)} FROM statement
            ANTI JOIN (SELECT source_file, source_row FROM version WHERE source_row IS NOT NULL) AS v
            USING (source_file, source_row)
            ORDER BY ALL
            """
        )
        for name in ("statement", "said", "version"):
            self._con.execute(f"DROP TABLE {name}")

    def _collect_statements(self) -> None:
        """All statements of the touched slices with their release, and one per release and key."""
        table = self._table
        using, stated = self._names(table.slice), self._names(table.stated)
        gone = f"AND source_file NOT IN ({_literals(self._removed)})" if self._removed else ""
        stored = f"SEMI JOIN {self._touched} USING ({using}) WHERE state IN ('V', 'HELD') {gone}"
        parts = [f"SELECT {stated} FROM core.{name} {stored}" for name in (table.name, f"{table.name}_restated")]
        parts += self._incoming
        self._con.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE statement AS
            SELECT s.*, r.release_id, r.is_official, r.rank, r.revision_no
            FROM ({" UNION ALL ".join(parts)}) AS s JOIN core.dim_release AS r USING (source_file, known_from)
            """
        )
        key = self._names(table.key)
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
        using, key = self._names(table.slice), self._names(table.key)
        self._con.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE closing AS
            SELECT row_number() OVER () AS coverage_no, c.* FROM core.release_coverage AS c
            SEMI JOIN {self._touched} USING ({using}) WHERE c.is_closed
            """
        )
        self._con.execute(f"CREATE OR REPLACE TEMP TABLE asked AS SELECT DISTINCT {key} FROM said")
        covered = []
        for column, selection in _LISTS.items():
            hit = "starts_with(k.code, x)" if column == "product_code" else "k.code = x"
            self._con.execute(
                f"""
                CREATE OR REPLACE TEMP TABLE covered_{column} AS
                SELECT c.coverage_no, k.code AS {column}
                FROM closing AS c, (SELECT DISTINCT {column} AS code FROM asked) AS k
                WHERE k.code = 'ALL' OR len(list_filter(c.{selection}, lambda x: x = '*' OR {hit})) > 0
                """
            )
            covered.append(f"JOIN covered_{column} USING (coverage_no, {column})")
        level = " AND ".join(f"c.{flag} = (k.{column} <> 'ALL')" for flag, column in LEVELS.items())
        same = " AND ".join(f"c.{name} = k.{name}" for name in table.slice)
        empty = ", ".join(f"NULL AS {name}" for name in table.measures)
        self._con.execute(
            f"""
            INSERT INTO said BY NAME
            SELECT DISTINCT ON (release_id, {key}) {key}, 'ABSENT' AS state, {empty}, r.known_from, r.source_file,
                   NULL AS source_row, release_id, r.is_official, r.rank, r.revision_no
            FROM (
                SELECT {", ".join(f"k.{name}" for name in table.key)}, c.release_id, c.coverage_no
                FROM asked AS k JOIN closing AS c ON {same} AND {level}
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
        for name in ("closing", "asked", *(f"covered_{column}" for column in _LISTS)):
            self._con.execute(f"DROP TABLE {name}")

    def _make_versions(self) -> None:
        """Winners per key and moment, ties, and maximal runs of equal state."""
        table = self._table
        key = self._names(table.key)
        content = ", ".join(f"{name} := {name}" for name in table.measures)
        measures = ", ".join(
            f"CASE WHEN min(content) = max(content) THEN any_value({name}) END AS {name}" for name in table.measures
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
                SELECT {key}, known_from, bool_or(is_official) AS is_official, {measures},
                       CASE WHEN min(content) = max(content) THEN any_value(state)::VARCHAR ELSE 'CONFLICT' END
                           AS state,
                       CASE WHEN min(content) = max(content) THEN any_value(content) END AS content,
                       min(source_file) AS source_file,
                       CASE WHEN min(content) = max(content) THEN arg_min(source_row, source_file) END AS source_row
                FROM best GROUP BY {key}, known_from
            ), changed AS (
                SELECT *, lag(state) OVER later IS DISTINCT FROM state
                          OR lag(content) OVER later IS DISTINCT FROM content AS is_change
                FROM moment WINDOW later AS (PARTITION BY {key} ORDER BY known_from)
            ), run AS (
                SELECT *, count(*) FILTER (is_change) OVER (PARTITION BY {key} ORDER BY known_from) AS run_no
                FROM changed
            ), spell AS (
                SELECT {key}, run_no, min(known_from) AS known_from, max(known_from) AS last_confirmed,
                       arg_min(is_official, known_from) AS is_official, any_value(state) AS state,
                       {", ".join(f"any_value({name}) AS {name}" for name in table.measures)},
                       arg_min(source_file, known_from) AS source_file,
                       CASE WHEN any_value(state) IN ('V', 'HELD') THEN arg_min(source_row, known_from) END
                           AS source_row
                FROM run GROUP BY {key}, run_no
            )
            SELECT s.* EXCLUDE (run_no),
                   lead(s.known_from) OVER (PARTITION BY {key} ORDER BY s.known_from) AS known_to,
                   s.state = 'V' AND s.known_from <= p.period_end + INTERVAL {FIRST_RELEASE_DAYS} DAY
                   AND row_number() OVER (PARTITION BY {key}, s.state = 'V' ORDER BY s.known_from) = 1
                       AS is_first_release
            FROM spell AS s JOIN core.dim_period AS p USING (period, period_kind)
            """
        )


def _literals(values: list[str]) -> str:
    """Identifiers of deliveries as SQL literals; they are hex digits."""
    if not all(value.isalnum() for value in values):
        raise ValueError("not identifiers of deliveries")
    return ", ".join(f"'{value}'" for value in values) or "NULL"
