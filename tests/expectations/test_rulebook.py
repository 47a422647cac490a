"""The page of the rules says what the suites say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from expectations import limits, rulebook
from expectations.process import suites
from expectations.rules import Rule
from lighting.registry import DATASETS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules.md"


@pytest.fixture(scope="module")
def page():
    return rulebook.page()


def test_the_page_is_the_present_one(page):
    """Written anew with ``python -m expectations.rulebook docs/rules.md``."""
    assert PAGE.read_text(encoding="utf-8") == page


def _rows(page: str, dataset: str) -> list[list[str]]:
    section = page.split(f"\n## {dataset}\n", 1)[1].split("\n## ", 1)[0]
    cells = [re.split(r" (?<!\\)\| ", line.strip("| ")) for line in section.splitlines() if line.startswith("|")]
    return cells[2:]


def test_every_rule_stands_under_its_dataset(page):
    """Number, severity and what must hold, in the suite's own words, with something to do."""
    leads_to = {
        ("row", "quarantine"): "quarantine",
        ("row", "warn"): "warning",
        ("set", "block"): "refuses the file",
        ("set", "warn"): "warning",
        ("content", "block"): "blocks publishing",
        ("content", "warn"): "warning",
    }
    for dataset, module in suites().items():
        rules = [Rule.of(e) for e in rulebook.suite_rules(module, limits.load({}))]
        rows = _rows(page, dataset)
        assert [(r[0], r[2], r[3]) for r in rows] == [(r.id, leads_to[r.level, r.action], r.what) for r in rules]
        assert all(len(r) == 6 and r[5] for r in rows)
    assert set(suites()) == {name for name, entry in DATASETS.items() if entry.kind != "decision"}


def test_limits_stand_with_the_rules_that_they_change(page):
    """Every limit of the file has a meaning and changes a rule; the rule names it."""
    section = page.split("## Limits that can be changed", 1)[1].split("\n## ", 1)[0]
    assert "lighting.toml" in section
    for name, value in limits.load({}).items():
        (line,) = [line for line in section.splitlines() if line.startswith(f"| `{name}` |")]
        _, shown, meaning, rules = [cell.strip() for cell in line.strip("| ").split("|")]
        assert (float(shown), bool(meaning), rules) == (value, True, name.split("_")[0])
    (q24,) = [r for r in _rows(page, "customs_query") if r[0] == "Q24"]
    assert q24[4] == "100 times (`Q24`)"
    (q22,) = [r for r in _rows(page, "customs_query") if r[0] == "Q22"]
    assert q22[4] == "199501 to the month of the release (`Q22`)"
    runs, digits = [r[4] for r in _rows(page, "customs_city") if r[0] == "Q53"]
    assert ("`Q53_RUN`" in runs, "`Q53_N`, `Q53_MAD`" in digits) == (True, True)


def test_printed_or_written(page, capsys, tmp_path):
    rulebook.main([])
    assert capsys.readouterr().out == page
    rulebook.main([str(tmp_path / "rules.md")])
    assert (tmp_path / "rules.md").read_text(encoding="utf-8") == page
