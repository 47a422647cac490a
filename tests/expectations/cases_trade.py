"""Cases of the trade datasets: the customs online query and the city customs' workbook."""

from __future__ import annotations

from tests.expectations.cases import Cases, File, Row
from tests.expectations.cases_city import CITY_SUMS

PLACES = ["11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43"]
PARTNERS = [str(code) for code in range(101, 119)]


def query(n: int) -> dict:
    """94051000 has pieces and kilograms in 2015; a piece costs 123."""
    return {
        "period": "201510",
        "period_kind": "M",
        "hs8": "94051000",
        "partner_code": PARTNERS[n % 18],
        "regime_code": "10",
        "place_code": PLACES[n // 18 % 18] if n < 324 else "44",
        "qty1": 100 + n,
        "unit1": "个",
        "qty2": 50,
        "unit2": "千克",
        "value": 123 * (100 + n),
    }


KILOS = {"hs8": "94054090", "unit1": "千克", "qty2": None, "unit2": None, "qty1": 10_000}
BULB = {"hs8": "85395000", "period": "201710", "unit1": "只", "qty1": 1, "value": 90}
ARC = {"hs8": "85394100", "unit1": "只", "qty2": None, "unit2": None}
EVERY = ("MISSING", "Q10", "Q11", "Q12", "Q14", "Q15", "Q16", "Q17", "Q18", "Q19", "Q21", "Q22", "Q24", "Q25")

QUERY_ROWS = [
    *(Row({}, passes=EVERY) for _ in range(12)),
    Row({"value": None}, {"MISSING": "empty: value"}),
    Row({"partner_code": None, "regime_code": None}, {"MISSING": "empty: partner_code regime_code"}),
    Row({"hs8": None}, {"MISSING": "empty: hs8"}),
    # codes by year
    Row({"hs8": "9405100"}, {"Q10": "commodity code 9405100 is not in the list of 2015"}),
    Row({**BULB, "period": "202112", "qty2": 1}, {"Q10": "commodity code 85395000 is not in the list of 2021"}),
    Row({**BULB, "period": "202012", "qty2": 1}, passes=["Q10", "Q16"]),
    Row({"period": "202201"}, {"Q10": "commodity code 94051000 is not in the list of 2022"}),
    Row({"period": "202112"}, passes=["Q10"]),
    Row({"partner_code": "801"}, {"Q11": "partner 801 is not listed or no longer valid in 201510"}),
    Row({"partner_code": "349", "period": "200612"}, passes=["Q11"]),
    Row({"partner_code": "349", "period": "200701"}, {"Q11": "partner 349 is not listed or no longer valid in 200701"}),
    Row({"partner_code": "449"}, {"Q11": "partner 449 is not listed or no longer valid in 201510"}),
    Row({"partner_code": "ALL"}, passes=["Q11", "Q12"]),
    Row({"partner_code": "142"}, {"Q12": "partner 142 is China itself"}, passes=["Q11"]),
    Row({"regime_code": "0110"}, {"Q14": "trade regime 0110 is no statistical regime"}),
    Row({"regime_code": "ALL"}, passes=["Q14"]),
    Row({"regime_code": "41"}, passes=["Q14"]),
    Row({"place_code": "71"}, {"Q15": "province 71 is not listed"}),
    Row({"place_code": "ALL"}, passes=["Q15"]),
    # units by year: arc lamps have a second unit from 2020 on
    Row({**ARC, "period": "201912"}, passes=["Q16"]),
    Row(
        {**ARC, "period": "201911", "qty2": 9, "unit2": "千克"},
        {"Q16": "units 只 / 千克 where the list has 只 / -"},
    ),
    Row({**ARC, "period": "202001", "qty2": 9, "unit2": "千克"}, passes=["Q16"]),
    Row({**ARC, "period": "202002"}, {"Q16": "units 只 / - where the list has 只 / 千克"}),
    Row({"unit1": "台"}, {"Q16": "units 台 / 千克 where the list has 个 / 千克"}),
    # values and quantities
    Row({"value": -120}, {"Q17": "value -120.00 is negative"}),
    Row({"value": 0, "qty1": 0}, passes=["Q17", "Q18", "Q19", "Q21"]),
    Row({"value": 0, "qty1": 500}, {"Q18": "value 0 with quantity 500.000"}, passes=["Q17", "Q19"]),
    Row({"value": 900, "qty1": 0}, {"Q19": "value 900.00 with quantity 0"}, passes=["Q18"]),
    Row({"value": "12300.50"}, {"Q21": "value 12300.50"}),
    Row({"value": "12400.00"}, passes=["Q21"]),
    # periods
    Row({"period": "199501"}, passes=["Q22"]),
    Row({"period": "199412"}, {"Q22": "period 199412 is no month from 199501 to 202201"}),
    Row({**BULB, "hs8": "85395100", "unit1": "个", "qty2": 1, "period": "202201"}, passes=["Q22"]),
    Row(
        {**BULB, "hs8": "85395100", "unit1": "个", "qty2": 1, "period": "202202"},
        {"Q22": "period 202202 is no month from 199501 to 202201"},
    ),
    Row({"period": "201513"}, {"Q22": "period 201513 is no month from 199501 to 202201"}),
    Row({"period": "201500"}, {"Q22": "period 201500 is no month from 199501 to 202201"}),
    Row({"period": "209901"}, {"Q22": "period 209901 is no month from 199501 to 202201"}),
    # unit values: the limit of Q23 is at exp(5 x 1.4826 x ln 1.25) = 5.2286 of the median, that of Q24 at 100
    *(Row({**KILOS, "value": value + n}) for value in (8_000, 12_500) for n in range(4)),
    *(Row({**KILOS, "value": 10_000}) for _ in range(3)),
    Row({**KILOS, "value": 52_200}, passes=["Q23", "Q24"]),
    Row({**KILOS, "value": 52_400}, {"Q23": "unit value is 5.0 robust deviations from the median"}, passes=["Q24"]),
    Row({**KILOS, "value": 1_914}, passes=["Q23"]),
    Row({**KILOS, "value": 1_910}, {"Q23": "unit value is 5.0 robust deviations from the median"}),
    Row({"qty1": 1, "value": 12_300}, passes=["Q24"]),
    Row({"qty1": 1, "value": 12_301}, {"Q24": "unit value is 100.0 times the median or a part of it"}),
    Row({"qty1": 10_000, "value": 12_300}, passes=["Q24", "Q25"]),
    Row({"qty1": 10_000, "value": 12_299}, {"Q24": "unit value is 100.0 times the median or a part of it"}),
    # weights: 8539 has 0.0002 to 10 kg a piece
    Row({**BULB, "qty2": 10}, passes=["Q25"]),
    Row({**BULB, "qty2": "10.001"}, {"Q25": "10.001 kg per piece, plausible are 0.0002 to 10.0000"}),
    Row({**BULB, "qty2": 40}, {"Q25": "40.0 kg per piece, plausible are 0.0002 to 10.0000"}),
    Row({**BULB, "qty1": 5_000, "qty2": 1, "value": 9_100}, passes=["Q25"]),
    Row(
        {**BULB, "qty1": 5_000, "qty2": "0.999", "value": 9_200},
        {"Q25": "0.0002 kg per piece, plausible are 0.0002 to 10.0000"},
    ),
    # three rules, one record
    Row(
        {"partner_code": "802", "place_code": "81", "value": -1},
        {
            "Q11": "partner 802 is not listed or no longer valid in 201510",
            "Q15": "province 81 is not listed",
            "Q17": "value -1.00 is negative",
        },
    ),
]


def digits(n: int, count: int) -> list[dict]:
    """First digits evenly spread."""
    values = [(1 + i % 9) * 1_000 + i for i in range(count)]
    return [{"value": value, "qty1": value} for value in values][:n]


def grown(count: int) -> list[dict]:
    """Values as they grow by a constant rate, which is Benford's law."""
    values = [int(1_000 * 10 ** (i / count)) for i in range(count)]
    return [{"value": value, "qty1": value} for value in values]


def no_market(*values: int) -> list[dict]:
    partners = ("502", "701", "702", "999")
    return [{"partner_code": p, "value": v, "qty1": v} for p, v in zip(partners, values, strict=True)]


TWICE = {"partner_code": "502", "place_code": "44"}
SAME = {"value": 88_888, "qty1": 88_888, "qty2": 500}
RUN, DIGITS = "Q53 no value stands", "Q53 first digits"
_KEY = "201510 / 94051000 / 502 / 10 / 44"
_RUN_OF_88888 = ("row 7", "5 or more", "the value 88888.00 stands 5 times in a row or more, up to row 7")
_DEVIATION = ("first digits", "0.0582", "first digits miss the law of Benford by 0.0582 on average")

QUERY_FILES = [
    File("Q13", no_market(9_800, 100, 50, 50)),
    File(
        "Q13",
        no_market(9_690, 100, 110, 100),
        [("file", "0.031", "3.1 % of the value is with partners 701, 702 and 999")],
    ),
    File(
        "Q13",
        no_market(97_999, 1_000, 501, 500),
        [("file", "0.02", "2.0 % of the value is with partners 701, 702 and 999")],
    ),
    File("Q40", [{}, TWICE, {}, TWICE], [(_KEY, "2", f"rows 3, 5 have the same key {_KEY}")]),
    File("Q40", [{}, TWICE, {}, {**TWICE, "regime_code": "14"}]),
    File("Q40", [{}, TWICE, {}, {**TWICE, "value": -1}], has_bad_rows=True),
    File(RUN, [{}, *[SAME] * 5, {}], [_RUN_OF_88888]),
    File(RUN, [{}, *[SAME] * 4, {}, SAME]),
    File(RUN, [{}, *[{"value": 0, "qty1": 0}] * 6]),
    File(DIGITS, digits(300, 300), [_DEVIATION]),
    File(DIGITS, digits(299, 300)),
    File(DIGITS, grown(300)),
]


def city(n: int) -> dict:
    """A line of the city, in yuan."""
    return {
        "released_at": "2021-07-20 10:00:00",
        "period": "202106",
        "period_kind": "M",
        "geo_basis": "REG",
        "place_code": f"{440_000 + n}",
        "flow": "X",
        "product_code": "灯具、照明装置及其零件",
        "partner_code": "ALL",
        "regime_code": "ALL",
        "ownership": "ALL",
        "currency": "CNY",
        "value": 1_000_000 * (n + 7),
        "value_half_unit": 50_000,
        "ytd_value": 6_000_000 * (n + 7),
        "ytd_half_unit": 50_000,
    }


BEFORE, OWN_RELEASE = "Q22 the period is a month", "Q22 the period is not after"
JOINT = "Q22 January and February"
MONTH_VALUE, YEAR_VALUE = "Q17 the value is not", "Q17 the value from January"
KEY_THERE, FIGURE_THERE = "MISSING no value", "MISSING a row has a value"
CITY_EVERY = (
    KEY_THERE,
    FIGURE_THERE,
    "ENUM period_kind",
    "ENUM flow",
    "ENUM currency",
    "ENUM ownership",
    "ENUM geo_basis",
    "Q11",
    "Q12",
    "Q14",
    MONTH_VALUE,
    YEAR_VALUE,
    BEFORE,
    OWN_RELEASE,
    JOINT,
)
CITY_ROWS = [
    *(Row({}, passes=CITY_EVERY) for _ in range(3)),
    Row({"place_code": None}, {KEY_THERE: "empty: place_code"}),
    Row({"value": None, "ytd_value": None}, {FIGURE_THERE: "no value"}),
    Row({"value": None}, passes=[FIGURE_THERE]),
    Row({"ytd_value": None}, passes=[FIGURE_THERE]),
    Row({"period_kind": "JF", "period": "202102"}, passes=["ENUM period_kind", JOINT]),
    Row({"period_kind": "JF", "period": "202103"}, {JOINT: "period 202103 is no January and February"}),
    Row({"period_kind": "Q"}, {"ENUM period_kind": "period_kind is Q"}),
    Row({"flow": "Z"}, {"ENUM flow": "flow is Z"}),
    Row({"flow": "XM"}, passes=["ENUM flow"]),
    Row({"currency": "EUR"}, {"ENUM currency": "currency is EUR"}),
    Row({"ownership": "STATE"}, {"ENUM ownership": "ownership is STATE"}),
    Row({"geo_basis": "SRC"}, {"ENUM geo_basis": "geo_basis is SRC"}),
    Row({"partner_code": "801"}, {"Q11": "partner 801 is not listed or no longer valid in 202106"}),
    Row({"partner_code": "349"}, {"Q11": "partner 349 is not listed or no longer valid in 202106"}),
    Row({"partner_code": "502"}, passes=["Q11"]),
    Row({"partner_code": "142"}, {"Q12": "partner 142 is China itself"}),
    Row({"partner_code": "142", "flow": "M"}, passes=["Q12"]),
    Row({"regime_code": "0110"}, {"Q14": "trade regime 0110 is no statistical regime"}),
    Row({"regime_code": "10"}, passes=["Q14"]),
    Row({"value": "-0.01"}, {MONTH_VALUE: "value -0.01 is negative"}),
    Row({"value": 0, "ytd_value": 0}, passes=[MONTH_VALUE, YEAR_VALUE]),
    Row({"ytd_value": -1}, {YEAR_VALUE: "value from January on -1.00 is negative"}),
    Row({"period": "199501"}, passes=[BEFORE]),
    Row({"period": "199412"}, {BEFORE: "period 199412 is no month from 199501 to 202107"}),
    Row({"period": "202107"}, passes=[BEFORE, OWN_RELEASE]),
    Row(
        {"period": "202107", "released_at": "2021-06-30 23:59:59"},
        {OWN_RELEASE: "period 202107 was released on 2021-06-30"},
        passes=[BEFORE],
    ),
    Row(
        {"period": "202108"},
        {
            BEFORE: "period 202108 is no month from 199501 to 202107",
            OWN_RELEASE: "period 202108 was released on 2021-07-20",
        },
    ),
]


def _owned(total, *parts, half: float = 0.05, halves: tuple[float, ...] = (), column: str = "value") -> list[dict]:
    """Rows of one place by ownership, printed in 100 million yuan."""
    kinds = ("ALL", "FIE", "PRIVATE", "SOE", "OTHER")
    halves = halves or (half,) * (1 + len(parts))
    half_unit = "value_half_unit" if column == "value" else "ytd_half_unit"
    other = "ytd_value" if column == "value" else "value"
    return [
        {
            "place_code": "442000",
            "ownership": kind,
            other: None,
            column: f"{value * 1e8:.2f}",
            half_unit: f"{unit * 1e8:.4f}",
        }
        for kind, value, unit in zip(kinds, (total, *parts), halves, strict=False)
    ]


OWNER_SHARES = "Q49 shares by ownership"
MONTH_SUM, YEAR_SUM = (
    "Q41 the kinds of ownership add up to the total (value)",
    "Q41 the kinds of ownership add up to the total (ytd",
)
_CITY_KEY = "2021-07-20 10:00:00 / 202106 / M / REG / 442000 / X / 灯具、照明装置及其零件 / ALL / ALL / CNY"


def _gap(parts: str, total: str, gap: str, tolerance: str) -> tuple[str, str, str]:
    message = (
        f"row 2: the kinds of ownership add up to {parts}, the printed total is {total}; "
        f"the gap {gap} is beyond rounding ({tolerance})"
    )
    return _CITY_KEY, gap, message


CITY_FILES = [
    File("Q13", [{"partner_code": p, "value": v} for p, v in (("502", 98), ("701", 2))]),
    File(
        "Q13",
        [{"partner_code": p, "value": v} for p, v in (("502", 97), ("701", 3))],
        [("file", "0.03", "3.0 % of the value is with partners 701, 702 and 999")],
    ),
    File(
        "Q40",
        [{}, {"place_code": "442000"}, {"place_code": "442000", "partner_code": "502", "value": 1, "ytd_value": 1}],
    ),
    File(
        "Q40",
        [{}, {"place_code": "442000"}, {"place_code": "442000"}],
        [
            (
                _CITY_KEY.replace("ALL / ALL / CNY", "ALL / ALL / ALL / CNY"),
                "2",
                f"rows 3, 4 have the same key {_CITY_KEY.replace('ALL / ALL / CNY', 'ALL / ALL / ALL / CNY')}",
            )
        ],
    ),
    # control totals of a real release: 626.3 + 500.4 + 78.1 = 1204.8
    File(MONTH_SUM, _owned(1204.8, 626.3, 500.4, 78.1)),
    File(MONTH_SUM, _owned(1204.7, 626.3, 500.4, 78.1)),
    File(
        MONTH_SUM,
        _owned(1204.8, 626.3, 504.0, 78.1),
        [_gap("120840000000.00", "120480000000.00", "360000000.00", "15000000.0000")],
    ),
    File(
        MONTH_SUM,
        _owned(1204.6, 626.3, 500.4, 78.1),
        [_gap("120480000000.00", "120460000000.00", "20000000.00", "15000000.0000")],
    ),
    # mixed precision: half units of 385, 1099.5 and the total add up to 0.6
    File(MONTH_SUM, _owned(1484.6, 1099.5, 385, halves=(0.05, 0.05, 0.5))),
    File(MONTH_SUM, _owned(1485.1, 1099.5, 385, halves=(0.05, 0.05, 0.5))),
    File(
        MONTH_SUM,
        _owned(1485.2, 1099.5, 385, halves=(0.05, 0.05, 0.5)),
        [_gap("148450000000.00", "148520000000.00", "-70000000.00", "60000000.0000")],
    ),
    File(YEAR_SUM, _owned(1204.8, 626.3, 500.4, 78.1, column="ytd_value")),
    File(
        YEAR_SUM,
        _owned(1204.8, 626.3, 504.0, 78.1, column="ytd_value"),
        [_gap("120840000000.00", "120480000000.00", "360000000.00", "15000000.0000")],
    ),
    # shares: half units so coarse that the sums are within rounding
    File(OWNER_SHARES, _owned(1000, 505, 500, half=20)),
    File(OWNER_SHARES, _owned(1000, 495, 500, half=20)),
    File(
        OWNER_SHARES,
        _owned(1000, 505.1, 500, half=20),
        [(_CITY_KEY, "1.0051", "row 2: shares by ownership add to 1.0051")],
    ),
    File(
        OWNER_SHARES,
        _owned(1000, 494.9, 500, half=20),
        [(_CITY_KEY, "0.9949", "row 2: shares by ownership add to 0.9949")],
    ),
    File(
        OWNER_SHARES,
        _owned(1000, 608, 372, 50, half=20),
        [(_CITY_KEY, "1.03", "row 2: shares by ownership add to 1.03")],
    ),
    File(RUN, [{}, *[{"value": 88_888}] * 5, {}], [_RUN_OF_88888]),
    File(RUN, [{}, *[{"value": 88_888}] * 4, {}]),
    File(DIGITS, [{"value": row["value"]} for row in digits(300, 300)], [_DEVIATION]),
    File(DIGITS, [{"value": row["value"]} for row in grown(300)]),
]

CASES = {
    "customs_query": Cases(query, QUERY_ROWS, QUERY_FILES, {"flow": "X", "currency": "CNY", "release_month": "202201"}),
    "customs_city": Cases(city, CITY_ROWS, [*CITY_FILES, *CITY_SUMS], {"release_month": "202107"}),
}
