"""Files of the online query: any split, both languages, and what a manifest must not contradict."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support import OPEN, QUERY_HEAD, query_csv
from tests.transforms.query_files import NAME, NATIONAL, SELECTION, typed
from tests.transforms.tools import column, reasons
from transforms.customs_query import UNITS
from transforms.reading.errors import FileRefusedError

ENGLISH = (
    "Date of data,Trading partner code,Trading partner,Commodity code,Commodity,Quantity,Unit,"
    "Supplimentary Quantity,Supplimentary Unit,US dollar,\n"
)


def refused(data, rule, *telling, **declared):
    with pytest.raises(FileRefusedError) as caught:
        typed(data, **declared)
    assert caught.value.rule == rule
    for words in telling:
        assert words in caught.value.message
    assert caught.value.remedy.endswith(".")


def result(found, rule):
    return next((r.outcome, r.message) for r in found.results if r.rule == rule)


# Typed rows.


def test_a_full_split():
    found = typed(query_csv([{"value": 12345678, "qty1": 1000, "qty2": 250}, {"partner": "304", "value": "98.5"}]))
    assert column(found.rows, "source_row") == [2, 3]
    assert found.rows.row(0)[2:] == (
        "201510", "M", "94051000", "502", "10", "44", Decimal(1000), "个", Decimal(250), "千克", Decimal(12345678),
    )  # fmt: skip
    assert column(found.rows, "value") == ["12345678.00", "98.50"]
    assert found.scope == {"flow": "X", "currency": "CNY", "geo_basis": "REG"}
    assert reasons(found) == []


def test_what_the_query_did_not_split_is_all():
    found = typed(query_csv([{"value": 5}], head=NATIONAL))
    assert [column(found.rows, name) for name in ("partner_code", "regime_code", "place_code")] == [["ALL"]] * 3
    assert found.scope["geo_basis"] == "NAT"


def test_what_the_query_filtered_on_is_that_value():
    found = typed(
        query_csv([{}], head=NATIONAL),
        covers_partners=("502",),
        covers_regimes=("10",),
        covers_places=("44",),
    )
    assert found.rows.select("partner_code", "regime_code", "place_code").rows() == [("502", "10", "44")]
    assert found.scope["geo_basis"] == "REG"


def test_a_missing_second_unit_is_null_and_so_is_its_quantity():
    found = typed(query_csv([{"qty2": 0, "unit2": "?"}, {"qty2": 0}, {"qty2": 7, "unit2": "?"}]))
    assert column(found.rows, "unit2") == [None, "千克", None]
    assert column(found.rows, "qty2") == [None, "0.000", "7.000"]


def test_english_headers_and_units():
    record = (
        '"201510","502","United States","94051000","Chandeliers, LED","12","Number of item","30","Kilogram","1,234",\n'
    )
    found = typed(ENGLISH + record)
    assert found.scope == {"flow": "X", "currency": "USD", "geo_basis": "NAT"}
    assert found.rows.row(0)[2:] == (
        "201510", "M", "94051000", "502", "ALL", "ALL", Decimal(12), "Number of item", Decimal(30), "千克",
        Decimal(1234),
    )  # fmt: skip
    assert typed((ENGLISH + record).replace("Suppli", "Supple")).rows.equals(found.rows)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Kilogram", "千克"),
        ("Gram", "克"),
        ("Metre", "米"),
        ("Square Metre", "平方米"),
        ("Cubic Metre", "立方米"),
        ("Litre", "升"),
        ("Kilolitre", "千升"),
        ("Carat", "克拉"),
        ("Kilowatt", "千瓦"),
        ("Kilowatt-hour", "千瓦时"),
        ("Pair", "双"),
        ("Million Bq", "百万贝可"),
        ("Piece", "Piece"),
        ("In Thousands", "In Thousands"),
        ("kilogram", "千克"),
        ("台", "台"),
        ("Barrel", "Barrel"),
    ],
)
def test_units_that_mean_one_chinese_unit_become_it(english, chinese):
    found = typed(query_csv([{"unit1": english, "unit2": english}]))
    assert found.rows.select("unit1", "unit2").rows() == [(chinese, chinese)]


def test_every_english_unit_of_the_official_lists_is_known(data):
    import csv

    seen = set()
    for path in sorted((data / "gacc_codes").glob("en-hs8-*.csv")):
        with path.open(encoding="gb18030", newline="") as file:
            for row in csv.reader(file):
                seen |= {row[4], row[6]} if len(row) == 8 else set()
    assert seen - set(UNITS) == {"UNIT_1_DESCRIPTION", "UNIT_2_DESCRIPTION", "?", "#N/A", "\0"}


def test_wide_digits_nbsp_and_separators():
    found = typed(query_csv([{"value": "１，２３４，５６７", "qty1": "1,\u00a0000", "qty2": "２５０．５"}]))
    assert [column(found.rows, name) for name in ("value", "qty1", "qty2")] == [
        ["1234567.00"],
        ["1000.000"],
        ["250.500"],
    ]


def test_a_value_that_is_no_number_is_named_and_its_row_not_typed():
    found = typed(query_csv([{}, {"value": "1,2a4", "qty1": "x"}]))
    assert column(found.rows, "is_typed") == [True, False]
    assert reasons(found) == [
        (3, "Q20", "column '人民币': '1,2a4' is not a number of up to 2 decimals"),
        (3, "Q20", "column '第一数量': 'x' is not a number of up to 3 decimals"),
    ]


# Currency, month and selection: file against manifest.


def test_the_header_says_the_currency():
    usd = [*NATIONAL[:-1], "美元"]
    assert typed(query_csv([{}], head=usd)).scope["currency"] == "USD"
    assert typed(query_csv([{}], head=usd), currency="USD").scope["currency"] == "USD"
    refused(query_csv([{}], head=usd), "Q05", "header says USD (column '美元')", "manifest says CNY", currency="CNY")
    refused(query_csv([{}], head=[*NATIONAL, "美元"]), "Q05", "yuan and one in dollars")


@pytest.mark.parametrize(("first", "last", "kind"), [("201510", "201510", "M"), ("201501", "201502", "JF")])
def test_a_query_without_months_is_the_month_of_its_manifest(first, last, kind):
    data = query_csv([{}], head=NATIONAL[1:])
    found = typed(data, period_from=first, period_to=last)
    assert found.rows.select("period", "period_kind").rows() == [(last, kind)]


def test_a_query_without_months_that_sums_others_is_refused():
    data = query_csv([{}], head=NATIONAL[1:])
    refused(data, "Q07", "no column for the month")
    refused(data, "Q07", "sums 201501 to 201503", period_from="201501", period_to="201503")
    refused(data, "Q07", "sums 201412 to 201502", period_from="201412", period_to="201502")


def test_a_query_without_codes_needs_one_of_8_digits():
    head = [name for name in NATIONAL if "商品" not in name]
    assert column(typed(query_csv([{}], head=head), covers_hs=("94051000",)).rows, "hs8") == ["94051000"]
    refused(query_csv([{}], head=head), "Q01", "no column '商品编码'")
    refused(query_csv([{}], head=head), "Q01", "does not name one code", covers_hs=("9405",))


def test_a_sum_of_some_partners_is_no_figure():
    refused(query_csv([{}], head=NATIONAL), "MANIFEST", "names 2", covers_partners=("502", "304"))


@pytest.mark.parametrize(
    ("rows", "page", "end", "is_cut"),
    [
        (10_000, None, b"", True),
        (10_000, None, b"\n", True),
        (10_000, None, b",,,,,,,,\n\x1a", True),
        (9_999, None, b"", False),
        (9_999, None, b"\n", False),
        (10_000, 1, b"", False),
        (20_000, None, b"", True),
    ],
)
def test_a_download_that_was_cut(rows, page, end, is_cut):
    """Blank lines at the end, as editors leave them, do not count."""
    data = query_csv([{}], head=NATIONAL)
    head, record = data.split(b"\n")[:2]
    data = head + b"\n" + (record + b"\n") * rows + end
    if is_cut:
        refused(data, "Q03", f"{rows:,} rows")
    else:
        assert typed(data, page=page).rows.height == rows


def test_rows_outside_the_declared_selection():
    some = [{"hs8": f"9405{n:04d}"} for n in range(40)]
    found = typed(query_csv([*some, {"hs8": "85395000"}]), covers_hs=("9405",))
    assert reasons(found) == [(42, "MANIFEST", "column '商品编码': '85395000' is outside covers_hs of the manifest")]
    refused(query_csv([{}, {"hs8": "85395000"}]), "MANIFEST", "1 of 2 rows", "85395000", covers_hs=("9405",))
    refused(query_csv([{"partner": "304"}]), "MANIFEST", "covers_partners", covers_partners=("502", "110"))
    refused(query_csv([{}]), "MANIFEST", "period_from and period_to", period_from="201501", period_to="201509")
    inside = {
        "covers_hs": ("94", "85"),
        "covers_partners": ("502",),
        "covers_regimes": ("10", "14"),
        "covers_places": ("44",),
    }
    assert reasons(typed(query_csv([{}]), **inside)) == []


def test_the_basis_of_places():
    assert typed(query_csv([{}]), place_basis="REG").scope["geo_basis"] == "REG"
    refused(query_csv([{}]), "MANIFEST", "place_basis NAT", place_basis="NAT")
    refused(query_csv([{}], head=NATIONAL), "MANIFEST", "NAT", place_basis="REG")


def test_what_reading_decides_is_reported():
    found = typed(query_csv([{}], head=[*QUERY_HEAD, ""]), **SELECTION)
    assert result(found, "Q06") == ("failed", "2 unnamed columns at the right edge")
    assert result(found, "SELECTION") == ("passed", "the selection is declared")
    found = typed(query_csv([{"qty2": "", "unit2": ""}]), covers_hs=("*",))
    assert result(found, "Q06") == ("failed", "column '第二数量' is empty; column '第二计量单位' is empty")
    assert result(found, "SELECTION")[0] == "failed"
    assert result(found, "SELECTION")[1].startswith("covers_partners, covers_regimes, covers_places not declared")
    assert [result(found, rule)[0] for rule in ("Q03", "Q05", "Q07")] == ["passed"] * 3


# The rule on units, over a night.


def test_pieces_in_english_pass_where_the_list_has_pieces(home):
    """In 2015 the list has 个 (code 01) and 千克 for 94051000, and 千克 alone for 94055000."""
    units = [
        ("94051000", "502", "Number of item", "Kilogram"),
        ("94051000", "304", "Piece", "Kilogram"),
        ("94055000", "304", "Kilogram", "?"),
        ("94051000", "110", "Number of item", "?"),
        ("94051000", "116", "In Thousands", "Kilogram"),
        ("94055000", "116", "Number of item", "?"),
        ("94051000", "132", "Kilogram", "Number of item"),
    ]
    records = [
        f'"201510","{partner}","x","{hs8}","x","100","{unit1}","{0 if unit2 == "?" else 50}","{unit2}","9,000",\n'
        for hs8, partner, unit1, unit2 in units
    ]
    home.put(NAME, "en.csv", ENGLISH + "".join(records), **OPEN)
    handled = home.handled(home.night(), "en.csv")
    assert (handled.rows_accepted, handled.rows_quarantined) == (3, 4)
    quarantined = home.rows("SELECT source_row, rules, reasons FROM ops.quarantine_row ORDER BY 1")
    assert [(row, rules) for row, rules, _ in quarantined] == [(row, ["Q16"]) for row in (5, 6, 7, 8)]
    assert quarantined[1][2] == ["units In Thousands / 千克 where the list has 个 / 千克"]
    assert home.rows("SELECT unit1, unit2 FROM core.fct_trade WHERE state = 'V' ORDER BY ALL") == [
        ("Number of item", "千克"),
        ("Piece", "千克"),
        ("千克", None),
    ]
