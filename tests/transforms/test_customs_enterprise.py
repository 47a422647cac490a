"""Figures by enterprise: our CSV, with flow and currency in columns or in the manifest."""

from __future__ import annotations

import pytest

from tests.transforms.tools import RELEASED, column, reasons, shape_rows, type_file
from transforms.reading.errors import FileRefusedError

NAME = "customs_enterprise"
HEAD = "customs_code,uscc,period,hs8,partner_code,regime_code,flow,currency,value,qty1,unit1,qty2,unit2"
ROW = '44209a0001,91442000ma4w0tex05,2015-10,94051000,502,10,X,CNY,"1,200",10,个,5,千克'
PLAIN = "海关编码,数据年月,商品编码,贸易伙伴编码,贸易方式编码,金额,第一数量,第一计量单位"
BARE = "44209A0001,201510,94051000,502,10,7.5,1,Number of item"
ALL = {f"covers_{name}": ("*",) for name in ("enterprises", "hs", "partners", "regimes")}


def csv(*lines):
    return "\n".join(lines) + "\n"


def refused(data, rule, words, **declared):
    with pytest.raises(FileRefusedError) as caught:
        type_file(NAME, data, **declared)
    assert (caught.value.rule, words in caught.value.message) == (rule, True), caught.value.message


def test_codes_are_in_capitals_and_a_quantity_without_unit_is_none():
    found = type_file(NAME, csv(HEAD, ROW, ROW.replace("5,千克", "0,?"), ROW.replace("X,CNY", "进口,usd")))
    assert reasons(found) == []
    assert set(column(found.rows, "customs_code")) == {"44209A0001"}
    assert set(column(found.rows, "uscc")) == {"91442000MA4W0TEX05"}
    assert set(column(found.rows, "value")) == {"1200.00"}
    assert column(found.rows, "flow") == ["X", "X", "M"]
    assert column(found.rows, "currency") == ["CNY", "CNY", "USD"]
    assert column(found.rows, "qty2") == ["5.000", None, "5.000"]
    assert column(found.rows, "unit2") == ["千克", None, "千克"]
    assert {r.rule: r.outcome for r in found.results} == {"Q05": "passed", "Q06": "passed", "SELECTION": "failed"}


def test_the_manifest_says_what_no_column_does():
    found = type_file(NAME, csv(PLAIN, BARE), flow="M", currency="USD")
    assert found.rows.select("flow", "currency", "uscc", "unit1").rows() == [("M", "USD", None, "Number of item")]
    assert column(found.rows, "value") == ["7.50"]


def test_columns_and_manifest_that_disagree_refuse_the_file():
    refused(csv(HEAD, ROW), "Q05", "The column 'currency' says CNY, the manifest says USD", currency="USD")
    refused(csv(HEAD, ROW), "MANIFEST", "The column 'flow' says X, the manifest says M", flow="M")
    refused(csv(PLAIN, BARE), "MANIFEST", "Neither a column nor the manifest says the flow", currency="CNY")
    refused(csv(PLAIN, BARE), "MANIFEST", "Neither a column nor the manifest says the currency", flow="X")
    refused(csv(HEAD, ROW), "MANIFEST", "1 of 1 rows lie outside covers_enterprises", covers_enterprises=("4403",))


def test_coverage_is_closed_where_everything_was_declared():
    """Of each month and side; months without a row were asked for too."""
    asked = {**ALL, "covers_enterprises": ("44209",), "period_from": "201509", "period_to": "201510"}
    found = type_file(NAME, csv(HEAD, ROW), **asked)
    shaped = shape_rows(NAME, "enterprise_coverage", found, **asked)
    assert shaped.select("period", "flow", "currency", "is_closed").rows() == [
        ("201509", "X", "CNY", True),
        ("201510", "X", "CNY", True),
    ]
    assert shaped["covers_enterprises"].to_list() == [["44209"]] * 2
    undeclared = shape_rows(NAME, "enterprise_coverage", type_file(NAME, csv(HEAD, ROW)))
    assert undeclared.select("period", "is_closed").rows() == [("201510", False)]


def test_a_row_as_a_fact():
    found = type_file(NAME, csv(HEAD, ROW))
    fact = shape_rows(NAME, "fct_enterprise_export", found).row(0, named=True)
    assert (fact["customs_code"], fact["period"], fact["state"], str(fact["value"])) == (
        "44209A0001", "201510", "V", "1200.00",
    )  # fmt: skip
    assert (fact["known_from"], fact["source_row"]) == (RELEASED, 2)
    held = shape_rows(NAME, "fct_enterprise_export", found, held=(2,)).row(0, named=True)
    assert (held["state"], held["value"], held["uscc"]) == ("HELD", None, None)
