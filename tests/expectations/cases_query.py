"""Cases of the customs online query."""

from __future__ import annotations

from tests.expectations.cases import Cases, File, Row
from tests.expectations.cases_values import DIGITS, DIGITS_FOUND, RUN, RUN_FOUND, SAME, digits, grown, no_market

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


TWICE = {"partner_code": "502", "place_code": "44"}
_KEY = "201510 / 94051000 / 502 / 10 / 44"

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
    File(RUN, [{}, *[SAME] * 5, {}], [RUN_FOUND]),
    File(RUN, [{}, *[SAME] * 4, {}, SAME]),
    File(RUN, [{}, *[{"value": 0, "qty1": 0}] * 6]),
    File(DIGITS, digits(300, 300), [DIGITS_FOUND]),
    File(DIGITS, digits(299, 300)),
    File(DIGITS, grown(300)),
]


CASES = {
    "customs_query": Cases(query, QUERY_ROWS, QUERY_FILES, {"flow": "X", "currency": "CNY", "release_month": "202201"}),
}
