"""Modules that Great Expectations imports for expectations and pictures which no suite here has.

``scipy.stats`` and ``altair`` are two fifths of the time that it takes to load. They are loaded when something asks for
them.
"""

from __future__ import annotations

import importlib
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any


class _Later(ModuleType):
    """Stands for a module until something of it is asked for."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__spec__ = ModuleSpec(name, None)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # asked of every module by those who look through all of them
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


def put_off(*names: str) -> None:
    """Load modules when something of them is asked for; those that are loaded stay."""
    for name in names:
        sys.modules.setdefault(name, _Later(name))
