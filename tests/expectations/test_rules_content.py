"""Rules over the whole content: each finds what it must in one warehouse, and nothing in another that is just right."""

from __future__ import annotations

import shutil

import polars as pl
import pytest

from expectations import limits
from expectations.content import NOT_SHOWN, Finding, content_of
from expectations.outcome import RESULT_SCHEMA
from expectations.process import suites
from expectations.rules import Rule
from lighting.versioned import TABLES
from tests.expectations import content_counts
from tests.expectations.content import Content
from tests.expectations.content_lists import ZONE


def _judge(judge, path, folder, waivers=()) -> tuple[list[Finding], pl.DataFrame]:
    findings = judge.judge_content(path, waivers, folder / "results.parquet", limits.load({}))
    return findings, pl.read_parquet(folder / "results.parquet")


@pytest.fixture(scope="module")
def wrong(judge, _template, tmp_path_factory):
    """Findings that must come, findings and results that came, and where the warehouse lies."""
    folder = tmp_path_factory.mktemp("wrong")
    content = Content(shutil.copy(_template, folder / "w.duckdb"))
    wanted = content.fill_wrong()
    content.con.close()
    return wanted, *_judge(judge, content.path, folder), content.path


@pytest.fixture(scope="module")
def right(judge, _template, tmp_path_factory):
    folder = tmp_path_factory.mktemp("right")
    content = Content(shutil.copy(_template, folder / "w.duckdb"))
    content.fill_right()
    content.con.close()
    return _judge(judge, content.path, folder)


def _told(finding: Finding) -> tuple:
    return (*(getattr(finding, n) for n in ("dataset", "rule", "action", "key", "measured", "allowed", "message")),)


def test_findings(wrong):
    wanted, findings, results, _ = wrong
    shown = [(*w[:4], NOT_SHOWN if w[0] == "customs_enterprise" else w[4], *w[5:]) for w in wanted]
    assert sorted(map(_told, findings)) == sorted(shown)
    assert {f.outcome for f in findings} == {"failed"}
    blocking = {rule: {f.blocks for f in findings if f.rule == rule} for rule in {f.rule for f in findings}}
    always = {rule for rule, blocks in blocking.items() if blocks == {True}}
    assert always == {"F14", "F22", "Q51", "Q60", "Q65", "Q66", "Q67", "Q68", "Q73", "Q75"}
    assert {rule for rule, blocks in blocking.items() if blocks == {True, False}} == {"Q42", "Q43", "Q46"}
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
        for expectations in content_of(module, limits.load({})).values()
        for e in expectations
    ]
    passed = set(right[1].select("dataset", "rule", "message").rows())
    assert passed == {(dataset, rule.id, rule.what) for dataset, rule in rules}
    not_found = {r["message"] for r in wrong[2].filter(outcome="passed").to_dicts()}
    assert not_found == set()


def _printed_only(judge, bare, folder, *, has_rates):
    """Printed tables, without any figure of the query."""
    folder.mkdir()
    content = Content(shutil.copy(bare, folder / "w.duckdb"))
    content.printed_pair("201507", 6400, 1000)
    for period in (*content_counts.BEFORE, content_counts.NEXT):
        content_counts.printed_table(content, "bulletin", period, lines=27 if period == content_counts.NEXT else 20)
    if has_rates:
        content.rate("201507", 6.2)
    content.con.close()
    return _judge(judge, content.path, folder)


def test_printed_tables_are_judged_without_the_query(judge, bare, tmp_path):
    """Q46 and Q47; rules over what is not there are not said to have passed, nor is a rule without a rate."""
    findings, results = _printed_only(judge, bare, tmp_path / "rates", has_rates=True)
    keys = [("Q46", "national / X / M / 201507"), ("Q47", "bulletin / X / CNY / by commodity / 201407")]
    assert sorted((f.rule, f.key) for f in findings) == keys
    query = ["yuan and dollars imply about the customs rate", "yuan and dollars do not miss the customs rate by far"]
    unjudged = results.filter(outcome="not_checkable")
    assert unjudged.filter(rule="Q46")["message"].to_list() == query
    assert unjudged.filter(rule="Q47", dataset="release_calendar").height == 2  # the query and world trade
    assert set(unjudged["key"]) == {None}
    findings, results = _printed_only(judge, bare, tmp_path / "none", has_rates=False)
    assert [(f.rule, f.key) for f in findings] == keys[1:]
    q46 = results.filter(rule="Q46").select("outcome", "message").rows()
    assert q46 == [("not_checkable", what) for what in (*query, *(f"printed {what}" for what in query))]
    assert all(outcome == "passed" for outcome in results.filter(rule="LINES")["outcome"])


def test_the_versions_of_every_table_are_judged():
    """Q75 over each table in two times."""
    tables = {
        table
        for module in suites().values()
        for table, expectations in content_of(module, limits.load({})).items()
        if any(Rule.of(e).id == "Q75" for e in expectations)
    }
    assert tables == {f"core.{name}" for name in TABLES}


def test_a_waiver_lets_one_finding_pass(judge, wrong, tmp_path):
    """It names a rule and a key: not the same key of another rule, nor another key of the same rule."""
    wanted, _, _, path = wrong
    key = f"{ZONE} / E0"
    findings, results = _judge(judge, path, tmp_path, [("Q66", key), ("F22", f"{ZONE} / E1"), ("Q66", "roster")])
    assert len(findings) == len(wanted)
    assert [(f.rule, f.key, f.blocks) for f in findings if f.outcome == "waived"] == [("Q66", key, False)]
    assert results.filter(outcome="waived").select("rule", "key").rows() == [("Q66", key)]
    assert len([f for f in findings if f.blocks]) == sum(action == "block" for _, _, action, *_ in wanted) - 1
