"""Months of feeds beside each other: what the rules over time must find, and what is just right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.expectations.content import Content

LAMP, NEW_LAMP, HEADING = "85121000", "85122010", "8512"
SLICE = {"period_kind": "M", "geo_basis": "REG", "flow": "X", "currency": "CNY", "product_level": "HS8"}
FUTURE = "2999-01-01 00:00:00"


def months(first: str, last: str) -> list[str]:
    numbers = range(int(first[:4]) * 12 + int(first[4:]) - 1, int(last[:4]) * 12 + int(last[4:]))
    return [f"{n // 12}{n % 12 + 1:02d}" for n in numbers]


class OverTime:
    """Fills what the rules over time read; mixed into the content that is filled by hand."""

    con: Any

    def _insert(self, table: str, **row: Any) -> None:
        marks = ", ".join("?" * len(row))
        self.con.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))

    def run_at(self, moment: str) -> None:
        self._insert("ops.run", run_id="now", kind="night", started_at=moment, state="running")

    def released(self, name: str, periods: list[str], kind: str = "M", hs: str = HEADING, **other: Any) -> None:
        """A release and what it covers."""
        self._insert(
            "core.dim_release",
            release_id=name,
            source_file=name,
            dataset=other.pop("dataset", "customs_query"),
            supersession_group="g",
            is_official=True,
            known_from="2015-12-01",
            rank=3,
            revision_no=0,
        )
        for period in periods:
            covers = {"covers_hs": [hs], "covers_partners": ["*"], "covers_regimes": ["*"], "covers_places": ["*"]}
            flags = {"by_partner": True, "by_regime": True, "by_place": True, "is_closed": True, "has_rows": True}
            row = {**SLICE, "period_kind": kind, **flags, **covers, **other}
            self._insert("core.release_coverage", release_id=name, period=period, **row)

    def month(self, period: str, rows: int, value: float, code: str = LAMP, **other: Any) -> None:
        """The sum of a product in a month."""
        counts = {"rows_held": 0, "rows_conflict": 0, "rows_without_quantity": 0, "rows_without_kg": 0}
        usual = {"place_code": "44", "ownership": "ALL", "by_partner": True, "by_regime": True, **counts}
        times = {"is_official": True, "has_official": True, "vintage_min": "2015-12-01", "vintage_max": "2015-12-01"}
        row = {**SLICE, **usual, **times, "rows_v": rows, "value": value, **other}
        self._insert("core.agg_trade_month", period=period, product_code=code, **row)

    def partners(self, period: str, count: int) -> None:
        for n in range(count):
            self._insert("core.agg_trade_partner", period=period, **SLICE, partner_code=f"{101 + n}", value=1, rows_v=1)

    def rate(self, month: str, rate: float, kind: str = "CUSTOMS") -> None:
        whose = {"base": "USD", "quote": "CNY", "rate_type": kind, "source": "bank"}
        traced = {"is_conflict": False, "source_file": "r", "source_row": 2}
        self._insert("core.fct_fx_month", month=month, rate=rate, **whose, **traced)

    def pair(self, period: str, cny: float, usd: float = 1000, **other: Any) -> None:
        """Imports in both currencies."""
        self.month(period, 5, cny, flow="M", **other)
        self.month(period, 5, usd, flow="M", **{"currency": "USD", **other})

    def due(self, dataset: str, period: str, day: str, grace: int) -> None:
        row = {"dataset": dataset, "period": period, "period_kind": "M", "scheduled_on": day, "grace_days": grace}
        self._insert("core.release_schedule", **row, is_default=False)

    def version(self, table: str, code: str, known_from: str, known_to: str | None, **other: Any) -> None:
        key = {"place_code": "44", "product_code": code, "partner_code": "502", "regime_code": "10"}
        key |= {"ownership": "ALL", "period": "201508", **SLICE}
        if table == "fct_trade_printed":
            key["supersession_group"] = "national"
            del key["product_level"]
        times = {"known_from": known_from, "known_to": known_to, "last_confirmed": known_from}
        traced = {"is_official": True, "is_first_release": False, "source_file": "late", "source_row": 2}
        self._insert(f"core.{table}", **{**key, **times, **traced, "state": "V", **other})

    def printed_pair(self, period: str, cny: float, usd: float) -> None:
        for currency, value in (("CNY", cny), ("USD", usd)):
            other = {"period": period, "currency": currency, "month_value": value, "source_file": "p"}
            self.version("fct_trade_printed", "ALL", "2015-12-01", None, **other)


def wrong(content: Content) -> list[tuple]:
    """One finding or more for every rule; returns them."""
    content.run_at("2016-01-22 08:00:00")
    content.released("a1", months("201401", "201409"))
    content.released("a2", months("201411", "201511"))
    content.due("fx_rates", "201511", "2015-12-05", 0)
    for period in [*months("201401", "201409"), *months("201411", "201508"), "201510", "201511"]:
        content.month(period, 100, 1000)
    content.month("201509", 100, 2000)
    content.month("201509", 31, 719, NEW_LAMP)
    content.partners("201401", 1)
    content.partners("201508", 20)
    content.partners("201509", 15)
    for period in ("201505", "201506", "201507"):
        content.rate(period, 6.2)
        content.rate(period, 9.9, "MONTH_AVG")
    content.pair("201505", 6294)
    content.pair("201506", 6387)
    content.printed_pair("201506", 6300, 1000)
    content.printed_pair("201507", 6400, 1000)
    content.version("fct_trade", "94052000", FUTURE, None)
    for table in ("fct_trade", "fct_trade_printed"):
        content.version(table, "94053000", "2015-09-20", "2015-11-20")
        content.version(table, "94053000", "2015-10-20", None)
    content.version("fct_trade_printed", "94052000", FUTURE, None)
    return _WRONG


def right(content: Content) -> None:
    """As near to wrong as it may be."""
    content.run_at("2016-01-19 23:00:00")
    content.released("b1", months("201411", "201412"))
    content.released("b2", ["201502"], "JF")
    content.released("b3", ["201503", "201511"])
    content.released("another heading", months("201201", "201203"), hs="1201")
    content.released("undeclared", ["201712"], flow="M", covers_hs=[], is_closed=False, selection_is_closed=False)
    content.due("fx_rates", "201511", "2016-01-15", 4)
    for period in [*months("201411", "201412"), *months("201503", "201510")]:
        content.month(period, 100, 1000 if period > "201412" else 10)
    content.month("201511", 130, 2718)
    content.month("201510", 0, 0, NEW_LAMP, rows_v=1)
    content.partners("201412", 1)
    content.partners("201510", 20)
    content.partners("201511", 16)
    content.rate("201505", 6.2)
    content.rate("201506", 6.1988)
    content.pair("201505", 6293)
    content.pair("201506", 6220)
    content.pair("201508", 9999)
    content.printed_pair("201505", 6293, 1000)
    # a selection of another width is no pair, nor is one in which a figure is missing
    content.rate("201509", 6.2)
    content.month("201509", 5, 9999, flow="M")
    content.month("201509", 4, 1000, flow="M", currency="USD")
    content.version("fct_trade", "94053000", "2015-09-20", "2015-10-20")
    content.version("fct_trade", "94053000", "2015-10-20", None)
    content.version("fct_trade_printed", "94053000", "2015-09-20", "2015-10-20")
    content.version("fct_trade_printed", "94053000", "2015-10-20", None)


_PARTNERS = " ".join(f"{n}" for n in range(102, 112))
_QUERY = "customs_query, exports in CNY"
_IMPLY = "yuan per dollar, the rate (CUSTOMS) is 6.2; check currency, unit and selection of both files, or deliver the"
_OVERLAP = "are known at 2015-10-20 00:00:00; run lighting rebuild, which makes all versions anew from the archive"
_KEYS = {
    "fct_trade": "201508 / M / REG / 44 / HS8 / 94053000 / 502 / 10 / ALL / X / CNY",
    "fct_trade_printed": "national / 201508 / M / REG / 44 / 94053000 / 502 / 10 / ALL / X / CNY",
}
_LATER = "on, which is still to come; withdraw it, and deliver it with the moment of its release"
_WRONG: list[tuple] = [
    (
        "customs_query", "Q42", "block", "customs_query / X / CNY / 201410 / 201410 / 8512", "1", "0",
        (
            f"{_QUERY} of 8512: 201410 is missing and a later month is there; deliver what is missing, or let it pass "
            "with lighting waive"
        ),
    ),
    (
        "customs_query", "Q42", "warn", "customs_query / X / CNY / 201512 / 8512", "2", "4",
        f"{_QUERY} of 8512: 201512 was due on 2016-01-20 and is not there yet; from 2016-01-25 on it is overdue",
    ),
    (
        "fx_rates", "Q74", "warn", "fx_rates 201511", "48", "0",
        "fx_rates of 201511 was due on 2015-12-05 and has not come; deliver it, or correct the release calendar",
    ),
    (
        "customs_query", "Q46", "warn", "customs_query / M / M / 201505", "1.516 %", "1.5 %",
        f"customs_query, imports of 201505: yuan and dollars imply 6.294 {_IMPLY} customs rate",
    ),
    (
        "customs_query", "Q46", "block", "customs_query / M / M / 201506", "3.016 %", "3 %",
        f"customs_query, imports of 201506: yuan and dollars imply 6.387 {_IMPLY} customs rate",
    ),
    (
        "national", "Q46", "block", "national / X / M / 201507", "3.226 %", "3 %",
        f"national, exports of 201507: yuan and dollars imply 6.4 {_IMPLY} customs rate",
    ),
    (
        "national", "Q46", "warn", "national / X / M / 201506", "1.613 %", "1.5 %",
        f"national, exports of 201506: yuan and dollars imply 6.3 {_IMPLY} customs rate",
    ),
    (
        "customs_query", "Q47", "warn", "customs_query / X / CNY / REG / partner / regime / place / 201509", "131",
        "130 at most, 70 at least",
        (
            "customs_query of 201509 (X / CNY / REG / partner / regime / place) has 131 rows, the months before it "
            "have 100.0 in the middle; check that the file is whole and was asked for as before"
        ),
    ),
    (
        "customs_query", "Q48", "warn", "customs_query / X / CNY / REG / 201509", "15", "16 at least",
        (
            f"{_QUERY}: 201509 has 15 partners, 201508 has 20; check that the query was asked for all partners and "
            "was not cut"
        ),
    ),
    (
        "customs_query", "Q50", "warn", "customs_query / X / CNY / 201509 / hs8", "1", "0",
        f"{_QUERY}: 201509 has 1 hs8 never seen before: {NEW_LAMP}; check them against the code table",
    ),
    (
        "customs_query", "Q50", "warn", "customs_query / X / CNY / 201508 / partner", "19", "0",
        f"{_QUERY}: 201508 has 19 partner never seen before: {_PARTNERS} …; check them against the code table",
    ),
    (
        "customs_query", "Q52", "warn", "customs_query / X / CNY / D5 / the provinces / 201509", "1.0003", "1.0",
        (
            "customs_query, exports of D5 in CNY, the provinces: 201509 is 2.72 times 201508 (2,719.00 after 1,000.00)"
            "; check units and completeness of both files"
        ),
    ),
    *(
        ("release_calendar", "Q75", "block", "late", FUTURE, "the present",
         f"1 figures of late are known from {FUTURE} {_LATER}")
        for _ in range(2)
    ),
    *(
        ("release_calendar", "Q75", "block", key, "2015-09-20 00:00:00", "one version at a time",
         f"two versions of {key} {_OVERLAP}")
        for key in _KEYS.values()
    ),
]  # fmt: skip
