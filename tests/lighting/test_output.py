"""Tables for people, and faults in one line."""

from __future__ import annotations

import io
import sys
from dataclasses import asdict

import click
from click.testing import CliRunner

from expectations.content import Finding
from flows.outcome import Summary
from flows.server import ServerError
from lighting import settings
from lighting.cli import output
from lighting.cli.summary import show


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


def test_a_year_has_no_separator_and_a_large_number_no_decimals(capsys):
    output.table([{"year": 2015, "rows": 2015, "value": 413_738_000_000.0}, {"year": 2015, "rows": 1, "value": 1234.5}],
                 is_brief=True)  # fmt: skip
    said, *table = capsys.readouterr().out.splitlines()
    assert said == "in each row: year 2015"
    assert [line.split() for line in table if line.strip()[:1].isdigit()] == [
        ["2,015", "413,738,000,000"],
        ["1", "1,234.5"],
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


def test_a_feed_that_is_late_is_told_once(capsys):
    late = {"dataset": "fx_rates", "first_period": "201601", "last_period": "201601", "periods": 1, "days": 40}
    late |= {"scheduled_on": "2016-02-01", "grace_days": 4, "is_default": True}
    overdue = [
        Finding("release_calendar", "Q74", "warn", outcome, f"{dataset} 201601", "40", "4", f"{dataset} is overdue")
        for dataset, outcome in (("fx_rates", "failed"), ("customs_city", "failed"), ("fx_rates", "waived"))
    ]
    summary = Summary("run", "published", late=[late], findings=[asdict(finding) for finding in overdue])
    show(settings.load(), summary)
    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith(("warning", "late", "waived"))]
    assert told[:2] == ["warning Q74: customs_city is overdue", "waived: Q74 fx_rates is overdue"]
    assert [line[:14] for line in told[2:]] == ["late: fx_rates"]


def test_warnings_of_one_kind_are_told_twice_and_counted(capsys):
    many = [
        asdict(Finding(dataset, "Q52", "warn", "failed", f"{dataset} {n}", "2", "1", f"{dataset} {n} is high"))
        for dataset, count in (("customs_query", 5), ("fx_rates", 2))
        for n in range(count)
    ]
    show(settings.load(), Summary("run", "published", findings=many))
    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("warning")]
    assert told == [
        *(
            f"warning Q52: {told} is high"
            for told in ("customs_query 0", "customs_query 1", "fx_rates 0", "fx_rates 1")
        ),
        "warning Q52: 3 more about customs_query, on the report page and in lighting run --all",
    ]
    show(settings.load(), Summary("run", "published", findings=many), shows_all=True)
    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("warning")]
    assert (len(told), told[4]) == (7, "warning Q52: customs_query 4 is high")
