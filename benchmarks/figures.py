"""What is required, and the figures as a table for the terminal and for the README."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
README = Path(__file__).with_name("README.md")
STAGES = ("start", "receive", "read", "judge", "shape", "load", "check", "publish", "docs")

Results = dict[str, Any]
Row = tuple[str, str, str, str, str, str]


@dataclass(frozen=True)
class Requirement:
    """A promise, or what is aimed at, and what was measured of it."""

    name: str
    measured: float
    limit: float
    unit: str
    is_aim: bool = False

    @property
    def holds(self) -> bool:
        """True if it is kept."""
        return self.measured <= self.limit

    @property
    def outcome(self) -> str:
        """In a word."""
        return "kept" if self.holds else "not reached" if self.is_aim else "missed"

    def record(self) -> dict[str, Any]:
        """As it stands in the results."""
        return {**asdict(self), "holds": self.holds}


def requirements(parts: Results) -> list[Requirement]:
    """The requirements of which the parts tell."""
    found = []
    if "floor_seconds" in parts.get("full", {}):
        ratio = parts["full"]["seconds"] / parts["full"]["floor_seconds"]
        found.append(Requirement("whole night against the floor", round(ratio, 2), 3.0, "times"))
    if "full" in parts:
        found.append(Requirement("peak memory of the whole night", round(parts["full"]["peak_mb"]), 3_000, "MB"))
    if "memory" in parts:
        found.append(Requirement("memory against half the rows", parts["memory"]["ratio"], 1.3, "times"))
    if "known" in parts:
        name = f"night over {parts['known']['files']:,} known files"
        found.append(Requirement(name, round(parts["known"]["seconds"], 2), 3.0, "s"))
    if "month" in parts:
        found.append(Requirement("new month after ten years", round(parts["month"]["ratio"], 2), 1.3, "times"))
    if "readers" in parts:
        name = f"opening what is published, {parts['readers']['readers']} readers, p99"
        found.append(Requirement(name, parts["readers"]["p99_ms"], 100.0, "ms", is_aim=True))
    return found


def show(results: Results, console: Console) -> None:
    """Print the figures."""
    table = Table(title=_title(results), title_justify="left")
    for number, head in enumerate(_HEADS):
        table.add_column(head, justify="left" if number in (0, 5) else "right")
    for row in _rows(results["parts"]):
        table.add_row(*row)
    console.print(table)
    stages = _stage_rows(results["parts"])
    if stages:
        table = Table(title="Seconds by stage", title_justify="left")
        for number, head in enumerate(("night", *STAGES)):
            table.add_column(head, justify="right" if number else "left")
        for row in stages:
            table.add_row(*row)
        console.print(table)
    for requirement in requirements(results["parts"]):
        style = "green" if requirement.holds else "yellow" if requirement.is_aim else "red"
        console.print(f"[{style}]{requirement.outcome:<11}[/] {_in_words(requirement)}")
    if turns := results["parts"].get("full", {}).get("turns"):
        console.print(f"turns of floor and night, the middle one counts: {_in_turns(turns)}")


def markdown(results: Results) -> str:
    """The figures for a README."""
    lines = [_title(results), "", *_table(_HEADS, _rows(results["parts"]), "lrrrrl"), ""]
    stages = _stage_rows(results["parts"])
    if stages:
        lines += ["Seconds by stage (files are read, judged and shaped side by side, so these overlap):", ""]
        lines += [*_table(("night", *STAGES), stages, "l" + "r" * len(STAGES)), ""]
    for met in requirements(results["parts"]):
        lines.append(f"- {_in_words(met)}: {met.outcome if met.holds else f'**{met.outcome}**'}")
    if turns := results["parts"].get("full", {}).get("turns"):
        lines.append(f"- turns of floor and night, the middle one counts: {_in_turns(turns)}")
    return "\n".join(lines)


def fill_readme(results: Results, path: Path = README) -> None:
    """Put the figures between their marks."""
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise ValueError(f"{path} has no place for figures: {BEGIN} ... {END}")
    path.write_text(f"{before}{BEGIN}\n{markdown(results)}\n{END}{after}", encoding="utf-8")


_HEADS = ("way", "s", "CPU s", "peak MB", "x floor", "")


def _rows(parts: Results) -> list[Row]:
    """One row per way and night."""
    floor = parts.get("floor", {}).get("seconds")
    rows = []
    for part in ("floor", "peers"):
        for way, measured in parts.get(part, {}).get("ways", {}).items():
            fastest = way == parts[part].get("fastest")
            rows.append(_row(_WAYS[way], measured, floor, "the floor" if fastest else _checks(measured)))
    if "full" in parts:
        note = f"all rules; {parts['full']['quarantined']:,} rows in quarantine"
        rows.append(_row("lighting run", parts["full"], parts["full"].get("floor_seconds"), note))
    if "memory" in parts:
        rows.append(_row("lighting run, half the rows", parts["memory"]["half"], None, ""))
    if "known" in parts:
        known = parts["known"]
        rows.append((f"lighting run, {known['files']:,} known files", _s(known["seconds"]), "", "", "", "nothing new"))
    if "month" in parts:
        month = parts["month"]
        rows.append(("new month after ten years", _s(month["after_seconds"]), "", "", "", "median"))
        rows.append(("same month, empty warehouse", _s(month["alone_seconds"]), "", "", "", "median"))
    if "readers" in parts:
        told = parts["readers"]
        name = f"night while {told['readers']} processes read, of {told['nights']}"
        waits = (
            f"{told['openings']:,} openings: p50 {told['p50_ms']:g}, p99 {told['p99_ms']:g}, max {told['max_ms']:g} ms"
            f"; alone {told['alone_ms']:g} ms"
        )
        rows.append((name, _s(told["night_seconds"]), "", "", "", waits))
    return rows


_WAYS = {
    "transcode": "parallel transcode + DuckDB",
    "stream": "pyarrow stream to DuckDB",
    "documented": "pandas, Great Expectations, DuckDB",
    "dlt": "dlt to DuckDB",
}


def _row(name: str, measured: dict[str, Any], floor: float | None, note: str) -> Row:
    times = f"{measured['seconds'] / floor:.1f}" if floor else ""
    return (name, _s(measured["seconds"]), _s(measured["cpu_seconds"]), f"{measured['peak_mb']:,.0f}", times, note)


def _checks(measured: dict[str, Any]) -> str:
    asked = measured.get("expectations")
    if asked is None:
        return ""
    return f"{asked} expectations, no quarantine" if asked else "checks nothing"


def _stage_rows(parts: Results) -> list[tuple[str, ...]]:
    found = []
    if "full" in parts:
        found.append(("lighting run", parts["full"]["stages"]))
    if "month" in parts:
        found.append(("new month after ten years", parts["month"]["stages_after"]))
        found.append(("same month, empty warehouse", parts["month"]["stages_alone"]))
    return [(name, *(f"{stages.get(stage, 0):.1f}" for stage in STAGES)) for name, stages in found]


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], align: str) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield "|" + "|".join("---:" if a == "r" else "---" for a in align) + "|"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _title(results: Results) -> str:
    machine = results["machine"]
    return (
        f"{results['rows']:,} rows asked for in {results['months']} files, {machine['cores']} cores, "
        f"{machine['memory_gb']} GB, Python {machine['python']}, {results['made'][:10]}"
    )


def _in_words(requirement: Requirement) -> str:
    unit, bound = requirement.unit, "aim" if requirement.is_aim else "at most"
    return f"{requirement.name}: {requirement.measured:,g} {unit} ({bound} {requirement.limit:,g} {unit})"


def _in_turns(turns: Sequence[Sequence[float]]) -> str:
    return "; ".join(f"{night:.1f} to {floor:.1f} s, {night / floor:.2f} times" for floor, night in turns)


def _s(seconds: float) -> str:
    return f"{seconds:.1f}"
