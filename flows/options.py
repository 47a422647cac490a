"""What the flows have in common: names that say what is done, to what, and for which day."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from prefect import Flow
from prefect.client.schemas.objects import FlowRun, State
from prefect.runtime import flow_run

from warehouse.manifest import SHANGHAI, now


def of_flow(kind: str, *parameters: str) -> dict[str, Any]:
    """Options of a flow; its runs are named as ``named`` says."""
    return {
        "name": kind,
        "flow_run_name": named(kind, *parameters),
        "log_prints": False,
        "persist_result": False,
        "on_failure": [_tell_of_failure],
        "on_crashed": [_tell_of_failure],
    }


def _tell_of_failure(flow: Flow[..., Any], run: FlowRun, state: State[Any]) -> None:
    from flows.notifying import on_failed  # loads what only telling needs

    on_failed(flow, run, state)


def named(kind: str, *parameters: str) -> Callable[[], str]:
    """What Prefect calls for the name of a run: such as ``nightly 2015-11-20 02:00`` or ``ingest a.csv 2015-11-20``.

    Args:
        kind: what is done.
        parameters: parameters of the flow that say to what; empty ones are left out.
    """

    def name() -> str:
        given: dict[str, Any] = flow_run.get_parameters()
        due = flow_run.get_scheduled_start_time()
        moment = due.astimezone(SHANGHAI) if due is not None else now()
        told = [_told(parameter, given[parameter]) for parameter in parameters if given.get(parameter)]
        return " ".join([kind, *told, f"{moment:%Y-%m-%d %H:%M}"])

    return name


def _told(parameter: str, value: object) -> str:
    """The value of a parameter; of a list the first and how many there are more, of a flag its name."""
    if value is True:
        return parameter
    if isinstance(value, list | tuple):
        return PurePath(str(value[0])).name + (f" +{len(value) - 1}" if len(value) > 1 else "")
    return str(value)
