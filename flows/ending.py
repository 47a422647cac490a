"""The end of a run: check the whole content, write down what came of it, publish, and tell people.

Figures are published first of all; Data Docs and the page about the run do not stand in their way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict

import duckdb

from expectations.docs_results import Validated
from expectations.process import Judging
from flows import discreet, telling
from flows.outcome import Summary, is_of_machine
from flows.steps import Progress, Steps
from lighting.settings import Settings
from warehouse import cells, ledger, restoring, revised, revisions, runs, withdrawals, zone_cells
from warehouse.connection import open_writer
from warehouse.stagedir import StageDir


class Ending:
    """What follows when everything due has been worked through."""

    def __init__(
        self,
        settings: Settings,
        judging: Judging,
        steps: Steps,
        progress: Progress,
        summary: Summary,
        limits: dict[str, float],
    ) -> None:
        self._settings = settings
        self._judging = judging
        self._steps = steps
        self._progress = progress
        self._summary = summary
        self._limits = limits
        self._settled: list[StageDir] = []

    def check(self, con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
        """Judge the whole content; the warehouse is closed meanwhile, so that the judging process can read it.

        Raises:
            WarehouseError: if it cannot be judged because the warehouse is damaged.
        """
        run_id = self._summary.run_id
        waivers = sorted(withdrawals.active_waivers(con))
        results = self._settings.stage / f"content-{run_id}.parquet"
        results.parent.mkdir(parents=True, exist_ok=True)
        con.close()
        with self._summary.timed("check"):
            try:
                findings = self._steps.check(self._judging, self._settings.warehouse, waivers, results, self._limits)
            except Exception:
                restoring.check(self._settings.warehouse)  # damage is to be told, not what a rule meets of it
                raise
        con = open_writer(self._settings)
        runs.add_results(con, run_id, results)
        results.unlink()
        self._summary.findings = [asdict(finding) for finding in findings]
        return con

    def begin_docs(self, validated: Sequence[Validated]) -> Callable[[], None] | None:
        """Begin to build the Data Docs, beside publishing; returns what waits for them."""
        try:
            return self._steps.document(self._judging, self._settings, validated)
        except Exception as error:  # noqa: BLE001 - figures do not hang on it; the fault is kept and shown
            self._summary.faults.append(f"Data Docs: {type(error).__name__}: {error}")
            return None

    def finish(self, con: duckdb.DuckDBPyConnection, known: Sequence[str]) -> None:
        """Write the end of the run, before the file is copied, so that the published copy tells of it.

        Args:
            con: the warehouse.
            known: deliveries of named files that had come before.
        """
        changed = ledger.deliveries(con, "run_id = ?", [self._summary.run_id])
        wanted = {h.delivery_id for h in self._summary.handled} | {d.delivery_id for d in changed}
        outcomes = [discreet.handled(d, ledger.outcome(con, d)) for d in sorted(wanted)]
        self._summary.handled = sorted(outcomes, key=lambda h: (h.dataset or "", h.file_name))
        self._summary.known = [discreet.handled(d, ledger.outcome(con, d)) for d in known if d not in wanted]
        since = revised.before(con, self._summary.run_id)
        self._summary.revised = asdict(revised.revised(con, since, self._summary.run_id))
        with self._summary.timed("cells"):
            cells.refresh(con)
            zone_cells.refresh(con)
        revisions.prune(con)
        with self._summary.kept("claims"), self._summary.timed("claims"):
            self._summary.claims = self._steps.check_claims(con, self._summary.run_id)
        if self._summary.state == "published":
            runs.mark_published(con, self._summary.run_id)
        runs.end(con, self._summary.run_id, self._summary.state, self._summary.record())
        self._settled = runs.settled_stages(con, self._settings.stage)

    def publish(self) -> None:
        """Put what was loaded before the readers, unless a finding blocks it; if that fails, the old copy stays."""
        summary = self._summary
        if summary.state == "published":
            try:
                with summary.timed("publish"):
                    restoring.check(self._settings.warehouse)
                    summary.published = str(self._steps.publish(self._settings))
                self._progress(f"published {summary.published}")
            except Exception as error:  # noqa: BLE001 - kept and shown; the next run publishes
                self.fail(error, "publish")
        if summary.published is None and self._settings.published.is_file():
            summary.published = str(self._settings.published)

    def fail(self, error: Exception, what: str) -> None:
        """Note that the run failed as a whole; the warehouse must be closed. What kept it from that may keep this too.

        An error that does not come from the machine is told by its kind only, for it may hold a value of a file.
        """
        told = f"{type(error).__name__}: {error}" if is_of_machine(error) else type(error).__name__
        self._summary.state = "failed"
        self._summary.faults.append(f"{what}: {told}")
        with suppress(Exception), open_writer(self._settings) as con:
            runs.end(con, self._summary.run_id, self._summary.state, self._summary.record())

    def end_docs(self, wait: Callable[[], None] | None) -> None:
        """Wait for the Data Docs, and then remove the staged files of what is settled."""
        try:
            with self._summary.timed("docs"):
                if wait is not None:
                    wait()
        except Exception as error:  # noqa: BLE001 - the figures are published; the fault is kept and shown
            self._summary.faults.append(f"Data Docs: {type(error).__name__}: {error}")
        for staged in self._settled:
            staged.remove()

    def report(self) -> None:
        """Write the page about the run and the summary; what is published stays so if that fails."""
        for what, step in (
            ("housekeeping", self._steps.look),
            ("report", self._steps.write_page),
            (telling.STEP, self._steps.tell),
        ):
            with self._summary.kept(what):
                step(self._settings, self._summary)
