"""Figures by enterprise, which are confidential: what must be found, and what is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.expectations.content_figures import KNOWN, LAMPS
from tests.expectations.content_over_time import LAMP, NEW_LAMP, months
from warehouse.connection import part_of

if TYPE_CHECKING:
    from tests.expectations.content import Content

QUIET = "QUIET"
"""A zone whose members export nothing."""


def wrong(content: Content) -> list[tuple]:
    """Enterprises that add up to more than the printed line of their city, and releases that differ."""
    findings = []
    _line(content, "201510", 70_500)
    _line(content, "201502", 1_000, kind="JF")
    for code, value, period in (
        ("4420900001", 70_000, "201510"),
        ("4420W00002", 551, "201510"),
        ("4420900001", 600, "201501"),
        ("4420900002", 451, "201502"),
    ):
        _enterprise(content, code, value, period)
    _enterprise(content, "4420900003", None, state="CONFLICT")
    _enterprise(content, "4420900004", 7, "201505", known_from="2999-01-01")
    _enterprise(content, "4420900005", 7, "201507", known_to="2017-06-01")
    _enterprise(content, "4420900005", 8, "201507", known_from="2017-01-01")
    late = "1 figures of e are known from 2999-01-01 00:00:00 on, which is still to come; withdraw it, and deliver it"
    overlap = "are known at 2017-01-01 00:00:00; run lighting rebuild, which makes all versions anew from the archive"
    findings += [
        ("customs_enterprise", "Q75", "block", "e", "2999-01-01 00:00:00", "the present",
         f"{late} with the moment of its release"),
        ("customs_enterprise", "Q75", "block", "201507 / M / X / CNY", KNOWN, "one version at a time",
         f"two versions of 201507 / M / X / CNY {overlap}"),
    ]  # fmt: skip
    words = f"1 figures of 201510 differ between releases of {KNOWN}; set revision_no in a manifest"
    key = f"201510 known from {KNOWN}"
    findings.append(("customs_enterprise", "CONFLICT", "warn", key, "1", "0", f"{words} to say which counts"))
    for period, kind, summed, value in (
        ("201510", "M", "70551.00", "70500.00"),
        ("201502", "JF", "1051.00", "1000.00"),
    ):
        words = f"the enterprises of 442000 add up to more than its line {LAMPS} of {period} (X, CNY), which is {value}"
        key = f"{period} / {kind} / 442000 / {LAMPS} / X / CNY"
        findings.append(("customs_enterprise", "Q65", "block", key, summed, value, words))
    _covered(content, "201411", "201510")
    for uscc in ("SILENT-1", "SILENT-2"):
        content.member(uscc, entry="2015-01-01", zone=QUIET)
    words = f"some members of {QUIET} have no exports in the 12 months to 201510"
    findings.append(("customs_enterprise", "Q69", "warn", f"{QUIET} / 201510", "2", "0", words))
    return findings + _odd_months(content)


def _odd_months(content: Content) -> list[tuple]:
    """Imports in dollars: a year of 20 partners, then too many rows, too few partners, too much, and what is new."""
    for period in months("201401", "201411"):
        _imports(content, period, 20)
    _imports(content, "201412", 15, 202, rows=27)
    _imports(content, "201501", 21)
    _imports(content, "201501", 1, code=NEW_LAMP)
    _covered(content, "201401", "201501", flow="M", currency="USD")
    _covered(content, "201503", "201503", flow="M", currency="USD")
    _covered(content, "201503", "201503", currency="USD", who=None)
    content.due("customs_enterprise", "201504", "2016-01-20", 4)
    key, whose = "customs_enterprise / M / USD", "customs_enterprise, imports in USD"
    is_new = "never seen before; check it against the code table"
    rules = [
        ("Q42", "block", "201502 / 201502", "1", "0",
         ("201502 is missing and a later month is there; deliver what is missing, or let it pass with lighting waive")),
        ("Q48", "warn", "201412", "15", "20% fewer",
         ("201412 has far fewer partners than 201411; check that all partners were asked for and that the file was not "
          "cut")),
        ("Q50", "warn", "201501 / hs8", "1", "0", f"201501 has a hs8 {is_new}"),
        ("Q50", "warn", "201501 / partner", "1", "0", f"201501 has a partner {is_new}"),
        ("Q52", "warn", "201412", "D5 1.0032", "1.0",
         ("a family of 201412 is of another order than in 201411; check units and completeness of both files")),
    ]  # fmt: skip
    content.due("customs_enterprise", "201510", "2015-12-20", 4)
    content.due("customs_enterprise", "201511", "2016-01-17", 4)
    words = "201511 was due on 2016-01-17 and has not come; deliver it, or correct the release calendar"
    late = ("Q74", "warn", "customs_enterprise 201511", "5", "4", f"customs_enterprise of {words}")
    words = "201504 was due on 2016-01-20 and is not there yet; from 2016-01-25 on it is overdue"
    due = [
        ("customs_enterprise", "Q42", "warn", f"customs_enterprise / {side} / 201504", "2", "4", f"{told}: {words}")
        for side, told in (("M / USD", whose), ("X / USD", "customs_enterprise, exports in USD"))
    ]
    words = "has a number of rows that is far from that of the months before it"
    words = f"customs_enterprise of 201412 (M / USD) {words}; check that the file is whole and was asked for as before"
    count = ("Q47", "warn", f"{key} / 201412", "27", "30% off the median of up to 12 months before", words)
    return [("customs_enterprise", *late), ("customs_enterprise", *count), *due] + [
        ("customs_enterprise", rule, action, f"{key} / {what}", measured, allowed, f"{whose}: {words}")
        for rule, action, what, measured, allowed, words in rules
    ]


def right(content: Content) -> None:
    """Enterprises within the line, of other codes, places and months."""
    _line(content, "201510", 70_500)
    _line(content, "201502", 1_000, kind="JF")
    _enterprise(content, "4420900001", 70_550)
    _enterprise(content, "4420900002", 9_999, hs8="85392110")
    _enterprise(content, "4407900001", 9_999)
    _enterprise(content, "4420900001", 9_999, period="201412")
    _enterprise(content, "4420900001", 1_050, period="201502")
    _covered(content, "201412", "201510")  # a month too few to say who is silent
    content.member("SILENT-1", entry="2015-01-01", zone=QUIET)
    _enterprise(content, "4420900005", 7, "201508", known_to="2017-01-01")
    _enterprise(content, "4420900005", 8, "201508", known_from="2017-01-01")
    # the first is late tomorrow, the second due tomorrow, the third there in a file that does not say of whom
    for period, day in (("201312", "2016-01-15"), ("201511", "2016-01-20"), ("201507", "2016-01-15")):
        content.due("customs_enterprise", period, day, 4)
    _covered(content, "201506", "201506", flow="M", who="44209")
    _covered(content, "201507", "201507", flow="M", who=None)
    # 26 rows after 20, 16 partners of 20, 2.718 times the value, a code after 11 months; a month that was not asked for
    for period in months("201401", "201411"):
        _imports(content, period, 20)
    _imports(content, "201412", 16, 200, rows=25)
    _imports(content, "201412", 1, 436, code=NEW_LAMP)
    _covered(content, "201401", "201412", flow="M", currency="USD")
    _covered(content, "201501", "201501", flow="M", currency="USD", who=None)
    _covered(content, "201502", "201502", flow="M", currency="USD", who="44209")
    _covered(content, "201503", "201503", flow="M", currency="USD")
    _covered(content, "201504", "201504", flow="M", currency="USD", who="44209")


def _imports(content, period, partners, value=100, rows=None, code=LAMP):
    """So many rows of one enterprise, by partner and then by regime."""
    with part_of(content.con, is_confidential=True) as part:
        part.execute(
            """
            INSERT INTO core.fct_enterprise_export BY NAME
            SELECT '4420900009' AS customs_code, ? AS period, 'M' AS period_kind, ? AS hs8,
                   (101 + n % ?)::VARCHAR AS partner_code, (10 + n // ?)::VARCHAR AS regime_code, 'M' AS flow,
                   'USD' AS currency, 'V' AS state, ? AS value, true AS is_official, false AS is_first_release,
                   TIMESTAMP '2015-11-20' AS known_from, TIMESTAMP '2015-11-20' AS last_confirmed, 'e' AS source_file
            FROM range(?) AS r (n)
            """,
            [period, code, partners, partners, value, rows or partners],
        )


def _covered(content, first, last, flow="X", currency="CNY", who="*"):
    """All enterprises, for each month; or some, or nobody knows which."""
    with part_of(content.con, is_confidential=True) as part:
        part.execute(
            """
            INSERT INTO core.enterprise_coverage BY NAME
            SELECT concat('r ', ?, ?, ?) AS release_id, period, 'M' AS period_kind, ? AS flow, ? AS currency,
                   ? IS NOT NULL AS is_closed, list_filter([?], lambda x: x IS NOT NULL) AS covers_enterprises,
                   ['*'] AS covers_hs, ['*'] AS covers_partners, ['*'] AS covers_regimes, true AS has_rows,
                   ? IS NOT NULL AS selection_is_closed
            FROM (SELECT unnest(?::VARCHAR[]) AS period)
            """,
            [flow, currency, first, flow, currency, who, who, who, months(first, last)],
        )


def _line(content, period, value, kind="M"):
    """The city's line of lamps, printed in 10,000 yuan with two decimals."""
    columns = f"""
        '{period}' AS period, '{kind}' AS period_kind, 'REG' AS geo_basis, '442000' AS place_code,
        '{LAMPS}' AS product_code, 'ALL' AS partner_code, 'ALL' AS regime_code, 'ALL' AS ownership,
        'X' AS flow, 'CNY' AS currency, 'V' AS state, true AS is_official, true AS is_first_release,
        TIMESTAMP '2015-11-20' AS known_from, TIMESTAMP '2015-11-20' AS last_confirmed, 'q' AS source_file
    """
    content.con.execute(
        f"INSERT INTO core.fct_trade BY NAME SELECT {columns}, 'LINE' AS product_level, {value} AS value"
    )
    content.con.execute(
        f"""
        INSERT INTO core.fct_trade_printed BY NAME
        SELECT {columns}, 'customs_city' AS supersession_group, 50 AS month_half_unit
        """
    )


def _enterprise(
    content, code, value, period="201510", hs8="94051000", state="V", known_from="2015-11-20", known_to=None
):
    with part_of(content.con, is_confidential=True) as part:
        part.execute(
            """
            INSERT INTO core.fct_enterprise_export BY NAME
            SELECT ? AS customs_code, ? AS period, 'M' AS period_kind, ? AS hs8, '502' AS partner_code,
                   '10' AS regime_code, 'X' AS flow, 'CNY' AS currency, ? AS state, ? AS value,
                   true AS is_official, true AS is_first_release, ?::TIMESTAMP AS known_from,
                   ?::TIMESTAMP AS known_to, TIMESTAMP '2015-11-20' AS last_confirmed, 'e' AS source_file
            """,
            [code, period, hs8, state, value, known_from, known_to],
        )
