"""What a person reads after a run: its page, and the Data Docs of what was judged."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from lighting import report
from warehouse import headline, readers
from warehouse.connection import open_published
from warehouse.manifest import now

if TYPE_CHECKING:
    import duckdb

    from expectations.docs_results import Validated
    from expectations.process import Judging
    from flows.outcome import Summary
    from lighting.settings import Settings

DATA_DOCS = "data_docs"
_HEADLINE = "headline.json"
"""Headline figures of the published file, so that a night without news need not ask for them again."""


def document(judging: Judging, settings: Settings, validated: Sequence[Validated]) -> None:
    """Build the Data Docs of a run; one that judged nothing leaves those of the last."""
    if validated:
        judging.build_docs(validated, settings.reports / DATA_DOCS)


def write_report(settings: Settings, summary: Summary) -> None:
    """Add to the summary what is published now, write the page about the run, and note where it is."""
    if settings.published.is_file():
        with open_published(settings.published) as con:
            summary.headline = _headline(settings, con)
            summary.quarantined = readers.quarantine_by_rule(con) + readers.confidential_quarantine(settings)
            summary.warnings = readers.warnings_of_last_run(con)
            summary.is_sample = readers.holds_samples(con)
    index = settings.reports / DATA_DOCS / "index.html"
    docs = f"{DATA_DOCS}/{index.name}" if index.is_file() else None
    summary.report = str(settings.reports / f"{summary.run_id}.html")
    report.write(settings.reports, asdict(summary), written_at=now(), data_docs=docs)


def _headline(settings: Settings, con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The headline figures of the published file."""
    path, found = settings.reports / _HEADLINE, settings.published.stat()
    mark = [found.st_ino, found.st_size, found.st_mtime_ns, headline.version()]
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["of"] == mark:
            return headline.with_today(con, kept["rows"])
    except (OSError, ValueError, KeyError):
        pass
    rows = headline.headline(con)
    settings.reports.mkdir(parents=True, exist_ok=True)
    report.put(path, json.dumps({"of": mark, "rows": rows}, ensure_ascii=False, default=float))
    return rows
