"""Cases of the notifications of foreign authorities."""

from __future__ import annotations

from tests.expectations.cases import Cases, File, Row

SCOPE = {"released_at": "2023-12-15T10:00:00", "release_month": "202312"}
RIGHT, WRONG = "5704777037096", "5704777037097"


def notification(n: int) -> dict:
    """A lamp from China without a barcode."""
    return {
        "case_no": f"A12/{n:05}/23",
        "alert_date": "2023-12-15",
        "product": "Ceiling LED light",
        "origins": ["People's Republic of China"],
        "is_origin_china": True,
        "hs_heading": "9405",
        "family": "D1",
    }


def rows(day: str) -> list[Row]:
    """Cases of rules on rows; the rule on days bears the number of the feed."""
    fails = "fails its check digit"
    between = "does not lie between 1973-01-01 and 2023-12-15"
    return [
        Row({}, passes=("MISSING", "CODE", day, "Q29", "Q30")),
        Row({"alert_date": None}, {"MISSING": "empty: alert_date"}),
        Row({"case_no": None}, {"MISSING": "empty: case_no"}),
        Row({"case_no": "13743 13744"}, {"CODE": "case_no 13743 13744 has another form"}),
        Row({"alert_date": "1973-01-01"}, passes=(day,)),
        Row({"alert_date": "1972-12-31"}, {day: f"day 1972-12-31 {between}"}),
        Row({"alert_date": "2023-12-16"}, {day: f"day 2023-12-16 {between}"}),
        Row(
            {"origins": ["Italy", "Malta"], "is_origin_china": False},
            {"Q29": "origin Italy, Malta: kept, and not counted as goods of China"},
        ),
        Row({"origins": None, "is_origin_china": None}),
        Row({"barcodes": None}, passes=("Q30",)),
        Row({"barcodes": [RIGHT, "046677137076", "40001569"]}, {"Q30": f"barcode 40001569 {fails}"}),
        Row({"barcodes": [RIGHT, "96385074", "00012345600012"]}, passes=("Q30",)),
        Row({"barcodes": [WRONG]}, {"Q30": f"barcode {WRONG} {fails}"}),
        Row({"barcodes": [RIGHT, WRONG, "466773772"]}, {"Q30": f"barcode {WRONG}, 466773772 {fails}"}),
        Row({"barcodes": ["n/k"]}, {"Q30": f"barcode n/k {fails}"}),
    ]


TWICE = {"case_no": "A12/03017/23"}
FILES = [
    File("Q40", [{}, TWICE, {**TWICE, "case_no": "A12/03018/23"}]),
    File("Q40", [{}, TWICE, {**TWICE, "product": "another"}], [
        ("A12/03017/23", "2", "rows 3, 4 have the same key A12/03017/23")
    ]),
]  # fmt: skip

CASES = {
    "safety_gate": Cases(notification, rows("F10"), FILES, SCOPE),
    "cpsc_recalls": Cases(notification, rows("F11"), FILES, SCOPE),
}
