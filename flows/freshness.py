"""Looks each morning which sources are late. A late source is no failed run: the run ends Completed and named Late."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows import artifacts, notifying
from flows.options import of_flow
from flows.overtime import limited
from lighting import messages
from lighting.settings import of_home
from warehouse import readers, timeliness
from warehouse.connection import NotPublishedError


@flow(**of_flow("freshness"))
@limited
def freshness(home: str | None = None) -> State[Any]:
    """Say which sources are late by the release calendar, also on a day on which no run has anything to do.

    Args:
        home: folder of the data; as the settings say if not given.
    """
    settings = of_home(home)
    try:
        with readers.ledger_view(settings) as (con, is_published):
            late = timeliness.late(con, is_whole=not is_published)
    except NotPublishedError:
        return Completed(name="NothingNew", message="nothing is loaded yet")
    artifacts.leave_late(late)
    notifying.tell_late(settings, late, is_whole=not is_published)
    if late:
        return Completed(name="Late", message="; ".join(messages.late_line(row) for row in late)[:1000])
    return Completed(message="nothing is late")
