"""Cases of Comtrade and BACI."""

from __future__ import annotations

from tests.expectations.cases import Cases, File, Row

_SCOPE = {"released_at": "2016-11-20T10:00:00", "release_month": "201611"}
_KEY = "842 / 156 / 2015 / M / H4 / 4 / 9405 / C00 / 0"
_LATE = "is no year from 1962 and no month from 199501 to 201611"


def _reported(n: int) -> dict:
    return {
        "reporter_code": "842",
        "partner_code": "156",
        "period": "2015",
        "flow": "M",
        "classification": "H4",
        "commodity_level": 6,
        "commodity_code": f"{940_500 + n}",
        "customs_code": "C00",
        "transport_mode": "0",
        "value_usd": 1000 + n,
    }


def _traded(n: int) -> dict:
    return {"year": "2015", "exporter_code": "156", "importer_code": "842", "hs6": f"{940_500 + n}", "value_usd": 1 + n}


_HEADING = {"commodity_code": "9405", "commodity_level": 4}
WORLD = {
    "comtrade": Cases(
        _reported,
        [
            *(
                Row({}, passes=["MISSING", "Q11", "ENUM", "CODE a reporter", "CODE a partner", "CODE a classification"])
                for _ in range(2)
            ),
            Row({"value_usd": None}, {"MISSING": "empty: value_usd"}),
            Row(
                {"reporter_code": "0842"},
                {"CODE a reporter": "reporter_code 0842 has another form", "Q11": "area 0842 or 156 is not listed"},
            ),
            Row(
                {"partner_code": "USA"},
                {"CODE a partner": "partner_code USA has another form", "Q11": "area 842 or USA is not listed"},
            ),
            Row({"partner_code": "003"}, {"Q11": "area 842 or 003 is not listed"}),
            Row({"flow": "Import"}, {"ENUM": "flow is Import"}),
            Row({"flow": "RX"}, passes=["ENUM"]),
            Row({"classification": "HS92"}, {"CODE a classification": "classification HS92 has another form"}),
            Row(
                {"commodity_code": "94.05", "commodity_level": 5},
                {"CODE a commodity": "commodity_code 94.05 has another form"},
            ),
            Row({"commodity_code": "TOTAL", "commodity_level": 0}, passes=["CODE a commodity", "CODE the level"]),
            Row({**_HEADING, "commodity_level": 6}, {"CODE the level": "level 6 of commodity 9405"}),
            Row({"period": "2017"}, {"Q22": f"period 2017 {_LATE}"}),
            Row({"period": "201612"}, {"Q22": f"period 201612 {_LATE}"}),
            Row({"period": "1961"}, {"Q22": f"period 1961 {_LATE}"}),
            Row({"period": "201611"}, passes=["Q22"]),
            Row({"period": "1962"}, passes=["Q22"]),
            Row({"value_usd": "-0.001"}, {"F19 the value": "value -0.001 is negative"}),
            Row({"value_usd": 0}, passes=["F19 the value"]),
        ],
        [
            File("Q40", [{}, _HEADING, _HEADING], [(_KEY, "2", f"rows 3, 4 have the same key {_KEY}")]),
            File("Q40", [{}, _HEADING, {**_HEADING, "partner_code": "000"}]),
        ],
        _SCOPE,
    ),
    "baci": Cases(
        _traded,
        [
            *(
                Row({}, passes=["MISSING", "Q11", "CODE an exporter", "CODE an importer", "CODE a com"])
                for _ in range(2)
            ),
            Row({"hs6": None}, {"MISSING": "empty: hs6"}),
            Row(
                {"exporter_code": "CHN"},
                {"CODE an exporter": "exporter_code CHN has another form", "Q11": "area CHN or 842 is not listed"},
            ),
            Row(
                {"importer_code": "84"},
                {"CODE an importer": "importer_code 84 has another form", "Q11": "area 156 or 84 is not listed"},
            ),
            Row({"hs6": "9405"}, {"CODE a com": "hs6 9405 has another form"}),
            Row({"year": "201511"}, passes=["Q22"]),
            Row({"year": "2017"}, {"Q22": f"period 2017 {_LATE}"}),
            Row({"value_usd": -1}, {"F19 the value": "value -1.000 is negative"}),
            Row({"value_usd": 0}, passes=["F19 the value"]),
        ],
        [
            File(
                "Q40",
                [{}, {"hs6": "940510"}, {"hs6": "940510"}],
                [("2015 / 156 / 842 / 940510", "2", "rows 3, 4 have the same key 2015 / 156 / 842 / 940510")],
            ),
            File("Q40", [{}, {"hs6": "940510"}, {"hs6": "940510", "importer_code": "276"}]),
        ],
        _SCOPE,
    ),
}
