"""Detail lines of printed tables against the total that they print (table 5 of October 2019, in 1,000 US dollars)."""

from __future__ import annotations

import pytest

EXPORT_MONTH = [118958241, 48725, 308, 6442780, 60309531, 3325483, 980336, 4740, 15215, 3953998, 11278662, 7598074]
EXPORT_YTD = [1186585454, 607273, 6032, 64664195, 536869765, 25477752, 11504891, 137113, 187522, 38625272, 104943733,
              68314158]  # fmt: skip
EXPORT_CODES = ("10", "11", "12", "14", "15", "19", "22", "23", "27", "33", "34", "39")
IMPORT_MONTH = [98724305, 61, 7723840, 29995392, 689024, 23344, 33016, 254842, 16275, 3057, 257616, 12283269, 18152328,
                736443, 1005264]  # fmt: skip
IMPORT_CODES = ("10", "12", "14", "15", "19", "20", "23", "25", "27", "30", "31", "33", "34", "35", "39")
EXPORT_TOTALS, IMPORT_TOTAL = (212916095, 2037923161), 169898075
OCTOBER = {"supersession_group": "customs_regime_totals", "geo_basis": "NAT", "place_code": "ALL",
           "product_code": "ALL", "currency": "USD"}  # fmt: skip
USD = {"currency": "USD", "family": "ALL", "dimension": "regime"}


def said(ground, month, ytd=None, half=500, period="201910", **other):
    """A printed line of table 5, in 1,000 US dollars."""
    figures = {"month_value": month, "month_half_unit": half, "ytd_value": ytd, "ytd_half_unit": half}
    usual = {name: value for name, value in figures.items() if (month if "month" in name else ytd) is not None}
    scaled = {name: value * 1000 if name.endswith("_value") else value for name, value in usual.items()}
    ground.printed(period, "2019-11-08", **{**OCTOBER, **scaled, **other})


def table(ground, months=EXPORT_MONTH, ytd=EXPORT_YTD, period="201910", totals=EXPORT_TOTALS, **other):
    said(ground, *totals, period=period, **other)
    for code, month, year in zip(EXPORT_CODES, months, ytd, strict=True):
        said(ground, month, year, period=period, regime_code=code, **other)


@pytest.fixture(scope="module")
def ground(make_ground):
    ground = make_ground()
    table(ground)
    said(ground, IMPORT_TOTAL, flow="M")
    for code, month in zip(IMPORT_CODES, IMPORT_MONTH, strict=True):
        said(ground, month, flow="M", regime_code=code)
    return ground


def test_m37_october_2019(ground):
    found = ground.ask("control_gap", **USD) + ground.ask("control_gap", flow="M", **USD)
    assert [(r["flow"], r["measure"], r["value"], r["gap_in_printed_units"]) for r in found] == [
        ("X", "month", -2000, -2),
        ("X", "ytd", -1000, -1),
        ("M", "month", 1000, 1),
    ]
    assert [r["tolerance_in_printed_units"] for r in found] == [6.0, 6.0, 7.5]
    assert [(r["detail_lines"], r["tolerance"]) for r in found] == [(12, 6000), (12, 6000), (15, 7500)]
    assert {(r["is_within_tolerance"], r["complete"], r["missing_lines"], r["unit"]) for r in found} == {
        (True, True, 0, "USD")
    }


def test_m37_a_shifted_column(make_ground):
    """The year to date of one line is replaced by 61."""
    ground = make_ground()
    table(ground, ytd=[61 if v == 6032 else v for v in EXPORT_YTD])
    found = {r["measure"]: r for r in ground.ask("control_gap", **USD)}
    assert (found["ytd"]["gap_in_printed_units"], found["ytd"]["is_within_tolerance"]) == (-5972, False)
    assert found["month"]["is_within_tolerance"] is True


def city(ground, value, half=5_000_000, **other):
    ground.printed("202106", ytd_value=round(value * 10**8, 2), ytd_half_unit=half, product_code="ALL", **other)


def test_m37_zhongshan_first_half_of_2021(make_ground):
    ground = make_ground()
    city(ground, 1204.8, flow="XM")
    city(ground, 982.5)
    city(ground, 222.3, flow="M")
    for owner, value in {"FIE": 626.3, "PRIVATE": 500.4, "SOE": 78.1}.items():
        city(ground, value, flow="XM", ownership=owner)
    found = {r["dimension"]: r for r in ground.ask("control_gap", flow="XM", family="ALL")}
    assert {d: (r["value"], r["flow"], r["complete"]) for d, r in found.items()} == {
        "flow": (0, "XM", True),
        "ownership": (0, "XM", True),
    }
    ground.con.execute("UPDATE core.fct_trade_printed SET ytd_value = 50400000000 WHERE ownership = 'PRIVATE'")
    wrong = ground.one("control_gap", flow="XM", family="ALL", dimension="ownership")
    assert (wrong["value"], wrong["is_within_tolerance"]) == (360_000_000, False)


@pytest.mark.parametrize(("half", "tolerance"), [(50_000_000, 0.60), (5_000_000, 0.10)])
def test_m37_mixed_precision(make_ground, half, tolerance):
    """1484.6 = 1099.5 + 385 + 0.1: 385 as a whole number brings half a unit of its own, and that of the total in."""
    ground = make_ground()
    city(ground, 1484.6, flow="XM")
    city(ground, 1099.5)
    city(ground, 385.0, half=half, flow="M")
    found = ground.one("control_gap", dimension="flow")
    assert (found["value"], found["tolerance"]) == (-10_000_000, tolerance * 10**8)
    assert found["is_within_tolerance"] is True


def test_m37_edge_cases(make_ground):
    ground = make_ground()
    september = [v // 2 for v in EXPORT_YTD]
    table(ground, september, september, "201909", (sum(september),) * 2)
    left_out = "regime_code = '23' AND period = '201910'"
    table(ground, [0 if c == "23" else v for c, v in zip(EXPORT_CODES, EXPORT_MONTH, strict=True)])
    ask = {"where": "period = '201910' AND measure = 'month'", **USD}
    assert ground.one("control_gap", **ask)["gap_in_printed_units"] == -4742
    # a line that prints no month has none; a line that is not there is missing
    ground.con.execute(f"UPDATE core.fct_trade_printed SET month_value = NULL WHERE {left_out}")
    found = ground.one("control_gap", **ask)
    assert (found["detail_lines"], found["missing_lines"], found["reason"]) == (11, 0, None)
    ground.con.execute(f"DELETE FROM core.fct_trade_printed WHERE {left_out}")
    found = ground.one("control_gap", **ask)
    assert (found["value"], found["reason"], found["missing_lines"]) == (None, "INCOMPLETE", 1)
    assert found["detail_value"] == 1000 * (sum(EXPORT_MONTH) - 4740)
    assert {r["reason"] for r in ground.ask("control_gap", "period = '201909'", **USD)} == {None}
    said(ground, None, regime_code="23", state="HELD")
    assert ground.one("control_gap", **ask)["reason"] == "INCOMPLETE"
    ground.con.execute("UPDATE core.fct_trade_printed SET is_official = false WHERE regime_code = '10'")
    assert {r["reason"] for r in ground.ask("control_gap", "period = '201909'", **USD)} == {"SCOPE_MISMATCH"}
    ground.con.execute("UPDATE core.fct_trade_printed SET state = 'CONFLICT' WHERE regime_code = 'ALL'")
    assert {r["reason"] for r in ground.ask("control_gap", "period = '201909'", **USD)} == {"INCOMPLETE"}


def test_m37_parts_that_are_no_full_partition(make_ground):
    """General and processing trade are not all: they may fall short of the total, and may not go beyond it."""
    ground = make_ground()
    city(ground, 1204.8)
    city(ground, 732.5, regime_code="10")
    city(ground, 448.0, regime_code="14")
    here = {"family": "ALL", "dimension": "regime"}
    short = ground.one("control_gap", **here)
    assert (short["reason"], short["detail_value"], short["total_value"]) == (
        "INCOMPLETE",
        118_050_000_000,
        120_480_000_000,
    )
    city(ground, 300, regime_code="15")
    beyond = ground.one("control_gap", **here)
    assert (beyond["value"], beyond["is_within_tolerance"]) == (27_570_000_000, False)
    city(ground, 50, regime_code="19", line_kind="PART")
    assert ground.one("control_gap", **here)["value"] == 27_570_000_000
    assert ground.ask("control_gap", as_of="2015-11-19", **here) == []
