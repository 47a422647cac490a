"""Templates: heads in two languages, and a sheet that says what each column is."""

from __future__ import annotations

import io

import openpyxl
import pytest
from click.testing import CliRunner

from lighting.cli import cli
from lighting.registry import DATASETS
from tests.transforms.tools import module_of, type_file
from transforms.templates import Declared, csv_template, template_columns, xlsx_template
from warehouse import declared

BY_HAND = (
    *("zone_roster", "customs_city", "scorecard_evidence", "outreach_visits", "outreach_questions", "zone_registry"),
    *("support_grants", "industry_output", "spot_checks"),
)
AS_THEY_COME = (
    *("customs_express", "customs_bulletin", "customs_regime_totals", "customs_query", "places"),
    *("comtrade", "cpsc_recalls", "safety_gate"),
)


def columns_of(name):
    known = {c.name: Declared(c.type, c.comment) for c in declared.columns("stage", name)}
    return template_columns(module_of(name).FORM, known)


def sheets(name, language="zh"):
    return openpyxl.load_workbook(io.BytesIO(xlsx_template(columns_of(name), language, ["one", "two"])))


@pytest.mark.parametrize("name", BY_HAND)
def test_each_column_is_explained(name):
    data, explained = sheets(name).worksheets
    rows = list(explained.iter_rows(values_only=True))
    assert [row[0] for row in rows[:2]] == ["one", "two"]
    assert rows[3] == ("Name", "Chinese head", "English head", "Type", "Unit or words", "Required", "Meaning")
    told = {row[0]: row[1:] for row in rows[4:]}
    fields = module_of(name).FORM.layout.fields
    assert list(told) == [field.name for field in fields if field.keep]
    assert [cell.value for cell in data[1]] == [zh for zh, *_ in told.values()]
    for field in fields:
        zh, en, kind, _, required, meaning = told[field.name]
        assert {zh, en} <= set(field.headers)
        assert not zh.isascii()
        assert en.isascii()
        assert kind
        assert (required == "yes") == field.required
        assert meaning


def test_types_units_and_words():
    told = {c.name: c for c in (*columns_of("zone_roster"), *columns_of("support_grants"), *columns_of("customs_city"))}
    assert told["size_class"].words == ("L", "M", "S", "XS")
    assert told["period_kind"].words == ("M", "JF")
    assert told["uscc"].words == ()
    assert (told["own_brand_share"].unit, told["paid_cny"].unit) == ("fraction, 0 to 1", "yuan")
    assert told["paid_cny"].type_in_words == "number, up to 2 decimals"
    assert told["ytd_yoy_pct"].unit == "percent"
    assert told["value"].unit.startswith("10,000 yuan")
    assert told["value"].required == "one of value, ytd_value"
    assert (told["entry_date"].type_in_words, told["is_leading"].type_in_words) == ("day, YYYY-MM-DD", "yes or no")


def test_cells_are_prepared():
    """Codes are text, so that they keep their zeros; short lists drop down."""
    page = sheets("outreach_visits", "en").worksheets[0]
    heads = {cell.value: cell.column_letter for cell in page[1]}
    assert page.column_dimensions[heads["town_code"]].width
    lists = {str(v.sqref)[0]: v.formula1 for v in page.data_validations.dataValidation}
    assert lists[heads["is_key_project"]] == '"yes,no"'
    assert heads["town_code"] not in lists


@pytest.mark.parametrize("name", AS_THEY_COME)
def test_files_of_a_source_have_none(name):
    assert columns_of(name) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_heads_alone_are_a_file(language):
    for name in BY_HAND:
        if name != "customs_city":
            assert type_file(name, csv_template(columns_of(name), language)).rows.height == 0


def test_the_command(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        return CliRunner().invoke(cli, ["template", *arguments])

    done = call("outreach_questions")
    assert "Written outreach_questions_template.xlsx: 6 columns" in done.output
    assert call("outreach_questions").exit_code == 2
    assert call("outreach_questions", "--replace", "--heads", "en").exit_code == 0
    book = openpyxl.load_workbook("outreach_questions_template.xlsx")
    assert book.sheetnames == ["data", "columns"]
    assert next(book["data"].iter_rows(values_only=True))[:2] == ("question_id", "visit_id")
    assert "released_at" in book["columns"]["A2"].value
    assert call("zone_roster", "--out", "r.csv").exit_code == 0
    text = (tmp_path / "r.csv").read_bytes()
    assert text.startswith("\ufeff示范区编号,统一社会信用代码".encode())
    wrong = call("customs_express")
    assert wrong.exit_code == 2
    assert "there is no template" in wrong.output
    listed = call().output
    assert all(name in listed for name in BY_HAND)
    assert not any(name in listed for name in AS_THEY_COME)
    assert set(DATASETS) > set(BY_HAND)
