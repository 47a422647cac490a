"""What was revised, silently or in a later release, and what crosses an HS revision without a guess."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from tests.warehouse.marts.ground import LAMPS, months, row
from warehouse import revised as silently


def yi(text, digits):
    """亿元 as printed: value and half a unit of its last digit, yuan."""
    return Decimal(text) * 10**8, Decimal(10) ** (8 - digits) / 2


def table(ground, period, month, ytd, digits=2, **other):
    """A printed line."""
    (month_value, half), (ytd_value, _) = yi(month or 0, digits), yi(ytd or 0, digits)
    figures = {"month_value": month_value if month else None, "ytd_value": ytd_value if ytd else None}
    ground.printed(period, **figures, month_half_unit=half, ytd_half_unit=half, **other)


@pytest.fixture(scope="module")
def tables(make_ground):
    """Lamp lines: the worked example in two precisions, the nation's of autumn 2025, a year that begins with a joint
    January and February, flash tables beside official ones, and a total that no family stands for."""
    ground = make_ground()
    table(ground, "201509", None, "6.30")
    table(ground, "201510", "0.74", "7.05")
    table(ground, "201509", None, "6.300", 3, partner_code="502")
    table(ground, "201510", "0.740", "7.050", 3, partner_code="502")
    nation = {"supersession_group": "national_printed", "place_code": "ALL", "geo_basis": "NAT"}
    table(ground, "202509", "188.11242423", "2028.28878477", 8, **nation)
    table(ground, "202510", "166.39442988", "2194.67304007", 8, **nation)
    table(ground, "201602", "3.00", "3.00", period_kind="JF")
    table(ground, "201603", "1.00", "4.50")
    table(ground, "201604", "1.00", None)
    table(ground, "201605", "1.00", "6.50")
    table(ground, "201701", "1.00", "1.00")
    table(ground, "201702", "1.00", "2.20")
    preliminary = {"is_official": False, "known_to": "2018-05-01", "known_from": "2018-04-08", **nation}
    for flash, official, period in ((("2", "6"), ("2.5", "6.5"), "201803"), (("2", "8.0"), ("2", "9.5"), "201804")):
        table(ground, period, *flash, 0, **preliminary)
        table(ground, period, *official, 1, known_from="2018-05-01", **nation)
    table(ground, "201510", "9.00", "99.00", product_code="ALL")
    table(ground, "201509", "9.00", "90.00", product_code="ALL")
    table(ground, "201510", "9.00", "98.00", flow="M")
    return ground


def by_period(rows, *names):
    return {r["period"]: tuple(r[n] for n in names) for r in rows}


def test_m06_back_revision(tables):
    found = by_period(
        tables.ask("back_revision", "period = '201510'", family="D1"), "implied_revision", "is_within_rounding"
    )
    assert len(found) == 1
    coarse, fine = (
        tables.one("back_revision", "period = '201510'", family="D1", partner=partner) for partner in ("ALL", "502")
    )
    assert float(coarse["implied_revision"]) / 1e8 == pytest.approx(0.01)
    assert (coarse["value"], coarse["is_within_rounding"], coarse["rounding_tolerance"]) == (0, True, 1_500_000)
    assert float(fine["value"]) / 1e8 == pytest.approx(0.01)
    assert (fine["is_within_rounding"], fine["reason"], fine["complete"]) == (False, None, True)


def test_m06_the_lamp_line_of_october_2025(tables):
    found = tables.one("back_revision", "period = '202510'", place="ALL")
    assert found["value"] / 10**8 == Decimal("-0.01017458")
    assert (found["rounding_tolerance"], found["is_within_rounding"]) == (Decimal("1.5"), False)
    assert (found["basis"], found["ytd_before"]) == ("NAT printed national_printed", 202_828_878_477)


def test_m06_reasons(tables):
    found = by_period(tables.ask("back_revision", family="D1", place="442000", partner="ALL"), "value", "reason")
    assert found == {
        "201509": (None, "INCOMPLETE"),
        "201510": (0, None),
        "201602": (None, "JF_MERGED"),
        "201603": (50_000_000, None),
        "201604": (None, "INCOMPLETE"),
        "201605": (None, "INCOMPLETE"),
        "201701": (None, "JF_MERGED"),
        "201702": (20_000_000, None),
    }


def test_m06_sets_preliminary_against_preliminary_and_official_against_official(tables):
    found = tables.ask("back_revision", "period = '201804'", place="ALL")
    assert {r["is_official"]: r["value"] for r in found} == {False: 0, True: 100_000_000}
    early = tables.ask("back_revision", "period = '201804'", place="ALL", as_of="2018-04-30")
    assert [r["is_official"] for r in early] == [False]


def test_m06_of_any_line_and_flow(tables):
    found = tables.ask("back_revision", "period = '201510' AND family IS NULL")
    assert [(r["product_code"], r["value"]) for r in found] == [("ALL", 0)]
    assert tables.one("back_revision", flow="M")["reason"] == "INCOMPLETE"
    assert {r["product_code"] for r in tables.ask("back_revision", family="D1")} == {LAMPS}


def test_m06_of_the_tables_that_a_night_brought_is_told(tables):
    """The largest first; where the table of the month before has come or changed too."""
    slices = [
        ("night1", "customs_city", "201510", "REG"),
        ("night2", "national_printed", "202509", "NAT"),
        ("night3", "customs_city", "201604", "REG"),
        ("night3", "national_printed", "201509", "NAT"),
    ]
    for number, (night, source, period, basis) in enumerate(slices, start=1):
        key = json.dumps([source, period, "M", basis, "X", "CNY"], separators=(",", ":"))
        tables.con.execute("INSERT INTO ops.new_slice VALUES (?, ?, 'fct_trade_printed', ?)", [night, number, key])

    def told(since: str, until: str, limit: int = 20) -> list[tuple]:
        silent = silently.revised(tables.con, since, until, limit).silent
        return [(r["source"], r["period"], r["partner_code"], r["implied_revision"] / 10**8) for r in silent]

    lamps = ("national_printed", "202510", "ALL", Decimal("-0.01017458"))
    city = ("customs_city", "201510", "502", Decimal("0.01"))
    assert told("", "night1") == [city]
    assert told("night1", "night2") == [lamps]
    assert told("", "night2") == [lamps, city]
    assert told("", "night2", 1) == [lamps]
    assert told("night2", "night3") == [], "April has no year to date, and the slice of the nation is another"
    tables.con.execute("DELETE FROM ops.new_slice")


@pytest.fixture(scope="module")
def revised(make_ground):
    """March 2016 of one code and partners 101 to 107 in three releases in time; 2014 only as a backfill."""
    ground = make_ground()
    first = {"101": 100, "102": 100, "103": 100, "104": 0, "105": 50, "106": 10}
    second = {"101": 110, "102": 100, "103": 100, "104": 5, "105": 50, "106": 10}
    third = {"101": 120, "102": 90, "103": 100, "104": 5, "106": None, "107": 7}
    for day, figures in (("2016-04-20", first), ("2016-05-20", second), ("2016-09-20", third)):
        ground.put([row("201603", v, partner=p) for p, v in figures.items()], day)
    ground.put([row("201403", 10, partner=p) for p in ("101", "102", "103")], "2016-04-20")
    ground.put([row("201403", 20, partner=p) for p in ("101", "102", "103")], "2016-05-20")
    return ground


def stats(rows):
    names = ("value", "mean_abs", "bias_sign", "figures", "revised", "first_zero", "reason")
    return {r["vintages"]: tuple(r[n] if n not in ("value", "mean_abs") else r[n] and round(r[n], 9) for n in names)
            for r in rows}  # fmt: skip


def test_m42_revision_stats(revised):
    found = revised.ask("revision_stats", family="D1")
    assert {r["period"] for r in found} == {"2016"}
    # 101 +20 %, 102 -10 %, 103 as it was, 105 gone (-100 %); 106 is in quarantine now; 104 was first 0; 107 came later
    assert stats(found) == {
        "first to second": (0.02, 0.02, 1, 5, 1, 1, None),
        "first to latest": (-0.225, 0.325, -1, 4, 3, 1, None),
    }
    assert {r["basis"] for r in found} == {"REG HS8 by partner regime place"}


def test_m42_as_of_and_with_few_figures(revised):
    early = stats(revised.ask("revision_stats", family="D1", as_of="2016-06-01"))
    assert early == dict.fromkeys(("first to second", "first to latest"), (0.02, 0.02, 1, 5, 1, 1, None))
    assert revised.ask("revision_stats", family="D1", as_of="2016-05-19") == []
    one = stats(revised.ask("revision_stats", family="D1", partner="101"))
    assert one["first to latest"] == (None, None, None, 1, 1, 0, "NO_DATA")


def test_m42_a_printed_figure_within_both_half_units_is_not_revised(make_ground):
    ground = make_ground()
    for n, (month, later) in enumerate((("1.00", "1.01"), ("1.00", "1.02"), ("2.00", "1.90")), start=3):
        until = {"known_from": "2015-05-20", "known_to": "2015-08-20"}
        table(ground, f"20150{n}", month, "9.00", **until)
        table(ground, f"20150{n}", later, "9.00", known_from="2015-08-20", is_first_release=False)
    found = ground.one("revision_stats", "vintages = 'first to latest'", family="D1")
    assert (found["figures"], found["revised"], found["basis"]) == (3, 2, "REG printed customs_city by place")
    assert found["value"] == pytest.approx((0 + 0.02 - 0.05) / 3)


CONCORDANCE = {"940511": 60, "940519": 40, "853951": 30, "853952": 50, "940599": 20}


@pytest.fixture(scope="module")
def crossing(make_ground):
    """The worked example in 2022; torches without any relation; parts of 2017; January and February as one in 2023."""
    ground = make_ground()
    ground.con.execute("DELETE FROM core.bridge_hs_concordance WHERE from_hs6 = '851310'")
    rows = [row("202203", v, hs8=f"{c}00") for c, v in CONCORDANCE.items()]
    parts = [row("201703", v, hs8=f"{c}00") for c, v in {"853990": 1, "940592": 2, "940510": 7}.items()]
    joint = [row("202302", 5, kind="JF", hs8="85131010"), row("202302", 15, kind="JF", hs8="85399000")]
    ground.put([*rows, *parts, *joint], "2023-05-01", asked=months("201701", "201704") + months("202201", "202204"))
    ground.put([row("201503", 5)], asked=months("201501", "201503"))
    return ground


def classes(rows):
    return {r["concordance_class"]: (r["value"], r["class_value"], r["hs6_codes"]) for r in rows}


def test_m40_concordance(crossing):
    found = crossing.ask("concordance_quality", "period = '202203'", family="D3")
    assert classes(found) == {
        "clean": (0.75, 150, ["940511", "853952", "940519"]),
        "nn": (0.15, 30, ["853951"]),
        "parts": (0.10, 20, ["940599"]),
    }
    assert {(r["from_rev"], r["to_rev"], r["total_value"], r["complete"]) for r in found} == {
        ("2022", "2017", 200, True)
    }


def test_m40_what_is_clean_can_be_carried_and_nothing_else(crossing):
    """n:n is never split: 853951 goes to six codes of 2017, and its value to none of them."""
    targets = crossing.con.execute(
        """
        SELECT b.to_hs6, sum(v.value)::INTEGER
        FROM (VALUES ('940511', 60), ('940519', 40), ('853952', 50), ('940599', 20)) AS v (hs6, value)
        JOIN core.bridge_hs_concordance AS b ON b.from_rev = '2022' AND b.to_rev = '2017' AND b.from_hs6 = v.hs6
        GROUP BY ALL ORDER BY 1
        """
    ).fetchall()
    assert targets == [("853950", 50), ("940510", 100), ("940599", 20)]
    many = crossing.con.execute(
        "SELECT count(*) FROM core.bridge_hs_concordance WHERE to_rev = '2017' AND from_hs6 = '853951'"
    ).fetchone()
    assert many == (6,)


def test_m40_other_classes_and_revisions(crossing):
    found = {}
    for r in crossing.ask("concordance_quality", family="D3"):
        found.setdefault(r["period"], {})[r["concordance_class"]] = (r["value"], r["reason"])
    assert found["202302"] == {"nn": (0.75, None), "unmapped": (0.25, None)}
    assert found["202301"] == {None: (None, "JF_MERGED")}
    assert found["202202"] == {None: (None, "ZERO_DENOM")}
    assert found["201703"] == {"clean": (0.7, None), "parts": (pytest.approx(0.3), None)}
    assert found["201503"] == {"unmapped": (1.0, None)}
    to_2012 = classes(crossing.ask("concordance_quality", "period = '202203'", family="D3", to_rev="2012"))
    assert {c: v for c, (v, *_) in to_2012.items()} == {"clean": 0.75, "nn": 0.15, "parts": 0.10}
    same = crossing.one("concordance_quality", "period = '202203'", family="D3", to_rev="2022")
    assert (same["concordance_class"], same["value"]) == ("clean", 1)
