"""Inspection batches: our layout with English or Chinese heads."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.transforms.tools import column, reasons, shape_rows, type_file

NAME = "inspection_batches"
HEAD = (
    "batch_no,office_code,uscc,customs_code,hs8,ciq_code,partner_code,declared_date,inspection_date,export_date,qty,"
    "unit,value_usd,inspected,result,defect_code,bad_qty\n"
)
BATCH = (
    "440100215000001,442000,91442000MA4W0TEX05,4420360001,94053000,9405300000101,502,2010-11-02,2010-11-05,2010-11-20,"
    '12000,套,"20,564.16",1,pass,,\n'
)


def test_a_batch():
    found = type_file(NAME, HEAD + BATCH)
    assert reasons(found) == []
    assert found.rows.row(0) == (
        2, True, "440100215000001", "442000", "91442000MA4W0TEX05", "4420360001", "94053000", "9405300000101", "502",
        date(2010, 11, 2), date(2010, 11, 5), date(2010, 11, 20), Decimal(12000), "套", Decimal("20564.16"), True,
        "PASS", None, None,
    )  # fmt: skip


def test_chinese_heads_and_a_list_without_inspected():
    text = (
        "报检号,企业,检验日期,货值（美元）,结果\n"
        "1,91442000MA4W0TEX05,2010年11月5日,100.5,PASS\n2,,2010-11-06,7,pending\n3,,2010-11-06,7,\n"
    )
    found = type_file(NAME, text.encode("gb18030"))
    assert column(found.rows, "uscc") == ["91442000MA4W0TEX05", None, None]
    assert column(found.rows, "value_usd") == ["100.50", "7.00", "7.00"]
    assert column(found.rows, "is_inspected") == [True, False, None]
    assert column(found.rows, "result") == ["PASS", "PENDING", None]


def test_what_does_not_cast():
    text = HEAD + BATCH.replace("2010-11-20", "soon").replace(",1,pass", ",perhaps,pass").replace("12000", "12 doz")
    assert [(rule, reason.split("'")[1]) for _, rule, reason in reasons(type_file(NAME, text))] == [
        ("CAST", "export_date"),
        ("CAST", "inspected"),
        ("Q20", "qty"),
    ]


def test_shaped_rows_are_the_typed_ones():
    found = type_file(NAME, HEAD + BATCH + BATCH.replace("12000", "x"))
    shaped = shape_rows(NAME, "fct_inspection_batch", found)
    assert shaped.equals(found.rows.head(1).drop("is_typed"))
    assert "state" not in shaped.columns
