"""A night, and every other run: receive, work through what is due, and end: check, publish, report.

The steps are handed in, so that the same logic runs as Prefect tasks and as plain calls; see ``steps``.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from expectations import limits as rule_limits
from expectations.docs_results import Validated
from expectations.outcome import SUITE_RESULT
from expectations.process import Judging
from flows import again, discreet, loading, receive, stages
from flows.beginning import begin, take_over
from flows.ending import Ending
from flows.loading import Loaders
from flows.outcome import Refusal, Summary, add_seconds, is_of_machine, new_run_id, timing
from flows.stages import Bench
from flows.steps import Prepared, Progress, Request, Steps
from lighting.registry import DATASETS
from lighting.settings import Settings
from transforms.staging import ReadReport
from warehouse import archive, decisions, ledger, lookups, released, restoring
from warehouse.connection import transaction
from warehouse.judgements import Judgement
from warehouse.ledger import Delivery
from warehouse.loader import Loader
from warehouse.lock import writer_lock
from warehouse.manifest import now
from warehouse.stagedir import JUDGED

Mark = tuple[str, str | None]


class Run:
    """One run over the warehouse, holding the writer's lock."""

    def __init__(self, settings: Settings, judging: Judging, steps: Steps, progress: Progress) -> None:
        self._settings = settings
        self._judging = judging
        self._steps = steps
        self._progress = progress
        self._summary = Summary(new_run_id(), warehouse=str(settings.warehouse))
        self._limits = rule_limits.load(settings.rules)
        self._begun = now()
        self._validated: dict[str, Validated] = {}
        self._known: list[str] = []

    def __call__(self, request: Request) -> Summary:
        """Do what is asked.

        Raises:
            WarehouseBusyError: if another run is at work.
        """
        summary = self._summary
        summary.kind = request.kind
        ending = Ending(self._settings, self._judging, self._steps, self._progress, summary, self._limits)
        with writer_lock(self._settings.lock, f"{request.kind} run {summary.run_id}") as held:
            con = begin(self._settings, summary, request, held)
            try:
                for note in summary.notes:
                    self._progress(note)
                self._receive(con, request)
                self._work_through(con)
                con = ending.check(con)
                docs = ending.begin_docs(list(self._validated.values()))
                blocking = [f for f in summary.findings if f["action"] == "block" and f["outcome"] == "failed"]
                summary.state = "blocked" if blocking else "published"
                ending.finish(con, self._known)
            except Exception as error:
                con.close()
                ending.fail(error, "run")
                if not is_of_machine(error):
                    raise
                ending.report()
                return summary
            finally:
                con.close()
            ending.publish()
            ending.end_docs(docs)
            ending.report()
            if not summary.faults:
                restoring.remember(self._settings)
        return summary

    def _receive(self, con: duckdb.DuckDBPyConnection, request: Request) -> None:
        run_id = self._summary.run_id
        with self._summary.timed("receive"):
            archive.remove_leftovers(self._settings.archive)
            if request.paths is not None:
                self._known = receive.receive_paths(con, self._settings, request.paths, request.flags, run_id)
            elif request.is_landing_read:
                received = receive.receive_landing(con, self._settings, run_id, only=request.only)
                self._progress(f"landing folder: {received.files} files, {len(received.new)} new")
                for line in take_over(received, self._summary):
                    self._progress(line)
            receive.reconcile(con, self._settings, run_id)
            if request.rerun:
                self._known += again.make_due(con, self._settings, request, self._limits, run_id)
            again.make_early_due(con, self._settings, run_id)

    def _work_through(self, con: duckdb.DuckDBPyConnection) -> None:
        """Decisions, then code tables, then the rest, until nothing is due that has not failed in this run."""
        tried: set[Mark] = set()
        try:
            with loading.opened(con, self._settings.stage, self._summary.run_id) as loaders:
                self._take_decisions(con, loaders)
                for kinds in (("code_table",), ("trade", "bureau")):
                    while batch := self._batch(con, loaders, kinds, tried):
                        self._handle(con, loaders, *batch)
        finally:
            lookups.forget_confidential(self._settings.stage)

    def _batch(
        self, con: duckdb.DuckDBPyConnection, loaders: Loaders, kinds: tuple[str, ...], tried: set[Mark]
    ) -> tuple[Bench, list[Delivery]] | None:
        """What is due of these kinds and was not tried with the present code tables."""
        self._take_decisions(con, loaders)
        if len(loaders) > 1:  # a delivery of one part may supersede one of the other
            loading.settle(loaders)
        bench = self._bench(con)
        batch = [d for d in ledger.due(con) if _kind(d) in (*kinds, None) and _mark(d, bench) not in tried]
        tried |= {_mark(d, bench) for d in batch}
        return (bench, batch) if batch else None

    def _bench(self, con: duckdb.DuckDBPyConnection) -> Bench:
        folder = lookups.export(con, self._settings.stage)
        return Bench(self._settings, self._limits, self._judging, folder, lookups.versions(con), released.released(con))

    def _take_decisions(self, con: duckdb.DuckDBPyConnection, loaders: Loaders) -> None:
        for delivery in ledger.deliveries(con, "state = 'received' AND dataset = 'decisions'"):
            with transaction(con):
                path = archive.bytes_of(self._settings.archive, delivery.sha256)
                decisions.load(con, delivery.delivery_id, path)
                ledger.set_state(con, delivery.delivery_id, ledger.LOADED, self._summary.run_id)
            loading.settle(loaders)
            self._note(con, delivery.delivery_id)

    def _handle(
        self,
        con: duckdb.DuckDBPyConnection,
        loaders: Loaders,
        bench: Bench,
        batch: Sequence[Delivery],
    ) -> None:
        """Prepare a batch, some at the same time, and load them one after the other as they come."""
        for prepared in self._steps.each(lambda d: self._prepare(bench, d), batch, self._settings.workers):
            for stage, seconds in prepared.seconds.items():
                add_seconds(self._summary.seconds, stage, seconds)
            name, error = prepared.delivery.file_name, prepared.error
            loader = loaders[prepared.delivery.is_confidential]
            if prepared.judgement is not None:
                error = self._load(loader, prepared.judgement, name)
            if error is not None:
                fault = f"{type(error).__name__}: {error}"
                loader.fault(prepared.delivery.delivery_id, discreet.detail(error))
                self._summary.faults.append(f"{name}: {fault}")
                self._progress(f"fault in {name}: {fault}")
            self._note(con, prepared.delivery.delivery_id)

    def _load(self, loader: Loader, judgement: Judgement, file_name: str) -> Exception | None:
        """Load one delivery; returns what went wrong, after which the other files go on."""
        try:
            with self._summary.timed("load"):
                self._steps.load(loader, judgement, file_name)
        except Exception as error:  # noqa: BLE001 - the transaction is rolled back and the fault kept and shown
            return error
        return None

    def _prepare(self, bench: Bench, delivery: Delivery) -> Prepared:
        """Read, judge and shape one delivery. A refusal is a result; anything else that goes wrong is a fault."""
        prepared = Prepared(delivery)
        refusal = stages.check_facts(delivery)
        if refusal is not None:
            prepared.judgement = stages.refused(delivery, refusal, None)
            return prepared
        try:
            with timing(prepared.seconds, "read"):
                read = self._steps.read(bench, delivery)
            if isinstance(read, Refusal):
                prepared.judgement = stages.unread(bench, delivery, read)
                return prepared
            with timing(prepared.seconds, "judge"):
                verdict = self._steps.judge(bench, delivery, read)
            self._note_validated(bench, delivery, read)
            if verdict.rule is None:
                with timing(prepared.seconds, "shape"):
                    self._steps.shape(bench, delivery, read)
            prepared.judgement = stages.judgement(bench, delivery, read, verdict)
        except Exception as error:  # noqa: BLE001 - one file's fault must not stop the others; it is kept and shown
            prepared.error = discreet.hidden(error) if delivery.is_confidential else error
        return prepared

    def _note_validated(self, bench: Bench, delivery: Delivery, read: ReadReport) -> None:
        suite_json = stages.with_lookups(bench, delivery, read).folder(JUDGED) / SUITE_RESULT
        self._validated[delivery.delivery_id] = Validated(
            delivery.delivery_id,
            delivery.dataset or "",
            delivery.file_name,
            self._summary.run_id,
            self._begun,
            suite_json,
        )

    def _note(self, con: duckdb.DuckDBPyConnection, delivery_id: str) -> None:
        handled = discreet.handled(delivery_id, ledger.outcome(con, delivery_id))
        self._summary.handled = [h for h in self._summary.handled if h.delivery_id != handled.delivery_id]
        self._summary.handled.append(handled)
        rows = f", {handled.rows_accepted:,} rows" if handled.state == ledger.LOADED and handled.rows_accepted else ""
        aside = f", {handled.rows_quarantined:,} in quarantine" if handled.rows_quarantined else ""
        self._progress(f"{handled.dataset or '?'} {handled.file_name}: {handled.state}{rows}{aside}")


def _kind(delivery: Delivery) -> str | None:
    return DATASETS[delivery.dataset].kind if delivery.dataset else None


def _mark(delivery: Delivery, bench: Bench) -> Mark:
    """A delivery is tried once per state of the code tables."""
    return delivery.delivery_id, bench.lookups.name
