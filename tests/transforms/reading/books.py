"""Workbooks for tests: honest ones, and such as no honest program writes."""

from __future__ import annotations

import io
import zipfile

import xlsxwriter
import xlwt

from tests.transforms.reading.packed import refused
from transforms.reading.container import Kind
from transforms.reading.limits import Limits
from transforms.reading.workbook import read_workbook

SHEET1 = "xl/worksheets/sheet1.xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def written(fill):
    """An XLSX that ``fill`` wrote into."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        fill(book)
    return out.getvalue()


def one_cell(book):
    book.add_worksheet("Año & més").write(0, 0, "x")


def repacked(data, parts):
    """A workbook with parts replaced, as no honest program writes them; None drops one."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = parts.get(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return out.getvalue()


def with_cells(cells, dimension="A1"):
    head = f'<worksheet xmlns="{NAMESPACE}"><dimension ref="{dimension}"/><sheetData>'
    return repacked(written(one_cell), {SHEET1: f"{head}{cells}</sheetData></worksheet>"})


def excel_97(fill):
    out = io.BytesIO()
    book = xlwt.Workbook()
    fill(book)
    book.save(out)
    return out.getvalue()


def refusal(data, *telling, kind=Kind.XLSX, limits=None):
    return refused(lambda: read_workbook(data, kind, limits or Limits()), *telling)


def only_sheet(data, kind=Kind.XLSX):
    (sheet,) = read_workbook(data, kind, Limits())
    return sheet
