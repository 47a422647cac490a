"""Figures by enterprise through whole nights: what is loaded, what is published of it, and what never leaves."""

from __future__ import annotations

import json
from decimal import Decimal

import duckdb
import pytest
from click.testing import CliRunner

from flows.rebuild import rebuild_warehouse
from flows.steps import Steps
from lighting.cli import cli
from samples.enterprises import credit_code, wrong_credit_code
from tests.support import OPEN, Home, query_csv
from warehouse import decisions
from warehouse.connection import open_published
from warehouse.digest import digest

HEAD = "customs_code,uscc,period,hs8,partner_code,regime_code,flow,currency,value,qty1,unit1,qty2,unit2"
WHOLE = {f"covers_{name}": ["*"] for name in ("enterprises", "hs", "partners", "regimes")}
FIRST, SECOND = WHOLE | {"released_at": "2015-11-20T10:00:00"}, WHOLE | {"released_at": "2015-12-20T10:00:00"}
SECRET_VALUE = 73_000_000_019
"""A value that stands nowhere else: as text, as an integer and as DECIMAL(18, 2) in the bytes of a file."""


def firm(number: int) -> tuple[str, str]:
    """Customs code and social credit code of an enterprise."""
    return f"44209QX{number:03d}", credit_code(f"91442000QX{number:06d}X")


def row(
    number: int,
    partner: str,
    value: int,
    hs8: str = "94051000",
    period: str = "201510",
    uscc: str = "",
    currency: str = "CNY",
) -> str:
    code, credit = firm(number)
    cells = (code, uscc or credit, period, hs8, partner, "10", "X", currency, value, value // 100 + 1, "个", 5, "千克")
    return ",".join(map(str, cells))


def csv(*rows: str) -> str:
    return "\n".join([HEAD, *rows]) + "\n"


OCTOBER = [
    *(row(n, partner, 1_000 * n) for n in (1, 2, 3, 4) for partner in ("502", "304")),
    row(1, "116", 500),
    row(2, "116", 600),
    *(row(n, "303", 700 + n) for n in (2, 3, 4)),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory, make_home) -> Home:
    """Two nights: October with a secret and a row in quarantine, an ordinary file; then October without the secret."""
    made = make_home(tmp_path_factory.mktemp("confidential") / "home")
    bad = row(6, "502", 900, uscc=wrong_credit_code(firm(6)[1]))
    made.put("customs_enterprise", "october.csv", csv(*OCTOBER, row(5, "110", SECRET_VALUE), bad), **FIRST)
    made.put("customs_query", "query.csv", query_csv([{"partner": "502"}]), **OPEN)
    assert (made.night().state, made.one("SELECT count(*) FROM core.fct_trade")) == ("published", 1)
    made.put("customs_enterprise", "october2.csv", csv(*OCTOBER), **SECOND)
    made.put("customs_enterprise", "refused.csv", csv(row(7, "502", 1), row(7, "502", 2)), **SECOND)
    summary = made.night(Steps())
    assert summary.faults == []
    assert made.handled(summary, "october2.csv").rows_accepted == len(OCTOBER)
    assert made.handled(summary, "refused.csv").rule == "Q40"
    return made


def secrets() -> list[bytes]:
    """Codes of the enterprises, the names of their files' columns aside, and the secret value in every form."""
    texts = [text for number in range(1, 8) for text in firm(number)] + [wrong_credit_code(firm(6)[1])]
    cents = SECRET_VALUE * 100
    numbers = [number.to_bytes(8, "little") for number in (SECRET_VALUE, cents)]
    return [*(text.encode() for text in texts), str(SECRET_VALUE).encode(), *numbers]


def found_in(path) -> list[bytes]:
    content = path.read_bytes()
    return [secret for secret in secrets() if secret in content]


def ask(home: Home, sql: str) -> list[tuple]:
    """Ask the confidential file."""
    with duckdb.connect(str(home.settings.confidential), read_only=True) as con:
        return con.execute(sql).fetchall()


def test_what_people_read_holds_no_secret(home):
    """Neither the published file nor the warehouse that it is copied from, with freed pages; nor pages and reports."""
    assert len(found_in(home.settings.confidential)) >= 14
    readable = [home.settings.published, *home.settings.home.glob("warehouse.duckdb*")]
    readable += [p for p in home.settings.reports.rglob("*") if p.is_file()]
    assert len(readable) > 5
    assert {str(p): hits for p in readable if (hits := found_in(p))} == {}
    assert home.rows("SELECT DISTINCT dataset FROM ops.delivery") == [("customs_query",)]
    assert home.rows("SELECT count(*) FROM core.fct_enterprise_export") == [(0,)]
    page = (home.settings.reports / "latest.html").read_text()
    assert "refused.csv" in page
    assert "confidential file: lighting status shows the reason" in page


def test_versions_close_and_quarantine_holds(home):
    columns = "state::VARCHAR, value, known_from::DATE::VARCHAR"
    versions = f"SELECT {columns} FROM core.fct_enterprise_export WHERE customs_code = '%s' ORDER BY known_from"
    assert ask(home, versions % firm(5)[0]) == [
        ("V", Decimal(SECRET_VALUE), "2015-11-20"),
        ("ABSENT", None, "2015-12-20"),
    ]
    assert ask(home, versions % firm(6)[0]) == [
        ("HELD", None, "2015-11-20"),
        ("ABSENT", None, "2015-12-20"),
    ]
    (held,) = ask(home, "SELECT rules, is_held, raw_text FROM ops.quarantine_row")
    assert held[:2] == (["Q26"], True)
    assert firm(6)[0] in held[2]
    counts = "SELECT file_name, state, rows_accepted, rows_quarantined FROM ops.delivery ORDER BY 1"
    assert ask(home, counts) == [
        ("october.csv", "loaded", len(OCTOBER) + 1, 1),
        ("october2.csv", "loaded", len(OCTOBER), 0),
        ("refused.csv", "refused", None, None),
    ]


def test_small_cells_are_suppressed_and_none_follows_from_others(home):
    """116 has two enterprises. Without 303 (the next smallest) it were the total less the others."""
    with open_published(home.settings.published) as con:
        found = con.execute(
            "SELECT partner_code, value, enterprises, reason FROM marts.enterprise_cells(heading := 'ALL') ORDER BY 1"
        ).fetchall()
    assert found == [
        ("116", None, None, "SMALL_CELL"),
        ("303", None, None, "SMALL_CELL"),
        ("304", Decimal(10_000), 4, None),
        ("502", Decimal(10_000), 4, None),
        ("ALL", Decimal(23_209), 4, None),
    ]


def test_the_person_with_the_home_folder_sees_everything(home, monkeypatch):
    monkeypatch.setenv("LIGHTING_HOME", str(home.path))

    def call(*arguments: str) -> str:
        return CliRunner().invoke(cli, list(arguments)).output

    assert firm(6)[0] in call("quarantine", "--rows", "--all", "--dataset", "customs_enterprise")
    assert f"rows 2, 3 have the same key {firm(7)[0]}" in call("status")
    assert call("digest").split()[-1] == home.digest()
    told = {check["what"]: check["is_ok"] for check in json.loads(call("doctor", "--json"))}
    assert told["archive in the ledger"]
    assert told["rows accounted for"]
    figure = call("explain", "enterprise_cells", "--period", "201510", "--partner", "116")
    assert "SMALL_CELL" in figure
    assert "700" not in call("sql", "select count(*) from core.fct_enterprise_export_restated")


MEMBER_SECRET = 81_000_000_023
"""The exports of one member, of a size class of its own."""


@pytest.mark.slow
def test_sums_over_members_give_nothing_away(home, tmp_path, monkeypatch):
    """Three members of a zone and three others: the members' sum is published, no size class, no value, no ranking."""
    copy = home.copy_to(tmp_path / "home")
    values = {8: MEMBER_SECRET, 9: 500, 10: 700, 2: 1_000, 3: 2_000, 4: 3_000}
    rows = [row(n, "502", value, period="201509") for n, value in values.items()]
    both = [row(n, "502", value, period="201408") for n, value in values.items()]
    both += [row(n, "502", value, period="201408", currency="USD") for n, value in values.items() if n != 10]
    copy.put("customs_enterprise", "september.csv", csv(*rows, *both), **WHOLE, released_at="2015-10-20T10:00:00")
    head = "zone_id,uscc,customs_code,entry_date,size_class,quality_class"
    listed = [
        ",".join(("CZ-CERAMIC", firm(n)[1], firm(n)[0], "2015-12-01", size, "1"))
        for n, size in ((8, "L"), (9, "S"), (10, "S"))
    ]
    copy.put("zone_roster", "roster.csv", "\n".join([head, *listed]) + "\n", released_at="2015-12-20T10:00:00")
    assert copy.night().state == "published"
    cells = "SELECT group_code, value, enterprises, is_suppressed FROM core.fct_zone_cell WHERE period = '201509'"
    with open_published(copy.settings.published) as con:
        found = {group: rest for group, *rest in con.execute(f"{cells} AND family = 'D1'").fetchall()}
        august = con.execute(
            "SELECT currency, is_suppressed FROM core.fct_zone_cell WHERE period = '201408' AND group_code = 'MEMBER'"
        ).fetchall()
        ranking = con.execute("SELECT DISTINCT value, exports, place, reason FROM marts.member_selection").fetchall()
    assert found["MEMBER"] == [Decimal(MEMBER_SECRET + 1_200), 3, False]
    assert found["ELSEWHERE"] == [Decimal(6_000), 3, False]
    assert found["ALL"] == [Decimal(MEMBER_SECRET + 7_200), 6, False]
    assert (found["L"], found["S"]) == ([None, None, True], [None, None, True])
    assert set(august) == {("CNY", True), ("USD", True)}, "two members report in dollars: the rate would tell in yuan"
    assert ranking == [(None, None, None, "CONFIDENTIAL")]
    secret = [
        MEMBER_SECRET.to_bytes(8, "little"),
        (MEMBER_SECRET * 100).to_bytes(8, "little"),
        str(MEMBER_SECRET).encode(),
    ]
    files = [copy.settings.published, *copy.settings.home.glob("warehouse.duckdb*")]
    assert [p for p in files if found_in(p) or any(each in p.read_bytes() for each in secret)] == []
    assert any(each in copy.settings.confidential.read_bytes() for each in secret)

    monkeypatch.setenv("LIGHTING_HOME", str(copy.path))
    asked = (
        "SELECT uscc, exports, reason FROM marts.member_selection(last_month := '201509') ORDER BY partial_value DESC"
    )
    told = CliRunner().invoke(cli, ["sql", asked, "--confidential", "--format", "json"])
    assert [(r["uscc"], float(r["exports"]), r["reason"]) for r in json.loads(told.output)] == [
        (firm(8)[1], float(MEMBER_SECRET), "INCOMPLETE"),
        (firm(10)[1], 700.0, "INCOMPLETE"),
        (firm(9)[1], 500.0, "INCOMPLETE"),
    ], "one month of twelve was delivered"
    assert "CONFIDENTIAL" in CliRunner().invoke(cli, ["sql", asked]).output


@pytest.mark.slow
def test_a_withdrawal_takes_it_back_and_the_cells_follow(home, judge, tmp_path):
    copy = home.copy_to(tmp_path / "home")
    (second,) = ask(copy, "SELECT delivery_id FROM ops.delivery WHERE file_name = 'october2.csv'")[0]
    before = copy.digest()
    decision = decisions.Decision("withdrawal", second, None, "wrong", "somebody", "2016-01-01T00:00:00")
    entry = decisions.record(copy.settings.archive, decision)
    assert copy.night().state == "published"
    assert ask(copy, "SELECT state FROM ops.delivery WHERE file_name = 'october2.csv'") == [("withdrawn",)]
    cells = "SELECT is_suppressed FROM core.fct_enterprise_cell WHERE heading = 'ALL' AND partner_code = '110'"
    assert copy.rows(cells) == [(True,)]
    assert found_in(copy.settings.published) == found_in(copy.settings.warehouse) == []
    back = decisions.Decision("withdrawal", entry.delivery_id, None, "no", "somebody", "2016-01-02T00:00:00")
    decisions.record(copy.settings.archive, back)
    copy.night()
    assert copy.rows(cells) == []
    assert copy.rows("FROM core.fct_enterprise_cell ORDER BY ALL") == home.rows(
        "FROM core.fct_enterprise_cell ORDER BY ALL"
    )
    assert copy.digest() != before  # two decisions more
    assert _split(copy) == _split(home)


@pytest.mark.slow
def test_any_order_a_rebuild_or_a_lost_file_give_the_same(home, judge, tmp_path):
    other = Home(tmp_path / "other", judge)
    for path in sorted((home.path / "landing").rglob("*.csv"), reverse=True):
        target = other.path / "landing" / path.parent.name
        target.mkdir(parents=True, exist_ok=True)
        for each in (path, path.with_name(f"{path.name}.toml")):
            (target / each.name).write_bytes(each.read_bytes())
        other.night()
    assert other.digest() == home.digest()
    result = rebuild_warehouse(other.settings, lambda _: None, judging=judge)
    assert result.old_digest == result.new_digest == other.digest() == home.digest()
    other.settings.confidential.unlink()
    assert other.digest() != home.digest()
    assert other.night().state == "published"
    assert other.digest() == home.digest()
    assert found_in(other.settings.published) == found_in(other.settings.warehouse) == []


def _split(home: Home) -> list[tuple]:
    return ask(home, "SELECT * EXCLUDE (source_file) FROM core.fct_enterprise_export ORDER BY ALL")


def test_the_digest_counts_both_files(home):
    whole = home.digest()
    with duckdb.connect(str(home.settings.warehouse), read_only=True) as con:
        ours = digest(con)
    with open_published(home.settings.published) as con:
        assert digest(con) == ours != whole
