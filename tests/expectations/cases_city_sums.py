"""Cases of the city's sums: regimes, partners, exports and imports against the totals printed for them."""

from __future__ import annotations

from collections.abc import Mapping

from tests.expectations.cases import File

_SAME = [
    "2021-07-20 10:00:00",
    "202106",
    "M",
    "REG",
    "442000",
    "X",
    "灯具、照明装置及其零件",
    "ALL",
    "ALL",
    "ALL",
    "CNY",
]
_AT = {"flow": 5, "partner_code": 7, "regime_code": 8}
_WORDS = {"value": "month", "ytd_value": "from January on"}
_HALF = {"value": "value_half_unit", "ytd_value": "ytd_half_unit"}


def _rows(name: str, figures: Mapping[str, float], value: str, half: float = 0.05, **halves: float) -> list[dict]:
    """Rows of one place in 100 million yuan, split by a column; the first is the total."""
    other = "ytd_value" if value == "value" else "value"
    return [
        {
            "place_code": "442000",
            "flow": "X",
            name: code,
            other: None,
            value: f"{figure * 1e8:.2f}",
            _HALF[value]: halves.get(code, half) * 1e8,
        }
        for code, figure in figures.items()
    ]


def _found(name: str, measured: str, words: str) -> list[tuple[str, str, str]]:
    key = " / ".join(part for n, part in enumerate(_SAME) if n != _AT[name])
    return [(key, measured, f"row 2: {words}")]


def _sum(what: str, value: str, n: int, parts: str, total: str, gap: str, tolerance: str) -> str:
    return (
        f"{n} {what} ({_WORDS[value]}) add up to {parts}, the printed total is {total}; "
        f"the gap {gap} is beyond rounding ({tolerance})"
    )


def _of(value: str) -> list[File]:
    words = _WORDS[value]
    flows = f"Q60 exports and imports add up to the printed total ({words})"
    regimes = f"Q41 trade regimes add up to the printed total ({words})"
    partners = f"Q41 partners add up to the printed total ({words})"
    shares = f"Q49 shares of trade regimes add to 1 ({words})"
    both = _sum("exports and imports", value, 2, "12408", "12048", "360", "1")
    mixed = _sum("exports and imports", value, 2, "14845", "14852", "-7", "6")
    some, whole = {"ALL": 1204.8, "10": 732.5, "14": 448.0}, {"ALL": 1204.8, "10": 732.5, "14": 448.0, "39": 24.2}
    beyond, short = {**some, "15": 24.8}, {**whole, "39": 23.9}
    return [
        # a real release: 982.5 + 222.3 = 1204.8; 222.3 typed as 258.3
        File(flows, _rows("flow", {"XM": 1204.8, "X": 982.5, "M": 222.3}, value)),
        File(flows, _rows("flow", {"XM": 1204.8, "X": 982.5, "M": 258.3}, value), _found("flow", "360", both)),
        # 385 is printed as a whole number: half units of 1484.6, 1099.5 and 385 add up to 0.6
        File(flows, _rows("flow", {"XM": 1484.6, "X": 1099.5, "M": 385}, value, M=0.5)),
        File(flows, _rows("flow", {"XM": 1485.2, "X": 1099.5, "M": 385}, value, M=0.5), _found("flow", "-7", mixed)),
        # general and processing trade alone fall short; with the others named they must not, and never go beyond
        File(regimes, _rows("regime_code", some, value)),
        File(regimes, _rows("regime_code", whole, value)),
        File(
            regimes,
            _rows("regime_code", beyond, value),
            _found("regime_code", "5", _sum("trade regimes", value, 3, "12053", "12048", "5", "1.5")),
        ),
        File(
            regimes,
            _rows("regime_code", short, value),
            _found("regime_code", "-4", _sum("trade regimes", value, 3, "12044", "12048", "-4", "1.5")),
        ),
        File(partners, _rows("partner_code", {"ALL": 119.8, "304": 60.1, "502": 23}, value)),
        File(
            partners,
            _rows("partner_code", {"ALL": 83, "304": 60.1, "502": 23.1}, value),
            _found("partner_code", "2", _sum("partners", value, 2, "832", "830", "2", "1")),
        ),
        File(shares, _rows("regime_code", {"ALL": 1000, "10": 608, "14": 372, "39": 15}, value, half=20)),
        File(shares, _rows("regime_code", {"ALL": 1000, "10": 608, "14": 372}, value, half=20)),
        File(
            shares,
            _rows("regime_code", {"ALL": 1000, "10": 608, "14": 372, "39": 14.9}, value, half=20),
            _found("regime_code", "0.9949", f"shares of trade regimes ({words}) add to 0.9949"),
        ),
        File(
            shares,
            _rows("regime_code", {"ALL": 1000, "10": 608, "14": 372, "15": 50}, value, half=20),
            _found("regime_code", "1.03", f"shares of trade regimes ({words}) add to 1.03"),
        ),
    ]


CITY_SUMS = [file for value in _WORDS for file in _of(value)]
