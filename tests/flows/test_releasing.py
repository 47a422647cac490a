"""Quarantine as a work list: records leave as CSV, come back mended or let pass, and go through the same rules."""

from __future__ import annotations

import csv
import json
import stat
from decimal import Decimal

import duckdb
import pytest
from click.testing import CliRunner

from flows import releasing
from flows.rebuild import rebuild_warehouse
from flows.releasing import ReleaseError
from lighting.cli import cli
from samples.enterprises import wrong_credit_code
from tests.support import OPEN, query_csv
from tests.warehouse.test_confidential import FIRST as FIRST_OF_ENTERPRISES
from tests.warehouse.test_confidential import OCTOBER, firm, found_in, row
from tests.warehouse.test_confidential import csv as enterprise_csv
from warehouse import readers
from warehouse.connection import open_writer

pytestmark = pytest.mark.slow

REGIME, VALUE, PARTNER = "贸易方式编码", "人民币", "贸易伙伴编码"
PAGED = OPEN | {"set_id": "s", "pages": 2}


def _october() -> bytes:
    """Row 2 is good, 3 has no statistical regime, 4 a quantity without a value, 5 is negative, 6 has fields missing."""
    rows = [
        {"partner": "502", "value": 1000},
        {"partner": "304", "regime": "0110", "value": 20},
        {"partner": "116", "value": 0},
        {"partner": "303", "value": -5},
    ]
    return query_csv(rows) + b'"201510","94051000"\n'


@pytest.fixture(scope="module")
def night(tmp_path_factory, make_home):
    """A home with records in quarantine: of an ordinary file, of a page of a set, and of a confidential file."""
    home = make_home(tmp_path_factory.mktemp("releasing") / "home")
    home.put("customs_query", "october.csv", _october(), **OPEN)
    first, second = ({"period": "201509", "partner": p, "value": 7} for p in ("502", "304"))
    home.put("customs_query", "page1.csv", query_csv([first]), **PAGED, page=1)
    bad = {"period": "201509", "partner": "116", "regime": "1"}
    home.put("customs_query", "page2.csv", query_csv([second, bad]), **PAGED, page=2)
    secret = row(6, "502", 900, uscc=wrong_credit_code(firm(6)[1]))
    home.put("customs_enterprise", "secret.csv", enterprise_csv(*OCTOBER, secret), **FIRST_OF_ENTERPRISES)
    assert home.night().state == "published"
    return home


@pytest.fixture
def home(night, tmp_path, monkeypatch):
    """The same in a folder of a test's own, and of the command."""
    monkeypatch.setenv("LIGHTING_HOME", str(tmp_path / "home"))
    return night.copy_to(tmp_path / "home")


def _call(*arguments, code=0):
    done = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    assert done.exit_code == code, done.output
    return done.output


def _listed(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _mend(path, *mended):
    """Change cells of an exported list: file, row, cells."""
    rows = _listed(path)
    for file_name, number, cells in mended:
        (found,) = (r for r in rows if (r["#file"], r["#row"]) == (file_name, str(number)))
        found |= cells
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _decide(home):
    return home.night(kind="decision", is_landing_read=False)


def _quarantined(home):
    return home.rows(
        "SELECT file_name, source_row FROM ops.quarantine_row JOIN ops.delivery USING (delivery_id) ORDER BY ALL"
    )


def _october_figures(home):
    figures = "SELECT partner_code, state::VARCHAR, value, source_row FROM core.fct_trade"
    return home.rows(f"{figures} WHERE period = '201510' ORDER BY ALL")


def test_the_list_groups_by_rule_and_file_and_keeps_confidential_records_to_itself(home, tmp_path):
    grouped = _call("quarantine")
    for told in ("october.csv", "page2.csv", "secret.csv", "RECORD", "Q14", "Q17", "Q18", "Q26"):
        assert told in grouped
    assert "2 records" not in _call("quarantine", "--file", "page2.csv")
    assert "is no statistical regime" in _call("quarantine", "--rows", "--file", "october.csv")
    records = json.loads(_call("quarantine", "--json"))
    assert [r["raw_text"] for r in records if r["file_name"] == "secret.csv"] == ["(confidential)"]
    assert not [code for code in firm(6) if code in json.dumps(records)]
    path = tmp_path / "list.csv"
    path.touch(mode=0o644)
    assert "1 confidential records are left out" in _call("quarantine", "--export", path)
    assert "There is nothing to export" in _call(
        "quarantine", "--export", tmp_path / "none.csv", "--dataset", "customs_enterprise"
    )
    rows = {(r["#file"], r["#row"]): r for r in _listed(path)}
    assert sorted(rows) == [("october.csv", str(n)) for n in (3, 4, 5, 6)] + [("page2.csv", "3")]
    assert (rows["october.csv", "3"][REGIME], rows["october.csv", "3"]["#rules"]) == ("0110", "Q14")
    assert rows["october.csv", "5"][VALUE] == "'-5"  # no formula
    assert rows["october.csv", "6"]["#raw_text"] == '"201510","94051000"'
    assert rows["october.csv", "6"][REGIME] == ""
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    _call("quarantine", "--export", path, "--confidential", code=2)  # two datasets
    _call("quarantine", "--export", path, "--confidential", "--dataset", "customs_enterprise")
    assert _listed(path)[0]["customs_code"] == firm(6)[0]


def test_mended_records_stand_where_they_stood_and_a_rebuild_finds_them_again(home, tmp_path):
    path = tmp_path / "list.csv"
    before = _quarantined(home)
    _call("quarantine", "--export", path)
    whole = {"数据年月": "201510", "商品编码": "94051000", PARTNER: "110", REGIME: "10", "收发货人注册地编码": "44"}
    whole |= {"第一数量": "3", "第一计量单位": "个", "第二数量": "2", "第二计量单位": "千克", VALUE: "77"}
    _mend(
        path,
        ("october.csv", 3, {REGIME: "10"}),
        ("october.csv", 5, {VALUE: "5"}),
        ("october.csv", 6, whole),
        ("page2.csv", 3, {REGIME: "10"}),
    )
    told = _call("release", path, "--reason", "the office told us", "--by", "Li", "--no-run")
    assert f"row 3: {REGIME} '0110' -> '10'" in told
    summary = _decide(home)
    assert (summary.state, summary.faults) == ("published", [])
    assert _quarantined(home) == [("october.csv", 4)]
    assert _october_figures(home) == [
        ("110", "V", 77, 6),
        ("116", "HELD", None, 4),
        ("303", "V", 5, 5),
        ("304", "V", 20, 3),
        ("502", "V", 1000, 2),
    ]
    assert home.rows("SELECT DISTINCT known_from::VARCHAR FROM core.fct_trade") == [("2015-11-20 10:00:00",)]
    assert home.one("SELECT sum(value) FROM core.fct_trade WHERE period = '201509'") == 14 + 12345
    counts = (
        "SELECT rows_read, rows_accepted, rows_quarantined, rows_held FROM ops.delivery WHERE file_name = 'october.csv'"
    )
    assert home.rows(counts) == [(5, 4, 1, 1)]
    assert home.rows(
        "SELECT source_row, column_name, old_value, new_value FROM ops.corrected_row WHERE source_row = 5"
    ) == [(5, "value_cny", "-5", "5")]
    assert home.rows("SELECT DISTINCT decided_by, reason FROM ops.decision") == [("Li", "the office told us")]
    right = home.digest()
    assert "nothing to release" in _call("release", path, "--reason", "again")
    assert home.night().handled == []
    rebuilt = rebuild_warehouse(home.settings, lambda _: None, judging=home.judge)
    assert rebuilt.new_digest == rebuilt.old_digest == right
    for (decision,) in home.rows("SELECT delivery_id FROM ops.decision"):
        _call("withdraw", decision, "--reason", "wrong", "--no-run")
    assert _decide(home).faults == []
    assert _quarantined(home) == before
    assert home.one("SELECT count(*) FROM ops.corrected_row") == 0


def test_a_mended_record_that_still_fails_stays_and_is_mended_again(home, tmp_path):
    path = tmp_path / "list.csv"
    for value, left in (("-6", True), ("6", False)):
        _call("quarantine", "--export", path, "--file", "october.csv")
        _mend(path, ("october.csv", 5, {VALUE: value}))
        _call("release", path, "--reason", "told", "--no-run")
        _decide(home)
        assert (("october.csv", 5) in _quarantined(home)) is left
    assert ("303", "V", 6, 5) in _october_figures(home)


def test_a_rule_lets_named_records_pass_and_never_what_has_no_figure(home):
    (delivery,) = home.rows("SELECT delivery_id FROM ops.delivery WHERE file_name = 'october.csv'")[0]
    with open_writer(home.settings) as con:
        for rule, rows, why in (
            ("Q14", None, "cannot let pass"),
            ("Q24", None, "has set no record"),
            ("Q18", [5], "has not set row 5 apart"),
        ):
            with pytest.raises(ReleaseError, match=why):
                releasing.check_let_pass(con, delivery, rule, rows)
    for rows in ("", "9-5", "1-99999999999", "4,"):
        told = _call("release", "--waive", "Q18", "--file", "october.csv", "--rows", rows, "--reason", "x", code=2)
        assert f"--rows '{rows}': " in told
    told = _call("release", "--waive", "Q18", "--file", "october.csv", "--rows", "4", "--reason", "a gift", "--no-run")
    assert "Q18 lets 1 records pass" in told
    _call("release", "--waive", "Q17", "--file", "october.csv", "--reason", "a refund", "--by", "Wu", "--no-run")
    _decide(home)
    assert [found[:3] for found in _october_figures(home)] == [
        ("116", "V", 0),
        ("303", "V", -5),
        ("502", "V", 1000),
    ]
    passed = home.rows("SELECT source_row, column_name, action FROM ops.corrected_row ORDER BY 1")
    assert passed == [(4, "Q18", "let_pass"), (5, "Q17", "let_pass")]
    rebuilt = rebuild_warehouse(home.settings, lambda _: None, judging=home.judge)
    assert rebuilt.new_digest == rebuilt.old_digest


def test_a_record_that_is_let_pass_is_judged_with_the_whole_file(home):
    """Of two records of one key one was set apart: letting it pass makes the key double, and the file is refused."""
    rows = [{"period": "201508", "value": 100}, {"period": "201508", "value": -1}]
    home.put("customs_query", "august.csv", query_csv(rows), **OPEN)
    assert home.handled(home.night(), "august.csv").state == "loaded"
    _call("release", "--waive", "Q17", "--file", "august.csv", "--reason", "a refund", "--no-run")
    refused = home.handled(_decide(home), "august.csv")
    assert (refused.state, refused.rule) == ("refused", "Q40")
    (decision,) = home.rows("SELECT delivery_id FROM ops.decision")[0]
    _call("withdraw", decision, "--reason", "it is a double", "--no-run")
    assert home.handled(_decide(home), "august.csv").state == "loaded"
    assert home.rows("SELECT state::VARCHAR FROM core.fct_trade WHERE period = '201508'") == [("HELD",)]


def test_mending_a_confidential_record_leaves_no_trace_where_people_read(home, tmp_path):
    path = tmp_path / "secret.csv"
    _call("quarantine", "--export", path, "--confidential", "--dataset", "customs_enterprise")
    (listed,) = _listed(path)
    _mend(path, ("secret.csv", int(listed["#row"]), {"uscc": firm(6)[1]}))
    told = _call("release", path, "--reason", "the register says so", "--no-run")
    assert "1 records are mended" in told
    assert not [code for code in firm(6) if code in told]
    summary = _decide(home)
    assert summary.faults == []
    assert not [code for code in firm(6) if code in str(summary)]
    with duckdb.connect(str(home.settings.confidential), read_only=True) as con:
        assert con.execute("SELECT count(*) FROM ops.quarantine_row").fetchall() == [(0,)]
        assert con.execute("SELECT new_value FROM ops.corrected_row").fetchall() == [(firm(6)[1],)]
        figure = f"SELECT state::VARCHAR, value FROM core.fct_enterprise_export WHERE customs_code = '{firm(6)[0]}'"
        assert con.execute(figure).fetchall() == [("V", Decimal(900))]
    for shown in (home.settings.published, *home.path.glob("warehouse.duckdb*")):
        assert found_in(shown) == []


def _open_rows(*options):
    return {(r["file_name"], r["source_row"]) for r in json.loads(_call("quarantine", "--json", *options))}


def test_what_later_releases_replace_in_full_is_no_work_any_more(home):
    """Rows 3 and 6 of october.csv have no readable key, and their file declares no months: they stay."""
    october, others = {("october.csv", n) for n in (3, 4, 5, 6)}, {("page2.csv", 3), ("secret.csv", 15)}
    assert _open_rows() == october | others
    later = OPEN | (moved := {"released_at": "2015-12-20T10:00:00"})
    home.put("customs_query", "of303.csv", query_csv([{"partner": "303"}]), **later | {"covers_partners": ["303"]})
    for name, first in (("july.csv", "201507"), ("june.csv", "201506")):
        content = query_csv([{"period": "201507"}]) + b'"201507","94051000"\n'
        home.put("customs_query", name, content, **OPEN, period_from=first, period_to="201507")
    home.night()
    assert _open_rows() == october - {("october.csv", 5)} | others | {("july.csv", 3), ("june.csv", 3)}
    whole = query_csv([{"partner": "502"}, {"partner": "116", "value": 0}])
    home.put("customs_query", "october2.csv", whole, **later | {"released_at": "2015-12-21T10:00:00"})
    home.put("customs_query", "july2.csv", query_csv([{"period": "201507"}]), **later)
    home.put("customs_enterprise", "secret2.csv", enterprise_csv(*OCTOBER), **FIRST_OF_ENTERPRISES | moved)
    home.night()
    left = {("october.csv", 3), ("october.csv", 6), ("october2.csv", 3), ("june.csv", 3), ("page2.csv", 3)}
    assert _open_rows() == left
    grouped = _call("quarantine")
    assert ("june.csv" in grouped, "july.csv" in grouped, "secret.csv" in grouped) == (True, False, False)
    assert _open_rows("--all") == october | others | left | {("july.csv", 3)}
    assert "the release of 2015-12-20 10:00 has replaced it" in _call("quarantine", "--all", "--rows")
    _call("withdraw", "october2.csv", "--reason", "not the whole month", "--no-run")
    assert _decide(home).faults == []
    assert october - {("october.csv", 5)} <= _open_rows()


def test_a_list_that_names_what_is_not_there_is_refused_whole(home, tmp_path):
    path = tmp_path / "list.csv"
    with open_writer(home.settings) as con:
        (record, *_) = readers.quarantine(con, "customs_query", "Q17")
    head = f"#delivery,#row,{VALUE}"
    for text, why in (
        ("a,b\n1,2\n", "has no columns #delivery"),
        (f"{head}\nfeed,5,1\n", "line 2: there is no delivery 'feed'"),
        (f"{head}\n{record['delivery_id']},5,1\n {record['delivery_id']},5,2\n", "line 3: row 5 .* in two ways"),
        (f"{head}\n{record['delivery_id']},5,{'1' * 200_000}\n", "does not read as CSV: field larger than"),
        (f"{head}\n{record['delivery_id']},x,1\n", "line 2: #row is 'x'"),
        (f"{head}\n{record['delivery_id']},2,1\n", "line 2: row 2 of october.csv is not in quarantine"),
        (f"#delivery,#row,strange\n{record['delivery_id']},5,1\n", "has no column 'strange'"),
    ):
        path.write_text(text, encoding="utf-8")
        with open_writer(home.settings) as con, pytest.raises(ReleaseError, match=why):
            releasing.read_list(home.settings, con, path)
    assert "or --waive" in _call("release", "--reason", "x", code=2)
