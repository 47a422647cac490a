"""Cases of the exchange rates."""

from __future__ import annotations

from tests.expectations.cases import Cases, File, Row, twice


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
        *twice(
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


CASES = {"fx_rates": RATES}
