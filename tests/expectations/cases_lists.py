"""Cases of the code tables, the exchange rates and the bureaus' lists."""

from __future__ import annotations

from tests.expectations.cases import Cases, File, Row
from tests.expectations.cases_trade import DIGITS, RUN, digits, grown

VALID_USCC, WRONG_USCC = "91442000MA4W0TEX05", "91442000MA4W0TEX06"


def _twice(key: str, repeated: dict, other: dict, rows: str = "rows 3, 4") -> list[File]:
    """A key that stands twice, and one that does not."""
    return [
        File("Q40", [{}, repeated, repeated], [(key, "2", f"{rows} have the same key {key}")]),
        File("Q40", [{}, repeated, other]),
    ]


def _hs8(n: int) -> dict:
    return {"year": 2015, "hs8": f"{94_051_000 + n}", "name_zh": "灯", "unit1": "个"}


def _partner(n: int) -> dict:
    return {"partner_code": f"{101 + n}", "name_zh": "国"}


def _regime(n: int) -> dict:
    return {"regime_code": f"{10 + n}", "name_zh": "贸易"}


def _mode(n: int) -> dict:
    return {"mode_code": f"{110 + n:04}", "abbr_zh": "贸易"}


def _place(n: int) -> dict:
    return {"list": "PROVINCE", "place_code": f"{11 + n}", "observed_from": "1900-01-01", "name_zh": "省"}


def _pair(n: int) -> dict:
    return {"from_rev": "2017", "from_hs6": f"{940_510 + n}", "to_rev": "2022", "to_hs6": "940511", "rel": "n:1"}


def _correction(n: int) -> dict:
    return {
        "correction_id": f"c-{n}", "dataset": "customs_query", "column_name": "value", "action": "set", "value": "1",
        "selector": '{"period": "201510"}', "expected": "10", "on_mended": "warn", "reason": "typing error",
        "told": "customs", "told_on": "2016-01-12",
    }  # fmt: skip


CODED = {
    "hs8_codes": Cases(
        _hs8,
        [
            *(Row({}, passes=["MISSING", "CODE"]) for _ in range(2)),
            Row({"year": None}, {"MISSING": "empty: year"}),
            Row({"hs8": "9405100"}, {"CODE": "hs8 9405100 has another form"}),
            Row({"hs8": "940510000"}, {"CODE": "hs8 940510000 has another form"}),
            Row({"hs8": "01011010"}, passes=["CODE"]),
        ],
        _twice("2015 / 94059900", {"hs8": "94059900"}, {"hs8": "94059900", "year": 2016}),
    ),
    "trading_partners": Cases(
        _partner,
        [
            *(Row({}, passes=["MISSING", "CODE"]) for _ in range(2)),
            Row({"partner_code": None}, {"MISSING": "empty: partner_code"}),
            Row({"partner_code": "50"}, {"CODE": "partner_code 50 has another form"}),
            Row({"partner_code": "USA"}, {"CODE": "partner_code USA has another form"}),
        ],
        _twice("502", {"partner_code": "502"}, {"partner_code": "503"}),
    ),
    "trade_regimes": Cases(
        _regime,
        [
            *(Row({}, passes=["MISSING", "CODE"]) for _ in range(2)),
            Row({"regime_code": None}, {"MISSING": "empty: regime_code"}),
            Row({"regime_code": "0110"}, {"CODE": "regime_code 0110 has another form"}),
        ],
        _twice("39", {"regime_code": "39"}, {"regime_code": "40"}),
    ),
    "supervision_modes": Cases(
        _mode,
        [
            *(Row({}, passes=["MISSING", "CODE"]) for _ in range(2)),
            Row({"mode_code": None}, {"MISSING": "empty: mode_code"}),
            Row({"mode_code": "110"}, {"CODE": "mode_code 110 has another form"}),
        ],
        _twice("1039", {"mode_code": "1039"}, {"mode_code": "9610"}),
    ),
    "places": Cases(
        _place,
        [
            *(Row({}, passes=["MISSING", "CODE"]) for _ in range(2)),
            Row({"place_code": "44203", "list": "DISTRICT"}, passes=["CODE"]),
            Row({"place_code": "4420W", "list": "DISTRICT"}, passes=["CODE"]),
            Row({"place_code": "442000101", "list": "TOWN442000"}, passes=["CODE"]),
            Row({"list": None}, {"MISSING": "empty: list"}),
            Row({"place_code": "442"}, {"CODE": "place_code 442 has another form"}),
            Row({"place_code": "4420w"}, {"CODE": "place_code 4420w has another form"}),
        ],
        _twice("PROVINCE / 44 / 1900-01-01", {"place_code": "44"}, {"place_code": "44", "observed_from": "2015-01-01"}),
    ),
    "corrections": Cases(
        _correction,
        [
            *(Row({}, passes=["MISSING", "CORRECTION"]) for _ in "12"),
            Row({"told": None}, {"MISSING": "empty: told"}),
            Row(
                {"column_name": "no_such"}, {"CORRECTION": "correction c-3 of customs_query.no_such cannot be applied"}
            ),
            Row({"value": "many"}, {"CORRECTION": "correction c-4 of customs_query.value cannot be applied"}),
            Row({"action": "set_aside", "value": None}, passes=["CORRECTION"]),
            Row({"action": "scale", "value": "0.1", "expected": "sum=7.5"}, passes=["CORRECTION"]),
        ],
        _twice("same", {"correction_id": "same"}, {"correction_id": "other"}),
    ),
    "hs_concordance": Cases(
        _pair,
        [
            *(
                Row({}, passes=["MISSING", "CODE the HS code that is", "CODE the HS code that it", "ENUM"])
                for _ in "12"
            ),
            *(Row({"rel": rel}, passes=["ENUM"]) for rel in ("1:1", "1:n", "n:n")),
            Row({"to_rev": None}, {"MISSING": "empty: to_rev"}),
            Row({"from_hs6": "94051"}, {"CODE the HS code that is": "from_hs6 94051 has another form"}),
            Row({"to_hs6": "9405110"}, {"CODE the HS code that it": "to_hs6 9405110 has another form"}),
            Row({"rel": "m:n"}, {"ENUM": "rel is m:n"}),
        ],
        _twice("2017 / 940599 / 2022 / 940511", {"from_hs6": "940599"}, {"from_hs6": "940599", "to_hs6": "940599"}),
    ),
}


def _rate(n: int) -> dict:
    return {
        "month": f"2015{1 + n % 12:02}",
        "base": "USD",
        "quote": "CNY",
        "rate_type": "MONTH_AVG",
        "source": f"bank {n}",
        "rate": "6.2284",
    }


BASE, QUOTE, RATE, YUAN = "CODE the currency that", "CODE the currency of", "F21 a rate", "F21 yuan"


def _outside(row: int, rate: str, month: str = "201501") -> tuple[str, str, str]:
    words = f"row {row}: {rate} yuan per dollar in {month} lies outside 1 to 20; the quote may be the other way round"
    return month, rate, words


RATES = Cases(
    _rate,
    [
        *(Row({}, passes=["MISSING", "CODE a month", BASE, QUOTE, "ENUM", RATE]) for _ in range(2)),
        *(Row({"rate_type": kind}, passes=["ENUM"]) for kind in ("CUSTOMS", "PBOC_MID")),
        Row({"rate": None}, {"MISSING": "empty: rate"}),
        Row({"source": None}, {"MISSING": "empty: source"}),
        Row({"month": "201513"}, {"CODE a month": "month 201513 has another form"}),
        Row({"base": "usd"}, {BASE: "base usd has another form"}),
        Row({"quote": "RMB1"}, {QUOTE: "quote RMB1 has another form"}),
        Row({"rate_type": "SPOT"}, {"ENUM": "rate_type is SPOT"}),
        Row({"rate": "0.00000001", "quote": "JPY"}, passes=[RATE]),
        Row({"rate": 0}, {RATE: "rate 0.00000000"}),
        Row({"rate": "-6.2"}, {RATE: "rate -6.20000000"}),
    ],
    [
        *_twice(
            "201505 / USD / CNY / MONTH_AVG / bank",
            {"source": "bank", "month": "201505"},
            {"source": "bank", "month": "201506"},
        ),
        File(YUAN, [{"rate": "0.99999999"}], [_outside(2, "0.99999999")]),
        File(YUAN, [{"rate": 1}, {"rate": 20}]),
        File(YUAN, [{"rate": "20.00000001"}], [_outside(2, "20.00000001")]),
        File(YUAN, [{"rate": "0.1605"}], [_outside(2, "0.16050000")]),
        File(YUAN, [{"rate": "0.1605", "base": "CNY", "quote": "USD"}]),
        File(YUAN, [{"rate": "0.53", "month": "199412"}]),
        File(YUAN, [{"rate": "0.53", "month": "199501"}], [_outside(2, "0.53000000", "199501")]),
    ],
)


def _batch(n: int) -> dict:
    return {
        "batch_no": f"B{n}",
        "uscc": VALID_USCC,
        "customs_code": "4420312345",
        "inspection_date": "2015-10-01",
        "export_date": "2015-10-10",
        "qty": 10,
        "bad_qty": 1,
        "value_usd": 1_000 + n,
        "is_inspected": True,
        "result": "PASS",
    }


CODE_HOLDS, DISTRICT_HOLDS = "Q26 the social credit code", "Q26 the customs code"
RESULT, BAD = "Q27 result is", "Q27 no more is bad"
BATCH_EVERY = ("MISSING", CODE_HOLDS, DISTRICT_HOLDS, RESULT, BAD, "Q28", "Q17")
IDENTITY = [
    Row({"uscc": WRONG_USCC}, {CODE_HOLDS: f"social credit code {WRONG_USCC} fails its check character"}),
    # the alphabet has no I, O, S, V, Z
    Row(
        {"uscc": "91442000MA4WOTEX05"}, {CODE_HOLDS: "social credit code 91442000MA4WOTEX05 fails its check character"}
    ),
    Row({"uscc": VALID_USCC[:-1]}, {CODE_HOLDS: f"social credit code {VALID_USCC[:-1]} fails its check character"}),
    Row({"customs_code": "4420W00001"}, passes=[DISTRICT_HOLDS]),
    Row({"customs_code": "4420Z12345"}, {DISTRICT_HOLDS: "customs code 4420Z12345 begins with no customs district"}),
    Row({"customs_code": "44203"}, {DISTRICT_HOLDS: "customs code 44203 begins with no customs district"}),
]
BATCHES = Cases(
    _batch,
    [
        *(Row({}, passes=BATCH_EVERY) for _ in range(2)),
        *IDENTITY,
        *(Row({"result": word}, passes=[RESULT]) for word in ("FAIL", "REWORK_PASS", "PENDING")),
        Row({"result": "OK"}, {RESULT: "result is OK"}),
        Row({"batch_no": None}, {"MISSING": "empty: batch_no"}),
        Row({"value_usd": None, "result": None}, {"MISSING": "empty: value_usd result"}),
        Row({"bad_qty": 10}, passes=[BAD]),
        Row({"bad_qty": "10.001"}, {BAD: "bad quantity 10.001 of 10.000"}),
        Row({"bad_qty": 12}, {BAD: "bad quantity 12.000 of 10.000"}),
        Row({"inspection_date": "2015-10-10"}, passes=["Q28"]),
        Row(
            {"inspection_date": "2015-10-11"},
            {"Q28": "inspected 2015-10-11, exported 2015-10-10, list of 2015-11-20"},
        ),
        Row({"export_date": "2015-11-20"}, passes=["Q28"]),
        Row({"export_date": "2015-11-21"}, {"Q28": "inspected 2015-10-01, exported 2015-11-21, list of 2015-11-20"}),
        Row({"export_date": None, "inspection_date": "2015-11-20"}, passes=["Q28"]),
        Row(
            {"export_date": None, "inspection_date": "2015-11-21"},
            {"Q28": "inspected 2015-11-21, exported -, list of 2015-11-20"},
        ),
        Row({"value_usd": 0}, passes=["Q17"]),
        Row({"value_usd": "-0.01"}, {"Q17": "value -0.01 is negative"}),
    ],
    [
        *_twice("B77", {"batch_no": "B77"}, {"batch_no": "B78"}),
        File(
            RUN,
            [{}, *[{"value_usd": 88_888}] * 5],
            [("row 7", "5 or more", "the value 88888.00 stands 5 times in a row or more, up to row 7")],
        ),
        File(RUN, [{}, *[{"value_usd": 88_888}] * 4]),
        File(
            DIGITS,
            [{"value_usd": row["value"]} for row in digits(300, 300)],
            [("first digits", "0.0582", "first digits miss the law of Benford by 0.0582 on average")],
        ),
        File(DIGITS, [{"value_usd": row["value"]} for row in grown(300)]),
    ],
    {"released_at": "2015-11-20T10:00:00"},
)


def _member(n: int) -> dict:
    return {
        "zone_id": f"ZONE-{n}",
        "uscc": VALID_USCC,
        "entry_date": "2015-12-01",
        "customs_code": "4420312345",
        "town_code": "442000101",
        "size_class": "S",
        "ownership": "PRIVATE",
        "quality_class": 2,
        "own_brand_share": "0.4",
    }


TOWN, SIZE, OWNER = "CODE", "ENUM size_class", "ENUM ownership"
QUALITY, BRAND = "ENUM the quality class", "ENUM the own-brand share"
MEMBERS = Cases(
    _member,
    [
        *(Row({}, passes=["MISSING", CODE_HOLDS, DISTRICT_HOLDS, TOWN, SIZE, OWNER, QUALITY, BRAND]) for _ in range(2)),
        *IDENTITY,
        Row({"uscc": None}, {"MISSING": "empty: uscc"}),
        Row({"entry_date": None}, {"MISSING": "empty: entry_date"}),
        Row({"town_code": "442000"}, {TOWN: "town_code 442000 has another form"}),
        Row({"size_class": "XL"}, {SIZE: "size_class is XL"}),
        Row({"ownership": "ALL"}, {OWNER: "ownership is ALL"}),
        *(Row({"quality_class": n}, passes=[QUALITY]) for n in (1, 4)),
        *(Row({"quality_class": n}, {QUALITY: f"quality class {n}"}) for n in (0, 5)),
        *(Row({"own_brand_share": n}, passes=[BRAND]) for n in (0, 1)),
        Row({"own_brand_share": "1.000001"}, {BRAND: "own-brand share 1.000001"}),
        Row({"own_brand_share": "-0.000001"}, {BRAND: "own-brand share -0.000001"}),
    ],
    _twice(f"Z / {VALID_USCC} / 2015-12-01", {"zone_id": "Z"}, {"zone_id": "Z", "entry_date": "2016-12-01"}),
)


def _scheduled(n: int) -> dict:
    return {
        "dataset": "customs_query",
        "period": f"{2001 + n // 12}{1 + n % 12:02}",
        "period_kind": "M",
        "scheduled_on": "2030-03-20",
        "grace_days": 4,
        "is_official": True,
    }


FEED, KIND, SPAN = "ENUM dataset is", "ENUM period_kind is", "ENUM January"
GRACE, SCHEDULED = "F24 the days", "F24 nothing"
CALENDAR = Cases(
    _scheduled,
    [
        *(Row({}, passes=["MISSING", "CODE", FEED, KIND, SPAN, GRACE]) for _ in range(2)),
        Row({"scheduled_on": None}, {"MISSING": "empty: scheduled_on"}),
        Row({"is_official": None}, {"MISSING": "empty: is_official"}),
        Row({"dataset": "customs"}, {FEED: "dataset is customs"}),
        Row({"dataset": "fx_rates"}, passes=[FEED]),
        Row({"period": "201513"}, {"CODE": "period 201513 has another form"}),
        Row({"period_kind": "Q"}, {KIND: "period_kind is Q"}),
        Row({"period_kind": "JF", "period": "201502"}, passes=[KIND, SPAN]),
        Row({"period_kind": "JF", "period": "201501"}, {SPAN: "period 201501 does not end a JF"}),
        Row({"period_kind": "A", "period": "201512"}, passes=[KIND, SPAN]),
        Row({"period_kind": "A", "period": "201511"}, {SPAN: "period 201511 does not end a A"}),
        Row({"period_kind": "YTD", "period": "201511"}, passes=[KIND, SPAN]),
        Row({"grace_days": 0}, passes=[GRACE]),
        Row({"grace_days": -1}, {GRACE: "-1 days of grace"}),
    ],
    [
        *_twice("customs_query / 201508 / M", {"period": "201508"}, {"period": "201508", "period_kind": "YTD"}),
        File(
            SCHEDULED,
            [{"period": "201510", "scheduled_on": "2015-10-30"}],
            [
                (
                    "customs_query M 201510",
                    "2015-10-30",
                    "row 2: customs_query of 201510 is scheduled on 2015-10-30, before its period ends on 2015-10-31",
                )
            ],
        ),
        File(SCHEDULED, [{"period": "201510", "scheduled_on": "2015-10-31"}]),
    ],
)

CASES = {
    "release_calendar": CALENDAR,
    **CODED,
    "fx_rates": RATES,
    "inspection_batches": BATCHES,
    "zone_roster": MEMBERS,
}
