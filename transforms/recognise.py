"""Which dataset a file is of, by its header."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

from transforms.reading.container import unpack
from transforms.reading.errors import FileRefusedError
from transforms.reading.limits import Limits
from transforms.reading.reading import has_header


def recognise(path: Path, name: str, modules: Mapping[str, ModuleType], limits: Limits) -> list[str]:
    """Names of the datasets whose header the file has; usually one, none for an unknown or unreadable file.

    Args:
        path: where the bytes lie.
        name: the file's name.
        modules: transforms modules by dataset.
        limits: how much reading may cost.
    """
    try:
        unpacked = unpack(path, name, limits)
        return has_header(unpacked, {dataset: module.FORM for dataset, module in modules.items()}, limits)
    except FileRefusedError:
        return []
