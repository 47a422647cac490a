"""The pages that say how to add a dataset, a metric and a claim, followed to the letter on a copy of the checkout."""

from __future__ import annotations

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


@pytest.fixture
def copy(tmp_path) -> Path:
    """A copy of the rooms."""
    for room in ROOMS:
        shutil.copytree(CHECKOUT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(CHECKOUT / "pyproject.toml", tmp_path)
    return tmp_path


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
    done = subprocess.run(
        [sys.executable, "-m", *command], check=False, cwd=copy, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.mark.parametrize(
    ("page", "files", "test", "also"),
    [
        ("adding-a-dataset.md", 6, "tests/test_export_rebates.py", ["tests/lighting/test_registry.py"]),
        ("claims.md", 2, "tests/test_claims_of_the_press.py", []),
        ("adding-a-metric.md", 2, "tests/test_batch_wait.py", ["tests/warehouse/test_dictionary.py"]),
    ],
)
def test_following_the_page_works(copy, page, files, test, also):
    written = _follow(page, copy)
    assert len(written) == files
    code = [name for name in written if name.endswith(".py")]
    _run(copy, "ruff", "check", *code)
    _run(copy, "ruff", "format", "--check", *code)
    if modules := [name for name in code if not name.startswith("tests/")]:
        _run(copy, "mypy", *modules)
    (copy / "docs").mkdir(exist_ok=True)
    _run(copy, "warehouse.dictionary_page", "docs/data-dictionary.md")  # of make docs, which the page asks for
    assert "passed" in _run(copy, "pytest", "-q", "-p", "no:cacheprovider", test, *also)
