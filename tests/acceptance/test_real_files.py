"""Real files through a real night: every record accounted for, every sum as plain Python finds it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.acceptance.files import FILES, FOREIGN
from tests.acceptance.ledger import counts, expected, sums

pytestmark = pytest.mark.slow

LAMPS = "灯具、照明装置及其零件"
FAST = [f for f in FILES if not f.is_slow]
by_path = pytest.mark.parametrize("file", FAST, ids=lambda f: f.path)


@pytest.fixture(scope="module")
def found(real):
    """Counts and sums of the files."""
    return counts(real), sums(real)


@by_path
def test_every_record_is_accounted_for_and_adds_up(found, file):
    ledger, totals = found
    assert ledger[file.name] == expected(file)
    assert totals[file.name] == Decimal(file.sum)


def test_the_night_is_published(real):
    assert real.summary.state == "published"
    assert [f for f in real.summary.findings if f["action"] == "block" and f["outcome"] == "failed"] == []
    assert len(real.summary.handled) == len(FAST) + len(FOREIGN)


def test_files_of_other_kinds_are_refused_by_name(real):
    for path in FOREIGN:
        name = path.rpartition("/")[2]
        handled = real.home.handled(real.summary, name)
        assert (handled.state, handled.rule, handled.dataset) == ("refused", "Q01", None)
        assert handled.reason == f"{name} is of no known dataset: its header is none of theirs."


# World trade.


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


# Quarantine.


@pytest.mark.parametrize(
    ("name", "records"),
    [
        ("en-hs8-2017.csv", {3198: (9, '"40117010"'), 3200: (10, '"40118011"'), 3201: (10, '"40118012"')}),
        (
            "en-TradingPartner.csv",
            {
                10: (4, "109,Korea,DPR,"),
                26: (4, "125,Nepal, FDR,"),
                34: (4, "133,Korea, Rep.,"),
                102: (4, "252,Congo,DR,"),
                207: (4, "446,Virgin  Islands, British,"),
                236: (4, "620,Micronesia, Fs,"),
            },
        ),
    ],
)
def test_damaged_records_of_the_english_lists(real, name, records):
    rows = real.home.rows(
        f"""
        SELECT q.source_row, q.rules, q.reasons, q.raw_text FROM ops.quarantine_row AS q
        JOIN ops.delivery AS d USING (delivery_id) WHERE d.file_name = '{name}' ORDER BY 1
        """
    )
    assert [row for row, _, _, _ in rows] == list(records)
    for row, rules, reasons, raw in rows:
        fields, begins = records[row]
        assert rules == ["RECORD"]
        assert reasons[0].startswith(f"{fields} fields where the header has ")
        assert raw.replace('"', "").startswith(begins.replace('"', ""))


def test_nothing_else_is_in_quarantine(real):
    assert real.home.one("SELECT count(*) FROM ops.quarantine_row") == sum(f.quarantined for f in FAST) == 9


# What the lists say.


def test_codes_of_a_year(real):
    rows = real.home.rows(
        """
        SELECT year, name_zh, name_en, unit1_code, unit1, unit2_code, unit2, is_conflict FROM core.dim_hs8
        WHERE (year, hs8) IN ((2015, '94051000'), (2017, '85395000'), (2017, '40117010')) ORDER BY hs8, year
        """
    )
    assert [row[3:] for row in rows] == [
        ("09", "千克", "01", "条", False),
        ("01", "只", "09", "千克", False),
        ("01", "个", "09", "千克", False),
    ]
    assert [(bool(zh), bool(en)) for _, zh, en, *_ in rows] == [(True, False), (True, True), (True, True)]


def test_lines_after_names_with_newlines(real):
    """The file has 24 names with a newline, and 86 carriage returns that end no line."""
    query = "SELECT source_row FROM core.accepted_row WHERE table_name = 'dim_hs8' AND key = '[\"2023\",\"97069000\"]'"
    assert real.home.one(f"{query} AND source_file NOT LIKE 'shipped:%'") == 8973


def test_partners_regimes_modes_and_places(real):
    one = real.home.one
    assert one("SELECT count(*) FROM core.dim_partner") == 243
    assert one("SELECT sum(partner_code::INTEGER) FROM core.dim_partner") == 78487
    assert one("SELECT count(*) FROM core.dim_stat_regime WHERE name_zh IS NOT NULL AND name_en IS NOT NULL") == 20
    assert one("SELECT count(*) FROM core.dim_supervision_mode") == 104
    assert real.home.rows(
        "SELECT level, count(*) FROM core.dim_geo WHERE level IN ('PROVINCE', 'DISTRICT') GROUP BY 1 ORDER BY 1"
    ) == [
        ("DISTRICT", 1088),
        ("PROVINCE", 31),
    ]
    names = dict(
        real.home.rows("SELECT partner_code, name_en FROM core.dim_partner WHERE partner_code IN ('109', '502')")
    )
    assert "Korea" in names["109"]
    assert real.home.rows("SELECT iso3, iso_numeric FROM core.dim_partner WHERE partner_code = '133'") == [
        ("KOR", "410")
    ]


@pytest.mark.parametrize(("day", "towns"), [(date(2015, 9, 30), 24), (date(2024, 11, 28), 23)])
def test_towns_of_a_day(real, day, towns):
    at = f"valid_from <= DATE '{day}' AND coalesce(valid_to > DATE '{day}', true)"
    assert real.home.one(f"SELECT count(*) FROM core.dim_geo WHERE level = 'TOWN' AND {at}") == towns
    guzhen = f"SELECT name_zh, kind FROM core.dim_geo WHERE place_code = '442000105' AND {at}"
    assert real.home.rows(guzhen) == [("古镇镇", "town")]


def test_all_targets_of_a_code_that_splits(real):
    query = """
        SELECT to_hs6, rel FROM core.bridge_hs_concordance
        WHERE from_rev = '{}' AND from_hs6 = '{}' AND to_rev = '{}' ORDER BY 1
    """
    assert real.home.rows(query.format(2022, 853951, 2017)) == [
        (code, "n:n") for code in ("853990", "854370", "940510", "940520", "940530", "940540")
    ]
    assert [code for code, _ in real.home.rows(query.format(2017, 853950, 2012))] == ["854370"]
    marked = (
        "SELECT count(*) FROM core.bridge_hs_concordance WHERE from_rev = '2012' AND to_rev = '2007' AND note = 'ex'"
    )
    assert real.home.one(marked) == 473


# What the figures say.


def test_rates(real):
    query = "SELECT month, rate FROM core.fct_fx_month WHERE base = '{}' AND quote = '{}' AND month IN {} ORDER BY 1"
    assert real.home.rows(query.format("USD", "CNY", "('201410', '201510')")) == [
        ("201410", Decimal("6.1251")),
        ("201510", Decimal("6.3505")),
    ]
    assert real.home.rows(query.format("EUR", "CNY", "('202510', '202604')")) == [
        ("202510", Decimal("8.28103478")),
        ("202604", Decimal("8.00047000")),
    ]
    assert real.home.one("SELECT count(*) FROM core.fct_fx_month WHERE quote = 'CNY' AND base = 'USD'") == 546
    assert real.home.one("SELECT count(DISTINCT base) FROM core.fct_fx_month WHERE quote = 'USD'") == 5


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
    judged = real.home.rows("SELECT action, outcome, count(*) FROM ops.fct_dq_result WHERE rule = 'Q46' GROUP BY ALL")
    assert sorted(judged) == [("block", "passed", 1), ("warn", "failed", 4)]


def test_every_fact_names_its_row(real):
    untraced = """
        SELECT count(*) FROM core.fct_trade AS t
        WHERE source_row NOT BETWEEN 2 AND 41 OR source_file NOT IN (SELECT delivery_id FROM ops.delivery)
    """
    assert real.home.one(untraced) == 0
    assert (
        real.home.one("SELECT count(*) FROM core.fct_trade")
        == sum(f.read for f in FAST if f.dataset == "customs_query")
        == 181
    )


# What the printed tables say.


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
