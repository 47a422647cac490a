"""Cases of the table of trade by regime: table 5 of October 2019, in 1,000 US dollars."""

from __future__ import annotations

from tests.expectations.cases import Cases, File, Row
from tests.transforms.printed_files import xls
from tests.transforms.regime_files import shifted, table5
from tests.transforms.tools import type_file

NAME = "customs_regime_totals"


def _usual(n: int) -> dict:
    kind, code = ("TOTAL", "ALL") if n == 0 else ("PART", f"part {n}")
    return {"period": "201910", "period_kind": "M", "flow": "X", "currency": "USD", "is_whole": True,
            "regime_code": code, "line_label": code, "line_kind": kind}  # fmt: skip


def _table(lines=None) -> list[dict]:
    """The rows of the real table, as they come out of its file."""
    found = type_file(NAME, xls(*(table5() if lines is None else table5(lines))))
    return found.rows.drop("source_row").to_dicts()


def _lines(total: float, *parts: float, half: float = 500, last_half: float | None = None, month: bool = True) -> list:
    """A total and its lines, in units of the currency, with half a unit; the last line may be printed otherwise."""
    value, half_unit = ("month_value", "month_half_unit") if month else ("ytd_value", "ytd_half_unit")
    codes = ("ALL", "10", "14", "15", "39")
    return [
        {"regime_code": code, "line_label": code, "line_kind": "LINE" if code != "ALL" else "TOTAL", value: figure,
         half_unit: last_half if last_half and n == len(parts) else half}
        for n, (code, figure) in enumerate(zip(codes, (total, *parts), strict=False))
    ]  # fmt: skip


MONTH, YEAR = (f"Q41 trade regimes add up to the printed total ({w})" for w in ("month", "from January on"))
MONTH_SHARES, YEAR_SHARES = (f"Q49 shares of trade regimes add to 1 ({w})" for w in ("month", "from January on"))
_KEY = "201910 / M / X / USD"
_SHIFTED = (
    "row 2: 12 trade regimes (from January on) add up to 2037917189, the printed total is 2037923161; "
    "the gap -5972 is beyond rounding (6)"
)


def _gap(parts: str, total: str, gap: str, tolerance: str, n: int = 2) -> tuple[str, str, str]:
    words = f"row 2: {n} trade regimes (month) add up to {parts}, the printed total is {total}"
    return _KEY, gap, f"{words}; the gap {gap} is beyond rounding ({tolerance})"


CASES = {
    NAME: Cases(
        _usual,
        [
            *(Row({}, passes=["MISSING", "Q22", "CODE"]) for _ in range(2)),
            Row({"flow": None}, {"MISSING": "empty: flow"}),
            Row({"period": "199412"}, {"Q22": "period 199412 is no month from 199501 to 201911"}),
            Row({"period": "201912"}, {"Q22": "period 201912 is no month from 199501 to 201911"}),
            Row({"period": "201911"}, passes=["Q22"]),
            Row(
                {"line_kind": "LINE", "regime_code": "新贸易", "line_label": "新贸易"},
                {"CODE": "line 新贸易 is none of the statistical regimes"},
            ),
            Row({"line_kind": "LINE", "regime_code": "10", "line_label": "一般贸易"}, passes=["CODE"]),
        ],
        [
            File("MISSING", [{}, {}]),
            File(
                "MISSING",
                [{}, {"flow": "M", "line_kind": "LINE", "regime_code": "10"}],
                [("M", "0", "no line is the total of flow M; the first line of the table is")],
            ),
            File("Q40", [{}, {}, {"regime_code": "part 1", "flow": "M", "line_kind": "TOTAL"}]),
            File(
                "Q40",
                [{}, {}, {"regime_code": "part 1"}],
                [("201910 / M / X / part 1 / USD", "2", "rows 3, 4 have the same key 201910 / M / X / part 1 / USD")],
            ),
            # gaps of -2, -1 and +1 are within 6, 6 and 7.5
            File(MONTH, _table()),
            File(YEAR, _table()),
            File(YEAR, _table(shifted()), [(_KEY, "-5972", _SHIFTED)]),
            File(MONTH, _lines(1000000, 600000, 399000)),
            File(MONTH, _lines(1000000, 600000, 398000), [_gap("998", "1000", "-2", "1")]),
            File(MONTH, _lines(1000000, 600000, 402000), [_gap("1002", "1000", "2", "1")]),
            # a line that is printed as a whole number of 10,000: half units of all three add up to 6
            File(MONTH, _lines(10000000, 5994000, 4000000, last_half=5000)),
            File(MONTH, _lines(10000000, 5993000, 4000000, last_half=5000), [_gap("9993", "10000", "-7", "6")]),
            File(MONTH_SHARES, _lines(1000000, 600000, 395000, half=5000)),
            File(
                MONTH_SHARES,
                _lines(1000000, 600000, 394000, half=5000),
                [(_KEY, "0.994", "row 2: shares of trade regimes (month) add to 0.994")],
            ),
            File(
                MONTH_SHARES,
                _lines(1000000, 608000, 372000, 50000, half=20000),
                [(_KEY, "1.03", "row 2: shares of trade regimes (month) add to 1.03")],
            ),
            File(YEAR_SHARES, _lines(1000000, 600000, 405000, half=5000, month=False)),
            File(
                YEAR_SHARES,
                _lines(1000000, 600000, 406000, half=5000, month=False),
                [(_KEY, "1.006", "row 2: shares of trade regimes (from January on) add to 1.006")],
            ),
        ],
        {"release_month": "201911"},
    )
}
