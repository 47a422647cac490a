"""What a run prints at its end."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from lighting import messages
from lighting.cli import output
from lighting.settings import Settings

if TYPE_CHECKING:
    from flows.outcome import Handled, Summary

FAULT = "FAULT"
_ALIKE = 2
"""Warnings of one rule about one dataset that are shown."""


def show(settings: Settings, summary: Summary, *, shows_all: bool = False) -> None:
    """Headline metrics, what was refused or quarantined and why, and where things are.

    Args:
        settings: where things are.
        summary: of the run.
        shows_all: True for every figure instead of the few that are headlines, and every warning.
    """
    from flows.outcome import few

    if summary.is_sample:
        output.say(output.SAMPLES, "note")
    _figures(summary, shows_all=shows_all)
    output.table(summary.quarantined, title="In quarantine")
    refused = [handled for handled in summary.handled if handled.state == "refused"]
    for handled in refused:
        _problem(handled, "bad")
    for handled in summary.handled:
        if handled.state in ("waiting", "received") and handled.rule != FAULT:
            _problem(handled, "note")
    for handled in summary.known:
        output.say(f"known already: {handled.file_name} ({handled.delivery_id[:12]}) is {handled.state}", "note")
        if handled.reason:
            output.say(f"    {handled.reason}")
        if handled.remedy:
            output.say(f"    -> {handled.remedy}")
    for told in few(summary.passed_over):
        output.say(f"passed over in the landing folder: {told}", "note")
    _findings(summary, shows_all=shows_all)
    for row in summary.late:
        output.say(f"late: {messages.late_line(row)}", "note")
    for row in summary.slow:
        output.say(f"slow: {messages.slow_line(row)}", "note")
    for note in summary.notes:
        output.say(f"note: {note}", "note")
    for fault in summary.faults:
        output.say(f"fault: {fault}", "bad")
    if summary.faults:
        output.say("    -> The next run tries again; lighting rerun --failed does it now.")
    loaded = sum(handled.state == "loaded" for handled in summary.handled)
    output.say(
        f"Run {summary.run_id}: {summary.state.replace('_', ' ')}; {loaded} loaded, {len(refused)} refused, "
        f"{sum(h.rows_quarantined for h in summary.handled):,} records in quarantine.",
        "bold",
    )
    seconds = ", ".join(f"{stage} {value:.1f}" for stage, value in summary.seconds.items())
    output.say(f"Seconds by stage: {seconds}")
    output.say(f"Warehouse   {settings.warehouse}")
    output.say(f"Published   {summary.published or '(nothing yet)'}")
    if summary.report:
        output.say(f"Report      {summary.report}")


def _figures(summary: Summary, *, shows_all: bool) -> None:
    if shows_all:
        columns = ("metric", "period", "value", "unit", "reason", "note")
        output.table(summary.headline, title="Headline metrics", columns=columns)
        return
    from warehouse.headline import in_brief

    brief = in_brief(summary.headline)
    output.table(brief, title="Headline metrics", is_one_line=True)
    if len(summary.headline) > len(brief) > 0:
        output.say(f"All {len(summary.headline)} figures are on the report page, and shown by lighting run --all.")


def _problem(handled: Handled, style: str) -> None:
    output.say(f"{handled.state}: {handled.dataset or '?'} {handled.file_name} ({handled.rule or ''})", style)
    output.say(f"    {handled.reason}")
    if handled.remedy:
        output.say(f"    -> {handled.remedy}")


def _findings(summary: Summary, *, shows_all: bool) -> None:
    from warehouse import timeliness

    alike: Counter[tuple[str, str]] = Counter()

    late = {(timeliness.RULE, f"{row['dataset']} {row['first_period']}") for row in summary.late}
    for finding in summary.findings:
        if (finding["rule"], finding["key"]) in late and finding["outcome"] != "waived":
            continue  # told among what is late
        if finding["outcome"] == "waived":
            output.say(f"waived: {finding['rule']} {finding['message']}", "note")
        elif finding["action"] == "block":
            output.say(f"publishing is blocked by {finding['rule']}: {finding['message']}", "bad")
            output.say("    -> deliver a better file, withdraw the one that is wrong, or let it pass:")
            output.say(f"       lighting waive {finding['rule']} '{finding['key']}' --reason '...'")
        else:
            alike[of := (finding["rule"], finding["dataset"])] += 1
            if shows_all or alike[of] <= _ALIKE:
                output.say(f"warning {finding['rule']}: {finding['message']}", "note")
    for (rule, dataset), number in alike.items():
        if not shows_all and number > _ALIKE:
            output.say(
                f"warning {rule}: {number - _ALIKE} more about {dataset}, on the report page and in lighting run --all",
                "note",
            )
