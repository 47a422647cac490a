"""Tasks are retried for faults that may pass, and for nothing else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest
from prefect.states import Failed

from flows import tasks
from flows.steps import Prepared
from transforms.reading.errors import FileRefusedError
from warehouse.accounts import AccountingError

TASKS = (
    tasks.prepare_file,
    tasks.load_file,
    tasks.check_content,
    tasks.publish_warehouse,
    tasks.build_docs,
)


@pytest.mark.parametrize(
    ("error", "is_retried"),
    [
        (OSError(5, "the share is away"), True),
        (ConnectionResetError("gone"), True),
        (duckdb.IOException("open elsewhere"), True),
        (FileRefusedError("Q01", "No header.", "Look."), False),
        (AccountingError("a row is lost"), False),
        (ValueError("a fault of the code"), False),
        (MemoryError(), False),
    ],
)
def test_only_what_may_pass_is_tried_again(error, is_retried):
    for task in TASKS:
        assert (task.retries, len(task.retry_delay_seconds)) == (2, 2)
        assert task.retry_condition_fn(task, None, Failed(data=error)) is is_retried


def test_what_went_wrong_in_preparing_fails_the_task():
    error = OSError("cannot read")
    with ThreadPoolExecutor(1) as pool:  # the task lowers the priority of its thread
        found = pool.submit(tasks.prepare_file.fn, lambda delivery: Prepared(delivery, error=error), None)
        assert found.exception() is error
