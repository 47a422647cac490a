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
                    month_value=900)  # fmt: skip
    _province(content, "201511", 800)
    content.release("nation", "2015-12-20", dataset="nation")
    content.printed(LAMPS, "201511", release="nation", month_value=700)
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
    for child, value, parent, most in (
        ("442000", "900.00", "44", "800.0000"),
        ("442000", "900.00", "ALL", "700.5000"),
        ("44", "800.00", "ALL", "700.5000"),
    ):
        where = "the nation" if parent == "ALL" else parent
        key = f"D1 / 201511 / M / X / CNY / {child} / {parent}"
        told = f"D1 of 201511: {child} has {value}, {where}, in which it lies, no more than {most}"
        findings.append(("customs_city", "Q61", "warn", key, value, f"<= {most}", told))
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
                        month_value=value)  # fmt: skip
    _province(content, "201511", 801)
    _province(content, "201512", 800, covers=["33"])
    content.release("nation", "2015-12-20", dataset="nation")
    content.printed(LAMPS, "201511", release="nation", month_value=801)
    content.printed(LAMPS, "201512", geo_basis="SRC", place_code="44", month_value=1)


def _city(content, figures, period="202106", known="2021-07-20", **other):
    """Printed figures of all goods of the city, by flow and ownership."""
    content.release(f"city-{period}-{len(figures)}", known)
    for (flow, owner), value in figures.items():
        content.printed("ALL", period, release=f"city-{period}-{len(figures)}", supersession_group="customs_city",
                     geo_basis="REG", place_code="442000", flow=flow, ownership=owner,
                     **{"month_value": value, "ytd_value": value, **other})  # fmt: skip


def _province(content, period, value, covers=("44",)):
    """A province's sum of the codes of heading 9405."""
    content.con.execute(
        """
        INSERT INTO core.release_coverage BY NAME
        SELECT 'query' AS release_id, ? AS period, 'M' AS period_kind, 'REG' AS geo_basis, 'X' AS flow,
               'CNY' AS currency, 'HS8' AS product_level, false AS by_partner, false AS by_regime, true AS by_place,
               true AS is_closed, ['9405'] AS covers_hs, ['*'] AS covers_partners, ['*'] AS covers_regimes,
               ?::VARCHAR[] AS covers_places
        """,
        [period, list(covers)],
    )
    content.con.execute(
        """
        INSERT INTO core.fct_trade BY NAME
        SELECT ? AS period, 'M' AS period_kind, 'REG' AS geo_basis, '44' AS place_code, 'HS8' AS product_level,
               '94051000' AS product_code, 'ALL' AS partner_code, 'ALL' AS regime_code, 'ALL' AS ownership,
               'X' AS flow, 'CNY' AS currency, 'V' AS state, ? AS value, true AS is_official,
               true AS is_first_release, TIMESTAMP '2015-11-20' AS known_from,
               TIMESTAMP '2015-11-20' AS last_confirmed, 'q' AS source_file
        """,
        [period, value],
    )
