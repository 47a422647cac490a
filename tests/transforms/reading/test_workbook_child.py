"""The child process that reads workbooks: its limits, its end, and what it leaves behind."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.transforms.reading.books import (
    excel_97,
    one_cell,
    only_sheet,
    refusal,
    written,
)
from transforms.reading import workbook
from transforms.reading.container import Kind
from transforms.reading.limits import Limits
from transforms.reading.workbook import read_workbook

ROOT = Path(__file__).resolve().parents[3]


def test_child_out_of_memory():
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, range(60))
        sheet.write(1_000_000, 0, "x")

    limits = Limits(workbook_bytes=512 << 20)
    refused = refusal(written(fill), "out of memory (limit 512 MiB)", limits=limits)
    assert "CSV UTF-8" in refused.remedy


def test_excel_97_cell_beyond_the_last_column():
    def fill(book):
        sheet = book.add_sheet("S")
        sheet.write(0, 0, 1)
        sheet.write(65_535, 255, 1)

    record = struct.pack("<HHH", 0x27E, 10, 65_535)
    data = excel_97(fill)
    assert data.count(record + b"\xff\0") == 1
    hostile = data.replace(record + b"\xff\0", record + b"\xff\xff")
    refusal(hostile, "out of memory", kind=Kind.XLS)


def test_child_that_writes_too_much():
    wide = "x" * 30_000
    data = written(lambda book: book.add_worksheet().write_column(0, 0, [wide] * 100))
    refusal(data, "File too large", limits=Limits(unpacked_bytes=1 << 20))


def child(monkeypatch, tmp_path, code):
    (tmp_path / "impostor.py").write_text(code)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(workbook, "CHILD", "impostor")


def test_child_that_hangs_is_ended(monkeypatch, tmp_path):
    pid = tmp_path / "pid"
    code = f"import os, time; open({str(pid)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    child(monkeypatch, tmp_path, code)
    started = time.monotonic()
    refusal(written(one_cell), "longer than 1 seconds", limits=Limits(workbook_seconds=1))
    assert time.monotonic() - started < 5
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


@pytest.mark.parametrize(
    ("code", "telling"),
    [
        ("import os; os.abort()", "Aborted"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "machine ran out of memory"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "Segmentation fault"),
        ("raise MemoryError", "out of memory"),
        ("raise BaseException('a panic')", "a panic"),
        ("import sys; sys.exit(4)", "password"),
    ],
)
def test_child_that_dies(monkeypatch, tmp_path, code, telling):
    child(monkeypatch, tmp_path, code)
    refusal(written(one_cell), telling)


def test_child_runs_from_anywhere_and_leaves_nothing_behind(monkeypatch, tmp_path):
    (tmp_path / "transforms.py").write_text("raise SystemExit('the wrong one')")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", "")
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    assert only_sheet(written(one_cell)).rows == [["x"]]
    assert not list(scratch.iterdir())


def test_child_imports_nothing_heavy():
    code = "import transforms.reading.workbook_child, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"polars", "pyarrow", "numpy", "pandas"} & set(done.stdout.split())


def test_small_workbook_is_quick():
    data = written(one_cell)
    best = min(timed(data) for _ in range(3))
    assert best < 0.5


def timed(data):
    started = time.monotonic()
    read_workbook(data, Kind.XLSX, Limits())
    return time.monotonic() - started
