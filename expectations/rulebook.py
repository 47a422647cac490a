"""The rules as a page for people: every rule by dataset, its limit, and what to do when it trips.

``python -m expectations.rulebook`` prints the page, ``python -m expectations.rulebook docs/rules.md`` writes it.
"""

from __future__ import annotations

import functools
import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from expectations import limits
from expectations.content import content_of
from expectations.outcome import FEW_ROWS, SHARE_THAT_BLOCKS
from expectations.reader_rules import READER, ReaderRule
from lighting.registry import DATASETS

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

    from expectations.rules import Rule

_LATEST = "204912"
_SCOPE = {"flow": "X", "currency": "CNY", "release_month": _LATEST, "released_at": "2049-12-31T00:00:00"}

_REMEDY = {
    "Q10": "Check the year. If the code is right, deliver that year's hs8_codes: the file is then judged again.",
    "Q11": "Check the code. If it is right, deliver trading_partners: the file is then judged again.",
    "Q12": "Re-imports through China; they are left out of the metrics by partner.",
    "Q14": "Ask for statistical regimes (2 digits), not supervision modes (4 digits).",
    "Q15": "If the code is right, deliver places: the file is then judged again.",
    "Q16": "Check that quantity columns are not swapped. If the units are right, deliver that year's hs8_codes.",
    "Q19": "Unit values pass over the row.",
    "Q23": "Compare the row with its neighbours; unit values include it.",
    "Q24": "Check the unit of the value (万元 read as yuan) and of the quantity with the sender.",
    "Q25": "Compare both quantities; prices per kilogram include it.",
    "Q29": "Nothing; the notification is kept, and not counted as one of goods from China.",
    "Q30": "Look the barcode up on the page of the notification; deliver a mended file, or correct the cell.",
    "Q43": "Compare the two tables. If the source revised its figures, declare revision_no for the later release.",
    "Q44": "The finding is the record of the revision; growth of earlier months changes with it.",
    "Q45": "Compare with the printed table; a base that was revised since explains it where none is printed.",
    "Q64": "Compare both files: another revision, re-exports through a third country, or a wrong unit of the value.",
    "Q53": "Ask the sender whether the values were filled in by hand.",
    "Q62": "Compare the two tables; the official figure is the one that is used.",
    "Q63": "Check the family's codes in that year and the selection of the query.",
    "Q71": "Compare both sources: 亿 is 100 million, 万 is 10,000. Both are kept until the list is delivered again.",
    "Q51": "Load the concordance of the revision, or declare the break in `warehouse/reference/family_breaks.csv`.",
    "Q73": "Mend the metric: it adds up what may not be added.",
    "LINES": "Nothing is closed by it. Ask the sender whether the table has a new layout.",
    "CONFLICT": "Set revision_no in the manifest of the release that counts.",
}
_REMEDY_BY = {
    ("row", "quarantine"): "Look at the records with `lighting quarantine`; a corrected file is a new delivery.",
    ("row", "warn"): "The row is loaded; look at it.",
    ("set", "block"): "Ask the sender for a corrected file; it is a new delivery.",
    ("set", "warn"): "The file is loaded; look at it.",
    ("content", "block"): "Deliver a better file, `lighting withdraw` the wrong one, or `lighting waive` the finding.",
    ("content", "warn"): "Nothing is held back; look at it.",
}
_LEADS_TO = {
    "quarantine": "quarantine",
    "block": "refuses the file",
    "warn": "warning",
    "none": "-",
}

_HEAD = f"""# Rules

Written by `python -m expectations.rulebook docs/rules.md`; the suites in `expectations/` are what counts.

- **quarantine**: the record is set apart with its raw text and every reason; the rest of the file is loaded.
  A rule that fails for {FEW_ROWS} records or more, and for more than {SHARE_THAT_BLOCKS:.0%} of those that it could
  judge, refuses the file.
- **refuses the file**: nothing of it is loaded; the message names file, row or key, and what to do.
- **blocks publishing**: rules over the whole content are judged after loading. Last night's published file stays until
  a better file comes, the wrong one is withdrawn, or a person waives the finding by rule and key.
- **warning**: recorded in `ops.fct_dq_result` and shown, nothing is held back.

Rules on records come first; rules on the file look at the records that remain. A record that a rule cannot judge (no
code table covers its year and chapter, fewer neighbours than a median needs, no value) is counted, and the rule is then
reported as `not_checkable`, never as passed. So is a rule over the whole content where there is nothing to judge, or to
judge by.
"""
_LIMITS = """## Limits that can be changed

Defaults stand in `expectations/limits.toml`. Another value goes into the home folder's `lighting.toml`:

```toml
[rules]
Q23 = 6.0
```

Files that come from then on are judged by it; older ones when they are rerun, such as with
`lighting rerun --dataset customs_query`.
"""


def page() -> str:
    """The page, as Markdown."""
    parts = [_HEAD, _LIMITS, _table(("Name", "Default", "Meaning", "Rules"), _limit_rows()), ""]
    parts += ["## Before the suites: manifest, reading, loading", ""]
    parts.append(_table(("Rule", "Leads to", "Datasets", "Must hold", "Limit", "What to do"), map(_reader_row, READER)))
    for name, entry in DATASETS.items():
        if entry.kind != "decision":
            parts += ["", f"## {name}", "", f"{entry.title}.", "", _suite_table(entry.suite)]
    return "\n".join(parts) + "\n"


def suite_rules(module: ModuleType, values: Mapping[str, float]) -> list[Expectation]:
    """All expectations of a dataset: on rows, on files, on the whole content."""
    content: Mapping[str, Sequence[Expectation]] = content_of(module, values)
    return [*module.suite(_SCOPE, values), *(e for expectations in content.values() for e in expectations)]


@functools.cache
def limits_of(module: ModuleType) -> dict[tuple[str, str], list[str]]:
    """Names of the limits that change a rule, by number and what must hold."""
    defaults = limits.load({})
    usual = {_name(e): _told(e) for e in suite_rules(module, defaults)}
    layout = module.layout(_SCOPE, defaults)
    found: dict[tuple[str, str], list[str]] = {name: [] for name in usual}
    for limit, value in defaults.items():
        changed = {**defaults, limit: value + 1}
        told = list(map(_told, suite_rules(module, changed)))
        for name, told_then in zip(usual, told, strict=True):
            in_layout = module.layout(_SCOPE, changed) != layout and limit.startswith(name[0])
            if told_then != usual[name] or in_layout:
                found[name].append(limit)
    return found


def _suite_table(module: ModuleType) -> str:
    from expectations.rules import Rule

    by_rule = limits_of(module)
    rows = []
    for expectation in suite_rules(module, limits.load({})):
        rule = Rule.of(expectation)
        named = ", ".join(f"`{name}`" for name in by_rule[rule.id, rule.what])
        limit = rule.allowed.replace(_LATEST, "the month of the release")
        rows.append(
            (
                rule.id,
                {"row": "record", "set": "file", "content": "content"}[rule.level],
                "blocks publishing" if (rule.level, rule.action) == ("content", "block") else _LEADS_TO[rule.action],
                rule.what,
                f"{limit} ({named})" if named else limit,
                _remedy(rule),
            )
        )
    return _table(("Rule", "Judges", "Leads to", "Must hold", "Limit", "What to do"), rows)


def _remedy(rule: Rule) -> str:
    return _REMEDY.get(rule.id, _REMEDY_BY[rule.level, rule.action])


def _reader_row(rule: ReaderRule) -> tuple[str, ...]:
    return rule.id, _LEADS_TO[rule.leads_to], rule.datasets, rule.what, rule.limit, rule.remedy


def _limit_rows() -> list[tuple[str, ...]]:
    """Limits with the comment that explains each in the file, and the rules that they change."""
    text = (resources.files("expectations") / "limits.toml").read_text(encoding="utf-8")
    meanings = dict(line.split("#", 1) for line in text.splitlines() if "#" in line and "=" in line.split("#", 1)[0])
    by_limit: dict[str, set[str]] = {}
    for entry in DATASETS.values():
        if entry.kind != "decision":
            for (rule, _), named in limits_of(entry.suite).items():
                for limit in named:
                    by_limit.setdefault(limit, set()).add(rule)
    meaning_of = {key.split("=")[0].strip(): meaning.strip() for key, meaning in meanings.items()}
    return [
        (f"`{name}`", f"{value}", meaning_of.get(name, ""), ", ".join(sorted(by_limit.get(name, ()))))
        for name, value in tomllib.loads(text).items()
    ]


def _name(expectation: Expectation) -> tuple[str, str]:
    meta = expectation.meta or {}
    return meta["id"], meta["what"]


def _told(expectation: Expectation) -> str:
    return str(expectation.dict())


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def main(arguments: Sequence[str]) -> None:
    """Print the page, or write it to the file that is named."""
    text = page()
    if arguments:
        Path(arguments[0]).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main(sys.argv[1:])
