"""What a standing server is told before its first run: pool, deployments, and what to do with a run that died.

A run whose worker was killed with it says nothing any more: it would be Running for ever and hold its deployment's one
slot. An automation sets a run to Crashed that gives no sign of life; what is left of an earlier time is set to Crashed
at the start, when nothing can be at work.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from prefect.automations import AutomationCore, ChangeFlowRunState, EventTrigger, Posture
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import WorkPoolCreate, WorkPoolUpdate
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    WorkPoolFilter,
    WorkPoolFilterName,
)
from prefect.client.schemas.objects import FlowRun, StateType, WorkerStatus
from prefect.events import ResourceSpecification
from prefect.exceptions import ObjectAlreadyExists
from prefect.states import Crashed
from prefect.workers.process import ProcessWorker

from flows.prefect_env import HEARTBEAT

POOL = "lighting"
SILENCE = 3 * HEARTBEAT
"""Seconds without a sign of life after which a run is taken for dead."""
AUTOMATION = "a run without a sign of life has crashed"
CHECKOUT = Path(__file__).resolve().parents[1]


class RegistrationError(Exception):
    """The server cannot be made ready; the message says why."""


def make_pool(client: SyncPrefectClient, worker: str) -> None:
    """Make the work pool, whose runs are processes of the worker's own session, or bring it to the present form.

    Args:
        client: of the server.
        worker: name of the worker that asks.

    Raises:
        RegistrationError: if a worker of another home serves the pool: the runs of both would be mixed up.
    """
    template = ProcessWorker.get_default_base_job_template()
    template["variables"]["properties"]["command"]["default"] = f"{shlex.quote(sys.executable)} -m flows.engine"
    try:
        client.create_work_pool(WorkPoolCreate(name=POOL, type=ProcessWorker.type, base_job_template=template))
    except ObjectAlreadyExists:
        client.update_work_pool(POOL, WorkPoolUpdate(base_job_template=template))
        found = client.read_workers_for_work_pool(POOL)
        others = [w.name for w in found if w.status == WorkerStatus.ONLINE and w.name != worker]
        if others:
            raise RegistrationError(
                f"The database of this server is that of {others[0]}, which is at work. "
                "Each home needs a database of its own (LIGHTING_PREFECT_DATABASE)."
            ) from None


def watch_heartbeats(client: SyncPrefectClient) -> None:
    """Make the automation that sets a silent run to Crashed, or bring it to the present form.

    Whatever a run tells, also its end under any name of a state, is a sign of life: it counts as dead only if nothing
    follows a heartbeat.
    """
    wanted = AutomationCore(
        name=AUTOMATION,
        description=f"No heartbeat for {SILENCE} seconds: the run was killed together with its worker, or hangs.",
        trigger=EventTrigger(
            match=ResourceSpecification({"prefect.resource.id": ["prefect.flow-run.*"]}),
            for_each={"prefect.resource.id"},
            after={"prefect.flow-run.heartbeat"},
            expect={"prefect.flow-run.*"},
            posture=Posture.Proactive,
            threshold=1,
            within=timedelta(seconds=SILENCE),
        ),
        actions=[
            ChangeFlowRunState(
                name=None, state=StateType.CRASHED, message=f"no sign of life for {SILENCE} seconds", force=False
            )
        ],
    )
    found = client.read_automations_by_name(AUTOMATION)
    for known in found[:1]:
        client.update_automation(known.id, wanted)
    if not found:
        client.create_automation(wanted)


def free_slots(client: SyncPrefectClient) -> list[str]:
    """Set runs to Crashed that an earlier worker of this pool left behind; returns their names."""
    at_work = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
    left: list[FlowRun] = client.read_flow_runs(
        flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=at_work))),
        work_pool_filter=WorkPoolFilter(name=WorkPoolFilterName(any_=[POOL])),
    )
    for run in left:
        client.set_flow_run_state(run.id, Crashed(message="its worker ended before it"), force=True)
    return [run.name for run in left]


def deploy(client: SyncPrefectClient) -> list[str]:
    """Register the deployments of prefect.yaml; returns the names of all that the server has.

    Raises:
        RegistrationError: if Prefect refuses one, or there is no such file.
    """
    if not (CHECKOUT / "prefect.yaml").is_file():
        raise RegistrationError(f"There is no prefect.yaml in {CHECKOUT}: lighting up works from a checkout.")
    done = subprocess.run(
        [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all"],
        cwd=CHECKOUT,
        env=os.environ | {"PWD": str(CHECKOUT), "PREFECT_CLI_COLORS": "false", "PREFECT_CLI_WRAP_LINES": "false"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        told = (done.stderr or done.stdout).strip().splitlines()
        raise RegistrationError(f"Prefect refuses a deployment: {told[-1] if told else done.returncode}")
    return sorted(deployment.name for deployment in client.read_deployments())
