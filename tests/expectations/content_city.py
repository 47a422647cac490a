"""Printed figures of the city: what must be found, and what is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.expectations.content_figures import LAMPS

if TYPE_CHECKING:
    from tests.expectations.content import Content


def wrong(content: Content) -> list[tuple]:
    """982.5 + 222.3 is not 1204.9, 500.4 typed as 504.0, and a city of 9 in a province of 8 in a nation of 7."""
    wrong = {("XM", "ALL"): 12049, ("X", "ALL"): 9850, ("M", "ALL"): 2223}
    wrong |= {("XM", "FIE"): 6263, ("XM", "PRIVATE"): 5040, ("XM", "SOE"): 781}
    _city(content, wrong)
    content.printed(LAMPS, "201511", supersession_group="customs_city", geo_basis="REG", place_code="442000",
                    flow="M", month_value=900)  # fmt: skip
    _province(content, "201511", 800)
    content.release("nation", "2015-12-20", dataset="nation")
    content.printed(LAMPS, "201511", release="nation", flow="M", month_value=700)
    # no table is printed of these, and the nation was asked for heading by heading
    _query(content, "201407", {"94051000": 5}, hs=["9405"], place="ALL")
    _query(content, "201407", {"85392110": 9}, hs=["85"], place="ALL")
    _query(content, "201407", {"94051000": 5, "85392110": "9.01"}, hs=["*"])
    key = "customs_city / 202106 / M / REG / 442000 / ALL / ALL / ALL / CNY / 2021-07-20 00:00:00"
    findings = []
    for words in ("month", "from January on"):
        for what, tail, n, parts, gap, tolerance in (
            ("exports and imports", "ALL", 2, 12073, 24, 1),
            ("kinds of ownership", "XM", 3, 12084, 35, 1.5),
        ):
            told = f"{key} / {tail}: {n} {what} ({words}) add up to {parts}, the printed total is 12049; the gap {gap}"
            findings.append(("customs_city", "Q60", "block", f"{key} / {tail}", f"{gap}", f"{tolerance}",
                             f"{told} is beyond rounding ({tolerance})"))  # fmt: skip
    for family, period, currency, child, value, parent, most in (
        ("D1", "201511", "CNY", "442000", "900.00", "44", "800.0000"),
        ("D1", "201511", "CNY", "442000", "900.00", "ALL", "700.5000"),
        ("D1", "201511", "CNY", "44", "800.00", "ALL", "700.5000"),
        ("D2", "201407", "USD", "44", "9.01", "ALL", "9.0000"),
        ("D3", "201407", "USD", "44", "14.01", "ALL", "14.0000"),
    ):
        where = "the nation" if parent == "ALL" else parent
        key = f"{family} / {period} / M / M / {currency} / {child} / {parent}"
        told = f"{family} of {period}: {child} has {value}, {where}, in which it lies, no more than {most[:-2]}"
        dataset = "customs_query" if child == "44" else "customs_city"
        findings.append((dataset, "Q61", "warn", key, value, f"<= {most}", told))
    return findings


def right(content: Content) -> None:
    """Within rounding; of different moments; of too little known; a province that is not covered."""
    right = {("XM", "ALL"): 12048, ("X", "ALL"): 9826, ("M", "ALL"): 2223}
    right |= {("XM", "FIE"): 6263, ("XM", "PRIVATE"): 5005, ("XM", "SOE"): 781}
    _city(content, right)
    _city(content, {("XM", "ALL"): 500, ("X", "ALL"): 100}, period="202105")
    _city(content, {("M", "ALL"): 100}, period="202105", known="2021-07-21")
    for period, value in (("201511", 801), ("201512", 900)):
        content.printed(LAMPS, period, supersession_group="customs_city", geo_basis="REG", place_code="442000",
                        flow="M", month_value=value)  # fmt: skip
    _province(content, "201511", 801)
    _province(content, "201512", 800, covers=["33"])
    content.release("nation", "2015-12-20", dataset="nation")
    content.printed(LAMPS, "201511", release="nation", flow="M", month_value=801)
    content.printed(LAMPS, "201512", geo_basis="SRC", place_code="44", flow="M", month_value=1)
    # as much as the nation; a nation of which something is held; one that was not asked for all headings
    _query(content, "201407", {"94051000": 5, "85392110": 9}, hs=["9405", "85"], place="ALL")
    _query(content, "201409", {"94051000": 5, "85392110": 9}, hs=["9405", "85"], place="ALL", held=1)
    _query(content, "201411", {"94051000": 5, "85392110": 9}, hs=["9405", "8539", "8513"], place="ALL")
    _query(content, "201411", {"85131010": 9}, hs=["8539"], place="ALL")
    for period, more in (("201407", 0), ("201409", 1), ("201411", 0)):
        _query(content, period, {"94051000": 5 + more, "85392110": 9 + more, "85131010": 99 * (period == "201411")},
               hs=["*"])  # fmt: skip


def _city(content, figures, period="202106", known="2021-07-20", **other):
    """Printed figures of all goods of the city, by flow and ownership."""
    content.release(f"city-{period}-{len(figures)}", known)
    for (flow, owner), value in figures.items():
        content.printed("ALL", period, release=f"city-{period}-{len(figures)}", supersession_group="customs_city",
                     geo_basis="REG", place_code="442000", flow=flow, ownership=owner,
                     **{"month_value": value, "ytd_value": value, **other})  # fmt: skip


def _province(content, period, value, covers=("44",)):
    """A province's imports of the codes of heading 9405, in yuan."""
    _query(content, period, {"94051000": value}, hs=["9405"], places=covers, currency="CNY")


def _query(content, period, values, hs, place="44", places=("*",), currency="USD", held=0):
    """Imports of a province by code, or of the nation from a query without places; and what was asked for."""
    basis = "NAT" if place == "ALL" else "REG"
    content.con.execute(
        """
        INSERT INTO core.release_coverage BY NAME
        SELECT 'query' AS release_id, ? AS period, 'M' AS period_kind, ? AS geo_basis, 'M' AS flow,
               ? AS currency, 'HS8' AS product_level, false AS by_partner, false AS by_regime, ? AS by_place,
               true AS is_closed, ?::VARCHAR[] AS covers_hs, ['*'] AS covers_partners, ['*'] AS covers_regimes,
               ?::VARCHAR[] AS covers_places
        """,
        [period, basis, currency, place != "ALL", list(hs), list(places)],
    )
    for code, value in values.items():
        content.month(
            period, 1, value, code, flow="M", currency=currency, geo_basis=basis, place_code=place, by_partner=False,
            by_regime=False, rows_held=held,
        )  # fmt: skip
