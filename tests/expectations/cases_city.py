"""Cases of the city customs' workbook; those of its sums stand in cases_city_sums."""

from __future__ import annotations

from tests.expectations.cases import Cases, File, Row
from tests.expectations.cases_city_sums import CITY_SUMS
from tests.expectations.cases_values import DIGITS, DIGITS_FOUND, RUN, RUN_FOUND, digits, grown

LAMPS = "灯具、照明装置及其零件"


def city(n: int) -> dict:
    """A line of the city, in yuan."""
    return {
        "released_at": "2021-07-20 10:00:00",
        "period": "202106",
        "period_kind": "M",
        "geo_basis": "REG",
        "place_code": f"{440_000 + n}",
        "flow": "X",
        "product_code": LAMPS,
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
    "Q60 the kinds of ownership add up to the total (value)",
    "Q60 the kinds of ownership add up to the total (ytd",
)
_KEY = "2021-07-20 10:00:00 / 202106 / M / REG / 442000 / X / 灯具、照明装置及其零件 / ALL / ALL / CNY"


def _gap(parts: str, total: str, gap: str, tolerance: str) -> tuple[str, str, str]:
    message = (
        f"row 2: the kinds of ownership add up to {parts}, the printed total is {total}; "
        f"the gap {gap} is beyond rounding ({tolerance})"
    )
    return _KEY, gap, message


def _sold(values: dict[str, float], **other) -> list[dict]:
    """Rows of one place by partner."""
    usual = {"place_code": "442000", "ytd_value": None}
    return [{**usual, "partner_code": p, "value": v, **other} for p, v in values.items()]


def _no_market(share: str, percent: str, whose: str = f"{LAMPS} / X / CNY") -> tuple[str, str, str]:
    return whose, share, f"{percent} % of the value of {whose} is with partners 701, 702 and 999"


CITY_FILES = [
    File("Q13", _sold({"502": 98, "701": 2})),
    File("Q13", _sold({"502": 97, "701": 3}), [_no_market("0.03", "3.0")]),
    # totals are no part of what they are the totals of, and neither dilute nor make up a share
    File("Q13", _sold({"ALL": 100, "502": 60, "304": 38, "701": 2})),
    File("Q13", _sold({"ALL": 100, "502": 60, "304": 36.9, "701": 3.1}), [_no_market("0.031", "3.1")]),
    File(
        "Q13",
        [*_sold({"502": 97, "701": 3}), *_sold({"502": 97, "701": 1.9}, ownership="FIE")],
        [_no_market("0.03", "3.0")],
    ),
    *(
        File("Q13", [*_sold({"502": 97, "701": 3}), *_sold({"304": 9700}, **other)], [_no_market("0.03", "3.0")])
        for other in (
            {"flow": "M"},
            {"flow": "XM"},
            {"currency": "USD"},
            {"product_code": "ALL"},
            {"ownership": "FIE"},
            {"regime_code": "10"},
            {"place_code": "44"},
            {"place_code": "442000101"},
            {"place_code": "440604"},
            {"period": "202102", "period_kind": "JF"},
            {"released_at": "2021-07-19 10:00:00"},
        )
    ),
    # months, regimes and towns that lie beside each other are added up
    *(
        File("Q13", [*_sold({"502": 97, "701": 3}), *_sold({"304": 97}, **other)])
        for other in ({"period": "202105"}, {"place_code": "440600"})
    ),
    File(
        "Q13",
        [*_sold({"502": 97, "701": 3}, flow="M"), *_sold({"502": 90, "999": 10}, product_code="ALL")],
        [_no_market("0.1", "10.0", "ALL / X / CNY"), _no_market("0.03", "3.0", f"{LAMPS} / M / CNY")],
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
                _KEY.replace("ALL / ALL / CNY", "ALL / ALL / ALL / CNY"),
                "2",
                f"rows 3, 4 have the same key {_KEY.replace('ALL / ALL / CNY', 'ALL / ALL / ALL / CNY')}",
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
        [(_KEY, "1.0051", "row 2: shares by ownership add to 1.0051")],
    ),
    File(
        OWNER_SHARES,
        _owned(1000, 494.9, 500, half=20),
        [(_KEY, "0.9949", "row 2: shares by ownership add to 0.9949")],
    ),
    File(
        OWNER_SHARES,
        _owned(1000, 608, 372, 50, half=20),
        [(_KEY, "1.03", "row 2: shares by ownership add to 1.03")],
    ),
    File(RUN, [{}, *[{"value": 88_888}] * 5, {}], [RUN_FOUND]),
    File(RUN, [{}, *[{"value": 88_888}] * 4, {}]),
    File(DIGITS, [{"value": row["value"]} for row in digits(300, 300)], [DIGITS_FOUND]),
    File(DIGITS, [{"value": row["value"]} for row in grown(300)]),
]


CASES = {"customs_city": Cases(city, CITY_ROWS, [*CITY_FILES, *CITY_SUMS], {"release_month": "202107"})}
