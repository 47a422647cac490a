"""Files that land are taken in as they come, once they are whole: of a size and time that no longer change.

A look at which nothing is new costs the listing of the landing folder and nothing that only work needs.
"""

from __future__ import annotations

import time
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.options import of_flow
from flows.overtime import limited
from lighting import settings as settings_module
from warehouse import arriving, lock


@flow(**of_flow("arrivals"))
@limited
def arrivals(settle_seconds: int = 30, home: str | None = None) -> State[Any]:
    """Receive and publish files that have landed and are whole.

    Args:
        settle_seconds: a file is whole if a second look after so many seconds finds it unchanged.
        home: folder of the data; as the settings say if not given.
    """
    settings = settings_module.of_home(home)
    try:
        new = arriving.new_files(settings)
        if not new:
            return Completed(name="NothingNew", message="nothing new in the landing folder")
        time.sleep(settle_seconds)
        left = arriving.new_files(settings)  # a run may have taken them meanwhile
        if not left:
            return Completed(name="NothingNew", message="what had landed is gone, or another run has taken it")
        whole = arriving.unchanged(new, left)
        if not whole:
            return Completed(name="StillArriving", message=f"{len(left)} files are still being written")
        from flows.running import run_as_flow
        from flows.steps import Request

        return run_as_flow(settings, Request(kind="arrival", only=whole), patience=0)
    except lock.WarehouseBusyError as error:  # the night takes them, or the next look
        return Completed(name="Waiting", message=str(error))
