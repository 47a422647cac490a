"""The page about a run that a person reads in the morning: one file, no network, no scripts."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

LATEST = "latest.html"


def write(folder: Path, run: Mapping[str, Any], *, written_at: datetime, data_docs: str | None) -> Path:
    """Write ``<run>.html`` and ``<run>.json``, and ``latest.html`` beside them.

    Args:
        folder: where to.
        run: the summary of the run as plain values.
        written_at: when, Asia/Shanghai.
        data_docs: where the Data Docs are, below the folder; None if there are none.

    Returns:
        The page of the run.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{run['run_id']}.html"
    text = render(run, written_at=written_at, data_docs=data_docs)
    put(path, text)
    put(folder / LATEST, text)
    put(path.with_suffix(".json"), json.dumps(run, ensure_ascii=False, indent=1, default=str))
    return path


def render(run: Mapping[str, Any], *, written_at: datetime, data_docs: str | None) -> str:
    """The page as HTML."""
    from jinja2 import Environment, StrictUndefined

    template = (resources.files("lighting") / "report.html.j2").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["figure"] = figure
    states = ("refused", "received", "waiting")
    problems = [h for state in states for h in run["handled"] if h["state"] == state and h["rule"] != "FAULT"]
    return environment.from_string(template).render(
        run=run, problems=problems, written_at=written_at, data_docs=data_docs
    )


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


def put(path: Path, text: str) -> None:
    """Write a file aside and rename it, so that nobody reads half of it."""
    aside = path.with_name(f".{path.name}-{os.getpid()}")
    aside.write_text(text, encoding="utf-8")
    aside.rename(path)
