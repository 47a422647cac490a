"""Cases of the figures by enterprise."""

from __future__ import annotations

from tests.expectations.cases import Cases, File, Row
from tests.expectations.cases_query import ARC, BULB, KILOS, PARTNERS
from tests.expectations.cases_values import DIGITS, RUN, SAME, digits, grown, no_market

VALID, WRONG = "91442000MA4W0TEX05", "91442000MA4W0TEX06"
CREDIT, DISTRICT = "Q26 the social credit code", "Q26 the customs code begins"
ENTERPRISE, PARTNER, REGIME = "CODE a customs code", "CODE a partner", "CODE a regime"


def enterprise(n: int) -> dict:
    """94051000 has pieces and kilograms in 2015; a piece costs 123."""
    return {
        "customs_code": f"44209{n:05}",
        "uscc": VALID,
        "period": "201510",
        "period_kind": "M",
        "hs8": "94051000",
        "partner_code": PARTNERS[n % 18],
        "regime_code": "10",
        "flow": "X",
        "currency": "CNY",
        "qty1": 100 + n,
        "unit1": "个",
        "qty2": 50,
        "unit2": "千克",
        "value": 123 * (100 + n),
        "declarations": 2,
    }


LED = {**BULB, "qty2": 1}
EVERY = ("MISSING", "Q10", "Q11", "Q12", "Q14", "Q16", "Q17", "Q18", "Q19", "Q22", "Q24", "Q25", CREDIT, DISTRICT)

ROWS = [
    *(Row({}, passes=(*EVERY, ENTERPRISE, PARTNER, REGIME, "ENUM flow", "ENUM currency")) for _ in range(12)),
    Row({"value": None}, {"MISSING": "empty: value"}),
    Row({"customs_code": None}, {"MISSING": "empty: customs_code"}),
    Row({"flow": None, "currency": None}, {"MISSING": "empty: flow currency"}),
    Row({"flow": "E"}, {"ENUM flow": "flow is E"}),
    Row({"currency": "EUR"}, {"ENUM currency": "currency is EUR"}),
    Row({"declarations": 1}, passes=["F06"]),
    Row({"declarations": 0}, {"F06": "0 declarations"}),
    # enterprises
    Row({"uscc": None}, passes=[DISTRICT]),
    Row({"uscc": WRONG}, {CREDIT: f"social credit code {WRONG} fails its check character"}, passes=[DISTRICT]),
    Row({"customs_code": "4420W9K001"}, passes=[DISTRICT, ENTERPRISE]),
    Row({"customs_code": "4420X9K001"}, {DISTRICT: "customs code 4420X9K001 begins with no customs district"}),
    Row(
        {"customs_code": "44209001"},
        {
            ENTERPRISE: "customs_code 44209001 has another form",
            DISTRICT: "customs code 44209001 begins with no customs district",
        },
    ),
    # codes
    Row({"hs8": "9405100"}, {"Q10": "commodity code 9405100 is not in the list of 2015"}),
    Row({**LED, "period": "202112"}, {"Q10": "commodity code 85395000 is not in the list of 2021"}),
    Row({"partner_code": "449"}, {"Q11": "partner 449 is not listed or no longer valid in 201510"}),
    Row({"partner_code": "ALL"}, {PARTNER: "partner_code ALL has another form"}),
    Row({"partner_code": "142"}, {"Q12": "partner 142 is China itself"}),
    Row({"partner_code": "142", "flow": "M"}, passes=["Q12"]),
    Row({"regime_code": "99"}, {"Q14": "trade regime 99 is no statistical regime"}),
    Row({"regime_code": "ALL"}, {REGIME: "regime_code ALL has another form"}),
    Row({**ARC, "period": "201911", "qty2": 9, "unit2": "千克"}, {"Q16": "units 只 / 千克 where the list has 只 / -"}),
    # values, quantities, periods, prices and weights
    Row({"value": -120}, {"Q17": "value -120.00 is negative"}),
    Row({"value": 0, "qty1": 500}, {"Q18": "value 0 with quantity 500.000"}),
    Row({"value": 900, "qty1": 0}, {"Q19": "value 900.00 with quantity 0"}),
    Row({"period": "201513"}, {"Q22": "period 201513 is no month from 199501 to 202201"}),
    *(Row({**KILOS, "value": value + n}) for value in (8_000, 12_500) for n in range(4)),
    *(Row({**KILOS, "value": 10_000}) for _ in range(3)),
    Row({**KILOS, "value": 52_200}, passes=["Q23"]),
    Row({**KILOS, "value": 52_400}, {"Q23": "unit value is 5.0 robust deviations from the median"}),
    Row({"qty1": 1, "value": 12_300}, passes=["Q24"]),
    Row({"qty1": 1, "value": 12_301}, {"Q24": "unit value is 100.0 times the median or a part of it"}),
    # a dollar price is not held against those in yuan, nor an import against exports
    Row({"qty1": 1, "value": 99_999, "currency": "USD"}),
    Row({"qty1": 1, "value": 99_999, "flow": "M"}),
    Row({**BULB, "qty2": 40}, {"Q25": "40.0 kg per piece, plausible are 0.0002 to 10.0000"}),
]

_KEY = "4420900001 / 201510 / 94051000 / 502 / 10 / X / CNY"
ONE = {"customs_code": "4420900001", "partner_code": "502"}

FILES = [
    File("Q13", no_market(9_800, 100, 50, 50)),
    File(
        "Q13",
        no_market(9_699, 100, 100, 101),
        [("file", "0.0301", "3.0 % of the value is with partners 701, 702 and 999")],
    ),
    # yuan and dollars, exports and imports are not added up; which of them it is, is not told
    *(
        File(
            "Q13",
            [{**row, **whose} for row, whose in [
                *((row, side) for row in no_market(96, 1, 2, 1)),
                *((row, other) for row in no_market(99, 1, 0, 0)),
            ]],
            [("file", "0.04", "4.0 % of the value is with partners 701, 702 and 999")],
        )
        for side, other in (
            ({}, {"currency": "USD"}),
            ({}, {"flow": "M"}),
            ({"flow": "M", "currency": "USD"}, {"flow": "M"}),
        )
    ),
    File("Q40", [ONE, {**ONE, "flow": "M"}, {**ONE, "currency": "USD"}, {**ONE, "customs_code": "4420900002"}]),
    File("Q40", [{}, ONE, ONE], [(_KEY, "2", f"rows 3, 4 have the same key {_KEY}")]),
    File(RUN, [{}, *[SAME] * 5], [
        ("row 7", "5 or more", "the value 88888.00 stands 5 times in a row or more, up to row 7")
    ]),
    File(RUN, [{}, *[SAME] * 4, {}]),
    File(DIGITS, digits(300, 300), [
        ("first digits", "0.0582", "first digits miss the law of Benford by 0.0582 on average")
    ]),
    File(DIGITS, grown(300)),
]  # fmt: skip

CASES = {"customs_enterprise": Cases(enterprise, ROWS, FILES, {"release_month": "202201"})}
