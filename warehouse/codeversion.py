"""Which version of the code judged and shaped a delivery."""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import json
import re
from collections.abc import Mapping
from pathlib import Path

from lighting.datasets.entry import Dataset
from lighting.registry import DATASETS
from warehouse import declared

SHARED = {
    "transforms": (
        "cells.py",
        "comtrade_names.py",
        "correcting.py",
        "facts.py",
        "names.py",
        "partial_dates.py",
        "releases.py",
        "selection.py",
        "shaping.py",
        "typed.py",
        "world.py",
    ),
    "expectations": (
        "hs8_trade.py",
        "notifications.py",
        "printed_content.py",
        "printed_rules.py",
        "rules.py",
        "shared.py",
        "sums.py",
        "support.py",
        "world.py",
    ),
    "lighting": ("units.py",),
}


def code_version(dataset: Dataset, limits: Mapping[str, float]) -> str:
    """Hash of the dataset's transforms module, its suite, its tables, what it shares with others, and the limits."""
    digest = hashlib.sha256(json.dumps(sorted(limits.items())).encode())
    for package in SHARED:
        digest.update(_shared(package))
    for room in ("transforms", "expectations"):
        for name in (dataset.name, *borrowed_from(room, dataset.name)):
            digest.update(_source(f"{room}.{name}"))
    tables = [("stage", dataset.name), *(("core", table) for table in dataset.tables)]
    digest.update(declared.fingerprint(*tables).encode())
    return digest.hexdigest()[:16]


@functools.cache
def borrowed_from(room: str, name: str) -> tuple[str, ...]:
    """Other datasets of whose modules a dataset's own module takes something."""
    found = re.findall(rf"^from {room}\.(\w+) import", _source(f"{room}.{name}").decode(), re.MULTILINE)
    return tuple(sorted({*found} & DATASETS.keys()))


@functools.cache
def _shared(package: str) -> bytes:
    """Source of what all datasets of a room share; running and reporting play no part in a judgement."""
    folder = _path(package).parent
    paths = [folder / name for name in SHARED[package]]
    if package == "transforms":
        paths += sorted((*folder.glob("reading/*.py"), *folder.glob("printed/*.*"), *folder.glob("alerts/*.*")))
    return b"".join(path.read_bytes() for path in paths)


@functools.cache
def _source(module: str) -> bytes:
    return _path(module).read_bytes()


def _path(module: str) -> Path:
    """Where the source of a module lies; it is not imported, which would load Great Expectations."""
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"the registry names {module}, which is not there")
    return Path(spec.origin)
