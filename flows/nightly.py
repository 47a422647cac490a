"""The Prefect flows: a night over the landing folder, and single files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.states import Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner

from expectations.process import JudgeProcess
from flows import notifying, server
from flows.night import Run
from flows.outcome import Summary
from flows.steps import Progress, Request
from flows.tasks import PREFECT_STEPS
from lighting import settings as settings_module
from lighting.settings import Settings

HOURS = 3600
_ALWAYS: dict[str, Any] = {
    "timeout_seconds": 6 * HOURS,
    "log_prints": False,
    "persist_result": False,
    "on_failure": [notifying.on_failed],
    "on_crashed": [notifying.on_failed],
}
"""What holds for every flow."""


@dataclass
class _Embedding:
    """What the command hands to the flow that it runs in its own process."""

    progress: Progress
    judging: JudgeProcess | None


_embedding = _Embedding(lambda _: None, None)


def _name() -> str:
    """A run's name: what it does and for which home."""
    parameters = flow_run.get_parameters()
    paths = parameters.get("paths") or []
    return f"ingest {Path(paths[0]).name}" + (f" +{len(paths) - 1}" if len(paths) > 1 else "") if paths else "night"


@flow(name="nightly", flow_run_name="night {home}", **_ALWAYS)
def nightly(home: str | None = None) -> State[Any]:
    """Everything that a night does: receive, work through what is due, check, publish, report.

    Args:
        home: folder of the data; as the settings say if not given.
    """
    return run_as_flow(_settings(home), Request(kind="nightly"))


@flow(name="ingest_file", flow_run_name=_name, **_ALWAYS)
def ingest_file(paths: list[str], facts: dict[str, Any] | None = None, home: str | None = None) -> State[Any]:
    """Receive named files and publish.

    Args:
        paths: the files.
        facts: facts that their manifests do not say.
        home: folder of the data; as the settings say if not given.
    """
    request = Request(kind="ingest", paths=tuple(map(Path, paths)), flags=facts or {})
    return run_as_flow(_settings(home), request)


@flow(name="rerun", flow_run_name="rerun", **_ALWAYS)
def rerun(deliveries: list[str], from_stage: str | None = None, home: str | None = None) -> State[Any]:
    """Work through deliveries again, from a stage on.

    Args:
        deliveries: identifiers.
        from_stage: read, judged or shaped: repeated from there on whatever is done; if not given, deliveries that the
            present code has loaded by the present code tables are left alone.
        home: folder of the data; as the settings say if not given.
    """
    request = Request(kind="rerun", rerun=tuple(deliveries), from_stage=from_stage, is_landing_read=False)
    return run_as_flow(_settings(home), request)


def run_as_flow(settings: Settings, request: Request) -> State[Any]:
    """Do a run inside the present flow run; a refused file is a result, only a fault is a failure."""
    with _embedding.judging or JudgeProcess() as judging:
        summary = Run(settings, judging, PREFECT_STEPS, _embedding.progress)(request)
    _table(summary)
    notifying.tell(settings, summary)
    if summary.faults:
        return Failed(message="; ".join(summary.faults)[:1000], data=summary)
    if summary.state == "blocked":
        return Completed(name="Blocked", message=_blocking(summary), data=summary)
    refused = [handled for handled in summary.handled if handled.state == "refused"]
    if refused:
        return Completed(name="Refused", message=f"{len(refused)} refused: {refused[0].reason}"[:1000], data=summary)
    return Completed(message=f"{len(summary.handled)} deliveries", data=summary)


@flow(name="decide", flow_run_name="decide", **_ALWAYS)
def decide(home: str | None = None) -> State[Any]:
    """Put noted decisions (waivers, withdrawals) into effect, without looking into the landing folder.

    Args:
        home: folder of the data; as the settings say if not given.
    """
    return run_as_flow(_settings(home), Request(kind="decision", is_landing_read=False))


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
    _embedding.progress, _embedding.judging = progress, judging
    calls: dict[str, tuple[Any, dict[str, Any]]] = {
        "nightly": (nightly, {}),
        "ingest": (ingest_file, {"paths": [str(p) for p in request.paths or ()], "facts": request.flags}),
        "rerun": (rerun, {"deliveries": list(request.rerun), "from_stage": request.from_stage}),
        "decision": (decide, {}),
    }
    call, parameters = calls[request.kind]
    runner: Any = ThreadPoolTaskRunner(max_workers=settings.workers)
    # Nobody misses the heartbeat of a run that ends with its server; its thread would end up to a second late.
    unheard = {PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None} if server.is_of_this_process() else {}
    with temporary_settings(unheard):
        state = call.with_options(task_runner=runner)(**parameters, home=str(settings.home), return_state=True)
    summary = state.data if isinstance(state.data, Summary) else state.result(raise_on_failure=False)
    if isinstance(summary, Summary):
        return summary
    if isinstance(summary, BaseException):
        raise summary
    raise RuntimeError(state.message or "the flow ended without a summary")


def _settings(home: str | None) -> Settings:
    return settings_module.of_home(home)


def _table(summary: Summary) -> None:
    """One table artifact per run: what became of each file."""
    rows = [
        {
            "dataset": h.dataset,
            "file": h.file_name,
            "state": h.state,
            "rows": h.rows_accepted,
            "quarantined": h.rows_quarantined,
            "why": h.reason or "",
        }
        for h in summary.handled
    ]
    create_table_artifact(
        table=rows or [{"dataset": "", "file": "nothing new", "state": "", "rows": 0, "quarantined": 0, "why": ""}],
        key="files",
        description=f"Run {summary.run_id}: {summary.state}",
    )


def _blocking(summary: Summary) -> str:
    found = [f["message"] for f in summary.findings if f["action"] == "block" and f["outcome"] == "failed"]
    return f"publishing is blocked: {found[0]}"[:1000] if found else "publishing is blocked"
