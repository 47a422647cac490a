"""Safety Gate and CPSC: both vocabularies and layouts, cells as they come."""

from __future__ import annotations

import json
from datetime import date, datetime

import polars as pl
import pytest

from tests.transforms.tools import column, read, reasons, shape_rows, type_file
from transforms.alerts.cells import barcodes, first_number, iso_days, origins, split
from transforms.reading.errors import FileRefusedError

SAFETY, CPSC = "safety_gate", "cpsc_recalls"
ALERT = {
    "order": "1",
    "caseNumber": "A12/00001/23",
    "category": "Electrical appliances and equipment",
    "product": "<![CDATA[Ceiling LED light ]]>",
    "brand": "Lumi",
    "barcode": "",
    "riskType": "Electric shock, Fire",
    "countryOfOrigin": "People's Republic of China",
    "notifyingCountry": "Denmark",
}


def report(*alerts: dict, day: str = "15/12/2023") -> str:
    body = "".join(
        "<notifications>" + "".join(f"<{k}>{v}</{k}>" for k, v in alert.items()) + "</notifications>"
        for alert in alerts
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><Safety-Gate><report_date>{day}</report_date>{body}</Safety-Gate>'


def typed_row(name: str, data: str, **declared) -> dict:
    typed = type_file(name, data, **declared)
    assert reasons(typed) == []
    return typed.rows.to_dicts()[0]


def test_an_alert_of_a_weekly_report():
    row = typed_row(SAFETY, report(ALERT))
    assert (row["case_no"], row["alert_date"], row["product"]) == (
        "A12/00001/23",
        date(2023, 12, 15),
        "Ceiling LED light",
    )
    assert (row["hazards"], row["barcodes"]) == (["electric shock", "fire"], None)
    assert (row["origins"], row["is_origin_china"]) == (["People's Republic of China"], True)
    assert (row["hs_heading"], row["family"]) == ("9405", "D1")
    assert (row["brand"], row["makers"], row["notifying_country"]) == ("Lumi", None, "Denmark")


def test_the_other_vocabulary():
    """Wrapped records, synonyms of the elements, a day of its own for each alert."""
    other = {
        "reportReference": "A12/00002/23",
        "publicationDate": "01/02/2023",
        "category": "Lighting chains",
        "product": "Fairy lights",
        "riskType": "Electric shock",
        "notificationType": "Consumer",
        "riskLevel": "Serious risk",
        "alertUrl": "https://example.org/10011163",
        "countryOfOrigin": "China.",
    }
    body = "".join(f"<{k}>{v}</{k}>" for k, v in other.items())
    text = f"<report><notifications><notification>{body}</notification></notifications></report>"
    row = typed_row(SAFETY, text)
    assert (row["case_no"], row["alert_date"], row["url"]) == ("A12/00002/23", date(2023, 2, 1), other["alertUrl"])
    assert (row["notification_type"], row["risk_level"], row["hs_heading"]) == ("Consumer", "Serious risk", "9405")
    assert (row["origins"], row["is_origin_china"]) == (["China"], True)


def test_what_is_no_report_is_refused():
    def refused(text: str, rule: str, words: str) -> None:
        with pytest.raises(FileRefusedError, match=words) as caught:
            type_file(SAFETY, text)
        assert caught.value.rule == rule

    refused(
        '<?xml version="1.0"?><error><code>500</code></error>', "Q01", "no notification; its root element is 'error'"
    )
    refused(report({**ALERT, "colour": "red"}), "Q01", "unknown column 'colour'")
    refused(
        report({k: v for k, v in ALERT.items() if k != "caseNumber"}),
        "Q01",
        "no column 'caseNumber or reportReference'",
    )
    refused("<!DOCTYPE html><html><body>Service unavailable</body></html>", "FILE", "a web page \\(HTML\\)")
    refused("<html><head/><body>Sorry</body></html>", "FILE", "web page")
    refused("a,b\n1,2\n", "Q01", "no known header|unknown column|not")


def test_an_alert_that_stands_twice():
    """The same again is set aside; another content under its number is left for Q40."""
    typed = type_file(SAFETY, report(ALERT, {**ALERT, "order": "9"}, {**ALERT, "brand": "Other"}))
    assert column(typed.rows, "source_row") == [1, 3]
    assert [(r.source_row, r.reason, r.raw_text) for r in typed.set_aside] == [
        (2, "says again what an earlier record says", "A12/00001/23")
    ]


def test_a_day_that_is_none_sends_the_alert_to_quarantine():
    other = {**ALERT, "publicationDate": "31/02/2023"}
    assert reasons(type_file(SAFETY, report(other))) == [
        (1, "CAST", "column 'publicationDate': '31/02/2023' is not a day")
    ]


OLD = {
    "organization": "CPSC",
    "recall_number": "13743 ",
    "recall_date": "2013-10-24",
    "recall_url": "http://www.cpsc.gov/1",
    "manufacturers": ["L.L.Bean", "Target, Inc."],
    "product_types": ["Stairs/Steps", "Lamps"],
    "descriptions": ["Step Stools", "2-Bulb Floor Lamp"],
    "upcs": ["05698601008-3"],
    "hazards": ["Injury", "injury", "Fall"],
    "countries": ["China."],
}
CURRENT = {
    "RecallID": 9999,
    "RecallNumber": "24-042",
    "RecallDate": "2023-11-16T00:00:00",
    "LastPublishDate": "2023-11-20T00:00:00",
    "Title": "Acme Recalls Desk Lamps",
    "Description": "This recall involves desk lamps.",
    "Products": [{"Name": "Desk Lamps", "Type": "Lamps", "CategoryID": "1", "NumberOfUnits": "About 10,800 (and 200)"}],
    "Hazards": [{"Name": "The lamp can overheat", "HazardType": "Fire"}],
    "ManufacturerCountries": [{"Country": "China"}],
    "Manufacturers": [],
    "Importers": [{"Name": "Acme Imports LLC, of Reno", "CompanyID": ""}],
    "Retailers": [{"Name": "Big Shop", "CompanyID": ""}],
    "ProductUPCs": [],
    "Injuries": [{"Name": "None reported"}],
    "Remedies": [{"Name": "Refund"}],
}


def answer(*recalls: dict, total: object = None) -> str:
    return json.dumps({"success": {"total": len(recalls) if total is None else total, "results": list(recalls)}})


def test_a_recall_of_the_old_layout():
    row = typed_row(CPSC, answer(OLD))
    assert (row["case_no"], row["alert_date"]) == ("13743", date(2013, 10, 24))
    assert (row["makers"], row["barcodes"]) == (["L.L.Bean", "Target, Inc."], ["056986010083"])
    assert (row["hazards"], row["origins"], row["is_origin_china"]) == (["injury", "fall"], ["China"], True)
    assert (row["category"], row["hs_heading"]) == ("Stairs/Steps; Lamps", "9405")


def test_a_recall_of_the_current_layout():
    row = typed_row(CPSC, json.dumps([CURRENT, {**CURRENT, "RecallNumber": "24-043", "Products": [], "Hazards": []}]))
    assert (row["case_no"], row["alert_date"], row["units"]) == ("24-042", date(2023, 11, 16), 10_800)
    assert (row["importers"], row["sellers"], row["makers"]) == (["Acme Imports LLC, of Reno"], ["Big Shop"], None)
    assert (row["hazards"], row["injuries"]) == (["the lamp can overheat"], "None reported")
    assert (row["units_text"], row["measures_taken"]) == ("About 10,800 (and 200)", "Refund")
    assert row["hs_heading"] == "9405"


def test_a_list_that_is_cut_waits_for_its_pages():
    short = answer(OLD, total=75)
    with pytest.raises(FileRefusedError, match="holds 1 recalls and says that there are 75") as caught:
        type_file(CPSC, short)
    assert caught.value.rule == "F11"
    assert "set_id, page and pages" in caught.value.remedy
    assert type_file(CPSC, short, set_id="s", page=1, pages=2).scope == {"rows_of_set": "75"}
    with pytest.raises(FileRefusedError, match="holds 1 recalls and says that there are 75"):
        type_file(CPSC, short, set_id="s", page=1, pages=1)
    with pytest.raises(FileRefusedError, match="holds 2 recalls and says that there are 1"):
        type_file(CPSC, answer(OLD, OLD, total=1), set_id="s", page=1, pages=2)


def test_an_answer_that_counts_no_recall_is_a_list_of_none():
    found = type_file(CPSC, answer(total=0))
    assert (found.rows.height, found.rejects.height, found.scope) == (0, 0, {})


@pytest.mark.parametrize(("total", "told"), [("²", "²"), ({"n": 1}, "{'n': '1'}"), ("9" * 9000, "9" * 40 + r"\.")])
def test_a_total_that_is_no_number_of_recalls(total, told):
    with pytest.raises(FileRefusedError, match=f"says that there are {told}") as caught:
        type_file(CPSC, answer(OLD, total=total))
    assert caught.value.rule == "F11"


def test_what_is_no_list_of_recalls():
    for text, rule, words in (
        ('{"success": false}', "Q01", "no list of records"),
        ("[]", "Q01", "it has no recall"),
        ('{"success": {"results": []}}', "Q01", "it has no recall"),
        ('{"success": {"total": 3, "results": []}}', "Q01", "it has no recall"),
        ('{"success": {"total": 1, "note": "x", "results": [{"a": 1}]}}', "Q01", "it has the keys note"),
        (answer({**OLD, "colour": "red"}), "Q01", "unknown column 'colour'"),
        (answer(OLD).replace('"CPSC"', "NaN"), "FILE", "NaN"),
    ):
        with pytest.raises(FileRefusedError, match=words) as caught:
            type_file(CPSC, text)
        assert caught.value.rule == rule
    assert [r.reason for r in read(CPSC, answer({**OLD, "upcs": [{"a": []}]}, OLD)).damaged] == [
        "a value holds further lists or objects"
    ]
    assert reasons(type_file(CPSC, answer({**OLD, "organization": "FDA"}))) == [
        (1, "CAST", "column 'organization': 'FDA' is another authority than CPSC")
    ]


def test_rows_of_the_table():
    typed = type_file(CPSC, answer(OLD, {**OLD, "recall_number": "13744", "upcs": ["123"]}))
    rows = shape_rows(CPSC, "fct_foreign_notification", typed, held=(2,)).to_dicts()
    assert [(r["authority_code"], r["case_no"], r["state"], r["makers"] is None) for r in rows] == [
        ("US_CPSC", "13743", "V", False),
        ("US_CPSC", "13744", "HELD", True),
    ]
    assert (rows[1]["alert_date"], rows[1]["hs_heading"], rows[1]["barcodes"]) == (date(2013, 10, 24), "9405", None)
    release = shape_rows(CPSC, "dim_release", typed, set_id="s").to_dicts()
    assert [(r["known_from"], r["set_id"]) for r in release] == [(datetime(2015, 11, 20, 10), "s")]


def test_cells():
    days = iso_days(pl.Series(["15/12/2023", "1.2.2023", "2023-11-16T00:00:00", "2023-11-16", "12/2023", None]))
    assert days.to_list() == ["2023-12-15", "2023-02-01", "2023-11-16", "2023-11-16", "12/2023", None]
    assert split(pl.Series(["a, b,,a ", " , ", None]), ",").to_list() == [["a", "b"], None, None]
    codes = barcodes(
        pl.Series(["5704777037096", "Unknown", "05698601008-3; 46677 37724", "96385074 5704777037096", "", None])
    )
    assert codes.to_list() == [
        ["5704777037096"],
        None,
        ["056986010083", "4667737724"],
        ["96385074", "5704777037096"],
        None,
        None,
    ]
    spelled = [
        "People's Republic of China",
        "China.",
        "Hong Kong",
        "Taiwan",
        "United States\nChina",
        "P.R. China",
        None,
    ]
    assert origins(pl.Series(spelled))[1].to_list() == [True, True, False, False, True, True, None]
    units = ["About 10,800 (in addition, 200 in Canada)", "1.2 million", "4", "none", None]
    assert first_number(pl.Series(units)).to_list() == [10_800, 1_200_000, 4, None, None]
