"""Figures of the customs query, and of a metric over them: what must be found, and what is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.expectations.content_figures import KNOWN, LAMPS

if TYPE_CHECKING:
    from tests.expectations.content import Content

FAULTY = """
    CREATE OR REPLACE MACRO marts.month_value(flow := 'X', currency := 'CNY', place := NULL) AS TABLE
    SELECT 'D1' AS family, flow AS flow, currency AS currency, t.period, t.period_kind::VARCHAR AS period_kind,
           sum(t.value) AS value, 'REG HS8 by partner' AS basis, place AS place_code
    FROM core.fct_trade AS t WHERE t.period = '202103' AND t.flow::VARCHAR = flow GROUP BY ALL
"""
"""A metric that adds up what stands on two geographic bases, and in two currencies."""


def wrong(content: Content) -> list[tuple]:
    """Releases that differ, 9405 across 2021/22 without a declared break, and a metric that mixes bases."""
    findings = []
    for period in ("201509", "201510", "201510"):
        content.figure(period, "CONFLICT")
    for period, count in (("201509", "1"), ("201510", "2")):
        words = f"{count} figures of {period} differ between releases of {KNOWN}; set revision_no in a manifest"
        key = f"{period} known from {KNOWN}"
        findings.append(("customs_query", "CONFLICT", "warn", key, count, "0", f"{words} to say which counts"))
    content.con.execute("DELETE FROM core.family_break WHERE family = 'D1'")
    content.con.execute(FAULTY)
    content.figure("202103", "V", 5)
    content.figure("202103", "V", 7, basis="NAT", place="ALL", partner="ALL")
    content.figure("202103", "V", 9, flow="M")
    content.figure("202103", "V", 2, flow="M", currency="USD")
    content.figure("202203", "V", 5, code="94051100")
    content.sum_up("202103", "202203")
    moved = "the codes of D1 changed from 2021 to 2022: 0 have no concordance, 2 of other families exchanged content"
    mixed = "month_value of D1 ({}) in 202103 is {} and names REG HS8 by partner; the facts add up to {}"
    new = "customs_query, exports in CNY: 202203 has 1 hs8 never seen before: 94051100; check them against the code"
    findings += [
        ("customs_query", "Q50", "warn", "customs_query / X / CNY / 202203 / hs8", "1", "0", f"{new} table"),
        ("customs_query", "Q51", "block", "D1 2022", "0 unmapped, 2 moved", "0", f"{moved} with it (first: 853951)"),
        *(
            ("customs_query", "Q73", "block", f"month_value D1 {side.replace(',', '')} M 202103", value, grounds,
             mixed.format(side, value, grounds))
            for side, value, grounds in (
                ("X, CNY", "12.00", "REG 5.00, NAT 7.00"),
                ("X, USD", "12.00", "nothing"),
                ("M, CNY", "11.00", "REG 9.00"),
                ("M, USD", "11.00", "REG 2.00"),
            )
        ),
    ]  # fmt: skip
    return findings


def right(content: Content) -> None:
    """Breaks are declared, D3 is closed by the concordance, and of two bases the metric takes one."""
    content.figure("201510", "V")
    content.figure("201510", "HELD")
    for code in ("94051000", "85392110"):
        content.figure("202112", "V", 5, code=code)
    content.figure("202112", "V", 7, basis="NAT", place="ALL", partner="ALL", code=LAMPS, level="LINE")
    for code in ("94051100", "85395100"):
        content.figure("202201", "V", 5, code=code)
    for flow, currency, value in (("X", "USD", 1), ("M", "CNY", 9), ("M", "USD", 2)):
        content.figure("202112", "V", value, flow=flow, currency=currency)
        content.figure("202112", "V", value + 1, basis="NAT", place="ALL", partner="ALL", code=LAMPS, level="LINE",
                       flow=flow, currency=currency)  # fmt: skip
    content.sum_up("202112", "202201")
    figures = "SELECT value, basis FROM marts.month_value(place := 'ALL') WHERE value > 0 AND period = '202112'"
    assert content.con.execute(figures).fetchall() == [(7, "NAT LINE")]
