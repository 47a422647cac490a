"""A night, and every other run: receive, work through what is due, check, publish, report.

The steps are handed in, so that the same logic runs as Prefect tasks and as plain calls; see ``steps``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict

import duckdb

from expectations import limits as rule_limits
from expectations.docs_results import Validated
from expectations.outcome import SUITE_RESULT
from expectations.process import Judging
from flows import discreet, loading, receive, stages
from flows.loading import Loaders
from flows.outcome import Refusal, Summary, few, new_run_id
from flows.stages import Bench
from flows.steps import Prepared, Progress, Request, Steps
from lighting.registry import DATASETS
from lighting.settings import Settings
from transforms.staging import ReadReport
from warehouse import archive, cells, decisions, ledger, lookups, revised, revisions, runs, withdrawals, zone_cells
from warehouse.connection import open_writer, part_of, transaction
from warehouse.judgements import Judgement
from warehouse.ledger import Delivery
from warehouse.loader import Loader
from warehouse.lock import writer_lock
from warehouse.manifest import now
from warehouse.stagedir import JUDGED, StageDir

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
        self._settled: list[StageDir] = []
        self._known: list[str] = []

    def __call__(self, request: Request) -> Summary:
        """Do what is asked.

        Raises:
            WarehouseBusyError: if another run is at work.
        """
        summary = self._summary
        with writer_lock(self._settings.lock, f"{request.kind} run {summary.run_id}"):
            con = open_writer(self._settings)
            try:
                runs.begin(con, summary.run_id, request.kind)
                self._receive(con, request)
                self._work_through(con)
                con = self._check(con)
                docs = self._begin_docs()
                blocking = [f for f in summary.findings if f["action"] == "block" and f["outcome"] == "failed"]
                summary.state = "blocked" if blocking else "published"
                self._finish(con)
            finally:
                con.close()
            self._publish()
            self._end_docs(docs)
            self._report()
        return summary

    def _publish(self) -> None:
        """Put what was loaded before the readers, unless a finding blocks it."""
        summary = self._summary
        if summary.state == "published":
            with self._timed("publish"):
                summary.published = str(self._steps.publish(self._settings))
            self._progress(f"published {summary.published}")
        elif self._settings.published.is_file():
            summary.published = str(self._settings.published)

    def _begin_docs(self) -> Callable[[], None] | None:
        """Begin to build the Data Docs, beside publishing; returns what waits for them."""
        try:
            return self._steps.document(self._judging, self._settings, list(self._validated.values()))
        except Exception as error:  # noqa: BLE001 - figures do not hang on it; the fault is kept and shown
            self._summary.faults.append(f"Data Docs: {type(error).__name__}: {error}")
            return None

    def _end_docs(self, wait: Callable[[], None] | None) -> None:
        """Wait for the Data Docs, and then remove the staged files of what is settled."""
        try:
            with self._timed("docs"):
                if wait is not None:
                    wait()
        except Exception as error:  # noqa: BLE001 - the figures are published; the fault is kept and shown
            self._summary.faults.append(f"Data Docs: {type(error).__name__}: {error}")
        for staged in self._settled:
            staged.remove()

    def _report(self) -> None:
        """Write the page about the run; what is published stays so if that fails."""
        with self._kept("report"):
            self._steps.write_page(self._settings, self._summary)

    def _receive(self, con: duckdb.DuckDBPyConnection, request: Request) -> None:
        run_id = self._summary.run_id
        with self._timed("receive"):
            archive.remove_leftovers(self._settings.archive)
            if request.paths is not None:
                self._known = receive.receive_paths(con, self._settings, request.paths, request.flags, run_id)
            elif request.is_landing_read:
                received = receive.receive_landing(con, self._settings, run_id)
                self._progress(f"landing folder: {received.files} files, {len(received.new)} new")
                self._summary.passed_over = received.passed_over
                for told in few(received.passed_over):
                    self._progress(f"passed over: {told}")
            receive.reconcile(con, self._settings, run_id)
            if request.rerun:
                self._make_due(con, request)

    def _make_due(self, con: duckdb.DuckDBPyConnection, request: Request) -> None:
        """Set deliveries back to received and forget their stages from the asked one on."""
        names = ", ".join(f"'{d}'" for d in request.rerun)
        receive.receive_again(self._settings, con, request.rerun)
        for delivery in ledger.deliveries(con, f"delivery_id IN ({names}) AND state <> 'withdrawn'"):
            StageDir(self._settings.stage, delivery.delivery_id, "").forget_from(request.from_stage)
            with part_of(con, delivery.is_confidential) as part:
                ledger.set_state(part, delivery.delivery_id, ledger.RECEIVED, self._summary.run_id)

    def _work_through(self, con: duckdb.DuckDBPyConnection) -> None:
        """Decisions, then code tables, then the rest, until nothing is due that has not failed in this run."""
        tried: set[Mark] = set()
        with loading.opened(con, self._settings.stage, self._summary.run_id) as loaders:
            self._take_decisions(con, loaders)
            for kinds in (("code_table",), ("trade", "bureau")):
                while batch := self._batch(con, loaders, kinds, tried):
                    self._handle(con, loaders, *batch)

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
        return Bench(self._settings, self._limits, self._judging, folder, lookups.versions(con))

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
                self._add_seconds(stage, seconds)
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
            with self._timed("load"):
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
            with _timing(prepared.seconds, "read"):
                read = self._steps.read(bench, delivery)
            if isinstance(read, Refusal):
                prepared.judgement = stages.refused(delivery, read, stages.stage_of(bench, delivery))
                return prepared
            with _timing(prepared.seconds, "judge"):
                verdict = self._steps.judge(bench, delivery, read)
            self._note_validated(bench, delivery, read)
            if verdict.rule is None:
                with _timing(prepared.seconds, "shape"):
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

    def _check(self, con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
        """Judge the whole content; the warehouse is closed meanwhile, so that the judging process can read it."""
        run_id = self._summary.run_id
        waivers = sorted(withdrawals.active_waivers(con))
        results = self._settings.stage / f"content-{run_id}.parquet"
        results.parent.mkdir(parents=True, exist_ok=True)
        con.close()
        with self._timed("check"):
            findings = self._steps.check(self._judging, self._settings.warehouse, waivers, results, self._limits)
        con = open_writer(self._settings)
        runs.add_results(con, run_id, results)
        results.unlink()
        self._summary.findings = [asdict(finding) for finding in findings]
        return con

    def _finish(self, con: duckdb.DuckDBPyConnection) -> None:
        """Write the end of the run, before the file is copied, so that the published copy tells of it."""
        changed = ledger.deliveries(con, "run_id = ?", [self._summary.run_id])
        wanted = {h.delivery_id for h in self._summary.handled} | {d.delivery_id for d in changed}
        outcomes = [discreet.handled(d, ledger.outcome(con, d)) for d in sorted(wanted)]
        self._summary.handled = sorted(outcomes, key=lambda h: (h.dataset or "", h.file_name))
        known = [d for d in self._known if d not in wanted]
        self._summary.known = [discreet.handled(d, ledger.outcome(con, d)) for d in known]
        since = revised.before(con, self._summary.run_id)
        self._summary.revised = asdict(revised.revised(con, since, self._summary.run_id))
        with self._timed("cells"):
            cells.refresh(con)
            zone_cells.refresh(con)
        revisions.prune(con)
        with self._kept("claims"), self._timed("claims"):
            self._summary.claims = self._steps.check_claims(con, self._summary.run_id)
        if self._summary.state == "published":
            runs.mark_published(con, self._summary.run_id)
        runs.end(con, self._summary.run_id, self._summary.state, self._summary.record())
        self._settled = runs.settled_stages(con, self._settings.stage)

    def _add_seconds(self, stage: str, seconds: float) -> None:
        self._summary.seconds[stage] = self._summary.seconds.get(stage, 0.0) + seconds

    @contextmanager
    def _kept(self, what: str) -> Iterator[None]:
        """What the figures do not hang on: its fault is kept and shown, and the run goes on."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - kept and shown
            self._summary.faults.append(f"{what}: {type(error).__name__}: {error}")

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        with _timing(self._summary.seconds, stage):
            yield


@contextmanager
def _timing(seconds: dict[str, float], stage: str) -> Iterator[None]:
    begun = time.perf_counter()
    try:
        yield
    finally:
        seconds[stage] = seconds.get(stage, 0.0) + time.perf_counter() - begun


def _kind(delivery: Delivery) -> str | None:
    return DATASETS[delivery.dataset].kind if delivery.dataset else None


def _mark(delivery: Delivery, bench: Bench) -> Mark:
    """A delivery is tried once per state of the code tables."""
    return delivery.delivery_id, bench.lookups.name
