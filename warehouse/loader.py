"""Load deliveries: accepted rows, quarantine, versions and ledger row in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from lighting.registry import DATASETS
from lighting.versioned import COVERAGE, TABLES
from warehouse import (
    accounts,
    dimensions,
    judgements,
    latest,
    ledger,
    lookups,
    pagesets,
    schedule,
    versions,
    withdrawals,
)
from warehouse.accounts import AccountingError
from warehouse.confidential import everywhere, is_part
from warehouse.connection import transaction
from warehouse.judgements import Judgement
from warehouse.literals import parquet
from warehouse.releases import add_releases, known_from_of, remove_releases, settle_coverage
from warehouse.stagedir import SHAPED, StageDir


class Loader:
    """Applies judgements to the warehouse on behalf of one run."""

    def __init__(self, con: duckdb.DuckDBPyConnection, stage_root: Path, run_id: str) -> None:
        self._con = con
        self._stage_root = stage_root
        self._run_id = run_id
        (self._threads,) = con.execute("SELECT current_setting('threads')").fetchall()[0]
        self._is_confidential = is_part(con)

    def apply(self, judgement: Judgement) -> str:
        """Load, hold back or refuse a delivery, and settle what hangs on it; returns its state.

        Raises:
            AccountingError: if rows are unaccounted for; nothing is changed then.
        """
        with self._writing():
            judgements.note(self._con, judgement, self._run_id)
            delivery = judgement.delivery_id
            if delivery in withdrawals.withdrawn(self._con):
                state = ledger.WITHDRAWN
            elif judgement.rule is not None:
                state = ledger.REFUSED
            else:
                state = ledger.WAITING if self._is_page(delivery) else ledger.LOADED
            ledger.set_state(
                self._con,
                delivery,
                state,
                self._run_id,
                rule=judgement.rule,
                reason=judgement.reason,
                remedy=judgement.remedy,
            )
            self._settle(again={delivery})
            return self._state(delivery)

    def settle(self) -> None:
        """Settle withdrawals and page sets after a decision."""
        with self._writing():
            self._settle(again=set())

    def fault(self, delivery_id: str, what: str) -> None:
        """Note why a delivery is not finished; it stays due."""
        with transaction(self._con):
            ledger.set_state(
                self._con,
                delivery_id,
                ledger.RECEIVED,
                self._run_id,
                rule="FAULT",
                reason=what[:2000],
                remedy="The next run tries again; lighting rerun --failed does it now.",
            )

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """A transaction in which facts may change."""
        try:
            with transaction(self._con):
                yield
        finally:
            self._con.execute(f"SET threads = {self._threads}")

    def _settle(self, again: set[str]) -> None:
        """Bring facts in line with the states that the set of deliveries now demands.

        Args:
            again: deliveries whose rows must be put in anew even if they are loaded.
        """
        before = self._in_facts()
        self._withdraw()
        pagesets.settle(self._con, self._run_id, self._stage_root)
        self._withdraw()
        wanted = self._wanted(before)
        regrouped = pagesets.members_of_changed_sets(self._con, before ^ wanted)
        out = sorted((before - wanted) | (before & again) | (before & regrouped))
        into = sorted((wanted - before) | (wanted & again) | (wanted & regrouped))
        into = [d for d in into if self._dataset(d) != "decisions"]
        self._replace(out, into)
        for delivery in into:
            accounts.check(self._con, delivery)

    def _in_facts(self) -> set[str]:
        """Deliveries whose rows are in the facts now; one without a good row has none to be there."""
        rows = self._con.execute(
            """
            SELECT DISTINCT source_file FROM core.dim_release
            UNION SELECT DISTINCT source_file FROM core.accepted_row
            UNION SELECT delivery_id FROM ops.delivery WHERE state = 'loaded' AND rows_accepted = 0
            """
        ).fetchall()
        return {source for (source,) in rows if not source.startswith(latest.SHIPPED)}

    def _wanted(self, before: set[str]) -> set[str]:
        """Deliveries whose rows belong into the facts.

        One that is to be worked through again keeps its rows until that has come to something, so that a fault takes
        nothing away; pages of a set follow their set.
        """
        rows = self._con.execute(
            """
            SELECT delivery_id, state FROM ops.delivery
            WHERE state = 'loaded' OR state = 'received' AND set_id IS NULL
            """
        ).fetchall()
        return {delivery for delivery, state in rows if state == ledger.LOADED or delivery in before}

    def _withdraw(self) -> None:
        """Set the state of withdrawn deliveries, and make due again what no longer is."""
        withdrawn = withdrawals.withdrawn(self._con)
        rows = self._con.execute("SELECT delivery_id, state, reason FROM ops.delivery").fetchall()
        states, why = {d: state for d, state, _ in rows}, {d: reason for d, _, reason in rows}
        for delivery, by in sorted(withdrawn.items()):
            if delivery in states and (states[delivery], why[delivery]) != (ledger.WITHDRAWN, f"withdrawn by {by}"):
                self._mark_withdrawn(delivery, by)
        for delivery, state in sorted(states.items()):
            if state == ledger.WITHDRAWN and delivery not in withdrawn:
                ledger.set_state(self._con, delivery, ledger.RECEIVED, self._run_id)

    def _mark_withdrawn(self, delivery: str, by: str) -> None:
        judgements.forget(self._con, delivery)
        ledger.set_judgement(self._con, delivery, None, None, [], None)
        ledger.set_state(self._con, delivery, ledger.WITHDRAWN, self._run_id, reason=f"withdrawn by {by}")

    def _replace(self, out: list[str], into: list[str]) -> None:
        """Take deliveries out of the facts and put others in."""
        con = self._con
        datasets = {self._dataset(delivery) for delivery in (*out, *into)}
        names = {table for dataset in datasets if dataset for table in DATASETS[dataset].tables}
        self._replace_accepted(out, into)
        if schedule.CALENDAR in names:
            schedule.refresh(con)
        if schedule.CALENDAR in names or self._follows_calendar():
            names |= {name for name, table in TABLES.items() if table.closes}
        changes = {name: versions.Change(con, table, self._run_id) for name, table in TABLES.items() if name in names}
        for change in changes.values():
            change.take_out(out)
        remove_releases(con, out)
        add_releases(
            con,
            [(d, self._dataset(d) or "", self._shaped(d)) for d in into if self._has_releases(d)],
        )
        covered_anew = {name: settle_coverage(con, name) for name in {TABLES[n].coverage for n in changes} if name}
        for name, change in changes.items():
            sources = [d for d in into if name in DATASETS[self._dataset(d) or ""].tables]
            change.put_in([self._statement(d, name) for d in sources], sources)
            if coverage := TABLES[name].coverage:
                change.touch(covered_anew[coverage])
            change.settle()

    def _follows_calendar(self) -> bool:
        """True if confidential releases may cover other months than before, by the calendar of the warehouse file."""
        if not self._is_confidential:
            return False
        names = ", ".join(f"'{name}'" for name, entry in DATASETS.items() if entry.is_confidential)
        held_back = " UNION ALL ".join(
            f"SELECT 1 FROM core.{name} WHERE selection_is_closed AND NOT is_closed" for name in COVERAGE
        )
        found = self._con.execute(
            f"""
            SELECT 1 FROM {everywhere(self._con, "core.release_schedule")} WHERE dataset IN ({names})
            UNION ALL {held_back} LIMIT 1
            """
        ).fetchone()
        return found is not None

    def _replace_accepted(self, out: list[str], into: list[str]) -> None:
        """Take the rows of tables without versions out and put others in, and make anew what they touch."""
        con = self._con
        latest.begin(con)
        for delivery in out:
            latest.remove(con, delivery)
        for delivery in into:
            self._add_accepted(delivery)
        if dimensions.refresh_touched(con):
            lookups.refresh_versions(con)

    def _statement(self, delivery: str, table: str) -> str:
        """SQL of the statements that a delivery makes in a versioned table."""
        at = known_from_of(self._con, delivery)
        moment = f"REPLACE (TIMESTAMP '{at}' AS known_from)" if at else ""
        path = self._shaped(delivery) / f"{table}.parquet"
        return f"SELECT * {moment}, '{delivery}' AS source_file FROM {parquet(path)}"

    def _add_accepted(self, delivery: str) -> None:
        row = self._con.execute(
            "SELECT dataset, released_at::VARCHAR, facts FROM ops.delivery WHERE delivery_id = ?",
            [delivery],
        ).fetchone()
        if row is None:
            raise AccountingError(f"{delivery} is not in the ledger")
        revision = ledger.deliveries(self._con, "delivery_id = ?", [delivery])[0].facts.get("revision_no", 0)
        for name in DATASETS[row[0]].tables:
            if name in latest.TABLES:
                rows = parquet(self._shaped(delivery) / f"{name}.parquet")
                latest.add(self._con, latest.TABLES[name], rows, delivery, row[1], revision)

    def _dataset(self, delivery: str) -> str | None:
        (dataset,) = self._con.execute("SELECT dataset FROM ops.delivery WHERE delivery_id = ?", [delivery]).fetchall()[
            0
        ]
        return str(dataset) if dataset else None

    def _has_releases(self, delivery: str) -> bool:
        return "dim_release" in DATASETS[self._dataset(delivery) or ""].tables

    def _is_page(self, delivery: str) -> bool:
        (set_id,) = self._con.execute("SELECT set_id FROM ops.delivery WHERE delivery_id = ?", [delivery]).fetchall()[0]
        return set_id is not None

    def _state(self, delivery: str) -> str:
        (state,) = self._con.execute("SELECT state FROM ops.delivery WHERE delivery_id = ?", [delivery]).fetchall()[0]
        return str(state)

    def _shaped(self, delivery: str) -> Path:
        return shaped_folder(self._con, self._stage_root, delivery)


def shaped_folder(con: duckdb.DuckDBPyConnection, stage_root: Path, delivery: str) -> Path:
    """Where the shaped rows of a judged delivery lie."""
    (code, lookup) = con.execute(
        "SELECT code_version, lookup_version FROM ops.delivery WHERE delivery_id = ?", [delivery]
    ).fetchall()[0]
    return StageDir(stage_root, delivery, code, lookup).folder(SHAPED)
