"""Tables for people, and faults in one line."""

from __future__ import annotations

import io
import sys

import click
from click.testing import CliRunner

from flows.server import ServerError
from lighting.cli import output


def test_a_table_that_is_too_wide_is_printed_row_by_row(capsys):
    output.table([{f"column_{n}": f"a value of many words, the {n}th" for n in range(14)}])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "row 1"
    assert lines[8] == "  column 7   a value of many words, the 7th"
    assert len(lines) == 15


def test_a_table_that_fits_has_a_line_for_each_row(capsys):
    output.table([{"period": f"20150{n}", "value": 1000 * n} for n in range(1, 4)])
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [line for line in lines if line and line[0].isdigit()] == [
        ["201501", "1,000"],
        ["201502", "2,000"],
        ["201503", "3,000"],
    ]


def test_a_server_that_does_not_answer_is_one_line():
    @click.command()
    @output.guarded
    def asks() -> None:
        raise ServerError("Prefect's server does not answer.")

    done = CliRunner().invoke(asks)
    assert (done.exit_code, done.output) == (1, "Prefect's server does not answer.\n")


def test_a_terminal_of_another_encoding_is_told_what_it_cannot_show(monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="latin-1", write_through=True))
    output.say("灯 lamps")
    output.table([{"name": "灯具", "value": 1}])
    assert raw.getvalue().startswith(b"\\u706f lamps\n")
    assert b"\\u706f\\u5177" in raw.getvalue()
