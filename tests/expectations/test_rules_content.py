"""Rules over the whole content: each finds what it must in one warehouse, and nothing in another that is just right."""

from __future__ import annotations

import json
import shutil
from datetime import datetime

import duckdb
import polars as pl
import pytest

from expectations.content import Finding
from expectations.judge import RESULT_SCHEMA
from expectations.process import suites
from expectations.rules import Rule

OLD, BETWEEN, NEW, NEWER = (datetime(*day) for day in ((2015, 1, 1), (2015, 6, 1), (2016, 1, 1), (2016, 2, 1)))
ZONE, KNOWN = "ZS-LIGHTING", "2015-11-20 00:00:00"


class Content:
    """A warehouse that is filled by hand."""

    def __init__(self, path):
        self.path = path
        self.con = duckdb.connect(str(path))
        self.con.execute("DELETE FROM core.accepted_row")

    def delivery(self, name, dataset, released_at, quarantined=0, state="loaded"):
        self.con.execute(
            """
            INSERT INTO ops.delivery BY NAME
            SELECT ? AS delivery_id, ? AS sha256, '' AS facts_sha256, ? AS dataset, '{}' AS facts,
                   ? || '.csv' AS file_name, 1 AS byte_size, ?::TIMESTAMP AS received_at, ? AS state,
                   ?::BIGINT AS rows_quarantined, ?::TIMESTAMP AS changed_at
            """,
            [name, name, dataset, name, released_at, state, quarantined, released_at],
        )

    def listed(self, name, dataset, table, keys, released_at, quarantined=0):
        """A delivered list."""
        self.delivery(name, dataset, released_at, quarantined)
        self.con.execute(
            """
            INSERT INTO core.accepted_row
            SELECT ?, generate_subscripts(keys, 1) + 1, ?, ?, 0, unnest(keys), '{}' FROM (SELECT ?::VARCHAR[] AS keys)
            """,
            [name, table, released_at, [json.dumps(key, separators=(",", ":")) for key in keys]],
        )

    def member(self, uscc, entry="2015-12-01", leaves=None, zone=ZONE, batch=1, name="灯厂"):
        self.con.execute(
            """
            INSERT INTO core.fct_zone_membership BY NAME
            SELECT ? AS zone_id, ? AS uscc, ?::DATE AS entry_date, ?::DATE AS exit_date, ? AS batch_no, ? AS name_zh,
                   false AS is_conflict, 'r' AS source_file, 2 AS source_row
            """,
            [zone, uscc, entry, leaves, batch, name],
        )

    def members(self, numbers, **more):
        for n in numbers:
            self.member(f"E{n}", **more)

    def quarantine(self, delivery, row, rules, reasons):
        self.con.execute(
            "INSERT INTO ops.quarantine_row VALUES (?, ?, ?, ?, false, '')", [delivery, row, rules, reasons]
        )

    def figure(self, period, state):
        self.con.execute(
            """
            INSERT INTO core.fct_trade BY NAME
            SELECT ? AS period, 'M' AS period_kind, 'REG' AS geo_basis, '44' AS place_code, 'HS8' AS product_level,
                   '94051000' AS product_code, '502' AS partner_code, '10' AS regime_code, 'ALL' AS ownership,
                   'X' AS flow, 'CNY' AS currency, ? AS state, true AS is_official, true AS is_first_release,
                   TIMESTAMP '2015-11-20' AS known_from, TIMESTAMP '2015-11-20' AS last_confirmed, 'q' AS source_file
            """,
            [period, state],
        )


LISTS = {
    "hs8_codes": ("dim_hs8", lambda n: ["2015", f"{n:02}011010"], "2015"),
    "trading_partners": ("dim_partner", lambda n: [f"{100 + n}"], ""),
    "trade_regimes": ("dim_stat_regime", lambda n: [f"{n:02}"], ""),
    "supervision_modes": ("dim_supervision_mode", lambda n: [f"{n:04}"], ""),
    "places": ("dim_geo", lambda n: ["DISTRICT", f"{44000 + n}", "1900-01-01"], "DISTRICT"),
    "hs_concordance": ("bridge_hs_concordance", lambda n: ["2017", f"{n:02}0110", "2022", "940511"], "2017 to 2022"),
}


def _fill_wrong(content: Content) -> list[tuple]:
    """Everything is wrong by the least that can be; returns the findings."""
    findings = []
    for dataset, (table, key, group) in LISTS.items():
        content.listed(f"{table}-old", dataset, table, [key(n) for n in range(100)], OLD)
        content.listed(f"{table}-new", dataset, table, [key(n) for n in range(98)], NEW)
        of = f" of {group}" if group else ""
        findings.append(
            (
                dataset,
                "F22",
                "block",
                f"{table}-new {group}".strip(),
                "98",
                ">= 99",
                f"{table}-new.csv lists 98 codes{of}, an earlier list had 100",
            )
        )
    for period in ("201509", "201510", "201510"):
        content.figure(period, "CONFLICT")
    for period, count in (("201509", "1"), ("201510", "2")):
        words = f"{count} figures of {period} differ between releases of {KNOWN}; set revision_no in a manifest"
        key = f"{period} known from {KNOWN}"
        findings.append(("customs_query", "CONFLICT", "warn", key, count, "0", f"{words} to say which counts"))
    content.members(range(46))
    content.member("E0", entry="2017-01-01", leaves="2016-12-31", name=None, batch=2)
    content.member("E1", entry="2016-05-01", batch=2)
    content.delivery("roster", "zone_roster", OLD)
    content.quarantine("roster", 7, ["MISSING"], ["empty: uscc"])
    content.quarantine("roster", 8, ["MISSING"], ["empty: entry_date"])
    content.quarantine("roster", 9, ["ENUM"], ["size_class is uscc"])
    twice, left = "is a member twice at the same time, from", "? (E0) entered on 2017-01-01 and left on 2016-12-31"
    for key, measured, allowed, words in (
        (f"{ZONE} / E0 / 2017-01-01", "2016-12-31", "after 2017-01-01", left),
        (f"{ZONE} / E0", "1", "1", f"E0 {twice} 2017-01-01 on"),
        (f"{ZONE} / E1", "1", "1", f"E1 {twice} 2016-05-01 on"),
        (f"{ZONE} / batch 1", "46", "47", f"batch 1 of {ZONE} counts 46 members, 47 were announced"),
        ("roster row 7", "none", "a code", "row 7 of roster.csv lists a member without a social credit code"),
    ):
        findings.append(("zone_roster", "Q66", "block", key, measured, allowed, words))
    return findings


def _fill_right(content: Content) -> None:
    """As near to wrong as it may be."""
    for dataset, (table, key, _) in LISTS.items():  # a list that was too short has been followed by whole ones
        content.listed(f"{table}-old", dataset, table, [key(n) for n in range(100)], OLD)
        content.listed(f"{table}-new", dataset, table, [key(n) for n in range(99)], NEW)
        content.listed(f"{table}-cut", dataset, table, [key(n) for n in range(95)], BETWEEN)
        content.listed(f"{table}-newer", dataset, table, [key(n) for n in range(98)], NEWER, quarantined=1)
    # a list of few chapters is no whole list, and towns come and go
    content.listed("few", "hs8_codes", "dim_hs8", [["2015", f"94{n:06}"] for n in range(50)], NEWER)
    content.listed("towns", "places", "dim_geo", [["TOWN442000", f"{n}", "2015-01-01"] for n in range(24)], OLD)
    content.listed("fewer", "places", "dim_geo", [["TOWN442000", f"{n}", "2016-01-01"] for n in range(18)], NEW)
    content.figure("201510", "V")
    content.figure("201510", "HELD")
    content.members(range(2), leaves="2016-03-01")
    content.members(range(2, 47))
    content.member("E0", entry="2016-03-01")
    content.member("E1", entry="2016-03-02", leaves="2016-03-02")
    content.member("E0", zone="OTHER-ZONE", batch=9)
    content.delivery("roster", "zone_roster", OLD, state="withdrawn")
    content.quarantine("roster", 7, ["MISSING"], ["empty: uscc"])
    # a later list of the same zone stands for the earlier
    content.listed("first", "zone_roster", "fct_zone_membership", [[ZONE, "E2", "2015-12-01"]], OLD)
    content.quarantine("first", 3, ["MISSING"], ["empty: uscc"])
    content.listed("second", "zone_roster", "fct_zone_membership", [[ZONE, "E2", "2015-12-01"]], NEW)


def _judge(judge, path, folder, waivers=()) -> tuple[list[Finding], pl.DataFrame]:
    findings = judge.judge_content(path, waivers, folder / "results.parquet")
    return findings, pl.read_parquet(folder / "results.parquet")


@pytest.fixture(scope="module")
def wrong(judge, _template, tmp_path_factory):
    """Findings that must come, findings and results that came, and where the warehouse lies."""
    folder = tmp_path_factory.mktemp("wrong")
    content = Content(shutil.copy(_template, folder / "w.duckdb"))
    wanted = _fill_wrong(content)
    content.con.close()
    return wanted, *_judge(judge, content.path, folder), content.path


@pytest.fixture(scope="module")
def right(judge, _template, tmp_path_factory):
    folder = tmp_path_factory.mktemp("right")
    content = Content(shutil.copy(_template, folder / "w.duckdb"))
    _fill_right(content)
    content.con.close()
    return _judge(judge, content.path, folder)


def _told(finding: Finding) -> tuple:
    return (*(getattr(finding, n) for n in ("dataset", "rule", "action", "key", "measured", "allowed", "message")),)


def test_findings(wrong):
    wanted, findings, results, _ = wrong
    assert sorted(map(_told, findings)) == sorted(wanted)
    assert {f.outcome for f in findings} == {"failed"}
    assert {(f.rule, f.blocks) for f in findings} == {("F22", True), ("CONFLICT", False), ("Q66", True)}
    failed = results.filter(outcome="failed")
    columns = ("dataset", "rule", "action", "key", "measured", "allowed", "message")
    assert sorted(failed.select(columns).rows()) == sorted(wanted)
    assert results.schema == RESULT_SCHEMA
    assert set(results["level"]) == {"content"}


def test_no_findings(right):
    findings, results = right
    assert findings == []
    assert set(results["outcome"]) == {"passed"}


def test_every_rule_was_asked(wrong, right):
    """Every rule over the content has found something in the one warehouse and nothing in the other."""
    rules = [
        (dataset, Rule.of(e))
        for dataset, module in suites().items()
        for expectations in getattr(module, "content", dict)().values()
        for e in expectations
    ]
    passed = set(right[1].select("dataset", "rule", "message").rows())
    assert passed == {(dataset, rule.id, rule.what) for dataset, rule in rules}
    not_found = {r["message"] for r in wrong[2].filter(outcome="passed").to_dicts()}
    assert not_found == set()


def test_a_waiver_lets_one_finding_pass(judge, wrong, tmp_path):
    """It names a rule and a key: not the same key of another rule, nor another key of the same rule."""
    wanted, _, _, path = wrong
    key = f"{ZONE} / E0"
    findings, results = _judge(judge, path, tmp_path, [("Q66", key), ("F22", f"{ZONE} / E1"), ("Q66", "roster")])
    assert len(findings) == len(wanted)
    assert [(f.rule, f.key, f.blocks) for f in findings if f.outcome == "waived"] == [("Q66", key, False)]
    assert results.filter(outcome="waived").select("rule", "key").rows() == [("Q66", key)]
    assert len([f for f in findings if f.blocks]) == sum(action == "block" for _, _, action, *_ in wanted) - 1
