"""A clock that was set back or ahead: runs keep their order, and what was refused for it comes by itself."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner

from flows.quiet import is_anything_due
from lighting.cli import cli
from tests.support import OPEN, Home, query_csv
from warehouse.manifest import SHANGHAI

pytestmark = pytest.mark.slow


def _set(monkeypatch, moment: datetime) -> None:
    """Set the clock of everything that asks for the time."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return moment.replace(tzinfo=SHANGHAI) if tz is not None else moment

    monkeypatch.setattr("flows.outcome.datetime", Clock)
    monkeypatch.setattr("warehouse.manifest.datetime", Clock)


@pytest.fixture(scope="module")
def first(make_home, tmp_path_factory) -> Home:
    """A home after a night by the right clock."""
    home = make_home(tmp_path_factory.mktemp("clock") / "home")
    home.put("customs_query", "october.csv", query_csv([{"value": 100}]), **OPEN)
    assert home.night().state == "published"
    return home


def test_runs_by_a_clock_that_was_set_back_come_after_the_others_and_say_so(first, tmp_path, monkeypatch):
    home = first.copy_to(tmp_path / "home")
    right = datetime.now(SHANGHAI).replace(tzinfo=None)
    released = right - timedelta(days=2)
    home.put("customs_query", "late.csv", query_csv([{"value": 900}]), **OPEN | {"released_at": released.isoformat()})
    _set(monkeypatch, datetime(1970, 1, 1, 8, 0))
    summary = home.night()
    assert summary.state == "published"
    (note,) = summary.notes
    assert note.startswith("The clock of this machine says 1970-01-01 08:00:00, but the last run was at 20")
    assert (summary.handled[0].state, summary.handled[0].rule) == ("refused", "Q75")
    runs = home.rows("SELECT run_id, state FROM ops.run ORDER BY started_at DESC")
    assert runs[-1] == (summary.run_id, "published")
    assert summary.run_id > runs[0][0], "it comes after the runs that were before it"

    monkeypatch.setenv("LIGHTING_HOME", str(home.path))
    told = json.loads(CliRunner().invoke(cli, ["status", "--json"]).output)
    assert told["last_run"]["run_id"] == summary.run_id
    assert told["last_run"]["summary"]["notes"] == [note]
    assert "The clock of this machine says 1970" in CliRunner().invoke(cli, ["status"]).output

    _set(monkeypatch, right + timedelta(hours=12))
    assert is_anything_due(home.settings) is None, "the file whose release was to come is due"
    summary = home.night()
    assert (summary.notes, [(h.file_name, h.state) for h in summary.handled]) == ([], [("late.csv", "loaded")])
    assert home.one("SELECT value FROM core.fct_trade WHERE known_to IS NULL") == 900
    assert summary.revised["figures"] == 1

    other = first.copy_to(tmp_path / "other")
    other.put("customs_query", "late.csv", query_csv([{"value": 900}]), **OPEN | {"released_at": released.isoformat()})
    other.night()
    assert home.digest() == other.digest(), "as if the clock had always been right"


def test_a_clock_that_was_ahead_is_told_once_it_is_right_and_runs_go_on(first, tmp_path, monkeypatch):
    home = first.copy_to(tmp_path / "home")
    right = datetime.now(SHANGHAI).replace(tzinfo=None)
    _set(monkeypatch, datetime(2061, 6, 1, 2, 0))
    home.put("customs_query", "november.csv", query_csv([{"period": "201511"}]), **OPEN)
    ahead = home.night()
    assert (ahead.state, ahead.notes) == ("published", [])
    _set(monkeypatch, right)
    home.put("customs_query", "later.csv", query_csv([{"value": 7}]), **OPEN | {"released_at": "2015-12-20"})
    summary = home.night()
    assert summary.state == "published"
    assert "but the last run was at 2061-06-01 02:00:00" in summary.notes[0]
    assert summary.run_id == "20610601-020000-000001"
    assert summary.revised["figures"] == 1, "the change since the run before it, although its clock was ahead"
    quiet = is_anything_due(home.settings)
    assert quiet is not None
    assert quiet.run_id == "20610601-020000-000002"
