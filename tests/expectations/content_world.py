"""Trade that partners report: what must be found, and what is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.expectations.content import Content


def wrong(content: Content) -> list[tuple]:
    """Imports of partners beyond what customs exported to them, in both directions, and releases that differ."""
    findings = []
    _mirror(content, "502", "842", 1_600_000)
    _mirror(content, "304", "276", 700_000)
    for key, measured, reporter in (("2015 9405 502", "1.509", "842"), ("2015 9405 304", "0.66", "276")):
        words = f"reporter {reporter} imported {measured} times of heading 9405 in 2015 what customs exported to"
        findings.append(("comtrade", "Q64", "warn", key, measured, "0.67 to 1.5", f"{words} {key[-3:]}"))
    _mirror(content, "111", "699", None, state="CONFLICT")
    words = "1 figures of 2015 differ between releases of 2017-01-01 00:00:00; set revision_no in a manifest to say"
    key = "2015 known from 2017-01-01 00:00:00"
    findings.append(("comtrade", "CONFLICT", "warn", key, "1", "0", f"{words} which counts"))
    _version(content, "9405", "2999-01-01", None)
    _version(content, "8539", "2016-01-01", "2017-06-01")
    _version(content, "8539", "2017-01-01", None)
    words = (
        "figures of c are known from 2999-01-01 00:00:00 on, which is still to come; withdraw it, and deliver it with"
    )
    future = f"1 {words} the moment of its release"
    findings.append(("release_calendar", "Q75", "block", "c", "2999-01-01 00:00:00", "the present", future))
    key = "comtrade / 036 / 2014 / A / M / H4 / 4 / 276 / 8539 / C00 / 0"
    words = f"two versions of {key} are known at 2017-01-01 00:00:00; run lighting rebuild, which makes all versions"
    findings.append(
        ("release_calendar", "Q75", "block", key, "2016-01-01 00:00:00", "one version at a time",
         f"{words} anew from the archive")
    )  # fmt: skip
    return findings


def right(content: Content) -> None:
    """Imports of partners that are just of the order of the exports."""
    _mirror(content, "502", "842", 1_580_000)
    _mirror(content, "304", "276", 720_000)
    _version(content, "8539", "2016-01-01", "2017-01-01")
    _version(content, "8539", "2017-01-01", None)


def _version(content, code, known_from, known_to):
    """A version of what Australia imported from Germany."""
    content.con.execute(
        """
        INSERT INTO core.fct_world_trade BY NAME
        SELECT 'comtrade' AS source, '036' AS reporter_code, '276' AS partner_code, '2014' AS period,
               'A' AS period_kind, 'M' AS flow, 'H4' AS classification, 4 AS commodity_level, ? AS commodity_code,
               'C00' AS customs_code, '0' AS transport_mode, 'V' AS state, 5 AS value_usd, true AS is_official,
               false AS is_first_release, ?::TIMESTAMP AS known_from, ?::TIMESTAMP AS known_to,
               TIMESTAMP '2017-01-01' AS last_confirmed, 'c' AS source_file
        """,
        [code, known_from, known_to],
    )


def _mirror(content, partner, reporter, cif_usd, state="V"):
    """A year of exports of a million dollars, all months asked for, and what the partner says it imported."""
    content.con.execute(
        """
        INSERT INTO core.release_coverage BY NAME
        SELECT 'q' AS release_id, strftime(m, '%Y%m') AS period, 'M' AS period_kind, 'REG' AS geo_basis,
               'X' AS flow, 'USD' AS currency, 'HS8' AS product_level, true AS by_partner,
               true AS by_regime, true AS by_place,
               true AS is_closed, ['94'] AS covers_hs, [?] AS covers_partners, ['*'] AS covers_regimes,
               ['*'] AS covers_places
        FROM range(DATE '2015-01-01', DATE '2016-01-01', INTERVAL 1 MONTH) AS r (m)
        """,
        [partner],
    )
    content.con.execute(
        """
        INSERT INTO core.fct_trade BY NAME
        SELECT '201510' AS period, 'M' AS period_kind, 'REG' AS geo_basis, '44' AS place_code,
               'HS8' AS product_level, unnest(['94051000', '94054090']) AS product_code, ? AS partner_code,
               '10' AS regime_code, 'ALL' AS ownership, 'X' AS flow, 'USD' AS currency, 'V' AS state,
               500000 AS value, true AS is_official, true AS is_first_release, TIMESTAMP '2016-01-20' AS known_from,
               TIMESTAMP '2016-01-20' AS last_confirmed, 'q' AS source_file
        """,
        [partner],
    )
    content.con.execute(
        """
        INSERT INTO core.fct_world_trade BY NAME
        SELECT 'comtrade' AS source, ? AS reporter_code, '156' AS partner_code, '2015' AS period,
               'A' AS period_kind, 'M' AS flow, 'H4' AS classification, 4 AS commodity_level,
               '9405' AS commodity_code, 'C00' AS customs_code, '0' AS transport_mode, ? AS state, ? AS value_usd,
               true AS is_official, false AS is_first_release, TIMESTAMP '2017-01-01' AS known_from,
               TIMESTAMP '2017-01-01' AS last_confirmed, 'c' AS source_file
        """,
        [reporter, state, cif_usd],
    )
