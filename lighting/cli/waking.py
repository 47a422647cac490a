"""Loads what only work needs (Great Expectations, Prefect and its server), beside the reading of new files."""

from __future__ import annotations

import gc
import threading
from contextlib import AbstractContextManager
from types import TracebackType
from typing import TYPE_CHECKING, Self

from lighting.settings import Settings

if TYPE_CHECKING:
    from expectations.process import JudgeProcess


class Waking(AbstractContextManager["Waking"]):
    """What is being loaded; whatever was begun ends with the block."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._judging: JudgeProcess | None = None
        self._thread: threading.Thread | None = None
        self._error: BaseException | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._thread is not None:
            if error is not None and self._thread.is_alive():  # such as Ctrl-C: nobody waits for an answer any more
                from flows import server

                server.end()
            self._thread.join()
        gc.enable()
        if self._judging is not None:
            self._judging.__exit__(kind, error, trace)

    def begin(self) -> None:
        """Begin, unless that is done."""
        if self._judging is not None:
            return
        from flows import prefect_env, server

        gc.disable()  # what is loaded now stays to the end, so that nobody need look for garbage in it
        prefect_env.apply(self._settings)
        server.begin(self._settings.home / "prefect" / "server.log")
        from expectations.process import JudgeProcess

        self._judging = JudgeProcess()
        self._thread = threading.Thread(target=self._wake, name="waking")
        self._thread.start()

    def awake(self) -> JudgeProcess:
        """Wait until Prefect answers; returns the judging process, which goes on loading by itself.

        Raises:
            BaseException: what kept Prefect from answering.
        """
        self.begin()
        assert self._thread is not None  # noqa: S101 - made by begin
        assert self._judging is not None  # noqa: S101 - made by begin
        self._thread.join()
        gc.freeze()
        gc.enable()
        if self._error is not None:
            raise self._error
        return self._judging

    def _wake(self) -> None:
        try:
            import flows.nightly  # noqa: F401 - loads Prefect
            from flows import server

            server.wait_until_it_answers()
        except BaseException as error:  # noqa: BLE001 - raised again by awake
            self._error = error
