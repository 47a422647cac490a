"""Real notifications through a real night: a weekly report of the Safety Gate, and pages of two lists of the CPSC."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest

from tests.support import Home

pytestmark = pytest.mark.slow

REPORT = "transcribed/safety_gate_report_2023_50_extract.xml"
LAMPS, LIGHTS = "safety/cpsc_lamps_2013.json", "safety/cpsc_lights_accessories_2013.json"
KEPT = ("state", "rows_read", "rows_accepted", "rows_quarantined", "rows_set_aside")
SET = {"released_at": "2013-11-10", "set_id": "lamps-2013", "pages": 2}
TABLE = "core.fct_foreign_notification"


def recall(number: int) -> dict:
    """A recall of an older year, as the second page has it."""
    return {
        "organization": "CPSC",
        "recall_number": f"00{number:03}",
        "recall_date": "2000-05-01",
        "recall_url": "http://www.cpsc.gov/",
        "manufacturers": ["Old Lamps"],
        "product_types": ["Lamps"],
        "descriptions": ["Table lamps"],
        "upcs": None,
        "hazards": ["Fall"],
        "countries": ["China"],
    }


def page(count: int, total: int = 75, first: int = 1) -> str:
    return json.dumps({"success": {"total": total, "results": [recall(n) for n in range(first, first + count)]}})


@pytest.fixture(scope="module")
def home(data, make_home, tmp_path_factory) -> Home:
    """One night over the three files as they are, one more over what is needed to make a set of them whole."""
    home = make_home(tmp_path_factory.mktemp("notifications") / "home")
    home.put("", "report.xml", data / REPORT, released_at="2023-12-15")
    home.put("cpsc_recalls", "alone.json", data / LAMPS, released_at="2013-11-10")
    home.put("cpsc_recalls", "lights.json", data / LIGHTS, released_at="2013-11-10")
    home.put("cpsc_recalls", "page1.json", data / LAMPS, **SET, page=1)
    three = {"released_at": "2013-11-10", "set_id": "lights-2013", "pages": 3, "page": 1}
    home.put("cpsc_recalls", "lights1.json", data / LIGHTS, **three)
    assert home.night().state == "published"
    return home


def ledger(home: Home) -> dict[str, tuple]:
    return {name: rest for name, *rest in home.rows(f"SELECT file_name, {', '.join(KEPT)} FROM ops.delivery")}


def test_pages_without_a_set_are_refused_and_others_wait(home):
    found = ledger(home)
    assert found["report.xml"] == ["loaded", 4, 4, 0, 0]
    assert [found[name][0] for name in ("alone.json", "lights.json")] == ["refused", "refused"]
    assert home.rows("SELECT rule, reason FROM ops.delivery WHERE file_name = 'lights.json'") == [
        ("F11", "lights.json: The file holds 50 recalls and says that there are 138.")
    ]
    assert found["page1.json"] == ["waiting", 50, 49, 1, 0]
    assert found["lights1.json"] == ["waiting", 50, 49, 1, 0]
    assert home.rows("SELECT reason FROM ops.delivery WHERE state = 'waiting' ORDER BY 1") == [
        ("waits for page 2 of set lamps-2013",),
        ("waits for page 2, 3 of set lights-2013",),
    ]
    assert home.rows(f"SELECT DISTINCT authority_code FROM {TABLE}") == [("EU_SAFETY_GATE",)]


def test_one_alert_of_four_is_of_a_listed_industry(home):
    """A ceiling light among electrical appliances; the insect killer with its lamp is none."""
    chosen = "case_no, product, hs_heading, family, is_origin_china, hazards, alert_date, source_row"
    assert home.rows(f"SELECT {chosen} FROM {TABLE} WHERE hs_heading IS NOT NULL") == [
        (
            *("A12/03017/23", "Ceiling LED light; NEON-40 LED armatur", "9405", "D1", True, ["electric shock"]),
            *(date(2023, 12, 15), 2),
        )
    ]
    told = "SELECT coalesce(industry_code, '-'), count(*) FROM ops.notifications_at() GROUP BY ALL ORDER BY 1"
    assert home.rows(told) == [("-", 3), ("LIGHTING", 1)]
    assert home.rows(
        f"SELECT case_no, origins, barcodes, hazards FROM {TABLE} WHERE NOT is_origin_china ORDER BY 1"
    ) == [
        ("A12/03032/23", ["Italy"], None, ["fire"]),
        ("A12/03052/23", ["Democratic Republic Of Congo"], ["5704777037096"], ["damage to sight", "fire"]),
    ]


def test_a_barcode_fails_its_check_digit_in_each_list(home):
    told = "SELECT file_name, source_row, rules, reasons FROM ops.quarantine_row"
    assert home.rows(f"{told} JOIN ops.delivery USING (delivery_id) ORDER BY 1") == [
        ("lights1.json", 37, ["Q30"], ["barcode 076501222733 fails its check digit"]),
        ("page1.json", 4, ["Q30"], ["barcode 4667737724 fails its check digit"]),
    ]


def test_a_set_is_loaded_whole_or_refused(home, tmp_path):
    """24 recalls more are one too few; 25 make the set whole, and its moment is that of its latest page."""
    short = home.copy_to(tmp_path / "short")
    short.put("cpsc_recalls", "page2.json", page(24), **SET, page=2)
    short.night()
    assert short.rows("SELECT state, rule, reason FROM ops.delivery WHERE file_name = 'page2.json'") == [
        ("refused", "PAGESET", "the pages of the set hold 74 records and say that there are 75")
    ]
    home.put("cpsc_recalls", "page2.json", page(25), **{**SET, "released_at": "2013-11-12"}, page=2)
    assert home.night().state == "published"
    assert ledger(home)["page1.json"] == ["loaded", 50, 49, 1, 0]
    assert ledger(home)["page2.json"] == ["loaded", 25, 25, 0, 0]
    counted = "count(*)::INTEGER, count(*) FILTER (state = 'HELD')::INTEGER, count(hs_heading)::INTEGER"
    assert home.rows(
        f"SELECT {counted}, min(known_from), max(known_from) FROM {TABLE} WHERE authority_code = 'US_CPSC'"
    ) == [(75, 1, 72, datetime(2013, 11, 12), datetime(2013, 11, 12))]
