"""Reruns: what is right is left alone, and what older code loaded is found and loaded again."""

from __future__ import annotations

import json
from datetime import date

import pytest
from click.testing import CliRunner

from expectations import limits as rule_limits
from lighting.cli import cli
from tests.support import OPEN, query_csv
from warehouse import stale
from warehouse.connection import open_writer
from warehouse.selecting import Selection, select

LIMITS = rule_limits.load({})


@pytest.fixture(scope="module")
def night(tmp_path_factory, make_home):
    """A home with a file of October, one of November, one that was refused, and one that says of no release when."""
    home = make_home(tmp_path_factory.mktemp("stale") / "home")
    home.put("customs_query", "october.csv", query_csv([{"value": 100}, {"regime": "0110"}]), **OPEN)
    later = OPEN | {"released_at": "2015-12-20T10:00:00"}
    home.put("customs_query", "november.csv", query_csv([{"period": "201511", "value": 200}]), **later)
    home.put("customs_query", "refused.csv", query_csv([{"value": 7}]), released_at="2015-11-20")
    home.put("", "strange.csv", "a,b\n1,2\n")
    assert home.night().state == "published"
    return home


@pytest.fixture
def home(night, tmp_path):
    """The same in a folder of a test's own."""
    return night.copy_to(tmp_path / "home")


def _chosen(home, **selection):
    with open_writer(home.settings) as con:
        return [row["file_name"] for row in select(con, Selection(**selection), LIMITS)]


def _age(home, file_name):
    """As if an older version of the code had judged the file."""
    with open_writer(home.settings) as con:
        con.execute("UPDATE ops.delivery SET code_version = 'older' WHERE file_name = ?", [file_name])


def _again(home, **asked):
    ids = tuple(row[0] for row in home.rows("SELECT delivery_id FROM ops.delivery ORDER BY 1"))
    return home.night(kind="rerun", rerun=ids, is_landing_read=False, **asked)


def test_deliveries_are_chosen_by_dataset_state_and_day_of_release(home):
    assert _chosen(home, dataset="customs_query") == ["november.csv", "october.csv", "refused.csv"]
    assert _chosen(home, is_failed=True) == ["refused.csv", "strange.csv"]
    assert _chosen(home, released_to=date(2015, 11, 20)) == ["october.csv", "refused.csv"]
    assert _chosen(home, released_from=date(2015, 11, 21), released_to=date(2016, 1, 1)) == ["november.csv"]
    assert _chosen(home, released_from=date(2020, 1, 1)) == ["strange.csv"]  # by its receipt
    assert _chosen(home, dataset="customs_query", is_failed=True, released_from=date(2016, 1, 1)) == []


def test_a_rerun_repeats_nothing_that_is_right(home):
    before = home.digest()
    told = _again(home)
    assert {h.file_name for h in told.handled} == {"refused.csv", "strange.csv"}
    assert {h.file_name: h.state for h in told.known} == {"october.csv": "loaded", "november.csv": "loaded"}
    forced = _again(home, from_stage="read")
    assert {h.file_name for h in forced.handled} == {"october.csv", "november.csv", "refused.csv", "strange.csv"}
    assert home.digest() == before


def test_what_older_code_loaded_is_stale_until_it_is_loaded_again(home):
    with open_writer(home.settings) as con:
        assert stale.stale(con, LIMITS) == []
    before, known = home.digest(), home.rows("SELECT period, known_from FROM core.fct_trade ORDER BY ALL")
    _age(home, "october.csv")
    with open_writer(home.settings) as con:
        (found,) = stale.stale(con, LIMITS)
        assert (found["file_name"], found["state"], found["code_version"]) == ("october.csv", "loaded", "older")
        assert found["present_version"] == stale.Present(LIMITS).of("customs_query")
    assert _chosen(home, is_stale=True, dataset="customs_query") == ["october.csv"]
    assert home.night().handled == []  # stale is not due by itself
    told = _again(home)
    assert "october.csv" in {h.file_name for h in told.handled}
    assert "november.csv" in {h.file_name for h in told.known}
    assert home.rows("SELECT period, known_from FROM core.fct_trade ORDER BY ALL") == known
    assert home.digest() == before


def test_another_limit_of_a_rule_makes_stale_and_another_code_table_makes_due(home):
    with open_writer(home.settings) as con:
        assert {row["file_name"] for row in stale.stale(con, LIMITS | {"Q23": 99.0})} >= {"october.csv", "november.csv"}
        con.execute("UPDATE ops.delivery SET lookup_version = 'older' WHERE file_name = 'november.csv'")
        assert stale.stale(con, LIMITS) == []
    assert [h.file_name for h in home.night().handled] == ["november.csv"]


def test_the_command_says_what_is_right_and_what_is_stale(home, monkeypatch):
    monkeypatch.setenv("LIGHTING_HOME", str(home.path))

    def call(*arguments):
        return CliRunner().invoke(cli, list(arguments))

    done = call("rerun", "october.csv")
    assert done.output == (
        "1 deliveries are right as they are and are left alone; --force repeats them.\nNothing to rerun.\n"
    )
    assert "Nothing is stale" in call("stale").output
    _age(home, "november.csv")
    assert "lighting rerun --stale" in call("stale").output
    assert [row["file_name"] for row in json.loads(call("stale", "--json").output)] == ["november.csv"]
    assert call("rerun", "--from", "2015-13").exit_code == 2
    nothing = call("rerun", "--from", "2013", "--to", "2014-02")
    assert (nothing.exit_code, nothing.output) == (0, "Nothing to rerun.\n")
