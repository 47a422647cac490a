"""Cases of spot checks, returns and claims."""

from __future__ import annotations

from tests.expectations.cases import Cases, File, Row, twice
from tests.expectations.cases_bureau import CODE_HOLDS, IDENTITY, VALID_USCC


def _spot(n: int) -> dict:
    return {
        "campaign_id": f"C{n}",
        "year": 2015,
        "geo_code": "44",
        "flow": "X",
        "product_group": "lamps",
        "hs_prefix": "9405",
        "selection": "RISK",
        "sampled_batches": 951,
        "bad_batches": 203,
        "published_share": "0.213",
        "published_half_unit": "0.0005",
    }


PLACE, PREFIX = "CODE a place", "CODE a beginning"
FLOW, SELECTION = "ENUM flow", "ENUM selection"
BEGUN, COUNTS, AGREES = "F08 the year", "F08 numbers", "F08 the published"
SPOT_CHECKS = Cases(
    _spot,
    [
        *(Row({}, passes=["MISSING", PLACE, PREFIX, FLOW, SELECTION, BEGUN, COUNTS, AGREES]) for _ in range(2)),
        Row({"product_group": None}, {"MISSING": "empty: product_group"}),
        Row({"bad_batches": None, "selection": None}, {"MISSING": "empty: selection bad_batches"}),
        *(Row({"geo_code": code}, passes=[PLACE]) for code in ("ALL", "442000", "442000105")),
        Row({"geo_code": "CHN"}, {PLACE: "geo_code CHN has another form"}),
        Row({"hs_prefix": "940"}, passes=[PREFIX]),
        Row({"hs_prefix": "94 05"}, {PREFIX: "hs_prefix 94 05 has another form"}),
        *(Row({"flow": flow}, passes=[FLOW]) for flow in ("M", "ALL")),
        Row({"flow": "B"}, {FLOW: "flow is B"}),
        Row({"selection": "RANDOM"}, passes=[SELECTION]),
        Row({"selection": "ALL"}, {SELECTION: "selection is ALL"}),
        Row({"year": 2016}, passes=[BEGUN]),
        Row({"year": 2017}, {BEGUN: "year 2017 in a list of 2016-12-31"}),
        Row({"sampled_batches": 0, "bad_batches": 0, "published_share": None}, passes=[COUNTS]),
        Row({"bad_batches": -1, "published_share": None}, {COUNTS: "-1 bad batches of 951"}),
        # the nation in 2015: printed 37.3 %, 37.25 % by its counts
        Row({"sampled_batches": 6703, "bad_batches": 2497, "published_share": "0.373"}, passes=[AGREES]),
        Row({"published_share": "0.214"}, {AGREES: "published 21.4 %, 203 of 951 is 21.346 %"}),
    ],
    [
        *twice(
            "C / 2015 / 44 / X / lamps",
            {"campaign_id": "C"},
            {"campaign_id": "C", "product_group": "lamp holders"},
        ),
        File(
            "Q27",
            [{}, {"sampled_batches": 10, "bad_batches": 12, "published_share": None}],
            [("C1 / 2015 / 44 / X / lamps", "12", "row 3: 12 bad batches of 10 sampled")],
        ),
        File("Q27", [{"sampled_batches": 10, "bad_batches": 10, "published_share": None}]),
    ],
    {"released_at": "2016-12-31T10:00:00"},
)


def _event(n: int) -> dict:
    return {
        "event_id": f"R{n}",
        "kind": "RETURN",
        "event_date": "2015-10-01",
        "uscc": VALID_USCC,
        "hs8": "94051000",
        "partner_code": "502",
        "qty": 10,
        "unit": "个",
        "value_usd": 1_000 + n,
        "cause": "QUALITY",
        "severity": "NONE",
        "status": "CLOSED",
    }


KIND, CAUSE, SEVERITY, STATUS = "ENUM kind", "ENUM cause", "ENUM severity", "ENUM status"
GOODS, COUNTRY, HAPPENED = "CODE a commodity", "CODE a partner", "F09 an event"
EVENT_EVERY = ("MISSING", CODE_HOLDS, KIND, CAUSE, SEVERITY, STATUS, GOODS, COUNTRY, HAPPENED, "F09 value and")
RETURNS = Cases(
    _event,
    [
        *(Row({}, passes=EVENT_EVERY) for _ in range(2)),
        *(row for row in IDENTITY if "uscc" in row.values),
        Row({"event_date": None}, {"MISSING": "empty: event_date"}),
        Row({"unit": None, "status": None}, {"MISSING": "empty: unit status"}),
        *(Row({"kind": word}, passes=[KIND]) for word in ("CLAIM", "RECALL")),
        Row({"kind": "REPAIR"}, {KIND: "kind is REPAIR"}),
        *(Row({"cause": word}, passes=[CAUSE]) for word in ("SAFETY", "LOGISTICS", "COMMERCIAL", "UNKNOWN")),
        Row({"cause": "NONE"}, {CAUSE: "cause is NONE"}),
        *(Row({"severity": word}, passes=[SEVERITY]) for word in ("MINOR", "SERIOUS_INJURY", "DEATH")),
        Row({"severity": "FATAL"}, {SEVERITY: "severity is FATAL"}),
        Row({"status": "OPEN"}, passes=[STATUS]),
        Row({"status": "PENDING"}, {STATUS: "status is PENDING"}),
        Row({"hs8": "9405"}, {GOODS: "hs8 9405 has another form"}),
        Row({"partner_code": "USA"}, {COUNTRY: "partner_code USA has another form"}),
        Row({"event_date": "2015-11-20"}, passes=[HAPPENED]),
        Row({"event_date": "2015-11-21"}, {HAPPENED: "event of 2015-11-21 in a list of 2015-11-20"}),
        Row({"value_usd": 0, "qty": 0}, passes=["F09 value and"]),
        Row({"value_usd": "-0.01"}, {"F09 value and": "value -0.01, quantity 10.000"}),
        Row({"qty": -1}, {"F09 value and": "value 1027.00, quantity -1.000"}),
    ],
    twice("R77", {"event_id": "R77"}, {"event_id": "R78"}),
    {"released_at": "2015-11-20T10:00:00"},
)

CASES = {"spot_checks": SPOT_CHECKS, "returns_claims": RETURNS}
