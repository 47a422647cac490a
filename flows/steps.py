"""What a run is asked to do, and the steps it is done by.

The steps are handed to a run, so that the same logic runs as Prefect tasks and as plain calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from expectations.content import Finding
from expectations.docs_results import Validated
from expectations.outcome import Verdict
from expectations.process import Judging
from flows import report, stages, telling
from flows.outcome import Refusal, Summary
from flows.stages import Bench
from lighting.settings import Settings
from transforms.staging import ReadReport
from warehouse import claims, publish
from warehouse.judgements import Judgement
from warehouse.ledger import Delivery
from warehouse.loader import Loader

Progress = Callable[[str], None]
Each = Callable[[Callable[[Delivery], "Prepared"], Sequence[Delivery], int], Iterable["Prepared"]]


@dataclass
class Prepared:
    """A delivery that has gone through the stages before loading.

    Attributes:
        delivery: the delivery.
        judgement: what the stages came to; None if something went wrong.
        error: what went wrong.
        seconds: seconds by stage.
    """

    delivery: Delivery
    judgement: Judgement | None = None
    error: BaseException | None = None
    seconds: dict[str, float] = field(default_factory=dict)


def one_by_one(prepare: Callable[[Delivery], Prepared], due: Sequence[Delivery], workers: int) -> Iterator[Prepared]:
    """Prepare deliveries one after the other."""
    del workers
    yield from map(prepare, due)


@dataclass(frozen=True)
class Steps:
    """The steps of a run as callables; ``document`` may only begin, and returns what waits then."""

    read: Callable[[Bench, Delivery], ReadReport | Refusal] = stages.read
    judge: Callable[[Bench, Delivery, ReadReport], Verdict] = stages.judge
    shape: Callable[[Bench, Delivery, ReadReport], None] = stages.shape
    load: Callable[[Loader, Judgement, str], str] = lambda loader, judgement, _: loader.apply(judgement)
    check: Callable[..., list[Finding]] = lambda judging, *asked: judging.judge_content(*asked)
    check_claims: Callable[[duckdb.DuckDBPyConnection, str], dict[str, Any]] = claims.check
    publish: Callable[[Settings], Path] = publish.publish
    document: Callable[[Judging, Settings, Sequence[Validated]], Callable[[], None] | None] = report.document
    look: Callable[[Settings, Summary], None] = telling.look
    write_page: Callable[[Settings, Summary], None] = report.write_report
    tell: Callable[[Settings, Summary], None] = telling.tell
    each: Each = one_by_one


@dataclass(frozen=True)
class Request:
    """What a run is asked to do.

    Attributes:
        kind: nightly, arrival, ingest, rerun, backfill, rebuild or decision; for the record.
        paths: files to receive; None for the landing folder.
        flags: facts given with the command.
        rerun: deliveries to work through again, whatever their state.
        from_stage: stage from which to repeat, whatever is done: read, judged or shaped; None to repeat only what is
            not right as it is.
        is_landing_read: False to leave the landing folder alone.
        only: files of the landing folder to receive, path and fingerprint; None for all.
        reason: why somebody asks for it, for the record.
    """

    kind: str = "nightly"
    paths: tuple[Path, ...] | None = None
    flags: dict[str, Any] = field(default_factory=dict)
    rerun: tuple[str, ...] = ()
    from_stage: str | None = None
    is_landing_read: bool = True
    only: Mapping[str, str] | None = None
    reason: str | None = None
