"""Templates that are filled in are files of their dataset: heads in both languages, days as days, codes as text."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from lighting.registry import DATASETS
from samples.city import write_city
from samples.enterprises import write_rosters
from samples.scorecard import write_scorecard
from samples.zone import write_zone
from tests.transforms.tools import facts_of, module_of, read
from transforms.reading.table import SOURCE_ROW, TextTable
from transforms.templates import Declared, template_columns, xlsx_template
from warehouse import declared

SAMPLES: dict[str, tuple[str, Callable[[Path], object]]] = {
    "customs_city": ("sample_zhongshan.xlsx", lambda folder: write_city(folder / "customs_city", 2015)),
    "zone_roster": ("sample_roster.xlsx", lambda folder: write_rosters(folder / "zone_roster", 2015)),
    "scorecard_evidence": ("sample_evidence.xlsx", lambda folder: write_scorecard(folder, 2015)),
    "outreach_visits": ("sample_visits_2015.xlsx", lambda folder: write_zone(folder, 2015)),
    "outreach_questions": ("sample_questions_2015.xlsx", lambda folder: write_zone(folder, 2015)),
}
"""Datasets that offices send as workbooks, with a sample of each."""
ROWS = 12


def columns_of(name):
    known = {c.name: Declared(c.type, c.comment) for c in declared.columns("stage", name)}
    return template_columns(module_of(name).FORM, known)


def filled(name: str, language: str, text: pl.DataFrame) -> bytes:
    """A template with rows typed into it, as a person would."""
    columns = columns_of(name)
    book = openpyxl.load_workbook(io.BytesIO(xlsx_template(columns, language, ["a note"])))
    page = book.worksheets[0]
    for number, column in enumerate(columns, start=1):
        cells = text[column.name].to_list() if column.name in text.columns else []
        for below, cell in enumerate(cells, start=2):
            is_day = column.type == "DATE" and cell is not None and len(cell) == 10
            page.cell(below, number, date.fromisoformat(cell) if is_day else cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def typed(name: str, table: TextTable) -> pl.DataFrame:
    made = module_of(name).type_rows(table, facts_of(name, currency="CNY"), declared.polars_schema("stage", name))
    assert made.rejects.height == 0
    return made.rows.drop("source_row")


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLES)
def test_a_filled_workbook_says_the_same_as_the_sample(name, tmp_path):
    file_name, write = SAMPLES[name]
    write(tmp_path)
    given = read(name, (tmp_path / name / file_name).read_bytes(), file_name)
    text = given.frame.head(ROWS)
    wanted = typed(name, TextTable.of(text, given.spelled))
    assert wanted.height == ROWS
    for language in ("zh", "en"):
        back = read(name, filled(name, language, text), "filled.xlsx")
        assert back.sheet == {"zh": "数据", "en": "data"}[language]
        assert typed(name, back).equals(wanted), language
        assert back.frame[SOURCE_ROW].to_list() == list(range(2, ROWS + 2))


LISTS = [name for name in DATASETS if name in declared.tables("stage") and columns_of(name)]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", LISTS)
def test_the_heads_of_every_template_are_those_of_its_dataset(name, language):
    columns = columns_of(name)
    match = module_of(name).FORM.layout.match([column.head(language) for column in columns])
    assert match.kept == tuple(column.name for column in columns)
