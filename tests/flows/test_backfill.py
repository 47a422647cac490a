"""A backfill works beside the warehouse, shows what differs, swaps only if told to, and can be taken back."""

from __future__ import annotations

import json
import signal
import time
from contextlib import nullcontext
from datetime import date

import click
import duckdb
import polars as pl
import pytest
from click.testing import CliRunner

import flows.backfill
import transforms.customs_query
from flows.backfill import Backfill, backfill, rollback
from lighting.cli import backfill as cli_backfill
from lighting.cli import cli
from tests.support import OPEN, query_csv
from tests.warehouse.test_confidential import FIRST as FIRST_OF_ENTERPRISES
from tests.warehouse.test_confidential import OCTOBER, csv, firm, found_in
from warehouse import lock, swapping
from warehouse.connection import WarehouseError
from warehouse.selecting import Selection

pytestmark = pytest.mark.slow

YEAR = Selection(released_from=date(2015, 1, 1), released_to=date(2015, 12, 31))
DECEMBER = OPEN | {"released_at": "2015-12-20T10:00:00"}


@pytest.fixture(scope="module")
def wrong(tmp_path_factory, make_home):
    """A home whose October a wrong version of the code has doubled, with figures of enterprises."""
    home = make_home(tmp_path_factory.mktemp("wrong") / "home")
    rows = [{"partner": "502", "value": 100}, {"partner": "304", "value": 40}]
    home.put("customs_query", "october.csv", query_csv(rows), **OPEN)
    home.put("customs_enterprise", "secret.csv", csv(*OCTOBER), **FIRST_OF_ENTERPRISES)
    right = transforms.customs_query.fct_trade
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            transforms.customs_query,
            "fct_trade",
            lambda *given: right(*given).with_columns(pl.col("value") * 2),
        )
        assert home.night().state == "published"
    home.put("customs_query", "november.csv", query_csv([{"period": "201511", "value": 7}]), **DECEMBER)
    assert home.night().state == "published"
    return home


@pytest.fixture
def home(wrong, tmp_path):
    """The same in a folder of a test's own."""
    return wrong.copy_to(tmp_path / "home")


def _backfill(home, *, agrees=True, selection=YEAR, **asked):
    seen = []

    def ask(difference):
        seen.append(difference)
        return agrees

    done = backfill(
        home.settings,
        Backfill(selection, "doubled", "Li", **asked),
        lambda _: None,
        ask,
        judging=home.judge,
    )
    return done, seen


def _published(home):
    with duckdb.connect(str(home.settings.published), read_only=True) as con:
        return dict(con.execute("SELECT period, sum(value) FROM core.fct_trade GROUP BY 1").fetchall())


def _files(home):
    return {p.relative_to(home.path): p.stat().st_mtime_ns for p in home.path.rglob("*.duckdb")}


def test_a_dry_run_and_a_no_show_the_difference_and_change_nothing(home):
    before, files = home.digest(), _files(home)
    archived = sorted(p.name for p in home.settings.archive.iterdir())
    done, asked = _backfill(home, is_dry_run=True)
    assert (done.state, done.deliveries, asked) == ("dry_run", 3, [])
    (month,) = done.difference.months
    assert (month["period"], month["before"], month["after"], month["change"]) == ("201510", 280, 140, -140)
    largest = [(row["period"], row["before"], row["after"]) for row in done.difference.largest]
    assert largest == [("201510", 200, 100), ("201510", 80, 40)]
    rows = {row["table"]: (row["before"], row["after"], row["only_before"]) for row in done.difference.rows}
    assert rows["fct_trade"] == (3, 3, 2)
    assert done.difference.files == []
    done, asked = _backfill(home, agrees=False)
    assert (done.state, asked) == ("declined", [done.difference])
    assert "secret" not in str(done.difference)
    assert not [code for number in range(1, 5) for code in firm(number) if code in str(done.difference)]
    assert home.digest() == before
    assert set(_files(home)) == set(files)
    assert sorted(p.name for p in home.settings.archive.iterdir()) == archived
    assert home.rows("SELECT kind FROM ops.run WHERE kind = 'backfill'") == []
    assert not (home.path / "backfill").exists()


def test_a_backfill_is_published_kept_and_taken_back(home):
    wrong, known = home.digest(), home.rows("SELECT period, known_from FROM core.fct_trade ORDER BY ALL")
    done, _ = _backfill(home)
    assert (done.state, done.deliveries) == ("published", 3)
    assert _published(home) == {"201510": 140, "201511": 7}
    assert home.rows("SELECT period, known_from FROM core.fct_trade ORDER BY ALL") == known
    assert home.rows("SELECT state, reason FROM ops.run WHERE kind = 'backfill'") == [("published", "doubled (Li)")]
    right = home.digest()
    assert home.night().handled == []
    (kept,) = swapping.kept(home.settings)
    assert (kept.run_id, kept.reason, kept.replaced_by) == (done.run_id, "doubled", "Li")
    assert (kept.released_from, kept.released_to) == (date(2015, 1, 1), date(2015, 12, 31))
    again, _ = _backfill(home, is_dry_run=True)
    assert again.difference.is_empty
    assert home.digest() == right
    home.put("customs_query", "late.csv", query_csv([{"period": "201509", "value": 5}]), **OPEN)
    assert home.night().state == "published"
    own = rollback(home.settings, done.run_id, "it was right before", "Wu")
    assert _published(home) == {"201510": 280, "201511": 7}
    assert home.digest() == wrong
    assert home.rows("SELECT kind, reason FROM ops.run ORDER BY run_id DESC LIMIT 1") == [
        ("rollback", f"back to before {done.run_id}: it was right before (Wu)")
    ]
    summary = home.night()  # what came after the backfill is found in the archive
    assert [h.file_name for h in summary.handled] == ["late.csv"]
    assert _published(home) == {"201509": 5, "201510": 280, "201511": 7}
    rollback(home.settings, own, "after all", "Wu")
    home.night()
    assert _published(home) == {"201509": 5, "201510": 140, "201511": 7}
    assert found_in(home.settings.published) == []


def test_an_answer_that_does_not_come_is_no_so_that_nights_go_on(home, monkeypatch):
    monkeypatch.setenv("LIGHTING_HOME", str(home.path))
    monkeypatch.setattr(flows.backfill, "JudgeProcess", lambda: nullcontext(home.judge))
    monkeypatch.setattr(cli_backfill, "_PATIENCE", 0.01)
    monkeypatch.setattr(click, "confirm", lambda *_, **__: time.sleep(600))
    before = home.digest()
    asked = ["backfill", "--from", "2015", "--reason", "x", "--by", "Li"]
    done = CliRunner().invoke(cli, asked)
    assert (done.exit_code, "No answer came.\n" in done.output) == (0, True), done.output
    assert home.digest() == before
    assert not lock.is_held(home.settings.lock)
    monkeypatch.setattr(cli_backfill, "_PATIENCE", 600)
    monkeypatch.setattr(click, "confirm", lambda *_, **__: True)
    assert "are published" in CliRunner().invoke(cli, asked).output
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_what_cannot_be_filled_back_leaves_all_as_it_is(home, make_home, tmp_path):
    before = home.digest()
    done, asked = _backfill(home, selection=Selection(released_from=date(2030, 1, 1)))
    assert (done.state, asked) == ("nothing", [])
    with pytest.raises(WarehouseError, match="Nothing is kept of 'no-such'"):
        rollback(home.settings, "no-such", "why", "Wu")
    (october,) = home.rows("SELECT sha256 FROM ops.delivery WHERE file_name = 'october.csv'")
    (home.settings.archive / october[0]).unlink()
    with pytest.raises(WarehouseError, match="all stays as it is"):
        _backfill(home)
    assert home.digest() == before
    assert not (home.path / "backfill").exists()
    with pytest.raises(WarehouseError, match="Nothing is published yet"):
        _backfill(make_home(tmp_path / "new"))


def test_the_command_lists_what_is_kept_and_wants_a_range_and_a_reason(home, monkeypatch):
    monkeypatch.setenv("LIGHTING_HOME", str(home.path))

    def call(*arguments):
        return CliRunner().invoke(cli, list(arguments))

    assert call("rollback", "--list").output == "Nothing is kept.\n"
    assert call("rollback", "--reason", "x").exit_code == 2
    assert call("backfill", "--reason", "x").exit_code == 2
    assert call("backfill", "--from", "2015").exit_code == 2
    nothing = call("backfill", "--from", "2030", "--reason", "x", "--by", "Li", "--json", "--dry-run")
    assert json.loads(nothing.output)["state"] == "nothing"
