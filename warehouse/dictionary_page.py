"""The data dictionary as a page: every table and metric with its columns, types, units and meanings.

``python -m warehouse.dictionary_page docs/data-dictionary.md`` writes it; ``make docs`` does.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from lighting.registry import DATASETS
from warehouse import declared, dictionary, metrics

_UNITS = {
    "_cny": "CNY",
    "_usd": "USD",
    "_kg": "kg",
    "_share": "0..1",
    "_days": "days",
    "_pct_points": "percentage points",
    "_pct": "%",
}
"""Units that stand in the names of columns."""
_HEAD = """# Data dictionary

Written by `python -m warehouse.dictionary_page docs/data-dictionary.md`; what counts are the comments in
`warehouse/schema/` and `warehouse/marts/`. `lighting describe NAME` shows one entry.

- `marts`: what analysts ask. Each metric is a view, and a table macro of the same name with the parameters listed.
- `core`: facts, dimensions and code tables. A fact names its delivery (`source_file`) and its row in it (`source_row`).

A unit that stands in a column's name is repeated under Unit; else the meaning says it. Rows of confidential datasets
({confidential}) are in a file of their own; the published warehouse has none of them.
"""


def page() -> str:
    """The page, as Markdown."""
    confidential = ", ".join(f"`{name}`" for name, entry in DATASETS.items() if entry.is_confidential)
    parts = [_HEAD.format(confidential=confidential), "## Metrics", ""]
    parts.append(_table(("Metric", "View", "Meaning", "Unit"), map(_metric_row, metrics.metrics())))
    for metric in metrics.metrics():
        parts += ["", f"### marts.{metric.name}", "", f"{metric.number}: {metric.head['Meaning']}", ""]
        parts += [f"- {label}: {metric.head[label]}" for label in ("Unit", "Feeds", "Freshness", "Parameters")]
        parts += ["", _columns(dictionary.describe(metric.name).columns)]
    parts += ["", "## Facts, dimensions and code tables"]
    for table in declared.tables("core"):
        found = dictionary.describe(f"core.{table}")
        parts += ["", f"### core.{table}", "", found.entries["Meaning"], "", _columns(found.columns)]
    return "\n".join(parts) + "\n"


def unit_of(column: str) -> str:
    """Unit that stands in the name of a column; empty for none."""
    return next((unit for suffix, unit in _UNITS.items() if column.endswith(suffix)), "")


def _metric_row(metric: metrics.Metric) -> tuple[str, ...]:
    link = f"[{metric.name}](#marts{metric.name})"
    return metric.number, link, metric.head["Meaning"], metric.head["Unit"]


def _columns(found: Iterable[dict[str, object]]) -> str:
    rows = [(f"`{c['column']}`", _type(str(c["type"])), unit_of(str(c["column"])), str(c["meaning"])) for c in found]
    return _table(("Column", "Type", "Unit", "Meaning"), rows)


def _type(name: str) -> str:
    """A type; the words of an enumeration without their quotes."""
    return name.replace("'", "")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def main(arguments: Sequence[str]) -> None:
    """Print the page, or write it to the file that is named."""
    text = page()
    if arguments:
        Path(arguments[0]).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main(sys.argv[1:])
