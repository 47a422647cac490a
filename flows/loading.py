"""Who loads deliveries in a run: one loader for each part of the warehouse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb

from flows.discreet import hidden
from warehouse import confidential
from warehouse.connection import part_of
from warehouse.judgements import Judgement
from warehouse.loader import Loader

Loaders = Mapping[bool, Loader]
"""By whether they load confidential deliveries."""


class HidingLoader(Loader):
    """Loads confidential deliveries."""

    def apply(self, judgement: Judgement) -> str:
        """Load, hold back or refuse a delivery; returns its state.

        Raises:
            HiddenFaultError: if something goes wrong; nothing is changed then.
        """
        try:
            return super().apply(judgement)
        except Exception as error:  # noqa: BLE001 - raised again, without what may not be told
            raise hidden(error) from None


@contextmanager
def opened(con: duckdb.DuckDBPyConnection, stage: Path, run_id: str) -> Iterator[Loaders]:
    """Loaders of ordinary and, if there are any, confidential deliveries; what a killed run left is settled."""
    with ExitStack() as stack:
        loaders: dict[bool, Loader] = {False: Loader(con, stage, run_id)}
        if confidential.is_attached(con):
            loaders[True] = HidingLoader(stack.enter_context(part_of(con, is_confidential=True)), stage, run_id)
        settle(loaders)
        yield loaders


def settle(loaders: Loaders) -> None:
    """Bring both parts in line with what withdraws or supersedes their deliveries, wherever that is."""
    for loader in loaders.values():
        loader.settle()
