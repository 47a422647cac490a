"""Cases of figures of industries and of the towns of clusters."""

from __future__ import annotations

from tests.expectations.cases import Cases, File, Row, twice


def _figure(n: int) -> dict:
    return {
        "year": 2015,
        "geo_code": "442000",
        "industry_code": "LIGHTING",
        "scope": "CLUSTER",
        "measure": "OUTPUT",
        "source_ref": f"press {n}",
        "operator": "=",
        "amount": "190.3",
        "amount_half_unit": "0.05",
        "unit": "YI_YUAN",
        "published_on": "2016-02-01",
    }


PLACE, INDUSTRY = "CODE", "ENUM the industry"
SCOPE, MEASURE, OPERATOR, UNIT = "ENUM scope", "ENUM measure", "ENUM operator", "ENUM unit"
IN_ORDER, HAS_UNIT = "F18 the year", "F18 every figure"
FIGURE_EVERY = ("MISSING", PLACE, INDUSTRY, SCOPE, MEASURE, OPERATOR, UNIT, IN_ORDER, "F18 the figure")
OUTPUT = Cases(
    _figure,
    [
        *(Row({}, passes=FIGURE_EVERY) for _ in range(2)),
        Row({"operator": None}, {"MISSING": "empty: operator"}),
        Row({"amount": None, "published_on": None}, {"MISSING": "empty: amount published_on"}),
        Row({"geo_code": "ALL"}, passes=[PLACE]),
        Row({"geo_code": "4420"}, {PLACE: "geo_code 4420 has another form"}),
        *(Row({"industry_code": code}, passes=[INDUSTRY]) for code in ("CERAMIC", "MOTORCYCLE")),
        Row({"industry_code": "LAMP"}, {INDUSTRY: "industry LAMP is not listed"}),
        *(Row({"scope": word}, passes=[SCOPE]) for word in ("ALL", "ABOVE_SCALE")),
        Row({"scope": "ZONE"}, {SCOPE: "scope is ZONE"}),
        *(Row({"measure": word}, passes=[MEASURE]) for word in ("SALES", "EXPORT_DELIVERY", "IMPORT")),
        Row({"measure": "EXPORT"}, {MEASURE: "measure is EXPORT"}),
        *(Row({"operator": word}, passes=[OPERATOR]) for word in (">", ">=", "<", "<=", "~")),
        Row({"operator": "=="}, {OPERATOR: "operator is =="}),
        *(Row({"unit": word}, passes=[UNIT]) for word in ("YUAN", "WAN_YUAN", "USD")),
        Row({"unit": "BILLION"}, {UNIT: "unit is BILLION"}),
        Row({"year": 2016}, passes=[IN_ORDER]),
        Row({"year": 2017}, {IN_ORDER: "figure of 2017 published on 2016-02-01, list of 2016-12-31"}),
        Row({"published_on": "2016-12-31"}, passes=[IN_ORDER]),
        Row({"published_on": "2017-01-01"}, {IN_ORDER: "figure of 2015 published on 2017-01-01, list of 2016-12-31"}),
        Row({"amount": 0}, passes=["F18 the figure"]),
        Row({"amount": "-0.1"}, {"F18 the figure": "figure -0.100000 is negative"}),
    ],
    [
        *twice(
            "2015 / 442000 / LIGHTING / CLUSTER / OUTPUT / press",
            {"source_ref": "press"},
            {"source_ref": "press", "measure": "SALES"},
        ),
        File(
            HAS_UNIT,
            [{}, {"unit": None}],
            [
                (
                    "2015 / 442000 / LIGHTING / CLUSTER / OUTPUT / press 1",
                    "none",
                    "row 3: the figure 190.300000 of press 1 has no unit",
                )
            ],
        ),
        File(HAS_UNIT, [{}, {}]),
    ],
    {"released_at": "2016-12-31T10:00:00"},
)


def _town(n: int) -> dict:
    return {
        "cluster_id": f"ZS {n}",
        "town_code": "442000105",
        "valid_from": "2015-09-30",
        "city_code": "442000",
        "source_ref": "press",
        "is_verified": False,
    }


FORM, CITY, ENDS, LISTED = "CODE a town code", "CODE a town lies", "F20 a town leaves", "F20 every town"


def _unlisted(town: str, day: str) -> tuple[str, str, str]:
    words = "if the code is right, deliver the list of that city to places"
    return f"ZS 0 / {town} / {day}", town, f"row 2: no list of towns has {town} on {day}; {words}"


TOWNS = Cases(
    _town,
    [
        *(Row({"valid_to": "2021-01-01"}, passes=["MISSING", FORM, CITY, ENDS]) for _ in range(2)),
        Row({"is_verified": None}, {"MISSING": "empty: is_verified"}),
        Row({"town_code": "442000", "city_code": "442000"}, {FORM: "town_code 442000 has another form"}),
        Row({"city_code": "440700"}, {CITY: "town 442000105 does not lie in 440700"}),
        Row({"valid_to": "2015-10-01"}, passes=[ENDS]),
        Row({"valid_to": "2015-09-30"}, {ENDS: "from 2015-09-30 to 2015-09-30"}),
    ],
    [
        *twice("ZS / 442000105 / 2015-09-30", {"cluster_id": "ZS"}, {"cluster_id": "ZS", "town_code": "442000110"}),
        File(LISTED, [{"town_code": "442000999"}], [_unlisted("442000999", "2015-09-30")]),
        File(LISTED, [{"town_code": "440700105", "city_code": "440700"}], [_unlisted("440700105", "2015-09-30")]),
        # a town of 2015 has another code since 2021-10-31, which it did not have before
        File(
            LISTED,
            [
                {"town_code": "442000100", "valid_from": "2021-10-30"},
                {"town_code": "442000118", "valid_from": "2021-10-31"},
            ],
        ),
        File(LISTED, [{"town_code": "442000100", "valid_from": "2021-10-31"}], [_unlisted("442000100", "2021-10-31")]),
        File(LISTED, [{"town_code": "442000118", "valid_from": "2021-10-30"}], [_unlisted("442000118", "2021-10-30")]),
        # the first list of the towns stands for the days before it
        File(LISTED, [{"valid_from": "2012-01-01"}]),
        File(LISTED, [{"town_code": "442000118", "valid_from": "2012-01-01"}], [_unlisted("442000118", "2012-01-01")]),
    ],
)

CASES = {"industry_output": OUTPUT, "cluster_towns": TOWNS}
