"""Comtrade and BACI: shapes, levels, parts of wholes, errors saved as data, and what is read as none."""

from __future__ import annotations

import json
import re

import pytest

from tests.transforms.tools import column, reasons, shape_rows, type_file
from transforms.reading.errors import FileRefusedError

ASKED = {
    "covers_hs": ("9405",),
    "covers_partners": ("*",),
    "covers_reporters": ("*",),
    "covers_classifications": ("H5",),
}
LEGACY = (
    "Classification,Year,Period,Period Desc.,Aggregate Level,Is Leaf Code,Trade Flow Code,Trade Flow,Reporter Code,"
    "Reporter,Reporter ISO,Partner Code,Partner,Partner ISO,2nd Partner Code,2nd Partner,2nd Partner ISO,"
    "Customs Proc. Code,Customs,Mode of Transport Code,Mode of Transport,Commodity Code,Commodity,Qty Unit Code,"
    "Qty Unit,Qty,Alt Qty Unit Code,Alt Qty Unit,Alt Qty,Netweight (kg),Gross weight (kg),Trade Value (US$),"
    "CIF Trade Value (US$),FOB Trade Value (US$),Flag\r\n"
)
NAMES = re.findall(
    r"\w+",
    """
    typeCode freqCode refPeriodId refYear refMonth period reporterCode reporterISO reporterDesc flowCode flowDesc
    partnerCode partnerISO partnerDesc partner2Code partner2ISO partner2Desc classificationCode
    classificationSearchCode isOriginalClassification cmdCode cmdDesc aggrLevel isLeaf customsCode customsDesc
    mosCode motCode motDesc qtyUnitCode qtyUnitAbbr qty isQtyEstimated altQtyUnitCode altQtyUnitAbbr altQty
    isAltQtyEstimated netWgt isNetWgtEstimated grossWgt isGrossWgtEstimated cifvalue fobvalue primaryValue
    legacyEstimationFlag isReported isAggregate
    """,
)


def api(**given):
    """An object of the interface, with all 47 columns."""
    usual = {
        "typeCode": "C", "freqCode": "A", "refPeriodId": 20180101, "refYear": 2018, "refMonth": 52, "period": "2018",
        "reporterCode": 36, "flowCode": "M", "partnerCode": 0, "partner2Code": 0, "classificationCode": "H5",
        "classificationSearchCode": "HS", "isOriginalClassification": True, "cmdCode": "9405", "aggrLevel": 4,
        "isLeaf": False, "customsCode": "C00", "mosCode": "0", "motCode": 0, "qtyUnitCode": -1, "qty": 0,
        "isQtyEstimated": False, "netWgt": 0, "isNetWgtEstimated": False, "cifvalue": 100.5, "fobvalue": None,
        "primaryValue": 100.5, "legacyEstimationFlag": 0, "isReported": False, "isAggregate": True,
    }  # fmt: skip
    return {**dict.fromkeys(NAMES), **usual, **given}


def answer(*rows, **more) -> str:
    return json.dumps({"elapsedTime": "0.1 secs", "count": len(rows), "data": rows, "error": "", **more})


def test_the_interface_has_47_columns():
    assert len(NAMES) == 47
    assert len(LEGACY.split(",")) == 35


def test_json_and_csv_of_the_interface_are_the_same_rows():
    objects = [api(), api(partnerCode=156, qtyUnitCode=8, qty=7.25, netWgt=7.25, isNetWgtEstimated=True)]
    lines = [",".join("" if o[n] is None else str(o[n]) for n in NAMES) for o in objects]
    by_json = type_file("comtrade", answer(*objects))
    by_csv = type_file("comtrade", "\n".join([",".join(NAMES), *lines]) + "\n")
    names = [n for n in by_json.rows.columns if n != "source_row"]
    assert by_json.rows.select(names).equals(by_csv.rows.select(names))
    found = by_json.rows
    assert column(found, "reporter_code") == ["036", "036"]
    assert column(found, "partner_code") == ["000", "156"]
    assert column(found, "period") == ["2018", "2018"]
    assert column(found, "period_kind") == ["A", "A"]
    assert column(found, "value_usd") == column(found, "cif_value_usd") == ["100.500", "100.500"]
    assert column(found, "fob_value_usd") == [None, None]
    assert column(found, "qty_unit_code") == [None, "8"]
    assert column(found, "qty") == column(found, "net_weight_kg") == [None, "7.250"]
    assert column(found, "is_net_weight_estimated") == [False, True]
    assert column(found, "is_aggregate") == [True, True]


def test_months_and_month_52():
    rows = [api(period=None, refMonth=3), api(period="201803", refMonth=3), api(period="201852"), api(period=None)]
    without = [{k: v for k, v in row.items() if k != "period"} for row in rows[::3]]
    assert column(type_file("comtrade", answer(*without)).rows, "period") == ["201803", "2018"]
    found = type_file("comtrade", answer(*rows[1:3])).rows
    assert column(found, "period") == ["201803", "2018"]
    assert column(found, "period_kind") == ["M", "A"]


def test_only_rows_over_all_procedures_and_modes_are_kept():
    """A query returns every customs code by mode of transport: 32 rows for one figure."""
    parts = [
        api(customsCode=code, motCode=mode)
        for code in ("C00", "C01", "C04", "C20")
        for mode in (0, 1000, 2000, 2100, 2900, 3000, 3100, 9000)
    ]
    found = type_file("comtrade", answer(*parts, api(partner2Code=344), api(typeCode="S"), api(mosCode="1 ")))
    assert column(found.rows, "source_row") == [1]
    assert len(found.set_aside) == 34
    why = {row.source_row: row.reason.split(";")[0] for row in found.set_aside}
    assert (why[2], why[9]) == ("one mode of transport of several", "one customs procedure of several")
    assert [why[n] for n in (33, 34, 35)] == [
        "one second partner of several",
        "services, no commodities",
        "one mode of supply of several",
    ]


def test_the_old_site():
    line = "H5,2018,2018,2018,4,0,{},x,699,India,IND,0,World,WLD,,,,,,,,9405,Lamps,{},u,{},,,,{},,{},,,{}\r\n"
    rows = [
        line.format(2, 8, 1200, 1200, "153211741", 6),
        line.format(1, 1, 0, "", 20, 4),
        line.format(3, 5, 7, 0, 5, 2),
    ]
    found = type_file("comtrade", LEGACY + "".join(rows), **ASKED).rows
    assert column(found, "flow") == ["X", "M", "RX"]
    assert column(found, "value_usd") == ["153211741.000", "20.000", "5.000"]
    assert column(found, "qty") == ["1200.000", None, "7.000"]
    assert column(found, "qty_unit_code") == ["8", None, "5"]
    assert column(found, "net_weight_kg") == ["1200.000", None, None]
    assert column(found, "is_qty_estimated") == [True, False, True]
    assert column(found, "is_net_weight_estimated") == [True, True, False]
    assert column(found, "commodity_level") == [4, 4, 4]
    assert column(found, "customs_code") == ["C00"] * 3


@pytest.mark.parametrize(
    ("data", "rule", "why"),
    [
        (
            "Result too large: the query gave 61000 rows\n",
            "FILE",
            "an error text saved as data: 'Result too large: the",
        ),
        ('"Resultset count: 25456"\n', "FILE", "an error text saved as data: 'Resultset count: 25456'"),
        (answer(error="Too many rows"), "FILE", "an answer without data: 'Too many rows'"),
        ('{"statusCode": 401, "message": "Access denied"}', "FILE", "an answer without data: 'Access denied'"),
        (answer(api(), count=2), "FILE", "counts 2 rows and holds 1"),
        (answer(*[api()] * 500), "Q03", "has 500 rows, at which Comtrade cuts"),
        ("a,b\n1,2\n", "Q01", "unknown column 'a', 'b'"),
        ("refYear,flowCode,cmdCode,reporterDesc,cmd_partner_sum\n2003,X,271019,India,1\n", "MANIFEST", "the partner"),
    ],
)
def test_what_is_no_download_is_refused(data, rule, why):
    with pytest.raises(FileRefusedError, match=why.replace("(", ".")) as refused:
        type_file("comtrade", data)
    assert refused.value.rule == rule


def test_a_summary_that_names_reporters():
    data = "refYear,flowCode,cmdCode,reporterDesc,cmd_partner_sum\n2003,X,271019,Türkiye,1.5\n2003,X,271019,Narnia,2\n"
    found = type_file("comtrade", data, covers_partners=("132",), covers_classifications=("HS",))
    assert column(found.rows, "reporter_code") == ["792", None]
    assert column(found.rows, "partner_code") == ["132", "132"]
    assert column(found.rows, "commodity_level") == [6, 6]
    assert reasons(found) == [(3, "CAST", "column 'reporterDesc': 'Narnia' is no reporter of Comtrade")]


def test_rows_outside_the_selection():
    rows = [api()] * 29 + [api(cmdCode="8539", aggrLevel=4)]
    found = type_file("comtrade", answer(*rows), **ASKED, period_from="201801", period_to="201812")
    assert reasons(found) == [(30, "MANIFEST", "column 'cmdCode': '8539' is outside covers_hs of the manifest")]
    with pytest.raises(FileRefusedError, match=r"1 of 1 rows lie outside period_from and period_to.*such as 2018"):
        type_file("comtrade", answer(api()), period_from="201501", period_to="201712")


def test_coverage_is_of_reporters_that_have_rows():
    rows = [api(), api(partnerCode=156), api(reporterCode=842), api(aggrLevel=6, cmdCode="940510")]
    found = type_file("comtrade", answer(*rows), **ASKED)
    covered = shape_rows("comtrade", "world_coverage", found, **ASKED)
    assert list(zip(*(column(covered, n) for n in ("reporter_code", "commodity_level", "is_closed")), strict=True)) == [
        ("036", 4, True),
        ("036", 6, True),
        ("842", 4, True),
    ]
    assert column(covered, "covers_hs") == [["9405"]] * 3
    undeclared = {**ASKED, "covers_reporters": None}
    assert column(shape_rows("comtrade", "world_coverage", found, **undeclared), "is_closed") == [False] * 3


BACI = {"covers_classifications": ("H3",)}


def test_baci_in_dollars_and_kilograms():
    found = type_file("baci", "t,i,j,k,v,q\n2018,156,842,940510,1234.567,NA\n2018,36,156,10111,0.5,  0.004\n", **BACI)
    made = shape_rows("baci", "fct_world_trade", found, **BACI)
    assert column(made, "reporter_code") == ["156", "036"]
    assert column(made, "partner_code") == ["842", "156"]
    assert column(made, "commodity_code") == ["940510", "010111"]
    assert column(made, "value_usd") == column(made, "fob_value_usd") == ["1234567.000", "500.000"]
    assert column(made, "cif_value_usd") == [None, None]
    assert column(made, "net_weight_kg") == [None, "4.000"]
    assert set(column(made, "source")) == {"baci"}
    assert set(column(made, "classification")) == {"H3"}


@pytest.mark.parametrize("header", ["t,i,j,k,q,v", "T,i,j,k,v,q", "t,i,j,k,v", "t,i,j,k,v,q,x"])
def test_another_header_is_not_baci(header):
    with pytest.raises(FileRefusedError) as refused:
        type_file("baci", f"{header}\n2018,156,842,940510,1,1\n", **BACI)
    assert refused.value.rule == "Q01"


def test_baci_without_its_revision_is_refused():
    with pytest.raises(FileRefusedError, match="revision of the Harmonized System"):
        type_file("baci", "t,i,j,k,v,q\n2018,156,842,940510,1,1\n")
