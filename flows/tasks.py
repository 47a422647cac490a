"""The work of a run as Prefect tasks: retried for faults that may pass, never for a bad file, which is a result.

Two per file, for each costs Prefect some tenths of a second: up to loading, which runs beside others, and loading.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.futures import as_completed
from prefect.tasks import Task

from expectations.content import Finding
from expectations.docs_results import Validated
from expectations.process import Judging
from flows import report
from flows.outcome import TRANSIENT
from flows.steps import Prepared, Steps
from lighting.settings import Settings
from warehouse import publish as publishing
from warehouse.judgements import Judgement
from warehouse.ledger import Delivery
from warehouse.loader import Loader


def is_transient(task_: Task[..., Any], run: TaskRun, state: State[Any]) -> bool:
    """True if a retry may help."""
    del task_, run
    return isinstance(state.result(raise_on_failure=False), TRANSIENT)


_LATER = 5
"""Niceness of a thread that prepares a file."""

# Prefect cannot interrupt a task in a worker thread; there the workbook's child and the judging process have limits.
_OPTIONS: dict[str, Any] = {
    "retries": 2,
    "retry_delay_seconds": [2, 15],
    "retry_condition_fn": is_transient,
    "cache_policy": NO_CACHE,
    "persist_result": False,
}


@task(name="prepare", task_run_name="prepare {delivery.file_name}", **_OPTIONS)
def prepare_file(prepare: Callable[[Delivery], Prepared], delivery: Delivery) -> Prepared:
    """Read, judge and shape one file; a retry goes on after the stages that are done."""
    _let_loading_go_first()
    prepared = prepare(delivery)
    if prepared.error is not None:
        raise prepared.error
    return prepared


def _let_loading_go_first() -> None:
    """Files are prepared side by side and loaded one after the other, so that all wait for whoever loads."""
    if sys.platform == "linux":  # elsewhere a thread has no priority of its own
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LATER)


@task(name="load", task_run_name="load {file_name}", timeout_seconds=7200, **_OPTIONS)
def load_file(loader: Loader, judgement: Judgement, file_name: str) -> str:
    """Load a file, hold it back or refuse it, in one transaction."""
    del file_name
    return loader.apply(judgement)


@task(name="check", task_run_name="check the content", timeout_seconds=7200, **_OPTIONS)
def check_content(
    judging: Judging, path: Path, waivers: Sequence[tuple[str, str]], results: Path, limits: Mapping[str, float]
) -> list[Finding]:
    """Judge the whole content of the warehouse."""
    return judging.judge_content(path, waivers, results, limits)


@task(name="publish", task_run_name="publish", timeout_seconds=7200, **_OPTIONS)
def publish_warehouse(settings: Settings) -> Path:
    """Put a new published file in place of the old one."""
    return publishing.publish(settings)


@task(name="docs", task_run_name="build Data Docs", **_OPTIONS)
def build_docs(judging: Judging, settings: Settings, validated: Sequence[Validated]) -> None:
    """Build the Data Docs of the run."""
    report.document(judging, settings, validated)


def document_beside(judging: Judging, settings: Settings, validated: Sequence[Validated]) -> Callable[[], None]:
    """Begin to build the Data Docs in a thread of the task runner; returns what waits for them."""
    future = build_docs.submit(judging, settings, validated)
    return future.result


def side_by_side(prepare: Callable[[Delivery], Prepared], due: Sequence[Delivery], workers: int) -> Iterator[Prepared]:
    """Prepare deliveries, as many at a time as the flow's task runner has threads, and hand them on as they come."""
    del workers
    futures = [prepare_file.submit(prepare, delivery) for delivery in due]
    deliveries = {future.task_run_id: delivery for future, delivery in zip(futures, due, strict=True)}
    for future in as_completed(futures):
        result = future.result(raise_on_failure=False)
        yield result if isinstance(result, Prepared) else Prepared(deliveries[future.task_run_id], error=result)


PREFECT_STEPS = Steps(
    load=load_file,
    check=check_content,
    publish=publish_warehouse,
    document=document_beside,
    each=side_by_side,
)
