"""Corrections of figures by enterprise: they act, and nothing of them is where people read."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from click.testing import CliRunner

from flows.rebuild import rebuild_warehouse
from flows.steps import Steps
from lighting.cli import cli
from tests.support import OPEN, Home, query_csv
from tests.warehouse.test_confidential import FIRST, OCTOBER, SECRET_VALUE, ask, csv, firm, found_in, row
from warehouse import decisions
from warehouse.decisions import Decision

HEAD = "correction_id,dataset,column,selector,action,value,expected,on_mended,reason,told,told_on\n"
RIGHT = 61_000_000_027
"""What takes the place of the secret value; it stands nowhere else either."""
WRONG = f"e-1,customs_enterprise,value,customs_code={firm(5)[0]}; period=201510,set,{RIGHT},{SECRET_VALUE}"
ASIDE = f"e-2,customs_enterprise,value,customs_code={firm(4)[0]}; partner_code=303,set_aside,,704"
MENDED = f"e-3,customs_enterprise,value,customs_code={firm(3)[0]}; partner_code=303,set,1,{SECRET_VALUE}"
OPEN_ONE = "e-1,customs_query,value,partner_code=502; period=201510,set,7,12345"
FIGURES = """
    SELECT customs_code, partner_code, state::VARCHAR, value FROM core.fct_enterprise_export
    WHERE customs_code = '{}' OR partner_code = '303' ORDER BY ALL
"""


def listed(*lines: str) -> str:
    return HEAD + "".join(f"{line},warn,typing error of {firm(5)[1]},customs,2016-01-12\n" for line in lines)


MISPLACED = {
    "plain.csv": (listed(OPEN_ONE, WRONG), 3, 1),
    "misspelt.csv": (listed(WRONG.replace("customs_enterprise", "customs_enterprises"), ASIDE), 2, 2),
    "nameless.csv": (listed(OPEN_ONE, OPEN_ONE.replace("e-1", "e-9"), WRONG.replace("customs_enterprise", "")), 4, 1),
    "cut.csv": (listed(OPEN_ONE, WRONG.replace("; ", ",")), 3, 1),
}
"""Lists of confidential figures among the open ones: the first line that says so, and how many do."""


def put_figures(home: Home) -> None:
    home.put("customs_enterprise", "october.csv", csv(*OCTOBER, row(5, "110", SECRET_VALUE)), **FIRST)


def put_list(home: Home) -> None:
    home.put("confidential_corrections", "list.csv", listed(WRONG, ASIDE, MENDED), released_at="2016-01-13")


@pytest.fixture(scope="module")
def home(tmp_path_factory, make_home) -> Home:
    """A night with figures, an open file, a list for each, and lists in the wrong place."""
    made = make_home(tmp_path_factory.mktemp("corrections") / "home")
    put_figures(made)
    put_list(made)
    made.put("customs_query", "query.csv", query_csv([{"partner": "502"}]), **OPEN)
    made.put("corrections", "open.csv", listed(OPEN_ONE).replace(firm(5)[1], "theirs"), released_at="2016-01-13")
    for name, (content, _, _) in MISPLACED.items():
        made.put("corrections", name, content, released_at="2016-01-14")
    summary = made.night(Steps())
    assert (summary.state, summary.faults) == ("published", [])
    for name in MISPLACED:
        assert (name, made.handled(summary, name).state) == (name, "refused")
    assert not [each for each in (*firm(5), str(RIGHT), str(SECRET_VALUE)) if each in repr(summary)]
    return made


def told_nowhere(home: Home) -> None:
    """Neither codes nor values are in what is published, in the file that it is copied from, in reports, or elsewhere.

    But for the folders that the lists came in and went to, and the confidential file.
    """
    apart = {home.path / "landing", home.path / "archive", home.settings.confidential}
    readable = [p for p in home.path.rglob("*") if p.is_file() and not apart & {p, *p.parents}]
    assert {home.settings.published, home.settings.warehouse} < set(readable)
    right = [str(RIGHT).encode(), RIGHT.to_bytes(8, "little"), (RIGHT * 100).to_bytes(8, "little")]
    hits = {str(p): found_in(p) + [each for each in right if each in p.read_bytes()] for p in readable}
    assert {name: found for name, found in hits.items() if found} == {}


def test_they_act_on_the_figures(home):
    assert ask(home, FIGURES.format(firm(5)[0])) == [
        (firm(2)[0], "303", "V", Decimal(702)),
        (firm(3)[0], "303", "V", Decimal(703)),
        (firm(4)[0], "303", "HELD", None),
        (firm(5)[0], "110", "V", Decimal(RIGHT)),
    ]
    changed = "SELECT correction_id, action, old_value, new_value FROM ops.corrected_row ORDER BY 1"
    assert ask(home, changed) == [
        ("e-1", "set", f"{SECRET_VALUE}.00", f"{RIGHT}.00"),
        ("e-2", "set_aside", "704.00", None),
    ]
    assert home.rows(changed) == [("e-1", "set", "12345.00", "7.00")], "the open one of the same name acts beside it"
    warned = "SELECT message FROM ops.fct_dq_result WHERE rule = 'CORRECTION' AND outcome = 'failed'"
    assert ask(home, warned) == [
        (f"correction e-3 (value) expects {SECRET_VALUE}: 1 rows hold another value, so they are left as they are",)
    ]


def test_nothing_of_them_is_where_people_read(home):
    told_nowhere(home)
    kept = "SELECT dataset FROM core.correction ORDER BY 1"
    assert home.rows(kept) == [("customs_query",)]
    assert ask(home, kept) == [("customs_enterprise",)] * 3
    assert home.rows("SELECT scope FROM ops.lookup_version WHERE scope LIKE '%enterprise%'") == []
    assert home.rows("SELECT * FROM ops.quarantine_row") == []


@pytest.mark.parametrize("name", MISPLACED)
def test_one_among_the_open_ones_is_refused_whole_and_quoted_nowhere(home, name):
    _, line, number = MISPLACED[name]
    reason = (
        f"{name}: The record of line {line} names confidential figures or no dataset, or cannot be read; that is so of "
        f"{number} in all. Nothing of the list is kept here, for what is kept here is published."
    )
    remedy = (
        "Put corrections of confidential figures into a list of their own in landing/confidential_corrections/; else "
        "mend the records: docs/corrections.md."
    )
    kept = "SELECT state, rule, reason, remedy, rows_accepted FROM ops.delivery WHERE file_name = '{}'"
    assert home.rows(kept.format(name)) == [("refused", "CORRECTION", reason, remedy, None)]


def test_the_command_shows_them_to_whoever_asks(home, monkeypatch):
    monkeypatch.setenv("LIGHTING_HOME", str(home.path))

    def call(*words: str) -> str:
        return CliRunner().invoke(cli, ["corrections", *words]).output

    for words in ((), ("--json",)):
        assert not [each for each in (firm(5)[0], firm(5)[1], str(RIGHT), str(SECRET_VALUE)) if each in call(*words)]
    rows = {(r["correction_id"], r["dataset"]): r for r in json.loads(call("--json"))}
    hidden = rows["e-1", "customs_enterprise"]
    said = ("selector", "value", "expected", "reason", "told")
    assert [hidden[name] for name in said] == ["(confidential)"] * 5
    assert (hidden["column_name"], hidden["rows_corrected"], hidden["files"]) == ("value", 1, 1)
    shown = rows["e-1", "customs_query"]
    assert (shown["value"], shown["rows_corrected"]) == ("7", 1)
    assert f"set {RIGHT}, expects {SECRET_VALUE}" in call("--confidential")


def test_an_open_figure_is_not_corrected_by_them(home, tmp_path):
    copy = home.copy_to(tmp_path / "home")
    one = OPEN_ONE.replace("e-1", "e-4").replace("set,7,12345", "set,8,7")
    copy.put("confidential_corrections", "other.csv", listed(one), released_at="2016-01-15")
    assert copy.night().faults == []
    assert ask(copy, "SELECT rules, reasons FROM ops.quarantine_row WHERE NOT is_held") == [
        (["CORRECTION"], ["correction e-4 of customs_query.value cannot be applied"])
    ]
    assert copy.rows("SELECT value::INT FROM core.fct_trade WHERE known_to IS NULL") == [(7,)]


@pytest.mark.slow
def test_a_rebuild_any_order_and_a_lost_file_give_the_same(home, judge, tmp_path):
    other = Home(tmp_path / "other", judge)
    for dataset in ("customs_query", "corrections"):
        for path in sorted((home.path / "landing" / dataset).iterdir()):
            other.put(dataset, path.name, path.read_bytes())
    for put in (put_list, put_figures):
        put(other)
        assert other.night().faults == []
    assert other.digest() == home.digest()
    assert rebuild_warehouse(other.settings, lambda _: None, judging=judge).new_digest == home.digest()
    other.settings.confidential.unlink()
    assert other.night().state == "published"
    assert other.digest() == home.digest()
    told_nowhere(other)


@pytest.mark.slow
def test_a_list_that_comes_later_or_is_withdrawn_makes_the_figures_due(home, judge, tmp_path):
    other = Home(tmp_path / "other", judge)
    put_figures(other)
    assert other.night().faults == []
    put_list(other)
    assert {h.file_name for h in other.night().handled} == {"list.csv", "october.csv"}
    assert ask(other, FIGURES.format(firm(5)[0])) == ask(home, FIGURES.format(firm(5)[0]))
    (delivery,) = ask(other, "SELECT delivery_id FROM ops.delivery WHERE dataset = 'confidential_corrections'")[0]
    gone = Decision("withdrawal", delivery, None, "wrong list", "Li Ping", "2016-02-01T09:00:00")
    decisions.record(other.settings.archive, gone)
    assert other.night().faults == []
    assert ask(other, FIGURES.format(firm(5)[0]))[-1] == (firm(5)[0], "110", "V", Decimal(SECRET_VALUE))
    assert ask(other, "SELECT * FROM ops.corrected_row") == ask(other, "SELECT * FROM core.correction") == []
    told_nowhere(other)
