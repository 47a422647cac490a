"""Cases of the code tables: HS codes and their concordance, partners, regimes, supervision modes, places."""

from __future__ import annotations

from tests.expectations.cases import Cases, Row, twice


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


CASES = {
    "hs8_codes": Cases(
        _hs8,
        [
            *(Row({}, passes=["MISSING", "CODE"]) for _ in range(2)),
            Row({"year": None}, {"MISSING": "empty: year"}),
            Row({"hs8": "9405100"}, {"CODE": "hs8 9405100 has another form"}),
            Row({"hs8": "940510000"}, {"CODE": "hs8 940510000 has another form"}),
            Row({"hs8": "01011010"}, passes=["CODE"]),
        ],
        twice("2015 / 94059900", {"hs8": "94059900"}, {"hs8": "94059900", "year": 2016}),
    ),
    "trading_partners": Cases(
        _partner,
        [
            *(Row({}, passes=["MISSING", "CODE"]) for _ in range(2)),
            Row({"partner_code": None}, {"MISSING": "empty: partner_code"}),
            Row({"partner_code": "50"}, {"CODE": "partner_code 50 has another form"}),
            Row({"partner_code": "USA"}, {"CODE": "partner_code USA has another form"}),
        ],
        twice("502", {"partner_code": "502"}, {"partner_code": "503"}),
    ),
    "trade_regimes": Cases(
        _regime,
        [
            *(Row({}, passes=["MISSING", "CODE"]) for _ in range(2)),
            Row({"regime_code": None}, {"MISSING": "empty: regime_code"}),
            Row({"regime_code": "0110"}, {"CODE": "regime_code 0110 has another form"}),
        ],
        twice("39", {"regime_code": "39"}, {"regime_code": "40"}),
    ),
    "supervision_modes": Cases(
        _mode,
        [
            *(Row({}, passes=["MISSING", "CODE"]) for _ in range(2)),
            Row({"mode_code": None}, {"MISSING": "empty: mode_code"}),
            Row({"mode_code": "110"}, {"CODE": "mode_code 110 has another form"}),
        ],
        twice("1039", {"mode_code": "1039"}, {"mode_code": "9610"}),
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
        twice("PROVINCE / 44 / 1900-01-01", {"place_code": "44"}, {"place_code": "44", "observed_from": "2015-01-01"}),
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
        twice("2017 / 940599 / 2022 / 940511", {"from_hs6": "940599"}, {"from_hs6": "940599", "to_hs6": "940599"}),
    ),
}
