"""Claims that are delivered: they are data, change no figure, and a changed verdict is told."""

from __future__ import annotations

import json
from datetime import datetime
from importlib import resources

import duckdb
import pytest

from lighting.plain_yaml import records
from samples.claims import write_claims
from tests.warehouse import claimed
from tests.warehouse.claimed import EXPECTED, STEPS
from warehouse import claims
from warehouse.digest import digest

SHIPPED = (resources.files("warehouse") / "reference" / "claims.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def home(shared_home):
    """The home of the night on the sample files."""
    made, _ = shared_home("claims", claimed.night)
    return made


CITY = (
    "period,period_kind,place_code,flow,line_label,partner_code,regime_code,ownership,currency,value,ytd_value,"
    "ytd_yoy_pct,place_basis,released_at\n"
)


def city_file(*rows: str) -> str:
    return CITY + "".join(f"{row}\n" for row in rows)


@pytest.mark.slow
def test_totals_of_imports_and_a_second_whole_year_decide(home, tmp_path):
    """C33: 142.56 billion of exports, 1.2 percent down, and 50 of imports, 8 percent down. C26: 2015 up to December."""
    copy = home.copy_to(tmp_path / "home")
    imports = "201510,M,442000,M,ALL,ALL,ALL,ALL,CNY,480000.00,5000000.00,-8.0,REG,2015-11-20 10:00:00"
    months = [
        f"{period},M,442000,X,灯具、照明装置及其零件,ALL,ALL,ALL,CNY,90000.00,,,REG,{released}"
        for period, released in (("201511", "2015-12-20 10:00:00"), ("201512", "2016-01-20 10:00:00"))
    ]
    copy.put("customs_city", "imports.csv", city_file(imports), flow="import", currency="CNY")
    copy.put("customs_city", "months.csv", city_file(*months), flow="export", currency="CNY")
    summary = copy.night(STEPS)
    assert [copy.handled(summary, name).rows_accepted for name in ("imports.csv", "months.csv")] == [1, 2]
    asked = "SELECT verdict, round(value, 4) FROM marts.claim_verdict WHERE claim_id = ?"
    with duckdb.connect(str(copy.settings.warehouse), read_only=True) as con:
        found = {name: con.execute(asked, [name]).fetchone() for name in ("C26", "C33", "C35")}
    exports, imported = 14_256_381.53, 5_000_000
    growth = (exports + imported) / (exports / 0.988 + imported / 0.92) - 1
    assert found["C33"] == ("consistent", round(growth * 100, 4))
    lamps = (7.05e9 + 1.8e9) / (5.2377e9 + 1.185e9) - 1
    assert found["C26"] == ("consistent", round(lamps * 100, 4))
    assert found["C35"][0] == "consistent"


@pytest.mark.slow
def test_the_shipped_list_delivered_says_the_same(home, tmp_path):
    """Both ways into the table agree, and every claim of the reprint is told of (Q72)."""
    copy = home.copy_to(tmp_path / "home")
    columns = "* EXCLUDE (source_file, is_conflict)"
    before = copy.rows(f"SELECT {columns} FROM core.fct_claim ORDER BY claim_id")
    copy.put("claims", "claims.yaml", SHIPPED, released_at="2018-10-12T09:00:00")
    summary = copy.night(STEPS)
    handled = copy.handled(summary, "claims.yaml")
    assert (handled.state, handled.rows_accepted, handled.rows_quarantined) == ("loaded", len(EXPECTED), 0)
    assert copy.rows(f"SELECT {columns} FROM core.fct_claim ORDER BY claim_id") == before
    assert copy.one("SELECT count(DISTINCT source_file) FROM core.fct_claim WHERE source_file LIKE 'shipped:%'") == 0
    (printed,) = {sum(record.values["stage"] == "PRINTED" for record in records(SHIPPED))}
    assert copy.results("Q72") == [("claims", "failed", printed)]
    assert summary.claims["changed"] == []


NEW = """
stage: PRINTED
source_ref: NEWS-2016
operator: "="
unit: CNY_BN
period_precision: M
period_start: 2015-01-01
period_end: 2015-10-31
geo_code: 442000
published_at: 2016-01-05
document_date: 2016-01-05
event_date: 2015-12-01
event_precision: M
subject: EXPORTS_OF_LAMPS
speaker: TEXT
source_span: P1
expected_verdict: inconsistent
reason: It is another number.
claims:
  - claim_id: N1
    text_own_words: Exports came to 7.06 billion yuan.
    value: 7.06
    test: YTD
  - claim_id: N2
    text_own_words: Exports came to about 7 billion yuan.
    operator: "~"
    value: 7
    test: YTD
  - claim_id: N3
    text_own_words: A test of a metric that there is not.
    value: 7
    test: {kind: figure, figures: {x: {from: marts.no_such}}}
  - claim_id: N4
    text_own_words: A test that reads confidential rows.
    value: 7
    test: {kind: figure, figures: {x: {from: core.fct_enterprise_export}}}
  - claim_id: N5
    text_own_words: A test with a column that there is not.
    value: 7
    test: {kind: figure, figures: {x: {from: marts.ytd_value, column: no_such}}}
  - claim_id: C34
    text_own_words: Exports came to 7.1 billion yuan.
    value: 7.1
    test: YTD
"""


YTD = (
    '{kind: figure, figures: {x: {from: marts.ytd_value, arguments: {place: "442000", family: D1},'
    ' where: {period: "201510"}}}}'
)
NEW = NEW.replace("YTD", YTD)


@pytest.mark.slow
def test_a_new_claim_is_data_and_changes_no_figure(home, tmp_path):
    copy = home.copy_to(tmp_path / "home")
    figures = copy.rows("SELECT * FROM core.fct_trade ORDER BY ALL"), copy.rows("FROM marts.ytd_value ORDER BY ALL")
    copy.put("claims", "new.yaml", NEW, released_at="2016-01-06T09:00:00")
    write_claims(copy.settings.home / "landing" / "claims")
    summary = copy.night(STEPS)
    assert summary.faults == []
    refused = copy.handled(summary, "sample_claims_without_unit.yaml")
    assert (refused.state, refused.rule) == ("refused", "Q70")
    assert "row 11: claim S9 has no unit" in refused.reason
    found = dict(copy.rows("SELECT claim_id, (verdict, finding) FROM marts.claim_verdict"))
    assert found["N1"] == ("inconsistent", "the warehouse has 7.05 bn CNY, outside what is claimed")
    assert [found[name][0] for name in ("S1", "S2", "S3")] == ["reproduced", "inconsistent", "qualitative"]
    assert found["N2"] == ("consistent", "the warehouse has 7.05 bn CNY, which does not contradict it")
    for name, why in (("N3", "marts.no_such"), ("N4", "core.fct_enterprise_export"), ("N5", "no_such")):
        assert found[name][0] == "not_testable"
        assert "the test cannot be asked" in found[name][1]
        assert why in found[name][1]
    assert found["C34"][0] == "reproduced", "7.1 is what 7.05 rounds to"
    assert copy.rows("SELECT * FROM core.fct_trade ORDER BY ALL") == figures[0]
    assert copy.rows("FROM marts.ytd_value ORDER BY ALL") == figures[1]
    assert [(row["claim_id"], row["before"]) for row in summary.claims["changed"]] == [
        *((f"N{n}", None) for n in range(1, 6)),
        *((f"S{n}", None) for n in range(1, 4)),
    ]


@pytest.mark.parametrize(
    ("dictated", "told"),
    [
        ({"agreement": "inconsistent"}, "agreement is consistent"),
        ({"undecided": "reproduced"}, "undecided is scope_mismatch or not_testable"),
        ({"agreement": ["consistent"]}, "agreement is consistent"),
        ({"agreement": "consistent", "undecided": "not_testable"}, None),
        ({"agreement": None}, None),
    ],
)
def test_a_test_does_not_dictate_its_verdict(home, dictated, told):
    asked = {"kind": "figure", "figures": {"x": {"claim": "C34"}}, **dictated}
    with duckdb.connect(str(home.settings.warehouse), read_only=True) as con:
        found = claims.checked(claims.Reader(con), json.dumps(asked), 7.05)
    assert found.message == (told and f"the test cannot be asked: {told}")


def test_a_changed_verdict_is_told_and_the_check_is_no_content(home, tmp_path):
    copy = home.copy_to(tmp_path / "home")
    before = copy.digest()
    copy.put("claims", "new.yaml", NEW.replace("7.1\n", "7.2\n"), released_at="2016-01-06T09:00:00")
    changed, *new = copy.night(STEPS).claims["changed"]
    assert [row["before"] for row in new] == [None] * 5
    assert (changed["claim_id"], changed["before"], changed["verdict"]) == ("C34", "reproduced", "inconsistent")
    assert copy.digest() != before
    with duckdb.connect(str(copy.settings.warehouse)) as con:
        (then,) = con.execute("SELECT min(checked_at) FROM core.fct_claim_check").fetchone()
        asked = "SELECT verdict FROM marts.claim_verdict(as_of := ?) WHERE claim_id = 'C13'"
        assert con.execute(asked, [then]).fetchall() == [("reproduced",)]
        assert con.execute(asked, [datetime(2015, 1, 1)]).fetchall() == [("not_testable",)]
        whole = digest(con)
        con.execute("DELETE FROM core.fct_claim_check")
        assert digest(con) == whole
