"""The pages that say how to add a dataset, a metric and a claim, followed to the letter on a copy of the checkout."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

CHECKOUT = Path(__file__).resolve().parents[2]
ROOMS = ("flows", "transforms", "expectations", "warehouse", "lighting", "samples", "tests")
_BLOCK = re.compile(r"^`([\w./]+)`([^\n]*):\n\n```\w+\n(.*?)^```", re.DOTALL | re.MULTILINE)
_END = "\n)\n"


PAGES = {"adding-a-dataset.md": 6, "claims.md": 2, "adding-a-metric.md": 2}
"""The pages and the number of files that each has one write."""
TESTS = (
    *("tests/test_export_rebates.py", "tests/test_claims_of_the_press.py", "tests/test_batch_wait.py"),
    *("tests/lighting/test_registry.py", "tests/warehouse/test_dictionary.py"),
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """A copy of the rooms, with what mypy knows of them."""
    folder = tmp_path_factory.mktemp("copy")
    for room in ROOMS:
        shutil.copytree(CHECKOUT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(CHECKOUT / "pyproject.toml", folder)
    if (known := CHECKOUT / ".mypy_cache").is_dir():
        shutil.copytree(known, folder / known.name)
    return folder


@pytest.fixture(scope="module")
def written(copy) -> dict[str, list[str]]:
    """The files that each page has one write, when one follows one after the other."""
    return {page: _follow(page, copy) for page in PAGES}


def _follow(page: str, copy: Path) -> list[str]:
    """Put every named block of a page where it says; returns the files."""
    written = []
    for name, where, text in _BLOCK.findall((CHECKOUT / "docs" / page).read_text(encoding="utf-8")):
        number = 1 + len(list((copy / "warehouse" / "schema").glob("*.sql")))
        path = copy / name.replace("NNNN", f"{number:04d}")
        if where:
            assert where == ", at its end"
            whole = path.read_text(encoding="utf-8")
            assert whole.endswith(_END)
            text = f"{whole.removesuffix(_END)}\n{text})\n"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(str(path.relative_to(copy)))
    return written


def _run(copy: Path, *command: str) -> str:
    # tests in it share nothing with those of this run, whose variables would name a common folder
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", *command], check=False, cwd=copy, env=env, capture_output=True, text=True, timeout=900
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.mark.parametrize("page", PAGES)
def test_following_the_page_works(written, page):
    assert len(written[page]) == PAGES[page]
    assert any(name in TESTS for name in written[page])


def test_what_was_written_is_well_formed_and_typed(copy, written):
    code = [name for names in written.values() for name in names if name.endswith(".py")]
    _run(copy, "ruff", "check", *code)
    _run(copy, "ruff", "format", "--check", *code)
    _run(copy, "mypy", *(name for name in code if not name.startswith("tests/")))


def test_the_tests_of_the_pages_and_those_that_keep_lists_pass(copy, written):
    (copy / "docs").mkdir()
    _run(copy, "warehouse.dictionary_page", "docs/data-dictionary.md")  # of make docs, which the page asks for
    assert "passed" in _run(copy, "pytest", "-q", "-p", "no:cacheprovider", *TESTS)
