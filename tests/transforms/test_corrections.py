"""Corrections, from the list to the figure: whatever comes first, with the source's value kept beside."""

from __future__ import annotations

import itertools
import json

import pytest
from click.testing import CliRunner

from flows.rebuild import rebuild_warehouse
from lighting.cli import cli
from tests.support import OPEN, Home, query_csv
from warehouse import decisions
from warehouse.connection import open_published
from warehouse.decisions import Decision
from warehouse.explain import explain

HEAD = "correction_id,dataset,column,selector,action,value,expected,on_mended,reason,told,told_on\n"
WHO = "typing error,customs statistics office,2016-01-12\n"
ONE = "a-1,customs_query,value,period=201510; hs8=94051000; partner_code=502,set,1000,10000,,"
SCALED = "a-2,customs_query,value,partner_code=304,scale,0.1,sum=700,,"
ASIDE = "a-3,customs_query,value,partner_code=110,set_aside,,77,,"
ROWS = [
    {"partner": "502", "value": 10000},
    {"partner": "304", "value": 300},
    {"partner": "304", "place": "33", "value": 400},
    {"partner": "110", "value": 77},
    {"partner": "116", "value": 5},
]
FIGURES = """
    SELECT partner_code, place_code, state::VARCHAR, value::INT FROM core.fct_trade WHERE known_to IS NULL ORDER BY 1, 2
"""
CORRECTED = [
    ("110", "44", "HELD", None),
    ("116", "44", "V", 5),
    ("304", "33", "V", 40),
    ("304", "44", "V", 30),
    ("502", "44", "V", 1000),
]


def corrections(*lines: str) -> str:
    return HEAD + "".join(line + WHO for line in lines)


@pytest.fixture(scope="module")
def make(make_home, tmp_path_factory):
    return lambda: make_home(tmp_path_factory.mktemp("home"))


def put_file(home: Home) -> None:
    home.put("customs_query", "wrong.csv", query_csv(ROWS), **OPEN)


def put_list(home: Home) -> None:
    home.put("corrections", "list.csv", corrections(ONE, SCALED, ASIDE), released_at="2016-01-13")


@pytest.fixture(scope="module")
def corrected(make) -> Home:
    """A file and a list of corrections in one night."""
    home = make()
    put_file(home)
    put_list(home)
    assert home.night().faults == []
    return home


def test_values_are_set_scaled_and_set_aside(corrected):
    assert corrected.rows(FIGURES) == CORRECTED
    state, read, accepted, quarantined = corrected.rows(
        "SELECT state, rows_read, rows_accepted, rows_quarantined FROM ops.delivery WHERE dataset = 'customs_query'"
    )[0]
    assert (state, read, accepted, quarantined) == ("loaded", 5, 4, 1)
    assert corrected.rows("SELECT rules, reasons[1] FROM ops.quarantine_row") == [
        (["CORRECTION"], "set aside by correction a-3: value is 77.00")
    ]


def test_what_the_source_says_stands_beside(corrected):
    assert corrected.rows(
        "SELECT source_row, correction_id, action, old_value, new_value FROM ops.corrected_row ORDER BY 1"
    ) == [
        (2, "a-1", "set", "10000.00", "1000.00"),
        (3, "a-2", "scale", "300.00", "30.00"),
        (4, "a-2", "scale", "400.00", "40.00"),
        (5, "a-3", "set_aside", "77.00", None),
    ]


def test_explain_and_the_command_tell_it(corrected, monkeypatch):
    told = "value 10000.00 -> 1000.00 by a-1 (typing error; customs statistics office was told 2016-01-12)"
    with open_published(corrected.settings.published) as con:
        found = explain(con, "month_value", "201510", {"family": "D1", "place": "44", "partner": "502"})
    assert [fact["corrected"] for fact in found.facts] == [told]
    assert [vintage["corrected"] for vintage in found.vintages] == [told]
    monkeypatch.setenv("LIGHTING_HOME", str(corrected.path))
    rows = json.loads(CliRunner().invoke(cli, ["corrections", "--json"]).output)
    assert [(r["correction_id"], r["rows_corrected"], r["files"]) for r in rows] == [
        ("a-1", 1, 1),
        ("a-2", 2, 1),
        ("a-3", 1, 1),
    ]
    assert "customs statistics office" in CliRunner().invoke(cli, ["corrections"]).output


@pytest.mark.slow
@pytest.mark.parametrize("order", list(itertools.permutations((put_file, put_list))), ids=["file first", "list first"])
def test_over_two_nights_in_any_order_it_is_the_same_warehouse(make, corrected, order):
    home = make()
    for put in order:
        put(home)
        assert home.night().faults == []
    assert home.rows(FIGURES) == CORRECTED
    assert home.digest() == corrected.digest()


@pytest.mark.slow
def test_the_archive_rebuilds_it_and_a_list_that_is_withdrawn_is_as_if_it_had_never_come(make, corrected):
    before = corrected.digest()
    assert rebuild_warehouse(corrected.settings, lambda _: None, judging=corrected.judge).new_digest == before
    delivery = corrected.one("SELECT delivery_id FROM ops.delivery WHERE dataset = 'corrections'")
    gone = Decision("withdrawal", delivery, None, "wrong list", "Li Ping", "2016-02-01T09:00:00")
    decisions.record(corrected.settings.archive, gone)
    assert corrected.night().faults == []
    assert [value for *_, value in corrected.rows(FIGURES)] == [77, 5, 400, 300, 10000]
    assert corrected.rows("SELECT * FROM ops.corrected_row") == []


@pytest.mark.slow
def test_a_mended_source_is_left_as_it_is_and_told(make):
    home = make()
    put_file(home)
    home.put("corrections", "list.csv", corrections(ONE), released_at="2016-01-13")
    later = OPEN | {"released_at": "2016-02-20T10:00:00"}
    home.put("customs_query", "mended.csv", query_csv([{**ROWS[0], "value": 1200}, *ROWS[1:]]), **later)
    assert home.night().faults == []
    values = "SELECT value::INT FROM core.fct_trade WHERE partner_code = '502' ORDER BY known_from"
    assert home.rows(values) == [(1000,), (1200,)]
    assert home.results("CORRECTION") == [
        ("corrections", "passed", 0),
        ("customs_query", "failed", 1),
        ("customs_query", "passed", 0),
    ]
    home.put("corrections", "strict.csv", corrections(ONE.replace(",,", ",block,")), released_at="2016-01-14")
    summary = home.night()
    mended = home.handled(summary, "mended.csv")
    assert (mended.state, mended.rule) == ("refused", "CORRECTION")
    assert "expects 10000: 1 rows hold another value" in mended.reason
    assert home.rows(values) == [(1000,)]
    bound = ONE.replace("partner_code=502", "partner_code=502; released_to=2015-12-31").replace(",,", ",block,")
    home.put("corrections", "bound.csv", corrections(bound), released_at="2016-01-15")
    assert home.night().faults == []
    assert home.rows(values) == [(1000,), (1200,)]


def test_a_correction_that_cannot_be_applied_is_set_apart(make):
    home = make()
    wrong = [
        ONE.replace(",value,", ",no_such,"),
        ONE.replace("a-1", "a-4").replace("hs8=", "hs9="),
        ONE.replace("a-1", "a-5").replace(",1000,", ",many,"),
        ONE.replace("a-1", "a-6").replace(",value,", ",period,"),
        ONE.replace("a-1", "a-7").replace("hs8=94051000", "hs8"),
    ]
    home.put("corrections", "list.csv", corrections(*wrong, ONE.replace("a-1", "a-8")), released_at="2016-01-13")
    assert home.night().faults == []
    assert home.rows("SELECT correction_id, json(selector) FROM core.correction")[0][0] == "a-8"
    selector = json.loads(home.one("SELECT selector FROM core.correction"))
    assert selector == {"hs8": "94051000", "partner_code": "502", "period": "201510"}
    assert home.rows("SELECT source_row, rules FROM ops.quarantine_row ORDER BY 1") == [
        *((n, ["CORRECTION"]) for n in (2, 3, 4, 5)),
        (6, ["CAST"]),
    ]


def test_only_deliveries_that_a_correction_bears_on_are_judged_again(make):
    home = make()
    put_file(home)
    other = OPEN | {"released_at": "2015-02-20T10:00:00", "period_from": "201401", "period_to": "201401"}
    home.put("customs_query", "other year.csv", query_csv([{"period": "201401", "value": 9}]), **other)
    assert home.night().faults == []
    home.put("corrections", "list.csv", corrections(ONE), released_at="2016-01-13")
    assert {h.file_name for h in home.night().handled} == {"list.csv", "wrong.csv"}
