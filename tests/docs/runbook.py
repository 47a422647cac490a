"""Reads a runbook and follows it: each command of a page, in its order, against a home in which the symptom is real.

A page has four parts. Below "What to do", each heading of the third level is a way of its own: a page is followed once
for each of them. A command is a line of an ``sh`` block; ``# ends with 3`` behind it is the code it ends with. A
``text`` block shows lines of what the commands before it print, in their order; ``...`` stands for anything.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
from click.testing import CliRunner

from expectations.content import Finding
from expectations.outcome import RESULT_SCHEMA
from flows.steps import Steps
from lighting.cli import cli
from tests.docs import systemd
from tests.support import UNDOCUMENTED, Home

PAGES = Path(__file__).resolve().parents[2] / "docs" / "runbooks"
PARTS = ("What you see", "Where to look", "What to do", "How you know it worked")
DO, KNOW = PARTS[2:]
NOT_RUN = {
    "PREFECT_API_URL=": "asks a standing server; tests/faults/test_hanging.py begins one, and runs these lines",
}
"""Commands that are not run here, and why; those to systemd are looked at, see ``tests/docs/systemd.py``."""
_ENDS = re.compile(r"\s+# ends with (\d+)$")
_BLANK = re.compile(r"<([a-z][a-z ]*)>")
_FENCE = re.compile(r"^```(sh|text|toml)$")


@dataclass(frozen=True)
class Block:
    """A block of commands with what it is said to print.

    Attributes:
        commands: lines and the codes that they end with.
        printed: lines that are looked for in what they print.
    """

    commands: tuple[tuple[str, int], ...]
    printed: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """A page: its name, its title, the blocks of its parts, and its ways, which hold those of "What to do"."""

    name: str
    title: str
    parts: Mapping[str, list[Block]]
    ways: Mapping[str, list[Block]]

    def blocks(self, way: str) -> Iterator[Block]:
        """Blocks in the order of the page, of one way."""
        for part in PARTS:
            yield from self.parts[part]
            if part == DO:
                yield from self.ways[way]


@dataclass
class Duty:
    """What the engineer on duty has before them.

    Attributes:
        home: the home folder.
        way: the way that is followed; empty if the page has one alone.
        steps: steps that the runs are made of; a scenario may break one.
        hands: what stands in for a command that a test cannot run as it is, by the command's beginning.
        said: what each command printed, by its line as it was run.
    """

    home: Home
    way: str = ""
    steps: Steps = UNDOCUMENTED
    hands: dict[str, Callable[[], object]] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)

    @property
    def last(self) -> str:
        """What the last command printed."""
        return list(self.said.values())[-1]

    def follow(self, page: Page, blanks: Mapping[str, str]) -> None:
        """Do what a page says, command by command."""
        for block in page.blocks(self.way):
            printed = "".join(self._do(filled(line, blanks), code) for line, code in block.commands)
            check(printed, [filled(line, blanks) for line in block.printed])

    def _do(self, line: str, code: int) -> str:
        by_hand = next((hand for begin, hand in self.hands.items() if line.startswith(begin)), None)
        if by_hand is not None:
            by_hand()
            found, printed = 0, ""
        elif systemd.is_one(line):
            systemd.check(line)
            return ""
        elif any(line.startswith(begin) for begin in NOT_RUN):
            return ""
        elif line.startswith("lighting "):
            words = shlex.split(os.path.expandvars(line))[1:]
            done = CliRunner().invoke(cli, words, input="y\n")
            if done.exception is not None and not isinstance(done.exception, SystemExit):
                raise done.exception
            found, printed = done.exit_code, done.output
        else:
            told = subprocess.run(["sh", "-c", line], check=False, capture_output=True, text=True, timeout=60)
            found, printed = told.returncode, told.stdout + told.stderr
        assert found == code, f"{line}\nended with {found}, not with {code}\n{printed}"
        self.said[line] = printed
        return printed


def unchecked(judging: object, warehouse: Path, waivers: object, results: Path, limits: object) -> list[Finding]:
    """The check of the whole content for a run of which nobody asks what it finds."""
    del judging, warehouse, waivers, limits
    pl.DataFrame(schema=RESULT_SCHEMA).write_parquet(results)
    return []


def read(path: Path) -> Page:
    """Read a page."""
    head, *sections = re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    parts = {name: text for name, _, text in (section.partition("\n") for section in sections)}
    assert tuple(parts) == PARTS, f"{path.name} has the parts {tuple(parts)}"
    common, *ways = re.split(r"^### ", parts[DO], flags=re.MULTILINE)
    named = {name: text for name, _, text in (way.partition("\n") for way in ways)} or {"": ""}
    return Page(
        path.stem,
        head.removeprefix("# ").splitlines()[0],
        {part: _blocks(common if part == DO else text) for part, text in parts.items()},
        {name: _blocks(text) for name, text in named.items()},
    )


def filled(line: str, blanks: Mapping[str, str]) -> str:
    """A line with its blanks, such as <file>, filled in."""
    missing = [name for name in _BLANK.findall(line) if name not in blanks]
    assert not missing, f"no scenario says what <{missing[0]}> is in: {line}"
    return _BLANK.sub(lambda blank: blanks[blank[1]], line)


def check(printed: str, wanted: list[str]) -> None:
    """Look for lines, one after the other, in what was printed."""
    lines = [" ".join(line.split()) for line in printed.splitlines()]
    at = 0
    for line in wanted:
        pattern = re.compile(".*".join(re.escape(part.strip()) for part in line.split("...")))
        found = next((n for n in range(at, len(lines)) if pattern.search(lines[n])), None)
        assert found is not None, f"not printed, or not in this order: {line}\n{printed}"
        at = found + 1


def _blocks(text: str) -> list[Block]:
    """Blocks of commands, each with the text block that follows it."""
    found: list[tuple[list[str], list[str]]] = []
    kind, lines = None, []
    for line in text.splitlines():
        if kind is None:
            fence = _FENCE.match(line)
            assert fence or not line.startswith("```"), f"a block of no known kind: {line}"
            kind, lines = (fence[1], []) if fence else (None, lines)
        elif line == "```":
            if kind == "sh":
                found.append((lines, []))
            elif kind == "text":
                assert found, f"nothing is run that could print: {lines}"
                found[-1][1].extend(" ".join(told.split()) for told in lines if told.strip(" ."))
            kind = None
        else:
            lines.append(line)
    assert kind is None, "a block is not closed"
    return [Block(tuple(_command(line) for line in commands if line), tuple(told)) for commands, told in found]


def _command(line: str) -> tuple[str, int]:
    ends = _ENDS.search(line)
    return (line[: ends.start()], int(ends[1])) if ends else (line, 0)
