"""What may be told of a delivery: reports, logs and Prefect's records never hold a value of a confidential file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.outcome import TRANSIENT, Handled
from lighting.settings import SettingsError
from warehouse.archive import DamagedError
from warehouse.connection import WarehouseError
from warehouse.lock import WarehouseBusyError

HIDDEN = "confidential file: lighting status shows the reason to whoever may open the warehouse"
_WITHOUT_VALUES = (*TRANSIENT, DamagedError, SettingsError, WarehouseBusyError, WarehouseError)
"""Errors whose messages speak of files, processes and settings only."""
REMEDY = "lighting status and lighting quarantine --dataset show more."


class HiddenFaultError(Exception):
    """A fault in a confidential file; its message names the kind of the fault only.

    Attributes:
        detail: the fault in full, for the confidential ledger.
    """

    def __init__(self, error: BaseException) -> None:
        super().__init__(f"{type(error).__name__} in a confidential file; lighting status shows it in full")
        self.detail = f"{type(error).__name__}: {error}"


class HiddenTransientError(HiddenFaultError, OSError):
    """The same for a fault that may pass, so that it is tried again."""


def hidden(error: BaseException) -> HiddenFaultError:
    """A fault in a confidential file as it may be told."""
    return HiddenTransientError(error) if isinstance(error, TRANSIENT) else HiddenFaultError(error)


def detail(error: BaseException) -> str:
    """A fault in full, for the ledger."""
    return error.detail if isinstance(error, HiddenFaultError) else f"{type(error).__name__}: {error}"


def handled(delivery_id: str, outcome: Mapping[str, Any]) -> Handled:
    """What became of a delivery, with reason and remedy unless it is confidential."""
    told = dict(outcome)
    if told["is_confidential"] and told["reason"] is not None:
        told |= {"reason": HIDDEN, "remedy": REMEDY}
    return Handled(delivery_id, **told)


def outside(error: BaseException) -> str:
    """What went wrong in a run, as a message may say it that leaves this machine: other errors may quote a value."""
    kind = type(error).__name__
    return f"{kind}: {error}" if isinstance(error, _WITHOUT_VALUES) else f"{kind}; Prefect and the log hold the details"
