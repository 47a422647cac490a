"""What must hold in a list of corrections of confidential figures."""

from __future__ import annotations

from collections.abc import Mapping

from expectations.corrections import suite, tables
from lighting.registry import DATASETS

__all__ = ["layout", "suite"]

_CONFIDENTIAL = sorted(name for name, entry in DATASETS.items() if entry.is_confidential)


def layout(scope: Mapping[str, str], limits: Mapping[str, float]) -> dict[str, str]:
    """Tables to judge: the typed rows, and whether each could be applied; to open figures none is."""
    del scope, limits
    return tables(_CONFIDENTIAL)
