"""What a run leaves in Prefect's user interface: a table of its files, links to its page and to the Data Docs."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from prefect.artifacts import create_link_artifact, create_table_artifact

from flows.outcome import Summary
from flows.report import DATA_DOCS
from lighting.settings import Settings
from warehouse.difference import Difference
from warehouse.results import plain

SHOWN = 1000
"""Most rows of a table: the user interface loads all of them."""


def leave(settings: Settings, summary: Summary) -> None:
    """Leave the artifacts of a run.

    Args:
        settings: where the pages are.
        summary: what the run did.
    """
    _files(summary)
    if summary.report:
        _link(settings, Path(summary.report), "report", "Page about the run")
    index = settings.reports / DATA_DOCS / "index.html"
    if index.is_file():
        _link(settings, index, "data-docs", "Data Docs: the rules of the files that were judged last")


def leave_late(late: Sequence[Mapping[str, Any]]) -> None:
    """Leave a table of the feeds that are late; see ``timeliness.late``."""
    create_table_artifact(table=plain(late) or [{"dataset": "nothing is late"}], key="late", description="Late sources")


def leave_difference(difference: Difference) -> None:
    """Leave tables of what a backfill changes, or would change."""
    for name, rows in asdict(difference).items():
        told = f"{name}: {len(rows)} differ" + (f", the first {SHOWN} are shown" if len(rows) > SHOWN else "")
        table = plain(rows[:SHOWN]) or [{name: "no difference"}]
        create_table_artifact(table=table, key=f"difference-{name}", description=told)


def _files(summary: Summary) -> None:
    """What became of each file."""
    rows = [
        {
            "dataset": h.dataset,
            "file": h.file_name,
            "state": h.state,
            "rows": h.rows_accepted,
            "quarantined": h.rows_quarantined,
            "why": h.reason or "",
        }
        for h in summary.handled[:SHOWN]
    ]
    more = f"; the first {SHOWN} of {len(summary.handled)} files" if len(summary.handled) > SHOWN else ""
    create_table_artifact(
        table=rows or [{"dataset": "", "file": "nothing new", "state": "", "rows": 0, "quarantined": 0, "why": ""}],
        key="files",
        description=f"Run {summary.run_id}: {summary.state}{more}",
    )


def _link(settings: Settings, page: Path, key: str, what: str) -> None:
    """A link that opens in the browser that shows the user interface; without ``lighting up``, on this machine only."""
    served = os.environ.get("LIGHTING_UI")
    link = f"{served}/reports/{page.relative_to(settings.reports)}" if served else page.absolute().as_uri()
    create_link_artifact(link=link, link_text=what, key=key, description=f"{what}: {page}")
