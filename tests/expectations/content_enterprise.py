"""Figures by enterprise, which are confidential: what must be found, and what is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.expectations.content_figures import KNOWN, LAMPS
from tests.expectations.content_over_time import months
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
        ("4420900001", 1_000, "201501"),
        ("4420900002", 51, "201502"),
    ):
        _enterprise(content, code, value, period)
    _enterprise(content, "4420900003", None, state="CONFLICT")
    _enterprise(content, "4420900004", 7, "201508", known_from="2999-01-01")
    _enterprise(content, "4420900005", 7, "201509", known_to="2017-06-01")
    _enterprise(content, "4420900005", 8, "201509", known_from="2017-01-01")
    late = "1 figures of e are known from 2999-01-01 00:00:00 on, which is still to come; withdraw it, and deliver it"
    overlap = "are known at 2017-01-01 00:00:00; run lighting rebuild, which makes all versions anew from the archive"
    findings += [
        ("customs_enterprise", "Q75", "block", "e", "2999-01-01 00:00:00", "the present",
         f"{late} with the moment of its release"),
        ("customs_enterprise", "Q75", "block", "201509 / M / X / CNY", KNOWN, "one version at a time",
         f"two versions of 201509 / M / X / CNY {overlap}"),
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
    words = f"members of {QUIET} have no exports in the 12 months to 201510"
    findings.append(("customs_enterprise", "Q69", "warn", f"{QUIET} / 201510", "2", "0", words))
    return findings


def right(content: Content) -> None:
    """Enterprises within the line, of other codes, places and months."""
    _line(content, "201510", 70_500)
    _line(content, "201502", 1_000, kind="JF")
    _enterprise(content, "4420900001", 70_550)
    _enterprise(content, "4420900002", 9_999, hs8="85392110")
    _enterprise(content, "4407900001", 9_999)
    _enterprise(content, "4420900001", 9_999, period="201509")
    _enterprise(content, "4420900001", 1_050, period="201502")
    _covered(content, "201412", "201510")  # a month too few to say who is silent
    content.member("SILENT-1", entry="2015-01-01", zone=QUIET)
    _enterprise(content, "4420900005", 7, "201508", known_to="2017-01-01")
    _enterprise(content, "4420900005", 8, "201508", known_from="2017-01-01")


def _covered(content, first, last):
    """All enterprises, for each month."""
    with part_of(content.con, is_confidential=True) as part:
        part.execute(
            """
            INSERT INTO core.enterprise_coverage BY NAME
            SELECT 'r' AS release_id, period, 'M' AS period_kind, 'X' AS flow, 'CNY' AS currency, true AS is_closed,
                   ['*'] AS covers_enterprises, ['*'] AS covers_hs, ['*'] AS covers_partners, ['*'] AS covers_regimes,
                   true AS has_rows, true AS selection_is_closed
            FROM (SELECT unnest(?::VARCHAR[]) AS period)
            """,
            [months(first, last)],
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
