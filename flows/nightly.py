"""The Prefect flows: a night over the landing folder, single files, reruns, decisions."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Literal

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.states import Completed
from prefect.task_runners import ThreadPoolTaskRunner

from expectations import limits as rule_limits
from expectations.process import JudgeProcess
from flows import quiet, running, server
from flows.options import of_flow
from flows.outcome import Summary
from flows.overtime import limited
from flows.running import run_as_flow
from flows.steps import Progress, Request
from lighting.settings import Settings, of_home
from warehouse import readers, selecting
from warehouse.selecting import Selection

Stage = Literal["read", "judged", "shaped"]


@flow(**of_flow("nightly"))
@limited
def nightly(home: str | None = None) -> State[Any]:
    """Everything that a night does: receive, work through what is due, check, publish, report.

    Args:
        home: folder of the data; as the settings say if not given.
    """
    settings = of_home(home)
    if not running.is_embedded():
        summary = running.when_free(settings, lambda: quiet.is_anything_due(settings))
        if summary is not None:
            return running.told(settings, summary)
    return run_as_flow(settings, Request(kind="nightly"))


@flow(**of_flow("ingest", "paths"))
@limited
def ingest_file(paths: list[str], facts: dict[str, Any] | None = None, home: str | None = None) -> State[Any]:
    """Receive named files and publish.

    Args:
        paths: the files.
        facts: facts that their manifests do not say.
        home: folder of the data; as the settings say if not given.
    """
    request = Request(kind="ingest", paths=tuple(map(Path, paths)), flags=facts or {})
    return run_as_flow(of_home(home), request)


@flow(**of_flow("rerun", "names", "failed", "stale", "dataset"))
@limited
def rerun(
    names: list[str] | None = None,
    failed: bool = False,
    stale: bool = False,
    dataset: str | None = None,
    released_from: date | None = None,
    released_to: date | None = None,
    from_stage: Stage | None = None,
    home: str | None = None,
) -> State[Any]:
    """Work through deliveries again, from the archive. Names are added; whatever else is given narrows the choice.

    Args:
        names: deliveries, by identifier or file name.
        failed: those that were refused or not finished.
        stale: those that another version of the code judged.
        dataset: those of this dataset.
        released_from: those released on this day or later.
        released_to: those released on this day or earlier.
        from_stage: read, judged or shaped: repeated from there on whatever is done; if not given, deliveries that the
            present code has loaded by the present code tables are left alone.
        home: folder of the data; as the settings say if not given.
    """
    settings = of_home(home)
    ids = tuple(names or ())
    if not running.is_embedded():
        ids = _chosen(settings, ids, Selection(failed, dataset, released_from, released_to, stale))
    if not ids:
        return Completed(name="NothingNew", message="no delivery is asked for")
    return run_as_flow(settings, Request(kind="rerun", rerun=ids, from_stage=from_stage, is_landing_read=False))


@flow(**of_flow("decide"))
@limited
def decide(home: str | None = None) -> State[Any]:
    """Put noted decisions (waivers, withdrawals) into effect, without looking into the landing folder.

    Args:
        home: folder of the data; as the settings say if not given.
    """
    return run_as_flow(of_home(home), Request(kind="decision", is_landing_read=False))


def embedded(settings: Settings, request: Request, progress: Progress, judging: JudgeProcess) -> Summary:
    """Run the flow for a request in this process, on Prefect's embedded server unless the environment names another.

    Args:
        settings: where data lives.
        request: what to do.
        progress: what to do with a line about the run.
        judging: the judging process, begun before Prefect was imported so that both load at the same time.

    Raises:
        RuntimeError: if the flow did not come to a summary.
    """
    calls: dict[str, tuple[Any, dict[str, Any]]] = {
        "nightly": (nightly, {}),
        "ingest": (ingest_file, {"paths": [str(p) for p in request.paths or ()], "facts": request.flags}),
        "rerun": (rerun, {"names": list(request.rerun), "from_stage": request.from_stage}),
        "decision": (decide, {}),
    }
    call, parameters = calls[request.kind]
    runner: Any = ThreadPoolTaskRunner(max_workers=settings.workers)
    # Nobody misses the heartbeat of a run that ends with its server; its thread would end up to a second late.
    unheard = {PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None} if server.is_of_this_process() else {}
    with running.embedded_with(progress, judging), temporary_settings(unheard):
        state = call.with_options(task_runner=runner)(**parameters, home=str(settings.home), return_state=True)
    summary = state.data if isinstance(state.data, Summary) else state.result(raise_on_failure=False)
    if isinstance(summary, Summary):
        return summary
    if isinstance(summary, BaseException):
        raise summary
    raise RuntimeError(state.message or "the flow ended without a summary")


def _chosen(settings: Settings, names: tuple[str, ...], selection: Selection) -> tuple[str, ...]:
    """Identifiers of the deliveries that are asked for.

    Raises:
        ValueError: for a name that no delivery has.
    """
    running.wait_for_writer(settings)
    chosen: set[str] = set()
    with readers.ledger_view(settings) as (con, _):
        for name in names:
            found = [row for row in readers.find_deliveries(con, name) if row["state"] != "withdrawn"]
            if not found:
                raise ValueError(f"There is no delivery '{name}'; lighting status --all lists them.")
            chosen |= {row["delivery_id"] for row in found}
        if not selection.is_empty:
            chosen |= {r["delivery_id"] for r in selecting.select(con, selection, rule_limits.load(settings.rules))}
    return tuple(sorted(chosen))
