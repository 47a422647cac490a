"""The stages as Prefect tasks: retried for faults that may pass, never for a bad file, which is a result."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import duckdb
from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.futures import as_completed
from prefect.tasks import Task

from expectations.content import Finding
from expectations.docs_results import Validated
from expectations.judge import Verdict
from expectations.process import Judging
from flows import report, stages
from flows.outcome import Refusal
from flows.stages import Bench
from flows.steps import Prepared, Steps
from lighting.settings import Settings
from transforms.staging import ReadReport
from warehouse import publish as publishing
from warehouse.ledger import Delivery
from warehouse.loader import Judgement, Loader

TRANSIENT = (OSError, duckdb.IOException, BrokenProcessPool, TimeoutError)
"""Faults that may pass by themselves: a share that is away, a full disk, a process that was killed."""


def is_transient(task_: Task[..., Any], run: TaskRun, state: State[Any]) -> bool:
    """True if a retry may help."""
    del task_, run
    return isinstance(state.result(raise_on_failure=False), TRANSIENT)


# Prefect cannot interrupt a task in a worker thread; there the workbook's child and the judging process have limits.
_OPTIONS: dict[str, Any] = {
    "retries": 2,
    "retry_delay_seconds": [2, 15],
    "retry_condition_fn": is_transient,
    "cache_policy": NO_CACHE,
    "persist_result": False,
}


@task(name="prepare", task_run_name="prepare {delivery.file_name}", cache_policy=NO_CACHE, tags=["file"])
def prepare_file(prepare: Callable[[Delivery], Prepared], delivery: Delivery) -> Prepared:
    """Read, judge and shape one file; the three are tasks of their own."""
    return prepare(delivery)


@task(name="read", task_run_name="read {delivery.file_name}", tags=["file"], **_OPTIONS)
def read_file(bench: Bench, delivery: Delivery) -> ReadReport | Refusal:
    """Read and type a file."""
    return stages.read(bench, delivery)


@task(name="judge", task_run_name="judge {delivery.file_name}", tags=["file"], **_OPTIONS)
def judge_file(bench: Bench, delivery: Delivery, read: ReadReport) -> Verdict:
    """Judge the typed rows of a file."""
    return stages.judge(bench, delivery, read)


@task(name="shape", task_run_name="shape {delivery.file_name}", tags=["file"], **_OPTIONS)
def shape_file(bench: Bench, delivery: Delivery, read: ReadReport) -> None:
    """Shape the accepted rows of a file."""
    stages.shape(bench, delivery, read)


@task(name="load", task_run_name="load {judgement.delivery_id}", timeout_seconds=7200, tags=["warehouse"], **_OPTIONS)
def load_file(loader: Loader, judgement: Judgement) -> str:
    """Load a file, hold it back or refuse it, in one transaction."""
    return loader.apply(judgement)


@task(name="check", task_run_name="check the content", timeout_seconds=7200, tags=["warehouse"], **_OPTIONS)
def check_content(judging: Judging, path: Path, waivers: Sequence[tuple[str, str]], results: Path) -> list[Finding]:
    """Judge the whole content of the warehouse."""
    return judging.judge_content(path, waivers, results)


@task(name="publish", task_run_name="publish", timeout_seconds=7200, tags=["warehouse"], **_OPTIONS)
def publish_warehouse(settings: Settings) -> Path:
    """Put a new published file in place of the old one."""
    return publishing.publish(settings)


@task(name="docs", task_run_name="build Data Docs", timeout_seconds=3600, tags=["report"], **_OPTIONS)
def build_docs(judging: Judging, settings: Settings, validated: Sequence[Validated]) -> None:
    """Build the Data Docs of the run."""
    report.document(judging, settings, validated)


def side_by_side(prepare: Callable[[Delivery], Prepared], due: Sequence[Delivery], workers: int) -> Iterator[Prepared]:
    """Prepare deliveries, as many at a time as the flow's task runner has threads, and hand them on as they come."""
    del workers
    futures = [prepare_file.submit(prepare, delivery) for delivery in due]
    for future in as_completed(futures):
        yield future.result()


PREFECT_STEPS = Steps(
    read=read_file,
    judge=judge_file,
    shape=shape_file,
    load=load_file,
    check=check_content,
    publish=publish_warehouse,
    document=build_docs,
    each=side_by_side,
)
