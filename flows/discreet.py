"""What may be told of a delivery: reports, logs and Prefect's records never hold a value of a confidential file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.outcome import TRANSIENT, Handled

HIDDEN = "confidential file: lighting status shows the reason to whoever may open the warehouse"
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
    told = {name: value for name, value in outcome.items() if name != "is_confidential"}
    if outcome["is_confidential"] and told["reason"] is not None:
        told |= {"reason": HIDDEN, "remedy": REMEDY}
    return Handled(delivery_id, **told)
