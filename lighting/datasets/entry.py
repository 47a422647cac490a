"""What an entry of the registry says. Modules are named as strings, so that nothing heavy is imported here."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from types import ModuleType
from typing import Literal

Kind = Literal["code_table", "trade", "bureau", "decision"]


@dataclass(frozen=True)
class Dataset:
    """One dataset.

    Attributes:
        name: its name everywhere: landing folder, modules, tests.
        feed: number of the feed.
        title: what it is, for people.
        kind: code tables are loaded first in a night; decisions are made with the command.
        needs: facts that must be declared unless the file itself says them.
        key: business key of its typed rows.
        tables: tables that its rows go to.
        lookups: code tables that its rows are judged by.
        rank: standing of its releases: 1 flash, 2 bulletin, 3 online query, 4 yearbook; 0 where it does not matter.
        group: supersession group, within which releases replace each other; empty for a group of its own.
        is_confidential: its rows never enter the warehouse file, of which a copy is published.
        has_own_header: False if its files look like those of another dataset, so that they must name it.
    """

    name: str
    feed: str
    title: str
    kind: Kind
    needs: tuple[str, ...]
    key: tuple[str, ...]
    tables: tuple[str, ...]
    lookups: tuple[str, ...] = ()
    rank: int = 0
    group: str = ""
    is_confidential: bool = False
    has_own_header: bool = True

    @property
    def supersession_group(self) -> str:
        """Datasets whose releases replace each other share one."""
        return self.group or self.name

    @property
    def transforms(self) -> ModuleType:
        """The module that reads, types and shapes its files."""
        return importlib.import_module(f"transforms.{self.name}")

    @property
    def suite(self) -> ModuleType:
        """The module that holds its expectations."""
        return importlib.import_module(f"expectations.{self.name}")
