"""The same files in any order over any number of nights, and the archive replayed, give the same warehouse."""

from __future__ import annotations

import shutil

import pytest

from flows.rebuild import rebuild_warehouse
from flows.receive import receive_landing
from tests.support import Home
from tests.warehouse.arrivals import Arrival, all_kinds, over_nights
from warehouse.connection import WarehouseError, open_published, open_writer
from warehouse.digest import digest, table_digests
from warehouse.landing import Landing

pytestmark = pytest.mark.slow

STATES = {
    "first.csv": ("loaded", None, 3, 2, 1),
    "again.csv": ("loaded", None, 2, 1, 1),
    "flash.csv": ("loaded", None, 1, 1, 0),
    "wrong.csv": ("withdrawn", None, None, None, None),
    "right.csv": ("loaded", None, 1, 1, 0),
    "taken back.csv": ("withdrawn", None, None, None, None),
    "dirty.csv": ("loaded", None, 3, 1, 2),
    "page 1.csv": ("loaded", None, 1, 1, 0),
    "page 2.csv": ("loaded", None, 1, 1, 0),
}
"""State, rule and counts; rows of 94059900 fail once the new units are known."""


@pytest.fixture(scope="module")
def arrivals(tmp_path_factory) -> list[Arrival]:
    return all_kinds(tmp_path_factory.mktemp("files"))


@pytest.fixture(scope="module")
def at_once(make_home, tmp_path_factory, arrivals) -> Home:
    """Everything in one night."""
    made = make_home(tmp_path_factory.mktemp("home"))
    for arrival in arrivals:
        arrival.arrive(made)
    assert made.night().faults == []
    return made


def test_everything_becomes_what_it_should(at_once, arrivals):
    columns = "state, rule, rows_read, rows_accepted, rows_quarantined"
    found = {name: tuple(row) for name, *row in at_once.rows(f"SELECT file_name, {columns} FROM ops.delivery")}
    assert {name: found[name] for name in STATES} == STATES
    refused = {name: rule for name, (state, rule, *_) in found.items() if state == "refused"}
    assert refused == {"dollars.csv": "Q05", "of no dataset.csv": "Q01"}
    assert len(found) == len(arrivals) - 2, "two files came twice"
    values = at_once.rows(
        """
        SELECT strftime(known_from, '%m-%d'), state::VARCHAR, value::INT, is_official FROM core.fct_trade
        WHERE period = '201510' AND product_code = '94051000' AND partner_code = '502' ORDER BY 1
        """
    )
    assert sorted(values) == [
        ("01-12", "V", 111, True),
        ("11-08", "V", 100, False),
        ("11-20", "V", 100, True),
        ("12-20", "V", 120, True),
    ]
    found = at_once.rows(
        """
        SELECT period, is_closed, has_rows FROM core.release_coverage
        WHERE period < '201509' AND product_level = 'HS8' ORDER BY 1
        """
    )
    assert found == [("201506", True, True), ("201507", False, False), ("201508", True, False)]
    corrected = at_once.rows("SELECT old_value, new_value FROM ops.corrected_row")
    assert corrected == [("12345.00", "12000.00")]
    assert at_once.one("SELECT name_zh FROM core.dim_partner WHERE partner_code = '502'") == "美国（新）"
    assert at_once.one("SELECT rate::VARCHAR FROM core.fct_fx_month WHERE month = '201511'") == "6.36410000"


ORDERS = [(3, 2), *(pytest.param(*order, marks=pytest.mark.long) for order in ((2, 1), (4, 3), (6, 5)))]


def pytest_generate_tests(metafunc):
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize(("nights", "seed"), ORDERS)


def test_any_order_over_any_number_of_nights_gives_the_same_digest(home, arrivals, at_once, nights, seed):
    for night in over_nights(arrivals, nights, seed):
        for arrival in night:
            arrival.arrive(home)
        assert home.night().faults == []
    assert tables(home) == tables(at_once)
    assert home.digest() == at_once.digest()


def tables(home: Home) -> dict[str, str]:
    with open_published(home.settings.published) as con:
        return table_digests(con)


def test_the_same_files_again_under_other_names_change_nothing(at_once, arrivals):
    before, count = at_once.digest(), at_once.one("SELECT count(*) FROM ops.delivery")
    for number, arrival in enumerate(arrivals):
        if arrival.dataset != "decisions":
            at_once.put(arrival.dataset, f"改名 {number}.{arrival.name[-4:]}", arrival.content, **arrival.facts)
    summary = at_once.night()
    assert (summary.faults, summary.handled) == ([], [])
    assert at_once.digest() == before
    assert at_once.one("SELECT count(*) FROM ops.delivery") == count


def test_files_that_look_untouched_are_not_even_opened(at_once, monkeypatch):
    monkeypatch.setattr(Landing, "open", lambda self, landed: pytest.fail(f"{landed.path} was opened"))
    with open_writer(at_once.settings) as con:
        received = receive_landing(con, at_once.settings, "run")
    assert received.new == []
    assert received.files == received.known > 30


def test_a_damaged_archive_does_not_replace_a_warehouse(at_once):
    before = at_once.digest()
    path = next(path for path in at_once.settings.archive.iterdir() if len(path.name) == 64)
    aside = path.rename(at_once.path / "aside")
    with pytest.raises(WarehouseError, match=rf"the warehouse stays as it is: .*{path.name} is missing"):
        rebuild_warehouse(at_once.settings, lambda line: None)
    aside.rename(path)
    assert at_once.digest() == before


@pytest.mark.slow
def test_the_archive_alone_rebuilds_the_warehouse(at_once):
    before = at_once.digest()
    shutil.rmtree(at_once.settings.landing_url)
    shutil.rmtree(at_once.settings.stage, ignore_errors=True)
    lines: list[str] = []
    rebuilt = rebuild_warehouse(at_once.settings, lines.append, keep_old=True, judging=at_once.judge)
    assert (rebuilt.old_digest, rebuilt.new_digest) == (before, before)
    assert at_once.digest() == before
    with open_published(at_once.settings.published) as con:
        assert digest(con) == before
    left = {path.name for path in at_once.settings.home.iterdir()}
    assert "rebuild" not in left
    assert "warehouse.duckdb.old" in left
    assert any("first.csv" in line for line in lines)


@pytest.mark.slow
def test_a_rebuild_judges_in_a_process_of_its_own_and_gives_the_same_digest(at_once):
    """As ``lighting rebuild`` does it: nothing that a former night has loaded or cached is at hand."""
    before = at_once.digest()
    rebuilt = rebuild_warehouse(at_once.settings, lambda line: None)
    assert (rebuilt.old_digest, rebuilt.new_digest) == (before, before)
    assert at_once.digest() == before
