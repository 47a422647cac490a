"""Rules that are decided before the suites: each trips for one file of a night, and passes for another."""

from __future__ import annotations

import ast
import gzip
import importlib
from dataclasses import replace
from pathlib import Path

import pytest

from expectations.reader_rules import READER
from tests.support import OPEN, QUERY_HEAD, UNDOCUMENTED, Home, query_csv
from tests.transforms.printed_files import FLASH, flash, xls
from tests.transforms.test_notifications import OLD, answer
from transforms import correcting
from warehouse import pagesets

ROOMS = ("transforms", "flows", "warehouse")
REFUSED = {
    "cut.csv.gz": ("FILE", "cut"),
    "unsaid.csv": ("MANIFEST", "unsaid.csv: flow must be declared for customs_query."),
    "other.csv": ("MANIFEST", "other.csv: 2 of 2 rows lie outside covers_partners of the manifest, such as 502."),
    "later.csv": ("Q75", "later.csv: released_at 2099-01-01T00:00:00 lies after its receipt, "),
    "header.csv": ("Q01", "金额"),
    "bytes.csv": ("Q02", "Line 3, column '人民币': The value does not decode as GB18030"),
    "full.csv": ("Q03", "The file has 10,000 rows, a multiple of 10,000"),
    "dollars.csv": ("Q05", "The header says CNY (column '人民币'), the manifest says USD."),
    "dollars.xls": ("Q05", "says USD, the unit line says CNY (亿元人民币)"),
    "unnamed.xls": (
        "Q08",
        "No title above the table names a printed table; above it stands: （14）2025年12月全国出口商品",
    ),
    "timeless.csv": ("Q07", "The file has no column for the month"),
    "page-1.csv": ("PAGESET", "page 1 of the set was delivered twice with different content"),
    "page-1-too.csv": ("PAGESET", "page 1 of the set was delivered twice with different content"),
    "recalls.json": ("F11", "The file holds 1 recalls and says that there are 75."),
}
QUARANTINED = {
    "damaged.csv": {
        5: ("MANIFEST", "column '贸易伙伴编码': '304' is outside covers_partners of the manifest"),
        8: ("RECORD", "fields"),
        11: ("Q20", "column '人民币': '1,2a4' is not a number of up to 2 decimals"),
    },
    "batches.csv": {3: ("CAST", "column 'inspection_date': '2015-02-30' is not a day")},
}
WARNED = {
    "odd.csv": {
        "SELECTION": "covers_hs, covers_partners, covers_regimes, covers_places not declared",
        "Q06": "2 unnamed columns at the right edge; column '第二数量' is empty; column '第二计量单位' is empty",
    },
    "regimes.csv": {"Q06": "2 unnamed columns at the right edge; column 'Customs Regime' is empty"},
}
GOOD = {"good.csv", "page-a.csv", "page-b.csv", "flash.xls"}
BATCH_HEAD = "batch_no,inspection_date,value_usd,result\n"


def _fill(home: Home) -> None:
    def query(name, rows, head=None, **facts):
        home.put("customs_query", name, query_csv(rows, head=head), **{**OPEN, **facts})

    for name in ("good.csv", "good-again.csv"):
        query(name, [{}, {"partner": "304", "value": 655}], covers_partners=["304", "502"])
    cut = gzip.compress(query_csv([{"value": n} for n in range(99)]))[:-20]
    home.put("customs_query", "cut.csv.gz", cut, **OPEN)
    home.put("customs_query", "unsaid.csv", query_csv([{"value": 1}]), released_at=OPEN["released_at"])
    query("other.csv", [{"value": 2}, {"value": 3, "place": "33"}], covers_partners=["304"])
    query("later.csv", [{"value": 6}], released_at="2099-01-01T00:00:00")
    query("header.csv", [{"value": 7}], head=[*QUERY_HEAD[:-1], "金额"])
    home.put("customs_query", "bytes.csv", query_csv([{}, {"value": 8}]).replace(b'"8"', b'"\xff"'), **OPEN)
    query("full.csv", [{"place": f"{n:05}"} for n in range(10_000)])
    query("dollars.csv", [{"value": 9}], currency="USD")
    query("timeless.csv", [{"value": 10}], head=QUERY_HEAD[1:])
    for name, page, value in (("page-1.csv", 1, 12), ("page-1-too.csv", 1, 13)):
        query(name, [{"value": value}], set_id="wrong", page=page, pages=2)
    for name, page, place in (("page-a.csv", 1, "31"), ("page-b.csv", 2, "32")):
        query(name, [{"place": place}], set_id="right", page=page, pages=2)
    rows = [{"place": p, "regime": r} for p in (31, 32, 33, 34, 35, 36) for r in (10, 14, 15, 19)]
    rows[5 - 2] |= {"partner": "304"}
    rows[11 - 2] |= {"value": "1,2a4"}
    lines = query_csv(rows).split(b"\n")
    lines[8 - 1] = lines[8 - 1].rsplit(b',"', 2)[0]
    home.put("customs_query", "damaged.csv", b"\n".join(lines), **{**OPEN, "covers_partners": ["502"]})
    odd = query_csv([{"value": 16, "hs8": "94054090", "unit1": "千克", "qty2": "", "unit2": ""}])
    released = {"released_at": OPEN["released_at"]}
    home.put("customs_query", "odd.csv", odd.replace(b",\n", b",,\n"), **released, flow="export")
    titles = (("flash", FLASH), ("dollars", FLASH.replace("人民币", "美元")), ("unnamed", FLASH.replace("重点", "")))
    for name, title in titles:
        home.put("customs_express", f"{name}.xls", xls(*flash(title)), released_at="2026-01-14T10:00:00")
    batches = f"{BATCH_HEAD}B1,2015-02-28,5,PASS\nB2,2015-02-30,5,PASS\n"
    home.put("inspection_batches", "batches.csv", batches, **released)
    codes = "\n".join(f"{code},贸易,,," for code in range(10, 50))
    home.put("trade_regimes", "regimes.csv", f"贸易方式编码,贸易方式名称,Customs Regime,,\n{codes}\n", **released)
    home.put("cpsc_recalls", "recalls.json", answer(OLD, total=75), **released)
    query("broken.csv", [{"value": 17}])


def _shape(bench, delivery, report):
    if delivery.file_name == "broken.csv":
        raise OSError("no space left on device")
    UNDOCUMENTED.shape(bench, delivery, report)


@pytest.fixture(scope="module")
def night(make_home, tmp_path_factory):
    """One night with a file for every rule, and its summary."""
    home = make_home(tmp_path_factory.mktemp("reader") / "home")
    _fill(home)
    return home, home.night(replace(UNDOCUMENTED, shape=_shape))


def _results(home, name) -> list[tuple]:
    """Results of the reader for a file: rule, action, outcome, message."""
    return home.rows(
        f"""
        SELECT r.rule, r.action, r.outcome, r.message
        FROM ops.fct_dq_result AS r JOIN ops.delivery AS d USING (delivery_id)
        WHERE d.file_name = '{name}' AND r.level = 'reader' ORDER BY ALL
        """
    )


@pytest.mark.parametrize("name", REFUSED)
def test_refused_files(night, name):
    """Nothing of the file is loaded; reason and remedy stand in the ledger, and the reason with the results."""
    home, summary = night
    rule, words = REFUSED[name]
    handled = home.handled(summary, name)
    assert (handled.state, handled.rule) == ("refused", rule)
    accepted = "SELECT count(*) FROM core.fct_trade JOIN ops.delivery ON delivery_id = source_file"
    assert home.one(f"{accepted} WHERE file_name = '{name}'") == 0
    assert words in handled.reason
    assert handled.remedy
    assert name in handled.reason or rule == "PAGESET"
    if rule != "PAGESET":
        assert _results(home, name) == [(rule, "block", "failed", handled.reason)]


@pytest.mark.parametrize("name", QUARANTINED)
def test_quarantined_records(night, name):
    """A record is set apart with its reason and its raw text; the rest of the file is loaded."""
    home, summary = night
    handled = home.handled(summary, name)
    assert (handled.state, handled.rows_quarantined) == ("loaded", len(QUARANTINED[name]))
    kept = "SELECT q.* FROM ops.quarantine_row AS q JOIN ops.delivery USING (delivery_id)"
    found = {
        row: (rules, reasons, raw) for _, row, rules, reasons, _, raw in home.rows(f"{kept} WHERE file_name = '{name}'")
    }
    assert {row: rules for row, (rules, _, _) in found.items()} == {r: [v[0]] for r, v in QUARANTINED[name].items()}
    for row, (_, words) in QUARANTINED[name].items():
        assert words in found[row][1][0]
        assert found[row][2]
    failed = [r[:3] for r in _results(home, name) if r[2] == "failed"]
    assert failed == sorted((rule, "quarantine", "failed") for rule, _ in QUARANTINED[name].values())


@pytest.mark.parametrize("name", WARNED)
def test_warnings(night, name):
    """The file is loaded whole."""
    home, summary = night
    handled = home.handled(summary, name)
    assert (handled.state, handled.rows_quarantined) == ("loaded", 0)
    failed = {r[0]: r[3] for r in _results(home, name) if r[2] == "failed"}
    assert list(failed) == sorted(WARNED[name])
    assert all(words in failed[rule] for rule, words in WARNED[name].items())


def test_good_files(night):
    """No rule of the reader minds them."""
    home, summary = night
    for name in GOOD - {"good.csv"}:
        handled = home.handled(summary, name)
        assert (handled.state, handled.rows_quarantined) == ("loaded", 0), handled
        assert {r[2] for r in _results(home, name)} == {"passed"}


def test_the_same_file_again_is_no_delivery(night):
    """Q04: known bytes with known facts, under another name; the next night finds nothing of this one new."""
    home, summary = night
    (known,) = {h.file_name for h in summary.handled if h.file_name.startswith("good")}
    assert {r[2] for r in _results(home, known)} == {"passed"}
    assert len(summary.handled) == len(REFUSED) + len(QUARANTINED) + len(WARNED) + len(GOOD) + 1


def test_a_fault_is_no_refusal(night):
    home, summary = night
    handled = home.handled(summary, "broken.csv")
    assert (handled.state, handled.rule) == ("received", "FAULT")
    assert handled.reason == "OSError: no space left on device"
    assert summary.faults == ["broken.csv: OSError: no space left on device"]


def test_every_rule_of_the_reader_has_cases(night):
    """What the code names is what the rulebook lists, and each has a file here that trips it and one that passes."""
    home, _ = night
    named = set(_named_in_code()) | {pagesets.RULE, correcting.RULE, "FAULT"}
    listed = {rule.id for rule in READER}
    assert listed == named | {"Q04"}
    elsewhere = correcting.RULE  # the tests of corrections have files that trip it and that pass
    tripped = {"Q04", "FAULT", elsewhere, *(rule for rule, _ in REFUSED.values())}
    tripped |= {rule for rows in QUARANTINED.values() for rule, _ in rows.values()}
    tripped |= {rule for rules in WARNED.values() for rule in rules}
    assert tripped == listed
    rows = home.rows("SELECT DISTINCT rule FROM ops.fct_dq_result WHERE level = 'reader' AND outcome = 'passed'")
    passed = {rule for (rule,) in rows}
    assert listed - passed == {"FILE", "Q75", "PAGESET", "FAULT", "F11", "Q04", elsewhere}, (
        "passing leaves no result for these alone"
    )


def _named_in_code() -> set[str]:
    """Rules that the rooms name where they refuse a file, reject a record or report a result."""
    at = {"refuse": 0, "Refusal": 0, "FileRefusedError": 0, "ReaderResult": 0, "reject": 1}
    found = set()
    for room in ROOMS:
        for path in Path(importlib.import_module(room).__file__).parent.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                    arguments = node.args[at[name] : at[name] + 1] if name in at else []
                    found |= {c.value for a in arguments for c in ast.walk(a) if isinstance(c, ast.Constant)}
                if isinstance(node, ast.For) and isinstance(node.iter, ast.Tuple):
                    firsts = [e.elts[0] for e in node.iter.elts if isinstance(e, ast.Tuple)]
                    found |= {c.value for c in firsts if isinstance(c, ast.Constant)} & {"RECORD", "Q20", "CAST"}
    return {rule for rule in found if isinstance(rule, str) and rule.isupper()}
