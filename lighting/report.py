"""The page about a run that a person reads in the morning: one file, no network, no scripts."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

LATEST = "latest.html"


@dataclass(frozen=True)
class Page:
    """What the page shows; plain values only.

    Attributes:
        run: the summary of the run: run_id, state, handled, findings, faults, seconds, warehouse, published.
        headline: figures at a glance: metric, period, value, unit, reason, note.
        quarantined: records in quarantine by dataset, file and rule, with the first reason.
        warnings: warnings of the rules: dataset, file_name, rule, message.
        written_at: when the page was written, Asia/Shanghai.
        data_docs: where the Data Docs of the run are, below the folder of the page; None if there are none.
        is_sample: True if sample files are loaded.
    """

    run: Mapping[str, Any]
    headline: Sequence[Mapping[str, Any]]
    quarantined: Sequence[Mapping[str, Any]]
    warnings: Sequence[Mapping[str, Any]]
    written_at: datetime
    data_docs: str | None = None
    is_sample: bool = False
    problems: list[Mapping[str, Any]] = field(init=False)

    def __post_init__(self) -> None:
        states = ("refused", "received", "waiting")
        found = [h for state in states for h in self.run["handled"] if h["state"] == state]
        object.__setattr__(self, "problems", found)


def write(folder: Path, page: Page) -> Path:
    """Write ``<run>.html`` and ``<run>.json``, and ``latest.html`` beside them; returns the page of the run."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{page.run['run_id']}.html"
    text = render(page)
    _replace(path, text)
    _replace(folder / LATEST, text)
    _replace(path.with_suffix(".json"), json.dumps(page.run, ensure_ascii=False, indent=1, default=str))
    return path


def render(page: Page) -> str:
    """The page as HTML."""
    from jinja2 import Environment, StrictUndefined

    template = (resources.files("lighting") / "report.html.j2").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["figure"] = figure
    return environment.from_string(template).render(page=page, run=page.run)


def figure(value: object) -> str:
    """A number as people read it."""
    if value is None:
        return "–"
    if isinstance(value, bool | str):
        return str(value)
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float | Decimal):
        number = float(value)
        return f"{number:,.4f}" if abs(number) < 1000 else f"{number:,.1f}"
    return str(value)


def _replace(path: Path, text: str) -> None:
    aside = path.with_name(f".{path.name}-{os.getpid()}")
    aside.write_text(text, encoding="utf-8")
    aside.rename(path)
