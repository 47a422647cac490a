"""What judges and shapes a file is in the version of its code, so that a change of it makes loaded files stale."""

from __future__ import annotations

import ast
import functools
from pathlib import Path

import pytest

from expectations import limits
from lighting.registry import DATASETS
from warehouse import codeversion

ROOT = Path(codeversion.__file__).parents[1]
WHOLE_CONTENT = {
    *("across_time", "enterprise_months", "figures", "months", "months_missing", "parents", "printed_lines"),
    *("printed_months", "rate_implied", "row_counts", "scales", "two_times"),
}
"""Modules of rules over the whole content: they judge anew every night, and are no part of what a file came to."""
FOLDERS = ("reading", "printed", "alerts")


@functools.cache
def imported(room: str, module: str) -> frozenset[str]:
    """Modules of the room that a module imports, and what these import."""
    found: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / room / f"{module}.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == room:
            names = [node.module.partition(".")[2]] if node.module != room else [alias.name for alias in node.names]
            found |= {name for name in names if name.split(".")[0] not in FOLDERS}
    return frozenset(found).union(*(imported(room, name) for name in found))


@pytest.mark.parametrize("room", ["transforms", "expectations"])
def test_everything_that_a_dataset_imports_is_in_its_version(room):
    shared = {name.removesuffix(".py") for name in codeversion.SHARED[room]}
    assert shared <= {path.stem for path in (ROOT / room).glob("*.py")}
    for name in DATASETS:
        if (ROOT / room / f"{name}.py").is_file():
            others = imported(room, name) - shared - {name, *codeversion.borrowed_from(room, name)}
            assert others <= WHOLE_CONTENT, name


def test_a_change_in_what_is_borrowed_changes_the_version(monkeypatch):
    borrower, alone = DATASETS["customs_enterprise"], DATASETS["baci"]
    before = [codeversion.code_version(dataset, limits.load({})) for dataset in (borrower, alone)]
    plain = codeversion._source
    monkeypatch.setattr(codeversion, "_source", lambda name: plain(name) + b"#" * name.endswith(".customs_query"))
    after = [codeversion.code_version(dataset, limits.load({})) for dataset in (borrower, alone)]
    assert [one == other for one, other in zip(before, after, strict=True)] == [False, True]


def test_a_change_in_what_rooms_share_changes_the_version(monkeypatch, tmp_path):
    """The words for units, which the rules of trade read, are a leaf."""
    (tmp_path / "__init__.py").touch()
    (tmp_path / "units.py").write_text("UNIT_CODES = {}", encoding="utf-8")
    before = codeversion.code_version(DATASETS["customs_query"], limits.load({}))
    plain = codeversion._path
    monkeypatch.setattr(codeversion, "_path", lambda m: tmp_path / "__init__.py" if m == "lighting" else plain(m))
    codeversion._shared.cache_clear()
    after = codeversion.code_version(DATASETS["customs_query"], limits.load({}))
    codeversion._shared.cache_clear()
    assert after != before
