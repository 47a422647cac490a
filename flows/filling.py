"""The backfill as a run of the user interface: first the difference, and the swap only if that is asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows import artifacts, running
from flows.backfill import Backfill
from flows.backfill import backfill as work
from flows.options import of_flow
from flows.overtime import limited
from lighting.settings import of_home
from warehouse.selecting import Selection


@flow(**of_flow("backfill", "released_from", "released_to", "dataset"))
@limited
def backfill(
    reason: str,
    by: str,
    released_from: date | None = None,
    released_to: date | None = None,
    dataset: str | None = None,
    publish: bool = False,
    home: str | None = None,
) -> State[Any]:
    """Work through a range of deliveries again beside the warehouse and show what would differ; publish if asked to.

    Args:
        reason: why; it is kept with the run.
        by: name of who asks.
        released_from: deliveries released on this day or later.
        released_to: deliveries released on this day or earlier.
        dataset: only deliveries of this dataset.
        publish: put the result before the readers; the old warehouse is kept for a time (lighting rollback).
        home: folder of the data; as the settings say if not given.

    Raises:
        ValueError: if no range is given.
    """
    if released_from is None and released_to is None:
        raise ValueError("give released_from or released_to")
    settings = of_home(home)
    selection = Selection(dataset=dataset, released_from=released_from, released_to=released_to)
    asked = Backfill(selection, reason, by, is_dry_run=not publish)
    done = running.when_free(settings, lambda: work(settings, asked, running.tell, lambda _: True))
    if done.difference is not None:
        artifacts.leave_difference(done.difference)
    message = f"{done.deliveries} deliveries were worked through again"
    if done.state == "published":
        return Completed(message=f"{message} and are published; lighting rollback {done.run_id} goes back")
    names = {"nothing": "NothingNew", "blocked": "Blocked"}
    told = "; ".join(done.findings) or "nothing is changed"
    return Completed(name=names.get(done.state, "Shown"), message=f"{message}; {told}"[:1000])
