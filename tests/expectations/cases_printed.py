"""Cases of the printed tables: the flash and the bulletin."""

from __future__ import annotations

from tests.expectations.cases import Cases, File, Row

EVERY = ("MISSING", "ENUM period_kind", "ENUM flow", "ENUM currency", "Q22 the period", "Q22 January")


def _line(n: int) -> dict:
    return {
        "period": "201510",
        "period_kind": "M",
        "product_code": f"line {n}",
        "partner_code": "ALL",
        "flow": "X",
        "currency": "CNY",
        "line_kind": "LINE",
        "is_whole": False,
        "month_value": 100 + n,
        "month_half_unit": "0.5",
        "ytd_value": 1000 + n,
        "ytd_half_unit": "0.5",
    }


ROWS = [
    *(Row({}, passes=EVERY) for _ in range(2)),
    Row({"product_code": None, "line_kind": None}, {"MISSING": "empty: product_code line_kind"}),
    Row({"period_kind": "YTD"}, {"ENUM period_kind": "period_kind is YTD"}),
    Row({"period": "201502", "period_kind": "JF"}, passes=EVERY),
    Row({"period_kind": "JF"}, {"Q22 January": "period 201510 is no January and February"}),
    Row({"flow": "B"}, {"ENUM flow": "flow is B"}),
    Row({"flow": "XM"}, passes=["ENUM flow"]),
    Row({"currency": "EUR"}, {"ENUM currency": "currency is EUR"}),
    Row({"currency": "USD"}, passes=["ENUM currency"]),
    Row({"period": "199412"}, {"Q22 the period": "period 199412 is no month from 199501 to 201511"}),
    Row({"period": "199501"}, passes=["Q22 the period"]),
    Row({"period": "201512"}, {"Q22 the period": "period 201512 is no month from 199501 to 201511"}),
    Row({"period": "201511"}, passes=["Q22 the period"]),
    Row({"period": "201513"}, {"Q22 the period": "period 201513 is no month from 199501 to 201511"}),
]
TWICE = {"product_code": "灯具"}
NAMED = "201510 / M / 灯具 / ALL / X / CNY"


def _flows(x: str, m: str, xm: str, half: str = "0.05", value: str = "month_value") -> list[dict]:
    """One row of a table by partner, with exports, imports and both together."""
    none = {"ytd_value": None, "month_value": None, "ytd_half_unit": None, "month_half_unit": None}
    unit = {value: None, value.replace("value", "half_unit"): half}
    row = {"product_code": "ALL", "partner_code": "502", "source_row": 7, **none, **unit}
    return [{**row, "flow": f, value: v} for f, v in (("X", x), ("M", m), ("XM", xm))]


def _table(value: str, total: str, *lines: tuple[str, str], whole: bool = False, half: str = "1.0") -> list[dict]:
    """A total and lines, each of a kind and a value."""
    none = {"ytd_value": None, "month_value": None, "ytd_half_unit": None, "month_half_unit": None}
    usual = {**none, "is_whole": whole, value.replace("value", "half_unit"): half}
    rows = [{**usual, "product_code": "ALL", "line_kind": "TOTAL", value: total}]
    return rows + [
        {**usual, "product_code": f"{kind} {n}", "line_kind": kind, value: line} for n, (kind, line) in enumerate(lines)
    ]


def _parts(value: str, line: str, *parts: str, half: str = "0.5") -> list[dict]:
    """A line and the rows that are printed as of which below it."""
    none = {"ytd_value": None, "month_value": None, "ytd_half_unit": None, "month_half_unit": None}
    usual = {**none, value.replace("value", "half_unit"): half}
    rows = [{**usual, "source_row": 5, "product_code": "农产品", value: line}]
    return rows + [
        {**usual, "source_row": 6 + n, "product_code": f"part {n}", "line_kind": "PART", "part_of": 5, value: part}
        for n, part in enumerate(parts)
    ]


BEYOND = "is beyond rounding"
BOTH = "Q60 exports and imports add up to both together"
WHOLE = "Q41 the lines of a table that lists all of them add up to its total"
MAJOR = "Q41 the lines of a table of the major ones add up to no more than its total"
PARTS = "Q41 the parts of a line add up to no more than the line"
ADD = "exports and imports add up to 1204.90 of the month, both together are printed as 1204.70; the gap 0.20"
LESS = "row 2: the lines add up to 1004.00 from January on, the printed total is 1007.00; the gap -3.00"
MORE = (
    "row 2: without parts of others the lines add up to 1113.00 of the month, the printed total is 1110.00; the gap "
    "3.00"
)
WHICH = "row 5: the rows printed as of which add up to 102.00 {}, their line is 100.00; the gap 2.00"
M, YTD = "month_value", "ytd_value"
PARTED = [
    File(PARTS, _parts(value, "100", "61", "41"),
         [("201510 / 农产品 / X / CNY", "2.00", f"{WHICH.format(words)} {BEYOND} (1.0000)")])
    for value, words in ((M, "of the month"), (YTD, "from January on"))
] + [File(PARTS, _parts(M, "101", "61", "41"))]  # fmt: skip
SUMS = [
    File(BOTH, _flows("982.6", "222.3", "1204.7"), [("201510 / 502 / CNY", "0.20", f"row 7: {ADD} {BEYOND} (0.1000)")]),
    File(BOTH, _flows("982.5", "222.3", "1204.7")),  # within two half units
    File(BOTH, _flows("982.5", "222.3", "1204.8", value=YTD)),
    File(WHOLE, _table(YTD, "1007", ("LINE", "600"), ("LINE", "404"), ("GROUP", "3"), ("PART", "3"), whole=True),
         [("201510 / X / CNY", "-3.00", f"{LESS} {BEYOND} (2.0000)")]),
    File(WHOLE, _table(M, "1006", ("LINE", "600"), ("LINE", "404"), ("GROUP", "9"), ("PART", "9"), whole=True)),
    File(MAJOR, _table(M, "1110", ("LINE", "600"), ("LINE", "513"), ("GROUP", "90")),
         [("201510 / X / CNY", "3.00", f"{MORE} {BEYOND} (2.0000)")]),
    File(MAJOR, _table(M, "1111", ("LINE", "600"), ("LINE", "513"), ("GROUP", "90"))),
    *(
        File(f"Q49 shares of lines add to 1 ({words})",
             _table(value, "1000", ("LINE", "600"), ("LINE", last), whole=True, half="9"),
             [("201510 / M / X / CNY", "0.994", f"row 2: shares of lines ({words}) add to 0.994")] if is_wrong else [])
        for value, words in ((M, "month"), (YTD, "from January on"))
        for last, is_wrong in (("394", True), ("395", False))
    ),
    File("Q49 shares of lines add to 1 (month)", _table(M, "1000", ("LINE", "600"), ("LINE", "200"))),
    File(MAJOR, _table(YTD, "200", ("LINE", "60"), ("LINE", "53"), ("PART", "90"))),
]  # fmt: skip
KEYS = [
    File("Q40", [{}, TWICE, TWICE], [(NAMED, "2", f"rows 3, 4 have the same key {NAMED}")]),
    File("Q40", [{}, TWICE, {**TWICE, "partner_code": "502"}]),
]
SCOPE = {"release_month": "201511", "released_at": "2015-11-20T10:00:00"}
CASES = {
    "customs_express": Cases(_line, ROWS, [*KEYS, *PARTED], SCOPE),
    "customs_bulletin": Cases(_line, ROWS, [*KEYS, *PARTED, *SUMS], SCOPE),
}
