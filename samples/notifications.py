"""Invented notifications of foreign authorities: a year and a week of the Safety Gate, a year of the CPSC."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from samples.enterprises import members
from samples.writing import Fact, draw, put_declared

YEAR, ALERTS, RECALLS = 2017, 40, 14
LAMPS = (
    ("Lighting equipment", "LED ceiling light", "Electric shock"),
    ("Lighting chains", "Fairy lights", "Electric shock, Fire"),
    ("Electrical appliances and equipment", "LED floodlight", "Electric shock, Burns"),
    ("Electrical appliances and equipment", "Desk lamp", "Fire"),
    ("Lighting equipment", "LED bulb", "Electric shock"),
    ("Hobby/sports equipment", "Rechargeable head torch", "Fire"),
)
OTHERS = (
    ("Toys", "Toy lantern", "Choking"),
    ("Motor vehicles", "Headlamp bulb", "Injuries"),
    ("Electrical appliances and equipment", "Insect killer with lamp", "Electric shock"),
    ("Electrical appliances and equipment", "USB charger", "Electric shock, Fire"),
)
_COUNTRIES = ("Germany", "France", "Denmark", "Poland", "Sweden", "United Kingdom")
_ORIGINS = ("People's Republic of China", "China", "China.")
_SOLD = ("About 10,800", "About 1.2 million", "4,300 (in addition, 200 in Canada)", "Unknown")
_WEEKLY = {"case": "caseNumber", "url": "reference", "kind": "type", "level": "level"}
_OTHER_EDITION = {"case": "reportReference", "url": "alertUrl", "kind": "notificationType", "level": "riskLevel"}


def write_notifications(folder: Path, seed: int) -> list[Path]:
    """Write the files below the landing folder; returns the data files."""
    year: dict[str, Fact] = {"released_at": datetime.fromisoformat("2018-01-12T09:00:00")}
    year |= {"period_from": f"{YEAR}01", "period_to": f"{YEAR}12"}
    week = {"released_at": datetime.fromisoformat("2018-01-19T09:00:00")}
    alerts = _year_of_alerts(seed)
    recalls = json.dumps(_year_of_recalls(seed), ensure_ascii=False, indent=1)
    note = "Invented. A barcode with a wrong check digit and a day that is none must go to quarantine."
    one = "Invented. A recall with a wrong barcode must go to quarantine; one names a member of the zone."
    return [
        put_declared(folder / "safety_gate" / "sample_safety_gate_2017.xml", _edition(alerts).encode(), year, note),
        put_declared(folder / "safety_gate" / "sample_safety_gate_2018_03.xml", _report(seed).encode(), week),
        put_declared(folder / "cpsc_recalls" / "sample_cpsc_2017.json", recalls.encode(), year, one),
    ]


def barcode(first: str) -> str:
    """Add the check digit of a GTIN to its first 12 digits."""
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(first))
    return f"{first}{-weighted % 10}"


def _days(chance: random.Random, count: int) -> list[date]:
    return sorted(date(YEAR, 1, 1) + timedelta(days=chance.randrange(365)) for _ in range(count))


def _year_of_alerts(seed: int) -> list[dict[str, str]]:
    chance = draw(seed, "alerts of the year")
    alerts = [_alert(chance, number, day) for number, day in enumerate(_days(chance, ALERTS), start=1)]
    right = barcode("690000000001")
    alerts[5]["barcode"], alerts[11]["barcode"] = right, right[:-1] + str((int(right[-1]) + 1) % 10)
    alerts[17]["publicationDate"] = f"31/02/{YEAR}"
    alerts[23]["countryOfOrigin"] = "Italy"
    return alerts


def _alert(chance: random.Random, number: int, day: date) -> dict[str, str]:
    category, product, risk = chance.choice(LAMPS if number % 2 else OTHERS)
    return {
        "case": f"A12/{number:05}/{day.year % 100}",
        "publicationDate": day.strftime("%d/%m/%Y"),
        "url": f"https://example.org/alerts/{number}",
        "category": category,
        "product": f"{product} ",
        "brand": f"Sample brand {chance.randrange(90):02}",
        "barcode": "",
        "riskType": risk,
        "danger": "Live parts are accessible. (sample)",
        "notifyingCountry": chance.choice(_COUNTRIES),
        "countryOfOrigin": chance.choice(_ORIGINS),
        "kind": "Consumer",
        "level": "Serious risk",
    }


def _edition(alerts: Sequence[Mapping[str, str]]) -> str:
    """A list with the words of another edition, each alert with its day."""
    body = "\n".join(_element("notification", alert, _OTHER_EDITION) for alert in alerts)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<report>\n<notifications>\n{body}\n</notifications>\n</report>\n'


def _report(seed: int) -> str:
    """A weekly report, whose day is that of all its alerts."""
    chance = draw(seed, "alerts of the week")
    alerts = [_alert(chance, number, date(2018, 1, 19)) for number in (101, 102, 103)]
    body = "".join(
        _element("notifications", {k: v for k, v in alert.items() if k != "publicationDate"}, _WEEKLY)
        for alert in alerts
    )
    head = "<report_date>19/01/2018</report_date><report_year>2018</report_year><report_week>3</report_week>"
    return f'<?xml version="1.0" encoding="UTF-8"?><Safety-Gate>{head}{body}</Safety-Gate>\n'


def _element(name: str, alert: Mapping[str, str], words: Mapping[str, str]) -> str:
    cells = (f"<{words.get(key, key)}>{escape(text)}</{words.get(key, key)}>" for key, text in alert.items())
    return f"<{name}>{''.join(cells)}</{name}>"


def _year_of_recalls(seed: int) -> list[dict[str, Any]]:
    """Recalls in the current layout; the one in May names the seventh member, in full-width digits."""
    chance = draw(seed, "recalls of the year")
    recalls = [_recall(chance, number, day) for number, day in enumerate(_days(chance, RECALLS), start=1)]
    name = str(members(seed)[6].cells[1])
    wide = name.translate({ord(digit): 0xFEE0 + ord(digit) for digit in "0123456789"})
    recalls[4]["Manufacturers"] = [{"Name": wide, "CompanyID": ""}]
    recalls[9]["ProductUPCs"] = [{"UPC": "690000000002"}]
    return recalls


def _recall(chance: random.Random, number: int, day: date) -> dict[str, Any]:
    product = chance.choice(("Desk Lamps", "LED Bulbs", "Wall Lanterns", "Chandeliers", "Flashlights"))
    kind = {"LED Bulbs": "Light Bulbs", "Flashlights": "Flashlights"}.get(product, "Lights & Accessories")
    return {
        "RecallID": 8000 + number,
        "RecallNumber": f"{day.year % 100}-{number:03}",
        "RecallDate": f"{day}T00:00:00",
        "LastPublishDate": f"{day}T00:00:00",
        "Title": f"Sample Company {number:02} Recalls {product} (sample)",
        "URL": f"https://example.org/recalls/{number}",
        "Products": [
            {"Name": product, "Type": kind, "CategoryID": "1", "NumberOfUnits": chance.choice(_SOLD)},
        ],
        "Manufacturers": [],
        "Importers": [{"Name": f"Sample Company {number:02} Inc., of Springfield", "CompanyID": ""}],
        "ManufacturerCountries": [{"Country": "Mexico" if number == 7 else "China"}],
        "ProductUPCs": [],
        "Hazards": [{"Name": chance.choice(("Fire", "Electrocution/Electric Shock", "Laceration"))}],
        "Injuries": [{"Name": "None reported"}],
        "Remedies": [{"Name": "Refund"}],
    }
