"""What the real lists say: codes, partners, places, concordances, rates, and the damaged records among them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

pytestmark = pytest.mark.slow


def test_all_lists_in_one_night(real):
    listed = real.home.rows("SELECT year, count(*)::INTEGER FROM core.dim_hs8 GROUP BY ALL ORDER BY ALL")
    assert [count for _, count in listed] == [8292, 8302, 8555, 8571, 8557, 8558, 8589, 8939, 8957]
    lighting = "SELECT count(*)::INTEGER FROM core.dim_hs8 WHERE left(hs8, 4) IN ('8512', '8513', '8539', '9405')"
    or_diodes = " OR starts_with(hs8, '85414') GROUP BY year ORDER BY year"
    assert [n for (n,) in real.home.rows(lighting + or_diodes)] == [52, 52, 53, 53, 53, 53, 54, 63, 63]


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
