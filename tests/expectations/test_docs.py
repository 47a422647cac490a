"""Data Docs show what failed."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, timedelta
from urllib.parse import unquote

from expectations.docs import build
from tests.expectations.sites import (
    BEGUN,
    RUN,
    Page,
    expected_failures,
    result_page,
)


def test_index_names_every_result_failed_ones_first(site, validated):
    text = (site / "index.html").read_text(encoding="utf-8")
    paths = re.findall(r"'_table_row_link_path': '(validations/[^']*)'", text)
    wanted = [result_page(site, validated[number]) for number in (2, 1, 0)]
    assert [site / unquote(path) for path in paths] == wanted
    assert re.findall(r"'failed_rules': '([^']*)'", text) == [
        expected_failures(validated[2]),
        expected_failures(validated[1]),
        "–",
    ]
    assert f"run {RUN}: 3 files validated" in Page(site / "index.html").text


def test_failed_rules_stand_on_their_page(site, validated):
    for number in (1, 2):
        text = Page(result_page(site, validated[number])).text
        results = json.loads(validated[number].suite_json.read_text(encoding="utf-8"))
        failed = [result["expectation_config"]["meta"] for result in results if not result["success"]]
        assert failed
        for meta in failed:
            assert f"{meta['id']} · {meta['action']} · {meta['what']}" in text
    wrong = Page(result_page(site, validated[1])).text
    assert "5 unexpected values found. 100% of 5 total rows." in wrong
    assert "1100: rows 4, 5, 6" in wrong
    assert "11: row 2" in wrong


def test_page_says_how_much_it_leaves_out(validated, tmp_path):
    results = json.loads(validated[1].suite_json.read_text(encoding="utf-8"))
    rows = next(r["result"] for r in results if r["result"].get("unexpected_index_list"))
    rows["unexpected_index_list"] = [{"source_row": n, "partner_code": "9"} for n in range(100, 0, -1)]
    rows["unexpected_count"] = rows["element_count"] = 12_345
    sets = next(r for r in results if "details" in r["result"])
    sets["success"] = False
    sets["result"]["details"]["unexpected_rows"] = [{"message": f"finding {n} " + "x" * 500} for n in range(25)]
    changed = replace(validated[1], suite_json=tmp_path / "suite.json")
    changed.suite_json.write_text(json.dumps(results), encoding="utf-8")
    text = Page(result_page(build([changed], tmp_path / "docs").parent, changed)).text
    assert "9: rows 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 100 …" in text
    assert "… and 12,325 more" in text
    assert "25 findings" in text
    assert "finding 19 " in text
    assert "finding 20 " not in text
    assert "… and 5 more" in text
    assert "x" * 389 + "…" in text
    assert "x" * 401 not in text


def test_suites_show_all_rules_once(site):
    text = Page(site / "expectations" / "trading_partners.html").text
    assert text.count("MISSING · quarantine") == 1
    assert text.count("Q40 · block") == 1


def test_suite_leaves_out_what_differs_from_file_to_file(validated, tmp_path):
    results = json.loads(validated[0].suite_json.read_text(encoding="utf-8"))
    results[0]["expectation_config"]["meta"]["allowed"] = "only this"
    other = tmp_path / "suite.json"
    other.write_text(json.dumps(results), encoding="utf-8")
    second = replace(validated[0], delivery_id="d" * 32, suite_json=other)
    third = replace(validated[0], delivery_id="e" * 32)
    site = build([validated[0], second, third], tmp_path / "docs").parent
    text = Page(site / "expectations" / "trading_partners.html").text
    assert text.count("MISSING · quarantine") == 1
    assert "only this" not in text
    assert "only this" in Page(result_page(site, second)).text


def test_time_of_the_run_is_shown_in_utc(site, validated, tmp_path):
    assert "2025-11-22T14:00:00Z" in Page(result_page(site, validated[0])).text
    other = replace(validated[0], run_time=BEGUN.replace(tzinfo=UTC) + timedelta(hours=1))
    assert "2025-11-22T23:00:00Z" in Page(result_page(build([other], tmp_path / "docs").parent, other)).text
