"""A night over files that mean harm: names, values and manifests are data, whatever stands in them."""

from __future__ import annotations

import os
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from flows.steps import Steps
from lighting.cli import cli
from samples.enterprises import wrong_credit_code
from tests.faults import machine
from tests.support import OPEN, Home, query_csv
from tests.warehouse.test_confidential import FIRST, OCTOBER, SECRET_VALUE, csv, firm, found_in, row

pytestmark = pytest.mark.slow

DROP = "'); DROP TABLE core.fct_trade; DROP SCHEMA ops CASCADE; --"
MARKUP = "<img src=x onerror=alert(1)>"
NAMES = [
    f"{DROP}.csv",
    f"{MARKUP}.csv",
    "-rf --force.csv",
    "\x1b[2J\x1b]0;owned\x07.csv",
    "$(touch owned) `touch owned`.csv",
    "{delivery.facts} %s%n ${x} {{ 7 * 7 }}.csv",
    "=cmd|' C'!A0.csv",
    "a%2f..%2f..%2fb.csv",
    "two\nlines.csv",
    "灯" * 80 + ".csv",
]


@pytest.fixture(scope="module")
def night(make_home, tmp_path_factory) -> Home:
    """A home after a night over them."""
    home = make_home(tmp_path_factory.mktemp("hostile") / "home")
    months = [f"2015{month:02d}" for month in range(1, 1 + len(NAMES))]
    for month, name in zip(months, NAMES, strict=True):
        home.put("customs_query", name, query_csv([{"period": month, "value": 100}]))
    facts = "".join(f"{key} = {value!r}\n".replace("'", '"') for key, value in OPEN.items())
    for name in NAMES:
        (home.path / "landing" / "customs_query" / f"{name}.toml").write_text(facts)
    bad = [{"period": "201511", "partner": DROP}, {"period": "201511", "regime": MARKUP, "place": "=1+1"}]
    home.put("customs_query", "values.csv", query_csv([*bad, {"period": "201511", "value": 7}]), **OPEN)
    home.put(DROP, "folder.csv", query_csv([{}]), **OPEN)
    home.put("customs_query", "dataset.csv", query_csv([{}]))
    (home.path / "landing" / "customs_query" / "dataset.csv.toml").write_text('dataset = "../../../etc/passwd"\n')
    home.put("customs_query", "set.csv", query_csv([{}]), **OPEN, set_id=DROP, page=1, pages=2)
    summary = home.night(Steps())
    assert (summary.state, summary.faults) == ("published", [])
    return home


def test_what_came_is_loaded_set_apart_or_refused_and_nothing_else_happened(night):
    assert night.one("SELECT sum(value) FROM core.fct_trade WHERE state = 'V'") == 100 * len(NAMES) + 7
    loaded = {name for (name,) in night.rows("SELECT file_name FROM ops.delivery WHERE state = 'loaded'")}
    assert loaded == {*NAMES, "values.csv"}
    states = night.rows("SELECT file_name, state, rule FROM ops.delivery WHERE state <> 'loaded' ORDER BY 1")
    assert states == [
        ("dataset.csv", "refused", "MANIFEST"),
        ("folder.csv", "refused", "MANIFEST"),
        ("set.csv", "waiting", None),
    ]
    assert night.one("SELECT count(*) FROM ops.quarantine_row") == 2
    assert not any("owned" in path.name for path in night.path.parent.rglob("*") if path.name not in NAMES_AND_FACTS)


NAMES_AND_FACTS = {*NAMES, *(f"{name}.toml" for name in NAMES)}


class _Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[str]]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, [name for name, _ in attrs]))


def test_pages_show_markup_and_run_none(night):
    pages = list(night.settings.reports.rglob("*.html"))
    assert len(pages) > len(NAMES)
    for page in pages:
        for tag, names in _Tags(page.read_text(encoding="utf-8")).found:
            assert "onerror" not in names, (page, tag)
    assert "&lt;img src=x onerror" in (night.settings.reports / "latest.html").read_text()


def test_commands_print_nothing_that_steers_the_terminal(night, monkeypatch, tmp_path):
    monkeypatch.setenv("LIGHTING_HOME", str(night.path))
    monkeypatch.chdir(tmp_path)
    for words in (["status", "--all"], ["status"], ["quarantine", "--rows"], ["quarantine"], ["run"], ["doctor"]):
        told = CliRunner().invoke(cli, words).output
        assert not {"\x1b", "\x07"} & set(told), words
    told = CliRunner().invoke(cli, ["status", "--all"]).output
    assert "\\x1b[2J" in told
    assert list(tmp_path.iterdir()) == []
    done = CliRunner().invoke(cli, ["ingest", os.fsdecode(b"\xff.csv")])
    assert done.exit_code == 2
    done = CliRunner().invoke(cli, ["sql", "SELECT file_name FROM ops.delivery ORDER BY 1", "--format", "csv"])
    assert "'=cmd|' C'!A0.csv" in done.output


def test_no_page_report_or_log_holds_what_stands_in_a_confidential_file(home):
    """Rows in quarantine, a refused file, faults while one is read, judged and loaded: told without what is in them."""
    bad = row(6, "502", 900, uscc=wrong_credit_code(firm(6)[1]))
    home.put("customs_enterprise", "good.csv", csv(*OCTOBER, row(5, "110", SECRET_VALUE), bad), **FIRST)
    home.put("customs_enterprise", "refused.csv", csv(row(7, "502", 1), row(7, "502", 2)), **FIRST)
    home.put("customs_query", "open.csv", query_csv([{}]), **OPEN)

    def failing(step, kind):
        def fail(*arguments):
            if "good.csv" in str(arguments):
                raise kind(f"Conversion Error: could not convert '{firm(5)[0]}' {SECRET_VALUE} {firm(6)[1]}")
            return getattr(Steps(), step)(*arguments)

        return fail

    lines = []
    for step, kind in (("read", ValueError), ("judge", OSError), ("shape", duckdb.ConversionException)):
        summary = home.night(replace(Steps(), **{step: failing(step, kind)}))
        assert len(summary.faults) == 1
        lines += [*summary.faults, repr(summary)]
    summary = home.night(Steps())
    assert summary.faults == []
    lines.append(repr(summary))
    told = "\n".join(lines).encode()
    assert not [each for each in (firm(5)[0], firm(6)[1], firm(7)[0], str(SECRET_VALUE)) if each.encode() in told]
    files = _others(home)
    assert len(files) > 10
    assert {str(p): found for p in files if (found := found_in(p))} == {}


@pytest.mark.parametrize(
    "stage", ["load", *(pytest.param(s, marks=pytest.mark.long) for s in ("read", "judge", "shape"))]
)
def test_prefects_database_and_logs_do_not_tell_of_what_a_confidential_file_failed(stage, home):
    home.put("customs_enterprise", "good.csv", csv(*OCTOBER, row(5, "110", SECRET_VALUE)), **FIRST)
    home.put("customs_query", "open.csv", query_csv([{}]), **OPEN)
    values = f"{firm(5)[0]} {SECRET_VALUE} {firm(6)[1]}"
    done = machine.night(home.path, stage, f"{machine.VALUES}{values}")
    assert (done.returncode, "ConversionException in a confidential file" in done.stdout) == (1, True), done.stderr
    assert not [word for word in values.split() if word in done.stdout + done.stderr]
    with duckdb.connect(str(home.settings.confidential), read_only=True) as con:
        assert values in con.execute("SELECT reason FROM ops.delivery").fetchone()[0], "its own ledger tells all"
    files = [p for p in _others(home) if home.settings.stage not in p.parents]  # it waits there to be loaded
    told = b"".join(p.read_bytes() for p in files if p.name.startswith("prefect.db"))
    assert b"ConversionException in a confidential file" in told
    assert {str(p): found for p in files if (found := found_in(p))} == {}


def _others(home: Home) -> list[Path]:
    """All files of a home but those that confidential files came in and went to."""
    apart = {home.path / "landing", home.path / "archive", home.settings.confidential}
    return [p for p in home.path.rglob("*") if p.is_file() and not apart & {p, *p.parents}]
