"""The commands of the README work when they are pasted."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from flows.night import Run
from flows.steps import Steps
from lighting.cli import cli, work
from lighting.cli.waking import Waking
from warehouse.headline import headline

CHECKOUT = Path(__file__).resolve().parents[2]
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
PAGES = [CHECKOUT / "README.md", CHECKOUT / "CHANGELOG.md", *sorted((CHECKOUT / "docs").rglob("*.md"))]


def _commands() -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    lines = [line for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith(".venv/bin/lighting ")]


@pytest.fixture
def plain(judge, monkeypatch):
    """Commands run in this process, and their runs as plain calls with the judge that all tests share."""

    def work_plainly(settings, request, waking, **shown):
        del waking
        work._end(settings, Run(settings, judge, Steps(), work.click.echo)(request), **shown)

    for name in [name for name in os.environ if name.startswith(("LIGHTING", "PREFECT"))]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(Waking, "begin", lambda self: None)
    monkeypatch.setattr(work, "_work", work_plainly)


@pytest.mark.slow
def test_every_command_of_the_readme_works(tmp_path, monkeypatch, plain):
    """The first run is a command as users give it, in a process of its own with a server of its own."""

    def call(line: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "lighting", *shlex.split(line)[1:]],
            check=False,
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
            capture_output=True,
            text=True,
            timeout=900,
        )

    assert call("lighting samples").returncode == 0
    first = call("lighting run")
    assert first.returncode == 3, first.stderr  # some samples are refused on purpose
    assert "7.05 bn" in first.stdout
    assert "SAMPLE DATA" in first.stdout
    assert "reports/" in first.stdout
    assert "Traceback" not in first.stderr
    with duckdb.connect(str(tmp_path / "var" / "published" / "lighting.duckdb"), read_only=True) as con:
        assert [row for row in headline(con) if row["value"] is None] == [], "the samples show every metric"
    monkeypatch.chdir(tmp_path)
    commands = _commands()
    assert len(commands) == 12
    for line in commands:
        done = CliRunner().invoke(cli, shlex.split(line)[1:])
        refuses = "rerun --failed" in line or "rerun --dataset" in line
        assert done.exception is None or isinstance(done.exception, SystemExit), line
        assert done.exit_code == (3 if refuses else 0), f"{line}\n{done.output}"
        if "explain" in line:
            assert "7,050,000,000" in done.output


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_commands_of_make_are_there():
    targets = set(re.findall(r"^([a-z]+):", (CHECKOUT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE)) <= targets
    assert {"run", "test", "check", "bench", "faults", "help"} <= targets
