"""Rules over the whole content: each finds what it must in one warehouse, and nothing in another that is just right."""

from __future__ import annotations

import json
import shutil
from datetime import datetime

import duckdb
import polars as pl
import pytest

from expectations import limits
from expectations.content import NOT_SHOWN, Finding, content_of
from expectations.outcome import RESULT_SCHEMA
from expectations.process import suites
from expectations.rules import Rule
from tests.expectations.content_over_time import OverTime
from warehouse.connection import part_of

OLD, BETWEEN, NEW, NEWER = (datetime(*day) for day in ((2015, 1, 1), (2015, 6, 1), (2016, 1, 1), (2016, 2, 1)))
ZONE, KNOWN = "ZS-LIGHTING", "2015-11-20 00:00:00"
LAMPS = "灯具、照明装置及其零件"


class Content(OverTime):
    """A warehouse that is filled by hand."""

    def __init__(self, path):
        self.path = path
        self.con = duckdb.connect(str(path))
        self.con.execute("DELETE FROM core.accepted_row")

    def delivery(self, name, dataset, released_at, quarantined=0, state="loaded"):
        self.con.execute(
            """
            INSERT INTO ops.delivery BY NAME
            SELECT ? AS delivery_id, ? AS sha256, '' AS facts_sha256, ? AS dataset, '{}' AS facts,
                   ? || '.csv' AS file_name, 1 AS byte_size, ?::TIMESTAMP AS received_at, ? AS state,
                   ?::BIGINT AS rows_quarantined, ?::TIMESTAMP AS changed_at
            """,
            [name, name, dataset, name, released_at, state, quarantined, released_at],
        )

    def listed(self, name, dataset, table, keys, released_at, quarantined=0):
        """A delivered list."""
        self.delivery(name, dataset, released_at, quarantined)
        self.con.execute(
            """
            INSERT INTO core.accepted_row
            SELECT ?, generate_subscripts(keys, 1) + 1, ?, ?, 0, unnest(keys), '{}' FROM (SELECT ?::VARCHAR[] AS keys)
            """,
            [name, table, released_at, [json.dumps(key, separators=(",", ":")) for key in keys]],
        )

    def member(self, uscc, entry="2015-12-01", leaves=None, zone=ZONE, batch=1, name="灯厂"):
        self.con.execute(
            """
            INSERT INTO core.fct_zone_membership BY NAME
            SELECT ? AS zone_id, ? AS uscc, ?::DATE AS entry_date, ?::DATE AS exit_date, ? AS batch_no, ? AS name_zh,
                   false AS is_conflict, 'r' AS source_file, 2 AS source_row
            """,
            [zone, uscc, entry, leaves, batch, name],
        )

    def members(self, numbers, **more):
        for n in numbers:
            self.member(f"E{n}", **more)

    def quarantine(self, delivery, row, rules, reasons):
        self.con.execute(
            "INSERT INTO ops.quarantine_row VALUES (?, ?, ?, ?, false, '')", [delivery, row, rules, reasons]
        )

    def figure(self, period, state, value=None, basis="REG", place="44", code="94051000", level="HS8", partner="502"):
        self.con.execute(
            """
            INSERT INTO core.fct_trade BY NAME
            SELECT ? AS period, ?::DECIMAL(18, 2) AS value, ? AS geo_basis, ? AS place_code, ? AS product_code,
                   ? AS product_level, 'M' AS period_kind, ? AS partner_code,
                   CASE ? WHEN 'ALL' THEN 'ALL' ELSE '10' END AS regime_code, 'ALL' AS ownership, 'X' AS flow,
                   'CNY' AS currency, ? AS state, true AS is_official, true AS is_first_release,
                   TIMESTAMP '2015-11-20' AS known_from, TIMESTAMP '2015-11-20' AS last_confirmed, 'q' AS source_file
            """,
            [period, value, basis, place, code, level, partner, partner, state],
        )

    def release(self, name, known, rank=2, revision=0):
        self.con.execute(
            """
            INSERT INTO core.dim_release BY NAME
            SELECT ? AS release_id, ? AS source_file, 'x' AS dataset, 'national_printed' AS supersession_group,
                   ? >= 2 AS is_official, ?::TIMESTAMP AS known_from, ? AS rank, ? AS revision_no
            """,
            [name, name, rank, known, rank, revision],
        )

    def mirror(self, partner, reporter, cif_usd, state="V"):
        """A year of exports of a million dollars, all months asked for, and what the partner says it imported."""
        self.con.execute(
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
        self.con.execute(
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
        self.con.execute(
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

    def line(self, period, value, kind="M"):
        """The city's line of lamps, printed in 10,000 yuan with two decimals."""
        columns = f"""
            '{period}' AS period, '{kind}' AS period_kind, 'REG' AS geo_basis, '442000' AS place_code,
            '{LAMPS}' AS product_code, 'ALL' AS partner_code, 'ALL' AS regime_code, 'ALL' AS ownership,
            'X' AS flow, 'CNY' AS currency, 'V' AS state, true AS is_official, true AS is_first_release,
            TIMESTAMP '2015-11-20' AS known_from, TIMESTAMP '2015-11-20' AS last_confirmed, 'q' AS source_file
        """
        self.con.execute(
            f"INSERT INTO core.fct_trade BY NAME SELECT {columns}, 'LINE' AS product_level, {value} AS value"
        )
        self.con.execute(
            f"""
            INSERT INTO core.fct_trade_printed BY NAME
            SELECT {columns}, 'customs_city' AS supersession_group, 50 AS month_half_unit
            """
        )

    def enterprise(self, code, value, period="201510", hs8="94051000", state="V"):
        with part_of(self.con, is_confidential=True) as part:
            part.execute(
                """
                INSERT INTO core.fct_enterprise_export BY NAME
                SELECT ? AS customs_code, ? AS period, 'M' AS period_kind, ? AS hs8, '502' AS partner_code,
                       '10' AS regime_code, 'X' AS flow, 'CNY' AS currency, ? AS state, ? AS value,
                       true AS is_official, true AS is_first_release, TIMESTAMP '2015-11-20' AS known_from,
                       TIMESTAMP '2015-11-20' AS last_confirmed, 'e' AS source_file
                """,
                [code, period, hs8, state, value],
            )

    def printed(self, line, period, release="bulletin", table="fct_trade_printed", **figures):
        """A printed figure of the nation; half units are 0.5 unless they are given."""
        known, official = self.con.execute(
            "SELECT known_from, is_official FROM core.dim_release WHERE release_id = ?", [release]
        ).fetchone()
        halves = {f"{n[:-6]}_half_unit": 0.5 for n in figures if n.endswith("_value")}
        fixed = {
            "supersession_group": "national_printed", "period": period, "period_kind": "M", "geo_basis": "NAT",
            "place_code": "ALL", "product_code": line, "partner_code": "ALL", "regime_code": "ALL", "ownership": "ALL",
            "flow": "X", "currency": "CNY", "state": "V", "known_from": known, "source_file": release, "source_row": 5,
        }  # fmt: skip
        if table == "fct_trade_printed":
            fixed |= {"is_official": official, "is_first_release": True, "last_confirmed": known}
        row = {**fixed, **halves, **figures}
        self.con.execute(
            f"INSERT INTO core.{table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values())
        )

    def codes(self, period, *values):
        """Values of codes of heading 9405 from a query that covers the nation by partner."""
        self.con.execute(
            """
            INSERT INTO core.release_coverage BY NAME
            SELECT 'query' AS release_id, ? AS period, 'M' AS period_kind, 'REG' AS geo_basis, 'X' AS flow,
                   'CNY' AS currency, 'HS8' AS product_level, true AS by_partner, false AS by_regime, false AS by_place,
                   true AS is_closed, ['9405'] AS covers_hs, ['*'] AS covers_partners, ['*'] AS covers_regimes,
                   ['*'] AS covers_places
            """,
            [period],
        )
        for partner, value in enumerate(values, start=501):
            self.con.execute(
                """
                INSERT INTO core.fct_trade BY NAME
                SELECT ? AS period, 'M' AS period_kind, 'REG' AS geo_basis, 'ALL' AS place_code,
                       'HS8' AS product_level, '94051000' AS product_code, ?::VARCHAR AS partner_code,
                       'ALL' AS regime_code, 'ALL' AS ownership, 'X' AS flow, 'CNY' AS currency, 'V' AS state,
                       ? AS value, true AS is_official, true AS is_first_release, TIMESTAMP '2015-11-20' AS known_from,
                       TIMESTAMP '2015-11-20' AS last_confirmed, 'q' AS source_file
                """,
                [period, partner, value],
            )

    def city(self, figures, period="202106", known="2021-07-20", **other):
        """Printed figures of all goods of the city, by flow and ownership."""
        self.release(f"city-{period}-{len(figures)}", known)
        for (flow, owner), value in figures.items():
            self.printed("ALL", period, release=f"city-{period}-{len(figures)}", supersession_group="customs_city",
                         geo_basis="REG", place_code="442000", flow=flow, ownership=owner,
                         **{"month_value": value, "ytd_value": value, **other})  # fmt: skip

    def province(self, period, value, covers=("44",)):
        """A province's sum of the codes of heading 9405."""
        self.con.execute(
            """
            INSERT INTO core.release_coverage BY NAME
            SELECT 'query' AS release_id, ? AS period, 'M' AS period_kind, 'REG' AS geo_basis, 'X' AS flow,
                   'CNY' AS currency, 'HS8' AS product_level, false AS by_partner, false AS by_regime, true AS by_place,
                   true AS is_closed, ['9405'] AS covers_hs, ['*'] AS covers_partners, ['*'] AS covers_regimes,
                   ?::VARCHAR[] AS covers_places
            """,
            [period, list(covers)],
        )
        self.con.execute(
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


LISTS = {
    "hs8_codes": ("dim_hs8", lambda n: ["2015", f"{n:02}011010"], "2015"),
    "trading_partners": ("dim_partner", lambda n: [f"{100 + n}"], ""),
    "trade_regimes": ("dim_stat_regime", lambda n: [f"{n:02}"], ""),
    "supervision_modes": ("dim_supervision_mode", lambda n: [f"{n:04}"], ""),
    "places": ("dim_geo", lambda n: ["DISTRICT", f"{44000 + n}", "1900-01-01"], "DISTRICT"),
    "hs_concordance": ("bridge_hs_concordance", lambda n: ["2017", f"{n:02}0110", "2022", "940511"], "2017 to 2022"),
}


LAMPS = "灯具、照明装置及其零件"
FAULTY = """
    CREATE OR REPLACE MACRO marts.month_value(place := NULL) AS TABLE
    SELECT 'D1' AS family, t.period, t.period_kind::VARCHAR AS period_kind, sum(t.value) AS value,
           'REG HS8 by partner' AS basis, place AS place_code
    FROM core.fct_trade AS t WHERE t.period = '202103' GROUP BY ALL
"""
"""A metric that adds up what stands on two geographic bases."""


def _figures_wrong(content: Content) -> list[tuple]:
    """9405 across 2021/22 without a declared break, and a metric that mixes bases."""
    content.con.execute("DELETE FROM core.family_break WHERE family = 'D1'")
    content.con.execute(FAULTY)
    content.figure("202103", "V", 5)
    content.figure("202103", "V", 7, basis="NAT", place="ALL", partner="ALL")
    content.figure("202203", "V", 5, code="94051100")
    moved = "the codes of D1 changed from 2021 to 2022: 0 have no concordance, 2 of other families exchanged content"
    mixed = "month_value of D1 in 202103 is 12.00 and names REG HS8 by partner; the facts add up to REG 5.00, NAT 7.00"
    return [
        ("customs_query", "Q51", "block", "D1 2022", "0 unmapped, 2 moved", "0", f"{moved} with it (first: 853951)"),
        ("customs_query", "Q73", "block", "month_value D1 M 202103", "12.00", "REG 5.00, NAT 7.00", mixed),
    ]


def _figures_right(content: Content) -> None:
    """Breaks are declared, D3 is closed by the concordance, and of two bases the metric takes one."""
    for code in ("94051000", "85392110"):
        content.figure("202103", "V", 5, code=code)
    content.figure("202103", "V", 7, basis="NAT", place="ALL", partner="ALL", code=LAMPS, level="LINE")
    for code in ("94051100", "85395100"):
        content.figure("202203", "V", 5, code=code)
    found = content.con.execute("SELECT value, basis FROM marts.month_value(place := 'ALL') WHERE value > 0").fetchall()
    assert found == [(7, "NAT LINE")]


def _fill_wrong(content: Content) -> list[tuple]:
    """Everything is wrong by the least that can be; returns the findings."""
    findings = []
    for dataset, (table, key, group) in LISTS.items():
        content.listed(f"{table}-old", dataset, table, [key(n) for n in range(100)], OLD)
        content.listed(f"{table}-new", dataset, table, [key(n) for n in range(98)], NEW)
        of = f" of {group}" if group else ""
        findings.append(
            (
                dataset,
                "F22",
                "block",
                f"{table}-new {group}".strip(),
                "98",
                ">= 99",
                f"{table}-new.csv lists 98 codes{of}, an earlier list had 100",
            )
        )
    findings += content.months_that_are_wrong()
    for period in ("201509", "201510", "201510"):
        content.figure(period, "CONFLICT")
    for period, count in (("201509", "1"), ("201510", "2")):
        words = f"{count} figures of {period} differ between releases of {KNOWN}; set revision_no in a manifest"
        key = f"{period} known from {KNOWN}"
        findings.append(("customs_query", "CONFLICT", "warn", key, count, "0", f"{words} to say which counts"))
    findings += _figures_wrong(content)
    findings += _print_wrong(content)
    content.mirror("502", "842", 1_600_000)
    content.mirror("304", "276", 700_000)
    for key, measured, reporter in (("2015 9405 502", "1.509", "842"), ("2015 9405 304", "0.66", "276")):
        words = f"reporter {reporter} imported {measured} times of heading 9405 in 2015 what customs exported to"
        findings.append(("comtrade", "Q64", "warn", key, measured, "0.67 to 1.5", f"{words} {key[-3:]}"))
    content.mirror("111", "699", None, state="CONFLICT")
    words = "1 figures of 2015 differ between releases of 2017-01-01 00:00:00; set revision_no in a manifest to say"
    key = "2015 known from 2017-01-01 00:00:00"
    findings.append(("comtrade", "CONFLICT", "warn", key, "1", "0", f"{words} which counts"))
    findings += _city_wrong(content)
    content.line("201510", 70_500)
    content.line("201502", 1_000, kind="JF")
    for code, value, period in (
        ("4420900001", 70_000, "201510"),
        ("4420W00002", 551, "201510"),
        ("4420900001", 1_000, "201501"),
        ("4420900002", 51, "201502"),
    ):
        content.enterprise(code, value, period)
    content.enterprise("4420900003", None, state="CONFLICT")
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
    content.members(range(46))
    content.member("E0", entry="2017-01-01", leaves="2016-12-31", name=None, batch=2)
    content.member("E1", entry="2016-05-01", batch=2)
    content.delivery("roster", "zone_roster", OLD)
    content.quarantine("roster", 7, ["MISSING"], ["empty: uscc"])
    content.quarantine("roster", 8, ["MISSING"], ["empty: entry_date"])
    content.quarantine("roster", 9, ["ENUM"], ["size_class is uscc"])
    twice, left = "is a member twice at the same time, from", "? (E0) entered on 2017-01-01 and left on 2016-12-31"
    for key, measured, allowed, words in (
        (f"{ZONE} / E0 / 2017-01-01", "2016-12-31", "after 2017-01-01", left),
        (f"{ZONE} / E0", "1", "1", f"E0 {twice} 2017-01-01 on"),
        (f"{ZONE} / E1", "1", "1", f"E1 {twice} 2016-05-01 on"),
        (f"{ZONE} / batch 1", "46", "47", f"batch 1 of {ZONE} counts 46 members, 47 were announced"),
        ("roster row 7", "none", "a code", "row 7 of roster.csv lists a member without a social credit code"),
    ):
        findings.append(("zone_roster", "Q66", "block", key, measured, allowed, words))
    return findings


def _print_wrong(content: Content) -> list[tuple]:
    """Printed tables that disagree with themselves, the flash and the query by a little; returns the findings."""
    content.release("flash", "2015-11-09", rank=1)
    content.release("bulletin", "2015-11-20")
    for period, ytd in (("201503", 300), ("201504", 298.9), ("201505", 295.9)):
        content.printed("A", period, ytd_value=ytd)
    content.printed("B", "201503", ytd_value=100)
    content.printed("B", "201504", ytd_value=112, month_value=10)
    content.printed("H", "201504", release="flash", ytd_value=100, known_to="2015-11-20")
    content.printed("H", "201504", ytd_value=101)
    content.printed("H", "201505", release="flash", ytd_value=108, month_value=10)
    content.printed("C", "201510", ytd_value=96, prior_ytd_value=100, ytd_yoy=-0.029, ytd_yoy_half_unit=0.0005)
    content.printed("D", "201510", release="flash", month_value=100, known_to="2015-11-20")
    content.printed("D", "201510", month_value=102)
    content.printed("E", "201510", release="flash", table="fct_trade_printed_restated", ytd_value=1011)
    content.printed("E", "201510", ytd_value=1000)
    content.printed("F", "201510", state="CONFLICT")
    content.printed(LAMPS, "201510", month_value=1000)
    content.codes("201510", 500, 506)
    fall = "the value from January on is {}, up to {} it was {}; declare revision_no if it was revised"
    revised = "months before {} were revised by {}, beyond rounding (1.5000)"
    apart = "the flash says {}, the official figure is {}"
    growth = "the growth of the value from January on is printed as -2.9 %, the values give -4.0 %"
    undecided = "1 figures of 201510 differ between releases of 2015-11-20 00:00:00; set revision_no in a manifest"
    rules = [
        ("Q43", "201504 / A", "298.90", ">= 300.00", fall.format("298.90", "201503", "300.00")),
        ("Q43", "201505 / A", "295.90", ">= 298.90", fall.format("295.90", "201504", "298.90")),
        ("Q44", "201504 / B", "2.00", "1.5000", revised.format("201504", "2.00")),
        ("Q44", "201505 / H", "-2.00", "1.5000", revised.format("201505", "-2.00")),
        ("Q45", "201510 / C", "-0.029000", "-0.049751 to -0.030151", growth),
        ("Q62", "201510 / D", "-0.019608", "0.01", f"of the month {apart.format('100.00', '102.00')}"),
        ("Q62", "201510 / E", "0.011", "0.01", f"of January on {apart.format('1011.00', '1000.00')}"),
        ("Q63", f"201510 / {LAMPS}", "0.006", "0.005",
         "the codes of family D1 add up to 1006.00, the printed line is 1000.00"),
    ]  # fmt: skip
    conflict = f"{undecided} to say which counts"
    return [("customs_bulletin", "CONFLICT", "warn", f"201510 known from {KNOWN}", "1", "0", conflict)] + [
        ("customs_bulletin", rule, "block" if key == "201505 / A" else "warn", f"{key} / X / CNY", measured, allowed,
         f"{key} / X / CNY: {words}")
        for rule, key, measured, allowed, words in rules
    ]  # fmt: skip


def _city_wrong(content: Content) -> list[tuple]:
    """982.5 + 222.3 is not 1204.9, 500.4 typed as 504.0, and a city of 9 in a province of 8 in a nation of 7."""
    wrong = {("XM", "ALL"): 12049, ("X", "ALL"): 9850, ("M", "ALL"): 2223}
    wrong |= {("XM", "FIE"): 6263, ("XM", "PRIVATE"): 5040, ("XM", "SOE"): 781}
    content.city(wrong)
    content.printed(LAMPS, "201511", supersession_group="customs_city", geo_basis="REG", place_code="442000",
                    month_value=900)  # fmt: skip
    content.province("201511", 800)
    content.printed(LAMPS, "201511", month_value=700)
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


def _city_right(content: Content) -> None:
    """Within rounding; of different moments; of too little known; a province that is not covered."""
    right = {("XM", "ALL"): 12048, ("X", "ALL"): 9826, ("M", "ALL"): 2223}
    right |= {("XM", "FIE"): 6263, ("XM", "PRIVATE"): 5005, ("XM", "SOE"): 781}
    content.city(right)
    content.city({("XM", "ALL"): 500, ("X", "ALL"): 100}, period="202105")
    content.city({("M", "ALL"): 100}, period="202105", known="2021-07-21")
    for period, value in (("201511", 801), ("201512", 900)):
        content.printed(LAMPS, period, supersession_group="customs_city", geo_basis="REG", place_code="442000",
                        month_value=value)  # fmt: skip
    content.province("201511", 801)
    content.province("201512", 800, covers=["33"])
    content.printed(LAMPS, "201511", month_value=801)
    content.printed(LAMPS, "201512", geo_basis="SRC", place_code="44", month_value=1)


def _print_right(content: Content) -> None:
    """Printed tables that agree within rounding, or say that they were revised."""
    content.release("flash", "2015-11-09", rank=1)
    content.release("bulletin", "2015-11-20")
    content.release("mended", "2015-12-20", revision=1)
    content.printed("A", "201503", ytd_value=300)
    content.printed("A", "201504", ytd_value=299)
    content.printed("A", "201505", release="mended", ytd_value=200)
    content.printed("B", "201502", period_kind="JF", ytd_value=100, month_value=100)
    content.printed("B", "201503", ytd_value=111.5, month_value=10)
    content.printed("B", "201505", ytd_value=200, month_value=20)
    content.printed("C", "201510", ytd_value=96, prior_ytd_value=100, ytd_yoy=-0.03, ytd_yoy_half_unit=0.0005)
    content.printed("C", "201410", ytd_value=10, month_value=10)
    content.printed("C", "201510", period_kind="JF", month_value=11, month_yoy=0.9, month_yoy_half_unit=0.0005)
    content.printed("D", "201510", release="flash", month_value=101, known_to="2015-11-20")
    content.printed("D", "201510", month_value=102)
    content.printed("G", "201510", release="flash", month_value=5)
    content.printed("F", "201510", state="HELD")
    content.printed(LAMPS, "201509", month_value=1000)
    content.printed(LAMPS, "201510", month_value=1000)
    content.codes("201510", 500, 505)
    content.printed("A", "201505", supersession_group="customs_city", place_code="442000", ytd_value=1)


def _fill_right(content: Content) -> None:
    """As near to wrong as it may be."""
    for dataset, (table, key, _) in LISTS.items():  # a list that was too short has been followed by whole ones
        content.listed(f"{table}-old", dataset, table, [key(n) for n in range(100)], OLD)
        content.listed(f"{table}-new", dataset, table, [key(n) for n in range(99)], NEW)
        content.listed(f"{table}-cut", dataset, table, [key(n) for n in range(95)], BETWEEN)
        content.listed(f"{table}-newer", dataset, table, [key(n) for n in range(98)], NEWER, quarantined=1)
    # a list of few chapters is no whole list, and towns come and go
    content.listed("few", "hs8_codes", "dim_hs8", [["2015", f"94{n:06}"] for n in range(50)], NEWER)
    content.listed("towns", "places", "dim_geo", [["TOWN442000", f"{n}", "2015-01-01"] for n in range(24)], OLD)
    content.listed("fewer", "places", "dim_geo", [["TOWN442000", f"{n}", "2016-01-01"] for n in range(18)], NEW)
    content.months_that_are_just_right()
    content.figure("201510", "V")
    content.figure("201510", "HELD")
    _figures_right(content)
    _print_right(content)
    content.mirror("502", "842", 1_580_000)
    content.mirror("304", "276", 720_000)
    _city_right(content)
    content.line("201510", 70_500)
    content.line("201502", 1_000, kind="JF")
    content.enterprise("4420900001", 70_550)
    content.enterprise("4420900002", 9_999, hs8="85392110")
    content.enterprise("4407900001", 9_999)
    content.enterprise("4420900001", 9_999, period="201509")
    content.enterprise("4420900001", 1_050, period="201502")
    content.members(range(2), leaves="2016-03-01")
    content.members(range(2, 47))
    content.member("E0", entry="2016-03-01")
    content.member("E1", entry="2016-03-02", leaves="2016-03-02")
    content.member("E0", zone="OTHER-ZONE", batch=9)
    content.delivery("roster", "zone_roster", OLD, state="withdrawn")
    content.quarantine("roster", 7, ["MISSING"], ["empty: uscc"])
    # a later list of the same zone stands for the earlier
    content.listed("first", "zone_roster", "fct_zone_membership", [[ZONE, "E2", "2015-12-01"]], OLD)
    content.quarantine("first", 3, ["MISSING"], ["empty: uscc"])
    content.listed("second", "zone_roster", "fct_zone_membership", [[ZONE, "E2", "2015-12-01"]], NEW)


def _judge(judge, path, folder, waivers=()) -> tuple[list[Finding], pl.DataFrame]:
    findings = judge.judge_content(path, waivers, folder / "results.parquet", limits.load({}))
    return findings, pl.read_parquet(folder / "results.parquet")


@pytest.fixture(scope="module")
def wrong(judge, _template, tmp_path_factory):
    """Findings that must come, findings and results that came, and where the warehouse lies."""
    folder = tmp_path_factory.mktemp("wrong")
    content = Content(shutil.copy(_template, folder / "w.duckdb"))
    wanted = _fill_wrong(content)
    content.con.close()
    return wanted, *_judge(judge, content.path, folder), content.path


@pytest.fixture(scope="module")
def right(judge, _template, tmp_path_factory):
    folder = tmp_path_factory.mktemp("right")
    content = Content(shutil.copy(_template, folder / "w.duckdb"))
    _fill_right(content)
    content.con.close()
    return _judge(judge, content.path, folder)


def _told(finding: Finding) -> tuple:
    return (*(getattr(finding, n) for n in ("dataset", "rule", "action", "key", "measured", "allowed", "message")),)


def test_findings(wrong):
    wanted, findings, results, _ = wrong
    shown = [(*w[:4], NOT_SHOWN if w[0] == "customs_enterprise" else w[4], *w[5:]) for w in wanted]
    assert sorted(map(_told, findings)) == sorted(shown)
    assert {f.outcome for f in findings} == {"failed"}
    blocking = {rule: {f.blocks for f in findings if f.rule == rule} for rule in {f.rule for f in findings}}
    always = {rule for rule, blocks in blocking.items() if blocks == {True}}
    assert always == {"F22", "Q51", "Q60", "Q65", "Q66", "Q73", "Q75"}
    assert {rule for rule, blocks in blocking.items() if blocks == {True, False}} == {"Q42", "Q43", "Q46"}
    failed = results.filter(outcome="failed")
    columns = ("dataset", "rule", "action", "key", "measured", "allowed", "message")
    assert sorted(failed.select(columns).rows()) == sorted(wanted)
    assert results.schema == RESULT_SCHEMA
    assert set(results["level"]) == {"content"}


def test_no_findings(right):
    findings, results = right
    assert findings == []
    assert set(results["outcome"]) == {"passed"}


def test_every_rule_was_asked(wrong, right):
    """Every rule over the content has found something in the one warehouse and nothing in the other."""
    rules = [
        (dataset, Rule.of(e))
        for dataset, module in suites().items()
        for expectations in content_of(module, limits.load({})).values()
        for e in expectations
    ]
    passed = set(right[1].select("dataset", "rule", "message").rows())
    assert passed == {(dataset, rule.id, rule.what) for dataset, rule in rules}
    not_found = {r["message"] for r in wrong[2].filter(outcome="passed").to_dicts()}
    assert not_found == set()


def test_a_waiver_lets_one_finding_pass(judge, wrong, tmp_path):
    """It names a rule and a key: not the same key of another rule, nor another key of the same rule."""
    wanted, _, _, path = wrong
    key = f"{ZONE} / E0"
    findings, results = _judge(judge, path, tmp_path, [("Q66", key), ("F22", f"{ZONE} / E1"), ("Q66", "roster")])
    assert len(findings) == len(wanted)
    assert [(f.rule, f.key, f.blocks) for f in findings if f.outcome == "waived"] == [("Q66", key, False)]
    assert results.filter(outcome="waived").select("rule", "key").rows() == [("Q66", key)]
    assert len([f for f in findings if f.blocks]) == sum(action == "block" for _, _, action, *_ in wanted) - 1
