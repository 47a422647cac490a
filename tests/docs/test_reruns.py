"""The commands of the page on reruns, in the order in which they stand there."""

from __future__ import annotations

import re
import shlex
from contextlib import nullcontext
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import flows.backfill
import lighting.cli.work
from lighting.cli import cli
from tests.support import OPEN, query_csv

pytestmark = pytest.mark.slow

PAGE = Path(__file__).parents[2] / "docs" / "reruns.md"
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
ROWS = [{"period": "201510", "value": 1000}, {"period": "201510", "partner": "304", "value": -5}]
BAD_REGIME = {"period": "201510", "partner": "116", "regime": "0110"}


@pytest.fixture
def call(home, monkeypatch):
    """The command, whose runs are plain calls by the judge of this process instead of flows of Prefect."""
    monkeypatch.setenv("LIGHTING_HOME", str(home.path))
    monkeypatch.chdir(home.path)

    def work(settings, request, *, is_json=False):
        asked = {"kind": request.kind, "rerun": request.rerun, "from_stage": request.from_stage}
        summary = home.night(**asked, is_landing_read=False)
        raise click.exceptions.Exit(summary.exit_code)

    monkeypatch.setattr(lighting.cli.work, "work", work)
    monkeypatch.setattr(flows.backfill, "JudgeProcess", lambda: nullcontext(home.judge))
    return lambda line: CliRunner().invoke(cli, shlex.split(line.removeprefix("lighting ")))


def test_every_command_of_the_page_works_in_its_order(home, call):
    home.put("customs_query", "october.csv", query_csv([*ROWS, BAD_REGIME]), **OPEN)
    home.put("customs_query", "refused.csv", query_csv(ROWS[:1]), released_at="2015-11-20")
    assert home.night().state == "published"
    lines = [line for block in BLOCK.findall(PAGE.read_text(encoding="utf-8")) for line in block.splitlines()]
    assert len(lines) > 18
    printed = ""
    for line in lines:
        if line == "lighting run":
            assert home.night().state == "published"
            continue
        if line.startswith("lighting release list.csv"):
            path = home.path / "list.csv"
            path.write_text(path.read_text(encoding="utf-8-sig").replace("0110", "10"), encoding="utf-8")
        done = call(line.replace("DECISION", printed))
        # a refused file ends a rerun of it with 3
        assert done.exit_code in ({0, 3} if "rerun" in line else {0}), (line, done.output, done.exception)
        if noted := re.search(r"Noted as delivery (\w+)", done.output):
            printed = noted[1]
    assert home.rows("SELECT value FROM core.fct_trade WHERE state = 'V' ORDER BY value") == [(1000,), (12345,)]
    assert home.rows("SELECT kind FROM ops.run WHERE kind IN ('backfill', 'rollback')") == [("rollback",)]
    left = home.rows("SELECT source_row, rules FROM ops.quarantine_row")
    assert left == [(3, ["Q17"])]  # the last command took the waiver back; the mended record stays
