"""A night: what one file's fault does to the others, and what a rerun leaves in place."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from flows import report, stages
from flows.outcome import Summary
from flows.quiet import is_anything_due
from flows.rebuild import rebuild_warehouse
from flows.steps import Steps
from lighting.cli import cli
from tests.support import OPEN, UNDOCUMENTED, query_csv
from warehouse import arriving, decisions
from warehouse.connection import WarehouseError
from warehouse.decisions import Decision
from warehouse.lock import WarehouseBusyError, writer_lock


def _faulty(name: str) -> Steps:
    """Steps of which judging a file fails, as if its disk were gone."""

    def judge(bench, delivery, report):
        if delivery.file_name == name:
            raise OSError(5, f"cannot read {name}")
        return stages.judge(bench, delivery, report)

    return replace(UNDOCUMENTED, judge=judge)


def _published(home, sql):
    with duckdb.connect(str(home.settings.published), read_only=True) as con:
        return con.execute(sql).fetchall()


def test_a_fault_stops_one_file_and_the_next_night_makes_up_for_it(home):
    home.put("customs_query", "a.csv", query_csv([{"value": 100}]), **OPEN)
    home.put("customs_query", "b.csv", query_csv([{"period": "201511", "value": 200}]), **OPEN)
    summary = home.night(_faulty("a.csv"))
    assert (summary.state, summary.exit_code) == ("published", 1)
    assert summary.faults == ["a.csv: OSError: [Errno 5] cannot read a.csv"]
    assert _published(home, "SELECT period, value FROM core.fct_trade") == [("201511", 200)]
    assert home.rows("SELECT file_name, state, rule FROM ops.delivery ORDER BY 1") == [
        ("a.csv", "received", "FAULT"),
        ("b.csv", "loaded", None),
    ]
    assert home.night().exit_code == 0
    assert _published(home, "SELECT sum(value) FROM core.fct_trade") == [(300,)]


@pytest.fixture(scope="module")
def loaded(make_home, tmp_path_factory):
    """A home after a night that loaded a file and refused two."""
    home = make_home(tmp_path_factory.mktemp("loaded") / "home")
    home.put("customs_query", "a.csv", query_csv([{"value": 100}, {"regime": "0110"}]), **OPEN)
    home.put("customs_query", "b.csv", query_csv([{"value": 200}]), released_at="2015-11-20")
    home.put("zone_roster", "no_roster.csv", "a,b\n1,2\n", released_at="2015-11-20")
    return home, home.night()


def test_a_loaded_file_keeps_its_rows_while_its_rerun_fails(loaded):
    home, first = loaded
    before = home.digest()
    again = tuple(handled.delivery_id for handled in first.handled)
    summary = home.night(_faulty("a.csv"), kind="rerun", rerun=again, from_stage="read", is_landing_read=False)
    assert len(summary.faults) == 1
    assert _published(home, "SELECT sum(value) FROM core.fct_trade") == [(100,)]
    assert home.one("SELECT state FROM ops.delivery WHERE file_name = 'a.csv'") == "received"
    assert home.night().faults == []
    assert home.digest() == before


@pytest.mark.parametrize("stage", ["read", "judged", "shaped"])
def test_a_rerun_from_any_stage_changes_nothing_that_is_right(loaded, stage):
    home, first = loaded
    before, known = home.digest(), home.one("SELECT known_from FROM core.fct_trade")
    delivery = home.handled(first, "a.csv").delivery_id
    again = home.night(kind="rerun", rerun=(delivery,), from_stage=stage, is_landing_read=False)
    assert home.handled(again, "a.csv").state == "loaded"
    assert home.digest() == before
    assert home.one("SELECT known_from FROM core.fct_trade") == known


def test_two_nights_at_once_are_one_night_and_a_message(home):
    home.settings.home.mkdir(exist_ok=True)
    with writer_lock(home.settings.lock, "nightly run 1"):
        with pytest.raises(WarehouseBusyError, match="nightly run 1"):
            home.night()
        told = CliRunner().invoke(cli, ["status"], env={"LIGHTING_HOME": str(home.path)}).output
        assert told.startswith("A run is at work (nightly run 1, process ")
        assert told.endswith("). Nothing is published yet.\n"), "the first night is at work"
    home.night()
    with writer_lock(home.settings.lock, "nightly run 2"):
        note = home.status()["note"]
    assert note.startswith("A run is at work (nightly run 2, process ")
    assert note.endswith("). Shown is what was published before, without confidential files.")


def test_a_rebuild_leaves_alone_what_another_one_is_making(home):
    theirs = home.settings.home / "rebuild" / "warehouse.duckdb"
    theirs.parent.mkdir(parents=True)
    theirs.touch()
    with writer_lock(home.settings.lock, "rebuild"), pytest.raises(WarehouseBusyError):
        rebuild_warehouse(home.settings, lambda line: None)
    assert theirs.exists()


def test_a_rebuild_that_fails_leaves_nothing_behind(loaded, tmp_path):
    home = loaded[0].copy_to(tmp_path / "home")
    next(path for path in home.settings.archive.iterdir() if len(path.name) == 64).unlink()
    before = home.digest()
    with pytest.raises(WarehouseError, match="The archive is damaged, the warehouse stays as it is"):
        rebuild_warehouse(home.settings, lambda line: None, judging=home.judge)
    assert not (home.settings.home / "rebuild").exists()
    assert home.digest() == before


def test_seconds_by_stage_stand_in_the_runs_record(loaded):
    home, _ = loaded
    seconds = home.rows("SELECT unnest(json_keys(summary -> 'seconds')) FROM ops.run")
    assert {stage for (stage,) in seconds} >= {"receive", "read", "judge", "shape", "load", "check"}


def test_a_named_file_that_had_come_before_is_told_with_what_became_of_it(loaded):
    home, first = loaded
    refused = Path(home.settings.landing_url) / "customs_query" / "b.csv"
    delivery = home.handled(first, "a.csv").delivery_id
    decisions.record(
        home.settings.archive, Decision("withdrawal", delivery, None, "wrong", "me", "2026-01-01T00:00:00")
    )
    home.night()
    again = home.night(kind="ingest", paths=(refused.with_name("a.csv"),))
    assert [(h.file_name, h.state) for h in again.known] == [("a.csv", "withdrawn")]
    assert (again.handled, again.exit_code) == ([], 0)
    again = home.night(kind="ingest", paths=(refused,), flags={"dataset": "customs_query"})
    assert [(h.file_name, h.rule) for h in again.known] == [("b.csv", "MANIFEST")]
    assert again.exit_code == 3
    home.put("customs_query", "c.csv", query_csv([{"period": "201511"}]), **OPEN)
    assert [h.file_name for h in home.night().handled] == ["c.csv"]


@pytest.mark.slow
def test_a_night_without_news_shows_the_figures_of_the_published_file_without_asking_again(loaded):
    home, _ = loaded
    report.write_report(home.settings, before := Summary("before", "published"))
    assert before.headline
    quiet = is_anything_due(home.settings)
    assert quiet is not None
    assert quiet.state == "nothing_new"
    assert [row["metric"] for row in quiet.headline] == [row["metric"] for row in before.headline]
    kept = home.settings.reports / "headline.json"
    asked = json.loads(kept.read_text())
    asked["rows"] = [{**row, "note": "as it was asked"} for row in asked["rows"]]
    kept.write_text(json.dumps(asked))
    notes = {row["metric"][:3]: row["note"] for row in is_anything_due(home.settings).headline}
    assert {note for number, note in notes.items() if number != "M38"} == {"as it was asked"}
    assert notes.get("M38") != "as it was asked"

    home.settings.published.touch()
    anew = is_anything_due(home.settings).headline
    assert "as it was asked" not in {row["note"] for row in anew}


@pytest.mark.slow
def test_the_archive_alone_rebuilds_what_nights_and_decisions_made(loaded):
    home, _ = loaded
    before = home.digest()
    rebuilt = rebuild_warehouse(home.settings, lambda line: None, judging=home.judge)
    assert (rebuilt.old_digest, rebuilt.new_digest, home.digest()) == (before, before, before)


def test_a_file_without_a_good_row_does_not_stop_the_nights_after_it(home):
    rates = "month,base,quote,rate_type,rate,source_ref\n{},USD,CNY,MONTH_AVG,{},PBOC\n"
    home.put("fx_rates", "bad.csv", rates.format("201510", "much"), released_at="2015-11-01")
    assert home.handled(home.night(), "bad.csv").rows_quarantined == 1
    home.put("fx_rates", "good.csv", rates.format("201511", "6.35"), released_at="2015-12-01")
    summary = home.night()
    assert (summary.faults, home.handled(summary, "good.csv").state) == ([], "loaded")


def test_only_what_two_looks_find_unchanged_is_taken_in(home):
    home.put("customs_query", "whole.csv", query_csv([{"value": 1000}]), **OPEN)
    growing = home.put("customs_query", "growing.csv", query_csv([{"partner": "304", "value": 5}]), **OPEN)
    new = arriving.new_files(home.settings)
    assert set(new) == {"customs_query/whole.csv", "customs_query/growing.csv"}
    growing.write_bytes(query_csv([{"partner": "304", "value": 5}, {"partner": "116", "value": 6}]))
    whole = arriving.unchanged(new, arriving.new_files(home.settings))
    assert set(whole) == {"customs_query/whole.csv"}
    home.night(kind="arrival", only=whole)
    assert home.rows("SELECT file_name, state FROM ops.delivery") == [("whole.csv", "loaded")]
    left = arriving.new_files(home.settings)
    assert set(left) == {"customs_query/growing.csv"}
    assert arriving.unchanged(new, left) == {}, "what another run has taken meanwhile is not taken again"
    home.night(kind="arrival", only={"customs_query/growing.csv": "of another moment"})
    assert home.one("SELECT count(*) FROM ops.delivery") == 1
    with writer_lock(home.settings.lock, "a test"), pytest.raises(WarehouseBusyError, match="a test"):
        arriving.new_files(home.settings)


def test_files_that_land_beside_a_damaged_warehouse_are_taken_in_by_a_run_that_restores_it(loaded, tmp_path):
    home = loaded[0].copy_to(tmp_path / "home")
    home.put("customs_query", "new.csv", query_csv([{"period": "201512"}]), **OPEN)
    with home.settings.warehouse.open("r+b") as stream:
        stream.seek(8)
        stream.write(b"xxxx")
    new = arriving.new_files(home.settings)
    assert "customs_query/new.csv" in new
    summary = home.night(kind="arrival", only=new)
    assert (summary.state, summary.notes[0].partition(" (")[0]) == ("published", "warehouse.duckdb was damaged")
    assert home.one("SELECT state FROM ops.delivery WHERE file_name = 'new.csv'") == "loaded"
