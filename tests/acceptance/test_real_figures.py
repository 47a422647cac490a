"""What the real figures say: world trade, soybeans, fuel and crude of the query tool, and printed tables."""

from __future__ import annotations

from decimal import Decimal

import pytest

pytestmark = pytest.mark.slow

LAMPS = "灯具、照明装置及其零件"


def test_a_heading_of_india_stands_once_for_each_level(real):
    """The file holds total, 2, 4 and 6 digits: 9405 is 153,211,741 and never four times that."""
    rows = real.home.rows(
        """
        SELECT commodity_level, count(*)::INTEGER, sum(value_usd) FILTER (starts_with(commodity_code, '9405'))
        FROM core.fct_world_trade WHERE reporter_code = '699' AND flow = 'X' AND classification = 'H5'
        GROUP BY ALL ORDER BY ALL
        """
    )
    assert rows == [(0, 1, None), (2, 97, None), (4, 1212, 153_211_741), (6, 5044, 153_211_738)]
    unit, flag, closed = "qty_unit_code", "is_net_weight_estimated", "is_closed AND covers_partners = ['000']"
    heading = f"SELECT qty, {unit}, net_weight_kg, {flag} FROM core.fct_world_trade WHERE commodity_code = '9405'"
    assert real.home.rows(heading) == [(7_137_861, "8", 7_137_861, True)]
    covered = f"SELECT commodity_level, {closed} FROM core.world_coverage WHERE reporter_code = '699' AND is_closed"
    assert sorted(real.home.rows(covered)) == [(0, True), (2, True), (4, True), (6, True)]


def test_classifications_partners_and_valuations_are_kept_apart(real):
    asked = "SELECT classification, flow, count(*)::INTEGER, sum(value_usd)::BIGINT FROM core.fct_world_trade"
    assert real.home.rows(f"{asked} WHERE partner_code = '620' GROUP BY ALL ORDER BY ALL") == [
        ("H0", "M", 32, 105705384),
        ("H1", "M", 148, 1778953124),
        ("H2", "M", 710, 158898985037),
        ("H3", "M", 780, 247232284288),
        ("H4", "M", 774, 283864027677),
        ("H5", "M", 689, 322119886349),
        ("H6", "M", 164, 119741957055),
    ]
    assert real.home.rows(f"{asked} WHERE classification = 'S4' GROUP BY ALL ORDER BY ALL") == [
        ("S4", "M", 1575, 2922908487553),
        ("S4", "X", 1609, 4789725459116),
    ]
    fob = "cif_value_usd IS NULL AND fob_value_usd = value_usd AND partner_code = '620'"
    assert real.home.one(f"SELECT count(*) FROM core.fct_world_trade WHERE {fob}") == 110
    netherlands = "reporter_code = '528' AND partner_code = '132' AND period = '2003' AND commodity_code = '271019'"
    assert real.home.rows(f"SELECT value_usd, classification FROM core.fct_world_trade WHERE {netherlands}") == [
        (5138266, "HS")
    ]


@pytest.mark.parametrize(
    ("flow", "year", "values"),
    [
        ("M", 2023, {"402": 8607780463, "410": 288767348746, "502": 105151827731}),
        ("M", 2024, {"402": 14830734215, "410": 259240199873, "502": 85630245356}),
        ("X", 2024, {"410": 235, "502": 5409574}),
        ("M", 2025, {"402": 14169639658, "410": 224815498273, "502": 55517092818}),
    ],
)
def test_soybeans_by_partner(real, flow, year, values):
    found = real.home.rows(
        f"""
        SELECT partner_code, sum(value) FROM core.fct_trade
        WHERE starts_with(product_code, '1201') AND flow = '{flow}' AND starts_with(period, '{year}') AND state = 'V'
        GROUP BY 1 ORDER BY 1
        """
    )
    assert dict(found) == values


def test_soybeans_of_one_month_as_printed(real):
    rows = real.home.rows(
        """
        SELECT value, qty1, unit1, qty2, unit2, geo_basis, currency, regime_code, source_row FROM core.fct_trade
        WHERE period = '202301' AND partner_code = '402'
        """
    )
    assert rows == [(5917063944, 1296592160, "千克", None, None, "NAT", "CNY", "ALL", 2)]


def test_fuel_has_a_second_unit(real):
    found = real.home.rows(
        """
        SELECT product_code, sum(value), sum(qty1)::BIGINT, sum(qty2)::BIGINT, any_value(unit2) FROM core.fct_trade
        WHERE starts_with(period, '2017') GROUP BY 1 ORDER BY 1
        """
    )
    assert [(code, value, unit) for code, value, _, _, unit in found] == [
        ("27101210", 38712643443, "升"),
        ("27101923", 58497649088, "升"),
    ]
    assert sum(row[2] for row in found) == 27706898091
    assert sum(row[3] for row in found) == 34812262524


def test_rates_implied_by_the_crude_pair(real):
    found = real.home.rows(
        """
        SELECT period, round(max(value) FILTER (currency = 'CNY') / max(value) FILTER (currency = 'USD'), 4)
        FROM core.fct_trade WHERE product_code = '27090000' GROUP BY 1 ORDER BY 1
        """
    )
    implied = dict(found)
    assert list(implied) == [f"2024{month:02d}" for month in range(1, 13)]
    assert (implied["202401"], implied["202410"], implied["202412"]) == (7.1000, 7.0800, 7.1834)
    assert min(implied.values()) >= 7.08
    assert max(implied.values()) == 7.1834
    # no customs rate is here, and the averages of the months lag behind it: nothing is off by 3 %
    judged = real.home.rows(
        """
        SELECT action, outcome, starts_with(message, 'printed ') AS is_of_tables, count(*)
        FROM ops.fct_dq_result WHERE rule = 'Q46' GROUP BY ALL
        """
    )
    of_query = [(*result, n) for *result, is_of_tables, n in judged if not is_of_tables]
    of_tables = [(*result, n) for *result, is_of_tables, n in judged if is_of_tables]
    assert sorted(of_query) == [("block", "passed", 1), ("warn", "failed", 4)]
    assert sorted(of_tables) == [("block", "passed", 1), ("warn", "passed", 1)]


def test_lamps_in_the_flash(real):
    """December 2025: 248.9; from January on 2644.3 after 3000.8, and the printed -11.9 % recomputes within rounding."""
    rows = real.home.rows(
        f"""
        SELECT month_value, ytd_value, prior_ytd_value, ytd_yoy, ytd_half_unit, is_official
        FROM core.fct_trade_printed WHERE product_code = '{LAMPS}' AND period = '202512' AND known_to IS NULL
        """
    )
    yi = Decimal(100_000_000)
    month, ytd, prior, growth, half, is_official = rows[0]
    assert (len(rows), is_official) == (1, False)
    assert (month, ytd, prior, half) == (Decimal("248.9") * yi, Decimal("2644.3") * yi, Decimal("3000.8") * yi, yi / 20)
    low, high = ((ytd + s * half) / (prior - s * half) - 1 for s in (-1, 1))
    assert growth == Decimal("-0.119")
    assert (low < growth + Decimal("0.0005"), growth - Decimal("0.0005") < high) == (True, True)


def test_months_before_october_were_revised(real):
    """From January to October is less than to September and October: Q44 records it, and finds no other line."""
    found = real.home.rows(
        """
        SELECT rule, key, measured, outcome FROM ops.fct_dq_result
        WHERE level = 'content' AND rule IN ('Q43', 'Q44', 'Q45', 'Q62', 'Q63') AND outcome = 'failed'
        """
    )
    assert found == [("Q44", f"202510 / {LAMPS} / X / CNY", "-1017458.00", "failed")]


@pytest.mark.parametrize(
    ("period", "kind", "total"),
    [("202603", "M", ("41046.4", "22297.0", "18749.4")), ("202502", "JF", ("65363.6", "38812.1", "26551.5"))],
)
def test_totals_of_the_pages_by_country(real, period, kind, total):
    """Preliminary, and without month columns January and February are one; parts and groups are told from lines."""
    rows = real.home.rows(
        f"""
        SELECT partner_code, flow, month_value, period_kind, is_official, r.rank
        FROM core.fct_trade_printed JOIN core.dim_release AS r USING (source_file, known_from, is_official)
        WHERE period = '{period}' AND product_code = 'ALL' AND line_kind = 'TOTAL'
        """
    )
    both, exports, imports = (Decimal(value) * 100_000_000 for value in total)
    assert {flow: value for _, flow, value, *_ in rows} == {"XM": both, "X": exports, "M": imports}
    assert {(partner, k, official, rank) for partner, _, _, k, official, rank in rows} == {("ALL", kind, False, 1)}
    kinds = real.home.rows(
        f"""
        SELECT line_kind, count(*)::INTEGER, count(*) FILTER (regexp_full_match(partner_code, '[0-9]{{3}}'))::INTEGER
        FROM core.fct_trade_printed WHERE period = '{period}' AND product_code = 'ALL' AND flow = 'X'
        GROUP BY 1 ORDER BY 1
        """
    )
    assert kinds == [("TOTAL", 1, 0), ("LINE", 15, 11), ("GROUP", 2, 0), ("PART", 12, 12)]
