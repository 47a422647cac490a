"""What may be told of a delivery: reports, logs and Prefect's records never hold a value of a confidential file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flows.outcome import TRANSIENT, Handled
from lighting.registry import DATASETS
from lighting.settings import SettingsError
from warehouse.archive import DamagedError
from warehouse.connection import WarehouseError
from warehouse.lock import WarehouseBusyError

HIDDEN = "confidential file: lighting status shows the reason to whoever may open the warehouse"
_WITHOUT_VALUES = (*TRANSIENT, DamagedError, SettingsError, WarehouseBusyError, WarehouseError)
"""Errors whose messages speak of files, processes and settings only."""
_NAMES = {*(kind.__name__ for kind in _WITHOUT_VALUES), "FileNotFoundError", "PermissionError", "HiddenFaultError"}
_OF_A_STEP = re.compile(r"(claims|Data Docs|report|housekeeping|summary|telling): (\w+): .*", re.DOTALL)
_CONFIDENTIAL = tuple(name for name, entry in DATASETS.items() if entry.is_confidential)
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
    """What went wrong in a run, as a message may say it that leaves this machine.

    Errors of other kinds may quote a value, and a path to a confidential file may name an enterprise.
    """
    kind, text = type(error).__name__, str(error)
    is_plain = isinstance(error, _WITHOUT_VALUES) and not any(name in text for name in _CONFIDENTIAL)
    return f"{kind}: {text}" if is_plain else f"{kind}; Prefect and the log hold the details"


def outside_line(fault: str) -> str:
    """A fault of a run as a message may say it; faults of single files are discreet already."""
    found = _OF_A_STEP.fullmatch(fault)
    if found is None or (found[2] in _NAMES and not any(name in fault for name in _CONFIDENTIAL)):
        return fault
    return f"{found[1]}: {found[2]}; the page of the run holds the details"
