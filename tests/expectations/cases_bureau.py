"""Cases of the bureaus' lists: inspected batches and the members of a zone."""

from __future__ import annotations

from tests.expectations.cases import Cases, File, Row, twice
from tests.expectations.cases_values import DIGITS, RUN, digits, grown

VALID_USCC, WRONG_USCC = "91442000MA4W0TEX05", "91442000MA4W0TEX06"


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
BATCH_EVERY = ("MISSING", CODE_HOLDS, DISTRICT_HOLDS, RESULT, BAD, "Q28", "F07")
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
        Row({"value_usd": 0}, passes=["F07"]),
        Row({"value_usd": "-0.01"}, {"F07": "value -0.01 is negative"}),
    ],
    [
        *twice("B77", {"batch_no": "B77"}, {"batch_no": "B78"}),
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
    twice(f"Z / {VALID_USCC} / 2015-12-01", {"zone_id": "Z"}, {"zone_id": "Z", "entry_date": "2016-12-01"}),
)


CASES = {"inspection_batches": BATCHES, "zone_roster": MEMBERS}
