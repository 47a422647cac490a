"""Results of a validation as Data Docs show them: each described by its rule, with the rows that failed."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from lighting.registry import DATASETS

SAMPLE, WIDTH = 20, 400
_SHANGHAI = timezone(timedelta(hours=8))
_BADGE = {"block": "danger", "quarantine": "warning", "warn": "secondary"}
_ROW = "source_row"


@dataclass(frozen=True)
class Validated:
    """What a run has validated.

    Attributes:
        delivery_id: the delivery.
        dataset: its dataset.
        file_name: name of its file.
        run_id: the run.
        run_time: when the run began; Asia/Shanghai if it does not say where.
        suite_json: the suite's result, as ``Judge.judge`` writes it.
    """

    delivery_id: str
    dataset: str
    file_name: str
    run_id: str
    run_time: datetime
    suite_json: Path


def moment(delivery: Validated) -> datetime:
    """The run's time in UTC, which is what the pages show."""
    time = delivery.run_time
    return (time if time.tzinfo else time.replace(tzinfo=_SHANGHAI)).astimezone(UTC)


def document(delivery: Validated, results: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A validation result as the store of Great Expectations keeps it, with as much as its page shows.

    Of a confidential file it is told how many rows failed, and not which or why.
    """
    entry = DATASETS.get(delivery.dataset)
    is_open = entry is None or not entry.is_confidential
    failed = [result for result in results if not result["success"]]
    # shown both with and without escaping, so the three characters that matter are replaced
    name = delivery.file_name.translate({ord("<"): "‹", ord(">"): "›", ord("&"): "＆"})
    return {
        "success": not failed,
        "suite_name": delivery.dataset,
        "results": [_result(result, is_open) for result in results],
        "suite_parameters": {},
        "statistics": {
            "evaluated_expectations": len(results),
            "successful_expectations": len(results) - len(failed),
            "unsuccessful_expectations": len(failed),
            "success_percent": 100 * (1 - len(failed) / len(results)) if results else None,
        },
        "meta": {
            "run_id": {"run_name": delivery.run_id, "run_time": moment(delivery).isoformat()},
            "batch_spec": {
                "data_asset_name": name,
                "delivery_id": delivery.delivery_id,
                "failed_rules": _failed_rules(result["expectation_config"]["meta"] for result in failed),
            },
        },
    }


def _failed_rules(metas: Iterable[Mapping[str, Any]]) -> str:
    """Numbers of failed rules by what they lead to, the gravest first."""
    by_action: dict[str, set[str]] = {}
    for meta in metas:
        by_action.setdefault(meta["action"], set()).add(meta["id"])
    grave = [action for action in _BADGE if action in by_action]
    return "; ".join(f"{action}: {', '.join(sorted(by_action[action]))}" for action in grave) or "–"


def description(meta: Mapping[str, Any]) -> str:
    """A rule in HTML: its number, what it leads to, what must hold."""
    allowed = f" (allowed: {meta['allowed']})" if meta["allowed"] else ""
    return (
        f'<strong>{html.escape(meta["id"])}</strong> · <span class="badge badge-{_BADGE[meta["action"]]}">'
        f"{html.escape(meta['action'])}</span> · {html.escape(meta['what'] + allowed)}"
    )


def _result(result: Mapping[str, Any], is_open: bool) -> dict[str, Any]:
    """The result of one expectation, described by its rule; rows and findings are named if it is open."""
    config, found = result["expectation_config"], result["result"]
    findings = found.get("details", {}).get("unexpected_rows")
    if findings is None:
        shown = {name: found[name] for name in ("element_count", "unexpected_count", "unexpected_percent")}
        lines = _rows_by_value(found.get("unexpected_index_list", [])[:SAMPLE])
        more = found["unexpected_count"] - min(SAMPLE, len(found.get("unexpected_index_list", [])))
    else:
        # a count of 0 keeps Great Expectations from counting findings as a share of rows
        number = len(findings)
        shown = {"observed_value": f"{number or 'no'} finding{'s' * (number != 1)}", "unexpected_count": 0}
        lines = [_cut(str(finding["message"])) for finding in findings[:SAMPLE]]
        more = number - len(lines)
    if not is_open:
        lines = []
    elif more > 0:
        lines.append(f"… and {more:,} more")
    return {
        "success": result["success"],
        "expectation_config": {
            "type": config["type"],
            "kwargs": config["kwargs"],
            "meta": {name: config["meta"][name] for name in ("id", "action", "what", "allowed")},
            "severity": config["severity"],
            "description": description(config["meta"]),
        },
        "result": {**shown, "partial_unexpected_list": [html.escape(line) for line in lines]},
        "exception_info": result["exception_info"],
    }


def _rows_by_value(entries: Iterable[Mapping[str, Any]]) -> list[str]:
    """Lines that name the failed rows of each unexpected value, the commonest first."""
    rows: dict[str, list[int]] = {}
    for entry in entries:
        value = ", ".join(_text(entry[name]) for name in entry if name != _ROW)
        rows.setdefault(value, []).append(entry[_ROW])
    lines = []
    for value, numbers in sorted(rows.items(), key=lambda item: (-len(item[1]), item[0])):
        label = f"{_cut(value)}: " if value else ""
        lines.append(f"{label}row{'s' * (len(numbers) > 1)} {', '.join(map(str, sorted(numbers)))}")
    return lines


def _cut(text: str) -> str:
    """The text, or as much of it as a page can show."""
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"


def _text(value: Any) -> str:
    """A value for people; a computed column that is false says nothing that the rule does not."""
    if isinstance(value, bool):
        return ""
    if value is None:
        return "empty"
    return f"{value:.15g}" if isinstance(value, float) else str(value)
