"""What a run tells people: a subject and a few lines, as plain text that reads well as Markdown too.

A late source, a failed run and the summary of a night are different messages. Nothing here may hold a value of a
confidential file: its name is left out, and its reasons come without values (see ``flows/discreet``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SUMMARY, LATE, FAILED = "summary", "late", "failed"
_FEW = 20
_LONGEST = 400
_MARKS = re.compile(r"([\\`*_\[\]<>|#!])")


@dataclass(frozen=True)
class Message:
    """One message.

    Attributes:
        kind: summary, late or failed.
        subject: one line.
        body: plain text.
    """

    kind: str
    subject: str
    body: str


def summary(run: Mapping[str, Any]) -> Message:
    """What came of a run.

    Args:
        run: the summary of the run as plain values.
    """
    counts = _counts(run)
    state = run["state"].replace("_", " ")
    name = "night" if run["kind"] == "nightly" else run["kind"]
    told = ", ".join(f"{number:,} {what}" for what, number in counts.items() if number)
    head = {"blocked": "BLOCKED: ", "failed": "FAILED: "}.get(run["state"], "")
    if run["faults"]:
        head = "FAULTS: "
    subject = f"[lighting] {head}{name} {run['run_id']} {state}" + (f": {told}" if told else "")
    seconds = sum(run["seconds"].values())
    parts = [
        _section("For somebody to act on", _to_act_on(run)),
        _section("Late", [late_line(row) for row in run["late"]]),
        _section("What came", _came(run)),
        _section("In quarantine", _quarantined(run)),
        _section("Revised", _revised(run)),
        _section("Claims whose verdict changed", _claims(run)),
        _section("Slower than usual", [slow_line(row) for row in run["slow"]]),
        _section("Removed after their time", run["removed"]),
    ]
    lines = [
        f"Run {run['run_id']}: {state}; {seconds:,.0f} s of work.",
        f"Counted: {told or 'nothing new, nothing late'}.",
        *(["SAMPLE DATA: the files are generated, they are no real trade."] if run["is_sample"] else []),
        f"More: {run['report'] or 'lighting status'}",
    ]
    return Message(SUMMARY, one_line(subject, 200), "\n".join([*lines, *(line for part in parts for line in part)]))


def late(rows: Sequence[Mapping[str, Any]]) -> Message:
    """Releases that have become overdue since the last message about it."""
    names = ", ".join(f"{row['dataset']} {row['first_period']}" for row in rows)
    body = [
        "These releases have not come by the end of their days of grace:",
        *(f"- {late_line(row)}" for row in _few(rows)),
        *_more(rows),
        "",
        "No run has failed. Ask the publisher, or put the file into the landing folder.",
        "If the day of the release is wrong, deliver a corrected release_calendar.",
        "If a feed has ended: lighting waive Q74 'DATASET PERIOD' --reason '...' --by '...', by its first late period.",
    ]
    return Message(LATE, one_line(f"[lighting] LATE: {names}", 200), "\n".join(body))


def failed(name: str, at: str, why: str, what_to_do: str) -> Message:
    """A run that did not come to its end.

    Args:
        name: the run, in words.
        at: when, as text.
        why: what went wrong, without values of files.
        what_to_do: the remedy, with a command.
    """
    body = [
        f"The run {name} did not come to its end ({at}).",
        f"Why: {why}",
        "",
        "What was loaded before it is kept, and people go on reading what was published last; nothing is half done.",
        f"What to do: {what_to_do}",
    ]
    return Message(FAILED, one_line(f"[lighting] FAILED: {name}: {why}", 200), "\n".join(body))


def late_line(row: Mapping[str, Any]) -> str:
    """One feed that is late, in words."""
    periods = row["first_period"]
    if row["periods"] > 1:
        periods = f"{row['periods']} periods from {row['first_period']} to {row['last_period']}, of which the first"
    by = "the usual pattern" if row["is_default"] else "the release calendar"
    return f"{row['dataset']}: {periods} was due on {row['scheduled_on']} by {by}, {row['days']} days ago"


def slow_line(row: Mapping[str, Any]) -> str:
    """One stage that took longer than usual, in words."""
    return f"{row['stage']} {row['seconds']:,.0f} s, usually {row['usual']:,.0f} s"


def markdown(message: Message) -> str:
    """The body as Markdown in which nothing that stands in a file's name or reason is markup."""
    lines = []
    for line in message.body.splitlines():
        told = _escaped(line)
        lines.append(f"### {told[:-1]}" if _is_head(line) else told if line.startswith("- ") else f"{told}  ")
    return "\n".join([f"**{_escaped(message.subject)}**", "", *lines])


def one_line(text: object, longest: int = _LONGEST) -> str:
    """Text on one line, without control characters, cut if it is long."""
    told = " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())
    return told if len(told) <= longest else f"{told[: longest - 1]}…"


def _escaped(text: str) -> str:
    return _MARKS.sub(r"\\\1", text)


def _is_head(line: str) -> bool:
    return line.endswith(":") and not line.startswith(("- ", " "))


def _counts(run: Mapping[str, Any]) -> dict[str, int]:
    """What the subject counts, in its order."""
    states = [handled["state"] for handled in run["handled"]]
    return {
        "loaded": states.count("loaded"),
        "refused": states.count("refused"),
        "waiting": states.count("waiting"),
        "not finished": states.count("received"),
        "withdrawn": states.count("withdrawn"),
        "rows in quarantine": sum(handled["rows_quarantined"] for handled in run["handled"]),
        "figures revised": run["revised"].get("figures", 0),
        "late": len(run["late"]),
        "faults": len(run["faults"]),
    }


def _to_act_on(run: Mapping[str, Any]) -> list[str]:
    lines = [f"fault: {told}" for told in run["faults"]]
    lines += [f"note: {told}" for told in run["notes"]]
    lines += [
        f"run {row['run_id']} ({row['kind']}) never ended: it was stopped or killed; this run went on from there"
        + (f", with what it had loaded: {row['loaded']:,}" if row["loaded"] else "")
        for row in run["never_ended"]
    ]
    for finding in run["findings"]:
        if finding["action"] == "block" and finding["outcome"] == "failed":
            lines.append(f"publishing is blocked by {finding['rule']}: {finding['message']}")
    for handled in run["handled"]:
        if handled["state"] in ("refused", "waiting", "received") and handled["rule"] != "FAULT":
            why = f"{handled['rule'] + ': ' if handled['rule'] else ''}{handled['reason'] or ''}"
            remedy = f" -> {handled['remedy']}" if handled["remedy"] else ""
            lines.append(f"{handled['state']} {_name(handled)}: {why}{remedy}")
    return lines + [f"passed over in the landing folder: {told}" for told in run["passed_over"]]


def _came(run: Mapping[str, Any]) -> list[str]:
    lines = [
        f"{handled['state']} {_name(handled)}: {handled['rows_accepted']:,} rows"
        + (f", {handled['rows_quarantined']:,} in quarantine" if handled["rows_quarantined"] else "")
        for handled in run["handled"]
        if handled["state"] in ("loaded", "withdrawn")
    ]
    between = {state: number for state, number in run["between"].items() if state != "runs"}
    if between:
        told = ", ".join(f"{number} {state}" for state, number in sorted(between.items()))
        lines.append(f"since the last night, by {run['between']['runs']} other runs: {told}")
    return lines


def _quarantined(run: Mapping[str, Any]) -> list[str]:
    """Rules that held rows of this run's files back; reasons of confidential rows are not among them."""
    came = {handled["file_name"] for handled in run["handled"] if not handled["is_confidential"]}
    return [
        f"{row['dataset']} {row['file_name']}: {row['records']:,} by {row['rule']}, first: {row['first_reason']}"
        for row in run["quarantined"]
        if row["file_name"] in came
    ]


def _revised(run: Mapping[str, Any]) -> list[str]:
    return [
        f"{row['dataset'] or '?'} {row['period']} {row['line'] or row['family'] or 'other goods'} {row['measure']}: "
        f"{row['figures']:,} figures"
        + (f", {_number(row['old_value'])} -> {_number(row['new_value'])}" if row["change"] is not None else "")
        for row in run["revised"].get("by_group", [])
    ]


def _claims(run: Mapping[str, Any]) -> list[str]:
    return [
        f"{row['claim_id']}: {(row['before'] or 'new').replace('_', ' ')} -> {row['verdict'].replace('_', ' ')}: "
        f"{row['text_own_words']}"
        for row in run["claims"].get("changed", [])
    ]


def _name(handled: Mapping[str, Any]) -> str:
    dataset = handled["dataset"] or "?"
    return f"a confidential file of {dataset}" if handled["is_confidential"] else f"{handled['file_name']} ({dataset})"


def _number(value: object) -> str:
    return "?" if value is None else f"{float(str(value)):,.0f}"


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return ["", f"{title}:", *(f"- {one_line(line)}" for line in _few(lines)), *_more(lines)] if lines else []


def _few(lines: Sequence[Any]) -> Iterable[Any]:
    return lines[:_FEW]


def _more(lines: Sequence[Any]) -> list[str]:
    return [f"- and {len(lines) - _FEW:,} more"] if len(lines) > _FEW else []
